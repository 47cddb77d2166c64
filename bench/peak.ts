/** What a core can do at most with 128-bit vectors: products and sums in registers alone. */
import type { Engine } from "losscape";

/** Short enough (a quarter of a millisecond) to fall between two disturbances. */
const ROUNDS = 100_000;
const SAMPLES = 200;

/** Flops a second, f64; f32 has twice that. Best of many: a ceiling, not a typical value; to be called beside every work. */
export function measurePeak(engine: Engine): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < SAMPLES; i++) {
    const start = performance.now();
    engine.kernels.peakF64(ROUNDS, 0.9999999, 1e-6);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return (engine.kernels.peakFlops() * ROUNDS) / best;
}
