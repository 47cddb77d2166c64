// Inner kernels of the matrix product, with eight v128 accumulators: 2 rows by 64 bytes of columns (8 doubles or 16 floats), or
// 4 rows by 32 bytes; from packed strips, or with one operand read where it stands.
// All of them add a(i,k) b(k,j) to c(i,j) in ascending k, one product at a time: they give the same bits as the definition.

import { multiplyAdd } from "../simd/arithmetic";

export const MR: i32 = 2; // rows of a packed tile; an element of A is packed as a whole vector of copies of it
export const STRIP_BYTES: i32 = 64; // its columns
export const NARROW_ROWS: i32 = 4; // the tile of a product with few columns
export const NARROW_BYTES: i32 = 32;

/**
 * C[0..1][0..] += strip of A, broadcast, times strip of B, both packed; depth >= 1, ldc in bytes. Then the same with the next
 * tile, stepA, stepB and stepC bytes on, `count` tiles in all.
 *
 * Two rows by four vectors: eight accumulators, four of B, two of A and a product are the fifteen registers that V8 gives away.
 * It moves all loads of a basic block to its top, so steps are unrolled with an exit after each: the branch costs less than the
 * loop's own bookkeeping (+14% measured, and a loaded broadcast another 5%), and no step's loads crowd another's out.
 *
 * Long: one unrolled loop whose accumulators live in registers.
 */
export function kernelPacked<T>(
  count: i32,
  depth: i32,
  fromA: usize,
  stepA: usize,
  fromB: usize,
  stepB: usize,
  c: usize,
  ldc: usize,
  stepC: usize,
): void {
  do {
    const d = c + ldc;
    let c0 = v128.load(c);
    let c1 = v128.load(c, 16);
    let c2 = v128.load(c, 32);
    let c3 = v128.load(c, 48);
    let d0 = v128.load(d);
    let d1 = v128.load(d, 16);
    let d2 = v128.load(d, 32);
    let d3 = v128.load(d, 48);
    let a = fromA;
    let b = fromB;
    const end = b + ((<usize>depth) << 6);
    const end1 = end - 64;
    const end2 = end - 128;
    const end3 = end - 192;
    let b0: v128, b1: v128, b2: v128, b3: v128, x: v128, y: v128;
    while (true) {
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      b2 = v128.load(b, 32);
      b3 = v128.load(b, 48);
      x = v128.load(a);
      y = v128.load(a, 16);
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      c2 = multiplyAdd<T>(x, b2, c2);
      c3 = multiplyAdd<T>(x, b3, c3);
      d0 = multiplyAdd<T>(y, b0, d0);
      d1 = multiplyAdd<T>(y, b1, d1);
      d2 = multiplyAdd<T>(y, b2, d2);
      d3 = multiplyAdd<T>(y, b3, d3);
      if (b === end1) break;
      b0 = v128.load(b, 64);
      b1 = v128.load(b, 80);
      b2 = v128.load(b, 96);
      b3 = v128.load(b, 112);
      x = v128.load(a, 32);
      y = v128.load(a, 48);
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      c2 = multiplyAdd<T>(x, b2, c2);
      c3 = multiplyAdd<T>(x, b3, c3);
      d0 = multiplyAdd<T>(y, b0, d0);
      d1 = multiplyAdd<T>(y, b1, d1);
      d2 = multiplyAdd<T>(y, b2, d2);
      d3 = multiplyAdd<T>(y, b3, d3);
      if (b === end2) break;
      b0 = v128.load(b, 128);
      b1 = v128.load(b, 144);
      b2 = v128.load(b, 160);
      b3 = v128.load(b, 176);
      x = v128.load(a, 64);
      y = v128.load(a, 80);
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      c2 = multiplyAdd<T>(x, b2, c2);
      c3 = multiplyAdd<T>(x, b3, c3);
      d0 = multiplyAdd<T>(y, b0, d0);
      d1 = multiplyAdd<T>(y, b1, d1);
      d2 = multiplyAdd<T>(y, b2, d2);
      d3 = multiplyAdd<T>(y, b3, d3);
      if (b === end3) break;
      b0 = v128.load(b, 192);
      b1 = v128.load(b, 208);
      b2 = v128.load(b, 224);
      b3 = v128.load(b, 240);
      x = v128.load(a, 96);
      y = v128.load(a, 112);
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      c2 = multiplyAdd<T>(x, b2, c2);
      c3 = multiplyAdd<T>(x, b3, c3);
      d0 = multiplyAdd<T>(y, b0, d0);
      d1 = multiplyAdd<T>(y, b1, d1);
      d2 = multiplyAdd<T>(y, b2, d2);
      d3 = multiplyAdd<T>(y, b3, d3);
      a += 128;
      b += 256;
      if (b >= end) break;
    }
    v128.store(c, c0);
    v128.store(c, c1, 16);
    v128.store(c, c2, 32);
    v128.store(c, c3, 48);
    v128.store(d, d0);
    v128.store(d, d1, 16);
    v128.store(d, d2, 32);
    v128.store(d, d3, 48);
    fromA += stepA;
    fromB += stepB;
    c += stepC;
    count -= 1;
  } while (count > 0);
}

