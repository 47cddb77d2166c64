// C = alpha op(A) op(B) + beta C: packed panels and a register-blocked inner kernel [GotGei08], f64 and f32 from one source.
//
// Row-major, any leading dimension. Every element is  c = beta c;  for k ascending: c = c + (alpha a(i,k)) b(k,j)  in that
// order, whatever the blocking, so the result equals the definition bit for bit (in the relaxed build: with fused steps), and
// a row or a column does not depend on the others.

import {
  kernelPacked,
  kernelUnpackedA,
  kernelUnpackedB,
  MR,
  NARROW_BYTES,
  NARROW_ROWS,
  STRIP_BYTES,
  times,
} from "./gemm-kernels";
import { packBroadcast, packStrips } from "./gemm-pack";

const MC: i32 = 32; // MC x KC vectors = 128 kB: half of a 256 kB second-level cache
const KC: i32 = 256; // one strip of KC steps of B = 16 kB stays in the first-level cache
const NC: i32 = 1024; // KC x NC doubles = 2 MB: third-level cache
const PAIR_BYTES: usize = 32; // a step of two broadcast elements of A
const SHALLOW: i32 = 96; // steps; up to here a panel of B has 768 kB
const FEW_ROWS: i32 = 12; // packing B costs about 4 / rows of the product: below this, read B where it stands
const SMALL: i32 = 40000; // so also in products of at most so many multiply-adds
const NARROW: i32 = 128; // bytes in a row of B: up to here, read A where it stands

function roundUp(n: i32, to: i32): i32 {
  return ((n + to - 1) / to) * to;
}

function workBytes<T>(m: i32, n: i32, k: i32): usize {
  const depth = min(k, KC);
  const columns = STRIP_BYTES / <i32>sizeof<T>();
  const a = (<usize>(roundUp(min(m, MC), MR) * depth)) << 4;
  const b = <usize>(depth * roundUp(min(n, NC), columns)) * sizeof<T>();
  return <usize>(MR * STRIP_BYTES) + <usize>(depth * STRIP_BYTES) + a + b;
}

/** Bytes of workspace for `dgemm` and `dgemmt` of this shape (2.2 MB at most). */
export function dgemmWork(m: i32, n: i32, k: i32): usize {
  return workBytes<f64>(m, n, k);
}

/** Bytes of workspace for `sgemm` of this shape (1.2 MB at most). */
export function sgemmWork(m: i32, n: i32, k: i32): usize {
  return workBytes<f32>(m, n, k);
}

/** A tile on a border: through a full tile of its own; columns beyond the diagonal stay (`diagonal` = first row - first column). */
function kernelBorder<T>(
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  rows: i32,
  columns: i32,
  diagonal: i32,
  tile: usize,
): void {
  const size = sizeof<T>();
  memory.fill(tile, 0, <usize>(MR * STRIP_BYTES));
  for (let i = 0; i < rows; i++)
    memory.copy(tile + <usize>(i * STRIP_BYTES), c + <usize>i * ldc, <usize>columns * size);
  kernelPacked<T>(1, depth, a, 0, b, 0, tile, <usize>STRIP_BYTES, 0);
  for (let i = 0; i < rows; i++) {
    const count = min(columns, diagonal + i + 1);
    if (count > 0) memory.copy(c + <usize>i * ldc, tile + <usize>(i * STRIP_BYTES), <usize>count * size);
  }
}

/** One tile of C, first row i and first column j of the panels; with `lower`, only where row >= column. */
function multiplyTile<T>(
  lower: bool,
  diagonal: i32,
  i: i32,
  j: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  panelA: usize,
  panelB: usize,
  c: usize,
  ldc: usize,
  tile: usize,
): void {
  const size = sizeof<T>();
  const width = STRIP_BYTES / <i32>size;
  const stripA = panelA + ((<usize>(i * depth)) << 4);
  const stripB = panelB + <usize>(j * depth) * size;
  const at = c + <usize>i * ldc + <usize>j * size;
  const beyond = lower ? diagonal + i - j : columns;
  if (rows - i >= MR && columns - j >= width && beyond >= width - 1)
    kernelPacked<T>(1, depth, stripA, 0, stripB, 0, at, ldc, 0);
  else
    kernelBorder<T>(depth, stripA, stripB, at, ldc, min(MR, rows - i), min(width, columns - j), beyond, tile);
}

/**
 * One packed panel of A times one of B; with `lower`, only where row >= column (`diagonal` = first row - first column).
 *
 * A deep product keeps a strip of B in the first-level cache and walks down the rows. A shallow one spends its time on C: it
 * walks along C's rows, where the hardware sees it coming, and B's small panel stays in the second-level cache.
 */
