/** Pearson's correlation, and its interval by Fisher's z. */
import { SpecError } from "../base/errors.ts";
import { atanh, tanh } from "../base/math.ts";
import { Z_95 } from "./estimate.ts";
import { mean } from "./moments.ts";

/**
 * Pearson's correlation coefficient, in -1 … 1 whatever the rounding; NaN when one side does not vary.
 * @throws {SpecError} for lists of different lengths, no values, or values that are not finite
 */
export function pearson(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length)
    throw new SpecError("y", `A correlation is of pairs, got ${x.length} values and ${y.length}.`);
  const [dx, dy] = [deviations(x), deviations(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < dx.length; i++) {
    xx += dx[i]! * dx[i]!;
    yy += dy[i]! * dy[i]!;
    xy += dx[i]! * dy[i]!;
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Distances from the mean over the largest of them, so that no square over- or underflows; exactly 0 / 0 where all values are one. */
function deviations(values: readonly number[]): number[] {
  const centre = mean(values);
  const varies = values.some((value) => value !== values[0]); // the mean of equal values may be rounded away from them
  const distances = values.map((value) => (varies ? value - centre : 0));
  const largest = distances.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (!(largest < Number.POSITIVE_INFINITY))
    throw new SpecError("x", "The values of a correlation must be finite numbers, with finite differences.");
  return distances.map((distance) => distance / largest);
}

/**
 * z = artanh r, near to normal with variance 1 / (n - 3); ±Infinity at ±1.
 * @throws {SpecError} unless -1 <= r <= 1
 */
export function fisherZ(r: number): number {
  if (!(Math.abs(r) <= 1)) throw new SpecError("r", `A correlation lies between -1 and 1, got ${r}.`);
  return atanh(r);
}

/**
 * 95% interval of a correlation of n pairs; null for n < 4 or |r| = 1.
 * @throws {SpecError} unless -1 <= r <= 1 and n is a number
 */
export function fisherInterval(r: number, n: number): readonly [number, number] | null {
  if (Number.isNaN(n)) throw new SpecError("n", "The number of pairs must be a number, got NaN.");
  const z = fisherZ(r);
  if (n < 4 || Math.abs(r) === 1) return null;
  const half = Z_95 / Math.sqrt(n - 3);
  return [tanh(z - half), tanh(z + half)];
}
