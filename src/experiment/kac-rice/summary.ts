/** Means over disorders beside exact means. */
import type { JsonObject } from "../../base/json.ts";
import { exp } from "../../base/math.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { studentMean } from "../../stats/estimate.ts";
import { variance } from "../../stats/moments.ts";
import { logMeanCount, meanCountsOfIndices } from "../../theory/index.ts";
import type { KacRiceConfig } from "./config.ts";
import type { KacRiceRow } from "./run.ts";

export type IndexComparison = {
  /** -1 stands for all indices together. */
  readonly k: number;
  readonly exact: number;
  readonly measured: Estimate;
  /** (measured - exact) / standard error; null where every disorder gave the same count. */
  readonly z: number | null;
};

export type SizeComparison = {
  readonly n: number;
  readonly disorders: number;
  readonly incomplete: number;
  readonly byIndex: readonly IndexComparison[];
  readonly total: IndexComparison;
};

export type KacRiceSummary = JsonObject & {
  readonly p: number;
  readonly sizes: readonly SizeComparison[];
  readonly comparisons: number;
  readonly largestZ: number | null;
  readonly complete: number;
  readonly disorders: number;
};

const FEWEST = 2;

export function reduce(rows: readonly KacRiceRow[], { p }: KacRiceConfig): KacRiceSummary {
  const sizes = [...new Set(rows.map(({ n }) => n))]
    .sort((a, b) => a - b)
    .map((n) =>
      compareSize(
        rows.filter((row) => row.n === n),
        { n, p },
      ),
    )
    .filter((size) => size !== null);
  // at odd p index k and N-1-k are the same numbers: only the lower half counts as a comparison
  const independent = sizes.flatMap(({ n, byIndex, total }) => [
    ...byIndex.filter(({ k }) => p % 2 === 0 || k <= (n - 1) / 2),
    total,
  ]);
  const scores = independent.flatMap(({ z }) => (z === null ? [] : [Math.abs(z)]));
  const disorders = sizes.reduce((sum, size) => sum + size.disorders, 0);
  return {
    p,
    sizes,
    comparisons: scores.length,
    largestZ: scores.length > 0 ? Math.max(...scores) : null,
    disorders,
    complete: disorders - sizes.reduce((sum, size) => sum + size.incomplete, 0),
  };
}

function compareSize(rows: readonly KacRiceRow[], { n, p }: { n: number; p: number }): SizeComparison | null {
  const counts = rows.flatMap((row) => row.counts);
  if (counts.length < FEWEST) return null;
  const indices = Array.from({ length: n }, (_, k) => k);
  const exact = meanCountsOfIndices({ n, p }, indices);
  return {
    n,
    disorders: counts.length,
    incomplete: rows.reduce((sum, row) => sum + row.incomplete.length, 0),
    byIndex: indices.map((k) =>
      compare(
        k,
        exp(exact[k]!.logCount),
        counts.map((row) => row[k]!),
      ),
    ),
    total: compare(
      -1,
      exp(logMeanCount(n, p)),
      counts.map((row) => row.reduce((sum, count) => sum + count, 0)),
    ),
  };
}

function compare(k: number, exact: number, counts: readonly number[]): IndexComparison {
  const measured = studentMean(counts);
  const error = Math.sqrt(variance(counts) / counts.length);
  return { k, exact, measured, z: error > 0 ? (measured.value - exact) / error : null };
}
