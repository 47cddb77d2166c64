/**
 * The factorisation of skew-pencil.ts in double-double arithmetic, for eigenvalues so close to 0 or 1 that doubles lose
 * tau or 1 - tau. The two halves of the symplectic space are the even and the odd rows here, and one skew matrix holds all blocks.
 */
import { log, log2, pow } from "../base/math.ts";
import {
  DD_EPSILON,
  type DoubleDouble,
  type DoubleDoubles,
  dd,
  ddAdd,
  ddArray,
  ddDivide,
  ddGet,
  ddMultiply,
  ddNegate,
  ddSet,
  ddSqrt,
  ddSubtract,
  upperHalf,
} from "./double-double.ts";

export interface PreciseFactors {
  readonly logPfaffian: number;
  /** tau_i and 1 - tau_i, each rounded from 32 digits */
  readonly tau: Float64Array;
  readonly rest: Float64Array;
}

/** x := x + p q' - q p' for skew x, rows and columns `from` and on. About 50 flops for each pair of entries. */
export function preciseSkewUpdate(
  x: DoubleDoubles,
  n: number,
  { p, q, from }: { p: DoubleDoubles; q: DoubleDoubles; from: number },
): void {
  const { hi, lo } = x;
  const p1 = p.hi.map(upperHalf);
  const q1 = q.hi.map(upperHalf);
  for (let i = from; i < n; i++) {
    const ph = p.hi[i]!;
    const qh = q.hi[i]!;
    if (ph === 0 && qh === 0) continue;
    const pl = p.lo[i]!;
    const ql = q.lo[i]!;
    const pu = p1[i]!;
    const pv = ph - pu;
    const qu = q1[i]!;
    const qv = qh - qu;
    for (let j = i + 1; j < n; j++) {
      const rh = q.hi[j]!;
      const ru = q1[j]!;
      const rv = rh - ru;
      const sh = p.hi[j]!;
      const su = p1[j]!;
      const sv = sh - su;
      const a = ph * rh;
      const aLow = pu * ru - a + pu * rv + pv * ru + pv * rv + (ph * q.lo[j]! + pl * rh);
      const b = -qh * sh;
      const bLow = -qu * su - b - qu * sv - qv * su - qv * sv - (qh * p.lo[j]! + ql * sh);
      const c = a + b;
      const cv = c - a;
      const old = hi[i * n + j]!;
      const d = c + old;
      const dv = d - c;
      const low = a - (c - cv) + (b - cv) + (c - (d - dv) + (old - dv)) + (aLow + bLow + lo[i * n + j]!);
      const sum = d + low;
      const rest = low - (sum - d);
      hi[i * n + j] = sum;
      lo[i * n + j] = rest;
      hi[j * n + i] = -sum;
      lo[j * n + i] = -rest;
    }
  }
}

/** x u, rounded as a sum in double-double. */
function apply(x: DoubleDoubles, n: number, u: DoubleDoubles): DoubleDoubles {
  const out = ddArray(n);
  const u1 = u.hi.map(upperHalf);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    let rest = 0;
    for (let j = 0; j < n; j++) {
      const b = u.hi[j]!;
      if (b === 0) continue;
      const a = x.hi[i * n + j]!;
      const a1 = upperHalf(a);
      const a2 = a - a1;
      const b1 = u1[j]!;
      const b2 = b - b1;
      const product = a * b;
      rest += a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2 + (a * u.lo[j]! + x.lo[i * n + j]! * b);
      const next = sum + product;
      const v = next - sum;
      rest += sum - (next - v) + (product - v);
      sum = next;
    }
    const hi = sum + rest;
    out.hi[i] = hi;
    out.lo[i] = rest - (hi - sum);
  }
  return out;
}

/** u and beta of the reflector I - beta u u' that takes x to a multiple of its entry number `first`; entries at `places`. */
interface Reflector {
  readonly u: DoubleDoubles;
  readonly beta: DoubleDouble;
  readonly norm: DoubleDouble;
}

