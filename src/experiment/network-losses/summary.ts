/** From the losses of single networks to what their sizes do to them. */
import type { JsonObject } from "../../base/json.ts";
import { fisherInterval, fisherZ, pearson } from "../../stats/correlation.ts";
import type { Estimate, Interval } from "../../stats/estimate.ts";
import { bootstrapEstimate } from "../../stats/estimate.ts";
import {
  type ExponentialScaling,
  fitExponentialScaling,
  scalingFactor,
} from "../../stats/exponential-scaling.ts";
import { ascending, mean, quantile, standardDeviation, variance } from "../../stats/moments.ts";
import { resampleInterval } from "../../stats/resample.ts";
import { logLogSlope, slopeAgainstLog } from "../../stats/weighted-slope.ts";
import type { NetworkOutcome } from "../kit/training/outcome.ts";
import { provenanceOf } from "../kit/training/provenance.ts";
import type { SampleImages } from "../kit/training/sample-images.ts";
import type { NetworkLossesRow } from "./run.ts";

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

/** The paper scales the losses of networks of 25 units and more; smaller ones cannot learn the task and would bend the fit. */
const SCALED_FROM = 25;

/** Squares of losses over such a factor are still far from overflow. */
const LEAST_FACTOR = 1e-100;

/** A variance, quantile or correlation of fewer networks says nothing. */
const FEWEST = 4;

interface Family {
  readonly hidden: number;
  readonly parameters: number;
  readonly diverged: number;
  readonly networks: readonly NetworkOutcome[];
}

export function reduce(rows: readonly NetworkLossesRow[]): NetworkLossesSummary {
  const families = familiesOf(rows).filter((family) => family.networks.length >= FEWEST);
  const scaled = families.filter((family) => family.hidden >= SCALED_FROM);
  const fit = scalingOf(scaled, families);
  const factor = (hidden: number) => (fit === null ? 1 : scalingFactor(fit, hidden));
  const sizes = families.map((family) => summariseSize(family, factor(family.hidden)));
  return {
    ...provenanceOf(rows),
    diverged: rows.reduce((sum, row) => sum + row.diverged.length, 0),
    trained: rows.reduce((sum, row) => sum + row.diverged.length + row.networks.length, 0),
    samples: rows.find(({ slots }) => slots.samples !== undefined)?.slots.samples ?? null,
    sizes,
    scaling: fit === null ? null : { alpha: fit.alpha, beta: fit.beta, limit: fit.limit },
    scaledFrom: SCALED_FROM,
    rawVarianceSlope: varianceSlope(families, () => 1),
    varianceSlope: varianceSlope(scaled, factor),
    gapRatio: gapRatio(families),
    correlationSlope: correlationSlope(sizes),
    points: families.flatMap((family) =>
      family.networks.map(
        (o) => [family.hidden, o.trainLoss, o.testLoss, o.testLoss / factor(family.hidden)] as const,
      ),
    ),
  };
}

/** Null where the mean losses determine no fit, or one whose factors leave the range of numbers that can be divided by. */
function scalingOf(scaled: readonly Family[], families: readonly Family[]): ExponentialScaling | null {
  const means = scaled.map((family) => mean(testLosses(family)));
  if (!means.every((loss) => loss > 0)) return null;
  const fit = fitExponentialScaling(
    scaled.map(({ hidden }) => hidden),
    means,
  );
  if (fit === null) return null;
  const isSound = families.every((family) => {
    const factor = scalingFactor(fit, family.hidden);
    return factor >= LEAST_FACTOR && factor <= 1 / LEAST_FACTOR;
  });
  return isSound ? fit : null;
}

function familiesOf(rows: readonly NetworkLossesRow[]): readonly Family[] {
  const sizes = [...new Set(rows.map((row) => row.hidden))].sort((a, b) => a - b);
  return sizes.map((hidden) => {
    const own = rows.filter((row) => row.hidden === hidden);
    return {
      hidden,
      parameters: own[0]!.parameters,
      diverged: own.reduce((sum, row) => sum + row.diverged.length, 0),
      networks: own.flatMap((row) => row.networks),
    };
  });
}

