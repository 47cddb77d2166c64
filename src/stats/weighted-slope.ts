/** A straight line through points of known errors. */
import { SpecError } from "../base/errors.ts";
import { log } from "../base/math.ts";
import { Z_95 } from "./estimate.ts";

export interface WeightedPoint {
  readonly x: number;
  readonly y: number;
  /** 1 / variance of y. */
  readonly weight: number;
}

/**
 * Slope of the weighted least-squares line, its standard error from the weights, and its 95% interval. All are NaN or infinite where the
 * points have fewer than two different x: no slope is determined.
 * @throws {SpecError} for coordinates or weights that are not numbers, or weights below 0
 */
export function weightedSlope(points: readonly WeightedPoint[]): {
  readonly slope: number;
  readonly intercept: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
} {
  for (const { x, y, weight } of points)
    if (Number.isNaN(x + y) || !(weight >= 0))
      throw new SpecError(
        "points",
        `A point of a weighted line has finite x and y and a weight of 0 or more, got (${x}, ${y}) of weight ${weight}.`,
      );
  let [w, wx, wy] = [0, 0, 0];
  for (const point of points) {
    w += point.weight;
    wx += point.weight * point.x;
    wy += point.weight * point.y;
  }
  const [cx, cy] = [wx / w, wy / w];
  let [sxx, sxy] = [0, 0];
  for (const point of points) {
    sxx += point.weight * (point.x - cx) * (point.x - cx);
    sxy += point.weight * (point.x - cx) * (point.y - cy);
  }
  const slope = sxy / sxx;
  const standardError = 1 / Math.sqrt(sxx);
  return {
    slope,
    intercept: cy - slope * cx,
    standardError,
    interval: [slope - Z_95 * standardError, slope + Z_95 * standardError],
  };
}

/**
 * Slope of ln y against ln x, all points alike; for exponents of power laws. NaN for fewer than two different x, and where a value is not
 * positive and finite: what a resample may hold.
 * @throws {SpecError} for lists of different lengths
 */
export function logLogSlope(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length)
    throw new SpecError("y", `A slope is of pairs, got ${x.length} values and ${y.length}.`);
  if (![...x, ...y].every((value) => value > 0 && value < Number.POSITIVE_INFINITY)) return Number.NaN;
  return weightedSlope(x.map((value, i) => ({ x: log(value), y: log(y[i]!), weight: 1 }))).slope;
}

/** Weighted slope of y against ln x. */
export function slopeAgainstLog(points: readonly WeightedPoint[]): ReturnType<typeof weightedSlope> {
  return weightedSlope(points.map((point) => ({ ...point, x: log(point.x) })));
}
