// Inner kernels of the matrix product, with eight v128 accumulators: 2 rows by 64 bytes of columns (8 doubles or 16 floats) from
// packed strips, 4 rows by 32 bytes straight from the operands.
// All of them add a(i,k) b(k,j) to c(i,j) in ascending k, one product at a time: they give the same bits as the definition.

export const MR: i32 = 2; // rows of a packed tile
export const STRIP_BYTES: i32 = 64; // its columns
export const DIRECT_ROWS: i32 = 4; // rows of a tile without packing
export const DIRECT_BYTES: i32 = 32;

export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(c, v128.mul<T>(a, b));
}

/**
 * C[0..1][0..] += strip of A times strip of B, both packed; depth >= 1, ldc in bytes.
 *
 * Two rows by four vectors, not four by two: fewer broadcasts of A (a broadcasting load costs more than a plain one, +15%
 * measured), and eight accumulators, four of B and two of A are what sixteen registers hold; so it is not unrolled either.
 */
export function kernelPacked<T>(depth: i32, a: usize, b: usize, c: usize, ldc: usize): void {
  const d = c + ldc;
  let c0 = v128.load(c);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  const end = b + ((<usize>depth) << 6);
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    let x = v128.load_splat<T>(a);
    c0 = multiplyAdd<T>(x, b0, c0);
    c1 = multiplyAdd<T>(x, b1, c1);
    c2 = multiplyAdd<T>(x, b2, c2);
    c3 = multiplyAdd<T>(x, b3, c3);
    x = v128.load_splat<T>(a, sizeof<T>());
    d0 = multiplyAdd<T>(x, b0, d0);
    d1 = multiplyAdd<T>(x, b1, d1);
    d2 = multiplyAdd<T>(x, b2, d2);
    d3 = multiplyAdd<T>(x, b3, d3);
    a += 2 * sizeof<T>();
    b += 64;
  } while (b < end);
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
 * The same straight from the operands: a(i,k) at a + i rowStep + k kStep, row k of B at b + k ldb (bytes); alpha multiplies a.
 * `rows` (1 … 4) are written; with fewer, the first row is computed again in place of those that are missing.
 */
export function kernelDirect<T>(
  rows: i32,
  depth: i32,
  alpha: T,
  a: usize,
  rowStep: usize,
  kStep: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
): void {
  const step1: usize = rows > 1 ? ldc : 0;
  const step2: usize = rows > 2 ? ldc << 1 : 0;
  const step3: usize = rows > 3 ? ldc + (ldc << 1) : 0;
  let a1 = a + (rows > 1 ? rowStep : 0);
  let a2 = a + (rows > 2 ? rowStep << 1 : 0);
  let a3 = a + (rows > 3 ? rowStep + (rowStep << 1) : 0);
  const factor = v128.splat<T>(alpha);
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c + step1);
  let c11 = v128.load(c + step1, 16);
  let c20 = v128.load(c + step2);
  let c21 = v128.load(c + step2, 16);
  let c30 = v128.load(c + step3);
  let c31 = v128.load(c + step3, 16);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.mul<T>(factor, v128.load_splat<T>(a));
    c00 = multiplyAdd<T>(x, b0, c00);
    c01 = multiplyAdd<T>(x, b1, c01);
    x = v128.mul<T>(factor, v128.load_splat<T>(a1));
    c10 = multiplyAdd<T>(x, b0, c10);
    c11 = multiplyAdd<T>(x, b1, c11);
    x = v128.mul<T>(factor, v128.load_splat<T>(a2));
    c20 = multiplyAdd<T>(x, b0, c20);
    c21 = multiplyAdd<T>(x, b1, c21);
    x = v128.mul<T>(factor, v128.load_splat<T>(a3));
    c30 = multiplyAdd<T>(x, b0, c30);
    c31 = multiplyAdd<T>(x, b1, c31);
    a += kStep;
    a1 += kStep;
    a2 += kStep;
    a3 += kStep;
    b += ldb;
  }
  v128.store(c + step3, c30);
  v128.store(c + step3, c31, 16);
  v128.store(c + step2, c20);
  v128.store(c + step2, c21, 16);
  v128.store(c + step1, c10);
  v128.store(c + step1, c11, 16);
  v128.store(c, c00);
  v128.store(c, c01, 16);
}

/** x y in T's precision (in f64 the product of two floats is exact, so that rounding it once is right). */
export function times<T>(x: T, y: T): T {
  return <T>(<f64>x * <f64>y);
}
