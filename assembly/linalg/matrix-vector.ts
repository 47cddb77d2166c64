// Level 2: products of a matrix with a vector, rank-1 and rank-2 updates. Row-major with a leading dimension.

import { multiplyAdd } from "../simd/arithmetic";
import { damax, daxpy, ddot, dscal } from "./vector";

const ROWS: i32 = 4; // rows taken together, so that a vector is read once for four of them

/** out[0..3] = four neighbouring rows times x. */
function dotRows4(n: i32, a: usize, lda: usize, x: usize, out: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let a1 = a + lda;
  let a2 = a1 + lda;
  let a3 = a2 + lda;
  let j = 0;
  for (; j + 2 <= n; j += 2) {
    const y = v128.load(x);
    s0 = multiplyAdd<f64>(v128.load(a), y, s0);
    s1 = multiplyAdd<f64>(v128.load(a1), y, s1);
    s2 = multiplyAdd<f64>(v128.load(a2), y, s2);
    s3 = multiplyAdd<f64>(v128.load(a3), y, s3);
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    x += 16;
  }
  let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  let t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
  let t2 = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1);
  let t3 = f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1);
  if (j < n) {
    const y = load<f64>(x);
    t0 += load<f64>(a) * y;
    t1 += load<f64>(a1) * y;
    t2 += load<f64>(a2) * y;
    t3 += load<f64>(a3) * y;
  }
  store<f64>(out, t0);
  store<f64>(out, t1, 8);
  store<f64>(out, t2, 16);
  store<f64>(out, t3, 24);
}

/** y += x_0 row 0 + … + x_3 row 3, of four neighbouring rows. */
function addRows4(n: i32, alpha: f64, a: usize, lda: usize, x: usize, y: usize): void {
  const x0 = f64x2.splat(alpha * load<f64>(x));
  const x1 = f64x2.splat(alpha * load<f64>(x, 8));
  const x2 = f64x2.splat(alpha * load<f64>(x, 16));
  const x3 = f64x2.splat(alpha * load<f64>(x, 24));
  let a1 = a + lda;
  let a2 = a1 + lda;
  let a3 = a2 + lda;
  let j = 0;
  for (; j + 2 <= n; j += 2) {
    let sum = multiplyAdd<f64>(x0, v128.load(a), v128.load(y));
    sum = multiplyAdd<f64>(x1, v128.load(a1), sum);
    sum = multiplyAdd<f64>(x2, v128.load(a2), sum);
    sum = multiplyAdd<f64>(x3, v128.load(a3), sum);
    v128.store(y, sum);
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    y += 16;
  }
  if (j < n) {
    let sum = multiplyAdd<f64>(x0, v128.load64_splat(a), v128.load64_splat(y));
    sum = multiplyAdd<f64>(x1, v128.load64_splat(a1), sum);
    sum = multiplyAdd<f64>(x2, v128.load64_splat(a2), sum);
    sum = multiplyAdd<f64>(x3, v128.load64_splat(a3), sum);
    store<f64>(y, f64x2.extract_lane(sum, 0));
  }
}

/** y = beta y + alpha A x (A is m x n), or y = beta y + alpha A' x with `trans`. `work`: 32 bytes. */
export function dgemv(
  trans: bool,
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  x: usize,
  beta: f64,
  y: usize,
  work: usize,
): void {
  const stride = (<usize>lda) << 3;
  const length = trans ? n : m;
  if (beta === 0) memory.fill(y, 0, (<usize>length) << 3);
  else if (beta !== 1) dscal(length, beta, y);
  let i = 0;
  if (trans) {
    for (; i + ROWS <= m; i += ROWS)
      addRows4(n, alpha, a + <usize>i * stride, stride, x + ((<usize>i) << 3), y);
    for (; i < m; i++) daxpy(n, alpha * load<f64>(x + ((<usize>i) << 3)), a + <usize>i * stride, y);
    return;
  }
  for (; i + ROWS <= m; i += ROWS) {
    dotRows4(n, a + <usize>i * stride, stride, x, work);
    for (let r = 0; r < ROWS; r++) {
      const at = y + ((<usize>(i + r)) << 3);
      store<f64>(at, load<f64>(at) + alpha * load<f64>(work + ((<usize>r) << 3)));
    }
  }
  for (; i < m; i++) {
    const at = y + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) + alpha * ddot(n, a + <usize>i * stride, x));
  }
}

/**
 * Columns 0 … n-1 (n a multiple of 4) of four rows of a symmetric matrix: out[r] = row r times x, and y += sum of xr[r] row r.
 */
