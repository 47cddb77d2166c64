// The multi-class hinge loss: max(0, 1 + max_{k != y} z_k - z_y), with derivative e_k* - e_y where it is positive [CraSin01].

import { marginF32x4 } from "../elementary";
import { stride } from "../layout";
import { at, clearPadding, set } from "../logits";

/** 1 + rival - own, whose sign is right and whose error is a rounding or two: near its zero the difference is exact. */
function marginOf(rival: f64, own: f64): f64 {
  const d = rival - own;
  if (!(abs(d) < 2)) return 1 + d;
  const v = rival - d;
  return 1 + d + (rival - (d + v) + (v - own)); // rival - own = d + the second bracket [Knu97]
}

/** One sample's loss (f64 only), and its derivative by the logits to `out`. NaN when a logit is. */
export function delta<T>(z: usize, k: i32, label: i32, out: usize, _p: usize): f64 {
  for (let j = 0; j < stride(k); j++) set<T>(out, j, 0);
  let rival = label == 0 ? 1 : 0;
  let lost: f64 = 0; // NaN when a logit is
  for (let j = 0; j < k; j++) {
    const value = at<T>(z, j);
    if (value != value) lost = value;
    if (j != label && value > at<T>(z, rival)) rival = j;
  }
  const margin = marginOf(at<T>(z, rival), at<T>(z, label)) + lost;
  if (margin > 0) {
    set<T>(out, rival, 1);
    set<T>(out, label, -1);
  }
  return margin > 0 || margin != margin ? margin : 0;
}

/** out = A x with A = d² loss / dz² = 0. */
export function curve(k: i32, _p: usize, _x: usize, out: usize): void {
  for (let j = 0; j < k; j++) set<f64>(out, j, 0);
  clearPadding<f64>(out, k);
}

export function keepRoot(_r: i32, _rows: i32, _k: i32, _p: usize, _roots: usize): void {}

/** U becomes B U with Bᵀ B = A: nothing. */
export function applyRoot(rows: i32, k: i32, _roots: usize, g: usize): void {
  memory.fill(g, 0, (<usize>k * <usize>rows) << 3);
}

/** Four samples' logits, a vector a class, become the loss's derivatives by them; classes in i32 lanes. */
export function deltaLanes(k: i32, z: usize, label: v128): void {
  const end = (<usize>k) << 4;
  const one = f32x4.splat(1);
  let own = f32x4.splat(0);
  let top = f32x4.splat(-f32.POSITIVE_INFINITY);
  let rival = i32x4.splat(-1);
  let c = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += 16) {
    const x = v128.load(z + t);
    const mine = i32x4.eq(label, c);
    own = v128.bitselect(x, own, mine);
    const higher = v128.andnot(f32x4.gt(x, top), mine);
    top = v128.bitselect(x, top, higher);
    rival = v128.bitselect(c, rival, higher);
    c = i32x4.add(c, i32x4.splat(1));
  }
  const active = f32x4.gt(marginF32x4(top, own), f32x4.splat(0));
  c = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += 16) {
    const up = v128.and(i32x4.eq(rival, c), one);
    const down = v128.and(i32x4.eq(label, c), one);
    v128.store(z + t, v128.and(f32x4.sub(up, down), active));
    c = i32x4.add(c, i32x4.splat(1));
  }
}

/** Losses of four samples whose logits stand at z + c step; classes in i32 lanes. NaN when a logit is. */
export function valueLanes(k: i32, z: usize, step: usize, labels: v128): v128 {
  let own = f32x4.splat(0);
  let top = f32x4.splat(-f32.POSITIVE_INFINITY);
  for (let c = 0; c < k; c++) {
    const zc = v128.load(z + <usize>c * step);
    const mine = i32x4.eq(labels, i32x4.splat(c));
    own = v128.or(own, v128.and(zc, mine));
    top = f32x4.max(top, v128.bitselect(top, zc, mine));
  }
  return f32x4.pmax(marginF32x4(top, own), f32x4.splat(0));
}
