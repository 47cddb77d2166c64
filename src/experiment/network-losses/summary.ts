/** From the losses of single networks to what their sizes do to them. */
import { fisherInterval, fisherZ, pearson } from "../../stats/correlation.ts";
import type { Estimate } from "../../stats/estimate.ts";
import {
  type ExponentialScaling,
  fitExponentialScaling,
  scalingFactor,
} from "../../stats/exponential-scaling.ts";
import { ascending, mean, quantile, standardDeviation, variance } from "../../stats/moments.ts";
import { resampleInterval } from "../../stats/resample.ts";
import { logLogSlope, slopeAgainstLog } from "../../stats/weighted-slope.ts";
import { provenanceOf } from "../kit/training/provenance.ts";
import type { NetworkLossesRow, NetworkLossesSummary, NetworkOutcome, SizeSummary } from "./rows.ts";

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

export function summariseNetworkLosses(rows: readonly NetworkLossesRow[]): NetworkLossesSummary {
  const families = familiesOf(rows).filter((family) => family.networks.length >= FEWEST);
  const scaled = families.filter((family) => family.hidden >= SCALED_FROM);
  const fit = scalingOf(scaled, families);
  const factor = (hidden: number) => (fit === null ? 1 : scalingFactor(fit, hidden));
  const sizes = families.map((family) => summariseSize(family, factor(family.hidden)));
  return {
    ...provenanceOf(rows),
    diverged: rows.reduce((sum, row) => sum + row.diverged.length, 0),
    trained: rows.reduce((sum, row) => sum + row.diverged.length + row.networks.length, 0),
    samples: rows.find((row) => row.samples !== null)?.samples ?? null,
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
  return Number.isFinite(value) ? { value, interval: resampleInterval(samples, statistic) } : null;
}

function estimate(values: readonly number[], statistic: (values: readonly number[]) => number): Estimate {
  return { value: statistic(values), interval: resampleInterval([values], ([drawn]) => statistic(drawn!)) };
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
