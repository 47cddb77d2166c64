// exp and log as polynomials, the same on every host. Largest errors over 10⁶ points a
// range (test/network-elementary.test.ts bounds them): exp f32 1.02 ulp, log f32 0.84 ulp, exp f64 1 ulp from the host's.
// Reductions: exp x = 2^k exp r, |r| <= ln2 / 2, ln 2 in two parts so that k ln2 is exact in the first
// [CodWai80]; log x = k ln2 + log m, m in [sqrt(1/2), sqrt 2).

import { multiplyAdd } from "../simd/arithmetic";

// Below MIN exp is subnormal, below ZERO it rounds to 0; MAX keeps the argument where 2^k is still finite.
const F32_EXP_MIN: f32 = -87.33654;
const F32_EXP_MAX: f32 = 88.3;
const F64_EXP_MIN: f64 = -708.3964;
const F64_EXP_ZERO: f64 = -745.14;
const F64_EXP_MAX: f64 = 709.4;

// Adding 1.5 · 2^(mantissa bits) rounds to a whole number and leaves it in the low bits, from where a shift makes 2^k.
const F32_ROUND: f32 = 12582912;
const F64_ROUND: f64 = 6755399441055744;

/** exp of four f32: 0 below -87.33654 (2^-126), exp(88.3) above 88.3; NaN stays NaN. */
export function expF32x4(x: v128): v128 {
  const keep = v128.not(f32x4.lt(x, f32x4.splat(F32_EXP_MIN)));
  const y = f32x4.pmin(x, f32x4.splat(F32_EXP_MAX));
  const shifted = f32x4.add(f32x4.mul(y, f32x4.splat(<f32>Math.LOG2E)), f32x4.splat(F32_ROUND));
  const k = f32x4.sub(shifted, f32x4.splat(F32_ROUND));
  let r = f32x4.sub(y, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.1219444e-4)));
  // Taylor's coefficients to r^7: the remainder is below 2^-28 on |r| <= ln2 / 2
  let p = f32x4.splat(1.98412698e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.38888889e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.33333333e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.16666667e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.66666667e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
  return v128.and(f32x4.mul(p, power), keep);
}

/** exp of two f64, also where it is subnormal; exp(709.4) above 709.4; NaN stays NaN. */
export function expF64x2(x: v128): v128 {
  return expSumF64x2(x, f64x2.splat(0));
}

/** exp(x + tail) of two f64, |tail| at most half a unit in the last place of x. */
function expSumF64x2(x: v128, tail: v128): v128 {
  const low = f64x2.lt(x, f64x2.splat(F64_EXP_MIN));
  const y = f64x2.pmin(x, f64x2.splat(F64_EXP_MAX));
  const shifted = f64x2.add(f64x2.mul(y, f64x2.splat(Math.LOG2E)), f64x2.splat(F64_ROUND));
  const k = f64x2.sub(shifted, f64x2.splat(F64_ROUND));
  let r = f64x2.sub(y, f64x2.mul(k, f64x2.splat(6.9314718036912381649e-1)));
  r = f64x2.sub(r, f64x2.sub(f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)), tail));
  // Taylor's coefficients to r^13: the remainder is below 2^-57 on |r| <= ln2 / 2
  let p = f64x2.splat(1.6059043836821613e-10);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.08767569878681e-9));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.505210838544172e-8));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.755731922398589e-7));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.7557319223985893e-6));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.48015873015873e-5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.984126984126984e-4));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.388888888888889e-3));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(8.333333333333333e-3));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(4.1666666666666664e-2));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.6666666666666666e-1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.add(f64x2.mul(f64x2.mul(p, r), r), r), f64x2.splat(1));
  const power = i64x2.add(i64x2.shl(shifted, 52), i64x2.splat((<i64>1023) << 52));
  const result = v128.andnot(f64x2.mul(p, power), low);
  const deep = v128.and(low, f64x2.gt(x, f64x2.splat(F64_EXP_ZERO)));
  return v128.any_true(deep) ? v128.bitselect(scaleDown(p, power), result, deep) : result;
}

