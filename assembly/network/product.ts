// Matrix products in the shapes that a layer needs, without packing: operands of a batch fit the second-level cache.
// Every element of C is summed in one fixed order, whatever tile it falls into, so that a row's bits do not depend on the
// rows around it. Row-major, leading dimensions in elements; rows are padded to a multiple of 4 (see layout.ts).

import { multiplyAdd, storeSums4 } from "../simd/arithmetic";

/**
 * C = A Bᵀ (or C += A Bᵀ): C m x n, its rows padded to a multiple of 4, A m x k, B n x k; k a multiple of 4. An element is
 * the lane sum of one chain per lane. Forward passes: activations times weights.
 */
export function productNT<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  accumulate: bool,
): void {
  const size = <usize>sizeof<T>();
  const rowA = <usize>lda * size;
  const rowB = <usize>ldb * size;
  const rowC = <usize>ldc * size;
  const bytes = <usize>k * size;
  for (let j = 0; j < n; j += 4) {
    const b0 = b + <usize>j * rowB;
    // a last block of fewer than four columns computes one of them again, into the padding of C
    const step1 = j + 1 < n ? rowB : 0;
    const step2 = j + 2 < n ? step1 + rowB : 0;
    const step3 = j + 3 < n ? step2 + rowB : 0;
    const cj = c + <usize>j * size;
    let i = 0;
    for (; i + 2 <= m; i += 2)
      dots2x4<T>(
        bytes,
        a + <usize>i * rowA,
        rowA,
        b0,
        b0 + step1,
        b0 + step2,
        b0 + step3,
        cj + <usize>i * rowC,
        rowC,
        accumulate,
      );
    if (i < m)
      dots1x4<T>(
        bytes,
        a + <usize>i * rowA,
        b0,
        b0 + step1,
        b0 + step2,
        b0 + step3,
        cj + <usize>i * rowC,
        accumulate,
      );
  }
}

function dots2x4<T>(
  bytes: usize,
  a0: usize,
  rowA: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize,
  c0: usize,
  rowC: usize,
  accumulate: bool,
): void {
  const zero = i64x2.splat(0);
  let s00 = zero;
  let s01 = zero;
  let s02 = zero;
  let s03 = zero;
  let s10 = zero;
  let s11 = zero;
  let s12 = zero;
  let s13 = zero;
  const a1 = a0 + rowA;
  for (let t: usize = 0; t < bytes; t += 16) {
    const x0 = v128.load(a0 + t);
    const x1 = v128.load(a1 + t);
    let y = v128.load(b0 + t);
    s00 = multiplyAdd<T>(x0, y, s00);
    s10 = multiplyAdd<T>(x1, y, s10);
    y = v128.load(b1 + t);
    s01 = multiplyAdd<T>(x0, y, s01);
    s11 = multiplyAdd<T>(x1, y, s11);
    y = v128.load(b2 + t);
    s02 = multiplyAdd<T>(x0, y, s02);
    s12 = multiplyAdd<T>(x1, y, s12);
    y = v128.load(b3 + t);
    s03 = multiplyAdd<T>(x0, y, s03);
    s13 = multiplyAdd<T>(x1, y, s13);
  }
  storeSums4<T>(s00, s01, s02, s03, c0, accumulate);
  storeSums4<T>(s10, s11, s12, s13, c0 + rowC, accumulate);
}

function dots1x4<T>(
  bytes: usize,
  a0: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize,
  c0: usize,
  accumulate: bool,
): void {
  const zero = i64x2.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  for (let t: usize = 0; t < bytes; t += 16) {
    const x = v128.load(a0 + t);
    s0 = multiplyAdd<T>(x, v128.load(b0 + t), s0);
    s1 = multiplyAdd<T>(x, v128.load(b1 + t), s1);
    s2 = multiplyAdd<T>(x, v128.load(b2 + t), s2);
    s3 = multiplyAdd<T>(x, v128.load(b3 + t), s3);
  }
  storeSums4<T>(s0, s1, s2, s3, c0, accumulate);
}

/**
 * C = A B, or C += alpha A B: C m x n, n a multiple of 4; element (i, t) of A stands at a + i rowA + t stepA (bytes), so
 * that A may be read as its transpose. Backward passes (A = deltas) and weight gradients (A = deltas transposed).
 */