const testLosses = (family: Family): readonly number[] => family.networks.map((o) => o.testLoss);

/** Null where the statistic is no finite number: a ratio to 0, a slope of a logarithm of 0. */
function estimateOrNull<T>(
  samples: readonly (readonly T[])[],
  statistic: (samples: readonly (readonly T[])[]) => number,
): Estimate | null {
  const value = statistic(samples);
  return Number.isFinite(value) ? bootstrapEstimate(samples, statistic) : null;
}

function estimate(values: readonly number[], statistic: (values: readonly number[]) => number): Estimate {
  return bootstrapEstimate([values], ([drawn]) => statistic(drawn!));
}

function summariseSize(family: Family, factor: number): SizeSummary {
  const test = testLosses(family);
  const train = family.networks.map((o) => o.trainLoss);
  const sorted = ascending(test);
  return {
    hidden: family.hidden,
    parameters: family.parameters,
    networks: family.networks.length,
    diverged: family.diverged,
    trainMean: estimate(train, mean),
    trainSd: standardDeviation(train),
    testMean: estimate(test, mean),
    testVariance: estimate(test, variance),
    testDeciles: [quantile(sorted, 0.1), quantile(sorted, 0.5), quantile(sorted, 0.9)],
    relativeGap: estimateOrNull([test], ([drawn]) => relativeGap(drawn!)),
    testAccuracy: mean(family.networks.map((o) => o.testAccuracy)),
    trainAccuracy: mean(family.networks.map((o) => o.trainAccuracy)),
    ...correlationOf(family.networks),
    scaledMean: mean(test) / factor,
    scaledVariance: estimate(
      test.map((loss) => loss / factor),
      variance,
    ),
  };
}

function relativeGap(values: readonly number[]): number {
  const sorted = ascending(values);
  return (quantile(sorted, 0.9) - quantile(sorted, 0.1)) / quantile(sorted, 0.5);
}

function correlationOf(
  networks: readonly NetworkOutcome[],
): Pick<SizeSummary, "correlation" | "correlationBootstrap"> {
  const r = (drawn: readonly NetworkOutcome[]) =>
    pearson(
      drawn.map((o) => o.trainLoss),
      drawn.map((o) => o.testLoss),
    );
  const value = r(networks);
  if (!Number.isFinite(value)) return { correlation: null, correlationBootstrap: null };
  return {
    correlation: { value, interval: fisherInterval(value, networks.length) },
    correlationBootstrap: resampleInterval([networks], ([drawn]) => r(drawn!)),
  };
}

/** Slope of ln variance against ln n1; every size's networks are resampled. */
function varianceSlope(families: readonly Family[], factor: (hidden: number) => number): Estimate | null {
  if (families.length < 2) return null;
  const hidden = families.map((family) => family.hidden);
  const samples = families.map((family) => testLosses(family).map((loss) => loss / factor(family.hidden)));
  const slope = (drawn: readonly (readonly number[])[]) => logLogSlope(hidden, drawn.map(variance));
  return estimateOrNull(samples, slope);
}

function gapRatio(families: readonly Family[]): Estimate | null {
  if (families.length < 2) return null;
  const samples = [testLosses(families[0]!), testLosses(families.at(-1)!)];
  const ratio = ([small, large]: readonly (readonly number[])[]) => relativeGap(small!) / relativeGap(large!);
  return estimateOrNull(samples, ratio);
}

function correlationSlope(sizes: readonly SizeSummary[]): Estimate | null {
  // a correlation of 1 has no finite z
  const measured = sizes.filter((size) => size.correlation !== null && Math.abs(size.correlation.value) < 1);
  if (measured.length < 2) return null;
  const { slope, interval } = slopeAgainstLog(
    measured.map((size) => ({
      x: size.hidden,
      y: fisherZ(size.correlation!.value),
      weight: size.networks - 3,
    })),
  );
  return Number.isFinite(slope) && interval.every(Number.isFinite) ? { value: slope, interval } : null;
}
