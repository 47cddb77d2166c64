// First of two stages: Q'AQ = a band of BAND subdiagonals, nearly all of it in matrix products. [BisLanSun00]
//
// A block column below the band is a QR factorisation, its reflectors the rows of V (r x m), Q = I - V'TV. On what is right of it
//
//   A <- Q'AQ = A - V'W - W'V,   W = T'VA - ½ (T'(VAV')T) V
//
// so that A is read once and updated once for BAND columns, where the one-stage reduction reads it for every one.

import { DONE, rowPieces, subtractRows } from "../pieces";
import { dgemm, dgemmWork } from "./gemm";
import { dgemv, dger } from "./matrix-vector";
import { makeReflector } from "./reflector";

/** Subdiagonals that the first stage leaves. */
export const BAND: i32 = 32;
/**
 * Doubles of one column of the band: entry (i, j), i >= j, is number i - j. Room for what the second stage fills in (2 BAND), and
 * no power of two, so that neighbouring columns do not fall into the same cache sets.
 */
export const COLUMN: i32 = 2 * BAND + 3;

const TILE: i32 = 192; // of the symmetric product

function element(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * lda + j)) << 3);
}

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** Bytes of workspace for `dsytrb`. */
export function dsytrbWork(n: i32): usize {
  return <usize>(4 * BAND * n + 4 * BAND * BAND + 3 * BAND + TILE * TILE) * 8 + dgemmWork(n, n, n);
}

/** Lower triangle of a diagonal block of A, `width` columns, into the band. */
function copyDiagonal(width: i32, block: usize, lda: i32, band: usize): void {
  for (let j = 0; j < width; j++)
    for (let i = j; i < width; i++)
      store<f64>(at(band, j * COLUMN + i - j), load<f64>(element(block, lda, i, j)));
}

/**
 * QR of an m x BAND block whose columns are the rows of `panel`: they become the reflectors (r = min(m, BAND) rows), R goes to
 * the band, tau to tau.
 */
function factorPanel(m: i32, panel: usize, band: usize, tau: usize, sums: usize, work: usize): void {
  for (let q = 0; q < BAND; q++) {
    const row = at(panel, q * m);
    const column = at(band, q * COLUMN + BAND - q);
    const above = min(q, m);
    for (let i = 0; i < above; i++) {
      store<f64>(at(column, i), load<f64>(at(row, i)));
      store<f64>(at(row, i), 0);
    }
    if (q >= m) continue;
    const v = at(row, q);
    const t = makeReflector(m - q, v, at(column, q));
    store<f64>(at(tau, q), t);
    const next = at(panel, (q + 1) * m + q);
    dgemv(false, BAND - q - 1, m - q, 1, next, m, v, 0, sums, work);
    dger(BAND - q - 1, m - q, -t, sums, v, next, m);
  }
}

/** T (upper triangle, the rest zeros) of Q = I - V'TV from tau and the products of the reflectors. [SchVan89] */
function triangularFactor(r: i32, tau: usize, gram: usize, t: usize): void {
  memory.fill(t, 0, (<usize>(r * r)) << 3);
  for (let q = 0; q < r; q++) {
    const factor = load<f64>(at(tau, q));
    store<f64>(element(t, r, q, q), factor);
    for (let i = 0; i < q; i++) {
      let sum = 0.0;
      for (let l = i; l < q; l++) sum += load<f64>(element(t, r, i, l)) * load<f64>(element(gram, r, l, q));
      store<f64>(element(t, r, i, q), -factor * sum);
    }
  }
}

/** What the rows of A from i on, TILE of them, add to X = V A for symmetric A (m x m, lower triangle), V and X of r rows. `full`: a tile. */
function multiplyTiles(
  i: i32,
  r: i32,
  m: i32,
  v: usize,
  a: usize,
  lda: i32,
  x: usize,
  full: usize,
  work: usize,
): void {
  const rows = min(TILE, m - i);
  for (let j = 0; j < i; j += TILE) {
    const tile = element(a, lda, i, j);
    dgemm(false, false, r, TILE, rows, 1, at(v, i), m, tile, lda, 1, at(x, j), m, work);
    dgemm(false, true, r, rows, TILE, 1, at(v, j), m, tile, lda, 1, at(x, i), m, work);
  }
  for (let row = 0; row < rows; row++)
    for (let c = 0; c <= row; c++) {
      const value = load<f64>(element(a, lda, i + row, i + c));
      store<f64>(at(full, row * TILE + c), value);
      store<f64>(at(full, c * TILE + row), value);
    }
  dgemm(false, false, r, rows, rows, 1, at(v, i), m, full, TILE, 1, at(x, i), m, work);
}

