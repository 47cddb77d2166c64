// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer [Cup81, GuEis95, Rut94].
//
//   T = diag(T1, T2) + rho u u',  u = (0, …, 0, 1, ±1, 0, …, 0)' / sqrt 2
//
// With the halves' eigenvectors as rows, diag(Q1, Q2) u = z and T ~ D + rho z z'. Where a weight z_i is negligible, or a rotation
// of two neighbours makes it so, an eigenpair of a half is one of the whole: it is deflated. The others are kept: their new values
// solve the secular equation, and their new vectors cost a matrix product. A row of Q that is zero in one half is multiplied in
// the other alone.

import { DONE } from "../pieces";
import { dgemm, dgemmWork } from "./gemm";
import { solveSecular } from "./secular";
import { dsteqr, dsteqrVector, dsteqrVectors, dsteqrWork } from "./tridiagonal-vectors";
import { damax, ddot } from "./vector";

const EPS: f64 = 1.1102230246251565e-16; // unit roundoff
const LEAF: i32 = 32; // up to this order by QL
const ROOTS: i32 = 128; // of the secular equation, a piece
const TILE: i32 = 256; // side of a piece of a product, which is done whole when there is no limit
const FLOPS: f64 = 25; // a pole's share of a root costs as much time as so many flops of matrix products

// What is kept between calls, i32 each. Pieces are numbered in the order of the recursion: a node's split, the pieces of its halves,
// its merge; leaves are one piece. In a merge under way: its step, how far that is, how many rows are kept, and how many of them are
// of FIRST and of BOTH.
const PIECE: usize = 0;
const STEP: usize = 4;
const PLACE: usize = 8;
const KEPT: usize = 12;
const FIRST_ROWS: usize = 16;
const BOTH_ROWS: usize = 20;

enum Step {
  DEFLATE,
  SOLVE,
  CORRECT,
  VECTORS,
  LEFT,
  RIGHT,
}

/** Bytes of what `dstedc` keeps between calls. */
export function dstedcState(): usize {
  return 24;
}

// where a row of vectors is not zero
const FIRST: i32 = 0;
const BOTH: i32 = 1;
const SECOND: i32 = 2;

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

function index(x: usize, i: i32): usize {
  return x + ((<usize>i) << 2);
}

function even(n: i32): i32 {
  return (n + 1) & ~1;
}

// The workspace: vectors of doubles, vectors of integers, two matrices, and the products' own.
function doubles(work: usize, n: i32, which: i32): usize {
  return work + ((<usize>(which * even(n))) << 3);
}
function integers(work: usize, n: i32, which: i32): usize {
  return doubles(work, n, 6) + 32 + ((<usize>(which * even(n))) << 2);
}
function matrices(work: usize, n: i32, which: i32): usize {
  return integers(work, n, 6) + ((<usize>which * <usize>even(n) * <usize>n) << 3);
}

/** Bytes of workspace for `dstedc`: 2 n² doubles and more. */
export function dstedcWork(n: i32): usize {
  const leaf = dsteqrVectors(LEAF) + dsteqrWork(LEAF) + <usize>LEAF * 16;
  return matrices(0, n, 2) + max(dgemmWork(n, n, n), leaf) + 64;
}

/** rows <- [[c, s], [-s, c]] rows, both of length n. */
function rotate(n: i32, x: usize, y: usize, c: f64, s: f64): void {
  for (let i = 0; i < n; i++) {
    const a = load<f64>(at(x, i));
    const b = load<f64>(at(y, i));
    store<f64>(at(x, i), c * a + s * b);
    store<f64>(at(y, i), c * b - s * a);
  }
}

/** Rows in ascending order of d, from those of both halves (the first m1 and the others, each ascending). */
function mergeOrders(m1: i32, m: i32, d: usize, order: usize, sorted: usize): void {
  let i = 0;
  let j = m1;
  for (let t = 0; t < m; t++) {
    const first = i < m1 ? load<i32>(index(order, i)) : 0;
    const second = j < m ? load<i32>(index(order, j)) : 0;
    const takeFirst = j >= m || (i < m1 && load<f64>(at(d, first)) <= load<f64>(at(d, second)));
    store<i32>(index(sorted, t), takeFirst ? first : second);
    if (takeFirst) i++;
    else j++;
  }
}

