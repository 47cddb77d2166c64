/** Vectors on the host, of a few to some thousand entries; long ones and many at once are the kernels' work. */
import { ShapeError } from "./errors.ts";

/** Plain or typed: what has entries in order. */
export type Vector = ArrayLike<number>;

/**
 * Σ aᵢ bᵢ, summed from the first entry to the last. O(n).
 * @throws {ShapeError} when the lengths differ
 */
export function dot(a: Vector, b: Vector): number {
  if (a.length !== b.length) throw new ShapeError(`dot: lengths ${a.length} and ${b.length} differ.`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Euclidean norm √(Σ aᵢ²): for entries whose squares neither overflow nor vanish; `scaledNorm` takes all. */
export const norm = (a: Vector): number => Math.sqrt(dot(a, a));

/** Euclidean norm of any finite entries: the largest is divided out before squaring. Infinity or NaN where an entry is. */
export function scaledNorm(a: Vector): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!);
    if (!(size <= largest)) largest = size;
    if (Number.isNaN(size)) return Number.NaN;
  }
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const share = a[i]! / largest;
    sum += share * share;
  }
  return largest * Math.sqrt(sum);
}

/** y ← y + α x, in place. */
export function axpy(alpha: number, x: Vector, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = y[i]! + alpha * x[i]!;
}

/** x ← α x, in place. */
export function scale(alpha: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = x[i]! * alpha;
}
