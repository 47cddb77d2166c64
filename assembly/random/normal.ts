// Standard normals by the Box-Muller map of one Philox block, two blocks to a vector, four a step:
//
//   u1 = (53 bits + 1) 2^-53 in (0, 1],  u2 = (53 bits) 2^-53,   z0 = sqrt(-2 ln u1) cos(2 pi u2),  z1 = … sin(2 pi u2)
//
// ln, cos and sin are polynomials of this file (within 2 ulp of the true values, measured in test/random.test.ts), so that the
// numbers are the same on every host. Element i stands in block i >> 1. The largest |z| is sqrt(2 · 53 ln 2) = 8.57.

import { philoxFour } from "./philox";

const TWO_M53: f64 = 1.1102230246251565e-16;
const TWO_52: f64 = 4503599627370496;
const TWO_84: f64 = 1.9342813113834067e25;
const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;
const LN2_HIGH: f64 = 6.9314718036912381649e-1; // 33 bits: exact times an exponent
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** Bytes of workspace for the fills. */
export function normalWork(): usize {
  return 128;
}

/** ln x for positive normal x: x = 2^k m with m in [sqrt(1/2), sqrt 2), s = (m-1)/(m+1), ln m = 2 s + s³ P(s²). */
function log2x(x: v128): v128 {
  const shifted = i64x2.sub(x, i64x2.splat(SQRT_HALF_BITS));
  const k = i64x2.shr_s(shifted, 52);
  const m = i64x2.sub(x, i64x2.shl(k, 52));
  const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<u32>(k, k, 0, 2, 0, 2));
  const f = f64x2.sub(m, f64x2.splat(1));
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2)));
  const z = f64x2.mul(s, s);
  // minimax coefficients of (atanh(s) - s) / s³ · 2 on [0, 0.1716] (fdlibm's Lg1 … Lg7)
  let r = f64x2.splat(1.479819860511658591e-1);
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(1.531383769920937332e-1));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(1.818357216161805012e-1));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.222219843214978396e-1));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.857142874366239149e-1));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(3.999999999940941908e-1));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(6.66666666666673513e-1));
  r = f64x2.mul(r, z);
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  // ln m = f - (f²/2 - s (f²/2 + R)), then + k ln 2 in two parts
  const inner = f64x2.add(f64x2.mul(s, f64x2.add(half, r)), f64x2.mul(exponent, f64x2.splat(LN2_LOW)));
  const low = f64x2.sub(f64x2.sub(half, inner), f);
  return f64x2.sub(f64x2.mul(exponent, f64x2.splat(LN2_HIGH)), low);
}

/** sin(x) on [-pi/4, pi/4] (fdlibm's S1 … S6). */
function sinPoly(x: v128): v128 {
  const z = f64x2.mul(x, x);
  let r = f64x2.splat(1.58969099521155010221e-10);
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(-2.50507602534068634195e-8));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.75573137070700676789e-6));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(-1.98412698298579493134e-4));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(8.33333333332248946124e-3));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(-1.66666666666666324348e-1));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, z), r));
}

/** cos(x) on [-pi/4, pi/4] (fdlibm's C1 … C6). */
function cosPoly(x: v128): v128 {
  const z = f64x2.mul(x, x);
  let r = f64x2.splat(-1.13596475577881948265e-11);
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.0875723212981748279e-9));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(-2.75573143513906633035e-7));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.48015872894767294178e-5));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(-1.38888888888741095749e-3));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(4.16666666666666019037e-2));
  const half = f64x2.mul(f64x2.splat(0.5), z);
  return f64x2.sub(f64x2.splat(1), f64x2.sub(half, f64x2.mul(f64x2.mul(z, z), r)));
}

/** 53-bit integers (up to 2^53) as numbers, exactly: both halves ride in the fraction of a power of two. */
function toF64(bits: v128): v128 {
  const low = v128.or(v128.and(bits, i64x2.splat(0xffffffff)), f64x2.splat(TWO_52));
  const high = v128.or(i64x2.shr_u(bits, 32), f64x2.splat(TWO_84));
  return f64x2.add(f64x2.sub(high, f64x2.splat(TWO_84 + TWO_52)), low);
}

/** The 53 bits of two pairs of words (low, high), in the lower halves of the lanes. */
function bits53Pair(low: v128, high: v128): v128 {
  return v128.or(i64x2.shl(high, 21), i64x2.shr_u(low, 11));
}

