// Loss, gradient and Hessian-vector product in f64, sums over all samples (the host divides by their number).

import { outputCurve, outputDelta } from "../generated/losses";
import { packedOffset, rowOffset, sizeOf, stride } from "./layout";
import { argmax } from "./logits";
import { backward, forward, gate, loadRows, rowsAt, weightsAt } from "./pass";
import { productN, productNT } from "./product";

/** Samples a tile: 32 rows of 104 doubles are 27 kB, which leaves the first-level cache room for weights. */
const TILE: i32 = 32;

/** Bytes of workspace of the f64 kernels: four sets of rows and a sample's class probabilities. */
export function networkWork(layers: i32, sizes: usize): usize {
  return ((<usize>(TILE * 4 * rowOffset(sizes, layers + 1) + stride(sizeOf(sizes, layers)))) << 3) + 64;
}

/** Summed loss of n samples to out[0], the number classified rightly (never where the loss is NaN) to out[1]. */
export function networkEvaluate(
  layers: i32,
  sizes: usize,
  loss: i32,
  n: i32,
  inputs: usize,
  labels: usize,
  w: usize,
  work: usize,
  out: usize,
): void {
  const k = sizeOf(sizes, layers);
  const ld = stride(sizeOf(sizes, 0));
  const row = (<usize>stride(k)) << 3;
  const delta = work + ((<usize>TILE * <usize>rowOffset(sizes, layers + 1)) << 3);
  let sum: f64 = 0;
  let right: f64 = 0;
  for (let start = 0; start < n; start += TILE) {
    const rows = min(TILE, n - start);
    loadRows<f64>(inputs, ld, 0, start, rows, work);
    forward<f64>(layers, sizes, rows, w, work);
    const z = rowsAt<f64>(work, rows, sizes, layers);
    for (let r = 0; r < rows; r++) {
      const label = load<i32>(labels + ((<usize>(start + r)) << 2));
      const value = outputDelta<f64>(loss, z + <usize>r * row, k, label, delta);
      if (value == value && argmax<f64>(z + <usize>r * row, k) == label) right += 1;
      sum += value;
    }
  }
  store<f64>(out, sum);
  store<f64>(out, right, 8);
}

/** Summed loss to out[0]; adds the summed gradient to `gradient` (packed f64, which the caller cleared). */
export function networkGradient(
  layers: i32,
  sizes: usize,
  loss: i32,
  n: i32,
  inputs: usize,
  labels: usize,
  w: usize,
  gradient: usize,
  work: usize,
  out: usize,
): void {
  const k = sizeOf(sizes, layers);
  const ld = stride(sizeOf(sizes, 0));
  const row = (<usize>stride(k)) << 3;
  const delta = work + ((<usize>TILE * <usize>rowOffset(sizes, layers + 1)) << 3);
  const one = f64x2.splat(1);
  let sum: f64 = 0;
  for (let start = 0; start < n; start += TILE) {
    const rows = min(TILE, n - start);
    loadRows<f64>(inputs, ld, 0, start, rows, work);
    forward<f64>(layers, sizes, rows, w, work);
    const z = rowsAt<f64>(work, rows, sizes, layers);
    const dz = rowsAt<f64>(delta, rows, sizes, layers);
    for (let r = 0; r < rows; r++) {
      const label = load<i32>(labels + ((<usize>(start + r)) << 2));
      sum += outputDelta<f64>(loss, z + <usize>r * row, k, label, dz + <usize>r * row);
    }
    backward<f64>(layers, sizes, rows, w, work, delta, gradient, one);
  }
  store<f64>(out, sum);
}

/**
 * Adds the summed Hessian times v to `out` (packed): forward over reverse [Pea94]. v is packed like w.
 *
 *   R z_l = V_l h_{l-1} + W_l R h_{l-1},   R delta_L = A R z_L,   A = d² loss / dz²,
 *   R delta_{l-1} = gate (W_lᵀ R delta_l + V_lᵀ delta_l),   (H v)_l = sum R delta_l h_{l-1}ᵀ + delta_l (R h_{l-1})ᵀ
 */
