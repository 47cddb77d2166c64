// Standard normals by the Box-Muller map of one Philox block, two blocks a step (one a lane of v128):
//
//   u1 = (53 bits + 1) 2^-53 in (0, 1],  u2 = (53 bits) 2^-53,   z0 = sqrt(-2 ln u1) cos(2 pi u2),  z1 = … sin(2 pi u2)
//
// ln, cos and sin are polynomials of this file (within 2 ulp of the true values, measured in test/random.test.ts), so that the
// numbers are the same on every host. Element i stands in block i >> 1. The largest |z| is sqrt(2 · 53 ln 2) = 8.57.

import { philox4x32 } from "./philox";
import { bits53 } from "./uniform";

const TWO_M53: f64 = 1.1102230246251565e-16;
const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;
const LN2_HIGH: f64 = 6.9314718036912381649e-1; // 33 bits: exact times an exponent
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** Bytes of workspace for the fills. */
export function normalWork(): usize {
  return 96;
}

/** ln x for positive normal x: x = 2^k m with m in [sqrt(1/2), sqrt 2), s = (m-1)/(m+1), ln m = 2 s + s³ P(s²). */
function log2x(x: v128): v128 {
  const shifted = i64x2.sub(x, i64x2.splat(SQRT_HALF_BITS));
  const k = i64x2.shr_s(shifted, 52);
  const m = i64x2.sub(x, i64x2.shl(k, 52));
  const exponent = f64x2(<f64>i64x2.extract_lane(k, 0), <f64>i64x2.extract_lane(k, 1));
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

/** Two blocks, first and first + 1: z0 of both to `out`, z1 of both 16 bytes on. */
function normalBlocks(first: u64, c2: u32, c3: u32, k0: u32, k1: u32, work: usize, out: usize): void {
  philox4x32(<u32>first, <u32>(first >> 32), c2, c3, k0, k1, work);
  const second = first + 1;
  philox4x32(<u32>second, <u32>(second >> 32), c2, c3, k0, k1, work + 16);
  const u1 = f64x2(
    <f64>(bits53(load<u32>(work), load<u32>(work, 4)) + 1) * TWO_M53,
    <f64>(bits53(load<u32>(work, 16), load<u32>(work, 20)) + 1) * TWO_M53,
  );
  const u2 = f64x2(
    <f64>bits53(load<u32>(work, 8), load<u32>(work, 12)) * TWO_M53,
    <f64>bits53(load<u32>(work, 24), load<u32>(work, 28)) * TWO_M53,
  );
  const radius = f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log2x(u1)));
  // 2 pi u2 = q pi/2 + x with q = 0 … 4 the nearest quarter turn, x in [-pi/4, pi/4]
  const quarters = f64x2.mul(f64x2.splat(4), u2);
  const q = f64x2.nearest(quarters);
  const x = f64x2.mul(f64x2.sub(quarters, q), f64x2.splat(Math.PI / 2));
  const s = sinPoly(x);
  const c = cosPoly(x);
  // q odd: (cos, sin) = (-+s, +-c); q = 2: both negated
  const odd = f64x2.eq(
    f64x2.sub(q, f64x2.mul(f64x2.splat(2), f64x2.floor(f64x2.mul(q, f64x2.splat(0.5))))),
    f64x2.splat(1),
  );
  const cosNegative = v128.or(f64x2.eq(q, f64x2.splat(1)), f64x2.eq(q, f64x2.splat(2)));
  const sinNegative = v128.or(f64x2.eq(q, f64x2.splat(2)), f64x2.eq(q, f64x2.splat(3)));
  const sign = i64x2.splat(i64.MIN_VALUE);
  const cosine = v128.xor(v128.bitselect(s, c, odd), v128.and(cosNegative, sign));
  const sine = v128.xor(v128.bitselect(c, s, odd), v128.and(sinNegative, sign));
  v128.store(out, f64x2.mul(radius, cosine));
  v128.store(out, f64x2.mul(radius, sine), 16);
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
  const first = <u64>start;
  const z = work + 32;
  let i: u64 = 0;
  let element = first & ~3;
  while (i < <u64>n) {
    normalBlocks(element >> 1, c2, c3, k0, k1, work, z);
    for (let j: u64 = 0; j < 4; j++) {
      if (element + j < first || i >= <u64>n) continue;
      // element + j stands in block lane j >> 1, as z0 or z1
      store<f64>(out + ((<usize>i) << 3), load<f64>(z + ((<usize>(j & 1)) << 4) + ((<usize>(j >> 1)) << 3)));
      i++;
    }
    element += 4;
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
  const first = <u64>start;
  const z = work + 32;
  let i: u64 = 0;
  let element = first & ~3;
  while (i < <u64>n) {
    normalBlocks(element >> 1, c2, c3, k0, k1, work, z);
    for (let j: u64 = 0; j < 4; j++) {
      if (element + j < first || i >= <u64>n) continue;
      store<f32>(
        out + ((<usize>i) << 2),
        <f32>load<f64>(z + ((<usize>(j & 1)) << 4) + ((<usize>(j >> 1)) << 3)),
      );
      i++;
    }
    element += 4;
  }
}
