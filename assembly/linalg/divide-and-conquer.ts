// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer [Cup81, GuEis95, Rut94].
//
//   T = diag(T1, T2) + rho u u',  u = (0, …, 0, 1, ±1, 0, …, 0)' / sqrt 2
//
// With the halves' eigenvectors as rows, diag(Q1, Q2) u = z and T ~ D + rho z z'. Where a weight z_i is negligible, or a rotation
// of two neighbours makes it so, an eigenpair of a half is one of the whole: it is deflated. The others are kept: their new values
// solve the secular equation, and their new vectors cost a matrix product. A row of Q that is zero in one half is multiplied in
// the other alone.

import { dgemm, dgemmWork } from "./gemm";
import { solveSecular } from "./secular";
import { dsteqr, dsteqrVector, dsteqrVectors, dsteqrWork } from "./tridiagonal-vectors";
import { damax, ddot } from "./vector";

const EPS: f64 = 1.1102230246251565e-16; // unit roundoff
const LEAF: i32 = 32; // up to this order by QL

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

/** Roots, and z corrected to be exact for them [GuEis95]: row j of `product` is d_i - lambda_j; `corrected` gets the squares. */
function solve(
  k: i32,
  rho: f64,
  d: usize,
  w: usize,
  corrected: usize,
  values: usize,
  product: usize,
  sums: usize,
): void {
  let total = 0.0;
  for (let i = 0; i < k; i++) total += load<f64>(at(w, i)) * load<f64>(at(w, i));
  for (let j = 0; j < k; j++)
    store<f64>(at(values, j), solveSecular(k, j, d, w, rho, total, at(product, j * k), sums));
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

/** Unit vectors of D + rho z z', z_i / (d_i - lambda_j) in row j, their elements moved to `position`. */
function makeVectors(k: i32, corrected: usize, position: usize, product: usize, vector: usize): void {
  for (let j = 0; j < k; j++) {
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
 * Both halves of a block of order m, the first of order m1, become one; e is what joins them.
 *
 * Long: its parameters and the areas of its workspace take half of it; the steps are calls.
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
  work: usize,
): void {
  const z = doubles(work, n, 0);
  const poles = doubles(work, n, 1);
  const w = doubles(work, n, 2);
  const corrected = doubles(work, n, 3);
  const values = doubles(work, n, 4);
  const vector = doubles(work, n, 5);
  const sums = doubles(work, n, 6);
  const sorted = integers(work, n, 0);
  const kept = integers(work, n, 1);
  const deflated = integers(work, n, 2);
  const position = integers(work, n, 3);
  const kind = integers(work, n, 4);
  const copies = matrices(work, n, 0);
  const product = matrices(work, n, 1);
  const gemmWork = matrices(work, n, 2);

  const rho = 2 * Math.abs(e);
  for (let r = m1; r < m; r++) store<i32>(index(order, r), load<i32>(index(order, r)) + m1);
  mergeOrders(m1, m, d, order, sorted);
  gatherWeights(m1, m, q, ld, e < 0 ? -1 : 1, z);
  for (let r = 0; r < m; r++) store<i32>(index(kind, r), r < m1 ? FIRST : SECOND);
  const k = deflate(m, rho, d, z, q, ld, sorted, kept, deflated, kind);
  if (k === 0) {
    memory.copy(order, sorted, (<usize>m) << 2);
    return;
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

  solve(k, rho, poles, w, corrected, values, product, sums);
  makeVectors(k, corrected, position, product, vector);
  memory.copy(d, values, (<usize>k) << 3);
  const inFirst = first + both;
  dgemm(false, false, k, m1, inFirst, 1, product, k, left, m1, 0, q, ld, gemmWork);
  dgemm(false, false, k, m2, k - first, 1, at(product, first), k, right, m2, 0, at(q, m1), ld, gemmWork);
  orderRows(k, m, d, sorted, order);
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

/** A block of order m whose first diagonal element is at d and whose vectors are at q. */
function conquer(n: i32, m: i32, d: usize, e: usize, order: usize, q: usize, ld: i32, work: usize): i32 {
  if (m <= LEAF) return solveLeaf(m, d, e, order, q, ld, matrices(work, n, 2));
  const m1 = m >> 1;
  const joint = load<f64>(at(e, m1 - 1));
  const size = Math.abs(joint);
  store<f64>(at(d, m1 - 1), load<f64>(at(d, m1 - 1)) - size);
  store<f64>(at(d, m1), load<f64>(at(d, m1)) - size);
  if (conquer(n, m1, d, e, order, q, ld, work) !== 0) return 1;
  if (conquer(n, m - m1, at(d, m1), at(e, m1), index(order, m1), at(q, m1 * ld + m1), ld, work) !== 0)
    return 1;
  merge(n, m1, m, joint, d, order, q, ld, work);
  return 0;
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
 * @returns 0, or 1 when QL did not converge on a small block
 */
export function dstedc(n: i32, d: usize, e: usize, q: usize, ld: i32, order: usize, work: usize): i32 {
  for (let r = 0; r < n; r++) memory.fill(at(q, r * ld), 0, (<usize>n) << 3);
  dropNegligible(n, d, e);
  return n === 0 ? 0 : conquer(n, n, d, e, order, q, ld, work);
}
