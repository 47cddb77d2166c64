/** From the rows of layers to what is reported. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { studentMean } from "../../stats/estimate.ts";
import { ascending, mean } from "../../stats/moments.ts";
import { layerEnergy, meanCountsOfIndices, thresholdEnergy } from "../../theory/index.ts";
import type { LayersConfig } from "./config.ts";
import type { LayersRow } from "./run.ts";

export type Layer = {
  readonly k: number;
  readonly count: number;
  /** Lowest H/N of index k in a disorder: mean over disorders that have one. */
  readonly lowest: Estimate;
  /** Lowest of index k + 1 minus lowest of index k, within each disorder. */
  readonly step: Estimate | null;
  readonly meanEnergy: Estimate;
  /** Exact mean and standard deviation of the energy of points of index k. */
  readonly exactMean: number | null;
  readonly exactSd: number | null;
  /** -E_k of the limit N -> inf. */
  readonly limit: number | null;
};

export type LayersSummary = JsonObject & {
  readonly n: number;
  readonly p: number;
  readonly disorders: number;
  readonly incomplete: number;
  /** The theory's energies; null where no theory is known, as for a user's own landscape. */
  readonly groundState: number | null;
  readonly thresholdEnergy: number | null;
  readonly layers: readonly Layer[];
  readonly points: readonly (readonly [number, number])[];
  /** Of a sample: searches, and those that failed. */
  readonly searches?: number;
  readonly failed?: number;
};

/** Points of the scatter plot, at most: enough to see the cloud. */
const MOST_POINTS = 4000;

export function reduce(rows: readonly LayersRow[], { N, p, landscape }: LayersConfig): LayersSummary {
  const n = landscape?.dimension ?? N;
  const lowestOf = (row: LayersRow, k: number): number | null =>
    ascending(row.points.filter(([, index]) => index === k).map(([energy]) => energy))[0] ?? null;
  const theory = landscape ? indicesFound(rows) : theoryOfIndices({ n, p });
  const layers = theory.flatMap(({ k, exactMean, exactSd, limit }): Layer[] => {
    const lowest = rows.flatMap((row) => lowestOf(row, k) ?? []);
    if (lowest.length === 0) return [];
    const steps = rows.flatMap((row) => {
      const [here, next] = [lowestOf(row, k), lowestOf(row, k + 1)];
      return here === null || next === null ? [] : [next - here];
    });
    const all = rows.flatMap((row) => row.points.filter(([, index]) => index === k));
    return [
      {
        k,
        count: all.length,
        lowest: studentMean(lowest),
        step: steps.length > 0 ? studentMean(steps) : null,
        meanEnergy: { value: mean(all.map(([energy]) => energy)), interval: null },
        exactMean,
        exactSd,
        limit,
      },
    ];
  });
  const points = rows.flatMap((row) => row.points);
  const keep = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  const total = (pick: (row: LayersRow) => number | undefined): number =>
    rows.reduce((sum, row) => sum + (pick(row) ?? 0), 0);
  return {
    n,
    p,
    disorders: rows.length,
    incomplete: rows.filter(({ complete }) => !complete).length,
    groundState: landscape ? null : layerEnergy(0, p),
    thresholdEnergy: landscape ? null : thresholdEnergy(p),
    layers,
    points: points.filter((_, i) => i % keep === 0),
    ...(landscape
      ? { searches: total(({ searches }) => searches), failed: total(({ failed }) => failed) }
      : {}),
  };
}

type LayerTheory = Pick<Layer, "k" | "exactMean" | "exactSd" | "limit">;

function theoryOfIndices({ n, p }: { readonly n: number; readonly p: number }): readonly LayerTheory[] {
  const all = Array.from({ length: n }, (_, k) => k);
  return meanCountsOfIndices({ n, p }, all).map(({ k, meanEnergy, sdEnergy }) => ({
    k,
    exactMean: meanEnergy,
    exactSd: sdEnergy,
    limit: -layerEnergy(k, p),
  }));
}

function indicesFound(rows: readonly LayersRow[]): readonly LayerTheory[] {
  const found = new Set(rows.flatMap(({ points }) => points.map(([, index]) => index)));
  return ascending([...found]).map((k) => ({ k, exactMean: null, exactSd: null, limit: null }));
}
