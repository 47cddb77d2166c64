// Cross-entropy: log sum_k exp z_k - z_y, with derivative softmax(z) - e_y.
//
// Nothing is got by subtracting numbers that may be nearly equal: 1 - p_y is the sum of the other classes' shares, and the
// loss of a class that has won is log(1 + that sum). So every f64 result is right to a few units in the last place
// however large, near or far the logits (the z are taken as exact; network-cross-entropy.test.ts bounds it), as long as
// it is a normal number; below 2^-1022 it is right to k 2^-1074, and a loss above 1.8e308 is infinite. In f32, where only
// differences of rounded logits are known, p_j carries |z_j - z_top| units more, and is 0 below 2^-126.

import { expDifference, expF32x4, log1pF64, logF32x4 } from "../elementary";
import { stride } from "../layout";
import { at, clearPadding, dominant, set } from "../logits";

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
 * Cross-entropy of one sample: its loss (f64 only; 0 for f32), softmax(z) - e_y to `out`, and softmax(z) to `p` unless
 * that is 0 (f64 only); paddings 0.
 */
export function delta<T>(z: usize, k: i32, label: i32, out: usize, p: usize): f64 {
  const bytes = <usize>stride(k) * <usize>sizeof<T>();
  const inner = bytes - 4 * <usize>sizeof<T>();
  const top = topLogit<T>(z, bytes, inner, k);
  let others = i64x2.splat(0);
  let index = firstIndex<T>();
  for (let t: usize = 0; t < bytes; t += 16) {
    const e = expDifference<T>(loadLogits<T>(z, t, inner, k), top);
    v128.store(out + t, e);
    others = v128.add<T>(others, v128.andnot(e, isClass<T>(index, label)));
    index = nextIndex<T>(index);
  }
  others = sumLanes<T>(others);
  const at = out + <usize>label * <usize>sizeof<T>();
  const own = sizeof<T>() == 4 ? v128.load32_splat(at) : v128.load64_splat(at);
  const sum = v128.add<T>(others, own);
  const scale = sizeof<T>() == 4 ? f32x4.div(f32x4.splat(1), sum) : f64x2.div(f64x2.splat(1), sum);
  for (let t: usize = 0; t < bytes; t += 16) v128.store(out + t, v128.mul<T>(v128.load(out + t), scale));
  if (sizeof<T>() == 8 && p != 0) memory.copy(p, out, bytes);
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

/**
 * out = A x for one sample, A = d² loss / dz² (padding 0). For softmax A = diag p - p pᵀ, and A x does not change when a
 * number is added to all of x: with a dominant class's x taken off, the mean sum_i p_i x_i has no large term that would
 * have to cancel against its own x, and 1 - p of that class is never formed.
 */
export function curve(k: i32, p: usize, x: usize, out: usize): void {
  const winner = dominant(k, p);
  const origin = winner < 0 ? 0 : at<f64>(x, winner);
  let mean: f64 = 0;
  for (let j = 0; j < k; j++) mean += at<f64>(p, j) * (at<f64>(x, j) - origin);
  for (let j = 0; j < k; j++) set<f64>(out, j, at<f64>(p, j) * (at<f64>(x, j) - origin - mean));
  clearPadding<f64>(out, k);
}

/** Row r's roots of p to `roots` (class by class, `rows` numbers each), and its dominant class to the i32 behind all of them. */
export function keepRoot(r: i32, rows: i32, k: i32, p: usize, roots: usize): void {
  for (let c = 0; c < k; c++)
    store<f64>(roots + ((<usize>(c * rows + r)) << 3), Math.sqrt(load<f64>(p + ((<usize>c) << 3))));
  const winners = roots + ((<usize>k * <usize>rows) << 3);
  store<i32>(winners + ((<usize>r) << 2), dominant(k, p));
}

/**
 * U becomes G = B U for one unit: k vectors of `rows` numbers. B does not see a number added to all of U; with a dominant
 * class's taken off nothing cancels when its p is nearly 1 (as in `curve`).
 */
export function applyRoot(rows: i32, k: i32, roots: usize, g: usize): void {
  const step = (<usize>rows) << 3;
  const winners = roots + <usize>k * step;
  for (let r: usize = 0; r < step; r += 8) {
    const winner = load<i32>(winners + (r >> 1));
    const origin = winner < 0 ? 0 : load<f64>(g + <usize>winner * step + r);
    let mean: f64 = 0;
    for (let c = 0; c < k; c++) {
      const root = load<f64>(roots + <usize>c * step + r);
      mean += root * root * (load<f64>(g + <usize>c * step + r) - origin);
    }
    for (let c = 0; c < k; c++) {
      const at = g + <usize>c * step + r;
      store<f64>(at, load<f64>(roots + <usize>c * step + r) * (load<f64>(at) - origin - mean));
    }
  }
}

/** Four samples' logits, a vector a class, become the loss's derivatives by them; classes in i32 lanes. */
export function deltaLanes(k: i32, z: usize, label: v128): void {
  const end = (<usize>k) << 4;
  const one = f32x4.splat(1);
  let c = i32x4.splat(0);
  let top = v128.load(z);
  for (let t: usize = 16; t < end; t += 16) top = f32x4.pmax(top, v128.load(z + t));
  const others = f32x4.add(
    f32x4.add(expSum(0, end, z, top, label), expSum(2, end, z, top, label)),
    f32x4.add(expSum(1, end, z, top, label), expSum(3, end, z, top, label)),
  );
  let own = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += 16) {
    own = v128.or(own, v128.and(v128.load(z + t), i32x4.eq(label, c)));
    c = i32x4.add(c, i32x4.splat(1));
  }
  const scale = f32x4.div(one, f32x4.add(others, own));
  const slope = f32x4.neg(f32x4.mul(others, scale));
  c = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += 16) {
    v128.store(z + t, v128.bitselect(slope, f32x4.mul(v128.load(z + t), scale), i32x4.eq(label, c)));
    c = i32x4.add(c, i32x4.splat(1));
  }
}

