// How a kernel that takes long gives the thread back: it does its pieces in their order until the operations it is allowed are spent,
// and the next call goes on behind the last. What the pieces are depends on sizes alone, and so does every bit of the result.

import { dgemm, dgemmt } from "./linalg/gemm";

/** In place of the number of the next piece: there is none. */
export const DONE: i32 = -1;

/** Rows of a large product that are a piece: enough that packing the other operand anew does not count. */
export const PIECE_ROWS: i32 = 512;

/** Pieces of `rows` rows. */
export function rowPieces(rows: i32): i32 {
  return (rows + PIECE_ROWS - 1) / PIECE_ROWS;
}

/**
 * Rows of piece `piece` of the lower triangle of C (n x n) -= op(A) op(B), inner length k: what `dgemmt` makes of them, with the same bits.
 *
 * @returns the multiply-adds, twice
 */
export function subtractRows(
  piece: i32,
  n: i32,
  k: i32,
  transA: bool,
  a: usize,
  lda: i32,
  transB: bool,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  work: usize,
): f64 {
  const first = piece * PIECE_ROWS;
  const rows = min(PIECE_ROWS, n - first);
  const ownA = a + ((<usize>(transA ? first : first * lda)) << 3);
  const ownB = b + ((<usize>(transB ? first * ldb : first)) << 3);
  const row = c + ((<usize>(first * ldc)) << 3);
  if (first > 0) dgemm(transA, transB, rows, first, k, -1, ownA, lda, b, ldb, 1, row, ldc, work);
  dgemmt(transA, transB, rows, k, -1, ownA, lda, ownB, ldb, 1, row + ((<usize>first) << 3), ldc, work);
  return 2 * <f64>rows * <f64>(first + rows) * <f64>k;
}
