// Complex arithmetic on two independent problems at once, one a lane of v128.
//
// Layout: a complex number of both lanes is 32 bytes, [re lane0 | re lane1 | im lane0 | im lane1]. A lane's arithmetic never
// sees the other lane, so a result does not depend on its neighbour.

/** Bytes of one complex number, both lanes. */
export const PAIR: usize = 32;

/** y -= a * b, complex, both lanes; operands by address. */
function subtractProduct(y: usize, ar: v128, ai: v128, b: usize): void {
  const br = v128.load(b);
  const bi = v128.load(b, 16);
  v128.store(y, f64x2.sub(v128.load(y), f64x2.sub(f64x2.mul(ar, br), f64x2.mul(ai, bi))));
  v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.add(f64x2.mul(ar, bi), f64x2.mul(ai, br))), 16);
}

export function squaredModulus(cell: usize): v128 {
  const re = v128.load(cell);
  const im = v128.load(cell, 16);
  return f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im));
}

/** Exchanges two rows in the lanes where `mask` is set. */
function swapRows(cells: i32, a: usize, b: usize, mask: v128): void {
  for (let j = 0; j < cells << 1; j++) {
    const u = v128.load(a);
    const v = v128.load(b);
    v128.store(a, v128.bitselect(v, u, mask));
    v128.store(b, v128.bitselect(u, v, mask));
    a += 16;
    b += 16;
  }
}

/**
 * Gaussian elimination with partial pivoting (each lane its own) on [J | B], n x (n + columns): B becomes J^-1 B, J is destroyed.
 */
export function complexSolvePair(n: i32, columns: i32, jac: usize): void {
  const width = n + columns;
  const stride = <usize>width * PAIR;
  for (let k = 0; k < n; k++) {
    const rowK = jac + <usize>k * stride;
    pivotRows(n, width, k, rowK);
    eliminateBelow(n, k, rowK, stride);
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let c = 0; c < columns; c++) substituteBack(n, k, n + c, jac, stride);
  }
}

/** Brings the largest |cell| of column k, rows k and below, to row k, each lane its own. */
function pivotRows(n: i32, width: i32, k: i32, rowK: usize): void {
  const pivot = rowK + <usize>k * PAIR;
  const stride = <usize>width * PAIR;
  let best = squaredModulus(pivot);
  for (let i = k + 1; i < n; i++) {
    const cell = pivot + <usize>(i - k) * stride;
    const candidate = squaredModulus(cell);
    const mask = f64x2.gt(candidate, best);
    if (v128.any_true(mask)) {
      swapRows(width - k, pivot, cell, mask);
      best = f64x2.max(best, candidate);
    }
  }
}

/** Subtracts multiples of row k from those below; the pivot's inverse takes its place, for the back substitution. */
function eliminateBelow(n: i32, k: i32, rowK: usize, stride: usize): void {
  const pivot = rowK + <usize>k * PAIR;
  const size = squaredModulus(pivot);
  const pr = f64x2.div(v128.load(pivot), size); // conj(pivot) / |pivot|²
  const pi = f64x2.neg(f64x2.div(v128.load(pivot, 16), size));
  const end = rowK + stride;
  for (let i = k + 1; i < n; i++) {
    const cell = pivot + <usize>(i - k) * stride;
    const ar = v128.load(cell);
    const ai = v128.load(cell, 16);
    const fr = f64x2.sub(f64x2.mul(ar, pr), f64x2.mul(ai, pi));
    const fi = f64x2.add(f64x2.mul(ar, pi), f64x2.mul(ai, pr));
    let y = cell + PAIR;
    for (let b = pivot + PAIR; b < end; b += PAIR) {
      subtractProduct(y, fr, fi, b);
      y += PAIR;
    }
  }
  v128.store(pivot, pr);
  v128.store(pivot, pi, 16);
}

/** Row k of column `column`: (b_k - sum over j > k of u_kj y_j) / u_kk. */
function substituteBack(n: i32, k: i32, column: i32, jac: usize, stride: usize): void {
  const rowK = jac + <usize>k * stride;
  const cell = rowK + <usize>column * PAIR;
  let below = cell + stride;
  for (let j = k + 1; j < n; j++) {
    const u = rowK + <usize>j * PAIR;
    subtractProduct(cell, v128.load(u), v128.load(u, 16), below);
    below += stride;
  }
  const pr = v128.load(rowK + <usize>k * PAIR);
  const pi = v128.load(rowK + <usize>k * PAIR, 16);
  const yr = v128.load(cell);
  const yi = v128.load(cell, 16);
  v128.store(cell, f64x2.sub(f64x2.mul(yr, pr), f64x2.mul(yi, pi)));
  v128.store(cell, f64x2.add(f64x2.mul(yr, pi), f64x2.mul(yi, pr)), 16);
}
