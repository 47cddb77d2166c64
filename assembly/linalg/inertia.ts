// Inertia of a symmetric matrix by P A P' = L D L' with Bunch-Kaufman pivoting, in blocks. [BunKau77], [GolVanLoa13, 4.4]
//
// Lower triangle, row-major. A panel of BLOCK columns is factored from the left: column k is brought up to date only when it is
// wanted, from L (in A) and W = L D (one contiguous row of `w` per column of the panel). Then the trailing triangle gets
// - L21 W21' in one product. By Sylvester's law D has the signs of the eigenvalues; a 2 x 2 pivot is always indefinite.

import { DONE, rowPieces, subtractRows } from "../pieces";
import { dgemmWork } from "./gemm";
import { dgemv } from "./matrix-vector";
import { dscal } from "./vector";

const BLOCK: i32 = 48;
const WIDTHS: i32 = 64; // more than a panel has columns, which are BLOCK or, with a last pivot of two, one more
const ALPHA: f64 = 0.6403882032022076; // (1 + sqrt 17) / 8 bounds the growth of elements [BunKau77]
const TINY: f64 = 3.054936363499605e-151; // 2^-500: columns of L below a smaller pivot may overflow

/** Bytes of workspace for `dinertia`. */
export function dinertiaWork(n: i32): usize {
  return <usize>(n * (BLOCK + 2) + BLOCK + 16) * 8 + dgemmWork(n, n, BLOCK + 1);
}

function element(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * lda + j)) << 3);
}

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** Row of the largest |x_i| in [from, end) except `skip`; -1 when all are 0. */
function findLargest(from: i32, end: i32, skip: i32, x: usize): i32 {
  let best = -1;
  let largest = 0.0;
  for (let i = from; i < end; i++) {
    const size = Math.abs(load<f64>(at(x, i)));
    if (size > largest && i !== skip) {
      largest = size;
      best = i;
    }
  }
  return best;
}

/** x[k0 + p …] = column c of the symmetric matrix, less what the p columns of the panel have taken from it. */
function currentColumn(
  n: i32,
  c: i32,
  k0: i32,
  p: i32,
  a: usize,
  lda: i32,
  w: usize,
  x: usize,
  work: usize,
): void {
  const k = k0 + p;
  for (let i = k; i < c; i++) store<f64>(at(x, i), load<f64>(element(a, lda, c, i)));
  for (let i = c; i < n; i++) store<f64>(at(x, i), load<f64>(element(a, lda, i, c)));
  const row = work + 32;
  for (let q = 0; q < p; q++) store<f64>(at(row, q), load<f64>(at(w, q * n + c)));
  if (p > 0) dgemv(false, n - k, p, -1, element(a, lda, k, k0), lda, row, 1, at(x, k), work);
}

function swapNumbers(p: usize, q: usize): void {
  const x = load<f64>(p);
  store<f64>(p, load<f64>(q));
  store<f64>(q, x);
}

/** Exchanges rows and columns from < to: of the trailing matrix as it stands, of L's panel, and of the first `columns` of W. */
function interchange(
  n: i32,
  from: i32,
  to: i32,
  k0: i32,
  p: i32,
  columns: i32,
  a: usize,
  lda: i32,
  w: usize,
): void {
  store<f64>(element(a, lda, to, to), load<f64>(element(a, lda, from, from)));
  for (let i = from + 1; i < to; i++) store<f64>(element(a, lda, to, i), load<f64>(element(a, lda, i, from)));
  for (let i = to + 1; i < n; i++) store<f64>(element(a, lda, i, to), load<f64>(element(a, lda, i, from)));
  for (let q = 0; q < p; q++) swapNumbers(element(a, lda, from, k0 + q), element(a, lda, to, k0 + q));
  for (let q = 0; q < columns; q++) swapNumbers(at(w, q * n + from), at(w, q * n + to));
}

/** floor(log2 |x|) for normal x, less for smaller ones. */
function exponentOf(x: f64): i32 {
  return <i32>((reinterpret<u64>(x) >> 52) & 0x7ff) - 1023;
}

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<u64>(k + 1023)) << 52);
}

/** Column k of L = W / d. A tiny d is scaled together with row and column k, which changes neither signs nor L W'. */
function storeOne(n: i32, k: i32, a: usize, lda: i32, x: usize): void {
  let pivot = load<f64>(at(x, k));
  if (pivot === 0) {
    for (let i = k + 1; i < n; i++) store<f64>(element(a, lda, i, k), 0);
    return;
  }
  if (Math.abs(pivot) < TINY) {
    const r = findLargest(k + 1, n, -1, x);
    const half = r < 0 ? 0 : (exponentOf(load<f64>(at(x, r))) - exponentOf(pivot)) >> 1;
    if (half > 0) {
      const scale = powerOfTwo(half);
      pivot = pivot * scale * scale;
      dscal(n - k - 1, scale, at(x, k + 1));
    }
  }
  for (let i = k + 1; i < n; i++) store<f64>(element(a, lda, i, k), load<f64>(at(x, i)) / pivot);
}

/**
 * Columns k and k+1 of L = W D^-1 for a 2 x 2 pivot, divided by its off-diagonal so that nothing overflows. A tiny one is scaled
 * together with row and column k.
 */
