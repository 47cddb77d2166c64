// Second of two stages: a symmetric band to tridiagonal by chasing bulges. [Lan93], in the blocked form of [HaiLtaDon11]
//
// Sweep j reflects column j's entries below the first subdiagonal away. That fills a block below; its first column is reflected
// away in turn, which fills the next, until the end of the matrix. Only first columns need go: what is left of a block lies
// within reach of the next sweep. Columns are contiguous, so a block is a dense matrix whose "rows" here are its columns.
//
//   diagonal block, lower triangle:  D <- D - v w' - w v'        block below:  B <- (I - tau' u u') B (I - tau v v')

import { DONE } from "../pieces";
import { multiplyAdd } from "../simd/arithmetic";
import { BAND, COLUMN } from "./band-reduction";
import { dgemv, symvRows4 } from "./matrix-vector";
import { makeReflector } from "./reflector";
import { daxpy, ddot } from "./vector";

/** Doubles from one column of a dense block in the band to the next. */
const LEADING: i32 = COLUMN - 1;
const STEP: usize = (<usize>LEADING) << 3;

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** Bytes of workspace for `dsbtrd`. */
export function dsbtrdWork(): usize {
  return <usize>(4 * BAND + 8) * 8;
}

/** Four neighbouring columns: column q -= x[q] w + y[q] v, from row 0. */
function rankTwoColumns4(n: i32, d: usize, x: usize, w: usize, y: usize, v: usize): void {
  const x0 = f64x2.splat(-load<f64>(x));
  const x1 = f64x2.splat(-load<f64>(x, 8));
  const x2 = f64x2.splat(-load<f64>(x, 16));
  const x3 = f64x2.splat(-load<f64>(x, 24));
  const y0 = f64x2.splat(-load<f64>(y));
  const y1 = f64x2.splat(-load<f64>(y, 8));
  const y2 = f64x2.splat(-load<f64>(y, 16));
  const y3 = f64x2.splat(-load<f64>(y, 24));
  const d1 = d + STEP;
  const d2 = d1 + STEP;
  const d3 = d2 + STEP;
  const end = (<usize>n) << 3;
  for (let o: usize = 0; o < end; o += 16) {
    const ww = v128.load(w + o);
    const vv = v128.load(v + o);
    v128.store(d + o, multiplyAdd<f64>(y0, vv, multiplyAdd<f64>(x0, ww, v128.load(d + o))));
    v128.store(d1 + o, multiplyAdd<f64>(y1, vv, multiplyAdd<f64>(x1, ww, v128.load(d1 + o))));
    v128.store(d2 + o, multiplyAdd<f64>(y2, vv, multiplyAdd<f64>(x2, ww, v128.load(d2 + o))));
    v128.store(d3 + o, multiplyAdd<f64>(y3, vv, multiplyAdd<f64>(x3, ww, v128.load(d3 + o))));
  }
}

/** D <- H D H for a diagonal block, H = I - tau v v'. */
function reflectDiagonal(n: i32, d: usize, v: usize, tau: f64, w: usize, sums: usize): void {
  memory.fill(w, 0, (<usize>n) << 3);
  const quads = n & ~3;
  // w = D v: four columns against what is below their triangle, then the triangle
  for (let c = 0; c < n; ) {
    const width = c < quads && (n & 3) === 0 ? 4 : 1;
    const next = c + width;
    const column = at(d, c * LEADING);
    if (width === 4 && next < n) {
      symvRows4(n - next, at(column, next), STEP, at(v, next), at(v, c), at(w, next), sums);
      for (let q = 0; q < 4; q++) {
        const to = at(w, c + q);
        store<f64>(to, load<f64>(to) + load<f64>(at(sums, q)));
      }
    } else if (next < n) {
      const to = at(w, c);
      store<f64>(to, load<f64>(to) + ddot(n - next, at(column, next), at(v, next)));
      daxpy(n - next, load<f64>(at(v, c)), at(column, next), at(w, next));
    }
    for (let q = c; q < next; q++) {
      const own = at(d, q * LEADING);
      const vq = load<f64>(at(v, q));
      let sum = load<f64>(at(w, q)) + load<f64>(at(own, q)) * vq;
      for (let i = q + 1; i < next; i++) {
        const value = load<f64>(at(own, i));
        sum += value * load<f64>(at(v, i));
        store<f64>(at(w, i), load<f64>(at(w, i)) + value * vq);
      }
      store<f64>(at(w, q), sum);
    }
    c = next;
  }
  // w = tau (D v) - ½ tau² (v'Dv) v
  const half = -0.5 * tau * tau * ddot(n, w, v);
  for (let i = 0; i < n; i++) store<f64>(at(w, i), tau * load<f64>(at(w, i)) + half * load<f64>(at(v, i)));
  for (let c = 0; c < n; ) {
    const width = c < quads && (n & 3) === 0 ? 4 : 1;
    const next = c + width;
    const column = at(d, c * LEADING);
    if (width === 4 && next < n)
      rankTwoColumns4(n - next, at(column, next), at(v, c), at(w, next), at(w, c), at(v, next));
    else if (next < n) {
      daxpy(n - next, -load<f64>(at(v, c)), at(w, next), at(column, next));
      daxpy(n - next, -load<f64>(at(w, c)), at(v, next), at(column, next));
    }
    for (let q = c; q < next; q++)
      for (let i = q; i < next; i++) {
        const to = at(d, q * LEADING + i);
        const change = load<f64>(at(v, q)) * load<f64>(at(w, i)) + load<f64>(at(w, q)) * load<f64>(at(v, i));
        store<f64>(to, load<f64>(to) - change);
      }
    c = next;
  }
}

