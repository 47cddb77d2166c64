// Level 2: products of a matrix with a vector, rank-1 and rank-2 updates. Row-major with a leading dimension.

import { damax, daxpy, ddot } from "./vector";

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
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), y));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a1), y));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a2), y));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a3), y));
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
  for (let i = 0; i < length; i++) {
    const at = y + ((<usize>i) << 3);
    store<f64>(at, beta === 0 ? 0 : beta * load<f64>(at));
  }
  if (trans) {
    for (let i = 0; i < m; i++) daxpy(n, alpha * load<f64>(x + ((<usize>i) << 3)), a + <usize>i * stride, y);
    return;
  }
  let i = 0;
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

/** Columns 0 … n-1 of four rows of a symmetric matrix: out[r] = row r times x; y += sum of x_r row r. */
function symvRows4(n: i32, a: usize, lda: usize, x: usize, xr: usize, y: usize, out: usize): void {
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
  for (let j = 0; j < n; j += 2) {
    const xx = v128.load(x);
    let yy = v128.load(y);
    let row = v128.load(a);
    s0 = f64x2.add(s0, f64x2.mul(row, xx));
    yy = f64x2.add(yy, f64x2.mul(row, x0));
    row = v128.load(a1);
    s1 = f64x2.add(s1, f64x2.mul(row, xx));
    yy = f64x2.add(yy, f64x2.mul(row, x1));
    row = v128.load(a2);
    s2 = f64x2.add(s2, f64x2.mul(row, xx));
    yy = f64x2.add(yy, f64x2.mul(row, x2));
    row = v128.load(a3);
    s3 = f64x2.add(s3, f64x2.mul(row, xx));
    yy = f64x2.add(yy, f64x2.mul(row, x3));
    v128.store(y, yy);
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    x += 16;
    y += 16;
  }
  store<f64>(out, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
  store<f64>(out, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
  store<f64>(out, f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
  store<f64>(out, f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1), 24);
}

/** One row of a symmetric matrix, diagonal included: y_i += row times x, y_j += row_j x_i. Columns from `from` on. */
function symvRow(from: i32, i: i32, row: usize, x: usize, y: usize): void {
  const xi = load<f64>(x + ((<usize>i) << 3));
  const at = y + ((<usize>i) << 3);
  const o = (<usize>from) << 3;
  const sum = ddot(i + 1 - from, row + o, x + o);
  daxpy(i - from, xi, row + o, y + o);
  store<f64>(at, load<f64>(at) + sum);
}

/** y = A x, A symmetric, by its lower triangle (each element is read once). `work`: 32 bytes. */
export function dsymv(n: i32, a: usize, lda: i32, x: usize, y: usize, work: usize): void {
  const stride = (<usize>lda) << 3;
  memory.fill(y, 0, (<usize>n) << 3);
  let i = 0;
  for (; i + ROWS <= n; i += ROWS) {
    const rows = a + <usize>i * stride;
    symvRows4(i, rows, stride, x, x + ((<usize>i) << 3), y, work);
    for (let r = 0; r < ROWS; r++) {
      symvRow(i, i + r, rows + <usize>r * stride, x, y);
      const at = y + ((<usize>(i + r)) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(work + ((<usize>r) << 3)));
    }
  }
  for (; i < n; i++) symvRow(0, i, a + <usize>i * stride, x, y);
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

/** Adds t to the diagonal. */
export function dshift(n: i32, t: f64, a: usize, lda: i32): void {
  for (let i = 0; i < n; i++) {
    const at = a + ((<usize>(i * lda + i)) << 3);
    store<f64>(at, load<f64>(at) + t);
  }
}
