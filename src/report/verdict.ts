/** From an interval and a threshold that was fixed beforehand to a verdict. */

import type { Estimate } from "../stats/estimate.ts";
import type { Verdict } from "./figure.ts";

/**
 * Supported when the whole 95% interval lies below (above) the threshold, not supported when it lies wholly on the other
 * side, inconclusive when it straddles it or when there is no interval.
 */
export function verdictOf(estimate: Estimate | null, side: "below" | "above", threshold: number): Verdict {
  if (estimate?.interval == null) return "inconclusive";
  const [low, high] = estimate.interval;
  if (high < threshold) return side === "below" ? "supported" : "not supported";
  if (low > threshold) return side === "above" ? "supported" : "not supported";
  return "inconclusive";
}

/** `value` and `interval` of a claim; an absent interval stays absent. */
export function claimNumbers(estimate: Estimate | null): {
  readonly value: number | null;
  readonly interval?: readonly [number, number];
} {
  if (estimate === null) return { value: null };
  return estimate.interval === null
    ? { value: estimate.value }
    : { value: estimate.value, interval: estimate.interval };
}
