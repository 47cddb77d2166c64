/** Means over disorders beside exact means. */
import { exp } from "../../base/math.ts";
import { mean, variance } from "../../stats/moments.ts";
import { studentQuantile } from "../../stats/student.ts";
import { logMeanCount, meanCountsOfIndices } from "../../theory/index.ts";
import type { KacRiceConfig } from "./index.ts";
import type { IndexComparison, KacRiceRow, KacRiceSummary, SizeComparison } from "./rows.ts";

const FEWEST = 2;
const LEVEL = 0.95;

export function summariseKacRice(rows: readonly KacRiceRow[], { p }: KacRiceConfig): KacRiceSummary {
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
  const value = mean(counts);
  const error = Math.sqrt(variance(counts) / counts.length);
  const half = studentQuantile(LEVEL, counts.length - 1) * error;
  return {
    k,
    exact,
    measured: { value, interval: error > 0 ? [value - half, value + half] : null },
    z: error > 0 ? (value - exact) / error : null,
  };
}
