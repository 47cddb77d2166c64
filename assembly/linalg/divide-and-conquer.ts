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
import {
  BOTH,
  correctWeights,
  deflate,
  FIRST,
  gatherWeights,
  makeVectors,
  mergeOrders,
  orderRows,
  SECOND,
  solve,
} from "./rank-one";
import { dsteqr, dsteqrVector, dsteqrVectors, dsteqrWork } from "./tridiagonal-vectors";
import { damax } from "./vector";

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