function storeTwo(n: i32, k: i32, a: usize, lda: i32, x: usize, y: usize): void {
  let off = load<f64>(at(x, k + 1));
  let first = load<f64>(at(x, k));
  if (Math.abs(off) < TINY) {
    const r = findLargest(k + 1, n, -1, y);
    const more = r < 0 ? 0 : exponentOf(load<f64>(at(y, r))) - exponentOf(off);
    if (more > 0) {
      const scale = powerOfTwo(min(more, 1023));
      off *= scale;
      first = first * scale * scale;
      dscal(n - k - 2, scale, at(x, k + 2));
    }
  }
  const d11 = load<f64>(at(y, k + 1)) / off;
  const d22 = first / off;
  const t = 1 / (d11 * d22 - 1);
  for (let i = k + 2; i < n; i++) {
    const xi = load<f64>(at(x, i)) / off;
    const yi = load<f64>(at(y, i)) / off;
    store<f64>(element(a, lda, i, k), t * (d11 * xi - yi));
    store<f64>(element(a, lda, i, k + 1), t * (d22 * yi - xi));
  }
}

/**
 * Which pivot column k wants: 0 for its own diagonal, +r to exchange with row r, -r for a 2 x 2 pivot with row r.
 * x is the current column k; y gets the current column r when it was needed.
 */
function choosePivot(
  n: i32,
  k0: i32,
  p: i32,
  a: usize,
  lda: i32,
  w: usize,
  x: usize,
  y: usize,
  work: usize,
): i32 {
  const k = k0 + p;
  const diagonal = Math.abs(load<f64>(at(x, k)));
  const r = findLargest(k + 1, n, -1, x);
  if (r < 0) return 0;
  const columnMax = Math.abs(load<f64>(at(x, r)));
  if (diagonal >= ALPHA * columnMax) return 0;
  currentColumn(n, r, k0, p, a, lda, w, y, work);
  store<f64>(at(y, k), load<f64>(at(x, r))); // one element, whatever the rounding of its two sums
  const rowMax = Math.abs(load<f64>(at(y, findLargest(k, n, r, y))));
  if (diagonal > 0 && diagonal >= ALPHA * columnMax * (columnMax / rowMax)) return 0;
  return Math.abs(load<f64>(at(y, r))) >= ALPHA * rowMax ? r : -r;
}

/** Factors columns from k0 until BLOCK are done or the matrix ends; adds to the counts; returns how many. */
function factorPanel(n: i32, k0: i32, a: usize, lda: i32, w: usize, counts: usize, work: usize): i32 {
  let p = 0;
  while (p < BLOCK && k0 + p < n) {
    const k = k0 + p;
    const x = at(w, p * n);
    const y = at(w, (p + 1) * n);
    currentColumn(n, k, k0, p, a, lda, w, x, work);
    const choice = choosePivot(n, k0, p, a, lda, w, x, y, work);
    if (choice >= 0) {
      if (choice > 0) {
        memory.copy(at(x, k), at(y, k), (<usize>(n - k)) << 3);
        interchange(n, k, choice, k0, p, p + 1, a, lda, w);
      }
      storeOne(n, k, a, lda, x);
      const pivot = load<f64>(at(x, k));
      const slot = counts + ((<usize>(pivot < 0 ? 0 : pivot === 0 ? 1 : 2)) << 2);
      store<i32>(slot, load<i32>(slot) + 1);
      p += 1;
    } else {
      if (-choice !== k + 1) interchange(n, k + 1, -choice, k0, p, p + 2, a, lda, w);
      storeTwo(n, k, a, lda, x, y);
      store<i32>(counts, load<i32>(counts) + 1);
      store<i32>(counts, load<i32>(counts, 8) + 1, 8);
      p += 2;
    }
  }
  return p;
}

/**
 * Numbers of negative, zero and positive eigenvalues of a symmetric matrix, to counts (3 x i32). The lower triangle of A is
 * overwritten. n³/3 flops. Exact for A + E, |E| of the order n eps |A|: an eigenvalue nearer to 0 than that may go either way;
 * "zero" counts pivots that are exactly 0. Rows should be zero or of sizes between 2^-300 and 2^300 (`dequilibrate`). Pieces are
 * panels, and behind a panel the updates of the rows below it.
 *
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dinertia(
  n: i32,
  a: usize,
  lda: i32,
  counts: usize,
  work: usize,
  from: i32,
  allowed: f64,
): i32 {
  const w = work;
  const small = at(w, n * (BLOCK + 2));
  const gemmWork = at(small, BLOCK + 16);
  const places = rowPieces(n) + 1; // of a panel and its width
  let k = from / places / WIDTHS;
  let width = (from / places) % WIDTHS;
  let piece = from % places;
  if (from === 0) memory.fill(counts, 0, 12);
  while (k < n) {
    if (piece === 0) {
      if (allowed <= 0) return k * WIDTHS * places;
      width = factorPanel(n, k, a, lda, w, counts, small);
      allowed -= 2 * <f64>width * <f64>width * <f64>(n - k);
      piece = 1;
    }
    const next = k + width;
    const rest = n - next;
    const panel = element(a, lda, next, k);
    const corner = element(a, lda, next, next);
    for (const pieces = rowPieces(rest); piece <= pieces; piece++) {
      if (allowed <= 0) return (k * WIDTHS + width) * places + piece;
      const right = at(w, next);
      allowed -= subtractRows(
        piece - 1,
        rest,
        width,
        false,
        panel,
        lda,
        false,
        right,
        n,
        corner,
        lda,
        gemmWork,
      );
    }
    k = next;
    piece = 0;
  }
  return DONE;
}
