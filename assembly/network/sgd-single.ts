// One step of SGD on one sample, f32: nothing is gathered, and the rank-one updates leave out the units that are off.

import { outputDelta } from "../generated/losses";
import { multiplyAdd } from "../simd/arithmetic";
import { clearBias, sizeOf, stride } from "./layout";
import { backDeltas, forwardFrom, rowsAt, weightsAt } from "./pass";

/** W_l -= rate delta_l h_{l-1}ᵀ for all layers; `act` and `delta` hold one row of each layer. */
export function stepOnSample(
  layers: i32,
  sizes: usize,
  loss: i32,
  bias: i32,
  x: usize,
  label: i32,
  rate: f32,
  w: usize,
  act: usize,
  delta: usize,
): void {
  forwardFrom<f32>(layers, sizes, 1, w, x, act);
  const k = sizeOf(sizes, layers);
  const z = rowsAt<f32>(act, 1, sizes, layers);
  outputDelta<f32>(loss, z, k, label, rowsAt<f32>(delta, 1, sizes, layers));
  backDeltas<f32>(layers, sizes, 1, w, act, delta);
  for (let l = layers; l >= 1; l--) {
    const h = l == 1 ? x : rowsAt<f32>(act, 1, sizes, l - 1);
    const bytes = (<usize>stride(sizeOf(sizes, l - 1))) << 2;
    const dl = rowsAt<f32>(delta, 1, sizes, l);
    const n = sizeOf(sizes, l);
    let row = weightsAt<f32>(w, sizes, l);
    for (let j = 0; j < n; j++) {
      const slope = load<f32>(dl + ((<usize>j) << 2));
      if (slope != 0) addScaled(bytes, f32x4.splat(-rate * slope), h, row);
      row += bytes;
    }
  }
  if (bias == 0) clearBias<f32>(layers, sizes, w);
}

/** y += a x */
function addScaled(bytes: usize, a: v128, x: usize, y: usize): void {
  let t: usize = 0;
  for (; t + 32 <= bytes; t += 32) {
    v128.store(y + t, multiplyAdd<f32>(a, v128.load(x + t), v128.load(y + t)));
    v128.store(y + t, multiplyAdd<f32>(a, v128.load(x + t, 16), v128.load(y + t, 16)), 16);
  }
  if (t < bytes) v128.store(y + t, multiplyAdd<f32>(a, v128.load(x + t), v128.load(y + t)));
}
