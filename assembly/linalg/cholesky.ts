// A = L L' of a symmetric positive definite matrix by its lower triangle, in blocks: the work is in dgemmt. [GolVanLoa13, 4.2]

import { DONE, rowPieces, subtractRows } from "../pieces";
import { dgemmWork } from "./gemm";
import { daxpy, ddot, divide } from "./vector";

const BLOCK: i32 = 48; // the diagonal block (18 kB) stays in the first-level cache

/** Bytes of workspace for `dpotrf`. */
export function dpotrfWork(n: i32): usize {
  return dgemmWork(n, n, BLOCK);
}

function element(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * lda + j)) << 3);
}

/** Rows [j0, end) of columns [j0, j0 + width), the block above already applied. */
function factorPanel(j0: i32, width: i32, end: i32, a: usize, lda: i32): i32 {
  for (let i = j0; i < end; i++) {
    const row = element(a, lda, i, j0);
    const last = min(i, j0 + width - 1);
    for (let j = j0; j <= last; j++) {
      const other = element(a, lda, j, j0);
      const at = element(a, lda, i, j);
      const value = load<f64>(at) - ddot(j - j0, row, other);
      if (j < i) store<f64>(at, value / load<f64>(element(a, lda, j, j)));
      else {
        if (!(value > 0)) return i + 1;
        store<f64>(at, Math.sqrt(value));
      }
    }
  }
  return 0;
}

/**
 * Overwrites the lower triangle of A by L. To info (i32): 0, or i + 1 when pivot i is not positive, so that A is not positive definite.
 * n³/3 flops. Pieces are panels, and behind a panel the updates of the rows below it.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dpotrf(n: i32, a: usize, lda: i32, work: usize, info: usize, from: i32, allowed: f64): i32 {
  const places = rowPieces(n) + 1; // of a panel
  let piece = from % places;
  store<i32>(info, 0);
  for (let j = (from / places) * BLOCK; j < n; j += BLOCK) {
    const first = (j / BLOCK) * places;
    const width = min(BLOCK, n - j);
    if (piece === 0) {
      if (allowed <= 0) return first;
      store<i32>(info, factorPanel(j, width, n, a, lda));
      if (load<i32>(info) > 0) return DONE;
      allowed -= <f64>width * <f64>width * <f64>(n - j);
      piece = 1;
    }
    const next = j + width;
    const panel = element(a, lda, next, j);
    const rest = element(a, lda, next, next);
    for (const pieces = rowPieces(n - next); piece <= pieces; piece++) {
      if (allowed <= 0) return first + piece;
      allowed -= subtractRows(
        piece - 1,
        n - next,
        width,
        false,
        panel,
        lda,
        true,
        panel,
        lda,
        rest,
        lda,
        work,
      );
    }
    piece = 0;
  }
  return DONE;
}

/** Row i of one right-hand side, on the way down and on the way up. */
function downOne(i: i32, a: usize, lda: i32, b: usize): void {
  const at = b + ((<usize>i) << 3);
  const row = element(a, lda, i, 0);
  store<f64>(at, (load<f64>(at) - ddot(i, row, b)) / load<f64>(element(a, lda, i, i)));
}
function upOne(i: i32, a: usize, lda: i32, b: usize): void {
  const at = b + ((<usize>i) << 3);
  const x = load<f64>(at) / load<f64>(element(a, lda, i, i));
  store<f64>(at, x);
  daxpy(i, -x, element(a, lda, i, 0), b);
}

/** The same of m right-hand sides. */
function down(i: i32, m: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const row = element(b, ldb, i, 0);
  for (let j = 0; j < i; j++) daxpy(m, -load<f64>(element(a, lda, i, j)), element(b, ldb, j, 0), row);
  divide(m, load<f64>(element(a, lda, i, i)), row);
}
function up(i: i32, m: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const row = element(b, ldb, i, 0);
  divide(m, load<f64>(element(a, lda, i, i)), row);
  for (let j = 0; j < i; j++) daxpy(m, -load<f64>(element(a, lda, i, j)), row, element(b, ldb, j, 0));
}

/**
 * Solves L L' X = B in place; B is n x m, row-major. 2 n² m flops. Pieces are rows, down
 * and then up.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dpotrs(n: i32, m: i32, a: usize, lda: i32, b: usize, ldb: i32, from: i32, allowed: f64): i32 {
  const isOne = m === 1 && ldb === 1;
  for (let piece = from; piece < 2 * n; piece++) {
    if (allowed <= 0) return piece;
    const i = piece < n ? piece : 2 * n - 1 - piece;
    if (piece < n) {
      if (isOne) downOne(i, a, lda, b);
      else down(i, m, a, lda, b, ldb);
    } else if (isOne) upOne(i, a, lda, b);
    else up(i, m, a, lda, b, ldb);
    allowed -= 2 * <f64>i * <f64>max(m, 4);
  }
  return DONE;
}