/**
 * The lower triangle of A (n x n, row-major) to a band matrix with the same eigenvalues: n columns of COLUMN doubles, all of
 * which are written. A is overwritten. 4 n³ / 3 flops. Pieces, of each block column: its QR factorisation, rows of tiles of the
 * product V A, the factor W, and rows of the update.
 *
 * Long: one block column from its factorisation to its update, over areas of one workspace.
 *
 * @param work `dsytrbWork(n)` bytes
 * @param from number of the first piece, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns number of the next piece, or DONE
 */
export function dsytrb(n: i32, a: usize, lda: i32, band: usize, work: usize, from: i32, allowed: f64): i32 {
  const panel = work; // V, W, and V again: [V;W]'[W;V] = V'W + W'V
  const x = at(panel, 3 * BAND * n);
  const gram = at(x, BAND * n);
  const t = at(gram, BAND * BAND);
  const inner = at(t, BAND * BAND);
  const product = at(inner, BAND * BAND);
  const tau = at(product, BAND * BAND);
  const sums = at(tau, BAND);
  const full = at(sums, 2 * BAND);
  const gemmWork = at(full, TILE * TILE);
  const places = (n + TILE - 1) / TILE + rowPieces(n) + 2; // of a block column
  if (from === 0) memory.fill(band, 0, (<usize>(n * COLUMN)) << 3);
  let piece = from % places;
  for (let k = (from / places) * BAND; k < n; k += BAND) {
    const first = (k / BAND) * places;
    const columns = at(band, k * COLUMN);
    const m = n - k - BAND;
    if (m <= 0) {
      copyDiagonal(min(BAND, n - k), element(a, lda, k, k), lda, columns);
      break;
    }
    const r = min(BAND, m);
    const rest = element(a, lda, k + BAND, k + BAND);
    const w = at(panel, r * m);
    const tiles = (m + TILE - 1) / TILE;
    const pieces = tiles + 2 + rowPieces(m);
    for (; piece < pieces; piece++) {
      if (allowed <= 0) return first + piece;
      if (piece === 0) {
        copyDiagonal(BAND, element(a, lda, k, k), lda, columns);
        const below = element(a, lda, k + BAND, k);
        for (let i = 0; i < m; i++)
          for (let q = 0; q < BAND; q++)
            store<f64>(at(panel, q * m + i), load<f64>(element(below, lda, i, q)));
        factorPanel(m, panel, columns, tau, sums, at(sums, BAND));
        dgemm(false, true, r, r, m, 1, panel, m, panel, m, 0, gram, r, gemmWork);
        triangularFactor(r, tau, gram, t);
        memory.fill(x, 0, (<usize>(r * m)) << 3);
        allowed -= 4 * <f64>r * <f64>r * <f64>m;
      } else if (piece <= tiles) {
        const i = (piece - 1) * TILE;
        multiplyTiles(i, r, m, panel, rest, lda, x, full, gemmWork);
        allowed -= 2 * <f64>r * <f64>TILE * <f64>(2 * i + TILE);
      } else if (piece === tiles + 1) {
        dgemm(false, true, r, r, m, 1, x, m, panel, m, 0, gram, r, gemmWork);
        dgemm(false, false, r, r, r, 1, gram, r, t, r, 0, inner, r, gemmWork);
        dgemm(true, false, r, r, r, -0.5, t, r, inner, r, 0, product, r, gemmWork);
        dgemm(true, false, r, m, r, 1, t, r, x, m, 0, w, m, gemmWork);
        dgemm(false, false, r, m, r, 1, product, r, panel, m, 1, w, m, gemmWork);
        memory.copy(at(panel, 2 * r * m), panel, (<usize>(r * m)) << 3);
        allowed -= 6 * <f64>r * <f64>r * <f64>m;
      } else {
        const rows = piece - tiles - 2;
        allowed -= subtractRows(rows, m, 2 * r, true, panel, m, false, w, m, rest, lda, gemmWork);
      }
    }
    piece = 0;
  }
  return DONE;
}
