// The losses and their derivatives by the logits, one sample at a time, generic over T.
//
//   cross-entropy  log sum_k exp z_k - z_y             delta = softmax(z) - e_y
//   mse            1/2 sum_k (z_k - [k = y])²          delta = z - e_y
//   hinge          max(0, 1 + max_{k != y} z_k - z_y)  delta = e_k* - e_y where it is positive   [CraSin01]
//
// Nothing is got by subtracting numbers that may be nearly equal: 1 - p_y is the sum of the other classes' shares, and the
// loss of a class that has won is log(1 + that sum). So every f64 result is right to a few units in the last place
// however large, near or far the logits (the z are taken as exact; network-cross-entropy.test.ts bounds it), as long as
// it is a normal number; below 2^-1022 it is right to k 2^-1074, and a loss above 1.8e308 is infinite. In f32, where only
// differences of rounded logits are known, p_j carries |z_j - z_top| units more, and is 0 below 2^-126.

import { NetworkLoss } from "../codes";
import { expDifference, log1pF64 } from "./elementary";
import { stride } from "./layout";

/** The numbers of the elements in the first vector of a row. */
function firstIndex<T>(): v128 {
  if (sizeof<T>() == 4) return i32x4(0, 1, 2, 3);
  return i64x2(0, 1);
}

/** Those of the next vector. */
function nextIndex<T>(index: v128): v128 {
  if (sizeof<T>() == 4) return i32x4.add(index, i32x4.splat(4));
  return i64x2.add(index, i64x2.splat(2));
}

/**
 * The vector at byte t of a row of k logits, minus infinity in the padding, which the last four elements alone may be
 * (`inner` is where they begin).
 */
function loadLogits<T>(z: usize, t: usize, inner: usize, k: i32): v128 {
  const x = v128.load(z + t);
  if (t < inner) return x;
  if (sizeof<T>() == 4) {
    const real = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(k - <i32>(t >> 2)));
    return v128.bitselect(x, f32x4.splat(-f32.POSITIVE_INFINITY), real);
  }
  const real = i64x2.lt_s(i64x2(0, 1), i64x2.splat(<i64>k - <i64>(t >> 3)));
  return v128.bitselect(x, f64x2.splat(-f64.POSITIVE_INFINITY), real);
}

function isClass<T>(index: v128, c: i32): v128 {
  if (sizeof<T>() == 4) return i32x4.eq(index, i32x4.splat(c));
  return i64x2.eq(index, i64x2.splat(<i64>c));
}

function larger<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return f32x4.pmax(a, b);
  return f64x2.pmax(a, b);
}

/** The largest of k logits, in every lane. */
function topLogit<T>(z: usize, bytes: usize, inner: usize, k: i32): v128 {
  let top = loadLogits<T>(z, 0, inner, k);
  for (let t: usize = 16; t < bytes; t += 16) top = larger<T>(top, loadLogits<T>(z, t, inner, k));
  top = larger<T>(top, i64x2.shuffle(top, top, 1, 0));
  return sizeof<T>() == 4 ? larger<T>(top, i32x4.shuffle(top, top, 1, 0, 3, 2)) : top;
}

/** The sum of the lanes, in every lane. */
function sumLanes<T>(x: v128): v128 {
  const sum = v128.add<T>(x, i64x2.shuffle(x, x, 1, 0));
  return sizeof<T>() == 4 ? f32x4.add(sum, i32x4.shuffle(sum, sum, 1, 0, 3, 2)) : sum;
}

/**
 * Cross-entropy of one sample: its loss (f64 only; 0 for f32), softmax(z) - e_y to `delta`, and softmax(z) to `p` unless
 * that is 0 (f64 only); paddings 0.
 */
function crossEntropy<T>(z: usize, k: i32, label: i32, delta: usize, p: usize): f64 {
  const bytes = <usize>stride(k) * <usize>sizeof<T>();
  const inner = bytes - 4 * <usize>sizeof<T>();
  const top = topLogit<T>(z, bytes, inner, k);
  let others = i64x2.splat(0);
  let index = firstIndex<T>();
  for (let t: usize = 0; t < bytes; t += 16) {
    const e = expDifference<T>(loadLogits<T>(z, t, inner, k), top);
    v128.store(delta + t, e);
    others = v128.add<T>(others, v128.andnot(e, isClass<T>(index, label)));
    index = nextIndex<T>(index);
  }
  others = sumLanes<T>(others);
  const at = delta + <usize>label * <usize>sizeof<T>();
  const own = sizeof<T>() == 4 ? v128.load32_splat(at) : v128.load64_splat(at);
  const sum = v128.add<T>(others, own);
  const scale = sizeof<T>() == 4 ? f32x4.div(f32x4.splat(1), sum) : f64x2.div(f64x2.splat(1), sum);
  for (let t: usize = 0; t < bytes; t += 16) v128.store(delta + t, v128.mul<T>(v128.load(delta + t), scale));
  if (sizeof<T>() == 8 && p != 0) memory.copy(p, delta, bytes);
  const slope = v128.neg<T>(v128.mul<T>(others, scale));
  if (sizeof<T>() == 4) {
    store<f32>(at, f32x4.extract_lane(slope, 0));
    return 0;
  }
  store<f64>(at, f64x2.extract_lane(slope, 0));
  const best = f64x2.extract_lane(top, 0);
  const mine = load<f64>(z + ((<usize>label) << 3));
  const rest = f64x2.extract_lane(others, 0);
  if (mine == best) return log1pF64(rest);
  return best - mine + Math.log(rest + f64x2.extract_lane(own, 0));
}

