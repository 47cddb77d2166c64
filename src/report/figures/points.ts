/** Measured values as points with their intervals. */
import type { Estimate } from "../../stats/estimate.ts";

export interface MeasuredPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** A point at x with a bar over its 95% interval, if it has one. */
export function measuredPoint(x: number, { value, interval }: Estimate): MeasuredPoint {
  return interval === null ? { x, y: value } : { x, y: value, low: interval[0], high: interval[1] };
}

/** The same for a logarithmic axis: a bar that reaches 0 or less ends at a hundredth of the value. */
export function measuredPointLog(x: number, estimate: Estimate): MeasuredPoint {
  const point = measuredPoint(x, estimate);
  return point.low === undefined ? point : { ...point, low: Math.max(point.low, point.y / 100) };
}
