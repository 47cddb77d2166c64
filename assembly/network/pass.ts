// Forward and backward passes of a tile of samples, generic over T.
//
// Activations of a tile: layer l at act + rows * rowOffset(l) elements, shape rows x stride(n_l); layer L holds the logits.
// Deltas (derivatives of the summed loss by the pre-activations) have the same layout. ReLU' (0) = 0.

import { expVector } from "./elementary";
import { packedOffset, rowOffset, sizeOf, stride } from "./layout";
import { productN, productNT } from "./product";

export const CROSS_ENTROPY: i32 = 0;
export const MSE: i32 = 1;
export const HINGE: i32 = 2;

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

/** Elements t … of a row of k logits, with the padding at minus infinity's side. */
function loadLogits<T>(z: usize, t: usize, k: i32): v128 {
  const x = v128.load(z + t);
  if (sizeof<T>() == 4) {
    const index = i32x4.add(i32x4.splat(<i32>(t >> 2)), i32x4(0, 1, 2, 3));
    return v128.bitselect(x, f32x4.splat(-f32.MAX_VALUE), i32x4.lt_s(index, i32x4.splat(k)));
  }
  const index = i64x2.add(i64x2.splat(<i64>(t >> 3)), i64x2(0, 1));
  return v128.bitselect(x, f64x2.splat(-f64.MAX_VALUE), i64x2.lt_s(index, i64x2.splat(<i64>k)));
}

function larger<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return f32x4.pmax(a, b);
  return f64x2.pmax(a, b);
}

/** p = softmax of one padded row of k logits to `out` (padding 0); returns log sum exp z for f64, 0 for f32. */
function softmaxRow<T>(z: usize, k: i32, out: usize): f64 {
  const bytes = <usize>stride(k) * <usize>sizeof<T>();
  let top = loadLogits<T>(z, 0, k);
  for (let t: usize = 16; t < bytes; t += 16) top = larger<T>(top, loadLogits<T>(z, t, k));
  top = larger<T>(top, i64x2.shuffle(top, top, 1, 0));
  if (sizeof<T>() == 4) top = larger<T>(top, i32x4.shuffle(top, top, 1, 0, 3, 2));
  let sum = i64x2.splat(0);
  for (let t: usize = 0; t < bytes; t += 16) {
    const e = expVector<T>(v128.sub<T>(loadLogits<T>(z, t, k), top));
    v128.store(out + t, e);
    sum = v128.add<T>(sum, e);
  }
  sum = v128.add<T>(sum, i64x2.shuffle(sum, sum, 1, 0));
  if (sizeof<T>() == 4) {
    sum = f32x4.add(sum, i32x4.shuffle(sum, sum, 1, 0, 3, 2));
    const scale = f32x4.div(f32x4.splat(1), sum);
    for (let t: usize = 0; t < bytes; t += 16) v128.store(out + t, f32x4.mul(v128.load(out + t), scale));
    return 0;
  }
  const scale = f64x2.div(f64x2.splat(1), sum);
  for (let t: usize = 0; t < bytes; t += 16) v128.store(out + t, f64x2.mul(v128.load(out + t), scale));
  return f64x2.extract_lane(top, 0) + Math.log(f64x2.extract_lane(sum, 0));
}

function at<T>(row: usize, j: i32): f64 {
  if (sizeof<T>() == 4) return <f64>load<f32>(row + ((<usize>j) << 2));
  return load<f64>(row + ((<usize>j) << 3));
}

function set<T>(row: usize, j: i32, value: f64): void {
  if (sizeof<T>() == 4) store<f32>(row + ((<usize>j) << 2), <f32>value);
  else store<f64>(row + ((<usize>j) << 3), value);
}

/** Index of the first largest logit. */
export function argmax<T>(z: usize, k: i32): i32 {
  let best = 0;
  let top = at<T>(z, 0);
  for (let j = 1; j < k; j++) {
    const value = at<T>(z, j);
    if (value > top) {
      top = value;
      best = j;
    }
  }
  return best;
}

/**
 * One sample's loss (f64 only; 0 for f32) and its derivative by the logits to `delta` (padding 0).
 *
 *   cross-entropy  log sum_k exp z_k - z_y           delta = softmax(z) - e_y
 *   mse            1/2 sum_k (z_k - [k = y])²        delta = z - e_y
 *   hinge          max(0, 1 + max_{k != y} z_k - z_y)  delta = e_k* - e_y where it is positive   [CraSin01]
 */
export function outputDelta<T>(loss: i32, z: usize, k: i32, label: i32, delta: usize): f64 {
  const ld = stride(k);
  if (loss == CROSS_ENTROPY) {
    const logSum = softmaxRow<T>(z, k, delta);
    set<T>(delta, label, at<T>(delta, label) - 1);
    return logSum - at<T>(z, label);
  }
  if (loss == MSE) {
    let sum: f64 = 0;
    for (let j = 0; j < k; j++) {
      const r = at<T>(z, j) - (j == label ? 1 : 0);
      set<T>(delta, j, r);
      sum += r * r;
    }
    for (let j = k; j < ld; j++) set<T>(delta, j, 0);
    return 0.5 * sum;
  }
  for (let j = 0; j < ld; j++) set<T>(delta, j, 0);
  let rival = label == 0 ? 1 : 0;
  for (let j = rival + 1; j < k; j++) if (j != label && at<T>(z, j) > at<T>(z, rival)) rival = j;
  const margin = 1 + at<T>(z, rival) - at<T>(z, label);
  if (margin > 0) {
    set<T>(delta, rival, 1);
    set<T>(delta, label, -1);
  }
  return margin > 0 || margin != margin ? margin : 0;
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
