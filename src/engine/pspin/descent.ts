/** Descents on the spherical p-spin glass as a caller sees them: options and their check, starts on the sphere, outcomes. */
import { ConvergenceError, ShapeError, SpecError } from "../../base/errors.ts";
import { DESCENT_METHOD, DESCENT_STATUS } from "../generated/codes.ts";

/**
 * - converged: the gradient is at or below the tolerance.
 * - max-evaluations: the evaluations allowed are spent, the gradient is above the tolerance.
 * - stalled: no step lowers the energy although the gradient is above the tolerance: it is at the level of rounding errors.
 * - not-finite: a step left the range of numbers; the point is the last one with a finite energy. NaN as energy and gradient: the
 *   start itself had none.
 */
export type DescentStatus = (typeof DESCENT_STATUS)[number];

/** The kernels' codes as words. */
export function descentStatus(codes: Int32Array): readonly DescentStatus[] {
  return Array.from(codes, (code) => DESCENT_STATUS[code]!);
}

export type DescentMethod = (typeof DESCENT_METHOD)[number];

export interface DescentOptions {
  readonly method: DescentMethod;
  /**
   * Step of gradient descent. L-BFGS's first step per unit of gradient, kept between 1e-8 and a quarter of the radius: what
   * follows is measured.
   */
  readonly eta?: number;
  /** Gradient descent's step at evaluation k is eta / (1 + decay k). */
  readonly decay?: number;
  /** Wanted |Riemannian gradient| / sqrt(n). */
  readonly tolerance: number;
  readonly maxEvaluations: number;
}

export interface SampleSgdOptions {
  /** Length of a step; in epoch t it is eta / (1 + decay t). */
  readonly eta: number;
  readonly decay: number;
  readonly firstEpoch: number;
  readonly epochs: number;
}

export interface Descent {
  /** count x n, |sigma|² = n. */
  readonly points: Float64Array;
  /** H, total. */
  readonly energies: Float64Array;
  /** |Riemannian gradient| / sqrt(n). */
  readonly gradients: Float64Array;
  readonly evaluations: Int32Array;
  readonly status: readonly DescentStatus[];
}

/** The kernel's number of a method. @throws {SpecError} for one that is not known */
export function methodCode(method: DescentMethod): number {
  const code = DESCENT_METHOD.indexOf(method);
  if (code < 0)
    throw new SpecError(
      "method",
      `p-spin: there is no method ${JSON.stringify(method) ?? String(method)}; known are ${DESCENT_METHOD.join(" and ")}.`,
    );
  return code;
}

const LARGEST_COUNT = 2 ** 31 - 1;

/** @throws {SpecError} for a number that is NaN, infinite or negative, or a count that is not whole */
export function assertDescent(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value) || value < 0)
      throw new SpecError(name, `p-spin: ${name} is a finite number of 0 or more, got ${value}.`);
    if (COUNTS.has(name) && (!Number.isInteger(value) || value > LARGEST_COUNT))
      throw new SpecError(name, `p-spin: ${name} is a whole number up to ${LARGEST_COUNT}, got ${value}.`);
  }
}

const COUNTS: ReadonlySet<string> = new Set(["maxEvaluations", "epochs", "firstEpoch"]);

/** Squares of numbers between these, summed over any n, are in the range of doubles. */
const SMALLEST = 1e-140;
const LARGEST = 1e140;

/**
 * Starts as the kernels take them: any length but zero, divided by their largest number where squares would leave the range of numbers.
 *
 * @throws {ShapeError} when there is a part of a start, or one of length zero
 */
export function descentStarts(starts: Float64Array, n: number): Float64Array {
  if (starts.length % n !== 0)
    throw new ShapeError(
      `p-spin: starts are rows of ${n} spins; ${starts.length} numbers are no whole number of them.`,
    );
  const points = starts.slice();
  for (let first = 0; first < points.length; first += n) {
    const row = points.subarray(first, first + n);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0)
      throw new ShapeError(
        `p-spin: start ${first / n} is the zero vector, which is no direction; any other length will do.`,
      );
    if (largest < SMALLEST || (largest > LARGEST && Number.isFinite(largest)))
      for (let i = 0; i < n; i++) row[i] = row[i]! / largest;
  }
  return points;
}

/** @throws {ConvergenceError} when a step of stochastic descent left the range of numbers */
export function assertOnSphere(points: Float64Array, n: number, eta: number): void {
  for (let first = 0; first < points.length; first += n) {
    const square = points.subarray(first, first + n).reduce((sum, value) => sum + value * value, 0);
    if (!(square > 0.5 * n && square < 2 * n))
      throw new ConvergenceError(
        `p-spin: steps of eta = ${eta} take start ${first / n} out of the range of numbers; take a smaller eta.`,
      );
  }
}
