/** The index of the solutions beside the paper's, whose plotted values are half the true share. */
import { paperIndexBars } from "../../paper/measured.ts";
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Table } from "../../report/figure.ts";
import type { NetworkIndexSummary } from "./rows.ts";

export function networkIndexTables(summary: NetworkIndexSummary): readonly Table[] {
  if (summary.sizes.length === 0) return [];
  return [
    {
      id: "index",
      title: "Index of the solutions",
      caption:
        "Normalised index: eigenvalues of the Hessian below the dead band, over all eigenvalues. The paper's column is the right edge of its highest bar, doubled.",
      columns: [
        numberColumn("n1"),
        numberColumn("parameters"),
        numberColumn("networks"),
        numberColumn("mean index", 3),
        intervalColumn(),
        numberColumn("largest", 3),
        numberColumn("largest, paper", 3),
        numberColumn("minima", 3, "%"),
        intervalColumn("95% (Wilson)"),
        numberColumn("minima, paper", 3, "%"),
        numberColumn("in the dead band", 3, "%"),
        numberColumn("at the start", 2),
        numberColumn("|gradient|", 2),
      ],
      rows: summary.sizes.map((size) => [
        size.hidden,
        size.parameters,
        size.networks,
        size.indexMean.value,
        intervalCell(size.indexMean.interval, 2),
        size.indexMax,
        paperLargest(size.hidden),
        100 * size.minimaShare.value,
        percentText(size.minimaShare.interval),
        paperMinima(size.hidden),
        size.zeroShare === null ? null : 100 * size.zeroShare,
        size.startIndex,
        size.gradientNorm,
      ]),
    },
  ];
}

const percentText = (bounds: readonly [number, number] | null) =>
  intervalCell(bounds && [100 * bounds[0], 100 * bounds[1]]);

function paperLargest(hidden: number): number | null {
  const bars = paperIndexBars[hidden]?.bars_left_right_count;
  return bars === undefined ? null : 2 * Math.max(...bars.map((bar) => bar[1]!));
}

/** Sizes whose bars are narrow enough to tell index 0 from index 1 (THEORY 1.6). */
const RESOLVED = [10, 100];

function paperMinima(hidden: number): number | null {
  const paper = paperIndexBars[hidden];
  if (paper === undefined || !RESOLVED.includes(hidden)) return null;
  return (100 * paper.bars_left_right_count[0]![2]!) / paper.total;
}