/** Two blocks of which word w is in lane 0 and 1 of w0 … w3, as 64-bit integers: their four normals in order. */
function boxMuller(w0: v128, w1: v128, w2: v128, w3: v128, out: usize): void {
  const u1 = f64x2.mul(toF64(i64x2.add(bits53Pair(w0, w1), i64x2.splat(1))), f64x2.splat(TWO_M53));
  const u2 = f64x2.mul(toF64(bits53Pair(w2, w3)), f64x2.splat(TWO_M53));
  const radius = f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log2x(u1)));
  // 2 pi u2 = q pi/2 + x with q = 0 … 4 the nearest quarter turn, x in [-pi/4, pi/4]
  const quarters = f64x2.mul(f64x2.splat(4), u2);
  const q = f64x2.nearest(quarters);
  const x = f64x2.mul(f64x2.sub(quarters, q), f64x2.splat(Math.PI / 2));
  const s = sinPoly(x);
  const c = cosPoly(x);
  // q odd: (cos, sin) = (-+s, +-c); q = 2: both negated
  const one = f64x2.eq(q, f64x2.splat(1));
  const two = f64x2.eq(q, f64x2.splat(2));
  const three = f64x2.eq(q, f64x2.splat(3));
  const odd = v128.or(one, three);
  const sign = i64x2.splat(i64.MIN_VALUE);
  const cosine = v128.xor(v128.bitselect(s, c, odd), v128.and(v128.or(one, two), sign));
  const sine = v128.xor(v128.bitselect(c, s, odd), v128.and(v128.or(two, three), sign));
  const z0 = f64x2.mul(radius, cosine);
  const z1 = f64x2.mul(radius, sine);
  v128.store(out, v128.shuffle<u64>(z0, z1, 0, 2));
  v128.store(out, v128.shuffle<u64>(z0, z1, 1, 3), 16);
}

/** Elements 8 g … 8 g + 7 of the stream to `out` (f64), from four blocks. */
function normalGroup(g: u64, c2: u32, c3: u32, k0: u32, k1: u32, words: usize, out: usize): void {
  philoxFour(g << 2, c2, c3, k0, k1, words);
  for (let half: usize = 0; half < 16; half += 8)
    boxMuller(
      v128.load32x2_u(words + half),
      v128.load32x2_u(words + half, 16),
      v128.load32x2_u(words + half, 32),
      v128.load32x2_u(words + half, 48),
      out + (half << 2),
    );
}

/** Normals start … start+n-1 of the stream to `out` (f64); `work` of `normalWork()` bytes. */
export function normalF64(
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  start: f64,
  n: i32,
  out: usize,
  work: usize,
): void {
  const group = work + 64;
  const end = <u64>start + <u64>n;
  for (let element = <u64>start; element < end; ) {
    const offset = <i32>(element & 7);
    const count = min(8 - offset, <i32>(end - element));
    const whole = count === 8;
    normalGroup(element >> 3, c2, c3, k0, k1, work, whole ? out : group);
    if (!whole) memory.copy(out, group + ((<usize>offset) << 3), (<usize>count) << 3);
    out += (<usize>count) << 3;
    element += <u64>count;
  }
}

/** The same numbers rounded to f32. */
export function normalF32(
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  start: f64,
  n: i32,
  out: usize,
  work: usize,
): void {
  const group = work + 64;
  const end = <u64>start + <u64>n;
  for (let element = <u64>start; element < end; ) {
    const offset = <i32>(element & 7);
    const count = min(8 - offset, <i32>(end - element));
    normalGroup(element >> 3, c2, c3, k0, k1, work, group);
    if (count === 8)
      for (let o: usize = 0; o < 64; o += 32) {
        const first = f32x4.demote_f64x2_zero(v128.load(group + o));
        const second = f32x4.demote_f64x2_zero(v128.load(group + o, 16));
        v128.store(out + (o >> 1), v128.shuffle<u64>(first, second, 0, 2));
      }
    else
      for (let i = 0; i < count; i++)
        store<f32>(out + ((<usize>i) << 2), <f32>load<f64>(group + ((<usize>(offset + i)) << 3)));
    out += (<usize>count) << 2;
    element += <u64>count;
  }
}
