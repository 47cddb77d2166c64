// The equations of all eigenpairs of a symmetric tensor, two points at a time (layout: complex-pair.ts):
//
//   f(x, lambda) = (1 - s) x^(p-1) + s A x^(p-1) - lambda x = 0        (x^(p-1) componentwise; s = 1: the eigenpairs themselves)
//
// (x, lambda) and (c x, c^(p-2) lambda) are one solution, so one component x_k is held at 1: the patch k, each lane its own.
// Unknowns are lambda and the other components, n in all. An eigenvalue zero is a point like any other, and x = 0 is none.
//
// A point is n + 1 complex numbers: x_0 … x_(n-1), lambda.
// The tensor comes as `rows`: for each sorted tuple i1 <= … <= i(p-1), in the order of its rank
//
//   rank = C(i1, 1) + C(i2 + 1, 2) + … + C(i(p-1) + p - 2, p - 1),
//
// the n reals A_(i1 … i(p-1) j). `tables` holds, for q = p - 2 … 1, the rank of each sorted q-tuple with each j inserted.

import { PAIR, squaredModulus } from "./complex-pair";

/** Sorted tuples of order q: C(n + q - 1, q). */
export function sortedTuples(n: i32, q: i32): i32 {
  let count: i64 = 1;
  for (let k = 1; k <= q; k++) count = (count * <i64>(n + k - 1)) / <i64>k;
  return <i32>count;
}

/** Bytes of one of the two scratch tensors of `contractToMatrix`: sorted tuples of order p - 1. */
export function scratchBytes(n: i32, p: i32): usize {
  return <usize>sortedTuples(n, p - 1) * PAIR;
}

/** out_r = sum over j of rows_rj x_j, reals times complex numbers. */
function contractReal(count: i32, n: i32, rows: usize, x: usize, out: usize): void {
  const stride = (<usize>n) << 3;
  for (let r = 0; r < count; r++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    let at = x;
    const end = rows + stride;
    for (let a = rows; a < end; a += 8) {
      const value = v128.load64_splat(a);
      re = f64x2.add(re, f64x2.mul(value, v128.load(at)));
      im = f64x2.add(im, f64x2.mul(value, v128.load(at, 16)));
      at += PAIR;
    }
    v128.store(out, re);
    v128.store(out, im, 16);
    out += PAIR;
    rows = end;
  }
}

/** out_r = sum over j of in_(table_rj) x_j, all complex. */
function contractComplex(count: i32, n: i32, table: usize, tensor: usize, x: usize, out: usize): void {
  for (let r = 0; r < count; r++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    let at = x;
    const end = x + <usize>n * PAIR;
    for (; at < end; at += PAIR) {
      const from = tensor + <usize>load<u32>(table) * PAIR;
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(at);
      const bi = v128.load(at, 16);
      re = f64x2.add(re, f64x2.sub(f64x2.mul(ar, br), f64x2.mul(ai, bi)));
      im = f64x2.add(im, f64x2.add(f64x2.mul(ar, bi), f64x2.mul(ai, br)));
      table += 4;
    }
    v128.store(out, re);
    v128.store(out, im, 16);
    out += PAIR;
  }
}

/** M = A x^(p-2), its sorted pairs i <= j at rank j (j + 1) / 2 + i; returns its address (one of the two scratch tensors). */
export function contractToMatrix(
  n: i32,
  p: i32,
  rows: usize,
  tables: usize,
  x: usize,
  scratch: usize,
  other: usize,
): usize {
  contractReal(sortedTuples(n, p - 1), n, rows, x, scratch);
  for (let q = p - 2; q >= 2; q--) {
    const count = sortedTuples(n, q);
    contractComplex(count, n, tables, scratch, x, other);
    tables += (<usize>(count * n)) << 2;
    const swap = scratch;
    scratch = other;
    other = swap;
  }
  return scratch;
}

/**
 * Fills the augmented matrix [J | f | f_s], n x (n + 2), at (x, lambda, s), where f_s = M x - x^(p-1) and
 * J = (p-1) [(1-s) diag(x^(p-2)) + s M] - lambda I with column k (each lane its own) replaced by df/dlambda = -x.
 *
 * @param m M = A x^(p-2) as `contractToMatrix` leaves it
 * @param patches k of both lanes, two i64
 */
export function assemble(
  n: i32,
  p: i32,
  m: usize,
  z: usize,
  sr: v128,
  si: v128,
  patches: usize,
  jac: usize,
): void {
  const stride = <usize>(n + 2) * PAIR;
  for (let i = 0; i < n; i++) {
    const row = jac + <usize>i * stride;
    writeTensorRow(n, p, i, m, z, sr, si, row);
    writeDiagonalTerms(n, p, i, z, sr, si, row);
  }
  for (let lane = 0; lane < 2; lane++) {
    const shift = (<usize>lane) << 3;
    const k = <usize>load<i64>(patches + shift);
    for (let i = 0; i < n; i++) {
      const cell = jac + <usize>i * stride + k * PAIR + shift;
      const xi = z + <usize>i * PAIR + shift;
      store<f64>(cell, -load<f64>(xi), 0);
      store<f64>(cell, -load<f64>(xi, 16), 16);
    }
  }
}

