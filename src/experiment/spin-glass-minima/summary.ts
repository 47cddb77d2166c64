/** From rows to what is reported of the spin glass. */
import type { JsonObject } from "../../base/json.ts";
import { type Estimate, studentMean } from "../../stats/estimate.ts";
import { ascending, mean, quantile, standardDeviation } from "../../stats/moments.ts";
import { wilsonInterval } from "../../stats/proportion.ts";
import { resampleInterval } from "../../stats/resample.ts";
import { logLogSlope } from "../../stats/weighted-slope.ts";
import { countUnconverged, ofConverged } from "../kit/convergence.ts";
import { chosenLandscape } from "../kit/landscapes/chosen.ts";
import { type SpinGlassConfig, type SpinGlassOptimiser, waysOf } from "./config.ts";
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

/** Descents of the main optimiser from starts prepared at one temperature. */
export type PreparedGroup = {
  readonly size: number;
  readonly temperature: number;
  readonly draws: number;
  readonly starts: number;
  readonly unconverged: number;
  /** H/N at the starts, and at the end points of converged descents. */
  readonly startEnergy: number;
  readonly mean: Estimate | null;
  /** Mean over disorders of (H/N at the end from prepared starts - from random ones of the same disorder). */
  readonly lower: Estimate | null;
};

export type SpinGlassSummary = JsonObject & {
  /** Null for a landscape that is no pure glass. */
  readonly p: number | null;
  /** Where the config names one. */
  readonly landscape?: string;
  /** Null where theory does not tell. */
  readonly thresholdEnergy: number | null;
  readonly groundState: number | null;
  readonly groups: readonly SpinGlassGroup[];
  /** Exponent w of mean + E_inf ~ N^-w, and of deviation ~ N^-w, main optimiser; null for fewer than two sizes. */
  readonly meanExponent: Estimate | null;
  readonly deviationExponent: Estimate | null;
  /** Where the config asks for starts of some temperature. */
  readonly prepared?: readonly PreparedGroup[];
};

export function reduce(all: readonly SpinGlassRow[], config: SpinGlassConfig): SpinGlassSummary {
  const rows = all.filter(({ temperature }) => temperature === undefined);
  const chosen = chosenLandscape(config);
  const { groundState, thresholdEnergy } = chosen.theory;
  const groups = waysOf(config).flatMap((optimiser) =>
    config.sizes.flatMap((size) => {
      const own = rows.filter((row) => row.size === size && row.optimiser === optimiser);
      return own.length > 0 ? [summariseGroup(own, { size, optimiser, groundState })] : [];
    }),
  );
  const main = groups.filter(({ optimiser }) => optimiser === config.optimiser);
  return {
    p: chosen.pureOrder,
    ...(config.landscape ? { landscape: chosen.name } : {}),
    thresholdEnergy,
    groundState,
    groups,
    meanExponent:
      thresholdEnergy === null ? null : exponent(main, (energies) => mean(energies) + thresholdEnergy),
    deviationExponent: exponent(main, standardDeviation),
    ...(config.startTemperatures?.length ? { prepared: preparedGroups(all, config) } : {}),
  };
}

function preparedGroups(rows: readonly SpinGlassRow[], config: SpinGlassConfig): readonly PreparedGroup[] {
  const main = rows.filter(({ optimiser }) => optimiser === config.optimiser);
  return config.sizes.flatMap((size) => {
    const sized = main.filter((row) => row.size === size);
    const random = sized.filter(({ temperature }) => temperature === undefined);
    return (config.startTemperatures ?? []).flatMap((temperature) => {
      const own = sized.filter((row) => row.temperature === temperature);
      return own.length > 0 ? [preparedGroup(own, random, { size, temperature })] : [];
    });
  });
}

/** Energies of converged descents by draw; draws of which none converged are left out. */
function energiesByDraw(rows: readonly SpinGlassRow[]): ReadonlyMap<number, readonly number[]> {
  const draws = [...new Set(rows.map(({ draw }) => draw))];
  const pairs = draws.map((draw) => {
    const own = rows.filter((row) => row.draw === draw);
    return [draw, own.flatMap((row) => ofConverged(row.energies, row.status))] as const;
  });
  return new Map(pairs.filter(([, energies]) => energies.length > 0));
}

function preparedGroup(
  rows: readonly SpinGlassRow[],
  random: readonly SpinGlassRow[],
  id: { size: number; temperature: number },
): PreparedGroup {
  const [own, other] = [energiesByDraw(rows), energiesByDraw(random)];
  const both = [...own.keys()].filter((draw) => other.has(draw));
  const differences = both.map((draw) => mean(own.get(draw)!) - mean(other.get(draw)!));
  const byDraw = [...own.values()];
  return {
    ...id,
    draws: new Set(rows.map(({ draw }) => draw)).size,
    starts: rows.reduce((sum, row) => sum + row.status.length, 0),
    unconverged: rows.reduce((sum, row) => sum + countUnconverged(row.status), 0),
    startEnergy: mean(rows.flatMap((row) => row.startEnergies ?? [])),
    mean: estimate(byDraw, byDraw.flat(), mean),
    lower: differences.length === 0 ? null : studentMean(differences),
  };
}

function summariseGroup(
  rows: readonly SpinGlassRow[],
  group: { size: number; optimiser: SpinGlassOptimiser; groundState: number | null },
): SpinGlassGroup {
  const energies = rows.flatMap((row) => ofConverged(row.energies, row.status));
  const draws = [...new Set(rows.map(({ draw }) => draw))];
  const byDraw = draws
    .map((draw) => rows.filter((row) => row.draw === draw))
    .map((own) => own.flatMap((row) => ofConverged(row.energies, row.status)))
    .filter((own) => own.length > 0);
  const indices = rows.flatMap((row) => ofConverged(row.indices, row.status));
  const lowestEigenvalues = rows.flatMap((row) => ofConverged(row.lowestEigenvalues, row.status));
  const { groundState } = group;
  const below = groundState === null ? 0 : energies.filter((energy) => energy < -groundState).length;
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
    belowGroundState: groundState === null ? null : share(below, energies.length),
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
