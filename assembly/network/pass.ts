// Forward and backward passes of a tile of samples, generic over T.
//
// Activations of a tile: layer l at act + rows * rowOffset(l) elements, shape rows x stride(n_l); layer L holds the logits.
// Deltas (derivatives of the summed loss by the pre-activations) have the same layout. ReLU' (0) = 0.

import { packedOffset, rowOffset, sizeOf, stride } from "./layout";
import { productN, productNT } from "./product";

/** Address of layer l's rows in a tile. */
export function rowsAt<T>(base: usize, rows: i32, sizes: usize, layer: i32): usize {
  return base + <usize>rows * <usize>rowOffset(sizes, layer) * <usize>sizeof<T>();
}

/** Address of layer l's packed weights. */
export function weightsAt<T>(base: usize, sizes: usize, layer: i32): usize {
  return base + <usize>packedOffset(sizes, layer - 1) * <usize>sizeof<T>();
}

/** Rows start … start+rows-1 of the data (or those that `order` names, when it is not 0) to the tile's layer 0. */
export function loadRows<T>(inputs: usize, ld: i32, order: usize, start: i32, rows: i32, to: usize): void {
  const bytes = (<usize>ld) << 2;
  for (let r = 0; r < rows; r++) {
    const index = order != 0 ? load<i32>(order + ((<usize>(start + r)) << 2)) : start + r;
    const from = inputs + <usize>index * bytes;
    if (sizeof<T>() == 4) {
      for (let t: usize = 0; t < bytes; t += 16) v128.store(to + t, v128.load(from + t));
      to += bytes;
    } else {
      for (let t: usize = 0; t < bytes; t += 8)
        v128.store(to + t + t, f64x2.promote_low_f32x4(v128.load64_zero(from + t)));
      to += bytes + bytes;
    }
  }
}

/** Every layer's activations, from layer 0's. */
export function forward<T>(layers: i32, sizes: usize, rows: i32, w: usize, act: usize): void {
  forwardFrom<T>(layers, sizes, rows, w, act, act);
}

/** The same when layer 0 stands elsewhere, at x. */
export function forwardFrom<T>(layers: i32, sizes: usize, rows: i32, w: usize, x: usize, act: usize): void {
  const size = <usize>sizeof<T>();
  let from = x;
  let to = act;
  for (let l = 1; l <= layers; l++) {
    const ld = stride(sizeOf(sizes, l - 1));
    const n = sizeOf(sizes, l);
    const ldo = stride(n);
    to += <usize>(rows * ld) * size;
    productNT<T>(rows, n, ld, from, ld, w, ld, to, ldo, false);
    if (l < layers) for (let r = 0; r < rows; r++) rectify<T>(to + <usize>(r * ldo) * size, n, ldo);
    w += <usize>(n * ld) * size;
    from = to;
  }
}

/** h = max(z, 0), then the constant 1 and zeros. A NaN stays one, so that divergence is seen. */
export function rectify<T>(row: usize, n: i32, ld: i32): void {
  const bytes = <usize>ld * <usize>sizeof<T>();
  const zero = i64x2.splat(0);
  for (let t: usize = 0; t < bytes; t += 16) {
    if (sizeof<T>() == 4) v128.store(row + t, f32x4.pmax(v128.load(row + t), zero));
    else v128.store(row + t, f64x2.pmax(v128.load(row + t), zero));
  }
  finishRow<T>(row, n, ld, 1);
}

/** Element n becomes `unit`, those after it 0. */
export function finishRow<T>(row: usize, n: i32, ld: i32, unit: f64): void {
  for (let j = n; j < ld; j++) {
    const value = j == n ? unit : 0;
    if (sizeof<T>() == 4) store<f32>(row + ((<usize>j) << 2), <f32>value);
    else store<f64>(row + ((<usize>j) << 3), value);
  }
}

/** Every row becomes the unit vector number c. */
export function unitRows(rows: usize, count: i32, ld: i32, c: i32): void {
  for (let r = 0; r < count; r++)
    for (let j = 0; j < ld; j++) store<f64>(rows + ((<usize>(r * ld + j)) << 3), j == c ? 1 : 0);
}

/** delta = 0 where the unit's gate h > 0 is closed, and in the padding. */
export function gate<T>(delta: usize, h: usize, rows: i32, n: i32): void {
  const ld = stride(n);
  const bytes = <usize>ld * <usize>sizeof<T>();
  const zero = i64x2.splat(0);
  for (let r = 0; r < rows; r++) {
    for (let t: usize = 0; t < bytes; t += 16)
      v128.store(delta + t, v128.and(v128.load(delta + t), v128.gt<T>(v128.load(h + t), zero)));
    finishRow<T>(delta, n, ld, 0);
    delta += bytes;
    h += bytes;
  }
}

/** Deltas of layers L-1 … 1 from those of layer L. */
export function backDeltas<T>(
  layers: i32,
  sizes: usize,
  rows: i32,
  w: usize,
  act: usize,
  delta: usize,
): void {
  for (let l = layers; l > 1; l--) backLayer<T>(l, sizes, rows, w, act, delta);
}

/** Deltas of layer l-1 from those of layer l. */
function backLayer<T>(l: i32, sizes: usize, rows: i32, w: usize, act: usize, delta: usize): void {
  const size = <usize>sizeof<T>();
  const d = sizeOf(sizes, l - 1);
  const ld = stride(d);
  const n = sizeOf(sizes, l);
  const from = rowsAt<T>(delta, rows, sizes, l);
  const to = rowsAt<T>(delta, rows, sizes, l - 1);
  const row = <usize>stride(n) * size;
  productN<T>(rows, ld, n, from, row, size, weightsAt<T>(w, sizes, l), ld, to, ld, false, i64x2.splat(0));
  gate<T>(to, rowsAt<T>(act, rows, sizes, l - 1), rows, d);
}

/**
 * From the deltas of layer L back to layer 1; adds alpha times the weight gradients to `gradient` (packed).
 * `gradient` may be the weights themselves (alpha = -step): each layer's weights are read before they change.
 */
export function backward<T>(
  layers: i32,
  sizes: usize,
  rows: i32,
  w: usize,
  act: usize,
  delta: usize,
  gradient: usize,
  alpha: v128,
): void {
  const size = <usize>sizeof<T>();
  for (let l = layers; l >= 1; l--) {
    const ld = stride(sizeOf(sizes, l - 1));
    const n = sizeOf(sizes, l);
    if (l > 1) backLayer<T>(l, sizes, rows, w, act, delta);
    const dl = rowsAt<T>(delta, rows, sizes, l);
    const hl = rowsAt<T>(act, rows, sizes, l - 1);
    const g = weightsAt<T>(gradient, sizes, l);
    productN<T>(n, ld, rows, dl, size, <usize>stride(n) * size, hl, ld, g, ld, true, alpha);
  }
}