/** The same with row k of B where it stands, at b + k ldb (bytes); the two rows of C at c and d. */
export function kernelUnpackedB<T>(depth: i32, a: usize, b: usize, ldb: usize, c: usize, d: usize): void {
  let c0 = v128.load(c);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  const end = a + ((<usize>depth) << 5);
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const x = v128.load(a);
    const y = v128.load(a, 16);
    c0 = multiplyAdd<T>(x, b0, c0);
    c1 = multiplyAdd<T>(x, b1, c1);
    c2 = multiplyAdd<T>(x, b2, c2);
    c3 = multiplyAdd<T>(x, b3, c3);
    d0 = multiplyAdd<T>(y, b0, d0);
    d1 = multiplyAdd<T>(y, b1, d1);
    d2 = multiplyAdd<T>(y, b2, d2);
    d3 = multiplyAdd<T>(y, b3, d3);
    a += 32;
    b += ldb;
  } while (a < end);
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(d, d0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
}

/**
 * C[0..3][32 bytes] += A times a packed strip of B, 32 bytes a step; a(i,k) where it stands, at a + i rowStep + k kStep (bytes).
 *
 * Two steps are unrolled where k runs along A's rows.
 *
 * Long: one unrolled loop whose accumulators live in registers.
 */
export function kernelUnpackedA<T>(
  depth: i32,
  a: usize,
  rowStep: usize,
  kStep: usize,
  b: usize,
  c: usize,
  ldc: usize,
): void {
  let a1 = a + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const d = c + ldc;
  const e = d + ldc;
  const f = e + ldc;
  let c0 = v128.load(c);
  let c1 = v128.load(c, 16);
  let d0 = v128.load(d);
  let d1 = v128.load(d, 16);
  let e0 = v128.load(e);
  let e1 = v128.load(e, 16);
  let f0 = v128.load(f);
  let f1 = v128.load(f, 16);
  let b0: v128, b1: v128, x: v128;
  const size = sizeof<T>();
  const end = b + ((<usize>depth) << 5);
  if (kStep === size) {
    const end1 = end - 32;
    while (true) {
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load_splat<T>(a);
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      x = v128.load_splat<T>(a1);
      d0 = multiplyAdd<T>(x, b0, d0);
      d1 = multiplyAdd<T>(x, b1, d1);
      x = v128.load_splat<T>(a2);
      e0 = multiplyAdd<T>(x, b0, e0);
      e1 = multiplyAdd<T>(x, b1, e1);
      x = v128.load_splat<T>(a3);
      f0 = multiplyAdd<T>(x, b0, f0);
      f1 = multiplyAdd<T>(x, b1, f1);
      if (b === end1) break;
      b0 = v128.load(b, 32);
      b1 = v128.load(b, 48);
      x = v128.load_splat<T>(a, sizeof<T>());
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      x = v128.load_splat<T>(a1, sizeof<T>());
      d0 = multiplyAdd<T>(x, b0, d0);
      d1 = multiplyAdd<T>(x, b1, d1);
      x = v128.load_splat<T>(a2, sizeof<T>());
      e0 = multiplyAdd<T>(x, b0, e0);
      e1 = multiplyAdd<T>(x, b1, e1);
      x = v128.load_splat<T>(a3, sizeof<T>());
      f0 = multiplyAdd<T>(x, b0, f0);
      f1 = multiplyAdd<T>(x, b1, f1);
      a += 2 * size;
      a1 += 2 * size;
      a2 += 2 * size;
      a3 += 2 * size;
      b += 64;
      if (b >= end) break;
    }
  } else
    do {
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load_splat<T>(a);
      c0 = multiplyAdd<T>(x, b0, c0);
      c1 = multiplyAdd<T>(x, b1, c1);
      x = v128.load_splat<T>(a1);
      d0 = multiplyAdd<T>(x, b0, d0);
      d1 = multiplyAdd<T>(x, b1, d1);
      x = v128.load_splat<T>(a2);
      e0 = multiplyAdd<T>(x, b0, e0);
      e1 = multiplyAdd<T>(x, b1, e1);
      x = v128.load_splat<T>(a3);
      f0 = multiplyAdd<T>(x, b0, f0);
      f1 = multiplyAdd<T>(x, b1, f1);
      a += kStep;
      a1 += kStep;
      a2 += kStep;
      a3 += kStep;
      b += 32;
    } while (b < end);
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(d, d0);
  v128.store(d, d1, 16);
  v128.store(e, e0);
  v128.store(e, e1, 16);
  v128.store(f, f0);
  v128.store(f, f1, 16);
}

/** x y in T's precision (in f64 the product of two floats is exact, so that rounding it once is right). */
export function times<T>(x: T, y: T): T {
  return <T>(<f64>x * <f64>y);
}
