/**
 * Eigenvalues of a small real Hessenberg matrix by the implicit double-shift QR iteration [GolVanLoa13, alg. 7.5.2]. Plain doubles for
 * theory/, which may use no kernel.
 */
import { ConvergenceError } from "../base/errors.ts";
import { norm } from "../base/vector.ts";

const MOST_SWEEPS = 60;

export interface Eigenvalues {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Active block low..high of the n x n matrix h. */
interface Block {
  readonly h: Float64Array;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Largest l <= high with a negligible entry left of the diagonal in row l; 0 if there is none. Negligible: against its neighbours on the
 * diagonal, or below the rounding of the whole matrix; else clusters of tiny eigenvalues would never part.
 */
function startOfBlock(h: Float64Array, { n, high, norm }: { n: number; high: number; norm: number }): number {
  for (let l = high; l > 0; l--) {
    const scale = Math.abs(h[(l - 1) * n + l - 1]!) + Math.abs(h[l * n + l]!);
    if (Math.abs(h[l * n + l - 1]!) <= Number.EPSILON * Math.max(scale, norm)) {
      h[l * n + l - 1] = 0;
      return l;
    }
  }
  return 0;
}

/** Both eigenvalues of [[p, q], [r, s]] as [re, im, re, im]; the one of smaller size without cancellation. */
function twoByTwo([p, q, r, s]: readonly [number, number, number, number]): [number, number, number, number] {
  const half = (p - s) / 2;
  const discriminant = half * half + q * r;
  const root = Math.sqrt(Math.abs(discriminant));
  if (discriminant < 0) return [s + half, root, s + half, -root];
  const far = half + (half >= 0 ? root : -root);
  return [s + far, 0, far === 0 ? s : s - (q * r) / far, 0];
}

/** Reflector I - beta v v' that takes x to a multiple of e_1; v[0] = 1, beta = 0 when there is nothing to do. */
function reflector(x: readonly number[]): { v: number[]; beta: number } {
  const largest = Math.max(...x.map(Math.abs));
  if (largest === 0) return { v: x.map((_, i) => (i === 0 ? 1 : 0)), beta: 0 };
  const y = x.map((value) => value / largest);
  const size = norm(y);
  const first = y[0]! + (y[0]! >= 0 ? size : -size);
  return { v: y.map((value, i) => (i === 0 ? 1 : value / first)), beta: Math.abs(first) / size };
}

/** h := P h P with P = I - beta v v' on rows and columns k, k+1, …, inside the block, rows from column `left` on. */
function applyReflector(
  { h, n, low, high }: Block,
  { v, beta }: { v: number[]; beta: number },
  { k, left }: { k: number; left: number },
): void {
  for (let j = left; j <= high; j++) {
    let dot = 0;
    for (let i = 0; i < v.length; i++) dot += v[i]! * h[(k + i) * n + j]!;
    for (let i = 0; i < v.length; i++) h[(k + i) * n + j]! -= beta * dot * v[i]!;
  }
  for (let i = low; i <= Math.min(high, k + 3); i++) {
    let dot = 0;
    for (let j = 0; j < v.length; j++) dot += v[j]! * h[i * n + k + j]!;
    for (let j = 0; j < v.length; j++) h[i * n + k + j]! -= beta * dot * v[j]!;
  }
}

/** The shifts of a sweep: the eigenvalues of [[y, *], [*, x]] whose off-diagonal entries have the product w. */
interface Shifts {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

/** Where a sweep may start, and its first column there: two small entries in a row let it start below the block's top. */
function startOfSweep({ h, n, low, high }: Block, { x: corner, y, w }: Shifts) {
  for (let m = high - 2; ; m--) {
    const at = (i: number, j: number): number => h[(m + i) * n + m + j]!;
    const toX = corner - at(0, 0); // differences first: shifts and diagonal may agree to many digits
    const toY = y - at(0, 0);
    const x = [(toX * toY - w) / at(1, 0) + at(0, 1), at(1, 1) - at(0, 0) - toX - toY, at(2, 1)];
    if (m === low) return { m, x };
    const spill = Math.abs(at(0, -1)) * (Math.abs(x[1]!) + Math.abs(x[2]!));
    const scale = Math.abs(at(-1, -1)) + Math.abs(at(0, 0)) + Math.abs(at(1, 1));
    if (spill <= Number.EPSILON * Math.abs(x[0]!) * scale) return { m, x };
  }
}

/** One implicit double-shift sweep over the block. */
function sweep(block: Block, shifts: Shifts): void {
  const { h, n, low, high } = block;
  const start = startOfSweep(block, shifts);
  let x = start.x;
  for (let k = start.m; k < high; k++) {
    const { v, beta } = reflector(x);
    applyReflector(block, { v, beta }, { k, left: k > start.m ? k - 1 : k });
    if (k === start.m && k > low) h[k * n + k - 1]! *= 1 - beta;
    if (k > start.m) for (let i = k + 1; i < Math.min(high + 1, k + 3); i++) h[i * n + k - 1] = 0;
    x = [h[(k + 1) * n + k]!];
    if (k + 2 <= high) x.push(h[(k + 2) * n + k]!);
    if (k + 3 <= high) x.push(h[(k + 3) * n + k]!);
  }
}

/**
 * All eigenvalues of the n x n upper Hessenberg matrix h (row-major, destroyed), complex ones in adjacent conjugate pairs.
 * @throws {ConvergenceError} after 60 sweeps without a deflation
 */
export function hessenbergEigenvalues(h: Float64Array, n: number): Eigenvalues {
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  const norm = h.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let sweeps = 0;
  for (let high = n - 1; high >= 0; ) {
    const low = startOfBlock(h, { n, high, norm });
    if (low >= high - 1) {
      if (low === high) real[high] = h[high * n + high]!;
      else {
        const corner = [
          h[low * n + low]!,
          h[low * n + high]!,
          h[high * n + low]!,
          h[high * n + high]!,
        ] as const;
        [real[low], imaginary[low], real[high], imaginary[high]] = twoByTwo(corner);
      }
      high = low - 1;
      sweeps = 0;
      continue;
    }
    if (++sweeps > MOST_SWEEPS)
      throw new ConvergenceError(`QR: an eigenvalue of a ${n} x ${n} Hessenberg matrix did not converge.`);
    const corner = h[high * n + high]!;
    const below = h[high * n + high - 1]!;
    const off = 0.75 * (Math.abs(below) + Math.abs(h[(high - 1) * n + high - 2]!));
    const exceptional = { x: corner + off, y: corner + off, w: -0.4375 * (off / 0.75) * (off / 0.75) };
    const usual = { x: corner, y: h[(high - 1) * n + high - 1]!, w: below * h[(high - 1) * n + high]! };
    sweep({ h, n, low, high }, sweeps % 10 === 0 ? exceptional : usual); // exceptional shifts break cycles
  }
  return { real, imaginary };
}
