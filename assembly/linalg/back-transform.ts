// From eigenvectors of the tridiagonal T to those of A: z <- H_0 H_1 … H_{n-2} z, in blocks.
//
// A block of reflectors is H_k … H_{k+b-1} = I - V' F V, with the reflectors as rows of V and F upper triangular [SchVan89];
// for vectors as rows of Z:  Z <- Z - ((Z V') F') V, three matrix products.

import { DONE } from "../pieces";
import { dgemm, dgemmWork } from "./gemm";
import { ddot } from "./vector";

const BLOCK: i32 = 48;
const ROWS: i32 = 128; // a piece, where there is a limit

/** Bytes of workspace for `dormtr` on m vectors of length n. */
export function dormtrWork(n: i32, m: i32): usize {
  return <usize>(BLOCK * n + BLOCK * BLOCK + 2 * BLOCK * m) * 8 + dgemmWork(m, n, max(n, BLOCK));
}

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** Rows of V from the columns of A, zeros and the implied 1 filled in. Columns of V start at index k of the vectors. */
function gatherReflectors(n: i32, k: i32, b: i32, a: usize, lda: i32, v: usize): void {
  const length = n - k;
  memory.fill(v, 0, (<usize>(b * length)) << 3);
  for (let q = 0; q < b; q++) store<f64>(at(v, q * length + q + 1), 1);
  for (let i = k + 2; i < n; i++) {
    const row = at(a, i * lda + k);
    const most = min(b, i - k - 1);
    for (let q = 0; q < most; q++) store<f64>(at(v, q * length + i - k), load<f64>(at(row, q)));
  }
}

/** F of the compact form: F_qq = tau_q, column q above it = - tau_q F (V v_q). */
function makeFactor(b: i32, length: i32, v: usize, tau: usize, f: usize): void {
  memory.fill(f, 0, (<usize>(BLOCK * BLOCK)) << 3);
  for (let q = 0; q < b; q++) {
    const t = load<f64>(at(tau, q));
    for (let r = 0; r < q; r++) {
      const product = ddot(length, at(v, r * length), at(v, q * length));
      for (let s = 0; s <= r; s++) {
        const to = at(f, s * BLOCK + q);
        store<f64>(to, load<f64>(to) - t * load<f64>(at(f, s * BLOCK + r)) * product);
      }
    }
    store<f64>(at(f, q * BLOCK + q), t);
  }
}

/**
 * Rows of Z (m x n, leading dimension ldz) from eigenvectors of T to eigenvectors of A, by the reflectors that `dsytrd` left. 2 n² m
 * flops. Pieces, of each block of reflectors: its compact form, and rows of Z.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dormtr(
  n: i32,
  m: i32,
  a: usize,
  lda: i32,
  tau: usize,
  z: usize,
  ldz: i32,
  work: usize,
  from: i32,
  allowed: f64,
): i32 {
  const v = work;
  const f = at(v, BLOCK * n);
  const g = at(f, BLOCK * BLOCK);
  const h = at(g, BLOCK * m);
  const gemmWork = at(h, BLOCK * m);
  const reflectors = n - 1;
  const most = allowed === Infinity ? max(m, 1) : ROWS;
  const places = (m + most - 1) / most + 1; // of a block
  let piece = from % places;
  for (let block = (reflectors + BLOCK - 1) / BLOCK - 1 - from / places; block >= 0; block--) {
    const k = block * BLOCK;
    const first = ((reflectors + BLOCK - 1) / BLOCK - 1 - block) * places;
    const b = min(BLOCK, reflectors - k);
    const length = n - k;
    if (piece === 0) {
      if (allowed <= 0) return first;
      gatherReflectors(n, k, b, a, lda, v);
      makeFactor(b, length, v, at(tau, k), f);
      allowed -= <f64>b * <f64>b * <f64>length;
      piece = 1;
    }
    for (; piece < places; piece++) {
      if (allowed <= 0) return first + piece;
      const row = (piece - 1) * most;
      const rows = min(most, m - row);
      const part = at(z, row * ldz + k);
      dgemm(false, true, rows, b, length, 1, part, ldz, v, length, 0, g, BLOCK, gemmWork);
      dgemm(false, true, rows, b, b, 1, g, BLOCK, f, BLOCK, 0, h, BLOCK, gemmWork);
      dgemm(false, false, rows, length, b, -1, h, BLOCK, v, length, 1, part, ldz, gemmWork);
      allowed -= 4 * <f64>rows * <f64>length * <f64>b;
    }
    piece = 0;
  }
  return DONE;
}