function multiplyPanels<T>(
  lower: bool,
  diagonal: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  panelA: usize,
  panelB: usize,
  c: usize,
  ldc: usize,
  tile: usize,
): void {
  const size = sizeof<T>();
  const width = STRIP_BYTES / <i32>size;
  const stripA = <usize>depth * PAIR_BYTES;
  const stripB = <usize>(depth * STRIP_BYTES);
  if (depth <= SHALLOW)
    for (let i = 0; i < rows; i += MR) {
      const end = lower ? min(columns, diagonal + i + MR) : columns;
      const whole =
        rows - i < MR ? 0 : lower ? min(columns, max(0, diagonal + i + 1)) / width : columns / width;
      const a = panelA + <usize>(i >> 1) * stripA;
      if (whole > 0)
        kernelPacked<T>(whole, depth, a, 0, panelB, stripB, c + <usize>i * ldc, ldc, STRIP_BYTES);
      for (let j = whole * width; j < end; j += width)
        multiplyTile<T>(lower, diagonal, i, j, rows, columns, depth, panelA, panelB, c, ldc, tile);
    }
  else
    for (let j = 0; j < columns; j += width) {
      const first = lower && j > diagonal ? ((j - diagonal) / MR) * MR : 0;
      const whole = columns - j < width ? rows : lower ? max(0, j + width - diagonal) & ~1 : 0;
      const below = min(whole, rows);
      for (let i = first; i < below; i += MR)
        multiplyTile<T>(lower, diagonal, i, j, rows, columns, depth, panelA, panelB, c, ldc, tile);
      const pairs = (rows - below) >> 1;
      const b = panelB + <usize>(j / width) * stripB;
      const at = c + <usize>below * ldc + <usize>j * size;
      if (pairs > 0)
        kernelPacked<T>(
          pairs,
          depth,
          panelA + <usize>(below >> 1) * stripA,
          stripA,
          b,
          0,
          at,
          ldc,
          <usize>MR * ldc,
        );
      const last = below + 2 * pairs;
      if (last < rows)
        multiplyTile<T>(lower, diagonal, last, j, rows, columns, depth, panelA, panelB, c, ldc, tile);
    }
}

function multiplyPacked<T>(
  lower: bool,
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: T,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const size = sizeof<T>();
  const width = STRIP_BYTES / <i32>size;
  const tile = work;
  const panelA = tile + <usize>(MR * STRIP_BYTES);
  const panelB = panelA + ((<usize>(roundUp(min(m, MC), MR) * min(k, KC))) << 4);
  for (let j0 = 0; j0 < n; j0 += NC) {
    const columns = min(NC, n - j0);
    for (let k0 = 0; k0 < k; k0 += KC) {
      const depth = min(KC, k - k0);
      const fromB = b + <usize>(transB ? j0 * ldb + k0 : k0 * ldb + j0) * size;
      packStrips<T>(transB, width, columns, depth, fromB, ldb, panelB);
      for (let i0 = lower ? (j0 / MC) * MC : 0; i0 < m; i0 += MC) {
        const rows = min(MC, m - i0);
        const fromA = a + <usize>(transA ? k0 * lda + i0 : i0 * lda + k0) * size;
        packBroadcast<T>(!transA, rows, depth, alpha, fromA, lda, panelA);
        const at = c + <usize>(i0 * ldc + j0) * size;
        const visible = lower ? min(columns, i0 + rows - j0) : columns;
        multiplyPanels<T>(lower, i0 - j0, rows, visible, depth, panelA, panelB, at, <usize>ldc * size, tile);
      }
    }
  }
}

/** B read where it stands, A packed: for few rows, or little work. B is not transposed. */
function multiplyFewRows<T>(
  transA: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: T,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const size = sizeof<T>();
  const width = STRIP_BYTES / <i32>size;
  const stepC = <usize>ldc * size;
  const stepB = <usize>ldb * size;
  const tile = work;
  const strip = tile + <usize>(MR * STRIP_BYTES);
  const panelA = strip + <usize>(min(k, KC) * STRIP_BYTES);
  for (let k0 = 0; k0 < k; k0 += KC) {
    const depth = min(KC, k - k0);
    for (let i0 = 0; i0 < m; i0 += MC) {
      const rows = min(MC, m - i0);
      packBroadcast<T>(
        !transA,
        rows,
        depth,
        alpha,
        a + <usize>(transA ? k0 * lda + i0 : i0 * lda + k0) * size,
        lda,
        panelA,
      );
      for (let j = 0; j < n; j += width) {
        const columns = min(width, n - j);
        const fromB = b + <usize>(k0 * ldb + j) * size;
        if (columns < width) packStrips<T>(false, width, columns, depth, fromB, ldb, strip);
        for (let i = 0; i < rows; i += MR) {
          const stripA = panelA + ((<usize>(i * depth)) << 4);
          const at = c + <usize>(i0 + i) * stepC + <usize>j * size;
          const second = rows - i < MR ? tile : at + stepC;
          if (columns === width) kernelUnpackedB<T>(depth, stripA, fromB, stepB, at, second);
          else kernelBorder<T>(depth, stripA, strip, at, stepC, min(MR, rows - i), columns, columns, tile);
        }
      }
    }
  }
}

