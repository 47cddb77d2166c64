// Q' A Q = T, tridiagonal, by Householder reflections of a symmetric matrix given by its lower triangle. [DonSorHam89]
//
// In panels of BLOCK columns: within a panel the trailing matrix stands still, and each column costs one product of it with a
// vector (read once); then  A -= sum_q v_q w_q' + w_q v_q'  in one matrix product. A panel keeps its reflectors v_q and companions
// w_q as contiguous rows of length n, and once more with each pair swapped:
//
//   panel = [ v_0 ; w_0 ; v_1 ; w_1 ; … ],  swapped = [ w_0 ; v_0 ; w_1 ; v_1 ; … ]

import { DONE, rowPieces, subtractRows } from "../pieces";
import { dgemmWork } from "./gemm";
import { dgemv, dsymv } from "./matrix-vector";
import { makeReflector } from "./reflector";
import { daxpy, ddot, dscal } from "./vector";

const BLOCK: i32 = 16;

/** Bytes of workspace for `dsytrd`. */
export function dsytrdWork(n: i32): usize {
  return <usize>(4 * BLOCK * n + 2 * BLOCK + 16) * 8 + dgemmWork(n, n, 2 * BLOCK);
}

function element(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * lda + j)) << 3);
}

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** y -= sum over the panel's p pairs of  v_q (w_q[k]) + w_q (v_q[k])  or, with x, of  v_q (w_q'x) + w_q (v_q'x). */
function applyPanel(n: i32, k: i32, p: i32, panel: usize, x: usize, y: usize, work: usize): void {
  const rows = at(panel, k);
  const factors = work + 32;
  if (x === 0) for (let q = 0; q < 2 * p; q++) store<f64>(at(factors, q), load<f64>(at(rows, q * n)));
  else dgemv(false, 2 * p, n - k, 1, rows, n, x, 0, factors, work);
  for (let q = 0; q < 2 * p; q += 2) {
    const factor = load<f64>(at(factors, q));
    store<f64>(at(factors, q), load<f64>(at(factors, q + 1)));
    store<f64>(at(factors, q + 1), factor);
  }
  dgemv(true, 2 * p, n - k, -1, rows, n, factors, 1, y, work);
}

/** One step: column k of A, whose panel began at k - p. */
function reduceColumn(
  n: i32,
  k: i32,
  p: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  tau: usize,
  panel: usize,
  work: usize,
): void {
  const v = at(panel, 2 * p * n);
  const w = at(v, n);
  for (let i = k; i < n; i++) store<f64>(at(v, i), load<f64>(element(a, lda, i, k)));
  if (p > 0) applyPanel(n, k, p, panel, 0, at(v, k), work);
  store<f64>(at(d, k), load<f64>(at(v, k)));
  store<f64>(at(v, k), 0);
  const rest = n - k - 1;
  if (rest === 0) return;
  const x = at(v, k + 1);
  const y = at(w, k + 1);
  const t = makeReflector(rest, x, at(e, k));
  store<f64>(at(tau, k), t);
  for (let i = k + 2; i < n; i++) store<f64>(element(a, lda, i, k), load<f64>(at(v, i)));
  store<f64>(at(w, k), 0);
  dsymv(rest, element(a, lda, k + 1, k + 1), lda, x, y, work);
  if (p > 0) applyPanel(n, k + 1, p, panel, x, y, work);
  dscal(rest, t, y);
  daxpy(rest, -0.5 * t * ddot(rest, x, y), x, y);
}

/**
 * Reduces the lower triangle of A (n x n, row-major, leading dimension lda) to T: d (n), e (n-1). 4 n³ / 3 flops.
 * The reflectors stay in A: v_k in column k below the diagonal (v_k[k+1] = 1 is not stored), tau (n-1). Pieces are columns, and
 * before the first of a panel the updates of the rows that the panel before left.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dsytrd(
  n: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  tau: usize,
  work: usize,
  from: i32,
  allowed: f64,
): i32 {
  const panel = work;
  const swapped = at(panel, 2 * BLOCK * n);
  const small = at(swapped, 2 * BLOCK * n);
  const gemmWork = at(small, 2 * BLOCK + 16);
  const places = rowPieces(n) + 1; // of a column: the updates before it, and its own
  let k = from / places;
  let piece = from % places;
  while (k < n) {
    const updates = k > 0 && k % BLOCK === 0 ? rowPieces(n - k) : 0;
    for (; piece < updates; piece++) {
      if (allowed <= 0) return k * places + piece;
      if (piece === 0)
        for (let q = 0; q < 2 * BLOCK; q++)
          memory.copy(at(swapped, (q ^ 1) * n), at(panel, q * n), (<usize>n) << 3);
      const left = at(panel, k);
      const right = at(swapped, k);
      const corner = element(a, lda, k, k);
      allowed -= subtractRows(piece, n - k, 2 * BLOCK, true, left, n, false, right, n, corner, lda, gemmWork);
    }
    if (allowed <= 0) return k * places + piece;
    reduceColumn(n, k, k % BLOCK, a, lda, d, e, tau, panel, small);
    allowed -= 2 * <f64>(n - k) * <f64>(n - k);
    k++;
    piece = 0;
  }
  return DONE;
}
