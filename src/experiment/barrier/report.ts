/** What barrier draws, tabulates and claims. */
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { formatNumber } from "../../report/format.ts";
import type { ModuleSource } from "../../run/contract.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import { ownLandscapeNotes } from "../kit/landscapes/own.ts";
import type { BarrierConfig } from "./config.ts";
import type { BarrierSize, BarrierSummary } from "./summary.ts";

export function figures({ sizes, exponent, p, isOwn }: BarrierSummary): readonly Figure[] {
  // one dimension is no curve: the table says it all
  if (sizes.length === 0 || isOwn) return [];
  const series = (name: string, pick: (size: BarrierSize) => Estimate): Series => ({
    name,
    role: "ours",
    joined: true,
    points: sizes.map((size) => measuredPoint(size.n, pick(size))),
  });
  const growth =
    exponent === null
      ? ""
      : ` The mean over descents grows as N to the power ${formatNumber(exponent.value)}.`;
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

export function tables({ sizes }: BarrierSummary): readonly Table[] {
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

export const notes = (_: BarrierSummary, { landscape }: BarrierConfig): readonly string[] =>
  landscape ? [...ownLandscapeNotes(landscape as ModuleSource), ...OWN_NOTES] : GLASS_NOTES;

const OWN_NOTES: readonly string[] = [
  "Minima and saddles of index 1 are those that eigenvector following found from random starts. A barrier is the lowest way found from a minimum to the lowest one, minus its own value: the true one is no higher, for a lower saddle may have been missed.",
];

const GLASS_NOTES: readonly string[] = [
  "The barrier of a minimum is the energy H (not per spin) of the lowest pass on the way to the lowest minimum, minus its own: exact, for all critical points are known. Weighted means count a minimum as often as random starts descend into it.",
  "Small N only: what a barrier does at N in the hundreds is an extrapolation of this, not a measurement.",
];
