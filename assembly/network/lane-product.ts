// Matrix products of four replicas at once: every element is a v128, one replica a lane, and lanes never mix. Element (i, t) of
// A stands at a + i rowA + t stepA and (t, j) of B at b + j rowB + t stepB, so that either may be read as its transpose.

import { multiplyAdd } from "../simd/arithmetic";

/**
 * C = A B, or C += alpha A B: C m x n, element (i, j) at c + i rowC + j stepC.
 *
 * Long: three tiles of one loop, each with accumulators that live in registers.
 */
export function laneProduct(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  stepC: usize,
  accumulate: bool,
  alpha: v128,
): void {
  if (k == 1 && accumulate && stepC == 16 && rowB == 16) {
    outer(m, n, a, rowA, b, rowB, c, rowC, stepC, alpha);
    return;
  }
  const whole = n & ~3;
  let i = 0;
  for (; i + 2 <= m; i += 2)
    for (let j = 0; j < whole; j += 4) {
      const ci = c + <usize>i * rowC + <usize>j * stepC;
      lanes2x4(
        k,
        a + <usize>i * rowA,
        rowA,
        stepA,
        b + <usize>j * rowB,
        rowB,
        stepB,
        ci,
        rowC,
        stepC,
        accumulate,
        alpha,
      );
    }
  if (i < m) {
    const ai = a + <usize>i * rowA;
    const ci = c + <usize>i * rowC;
    let j = 0;
    for (; j + 8 <= n; j += 8)
      lanes1x8(
        k,
        ai,
        stepA,
        b + <usize>j * rowB,
        rowB,
        stepB,
        ci + <usize>j * stepC,
        stepC,
        accumulate,
        alpha,
      );
    if (j < whole)
      lanes1x4(
        k,
        ai,
        stepA,
        b + <usize>j * rowB,
        rowB,
        stepB,
        ci + <usize>j * stepC,
        stepC,
        accumulate,
        alpha,
      );
  }
  // the last columns: four rows at a time with the factors' roles exchanged
  for (let j = whole; j < n; j++) {
    const bj = b + <usize>j * rowB;
    const cj = c + <usize>j * stepC;
    let r = 0;
    for (; r + 4 <= m; r += 4)
      lanes1x4(k, bj, stepB, a + <usize>r * rowA, rowA, stepA, cj + <usize>r * rowC, rowC, accumulate, alpha);
    for (; r < m; r++)
      lanes1x1(k, a + <usize>r * rowA, stepA, bj, stepB, cj + <usize>r * rowC, accumulate, alpha);
  }
}

/** C += (alpha a_i) b_j: one sample's gradient. */
function outer(
  m: i32,
  n: i32,
  a: usize,
  rowA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  stepC: usize,
  alpha: v128,
): void {
  for (let i = 0; i < m; i++) {
    const x = f32x4.mul(alpha, v128.load(a + <usize>i * rowA));
    let bj = b;
    let cj = c + <usize>i * rowC;
    for (let j = 0; j < n; j++) {
      v128.store(cj, multiplyAdd<f32>(x, v128.load(bj), v128.load(cj)));
      bj += rowB;
      cj += stepC;
    }
  }
}

function put(s: v128, c: usize, accumulate: bool, alpha: v128): void {
  v128.store(c, accumulate ? multiplyAdd<f32>(alpha, s, v128.load(c)) : s);
}

function lanes2x4(
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  stepC: usize,
  accumulate: bool,
  alpha: v128,
): void {
  const zero = f32x4.splat(0);
  let s00 = zero;
  let s01 = zero;
  let s02 = zero;
  let s03 = zero;
  let s10 = zero;
  let s11 = zero;
  let s12 = zero;
  let s13 = zero;
  const b2 = rowB + rowB;
  const b3 = b2 + rowB;
  for (let t = 0; t < k; t++) {
    const x0 = v128.load(a);
    const x1 = v128.load(a + rowA);
    let y = v128.load(b);
    s00 = multiplyAdd<f32>(x0, y, s00);
    s10 = multiplyAdd<f32>(x1, y, s10);
    y = v128.load(b + rowB);
    s01 = multiplyAdd<f32>(x0, y, s01);
    s11 = multiplyAdd<f32>(x1, y, s11);
    y = v128.load(b + b2);
    s02 = multiplyAdd<f32>(x0, y, s02);
    s12 = multiplyAdd<f32>(x1, y, s12);
    y = v128.load(b + b3);
    s03 = multiplyAdd<f32>(x0, y, s03);
    s13 = multiplyAdd<f32>(x1, y, s13);
    a += stepA;
    b += stepB;
  }
  put(s00, c, accumulate, alpha);
  put(s01, c + stepC, accumulate, alpha);
  put(s02, c + 2 * stepC, accumulate, alpha);
  put(s03, c + 3 * stepC, accumulate, alpha);
  c += rowC;
  put(s10, c, accumulate, alpha);
  put(s11, c + stepC, accumulate, alpha);
  put(s12, c + 2 * stepC, accumulate, alpha);
  put(s13, c + 3 * stepC, accumulate, alpha);
}

