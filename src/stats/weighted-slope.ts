/** A straight line through points of known errors. */
import { log } from "../base/math.ts";

const Z_95 = 1.959963984540054;

export interface WeightedPoint {
  readonly x: number;
  readonly y: number;
  /** 1 / variance of y. */
  readonly weight: number;
}

/** Slope of the weighted least-squares line, its standard error from the weights, and its 95% interval. */
export function weightedSlope(points: readonly WeightedPoint[]): {
  readonly slope: number;
  readonly intercept: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
} {
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

/** Slope of ln y against ln x, all points alike; for exponents of power laws. NaN for fewer than two points. */
export function logLogSlope(x: readonly number[], y: readonly number[]): number {
  return weightedSlope(x.map((value, i) => ({ x: log(value), y: log(y[i]!), weight: 1 }))).slope;
}

/** Weighted slope of y against ln x. */
export function slopeAgainstLog(points: readonly WeightedPoint[]): ReturnType<typeof weightedSlope> {
  return weightedSlope(points.map((point) => ({ ...point, x: log(point.x) })));
}