function reflector(values: readonly DoubleDouble[], places: readonly number[], n: number): Reflector | null {
  let square = dd(0);
  for (const value of values) square = ddAdd(square, ddMultiply(value, value));
  if (square.hi < 1e-200) return null; // nothing to clear: far below the rounding of entries of order 1
  const norm = ddSqrt(square);
  const first = values[0]!;
  const head = first.hi >= 0 ? ddAdd(first, norm) : ddSubtract(first, norm);
  const u = ddArray(n);
  for (let i = 0; i < places.length; i++) ddSet(u, places[i]!, i === 0 ? head : values[i]!);
  const size = head.hi >= 0 ? head : ddNegate(head);
  return { u, beta: ddDivide(dd(1), ddMultiply(norm, size)), norm };
}

/** x := P x P for skew x. */
function reflect(x: DoubleDoubles, n: number, { u, beta }: Reflector): void {
  const image = apply(x, n, u);
  for (let i = 0; i < n; i++) ddSet(image, i, ddMultiply(beta, ddGet(image, i)));
  preciseSkewUpdate(x, n, { p: u, q: image, from: 0 });
}

/** Takes the borders to multiples of the first unit vectors, the forms along; returns log |b_1 ^ b_2 ^ …|. */
export function clearPreciseBorders(
  borders: readonly DoubleDoubles[],
  forms: readonly DoubleDoubles[],
  n: number,
): number {
  let logVolume = 0;
  borders.forEach((border, t) => {
    const places = Array.from({ length: n - t }, (_, i) => t + i);
    const chosen = reflector(
      places.map((i) => ddGet(border, i)),
      places,
      n,
    );
    if (!chosen) {
      logVolume = Number.NEGATIVE_INFINITY;
      return;
    }
    logVolume += log(chosen.norm.hi);
    for (const other of borders) {
      let dot = dd(0);
      for (const i of places) dot = ddAdd(dot, ddMultiply(ddGet(chosen.u, i), ddGet(other, i)));
      dot = ddMultiply(dot, chosen.beta);
      for (const i of places)
        ddSet(other, i, ddSubtract(ddGet(other, i), ddMultiply(dot, ddGet(chosen.u, i))));
    }
    for (const form of forms) reflect(form, n, chosen);
  });
  return logVolume;
}

function swap(x: DoubleDoubles, n: number, [i, j]: readonly [number, number]): void {
  if (i === j) return;
  for (const part of [x.hi, x.lo]) {
    for (let k = 0; k < n; k++) [part[i * n + k], part[j * n + k]] = [part[j * n + k]!, part[i * n + k]!];
    for (let k = 0; k < n; k++) [part[k * n + i], part[k * n + j]] = [part[k * n + j]!, part[k * n + i]!];
  }
}

function pivot(w: Float64Array, n: number, from: number): readonly [number, number] {
  let best = -1;
  let place: readonly [number, number] = [from, from + 1];
  for (let i = from; i < n; i++)
    for (let j = i + 1; j < n; j++)
      if (Math.abs(w[i * n + j]!) > best) {
        best = Math.abs(w[i * n + j]!);
        place = [i, j];
      }
  return place;
}

/** Block elimination with complete pivoting, as in skew-pencil.ts. */
function diagonalise(w: DoubleDoubles, v: DoubleDoubles, n: number): void {
  for (let k = 0; k < n - 2; k += 2) {
    const [i, j] = pivot(w.hi, n, k);
    for (const x of [w, v]) {
      swap(x, n, [k, i]);
      swap(x, n, [k + 1, j]);
    }
    const inverse = ddDivide(dd(1), ddGet(w, k * n + k + 1));
    const p = ddArray(n);
    const q = ddArray(n);
    for (let r = k + 2; r < n; r++) {
      ddSet(p, r, ddNegate(ddMultiply(ddGet(w, r * n + k + 1), inverse)));
      ddSet(q, r, ddMultiply(ddGet(w, r * n + k), inverse));
    }
    for (const x of [w, v]) {
      const inner = ddGet(x, k * n + k + 1);
      const first = ddArray(n);
      const second = ddArray(n);
      for (let c = 0; c < n; c++) {
        ddSet(first, c, ddAdd(ddGet(x, k * n + c), ddMultiply(inner, ddGet(q, c))));
        ddSet(second, c, ddGet(x, (k + 1) * n + c));
      }
      preciseSkewUpdate(x, n, { p, q: first, from: x === w ? k : 0 });
      preciseSkewUpdate(x, n, { p: q, q: second, from: x === w ? k : 0 });
    }
  }
}

