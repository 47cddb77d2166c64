// Inner kernels of the matrix product: 4 rows by 32 bytes of columns (4 doubles or 8 floats) in eight v128 accumulators.
// All of them add a(i,k) b(k,j) to c(i,j) in ascending k, one product at a time: they give the same bits as the definition.

export const MR: i32 = 4;
export const STRIP_BYTES: i32 = 32; // columns of one tile

export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(c, v128.mul<T>(a, b));
}

/** C[0..3][0..] += strip of A times strip of B, both packed. ldc in bytes. */
export function kernelPacked<T>(depth: i32, a: usize, b: usize, c: usize, ldc: usize): void {
  const row2 = c + 2 * ldc;
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c + ldc);
  let c11 = v128.load(c + ldc, 16);
  let c20 = v128.load(row2);
  let c21 = v128.load(row2, 16);
  let c30 = v128.load(row2 + ldc);
  let c31 = v128.load(row2 + ldc, 16);
  const size = sizeof<T>();
  const end = b + ((<usize>depth) << 5);
  // not unrolled: two steps at once need more than the sixteen vector registers of x86
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(x, b0, c00);
    c01 = multiplyAdd<T>(x, b1, c01);
    x = v128.load_splat<T>(a, size);
    c10 = multiplyAdd<T>(x, b0, c10);
    c11 = multiplyAdd<T>(x, b1, c11);
    x = v128.load_splat<T>(a, 2 * size);
    c20 = multiplyAdd<T>(x, b0, c20);
    c21 = multiplyAdd<T>(x, b1, c21);
    x = v128.load_splat<T>(a, 3 * size);
    c30 = multiplyAdd<T>(x, b0, c30);
    c31 = multiplyAdd<T>(x, b1, c31);
    a += 4 * size;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + ldc, c10);
  v128.store(c + ldc, c11, 16);
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  v128.store(row2 + ldc, c30);
  v128.store(row2 + ldc, c31, 16);
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