export function symvRows4(n: i32, a: usize, lda: usize, x: usize, xr: usize, y: usize, out: usize): void {
  const x0 = v128.load64_splat(xr);
  const x1 = v128.load64_splat(xr, 8);
  const x2 = v128.load64_splat(xr, 16);
  const x3 = v128.load64_splat(xr, 24);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let a1 = a + lda;
  let a2 = a1 + lda;
  let a3 = a2 + lda;
  const end = a + ((<usize>n) << 3);
  while (a < end) {
    let xx = v128.load(x);
    let yy = v128.load(y);
    let row = v128.load(a);
    s0 = multiplyAdd<f64>(row, xx, s0);
    yy = multiplyAdd<f64>(row, x0, yy);
    row = v128.load(a1);
    s1 = multiplyAdd<f64>(row, xx, s1);
    yy = multiplyAdd<f64>(row, x1, yy);
    row = v128.load(a2);
    s2 = multiplyAdd<f64>(row, xx, s2);
    yy = multiplyAdd<f64>(row, x2, yy);
    row = v128.load(a3);
    s3 = multiplyAdd<f64>(row, xx, s3);
    yy = multiplyAdd<f64>(row, x3, yy);
    v128.store(y, yy);
    xx = v128.load(x, 16);
    yy = v128.load(y, 16);
    row = v128.load(a, 16);
    s0 = multiplyAdd<f64>(row, xx, s0);
    yy = multiplyAdd<f64>(row, x0, yy);
    row = v128.load(a1, 16);
    s1 = multiplyAdd<f64>(row, xx, s1);
    yy = multiplyAdd<f64>(row, x1, yy);
    row = v128.load(a2, 16);
    s2 = multiplyAdd<f64>(row, xx, s2);
    yy = multiplyAdd<f64>(row, x2, yy);
    row = v128.load(a3, 16);
    s3 = multiplyAdd<f64>(row, xx, s3);
    yy = multiplyAdd<f64>(row, x3, yy);
    v128.store(y, yy, 16);
    a += 32;
    a1 += 32;
    a2 += 32;
    a3 += 32;
    x += 32;
    y += 32;
  }
  store<f64>(out, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
  store<f64>(out, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
  store<f64>(out, f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
  store<f64>(out, f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1), 24);
}

/** y += D x for the symmetric block D of `count` rows on the diagonal (lower triangle at d), plus sums[r] to row r. */
function symvDiagonal(count: i32, d: usize, lda: usize, x: usize, y: usize, sums: usize): void {
  for (let r = 0; r < count; r++) {
    const row = d + <usize>r * lda;
    const o = (<usize>r) << 3;
    const xr = load<f64>(x + o);
    let sum = load<f64>(sums + o) + load<f64>(row + o) * xr;
    for (let c: usize = 0; c < o; c += 8) {
      const value = load<f64>(row + c);
      sum += value * load<f64>(x + c);
      store<f64>(y + c, load<f64>(y + c) + value * xr);
    }
    store<f64>(y + o, load<f64>(y + o) + sum);
  }
}

/** y = A x, A symmetric, by its lower triangle (each element is read once). `work`: 32 bytes. */
export function dsymv(n: i32, a: usize, lda: i32, x: usize, y: usize, work: usize): void {
  const stride = (<usize>lda) << 3;
  memory.fill(y, 0, (<usize>n) << 3);
  let i = 0;
  for (; i + ROWS <= n; i += ROWS) {
    const o = (<usize>i) << 3;
    const rows = a + <usize>i * stride;
    symvRows4(i, rows, stride, x, x + o, y, work);
    symvDiagonal(ROWS, rows + o, stride, x + o, y + o, work);
  }
  for (; i < n; i++) {
    const o = (<usize>i) << 3;
    const row = a + <usize>i * stride;
    const xi = load<f64>(x + o);
    const sum = ddot(i + 1, row, x);
    daxpy(i, xi, row, y);
    store<f64>(y + o, load<f64>(y + o) + sum);
  }
}

/** A += alpha x y' (m x n). */
export function dger(m: i32, n: i32, alpha: f64, x: usize, y: usize, a: usize, lda: i32): void {
  for (let i = 0; i < m; i++)
    daxpy(n, alpha * load<f64>(x + ((<usize>i) << 3)), y, a + ((<usize>(i * lda)) << 3));
}

/** Lower triangle of A += alpha (x y' + y x'). */
export function dsyr2(n: i32, alpha: f64, x: usize, y: usize, a: usize, lda: i32): void {
  for (let i = 0; i < n; i++) {
    const row = a + ((<usize>(i * lda)) << 3);
    daxpy(i + 1, alpha * load<f64>(x + ((<usize>i) << 3)), y, row);
    daxpy(i + 1, alpha * load<f64>(y + ((<usize>i) << 3)), x, row);
  }
}

/** Largest |entry| of the lower triangle; NaN when one is among them. */
export function dmaxLower(n: i32, a: usize, lda: i32): f64 {
  let largest = 0.0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, damax(i + 1, a + ((<usize>(i * lda)) << 3)));
  return largest;
}