function lanes1x8(
  k: i32,
  a: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  stepB: usize,
  c: usize,
  stepC: usize,
  accumulate: bool,
  alpha: v128,
): void {
  const zero = f32x4.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  let s4 = zero;
  let s5 = zero;
  let s6 = zero;
  let s7 = zero;
  const b2 = rowB + rowB;
  const b3 = b2 + rowB;
  const b4 = b2 + b2;
  let high = b + b4;
  for (let t = 0; t < k; t++) {
    const x = v128.load(a);
    s0 = multiplyAdd<f32>(x, v128.load(b), s0);
    s1 = multiplyAdd<f32>(x, v128.load(b + rowB), s1);
    s2 = multiplyAdd<f32>(x, v128.load(b + b2), s2);
    s3 = multiplyAdd<f32>(x, v128.load(b + b3), s3);
    s4 = multiplyAdd<f32>(x, v128.load(high), s4);
    s5 = multiplyAdd<f32>(x, v128.load(high + rowB), s5);
    s6 = multiplyAdd<f32>(x, v128.load(high + b2), s6);
    s7 = multiplyAdd<f32>(x, v128.load(high + b3), s7);
    a += stepA;
    b += stepB;
    high += stepB;
  }
  put(s0, c, accumulate, alpha);
  put(s1, c + stepC, accumulate, alpha);
  put(s2, c + 2 * stepC, accumulate, alpha);
  put(s3, c + 3 * stepC, accumulate, alpha);
  put(s4, c + 4 * stepC, accumulate, alpha);
  put(s5, c + 5 * stepC, accumulate, alpha);
  put(s6, c + 6 * stepC, accumulate, alpha);
  put(s7, c + 7 * stepC, accumulate, alpha);
}

function lanes1x4(
  k: i32,
  a: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  stepB: usize,
  c: usize,
  stepC: usize,
  accumulate: bool,
  alpha: v128,
): void {
  const zero = f32x4.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  const b2 = rowB + rowB;
  const b3 = b2 + rowB;
  for (let t = 0; t < k; t++) {
    const x = v128.load(a);
    s0 = multiplyAdd<f32>(x, v128.load(b), s0);
    s1 = multiplyAdd<f32>(x, v128.load(b + rowB), s1);
    s2 = multiplyAdd<f32>(x, v128.load(b + b2), s2);
    s3 = multiplyAdd<f32>(x, v128.load(b + b3), s3);
    a += stepA;
    b += stepB;
  }
  put(s0, c, accumulate, alpha);
  put(s1, c + stepC, accumulate, alpha);
  put(s2, c + 2 * stepC, accumulate, alpha);
  put(s3, c + 3 * stepC, accumulate, alpha);
}

function lanes1x1(
  k: i32,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  c: usize,
  accumulate: bool,
  alpha: v128,
): void {
  let s = f32x4.splat(0);
  for (let t = 0; t < k; t++) {
    s = multiplyAdd<f32>(v128.load(a), v128.load(b), s);
    a += stepA;
    b += stepB;
  }
  put(s, c, accumulate, alpha);
}

/**
 * C = A Bᵀ for rows of k vectors, in the order of productNT: four chains, of the elements 0, 1, 2, 3 modulo 4, then
 * (s0 + s2) + (s1 + s3). So a network has the same bits alone and beside others. `sums` holds 2 m n vectors.
 */
export function laneDots(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  rowC: usize,
  sums: usize,
): void {
  const row = (<usize>k) << 4;
  const rowS = (<usize>n) << 4;
  const odd = sums + <usize>m * rowS;
  const one = f32x4.splat(1);
  for (let phase = 0; phase < 4; phase++) {
    // 0 and 2 gather in `sums`, 1 and 3 in `odd`: adding 1 times a chain is exact
    const offset = (<usize>phase) << 4;
    const steps = (k - phase + 3) >> 2;
    const to = (phase & 1) == 0 ? sums : odd;
    laneProduct(m, n, steps, a + offset, row, 64, b + offset, row, 64, to, rowS, 16, phase >= 2, one);
  }
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const at = <usize>i * rowS + ((<usize>j) << 4);
      v128.store(
        c + <usize>i * rowC + ((<usize>j) << 4),
        f32x4.add(v128.load(sums + at), v128.load(odd + at)),
      );
    }
}