/** Rows and columns 2k and 2k+1 of v are rotated so that v[2k][2 column] = 0. */
function rotate(v: DoubleDoubles, n: number, { k, column }: { k: number; column: number }): void {
  const y = ddGet(v, 2 * k * n + 2 * column);
  const x = ddNegate(ddGet(v, (2 * k + 1) * n + 2 * column));
  const r = ddSqrt(ddAdd(ddMultiply(x, x), ddMultiply(y, y)));
  if (r.hi < 1e-100) return;
  const cos = ddDivide(x, r);
  const sin = ddDivide(y, r);
  for (let j = 0; j < n; j++) {
    if (j === 2 * k || j === 2 * k + 1) continue; // the entry between the two stays
    const even = ddGet(v, 2 * k * n + j);
    const odd = ddGet(v, (2 * k + 1) * n + j);
    const newEven = ddAdd(ddMultiply(cos, even), ddMultiply(sin, odd));
    const newOdd = ddSubtract(ddMultiply(cos, odd), ddMultiply(sin, even));
    ddSet(v, 2 * k * n + j, newEven);
    ddSet(v, j * n + 2 * k, ddNegate(newEven));
    ddSet(v, (2 * k + 1) * n + j, newOdd);
    ddSet(v, j * n + 2 * k + 1, ddNegate(newOdd));
  }
}

/** Orthogonal symplectic congruences until the even-even block vanishes and the odd-even one is Hessenberg: [VanLoa84]. */
function reduce(v: DoubleDoubles, n: number): void {
  const m = n / 2;
  for (let column = 0; column < m - 1; column++) {
    const rows = Array.from({ length: m - 1 - column }, (_, i) => column + 1 + i);
    for (const half of [0, 1]) {
      const values = rows.map((i) => ddGet(v, (2 * i + half) * n + 2 * column));
      for (const target of [0, 1]) {
        const chosen = reflector(
          values,
          rows.map((i) => 2 * i + target),
          n,
        );
        if (chosen) reflect(v, n, chosen);
      }
      if (half === 0) rotate(v, n, { k: column + 1, column });
    }
  }
}

/** Shift of a QR sweep: the eigenvalue of the lower right 2 x 2 corner nearer to its last entry, or their common real part. */
function shiftOf([p, q, r, s]: readonly [
  DoubleDouble,
  DoubleDouble,
  DoubleDouble,
  DoubleDouble,
]): DoubleDouble {
  const difference = ddSubtract(p, s);
  const half = { hi: difference.hi / 2, lo: difference.lo / 2 };
  const product = ddMultiply(q, r);
  const discriminant = ddAdd(ddMultiply(half, half), product);
  if (discriminant.hi < 0) return ddAdd(s, half);
  const root = ddSqrt(discriminant);
  const far = half.hi >= 0 ? ddAdd(half, root) : ddSubtract(half, root);
  return far.hi === 0 ? s : ddSubtract(s, ddDivide(product, far));
}

/** (x, y) -> (cos x + sin y, cos y - sin x) on entries i and j of h. */
function turn(
  h: DoubleDoubles,
  [i, j]: readonly [number, number],
  [cos, sin]: readonly [DoubleDouble, DoubleDouble],
): void {
  const x = ddGet(h, i);
  const y = ddGet(h, j);
  ddSet(h, i, ddAdd(ddMultiply(cos, x), ddMultiply(sin, y)));
  ddSet(h, j, ddSubtract(ddMultiply(cos, y), ddMultiply(sin, x)));
}