function at<T>(row: usize, j: i32): f64 {
  if (sizeof<T>() == 4) return <f64>load<f32>(row + ((<usize>j) << 2));
  return load<f64>(row + ((<usize>j) << 3));
}

function set<T>(row: usize, j: i32, value: f64): void {
  if (sizeof<T>() == 4) store<f32>(row + ((<usize>j) << 2), <f32>value);
  else store<f64>(row + ((<usize>j) << 3), value);
}

/** Index of the first largest of k numbers. */
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

function squares<T>(z: usize, k: i32, label: i32, delta: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < k; j++) {
    const r = at<T>(z, j) - (j == label ? 1 : 0);
    set<T>(delta, j, r);
    sum += 0.5 * r * r; // in this order it overflows only where the loss does
  }
  for (let j = k; j < stride(k); j++) set<T>(delta, j, 0);
  return sum;
}

/** 1 + rival - own, whose sign is right and whose error is a rounding or two: near its zero the difference is exact. */
function marginOf(rival: f64, own: f64): f64 {
  const d = rival - own;
  if (!(abs(d) < 2)) return 1 + d;
  const v = rival - d;
  return 1 + d + (rival - (d + v) + (v - own)); // rival - own = d + the second bracket [Knu97]
}

function hinge<T>(z: usize, k: i32, label: i32, delta: usize): f64 {
  for (let j = 0; j < stride(k); j++) set<T>(delta, j, 0);
  let rival = label == 0 ? 1 : 0;
  let lost: f64 = 0; // NaN when a logit is
  for (let j = 0; j < k; j++) {
    const value = at<T>(z, j);
    if (value != value) lost = value;
    if (j != label && value > at<T>(z, rival)) rival = j;
  }
  const margin = marginOf(at<T>(z, rival), at<T>(z, label)) + lost;
  if (margin > 0) {
    set<T>(delta, rival, 1);
    set<T>(delta, label, -1);
  }
  return margin > 0 || margin != margin ? margin : 0;
}

/**
 * One sample's loss (f64 only; without meaning for f32) and its derivative by the logits to `delta` (padding 0); for
 * cross-entropy in f64 also softmax(z) to `p`, a row like z, unless p is 0. NaN when a logit is.
 */
export function outputDelta<T>(loss: i32, z: usize, k: i32, label: i32, delta: usize, p: usize = 0): f64 {
  if (loss == NetworkLoss.CROSS_ENTROPY) return crossEntropy<T>(z, k, label, delta, p);
  if (loss == NetworkLoss.MSE) return squares<T>(z, k, label, delta);
  return hinge<T>(z, k, label, delta);
}

/** The class with more than half of the probability, -1 when none has it. */
export function dominant(k: i32, p: usize): i32 {
  for (let j = 0; j < k; j++) if (at<f64>(p, j) > 0.5) return j;
  return -1;
}

/**
 * out = A x for one sample, A = d² loss / dz² (padding 0). For softmax A = diag p - p pᵀ, and A x does not change when a
 * number is added to all of x: with a dominant class's x taken off, the mean sum_i p_i x_i has no large term that would
 * have to cancel against its own x, and 1 - p of that class is never formed.
 */
export function outputCurve(loss: i32, k: i32, p: usize, x: usize, out: usize): void {
  if (loss == NetworkLoss.CROSS_ENTROPY) {
    const winner = dominant(k, p);
    const origin = winner < 0 ? 0 : at<f64>(x, winner);
    let mean: f64 = 0;
    for (let j = 0; j < k; j++) mean += at<f64>(p, j) * (at<f64>(x, j) - origin);
    for (let j = 0; j < k; j++) set<f64>(out, j, at<f64>(p, j) * (at<f64>(x, j) - origin - mean));
  } else for (let j = 0; j < k; j++) set<f64>(out, j, loss == NetworkLoss.MSE ? at<f64>(x, j) : 0);
  for (let j = k; j < stride(k); j++) set<f64>(out, j, 0);
}
