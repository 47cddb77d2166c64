/** What kac-rice draws, tabulates and claims. */
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { measuredPointLog } from "../../report/figures/points.ts";
import { colourOfSize, SERIES_COLOURS, THEORY_COLOUR } from "../../report/theme.ts";
import type { IndexComparison, KacRiceSummary, SizeComparison } from "./summary.ts";

/** A row of the table differs from theory beyond this many standard errors. */
export const Z_LIMIT = 3;

export function figures({ sizes, p }: KacRiceSummary): readonly Figure[] {
  if (sizes.length === 0) return [];
  return [byIndex(sizes, p), totals(sizes, p)];
}

/** Odd sizes are left out where many stand together: their curves would run through each other. */
function shown(sizes: readonly SizeComparison[]): readonly SizeComparison[] {
  return sizes.length <= 6 ? sizes : sizes.filter(({ n }) => n % 2 === sizes.at(-1)!.n % 2);
}

function byIndex(sizes: readonly SizeComparison[], p: number): Figure {
  const some = shown(sizes);
  const exact = some.map(
    ({ n, byIndex }, i): Series => ({
      name: `N = ${n}`,
      role: "theory",
      colour: SERIES_COLOURS[i % SERIES_COLOURS.length] ?? THEORY_COLOUR,
      points: byIndex.map(({ k, exact }) => ({ x: k, y: exact })),
    }),
  );
  const ours = some.map(
    ({ n, byIndex }, i): Series => ({
      name: `N = ${n}`,
      role: "ours",
      colour: SERIES_COLOURS[i % SERIES_COLOURS.length] ?? colourOfSize(n),
      points: byIndex
        .filter(({ measured }) => measured.value > 0)
        .map((each) => measuredPointLog(each.k, each.measured)),
    }),
  );
  return seriesFigure({
    id: "kac-rice-by-index",
    title: `Mean number of critical points by index, p = ${p}`,
    caption:
      "Points: means over disorders whose critical points were all found and certified, with 95% intervals. Lines: the exact finite-N formula. No parameter is fitted.",
    x: { title: "index k", format: "d", domain: [-0.4, some.at(-1)!.n - 0.6] },
    y: { title: "mean number of critical points", scale: "log", format: "~g" },
    series: [...ours, ...exact],
  });
}

function totals(sizes: readonly SizeComparison[], p: number): Figure {
  return seriesFigure({
    id: "kac-rice-totals",
    title: `All critical points against N, p = ${p}`,
    caption:
      "The number of critical points grows exponentially with N; measurement and exact formula from N = 2 on, where the mean is 2 √(3p − 2).",
    x: { title: "spins N", format: "d", domain: [sizes[0]!.n - 0.4, sizes.at(-1)!.n + 0.4] },
    y: { title: "mean number of critical points", scale: "log", format: "~g" },
    series: [
      {
        name: "measured",
        role: "ours",
        points: sizes.map(({ n, total }) => measuredPointLog(n, total.measured)),
      },
      { name: "exact", role: "theory", points: sizes.map(({ n, total }) => ({ x: n, y: total.exact })) },
    ],
  });
}

export function tables({ sizes, p }: KacRiceSummary): readonly Table[] {
  const row = (size: SizeComparison, each: IndexComparison) => [
    size.n,
    each.k < 0 ? "all" : String(each.k),
    size.disorders,
    each.measured.value,
    intervalCell(each.measured.interval, 5),
    each.exact,
    each.z,
    verdictOf(each),
  ];
  const columns = [
    { name: "N" },
    { name: "index", align: "right" as const },
    { name: "disorders" },
    numberColumn("mean count", 5),
    intervalColumn(),
    numberColumn("exact", 8),
    numberColumn("z", 2),
    { name: "verdict", align: "left" as const },
  ];
  return [
    {
      id: "kac-rice-totals",
      title: `All critical points, p = ${p}`,
      columns,
      rows: sizes.map((size) => row(size, size.total)),
    },
    {
      id: "kac-rice-by-index",
      title: `Critical points by index, p = ${p}`,
      caption: `z = (mean − exact) / standard error; "agrees" means |z| ≤ ${Z_LIMIT}.${p % 2 === 1 ? " At odd p index N − 1 − k has the counts of index k and is left out." : ""}`,
      columns,
      rows: sizes.flatMap((size) =>
        size.byIndex.filter(({ k }) => p % 2 === 0 || k <= (size.n - 1) / 2).map((each) => row(size, each)),
      ),
    },
  ];
}

function verdictOf({ z, exact, measured }: IndexComparison): string {
  if (z === null) return Math.abs(measured.value - exact) < 1e-9 * exact ? "agrees exactly" : "inconclusive";
  return Math.abs(z) <= Z_LIMIT ? "agrees" : "differs";
}

export const notes = (summary: KacRiceSummary): readonly string[] => [
  `Of ${summary.disorders} disorders, ${summary.complete} have a census that is proved complete: as many distinct solutions, each certified by Smale's alpha test, as the equations of a generic disorder have over the complex numbers; the Euler characteristic; Morse's inequalities.`,
  "All disorders count in the means, also those whose proof is incomplete, if there are any: leaving them out would bias the means.",
];
