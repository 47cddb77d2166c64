/**
 * The polynomial Pf(W + (w-1) V) in w, of two real skew matrices of even size 2m, as a product of m factors
 *
 *   Pf(W + (w-1) V) = Pf(W) prod_i (1 - tau_i + w tau_i),     tau_i: the eigenvalues of W^{-1} V, each of which is double.
 *
 * A congruence takes W to J = [[0, I], [-I, 0]]; J^{-1} V is then skew-Hamiltonian, and an orthogonal symplectic similarity
 * takes it to [[A, *], [0, A']] with A Hessenberg [VanLoa84], so that each double eigenvalue is computed once, and to full accuracy.
 */
import { hypot, log } from "../base/math.ts";
import { type Eigenvalues, hessenbergEigenvalues } from "./hessenberg-eigenvalues.ts";

export interface PencilFactors {
  readonly logPfaffian: number;
  readonly tau: Eigenvalues;
}

/** Rows and columns i and j of the skew matrix trade places. */
function swap(x: Float64Array, n: number, [i, j]: readonly [number, number]): void {
  if (i === j) return;
  for (let k = 0; k < n; k++) {
    const kept = x[i * n + k]!;
    x[i * n + k] = x[j * n + k]!;
    x[j * n + k] = kept;
  }
  for (let k = 0; k < n; k++) {
    const kept = x[k * n + i]!;
    x[k * n + i] = x[k * n + j]!;
    x[k * n + j] = kept;
  }
}

/** x := x + p q' - q p', rows and columns `from` and on. */
export function skewUpdate(
  x: Float64Array,
  n: number,
  { p, q, from }: { p: Float64Array; q: Float64Array; from: number },
): void {
  for (let i = from; i < n; i++) {
    const pi = p[i]!;
    const qi = q[i]!;
    if (pi === 0 && qi === 0) continue;
    const row = i * n;
    for (let j = from; j < n; j++) x[row + j]! += pi * q[j]! - qi * p[j]!;
  }
}

/** Place of the largest entry in rows and columns `from` and on. */
function pivot(w: Float64Array, n: number, from: number): readonly [number, number] {
  let best = -1;
  let place: readonly [number, number] = [from, from + 1];
  for (let i = from; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const size = Math.abs(w[i * n + j]!);
      if (size > best) {
        best = size;
        place = [i, j];
      }
    }
  return place;
}

/**
 * Block elimination with complete pivoting: w becomes block diagonal with blocks [[0, d], [-d, 0]], and v undergoes the same
 * congruence (of determinant 1 up to sign). All multipliers are at most 1.
 */
function diagonalise(w: Float64Array, v: Float64Array, n: number): void {
  const p = new Float64Array(n);
  const q = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  for (let k = 0; k < n - 2; k += 2) {
    const [i, j] = pivot(w, n, k);
    for (const x of [w, v]) {
      swap(x, n, [k, i]);
      swap(x, n, [k + 1, j]);
    }
    const d = w[k * n + k + 1]!;
    p.fill(0);
    q.fill(0);
    for (let r = k + 2; r < n; r++) {
      p[r] = -w[r * n + k + 1]! / d;
      q[r] = w[r * n + k]! / d;
    }
    for (const x of [w, v]) {
      const inner = x[k * n + k + 1]!;
      for (let c = 0; c < n; c++) {
        first[c] = x[k * n + c]! + inner * q[c]!;
        second[c] = x[(k + 1) * n + c]!;
      }
      skewUpdate(x, n, { p, q: first, from: 0 });
      skewUpdate(x, n, { p: q, q: second, from: 0 });
    }
  }
}

