// Eigenpairs of D + rho z z' from those of D, step by step, for the merges of divide and conquer [Cup81, GuEis95]: which of them are
// deflated, the roots of the secular equation, weights that are exact for these, and the vectors.

import { solveSecular } from "./secular";
import { ddot } from "./vector";

const EPS: f64 = 1.1102230246251565e-16; // unit roundoff

// where a row of vectors is not zero
export const FIRST: i32 = 0;
export const BOTH: i32 = 1;
export const SECOND: i32 = 2;

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

function index(x: usize, i: i32): usize {
  return x + ((<usize>i) << 2);
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
export function mergeOrders(m1: i32, m: i32, d: usize, order: usize, sorted: usize): void {
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
export function gatherWeights(m1: i32, m: i32, q: usize, ld: i32, sign: f64, z: usize): void {
  for (let r = 0; r < m1; r++) store<f64>(at(z, r), Math.SQRT1_2 * load<f64>(at(q, r * ld + m1 - 1)));
  for (let r = m1; r < m; r++) store<f64>(at(z, r), sign * Math.SQRT1_2 * load<f64>(at(q, r * ld + m1)));
}

/**
 * Deflation: rows go, in ascending order of d, to `kept` or `deflated`; rotates rows, z and d where that deflates one.
 * `kind` must say FIRST or SECOND by row; a rotation may make it BOTH. Returns how many are kept.
 */
export function deflate(
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
export function solve(
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
export function correctWeights(k: i32, d: usize, w: usize, corrected: usize, product: usize): void {
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
export function makeVectors(
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
export function orderRows(k: i32, m: i32, d: usize, sorted: usize, order: usize): void {
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
