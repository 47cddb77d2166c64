// Half the squared distance to the label's unit vector: 1/2 sum_k (z_k - [k = y])², with derivative z - e_y.

import { at, clearPadding, set } from "../logits";

/** One sample's loss (f64 only), and its derivative by the logits to `out`. */
export function delta<T>(z: usize, k: i32, label: i32, out: usize, _p: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < k; j++) {
    const r = at<T>(z, j) - (j == label ? 1 : 0);
    set<T>(out, j, r);
    sum += 0.5 * r * r; // in this order it overflows only where the loss does
  }
  clearPadding<T>(out, k);
  return sum;
}

/** out = A x with A = d² loss / dz² = I. */
export function curve(k: i32, _p: usize, x: usize, out: usize): void {
  for (let j = 0; j < k; j++) set<f64>(out, j, at<f64>(x, j));
  clearPadding<f64>(out, k);
}

export function keepRoot(_r: i32, _rows: i32, _k: i32, _p: usize, _roots: usize): void {}

/** U becomes B U with Bᵀ B = A: itself. */
export function applyRoot(_rows: i32, _k: i32, _roots: usize, _g: usize): void {}

/** Four samples' logits, a vector a class, become the loss's derivatives by them; classes in i32 lanes. */
export function deltaLanes(k: i32, z: usize, label: v128): void {
  const end = (<usize>k) << 4;
  const one = f32x4.splat(1);
  let c = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += 16) {
    v128.store(z + t, f32x4.sub(v128.load(z + t), v128.and(i32x4.eq(label, c), one)));
    c = i32x4.add(c, i32x4.splat(1));
  }
}

/** Losses of four samples whose logits stand at z + c step; classes in i32 lanes. NaN when a logit is. */
export function valueLanes(k: i32, z: usize, step: usize, labels: v128): v128 {
  let sum = f32x4.splat(0);
  for (let c = 0; c < k; c++) {
    const mine = v128.and(i32x4.eq(labels, i32x4.splat(c)), f32x4.splat(1));
    const r = f32x4.sub(v128.load(z + <usize>c * step), mine);
    sum = f32x4.add(sum, f32x4.mul(f32x4.mul(r, f32x4.splat(0.5)), r));
  }
  return sum;
}