/** The blocks of a skew-Hamiltonian matrix [[a, b], [c, a']]: b and c skew; all m x m. */
interface SkewHamiltonian {
  readonly m: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** Reflector that clears rows from+1 and on of column `column` of x, applied to all three blocks. */
function reflect(
  blocks: SkewHamiltonian,
  x: Float64Array,
  { column, from }: { column: number; from: number },
): void {
  const { m, a, b, c } = blocks;
  const u = new Float64Array(m);
  let norm = 0;
  for (let i = from; i < m; i++) {
    u[i] = x[i * m + column]!;
    norm += u[i]! * u[i]!;
  }
  if (norm === 0) return;
  norm = Math.sqrt(norm);
  for (let i = from; i < m; i++) u[i]! /= norm;
  u[from]! += u[from]! >= 0 ? 1 : -1;
  const beta = 1 / Math.abs(u[from]!);
  const t = new Float64Array(m);
  for (let i = from; i < m; i++) for (let j = 0; j < m; j++) t[j]! += beta * u[i]! * a[i * m + j]!;
  for (let i = from; i < m; i++) for (let j = 0; j < m; j++) a[i * m + j]! -= u[i]! * t[j]!;
  for (let i = 0; i < m; i++) {
    let dot = 0;
    for (let j = from; j < m; j++) dot += u[j]! * a[i * m + j]!;
    for (let j = from; j < m; j++) a[i * m + j]! -= beta * dot * u[j]!;
  }
  for (const skew of [b, c]) {
    t.fill(0); // beta skew u
    for (let i = 0; i < m; i++) for (let j = from; j < m; j++) t[i]! += beta * skew[i * m + j]! * u[j]!;
    skewUpdate(skew, m, { p: u, q: t, from: 0 }); // u' skew u = 0, so P skew P = skew + u t' - t u'
  }
}

/** Rotation in the plane (k, m + k) that clears c[k][column] against a[k][column]. */
function rotate({ m, a, b, c }: SkewHamiltonian, k: number, column: number): void {
  const x = a[k * m + column]!;
  const y = c[k * m + column]!;
  const r = hypot(x, y);
  if (y === 0) return;
  const cos = x / r;
  const sin = y / r;
  for (let j = 0; j < m; j++) {
    if (j === k) continue; // a[k][k] stays: its companion is itself, and b and c vanish there
    const akj = a[k * m + j]!;
    const ckj = c[k * m + j]!;
    a[k * m + j] = cos * akj + sin * ckj;
    c[k * m + j] = cos * ckj - sin * akj;
    c[j * m + k] = -c[k * m + j]!;
    const ajk = a[j * m + k]!;
    const bkj = b[k * m + j]!;
    a[j * m + k] = cos * ajk - sin * bkj;
    b[k * m + j] = cos * bkj + sin * ajk;
    b[j * m + k] = -b[k * m + j]!;
  }
}

/** Orthogonal symplectic similarities until c = 0 and a is Hessenberg. */
function reduce(blocks: SkewHamiltonian): void {
  const { m, a, c } = blocks;
  for (let column = 0; column < m - 1; column++) {
    const from = column + 1;
    reflect(blocks, c, { column, from });
    rotate(blocks, from, column);
    reflect(blocks, a, { column, from });
  }
  for (let i = 2; i < m; i++) a.fill(0, i * m, i * m + i - 1);
}

/**
 * Factors of Pf(W + (w-1) V), up to sign. W and V: n x n, n even, skew, row-major; both are destroyed. W must be well
 * conditioned: the eigenvalues have absolute errors of about n eps cond(W) |V|. Cost: about 4 n³ multiply-adds.
 */
export function pencilFactors(w: Float64Array, v: Float64Array, n: number): PencilFactors {
  const size = v.reduce((largest, value) => Math.max(largest, Math.abs(value)), Number.MIN_VALUE);
  for (let i = 0; i < v.length; i++) v[i]! /= size; // far out in a tail V is tiny, and its square would underflow
  diagonalise(w, v, n);
  const m = n / 2;
  let logPfaffian = 0;
  const scale = new Float64Array(n);
  for (let k = 0; k < n; k += 2) {
    const d = w[k * n + k + 1]!;
    logPfaffian += log(Math.abs(d));
    scale[k] = 1 / Math.sqrt(Math.abs(d));
    scale[k + 1] = Math.sign(d) / Math.sqrt(Math.abs(d));
  }
  const block = (row: number, column: number, sign: number): Float64Array => {
    const x = new Float64Array(m * m);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < m; j++) {
        const r = 2 * i + row;
        const s = 2 * j + column;
        x[i * m + j] = sign * v[r * n + s]! * scale[r]! * scale[s]!;
      }
    return x;
  };
  const blocks = { m, a: block(1, 0, -1), b: block(1, 1, -1), c: block(0, 0, 1) };
  reduce(blocks);
  const { real, imaginary } = hessenbergEigenvalues(blocks.a, m);
  return { logPfaffian, tau: { real: real.map((t) => t * size), imaginary: imaginary.map((t) => t * size) } };
}