/** z in terms of the halves' vectors, |z| = 1: the last column of the first, the first column of the second. */
function gatherWeights(m1: i32, m: i32, q: usize, ld: i32, sign: f64, z: usize): void {
  for (let r = 0; r < m1; r++) store<f64>(at(z, r), Math.SQRT1_2 * load<f64>(at(q, r * ld + m1 - 1)));
  for (let r = m1; r < m; r++) store<f64>(at(z, r), sign * Math.SQRT1_2 * load<f64>(at(q, r * ld + m1)));
}

/**
 * Deflation: rows go, in ascending order of d, to `kept` or `deflated`; rotates rows, z and d where that deflates one.
 * `kind` must say FIRST or SECOND by row; a rotation may make it BOTH. Returns how many are kept.
 */
function deflate(
  m: i32,
  rho: f64,
  d: usize,
  z: usize,
  q: usize,
  ld: i32,
  sorted: usize,
  kept: usize,
  deflated: usize,
  kind: usize,
): i32 {
  let largest = rho;
  for (let r = 0; r < m; r++) largest = Math.max(largest, Math.abs(load<f64>(at(d, r))));
  const tolerance = 8 * EPS * largest;
  let count = 0;
  let gone = 0;
  let before = -1; // the last row that is not deflated; it is kept unless the next one takes its weight
  for (let t = 0; t < m; t++) {
    const row = load<i32>(index(sorted, t));
    if (rho * Math.abs(load<f64>(at(z, row))) <= tolerance) {
      store<i32>(index(deflated, gone++), row);
      continue;
    }
    if (before >= 0) {
      const zb = load<f64>(at(z, before));
      const zr = load<f64>(at(z, row));
      const length = Math.sqrt(zb * zb + zr * zr);
      const c = zr / length;
      const s = -zb / length;
      const db = load<f64>(at(d, before));
      const dr = load<f64>(at(d, row));
      if (Math.abs((dr - db) * c * s) <= tolerance) {
        store<f64>(at(z, row), length);
        store<f64>(at(z, before), 0);
        rotate(m, at(q, before * ld), at(q, row * ld), c, s);
        store<f64>(at(d, before), db * c * c + dr * s * s);
        store<f64>(at(d, row), db * s * s + dr * c * c);
        if (load<i32>(index(kind, before)) !== load<i32>(index(kind, row))) {
          store<i32>(index(kind, before), BOTH);
          store<i32>(index(kind, row), BOTH);
        }
        store<i32>(index(deflated, gone++), before);
      } else store<i32>(index(kept, count++), before);
    }
    before = row;
  }
  if (before >= 0) store<i32>(index(kept, count++), before);
  return count;
}

/** x_i *= differences_i / (d_i - dj). */
function correct(count: i32, dj: f64, d: usize, differences: usize, x: usize): void {
  const pole = f64x2.splat(dj);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const factor = f64x2.div(v128.load(at(differences, i)), f64x2.sub(v128.load(at(d, i)), pole));
    v128.store(at(x, i), f64x2.mul(v128.load(at(x, i)), factor));
  }
  if (i < count) {
    const factor = load<f64>(at(differences, i)) / (load<f64>(at(d, i)) - dj);
    store<f64>(at(x, i), load<f64>(at(x, i)) * factor);
  }
}

/** Roots j … end - 1: row j of `product` is d_i - lambda_j. */
function solve(
  j: i32,
  end: i32,
  k: i32,
  rho: f64,
  d: usize,
  w: usize,
  values: usize,
  product: usize,
  sums: usize,
): void {
  let total = 0.0;
  for (let i = 0; i < k; i++) total += load<f64>(at(w, i)) * load<f64>(at(w, i));
  for (; j < end; j++)
    store<f64>(at(values, j), solveSecular(k, j, d, w, rho, total, at(product, j * k), sums));
}

/** z, corrected to be exact for the roots [GuEis95]. */
function correctWeights(k: i32, d: usize, w: usize, corrected: usize, product: usize): void {
  for (let i = 0; i < k; i++) store<f64>(at(corrected, i), -load<f64>(at(product, i * k + i)));
  for (let j = 0; j < k; j++) {
    const differences = at(product, j * k);
    const dj = load<f64>(at(d, j));
    correct(j, dj, d, differences, corrected);
    correct(k - j - 1, dj, at(d, j + 1), at(differences, j + 1), at(corrected, j + 1));
  }
  for (let i = 0; i < k; i++) {
    const size = Math.sqrt(load<f64>(at(corrected, i)));
    store<f64>(at(corrected, i), load<f64>(at(w, i)) < 0 ? -size : size);
  }
}

