/** What barrier draws, tabulates and claims. */

import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Claim, Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { claimNumbers, verdictOf } from "../../report/verdict.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import type { BarrierSize, BarrierSummary } from "./index.ts";

export function barrierFigures({ sizes, exponent, p }: BarrierSummary): readonly Figure[] {
  if (sizes.length === 0) return [];
  const series = (name: string, pick: (size: BarrierSize) => Estimate): Series => ({
    name,
    role: "ours",
    joined: true,
    points: sizes.map((size) => {
      const { value, interval } = pick(size);
      return { x: size.n, y: value, ...(interval ? { low: interval[0], high: interval[1] } : {}) };
    }),
  });
  const growth =
    exponent === null ? "" : ` The mean over descents grows as N to the power ${exponent.value.toFixed(2)}.`;
  return [
    seriesFigure({
      id: "barrier-size",
      title: `Barriers to the lowest minimum against N, p = ${p}`,
      caption: `Energy H between a minimum and the lowest pass towards the lowest minimum.${growth} Bars: 95% intervals over disorders.${unconvergedNote(sizes)}`,
      x: { title: "spins N", scale: "log", format: "d" },
      y: { title: "barrier (units of H)", scale: "log" },
      series: [
        series("from where descents end", ({ weighted }) => weighted),
        series("from a minimum, mean", ({ plain }) => plain),
        series("from the worst minimum", ({ highest }) => highest),
      ],
    }),
  ];
}

export function barrierTables({ sizes }: BarrierSummary): readonly Table[] {
  return [
    {
      id: "barrier",
      title: "Barriers to the lowest minimum",
      columns: [
        { name: "N" },
        { name: "disorders" },
        { name: "with one minimum" },
        numberColumn("barrier, by descents", 4),
        intervalColumn(),
        numberColumn("mean over minima", 4),
        numberColumn("highest", 4),
        numberColumn("starts that reach the lowest (%)", 3),
        { name: "not joined" },
        { name: "descents not converged" },
        { name: "saddles with one" },
      ],
      rows: sizes.map((size) => [
        size.n,
        size.disorders,
        size.single,
        size.weighted.value,
        intervalCell(size.weighted.interval),
        size.plain.value,
        size.highest.value,
        100 * size.lowestShare.value,
        size.cut,
        size.unconverged,
        size.unconvergedSaddles,
      ]),
    },
  ];
}

export function barrierClaims({ exponent, sizes }: BarrierSummary): readonly Claim[] {
  if (sizes.length < 2) return [];
  const incomplete = sizes.reduce((sum, size) => sum + size.incomplete, 0);
  return [
    {
      id: "1e",
      statement:
        "Crossing from the minimum that a descent finds to the lowest one costs a barrier that grows with N.",
      statistic: `exponent w of barrier ~ N^w, N = ${sizes[0]!.n} to ${sizes.at(-1)!.n}`,
      ...claimNumbers(exponent),
      threshold: "> 0",
      verdict: incomplete > 0 ? "inconclusive" : verdictOf(exponent, "above", 0),
      note: "Small N, where every pass is known; the paper speaks of N → ∞.",
    },
  ];
}
