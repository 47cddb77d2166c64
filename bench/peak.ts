/** What the 128-bit units can do in registers: the ceiling that shares are taken of. */
import type { Engine } from "losscape";
import { sampleSeconds } from "./measure.ts";

/** Short enough that the products stay far above the subnormal numbers. */
const ROUNDS = 2_000_000;

/** Flops a second, f64; f32 has twice that. Best of a few: a ceiling, not a typical value; to be called beside every work. */
export function measurePeak(engine: Engine): number {
  const flops = engine.kernels.peakFlops() * ROUNDS;
  const seconds = Array.from({ length: 4 }, () => sampleSeconds(() => engine.kernels.peakF64(ROUNDS), 0.05));
  return flops / Math.min(...seconds);
}
