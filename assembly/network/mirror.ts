// The upper triangle of a symmetric matrix onto its lower one.

import { DONE } from "../pieces";

/** Mirror in squares of this side, so that both a row's and a column's lines stay in cache. */
const SQUARE: i32 = 32;

/** An entry moved costs as much time as so many flops. */
const MOVE: f64 = 20;

/**
 * The lower triangle of h (n x n) becomes the mirror of the upper one. Pieces are rows of squares.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function networkMirror(n: i32, h: usize, from: i32, allowed: f64): i32 {
  for (let i0 = from * SQUARE; i0 < n; i0 += SQUARE) {
    if (allowed <= 0) return i0 / SQUARE;
    allowed -= MOVE * <f64>SQUARE * <f64>(n - i0);
    for (let j0 = i0; j0 < n; j0 += SQUARE)
      for (let i = i0; i < min(i0 + SQUARE, n); i++)
        for (let j = max(j0, i + 1); j < min(j0 + SQUARE, n); j++)
          store<f64>(
            h + ((<usize>j * <usize>n + <usize>i) << 3),
            load<f64>(h + ((<usize>i * <usize>n + <usize>j) << 3)),
          );
  }
  return DONE;
}