/** z = exp(z - top) for every fourth class from `first` on, and the sum of those that are not the label. */
function expSum(first: i32, end: usize, z: usize, top: v128, label: v128): v128 {
  let sum = f32x4.splat(0);
  let c = i32x4.splat(first);
  for (let t = (<usize>first) << 4; t < end; t += 64) {
    const e = expF32x4(f32x4.sub(v128.load(z + t), top));
    v128.store(z + t, e);
    sum = f32x4.add(sum, v128.andnot(e, i32x4.eq(label, c)));
    c = i32x4.add(c, i32x4.splat(4));
  }
  return sum;
}

/** Losses of four samples whose logits stand at z + c step; classes in i32 lanes. NaN when a logit is. */
export function valueLanes(k: i32, z: usize, step: usize, labels: v128): v128 {
  let own = f32x4.splat(0);
  const end = <usize>k * step;
  let top = v128.load(z);
  let c = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += step) {
    const zc = v128.load(z + t);
    own = v128.or(own, v128.and(zc, i32x4.eq(labels, c)));
    top = f32x4.pmax(top, zc);
    c = i32x4.add(c, i32x4.splat(1));
  }
  let sum = f32x4.splat(0);
  let others = f32x4.splat(0);
  c = i32x4.splat(0);
  for (let t: usize = 0; t < end; t += step) {
    const e = expF32x4(f32x4.sub(v128.load(z + t), top));
    sum = f32x4.add(sum, e);
    others = f32x4.add(others, v128.andnot(e, i32x4.eq(labels, c)));
    c = i32x4.add(c, i32x4.splat(1));
  }
  const logSum = f32x4.add(logF32x4(sum), lostBySum(f32x4.eq(own, top), sum, others));
  return f32x4.add(f32x4.sub(top, own), logSum);
}

/**
 * What log(sum) lacks where a class has won, sum = 1 + others: log(1 + others) is as small as the others' shares, which the
 * sum has rounded to multiples of 2^-23. From sum = 2 on the logarithm is large enough.
 */
function lostBySum(won: v128, sum: v128, others: v128): v128 {
  const lost = f32x4.sub(others, f32x4.sub(sum, f32x4.splat(1)));
  const wanted = v128.and(won, f32x4.lt(sum, f32x4.splat(2)));
  return v128.and(lost, v128.or(wanted, f32x4.ne(sum, sum))); // a NaN is kept, which the logarithm does not see
}