/** p 2^k below 2^-1022, rounded once; `power` holds the bits of 2^k as far as they are. */
function scaleDown(p: v128, power: v128): v128 {
  const lifted = i64x2.add(power, i64x2.splat((<i64>128) << 52));
  return f64x2.mul(f64x2.mul(p, lifted), f64x2.splat(2.938735877055719e-39)); // 2^-128
}

/**
 * exp(a - b) of one vector of T, a <= b. In f64 what the difference loses by rounding is added again, so that the result
 * is within 2 ulp at any a and b; in f32 it is not: the logits' own rounding errors are as large.
 */
export function expDifference<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return expF32x4(f32x4.sub(a, b));
  const d = f64x2.sub(a, b);
  const v = f64x2.sub(a, d);
  return expSumF64x2(d, f64x2.add(f64x2.sub(a, f64x2.add(d, v)), f64x2.sub(v, b)));
}

/** log of four positive normal f32: log(1 + f) = 2 atanh(s), s = f / (2 + f). */
export function logF32x4(x: v128): v128 {
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3)); // bits of sqrt(1/2)
  const k = i32x4.shr_s(shifted, 23);
  const m = i32x4.sub(x, i32x4.shl(k, 23));
  const f = f32x4.sub(m, f32x4.splat(1));
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  // 2 (atanh(s) - s) / s³ = 2/3 + 2/5 z + 2/7 z² + 2/9 z³ + …, z <= 0.0295
  let p = f32x4.splat(0.22222222);
  p = multiplyAdd<f32>(p, z, f32x4.splat(0.28571429));
  p = multiplyAdd<f32>(p, z, f32x4.splat(0.4));
  p = multiplyAdd<f32>(p, z, f32x4.splat(0.66666667));
  p = f32x4.mul(p, z);
  // log m = f - (f²/2 - s (f²/2 + P)): the leading term exact
  const hfsq = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
  const exponent = f32x4.convert_i32x4_s(k);
  const low = f32x4.add(f32x4.mul(s, f32x4.add(hfsq, p)), f32x4.mul(exponent, f32x4.splat(-2.1219444e-4)));
  return f32x4.add(f32x4.mul(exponent, f32x4.splat(0.693359375)), f32x4.sub(f, f32x4.sub(hfsq, low)));
}

/** 1 + rival - own of four f32: its sign is right, and where the difference is near -1 what that lost is added again [Knu97]. */
export function marginF32x4(rival: v128, own: v128): v128 {
  const d = f32x4.sub(rival, own);
  const v = f32x4.sub(rival, d);
  const lost = f32x4.add(f32x4.sub(rival, f32x4.add(d, v)), f32x4.sub(v, own));
  const near = f32x4.lt(f32x4.abs(d), f32x4.splat(2));
  return f32x4.add(f32x4.add(f32x4.splat(1), d), v128.and(lost, near));
}

/** log(1 + x), x >= 0, within 1 ulp. The standard library's is plain arithmetic [Fdlibm]. */
export function log1pF64(x: f64): f64 {
  return Math.log1p(x);
}

/** out = log(1 + x) for n f64. */
export function networkLog1pF64(n: i32, x: usize, out: usize): void {
  for (let t: usize = 0; t < (<usize>n) << 3; t += 8) store<f64>(out + t, log1pF64(load<f64>(x + t)));
}

/** out = exp x for n f32 (n a multiple of 4). */
export function networkExpF32(n: i32, x: usize, out: usize): void {
  for (let t: usize = 0; t < (<usize>n) << 2; t += 16) v128.store(out + t, expF32x4(v128.load(x + t)));
}

/** out = log x for n f32 (n a multiple of 4). */
export function networkLogF32(n: i32, x: usize, out: usize): void {
  for (let t: usize = 0; t < (<usize>n) << 2; t += 16) v128.store(out + t, logF32x4(v128.load(x + t)));
}

/** out = exp x for n f64 (n a multiple of 2). */
export function networkExpF64(n: i32, x: usize, out: usize): void {
  for (let t: usize = 0; t < (<usize>n) << 3; t += 16) v128.store(out + t, expF64x2(v128.load(x + t)));
}
