// P A = L U with partial pivoting, in blocks, and the solution of A X = B. [GolVanLoa13, 3.4-3.5]

import { DONE, PIECE_ROWS, rowPieces } from "../pieces";
import { dgemm, dgemmWork } from "./gemm";
import { daxpy, ddot, divide } from "./vector";

const BLOCK: i32 = 32;

/** Bytes of workspace for `dgetrf`. */
export function dgetrfWork(n: i32): usize {
  return dgemmWork(n, n, BLOCK);
}

function element(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * lda + j)) << 3);
}

function swapRows(n: i32, p: usize, q: usize): void {
  for (let j = 0; j < n; j++) {
    const x = load<f64>(p);
    store<f64>(p, load<f64>(q));
    store<f64>(q, x);
    p += 8;
    q += 8;
  }
}

function findPivot(n: i32, j: i32, a: usize, lda: i32): i32 {
  let best = j;
  let largest = Math.abs(load<f64>(element(a, lda, j, j)));
  for (let i = j + 1; i < n; i++) {
    const size = Math.abs(load<f64>(element(a, lda, i, j)));
    if (size > largest) {
      largest = size;
      best = i;
    }
  }
  return best;
}

/** Columns [j0, j0 + width); whole rows are exchanged. Returns 1 + the first column without a pivot, or 0. */
function factorPanel(n: i32, j0: i32, width: i32, a: usize, lda: i32, pivots: usize): i32 {
  for (let j = j0; j < j0 + width; j++) {
    const pivot = findPivot(n, j, a, lda);
    store<i32>(pivots + ((<usize>j) << 2), pivot);
    if (load<f64>(element(a, lda, pivot, j)) === 0) return j + 1;
    if (pivot !== j) swapRows(n, element(a, lda, pivot, 0), element(a, lda, j, 0));
    const diagonal = load<f64>(element(a, lda, j, j));
    for (let i = j + 1; i < n; i++) {
      const at = element(a, lda, i, j);
      const factor = load<f64>(at) / diagonal;
      store<f64>(at, factor);
      daxpy(j0 + width - j - 1, -factor, element(a, lda, j, j + 1), element(a, lda, i, j + 1));
    }
  }
  return 0;
}

/**
 * Overwrites A (n x n) by its factors (unit lower L below the diagonal, U on and above); `pivots` (n x i32) says which row was
 * exchanged with row i. To info (i32): 0, or j + 1 when column j has no pivot, so that A is singular. 2 n³/3 flops. Pieces are panels,
 * and behind a panel the updates of the rows below it.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dgetrf(
  n: i32,
  a: usize,
  lda: i32,
  pivots: usize,
  work: usize,
  info: usize,
  from: i32,
  allowed: f64,
): i32 {
  const places = rowPieces(n) + 1; // of a panel
  let piece = from % places;
  store<i32>(info, 0);
  for (let j = (from / places) * BLOCK; j < n; j += BLOCK) {
    const first = (j / BLOCK) * places;
    const width = min(BLOCK, n - j);
    const next = j + width;
    const rest = n - next;
    if (piece === 0) {
      if (allowed <= 0) return first;
      store<i32>(info, factorPanel(n, j, width, a, lda, pivots));
      if (load<i32>(info) > 0) return DONE;
      // U12 = L11^-1 A12, then A22 -= L21 U12
      for (let i = j + 1; i < next; i++)
        for (let k = j; k < i; k++)
          daxpy(rest, -load<f64>(element(a, lda, i, k)), element(a, lda, k, next), element(a, lda, i, next));
      allowed -= <f64>width * <f64>width * <f64>(n - j + rest);
      piece = 1;
    }
    const u12 = element(a, lda, j, next);
    for (const pieces = rowPieces(rest); piece <= pieces; piece++) {
      if (allowed <= 0) return first + piece;
      const row = next + (piece - 1) * PIECE_ROWS;
      const rows = min(PIECE_ROWS, n - row);
      const l21 = element(a, lda, row, j);
      dgemm(
        false,
        false,
        rows,
        rest,
        width,
        -1,
        l21,
        lda,
        u12,
        lda,
        1,
        element(a, lda, row, next),
        lda,
        work,
      );
      allowed -= 2 * <f64>rows * <f64>rest * <f64>width;
    }
    piece = 0;
  }
  return DONE;
}

/** Row i of one right-hand side, on the way down and on the way up. */
function downOne(i: i32, a: usize, lda: i32, b: usize): void {
  const at = b + ((<usize>i) << 3);
  if (i > 0) store<f64>(at, load<f64>(at) - ddot(i, element(a, lda, i, 0), b));
}
function upOne(n: i32, i: i32, a: usize, lda: i32, b: usize): void {
  const at = b + ((<usize>i) << 3);
  const sum = ddot(n - 1 - i, element(a, lda, i, i + 1), at + 8);
  store<f64>(at, (load<f64>(at) - sum) / load<f64>(element(a, lda, i, i)));
}

/** The same of m right-hand sides. */
function down(i: i32, m: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const row = element(b, ldb, i, 0);
  for (let j = 0; j < i; j++) daxpy(m, -load<f64>(element(a, lda, i, j)), element(b, ldb, j, 0), row);
}
function up(n: i32, i: i32, m: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const row = element(b, ldb, i, 0);
  for (let j = i + 1; j < n; j++) daxpy(m, -load<f64>(element(a, lda, i, j)), element(b, ldb, j, 0), row);
  divide(m, load<f64>(element(a, lda, i, i)), row);
}

/**
 * Solves A X = B in place from the factors; B is n x m, row-major. 2 n² m flops. Pieces are rows,
 * down and then up.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dgetrs(
  n: i32,
  m: i32,
  a: usize,
  lda: i32,
  pivots: usize,
  b: usize,
  ldb: i32,
  from: i32,
  allowed: f64,
): i32 {
  if (from === 0)
    for (let i = 0; i < n; i++) {
      const pivot = load<i32>(pivots + ((<usize>i) << 2));
      if (pivot !== i) swapRows(m, element(b, ldb, pivot, 0), element(b, ldb, i, 0));
    }
  const isOne = m === 1 && ldb === 1;
  for (let piece = from; piece < 2 * n; piece++) {
    if (allowed <= 0) return piece;
    const i = piece < n ? piece : 2 * n - 1 - piece;
    if (piece < n) {
      if (isOne) downOne(i, a, lda, b);
      else down(i, m, a, lda, b, ldb);
    } else if (isOne) upOne(n, i, a, lda, b);
    else up(n, i, m, a, lda, b, ldb);
    allowed -= 2 * <f64>(piece < n ? i : n - i) * <f64>max(m, 4);
  }
  return DONE;
}
