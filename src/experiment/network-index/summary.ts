/** From the signs of single Hessians to the index of a size's solutions. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { bootstrapMean } from "../../stats/estimate.ts";
import { mean } from "../../stats/moments.ts";
import { wilsonInterval } from "../../stats/proportion.ts";
import { provenanceOf } from "../kit/training/provenance.ts";
import type { NetworkIndexConfig } from "./config.ts";
import type { IndexPoint, NetworkIndexRow } from "./run.ts";
import { spectrumEdges } from "./spectrum-bins.ts";

/** A row of a network that did not diverge. */
export type SolvedRow = NetworkIndexRow & { readonly solution: IndexPoint };

export type IndexSize = {
  readonly hidden: number;
  readonly parameters: number;
  readonly networks: number;
  /** Mean of negative / parameters. */
  readonly indexMean: Estimate;
  readonly indexMax: number;
  /** Share of the solutions without an eigenvalue below -t; Wilson's interval. */
  readonly minimaShare: Estimate;
  /** Mean share of eigenvalues in the dead band, where it was counted. */
  readonly zeroShare: number | null;
  readonly gradientNorm: number;
  readonly trainLoss: number;
  /** [index, how many solutions], index ascending. */
  readonly counts: readonly (readonly [number, number])[];
  /** Mean normalised index before training, where it was measured. */
  readonly startIndex: number | null;
};

export type NetworkIndexSummary = JsonObject & {
  readonly provenance: string;
  readonly genuine: boolean;
  /** Networks whose loss left the finite numbers, of all trained. */
  readonly diverged: number;
  readonly trained: number;
  readonly deadBand: number;
  readonly sizes: readonly IndexSize[];
  /** The size whose mean normalised index is largest, and that mean. */
  readonly worst: { readonly hidden: number; readonly index: Estimate } | null;
  /** Mean eigenvalue histograms: [hidden, sign, left edge, right edge, eigenvalues a network]. */
  readonly spectra: readonly (readonly [number, number, number, number, number])[];
  /** [hidden, mean k-th largest eigenvalue], k = 1, 2, …: the outliers. */
  readonly outliers: readonly (readonly [number, number, number])[];
  /** [hidden, net, epoch, train loss, normalised index] on the way down. */
  readonly paths: readonly (readonly [number, number, number, number, number])[];
};

export function reduce(all: readonly NetworkIndexRow[], config: NetworkIndexConfig): NetworkIndexSummary {
  const rows = all.filter((row): row is SolvedRow => row.solution !== null);
  const families = [...new Set(rows.map((row) => row.hidden))]
    .sort((a, b) => a - b)
    .map((hidden) => rows.filter((row) => row.hidden === hidden));
  const sizes = families.map(summariseSize);
  const worst = sizes.reduce<IndexSize | null>(
    (found, size) => (found === null || size.indexMean.value > found.indexMean.value ? size : found),
    null,
  );
  return {
    ...provenanceOf(all),
    diverged: all.length - rows.length,
    trained: all.length,
    deadBand: config.deadBand,
    sizes,
    worst: worst && { hidden: worst.hidden, index: worst.indexMean },
    spectra: families.flatMap(spectrumOf),
    outliers: families.flatMap(outliersOf),
    paths: rows.flatMap((row) =>
      row.path.length === 0
        ? []
        : [...row.path, row.solution].map(
            (point) =>
              [row.hidden, row.net, point.epoch, point.trainLoss, point.negative / row.parameters] as const,
          ),
    ),
  };
}

const normalised = (row: SolvedRow): number => row.solution.negative / row.parameters;

function summariseSize(rows: readonly SolvedRow[]): IndexSize {
  const { hidden, parameters } = rows[0]!;
  const values = rows.map(normalised);
  const minima = rows.filter((row) => row.solution.negative === 0).length;
  const zeros = rows.flatMap((row) => (row.solution.zero === null ? [] : [row.solution.zero]));
  const starts = rows.flatMap((row) => row.path.filter((point) => point.epoch === 0));
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.solution.negative, (counts.get(row.solution.negative) ?? 0) + 1);
  return {
    hidden,
    parameters,
    networks: rows.length,
    indexMean: meanEstimate(values),
    indexMax: Math.max(...values),
    minimaShare: { value: minima / rows.length, interval: wilsonInterval(minima, rows.length) },
    zeroShare: zeros.length === 0 ? null : mean(zeros) / parameters,
    gradientNorm: mean(rows.map((row) => row.solution.gradientNorm)),
    trainLoss: mean(rows.map((row) => row.solution.trainLoss)),
    counts: [...counts].sort(([a], [b]) => a - b),
    startIndex: starts.length === 0 ? null : mean(starts.map((point) => point.negative / parameters)),
  };
}

function meanEstimate(values: readonly number[]): Estimate {
  return bootstrapMean(values);
}

/** Mean number of eigenvalues in each bin, both signs; bins that are empty in every network are left out. */
function spectrumOf(rows: readonly NetworkIndexRow[]): NetworkIndexSummary["spectra"] {
  const records = rows.flatMap((row) => (row.spectrum === null ? [] : [row.spectrum]));
  if (records.length === 0) return [];
  return (["negative", "positive"] as const).flatMap((side) =>
    spectrumEdges.slice(1).flatMap((edge, i) => {
      const count = mean(records.map((record) => record[side][i + 1]!));
      const sign = side === "negative" ? -1 : 1;
      return count === 0 ? [] : [[rows[0]!.hidden, sign, spectrumEdges[i]!, edge, count] as const];
    }),
  );
}

function outliersOf(rows: readonly NetworkIndexRow[]): NetworkIndexSummary["outliers"] {
  const highest = rows.flatMap((row) => (row.spectrum === null ? [] : [row.spectrum.highest]));
  const length = Math.min(...highest.map((values) => values.length));
  if (!Number.isFinite(length)) return [];
  return Array.from(
    { length },
    (_, k) => [rows[0]!.hidden, k + 1, mean(highest.map((values) => values[k]!))] as const,
  );
}
