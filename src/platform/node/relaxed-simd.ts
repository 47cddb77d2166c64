/** Turns relaxed SIMD on where the host has it behind a flag (Node 20). To be called before kernels are compiled. */
import { setFlagsFromString } from "node:v8";
import { hasRelaxedSimd } from "../../engine/engine.ts";

export function enableRelaxedSimd(): boolean {
  if (!hasRelaxedSimd()) setFlagsFromString("--experimental-wasm-relaxed-simd");
  return hasRelaxedSimd();
}