/** Row i of (p-1) s M, and (M x)_i where f_s will stand. */
function writeTensorRow(n: i32, p: i32, i: i32, m: usize, z: usize, sr: v128, si: v128, row: usize): void {
  const degree = f64x2.splat(<f64>(p - 1));
  const fr = f64x2.mul(degree, sr);
  const fi = f64x2.mul(degree, si);
  let tr = f64x2.splat(0);
  let ti = f64x2.splat(0);
  let at = m + (<usize>(i * (i + 1)) >> 1) * PAIR;
  for (let j = 0; j < n; j++) {
    const x = z + <usize>j * PAIR;
    const xr = v128.load(x);
    const xi = v128.load(x, 16);
    const mr = v128.load(at);
    const mi = v128.load(at, 16);
    tr = f64x2.add(tr, f64x2.sub(f64x2.mul(mr, xr), f64x2.mul(mi, xi)));
    ti = f64x2.add(ti, f64x2.add(f64x2.mul(mr, xi), f64x2.mul(mi, xr)));
    const cell = row + <usize>j * PAIR;
    v128.store(cell, f64x2.sub(f64x2.mul(fr, mr), f64x2.mul(fi, mi)));
    v128.store(cell, f64x2.add(f64x2.mul(fr, mi), f64x2.mul(fi, mr)), 16);
    at += <usize>(j < i ? 1 : j + 1) * PAIR;
  }
  v128.store(row + <usize>n * PAIR, tr, PAIR);
  v128.store(row + <usize>n * PAIR, ti, PAIR + 16);
}

/** Adds the diagonal (p-1) (1-s) x_i^(p-2) - lambda, and finishes f_i and (f_s)_i from the (M x)_i that stands there. */
function writeDiagonalTerms(n: i32, p: i32, i: i32, z: usize, sr: v128, si: v128, row: usize): void {
  const degree = f64x2.splat(<f64>(p - 1));
  const qr = f64x2.sub(f64x2.splat(1), sr); // 1 - s
  const qi = f64x2.neg(si);
  const lr = v128.load(z + <usize>n * PAIR);
  const li = v128.load(z + <usize>n * PAIR, 16);
  const xr = v128.load(z + <usize>i * PAIR);
  const xi = v128.load(z + <usize>i * PAIR, 16);
  let pr = xr; // x_i^(p-2)
  let pi = xi;
  for (let k = 3; k < p; k++) {
    const nr = f64x2.sub(f64x2.mul(pr, xr), f64x2.mul(pi, xi));
    pi = f64x2.add(f64x2.mul(pr, xi), f64x2.mul(pi, xr));
    pr = nr;
  }
  const er = f64x2.sub(f64x2.mul(pr, xr), f64x2.mul(pi, xi)); // x_i^(p-1)
  const ei = f64x2.add(f64x2.mul(pr, xi), f64x2.mul(pi, xr));
  const diagonal = row + <usize>i * PAIR;
  const dr = f64x2.mul(degree, f64x2.sub(f64x2.mul(qr, pr), f64x2.mul(qi, pi)));
  const di = f64x2.mul(degree, f64x2.add(f64x2.mul(qr, pi), f64x2.mul(qi, pr)));
  v128.store(diagonal, f64x2.sub(f64x2.add(v128.load(diagonal), dr), lr));
  v128.store(diagonal, f64x2.sub(f64x2.add(v128.load(diagonal, 16), di), li), 16);
  const f = row + <usize>n * PAIR;
  const tr = v128.load(f, PAIR);
  const ti = v128.load(f, PAIR + 16);
  const gr = f64x2.add(
    f64x2.sub(f64x2.mul(qr, er), f64x2.mul(qi, ei)),
    f64x2.sub(f64x2.mul(sr, tr), f64x2.mul(si, ti)),
  );
  const gi = f64x2.add(
    f64x2.add(f64x2.mul(qr, ei), f64x2.mul(qi, er)),
    f64x2.add(f64x2.mul(sr, ti), f64x2.mul(si, tr)),
  );
  v128.store(f, f64x2.sub(gr, f64x2.sub(f64x2.mul(lr, xr), f64x2.mul(li, xi))));
  v128.store(f, f64x2.sub(gi, f64x2.add(f64x2.mul(lr, xi), f64x2.mul(li, xr))), 16);
  v128.store(f, f64x2.sub(tr, er), PAIR);
  v128.store(f, f64x2.sub(ti, ei), PAIR + 16);
}

/**
 * (x, lambda) -= J^-1 f, row k being lambda's; returns |correction of x|² / |x|² of both lanes. lambda follows from x (an error
 * of lambda alone is gone after one correction), and its size beside x's, |x|^(p-2), means nothing.
 */
export function correct(n: i32, z: usize, patches: usize, jac: usize): v128 {
  const stride = <usize>(n + 2) * PAIR;
  const own = v128.load(patches);
  const lambda = z + <usize>n * PAIR;
  let lr = f64x2.splat(0);
  let li = f64x2.splat(0);
  let change = f64x2.splat(0);
  let size = f64x2.splat(0);
  let delta = jac + <usize>n * PAIR;
  for (let i = 0; i < n; i++) {
    const x = z + <usize>i * PAIR;
    const mask = i64x2.eq(i64x2.splat(i), own);
    const dr = v128.load(delta);
    const di = v128.load(delta, 16);
    lr = v128.bitselect(dr, lr, mask);
    li = v128.bitselect(di, li, mask);
    const xr = v128.andnot(dr, mask);
    const xi = v128.andnot(di, mask);
    change = f64x2.add(change, f64x2.add(f64x2.mul(xr, xr), f64x2.mul(xi, xi)));
    v128.store(x, f64x2.sub(v128.load(x), xr));
    v128.store(x, f64x2.sub(v128.load(x, 16), xi), 16);
    size = f64x2.add(size, squaredModulus(x));
    delta += stride;
  }
  v128.store(lambda, f64x2.sub(v128.load(lambda), lr));
  v128.store(lambda, f64x2.sub(v128.load(lambda, 16), li), 16);
  return f64x2.div(change, size);
}