/** A read where it stands, B packed into narrow strips: for few columns. alpha = 1. */
function multiplyFewColumns<T>(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const size = sizeof<T>();
  const width = NARROW_BYTES / <i32>size;
  const rowStep = transA ? size : <usize>lda * size;
  const kStep = transA ? <usize>lda * size : size;
  const stepC = <usize>ldc * size;
  const tile = work;
  const panelB = tile + <usize>(NARROW_ROWS * NARROW_BYTES);
  for (let k0 = 0; k0 < k; k0 += KC) {
    const depth = min(KC, k - k0);
    packStrips<T>(transB, width, n, depth, b + <usize>(transB ? k0 : k0 * ldb) * size, ldb, panelB);
    for (let i = 0; i < m; i += NARROW_ROWS) {
      const rows = min(NARROW_ROWS, m - i);
      const fromA = a + <usize>i * rowStep + <usize>k0 * kStep;
      for (let j = 0; j < n; j += width) {
        const columns = min(width, n - j);
        const strip = panelB + <usize>(j * depth) * size;
        const at = c + <usize>i * stepC + <usize>j * size;
        if (rows === NARROW_ROWS && columns === width) {
          kernelUnpackedA<T>(depth, fromA, rowStep, kStep, strip, at, stepC);
          continue;
        }
        memory.fill(tile, 0, <usize>(NARROW_ROWS * NARROW_BYTES));
        for (let r = 0; r < rows; r++)
          memory.copy(tile + <usize>(r * NARROW_BYTES), at + <usize>r * stepC, <usize>columns * size);
        // rows that are missing read the first one again
        if (rows === NARROW_ROWS) kernelUnpackedA<T>(depth, fromA, rowStep, kStep, strip, tile, NARROW_BYTES);
        else
          for (let r = 0; r < rows; r++)
            kernelUnpackedA<T>(
              depth,
              fromA + <usize>r * rowStep,
              0,
              kStep,
              strip,
              tile + <usize>(r * NARROW_BYTES),
              0,
            );
        for (let r = 0; r < rows; r++)
          memory.copy(at + <usize>r * stepC, tile + <usize>(r * NARROW_BYTES), <usize>columns * size);
      }
    }
  }
}

/** C *= beta, or its lower triangle; beta = 0 overwrites, whatever stood there. */
function scaleC<T>(lower: bool, m: i32, n: i32, beta: T, c: usize, ldc: i32): void {
  if (beta === <T>1) return;
  for (let i = 0; i < m; i++) {
    const row = c + <usize>(i * ldc) * sizeof<T>();
    const count = lower ? min(i + 1, n) : n;
    if (beta === <T>0) memory.fill(row, 0, <usize>count * sizeof<T>());
    else
      for (let j = 0; j < count; j++) {
        const at = row + <usize>j * sizeof<T>();
        store<T>(at, times<T>(beta, load<T>(at)));
      }
  }
}

function gemm<T>(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: T,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: T,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  scaleC<T>(false, m, n, beta, c, ldc);
  if (m === 0 || n === 0 || k === 0 || alpha === <T>0) return;
  const small = <f64>m * <f64>n * <f64>k <= <f64>SMALL;
  const narrow = n * <i32>sizeof<T>() <= NARROW;
  if (narrow && alpha === <T>1) multiplyFewColumns<T>(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, work);
  else if (!transB && (small || m < FEW_ROWS))
    multiplyFewRows<T>(transA, m, n, k, alpha, a, lda, b, ldb, c, ldc, work);
  else multiplyPacked<T>(false, transA, transB, m, n, k, alpha, a, lda, b, ldb, c, ldc, work);
}

/**
 * C = alpha op(A) op(B) + beta C in f64; op(X) = X or its transpose; op(A) is m x k, op(B) k x n, C m x n.
 *
 * @param work `dgemmWork(m, n, k)` bytes, 16-byte aligned
 */
export function dgemm(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f64,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  gemm<f64>(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, work);
}

/** The same in f32. @param work `sgemmWork(m, n, k)` bytes, 16-byte aligned */
export function sgemm(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f32,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  gemm<f32>(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, work);
}

/**
 * The lower triangle of C = alpha op(A) op(B) + beta C for a product known to be symmetric (n x n, half the work):
 * syrk is A = B with one transpose, syr2k is two panels side by side. What stands above the diagonal is neither read nor written.
 *
 * @param work `dgemmWork(n, n, k)` bytes, 16-byte aligned
 */
export function dgemmt(
  transA: bool,
  transB: bool,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f64,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  scaleC<f64>(true, n, n, beta, c, ldc);
  if (n === 0 || k === 0 || alpha === 0) return;
  multiplyPacked<f64>(true, transA, transB, n, n, k, alpha, a, lda, b, ldb, c, ldc, work);
}
