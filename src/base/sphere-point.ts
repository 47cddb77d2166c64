/** Which points count as points of the sphere |x|² = n. */
import { assertVector } from "./arguments.ts";
import { ShapeError } from "./errors.ts";

/**
 * Largest | |x|² / n - 1 | of a point on the sphere. Riemannian formulas take |x|² for n, and are wrong by that share where it is
 * not; whoever puts a point back after each step stays within n eps, a point kept in single precision within 1.2e-7.
 */
const ON_SPHERE = 1e-6;

/** @throws {ShapeError} for what is no Float64Array of n numbers, or does not lie on |x|² = n; {NonFiniteError} for NaN or infinity */
export function assertOnSphere(what: string, x: unknown, n: number): asserts x is Float64Array {
  assertVector(what, "the point", x, n);
  let square = 0;
  for (let i = 0; i < n; i++) square += x[i]! * x[i]!;
  if (!(Math.abs(square / n - 1) <= ON_SPHERE))
    throw new ShapeError(
      `${what}: the point has |x|² = ${square}, and the sphere of ${n} coordinates is |x|² = ${n}; scale it by sqrt(n) / |x|.`,
    );
}