/** Unit vectors j … end - 1 of D + rho z z', z_i / (d_i - lambda_j) in row j, their elements moved to `position`. */
function makeVectors(
  j: i32,
  end: i32,
  k: i32,
  corrected: usize,
  position: usize,
  product: usize,
  vector: usize,
): void {
  for (; j < end; j++) {
    const row = at(product, j * k);
    let i = 0;
    for (; i + 2 <= k; i += 2)
      v128.store(at(vector, i), f64x2.div(v128.load(at(corrected, i)), v128.load(at(row, i))));
    if (i < k) store<f64>(at(vector, i), load<f64>(at(corrected, i)) / load<f64>(at(row, i)));
    const scale = 1 / Math.sqrt(ddot(k, vector, vector));
    for (i = 0; i < k; i++)
      store<f64>(at(row, load<i32>(index(position, i))), scale * load<f64>(at(vector, i)));
  }
}

/** Rows in ascending order: the kept are rows 0 … k-1 with ascending d, the deflated rows k … m-1 in nearly ascending order. */
function orderRows(k: i32, m: i32, d: usize, sorted: usize, order: usize): void {
  for (let t = k; t < m; t++) {
    let i = t;
    const value = load<f64>(at(d, t));
    for (; i > k && load<f64>(at(d, load<i32>(index(sorted, i - 1)))) > value; i--)
      store<i32>(index(sorted, i), load<i32>(index(sorted, i - 1)));
    store<i32>(index(sorted, i), t);
  }
  for (let t = 0; t < k; t++) store<i32>(index(sorted, t), t);
  mergeOrders(k, m, d, sorted, order);
}

/**
 * The first step of a merge: which rows of Q are kept, their parts copied out, and the deflated rows behind them. Returns how many are
 * kept; none means that nothing is left to do.
 *
 * Long: the areas of its workspace take a third of it; the rest is one walk over the rows.
 */
function sortRows(
  n: i32,
  m1: i32,
  m: i32,
  e: f64,
  d: usize,
  order: usize,
  q: usize,
  ld: i32,
  state: usize,
  work: usize,
): i32 {
  const z = doubles(work, n, 0);
  const poles = doubles(work, n, 1);
  const w = doubles(work, n, 2);
  const vector = doubles(work, n, 5);
  const sorted = integers(work, n, 0);
  const kept = integers(work, n, 1);
  const deflated = integers(work, n, 2);
  const position = integers(work, n, 3);
  const kind = integers(work, n, 4);
  const copies = matrices(work, n, 0);

  const rho = 2 * Math.abs(e);
  for (let r = m1; r < m; r++) store<i32>(index(order, r), load<i32>(index(order, r)) + m1);
  mergeOrders(m1, m, d, order, sorted);
  gatherWeights(m1, m, q, ld, e < 0 ? -1 : 1, z);
  for (let r = 0; r < m; r++) store<i32>(index(kind, r), r < m1 ? FIRST : SECOND);
  const k = deflate(m, rho, d, z, q, ld, sorted, kept, deflated, kind);
  if (k === 0) {
    memory.copy(order, sorted, (<usize>m) << 2);
    return 0;
  }

  // the kept rows' parts: those of FIRST and BOTH in the first half's columns, of BOTH and SECOND in the others
  const m2 = m - m1;
  let first = 0;
  let both = 0;
  for (let i = 0; i < k; i++) {
    const row = load<i32>(index(kept, i));
    store<f64>(at(poles, i), load<f64>(at(d, row)));
    store<f64>(at(w, i), load<f64>(at(z, row)));
    const which = load<i32>(index(kind, row));
    if (which === FIRST) first++;
    else if (which === BOTH) both++;
  }
  const left = copies;
  const right = at(left, (first + both) * m1);
  const aside = at(right, (k - first) * m2); // the deflated rows
  let nextFirst = 0;
  let nextBoth = first;
  let nextSecond = first + both;
  for (let i = 0; i < k; i++) {
    const row = load<i32>(index(kept, i));
    const which = load<i32>(index(kind, row));
    const column = which === FIRST ? nextFirst++ : which === BOTH ? nextBoth++ : nextSecond++;
    store<i32>(index(position, i), column);
    const from = at(q, row * ld);
    if (which !== SECOND) memory.copy(at(left, column * m1), from, (<usize>m1) << 3);
    if (which !== FIRST) memory.copy(at(right, (column - first) * m2), at(from, m1), (<usize>m2) << 3);
  }
  for (let i = 0; i < m - k; i++) {
    const row = load<i32>(index(deflated, i));
    memory.copy(at(aside, i * m), at(q, row * ld), (<usize>m) << 3);
    store<f64>(at(vector, i), load<f64>(at(d, row)));
  }
  for (let i = 0; i < m - k; i++) {
    memory.copy(at(q, (k + i) * ld), at(aside, i * m), (<usize>m) << 3);
    store<f64>(at(d, k + i), load<f64>(at(vector, i)));
  }
  store<i32>(state, first, FIRST_ROWS);
  store<i32>(state, both, BOTH_ROWS);
  return k;
}