/** One QR sweep with an explicit shift on rows low..high of the m x m Hessenberg matrix h. */
function sweep(
  h: DoubleDoubles,
  m: number,
  { low, high, shift }: { low: number; high: number; shift: DoubleDouble },
): void {
  const rotations: (readonly [DoubleDouble, DoubleDouble])[] = [];
  for (let i = low; i <= high; i++) ddSet(h, i * m + i, ddSubtract(ddGet(h, i * m + i), shift));
  for (let k = low; k < high; k++) {
    const x = ddGet(h, k * m + k);
    const y = ddGet(h, (k + 1) * m + k);
    const r = ddSqrt(ddAdd(ddMultiply(x, x), ddMultiply(y, y)));
    const rotation = r.hi === 0 ? ([dd(1), dd(0)] as const) : ([ddDivide(x, r), ddDivide(y, r)] as const);
    rotations.push(rotation);
    for (let j = k; j <= high; j++) turn(h, [k * m + j, (k + 1) * m + j], rotation);
  }
  rotations.forEach((rotation, step) => {
    const k = low + step;
    for (let i = low; i <= Math.min(high, k + 1); i++) turn(h, [i * m + k, i * m + k + 1], rotation);
  });
  for (let i = low; i <= high; i++) ddSet(h, i * m + i, ddAdd(ddGet(h, i * m + i), shift));
}

const MOST_SWEEPS = 60;

/**
 * Eigenvalues of a Hessenberg matrix all of whose eigenvalues are real. A pair that rounding has made complex is given by
 * its common real part.
 */
function realEigenvalues(h: DoubleDoubles, m: number): DoubleDouble[] {
  const norm = h.hi.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const found: DoubleDouble[] = [];
  let sweeps = 0;
  for (let high = m - 1; high >= 0; ) {
    let low = high;
    while (low > 0 && Math.abs(h.hi[low * m + low - 1]!) > 4 * DD_EPSILON * norm) low--;
    if (low > 0) ddSet(h, low * m + low - 1, dd(0));
    const corner = high * m + high;
    if (low === high) {
      found.push(ddGet(h, corner));
      high--;
      sweeps = 0;
      continue;
    }
    const last = ddGet(h, corner);
    const shift = shiftOf([ddGet(h, corner - m - 1), ddGet(h, corner - m), ddGet(h, corner - 1), last]);
    if (++sweeps > MOST_SWEEPS) {
      found.push(shift, ddSubtract(ddAdd(ddGet(h, corner - m - 1), last), shift));
      if (high - 2 >= low) ddSet(h, (high - 1) * m + high - 2, dd(0));
      high -= 2;
      sweeps = 0;
      continue;
    }
    sweep(h, m, { low, high, shift });
  }
  return found;
}

/** As pencilFactors, to 30 digits, all eigenvalues being real. w and v: n x n, destroyed. Cost: about 50 times as much. */
export function precisePencilFactors(w: DoubleDoubles, v: DoubleDoubles, n: number): PreciseFactors {
  const largest = v.hi.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  const size = largest > 0 ? pow(2, Math.floor(log2(largest))) : 1; // far out in a tail V is tiny, and its square would underflow
  for (const part of [v.hi, v.lo]) for (let i = 0; i < part.length; i++) part[i]! /= size;
  diagonalise(w, v, n);
  const m = n / 2;
  let logPfaffian = 0;
  const scale: DoubleDouble[] = [];
  for (let k = 0; k < n; k += 2) {
    const d = ddGet(w, k * n + k + 1);
    logPfaffian += log(Math.abs(d.hi));
    const root = ddDivide(dd(1), ddSqrt(d.hi < 0 ? ddNegate(d) : d));
    scale.push(root, d.hi < 0 ? ddNegate(root) : root);
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      ddSet(v, i * n + j, ddMultiply(ddMultiply(scale[i]!, scale[j]!), ddGet(v, i * n + j)));
  reduce(v, n);
  const a = ddArray(m * m);
  for (let i = 0; i < m; i++)
    for (let j = Math.max(i - 1, 0); j < m; j++)
      ddSet(a, i * m + j, ddNegate(ddGet(v, (2 * i + 1) * n + 2 * j)));
  const eigenvalues = realEigenvalues(a, m).map(({ hi, lo }) => dd(hi * size, lo * size));
  return {
    logPfaffian,
    tau: Float64Array.from(eigenvalues, ({ hi }) => hi),
    rest: Float64Array.from(eigenvalues, (tau) => ddSubtract(dd(1), tau).hi),
  };
}