export function networkHvp(
  layers: i32,
  sizes: usize,
  loss: i32,
  n: i32,
  inputs: usize,
  labels: usize,
  w: usize,
  v: usize,
  out: usize,
  work: usize,
): void {
  const k = sizeOf(sizes, layers);
  const ld = stride(sizeOf(sizes, 0));
  const row = (<usize>stride(k)) << 3;
  const set = (<usize>TILE * <usize>rowOffset(sizes, layers + 1)) << 3;
  const delta = work + set;
  const ract = delta + set;
  const rdelta = ract + set;
  const p = rdelta + set;
  for (let start = 0; start < n; start += TILE) {
    const rows = min(TILE, n - start);
    loadRows<f64>(inputs, ld, 0, start, rows, work);
    forward<f64>(layers, sizes, rows, w, work);
    tangentForward(layers, sizes, rows, w, v, work, ract);
    const z = rowsAt<f64>(work, rows, sizes, layers);
    const dz = rowsAt<f64>(delta, rows, sizes, layers);
    const rz = rowsAt<f64>(ract, rows, sizes, layers);
    const rdz = rowsAt<f64>(rdelta, rows, sizes, layers);
    for (let r = 0; r < rows; r++) {
      const label = load<i32>(labels + ((<usize>(start + r)) << 2));
      const t = <usize>r * row;
      outputDelta<f64>(loss, z + t, k, label, dz + t, p);
      outputCurve(loss, k, p, rz + t, rdz + t);
    }
    tangentBackward(layers, sizes, rows, w, v, work, ract, delta, rdelta, out);
  }
}

function tangentForward(
  layers: i32,
  sizes: usize,
  rows: i32,
  w: usize,
  v: usize,
  act: usize,
  ract: usize,
): void {
  for (let l = 1; l <= layers; l++) {
    const ld = stride(sizeOf(sizes, l - 1));
    const n = sizeOf(sizes, l);
    const ldo = stride(n);
    const to = rowsAt<f64>(ract, rows, sizes, l);
    const from = rowsAt<f64>(act, rows, sizes, l - 1);
    productNT<f64>(rows, n, ld, from, ld, weightsAt<f64>(v, sizes, l), ld, to, ldo, false);
    if (l > 1) {
      const rfrom = rowsAt<f64>(ract, rows, sizes, l - 1);
      productNT<f64>(rows, n, ld, rfrom, ld, weightsAt<f64>(w, sizes, l), ld, to, ldo, true);
    }
    if (l < layers) gate<f64>(to, rowsAt<f64>(act, rows, sizes, l), rows, n);
  }
}

function tangentBackward(
  layers: i32,
  sizes: usize,
  rows: i32,
  w: usize,
  v: usize,
  act: usize,
  ract: usize,
  delta: usize,
  rdelta: usize,
  out: usize,
): void {
  const one = f64x2.splat(1);
  for (let l = layers; l >= 1; l--) {
    const d = sizeOf(sizes, l - 1);
    const ld = stride(d);
    const n = sizeOf(sizes, l);
    const row = (<usize>stride(n)) << 3;
    const dl = rowsAt<f64>(delta, rows, sizes, l);
    const rdl = rowsAt<f64>(rdelta, rows, sizes, l);
    const h = rowsAt<f64>(act, rows, sizes, l - 1);
    const g = out + ((<usize>packedOffset(sizes, l - 1)) << 3);
    productN<f64>(n, ld, rows, rdl, 8, row, h, ld, g, ld, true, one);
    if (l == 1) continue;
    productN<f64>(n, ld, rows, dl, 8, row, rowsAt<f64>(ract, rows, sizes, l - 1), ld, g, ld, true, one);
    const wl = weightsAt<f64>(w, sizes, l);
    const vl = weightsAt<f64>(v, sizes, l);
    const dprev = rowsAt<f64>(delta, rows, sizes, l - 1);
    const rprev = rowsAt<f64>(rdelta, rows, sizes, l - 1);
    productN<f64>(rows, ld, n, dl, row, 8, wl, ld, dprev, ld, false, one);
    productN<f64>(rows, ld, n, rdl, row, 8, wl, ld, rprev, ld, false, one);
    productN<f64>(rows, ld, n, dl, row, 8, vl, ld, rprev, ld, true, one);
    gate<f64>(dprev, h, rows, d);
    gate<f64>(rprev, h, rows, d);
  }
}
