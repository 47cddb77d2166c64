/** Moments and quantiles of a sample. */
import { SpecError } from "../base/errors.ts";

/** @throws {SpecError} for no values, or when the sum is no number (a NaN among them, infinities of both signs) */
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  if (values.length === 0 || Number.isNaN(sum)) throw notASample(values);
  return sum / values.length;
}

/**
 * Unbiased, divisor n - 1; NaN for fewer than two values.
 * @throws {SpecError} for values that are not finite
 */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) * (value - centre);
  if (Number.isNaN(sum)) throw notASample(values);
  return sum / (values.length - 1);
}

export const standardDeviation = (values: readonly number[]): number => Math.sqrt(variance(values));

function notASample(values: readonly number[]): SpecError {
  const odd = values.find((value) => !Number.isFinite(value));
  return new SpecError(
    "values",
    values.length === 0
      ? "A mean takes at least one value, got none."
      : `The values of a sample must be finite numbers, one of the ${values.length} is ${odd}.`,
  );
}

/**
 * Linear interpolation between the order statistics (type 7 of Hyndman and Fan).
 *
 * @param sorted ascending, not empty
 * @throws {SpecError} for no values, or a probability outside 0 … 1
 */
export function quantile(sorted: readonly number[], probability: number): number {
  if (!(probability >= 0 && probability <= 1))
    throw new SpecError("probability", `A probability lies between 0 and 1, got ${probability}.`);
  if (sorted.length === 0) throw new SpecError("sorted", "A quantile takes at least one value, got none.");
  const place = probability * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  const share = place - low;
  return share === 0 ? sorted[low]! : sorted[low]! + share * (sorted[high]! - sorted[low]!);
}

/** @throws {SpecError} for a NaN, which has no place in an order */
export function ascending(values: readonly number[]): number[] {
  if (values.some(Number.isNaN)) throw notASample(values);
  return [...values].sort((a, b) => a - b);
}