export function productN<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  accumulate: bool,
  alpha: v128,
): void {
  const size = <usize>sizeof<T>();
  const rowB = <usize>ldb * size;
  const rowC = <usize>ldc * size;
  const bytes = <usize>n * size;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const ai = a + <usize>i * rowA;
    const ci = c + <usize>i * rowC;
    let t: usize = 0;
    for (; t + 32 <= bytes; t += 32)
      tile4x2<T>(k, ai, rowA, stepA, b + t, rowB, ci + t, rowC, accumulate, alpha);
    if (t < bytes) tile4x1<T>(k, ai, rowA, stepA, b + t, rowB, ci + t, rowC, accumulate, alpha);
  }
  for (; i < m; i++) {
    const ai = a + <usize>i * rowA;
    const ci = c + <usize>i * rowC;
    let t: usize = 0;
    for (; t + 64 <= bytes; t += 64) tile1x4<T>(k, ai, stepA, b + t, rowB, ci + t, accumulate, alpha);
    for (; t < bytes; t += 16) tile1x1<T>(k, ai, stepA, b + t, rowB, ci + t, accumulate, alpha);
  }
}

function put<T>(s: v128, c: usize, accumulate: bool, alpha: v128): void {
  v128.store(c, accumulate ? multiplyAdd<T>(alpha, s, v128.load(c)) : s);
}

function tile4x2<T>(
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
  alpha: v128,
): void {
  const zero = i64x2.splat(0);
  let s00 = zero;
  let s01 = zero;
  let s10 = zero;
  let s11 = zero;
  let s20 = zero;
  let s21 = zero;
  let s30 = zero;
  let s31 = zero;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (let t = 0; t < k; t++) {
    const y0 = v128.load(b);
    const y1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    s00 = multiplyAdd<T>(x, y0, s00);
    s01 = multiplyAdd<T>(x, y1, s01);
    x = v128.load_splat<T>(a1);
    s10 = multiplyAdd<T>(x, y0, s10);
    s11 = multiplyAdd<T>(x, y1, s11);
    x = v128.load_splat<T>(a2);
    s20 = multiplyAdd<T>(x, y0, s20);
    s21 = multiplyAdd<T>(x, y1, s21);
    x = v128.load_splat<T>(a3);
    s30 = multiplyAdd<T>(x, y0, s30);
    s31 = multiplyAdd<T>(x, y1, s31);
    a += stepA;
    a1 += stepA;
    a2 += stepA;
    a3 += stepA;
    b += rowB;
  }
  put<T>(s00, c, accumulate, alpha);
  put<T>(s01, c + 16, accumulate, alpha);
  c += rowC;
  put<T>(s10, c, accumulate, alpha);
  put<T>(s11, c + 16, accumulate, alpha);
  c += rowC;
  put<T>(s20, c, accumulate, alpha);
  put<T>(s21, c + 16, accumulate, alpha);
  c += rowC;
  put<T>(s30, c, accumulate, alpha);
  put<T>(s31, c + 16, accumulate, alpha);
}

function tile4x1<T>(
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
  alpha: v128,
): void {
  const zero = i64x2.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  const r2 = rowA + rowA;
  const r3 = r2 + rowA;
  for (let t = 0; t < k; t++) {
    const y = v128.load(b);
    s0 = multiplyAdd<T>(v128.load_splat<T>(a), y, s0);
    s1 = multiplyAdd<T>(v128.load_splat<T>(a + rowA), y, s1);
    s2 = multiplyAdd<T>(v128.load_splat<T>(a + r2), y, s2);
    s3 = multiplyAdd<T>(v128.load_splat<T>(a + r3), y, s3);
    a += stepA;
    b += rowB;
  }
  put<T>(s0, c, accumulate, alpha);
  put<T>(s1, c + rowC, accumulate, alpha);
  c += rowC + rowC;
  put<T>(s2, c, accumulate, alpha);
  put<T>(s3, c + rowC, accumulate, alpha);
}

function tile1x4<T>(
  k: i32,
  a: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  accumulate: bool,
  alpha: v128,
): void {
  const zero = i64x2.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  for (let t = 0; t < k; t++) {
    const x = v128.load_splat<T>(a);
    s0 = multiplyAdd<T>(x, v128.load(b), s0);
    s1 = multiplyAdd<T>(x, v128.load(b, 16), s1);
    s2 = multiplyAdd<T>(x, v128.load(b, 32), s2);
    s3 = multiplyAdd<T>(x, v128.load(b, 48), s3);
    a += stepA;
    b += rowB;
  }
  put<T>(s0, c, accumulate, alpha);
  put<T>(s1, c + 16, accumulate, alpha);
  put<T>(s2, c + 32, accumulate, alpha);
  put<T>(s3, c + 48, accumulate, alpha);
}

function tile1x1<T>(
  k: i32,
  a: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  accumulate: bool,
  alpha: v128,
): void {
  let s = i64x2.splat(0);
  for (let t = 0; t < k; t++) {
    s = multiplyAdd<T>(v128.load_splat<T>(a), v128.load(b), s);
    a += stepA;
    b += rowB;
  }
  put<T>(s, c, accumulate, alpha);
}