/**
 * Both halves of a block of order m, the first of order m1, become one; e is what joins them. Goes on at the state's step until
 * `allowed` is spent, of which it returns what is left; the state's step is back at DEFLATE when the merge is complete.
 *
 * Long: six steps, their pieces, and the areas of the workspace.
 */
function merge(
  n: i32,
  m1: i32,
  m: i32,
  e: f64,
  d: usize,
  order: usize,
  q: usize,
  ld: i32,
  state: usize,
  work: usize,
  allowed: f64,
): f64 {
  const poles = doubles(work, n, 1);
  const w = doubles(work, n, 2);
  const corrected = doubles(work, n, 3);
  const values = doubles(work, n, 4);
  const vector = doubles(work, n, 5);
  const sums = doubles(work, n, 6);
  const sorted = integers(work, n, 0);
  const position = integers(work, n, 3);
  const product = matrices(work, n, 1);
  const gemmWork = matrices(work, n, 2);
  if (load<i32>(state, STEP) === Step.DEFLATE) {
    const count = sortRows(n, m1, m, e, d, order, q, ld, state, work);
    allowed -= 4 * <f64>m * <f64>m;
    if (count === 0) return allowed;
    store<i32>(state, count, KEPT);
    nextStep(state);
  }
  const k = load<i32>(state, KEPT);
  const first = load<i32>(state, FIRST_ROWS);
  const inFirst = first + load<i32>(state, BOTH_ROWS);
  const m2 = m - m1;
  const left = matrices(work, n, 0);
  const right = at(left, inFirst * m1);
  while (allowed > 0) {
    const step = load<i32>(state, STEP);
    const place = load<i32>(state, PLACE);
    if (step === Step.CORRECT) {
      correctWeights(k, poles, w, corrected, product);
      allowed -= 4 * <f64>k * <f64>k;
      nextStep(state);
      continue;
    }
    let isLast = false;
    if (step < Step.LEFT) {
      const end = min(place + ROOTS, k);
      if (step === Step.VECTORS) makeVectors(place, end, k, corrected, position, product, vector);
      else solve(place, end, k, 2 * Math.abs(e), poles, w, values, product, sums);
      allowed -= FLOPS * <f64>(end - place) * <f64>k;
      store<i32>(state, end, PLACE);
      isLast = end === k;
    } else {
      const isLeft = step === Step.LEFT;
      const width = isLeft ? m1 : m2;
      const inner = isLeft ? inFirst : k - first;
      const side = allowed === Infinity ? m : TILE;
      const across = (width + side - 1) / side;
      const row = (place / across) * side;
      const column = (place % across) * side;
      const rows = min(side, k - row);
      const columns = min(side, width - column);
      const a = at(product, row * k + (isLeft ? 0 : first));
      const b = at(isLeft ? left : right, column);
      const c = at(q, row * ld + (isLeft ? 0 : m1) + column);
      dgemm(false, false, rows, columns, inner, 1, a, k, b, width, 0, c, ld, gemmWork);
      allowed -= 2 * <f64>rows * <f64>columns * <f64>inner;
      store<i32>(state, place + 1, PLACE);
      isLast = row + rows === k && column + columns === width;
    }
    if (!isLast) continue;
    nextStep(state);
    if (step < Step.RIGHT) continue;
    memory.copy(d, values, (<usize>k) << 3);
    orderRows(k, m, d, sorted, order);
    store<i32>(state, Step.DEFLATE, STEP);
    return allowed;
  }
  return allowed;
}

function nextStep(state: usize): void {
  store<i32>(state, load<i32>(state, STEP) + 1, STEP);
  store<i32>(state, 0, PLACE);
}