/** Four neighbouring columns of B, the first at `column`; v at the first of them. */
function reflectFourColumns(m: i32, column: usize, v: usize, tauV: f64, y: usize, u: usize, tauU: f64): void {
  const column1 = column + STEP;
  const column2 = column1 + STEP;
  const column3 = column2 + STEP;
  let f0 = f64x2.splat(-tauV * load<f64>(v));
  let f1 = f64x2.splat(-tauV * load<f64>(v, 8));
  let f2 = f64x2.splat(-tauV * load<f64>(v, 16));
  let f3 = f64x2.splat(-tauV * load<f64>(v, 24));
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  const end = (<usize>m) << 3;
  for (let o: usize = 0; o < end; o += 16) {
    const yy = v128.load(y + o);
    const uu = v128.load(u + o);
    let value = multiplyAdd<f64>(f0, yy, v128.load(column + o));
    v128.store(column + o, value);
    s0 = multiplyAdd<f64>(value, uu, s0);
    value = multiplyAdd<f64>(f1, yy, v128.load(column1 + o));
    v128.store(column1 + o, value);
    s1 = multiplyAdd<f64>(value, uu, s1);
    value = multiplyAdd<f64>(f2, yy, v128.load(column2 + o));
    v128.store(column2 + o, value);
    s2 = multiplyAdd<f64>(value, uu, s2);
    value = multiplyAdd<f64>(f3, yy, v128.load(column3 + o));
    v128.store(column3 + o, value);
    s3 = multiplyAdd<f64>(value, uu, s3);
  }
  f0 = f64x2.splat(-tauU * (f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1)));
  f1 = f64x2.splat(-tauU * (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1)));
  f2 = f64x2.splat(-tauU * (f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1)));
  f3 = f64x2.splat(-tauU * (f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1)));
  for (let o: usize = 0; o < end; o += 16) {
    const uu = v128.load(u + o);
    v128.store(column + o, multiplyAdd<f64>(f0, uu, v128.load(column + o)));
    v128.store(column1 + o, multiplyAdd<f64>(f1, uu, v128.load(column1 + o)));
    v128.store(column2 + o, multiplyAdd<f64>(f2, uu, v128.load(column2 + o)));
    v128.store(column3 + o, multiplyAdd<f64>(f3, uu, v128.load(column3 + o)));
  }
}

/** Columns 1 … n-1 of B (m rows): column q -= tauV v[q] y, then column q -= tauU (u'column) u. */
function reflectColumns(n: i32, m: i32, b: usize, v: usize, tauV: f64, y: usize, u: usize, tauU: f64): void {
  let q = 1;
  if ((m & 1) === 0)
    for (; q + 4 <= n; q += 4) reflectFourColumns(m, at(b, q * LEADING), at(v, q), tauV, y, u, tauU);
  for (; q < n; q++) {
    const column = at(b, q * LEADING);
    daxpy(m, -tauV * load<f64>(at(v, q)), y, column);
    daxpy(m, -tauU * ddot(m, u, column), u, column);
  }
}

/** One sweep: makes column j tridiagonal. */
function chase(n: i32, j: i32, band: usize, d: usize, e: usize, work: usize): void {
  let v = work;
  let u = at(v, BAND);
  const w = at(u, BAND);
  const y = at(w, BAND);
  const sums = at(y, BAND);
  const column = at(band, j * COLUMN);
  store<f64>(at(d, j), load<f64>(column));
  let start = j + 1;
  if (start >= n) return;
  let length = min(BAND, n - start);
  memory.copy(v, column + 8, (<usize>length) << 3);
  let tau = makeReflector(length, v, at(e, j));
  while (true) {
    reflectDiagonal(length, at(band, start * COLUMN), v, tau, w, sums);
    const next = start + length;
    if (next >= n) return;
    const rows = min(BAND, n - next);
    const block = at(band, start * COLUMN + length); // rows next …, columns start …
    dgemv(true, length, rows, 1, block, LEADING, v, 0, y, sums);
    daxpy(rows, -tau, y, block);
    memory.copy(u, block, (<usize>rows) << 3);
    memory.fill(block, 0, (<usize>rows) << 3);
    const tauU = makeReflector(rows, u, block);
    reflectColumns(length, rows, block, v, tau, y, u, tauU);
    const old = v;
    v = u;
    u = old;
    tau = tauU;
    start = next;
    length = rows;
  }
}

/**
 * A band of BAND subdiagonals as `dsytrb` leaves it (overwritten) to tridiagonal: d (n), e (n-1). 6 n² BAND flops. Pieces are sweeps.
 *
 * @param work `dsbtrdWork()` bytes
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dsbtrd(n: i32, band: usize, d: usize, e: usize, work: usize, from: i32, allowed: f64): i32 {
  for (let j = from; j < n; j++) {
    if (allowed <= 0) return j;
    chase(n, j, band, d, e, work);
    allowed -= 12 * <f64>(n - j) * <f64>BAND;
  }
  return DONE;
}

/** Bytes of the band of order n. */
export function dsbtrdBand(n: i32): usize {
  return (<usize>(n * COLUMN)) << 3;
}
