/** What network-losses writes down: one row a task, one summary a run. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate, Interval } from "../../stats/estimate.ts";
import type { SampleImages } from "../kit/training/sample-images.ts";

/** A trained network, reproducible from (config, seed, hidden, net). */
export type NetworkOutcome = {
  readonly net: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
};

export type NetworkLossesRow = JsonObject & {
  readonly hidden: number;
  readonly parameters: number;
  /** Where the images come from: "synthetic strokes", "genuine MNIST", … */
  readonly provenance: string;
  readonly networks: readonly NetworkOutcome[];
  /** Networks whose loss left the finite numbers, and which are left out above. */
  readonly diverged: readonly number[];
  /** In the first row alone. */
  readonly samples: readonly SampleImages[] | null;
};

export type SizeSummary = {
  readonly hidden: number;
  readonly parameters: number;
  readonly networks: number;
  readonly diverged: number;
  readonly trainMean: Estimate;
  readonly trainSd: number;
  readonly testMean: Estimate;
  readonly testVariance: Estimate;
  /** 10%, 50% and 90% quantiles of the test loss. */
  readonly testDeciles: readonly [number, number, number];
  /** (q90 - q10) / q50: how much worse a bad solution is than a good one of its size. */
  readonly relativeGap: Estimate | null;
  readonly testAccuracy: number;
  readonly trainAccuracy: number;
  /** Pearson correlation of train and test loss, interval by Fisher's z. */
  readonly correlation: Estimate | null;
  /** The same with a bootstrap interval. */
  readonly correlationBootstrap: Interval | null;
  /** Test loss over exp(alpha n1^beta). */
  readonly scaledMean: number;
  readonly scaledVariance: Estimate;
};

export type NetworkLossesSummary = JsonObject & {
  readonly provenance: string;
  /** Networks whose loss left the finite numbers, of all trained. */
  readonly diverged: number;
  readonly trained: number;
  readonly genuine: boolean;
  readonly samples: readonly SampleImages[] | null;
  readonly sizes: readonly SizeSummary[];
  /** E[test loss] = limit exp(alpha n1^beta), fitted to the means of the sizes from `scaledFrom`. */
  readonly scaling: { readonly alpha: number; readonly beta: number; readonly limit: number } | null;
  readonly scaledFrom: number;
  /** Slope of log variance of the scaled test loss against log n1. */
  readonly varianceSlope: Estimate | null;
  /** The same for the raw test loss, Figure 10. */
  readonly rawVarianceSlope: Estimate | null;
  /** Relative gap of the smallest size over that of the largest. */
  readonly gapRatio: Estimate | null;
  /** Weighted slope of Fisher's z of the correlation against log n1. */
  readonly correlationSlope: Estimate | null;
  /** [hidden, train loss, test loss, scaled test loss] of every network. */
  readonly points: readonly (readonly [number, number, number, number])[];
};