/** A block of order m <= LEAF by QL. Returns 0, or 1 when that did not converge. */
function solveLeaf(m: i32, d: usize, e: usize, order: usize, q: usize, ld: i32, work: usize): i32 {
  const off = work; // dsteqr writes one element beyond
  const panels = at(off, LEAF);
  memory.copy(off, e, (<usize>(m - 1)) << 3);
  if (dsteqr(m, d, off, panels, panels + dsteqrVectors(LEAF)) !== 0) return 1;
  for (let r = 0; r < m; r++) dsteqrVector(m, panels, r, at(q, r * ld));
  for (let r = 0; r < m; r++) {
    let i = r;
    for (; i > 0 && load<f64>(at(d, load<i32>(index(order, i - 1)))) > load<f64>(at(d, r)); i--)
      store<i32>(index(order, i), load<i32>(index(order, i - 1)));
    store<i32>(index(order, i), r);
  }
  return 0;
}

/** Pieces of a block of order m. */
function pieceCount(m: i32): i32 {
  if (m <= LEAF) return 1;
  const m1 = m >> 1;
  return 2 + pieceCount(m1) + pieceCount(m - m1);
}

/**
 * A block of order m that begins at row `row`, whose first diagonal element is at d and whose vectors are at q; `piece` is the number
 * of its first piece. What was done before is passed over. Returns what is left of `allowed`, or NaN when QL did not converge.
 */
function conquer(
  n: i32,
  m: i32,
  d: usize,
  e: usize,
  order: usize,
  q: usize,
  ld: i32,
  row: i32,
  piece: i32,
  state: usize,
  work: usize,
  allowed: f64,
): f64 {
  const end = piece + pieceCount(m);
  if (!(allowed > 0) || load<i32>(state, PIECE) >= end) return allowed;
  if (m <= LEAF) {
    for (let r = 0; r < m; r++) memory.fill(at(q, r * ld - row), 0, (<usize>n) << 3);
    if (solveLeaf(m, d, e, order, q, ld, matrices(work, n, 2)) !== 0) return NaN;
    store<i32>(state, end, PIECE);
    return allowed - 30 * <f64>m * <f64>m * <f64>m;
  }
  const m1 = m >> 1;
  const joint = load<f64>(at(e, m1 - 1));
  if (load<i32>(state, PIECE) === piece) {
    const size = Math.abs(joint);
    store<f64>(at(d, m1 - 1), load<f64>(at(d, m1 - 1)) - size);
    store<f64>(at(d, m1), load<f64>(at(d, m1)) - size);
    store<i32>(state, piece + 1, PIECE);
  }
  allowed = conquer(n, m1, d, e, order, q, ld, row, piece + 1, state, work, allowed);
  const second = piece + 1 + pieceCount(m1);
  const corner = at(q, m1 * ld + m1);
  allowed = conquer(
    n,
    m - m1,
    at(d, m1),
    at(e, m1),
    index(order, m1),
    corner,
    ld,
    row + m1,
    second,
    state,
    work,
    allowed,
  );
  if (!(allowed > 0)) return allowed;
  allowed = merge(n, m1, m, joint, d, order, q, ld, state, work, allowed);
  if (load<i32>(state, STEP) === Step.DEFLATE) store<i32>(state, end, PIECE);
  return allowed;
}

/** Far below the error of any method, and far above what underflows. */
function dropNegligible(n: i32, d: usize, e: usize): void {
  const negligible = EPS * EPS * Math.max(damax(n, d), damax(n - 1, e));
  for (let i = 0; i < n - 1; i++) if (Math.abs(load<f64>(at(e, i))) <= negligible) store<f64>(at(e, i), 0);
}

/**
 * d (n) becomes the eigenvalues and the rows of Q (n x n, leading dimension ld) their unit eigenvectors; both in the order of the
 * rows, `order` (n i32) has the rows by ascending value. Elements of e (n-1) below eps² |T| become 0, so that no half is so small
 * that its squares underflow; the others are kept. At most 8 n³ / 3 flops, nearly all in matrix products. The largest entry
 * should lie between 1e-100 and 1e100 in size.
 *
 * @param work `dstedcWork(n)` bytes, 16-byte aligned
 * @param state `dstedcState()` bytes, 0 at the start
 * @param allowed flops after which no piece is begun
 * @returns DONE, 1 when pieces are left, 2 when QL did not converge on a small block
 */
export function dstedc(
  n: i32,
  d: usize,
  e: usize,
  q: usize,
  ld: i32,
  order: usize,
  work: usize,
  state: usize,
  allowed: f64,
): i32 {
  if (n === 0) return DONE;
  if (load<i32>(state, PIECE) === 0) dropNegligible(n, d, e);
  const left = conquer(n, n, d, e, order, q, ld, 0, 0, state, work, allowed);
  if (left !== left) return 2;
  return load<i32>(state, PIECE) === pieceCount(n) ? DONE : 1;
}
