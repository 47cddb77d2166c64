/** From rows to what is reported of the spin glass. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { ascending, mean, quantile, standardDeviation } from "../../stats/moments.ts";
import { wilsonInterval } from "../../stats/proportion.ts";
import { resampleInterval } from "../../stats/resample.ts";
import { logLogSlope } from "../../stats/weighted-slope.ts";
import { layerEnergy, thresholdEnergy } from "../../theory/complexity.ts";
import { countUnconverged, ofConverged } from "../kit/convergence.ts";
import type { SpinGlassConfig, SpinGlassOptimiser } from "./config.ts";
import type { SpinGlassRow } from "./run.ts";

/** Null: no descent of the group converged (or too few for a deviation). */
export type SpinGlassGroup = {
  readonly size: number;
  readonly optimiser: SpinGlassOptimiser;
  readonly draws: number;
  /** Descents; all but `unconverged` enter what follows. */
  readonly starts: number;
  readonly unconverged: number;
  readonly energies: readonly number[];
  readonly mean: Estimate | null;
  readonly deviation: Estimate | null;
  /** Standard deviation of the draws' means; null for a single draw. */
  readonly betweenDraws: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly belowGroundState: Estimate | null;
  /** Share of end points of index 0; null when indices were not computed. */
  readonly minimaShare: Estimate | null;
  readonly largestIndex: number | null;
  readonly lowestEigenvalueMean: number | null;
  /** Over all descents, converged or not. */
  readonly largestGradient: number;
  readonly evaluationsMedian: number;
};

export type SpinGlassSummary = JsonObject & {
  readonly p: number;
  readonly thresholdEnergy: number;
  readonly groundState: number;
  readonly groups: readonly SpinGlassGroup[];
  /** Exponent w of mean + E_inf ~ N^-w, and of deviation ~ N^-w, main optimiser; null for fewer than two sizes. */
  readonly meanExponent: Estimate | null;
  readonly deviationExponent: Estimate | null;
};

export function reduce(rows: readonly SpinGlassRow[], config: SpinGlassConfig): SpinGlassSummary {
  const groundState = layerEnergy(0, config.p);
  const optimisers = [...new Set([config.optimiser, ...config.compare])];
  const groups = optimisers.flatMap((optimiser) =>
    config.sizes.flatMap((size) => {
      const own = rows.filter((row) => row.size === size && row.optimiser === optimiser);
      return own.length > 0 ? [summariseGroup(own, { size, optimiser, groundState })] : [];
    }),
  );
  const main = groups.filter(({ optimiser }) => optimiser === config.optimiser);
  return {
    p: config.p,
    thresholdEnergy: thresholdEnergy(config.p),
    groundState,
    groups,
    meanExponent: exponent(main, (energies) => mean(energies) + thresholdEnergy(config.p)),
    deviationExponent: exponent(main, standardDeviation),
  };
}

function summariseGroup(
  rows: readonly SpinGlassRow[],
  group: { size: number; optimiser: SpinGlassOptimiser; groundState: number },
): SpinGlassGroup {
  const energies = rows.flatMap((row) => ofConverged(row.energies, row.status));
  const draws = [...new Set(rows.map(({ draw }) => draw))];
  const byDraw = draws
    .map((draw) => rows.filter((row) => row.draw === draw))
    .map((own) => own.flatMap((row) => ofConverged(row.energies, row.status)))
    .filter((own) => own.length > 0);
  const indices = rows.flatMap((row) => ofConverged(row.indices, row.status));
  const lowestEigenvalues = rows.flatMap((row) => ofConverged(row.lowestEigenvalues, row.status));
  const below = energies.filter((energy) => energy < -group.groundState).length;
  const minima = indices.filter((index) => index === 0).length;
  const sorted = ascending(energies);
  return {
    size: group.size,
    optimiser: group.optimiser,
    draws: draws.length,
    starts: rows.reduce((sum, row) => sum + row.status.length, 0),
    unconverged: rows.reduce((sum, row) => sum + countUnconverged(row.status), 0),
    energies,
    mean: estimate(byDraw, energies, mean),
    deviation: estimate(byDraw, energies, standardDeviation),
    betweenDraws: byDraw.length > 1 ? standardDeviation(byDraw.map(mean)) : null,
    lowest: sorted[0] ?? null,
    highest: sorted.at(-1) ?? null,
    belowGroundState: share(below, energies.length),
    minimaShare: share(minima, indices.length),
    largestIndex: indices.length > 0 ? largest(indices) : null,
    lowestEigenvalueMean: indices.length > 0 ? mean(lowestEigenvalues) : null,
    largestGradient: largest(rows.flatMap((row) => row.gradients)),
    evaluationsMedian: quantile(ascending(rows.flatMap((row) => row.evaluations)), 0.5),
  };
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);

function share(hits: number, of: number): Estimate | null {
  return of === 0 ? null : { value: hits / of, interval: wilsonInterval(hits, of) };
}

/** Over draws of the disorder when there are several (they are the independent samples), else over the starts of the one. */
function estimate(
  byDraw: readonly (readonly number[])[],
  energies: readonly number[],
  statistic: (values: readonly number[]) => number,
): Estimate | null {
  const value = energies.length === 0 ? Number.NaN : statistic(energies);
  if (!Number.isFinite(value)) return null;
  const interval =
    byDraw.length >= 4
      ? resampleInterval([byDraw], ([drawn]) => statistic(drawn!.flat()))
      : resampleInterval([energies], ([drawn]) => statistic(drawn!));
  return { value, interval };
}

/** w of statistic ~ N^-w over the sizes, bootstrap over starts. */
function exponent(
  groups: readonly SpinGlassGroup[],
  statistic: (energies: readonly number[]) => number,
): Estimate | null {
  const usable = groups.filter(({ energies }) => energies.length > 2);
  if (usable.length < 2) return null;
  const sizes = usable.map(({ size }) => size);
  const slope = (samples: readonly (readonly number[])[]): number =>
    -logLogSlope(sizes, samples.map(statistic));
  const value = slope(usable.map(({ energies }) => energies));
  if (!Number.isFinite(value)) return null;
  return {
    value,
    interval: resampleInterval(
      usable.map(({ energies }) => energies),
      slope,
    ),
  };
}
