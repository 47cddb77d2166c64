/** Ours beside the paper's: Table 1, the means and variances of Figure 10, and the fitted scaling. */
import {
  paperTable1,
  paperTestLossMean,
  paperTestLossVariance,
  paperTrainTest,
} from "../../paper/measured.ts";
import { difference, intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Table } from "../../report/figure.ts";
import type { NetworkLossesSummary, SizeSummary } from "./summary.ts";

/** docs/PAPER.md, section 4: the paper prints no coefficients; its raw means over its scaled means give these. */
const PAPER_ALPHA = 13.71;

const PAPER_BETA = -1.128;

export function tables(summary: NetworkLossesSummary): readonly Table[] {
  if (summary.sizes.length === 0) return [];
  return [correlationTable(summary), meanTable(summary), varianceTable(summary), scalingTable(summary)];
}

function correlationTable(summary: NetworkLossesSummary): Table {
  return {
    id: "table-1-correlation",
    title: "Table 1: correlation of train and test loss",
    caption: comparison(summary),
    columns: [
      numberColumn("n1"),
      numberColumn("networks"),
      numberColumn("ours"),
      intervalColumn("95% (Fisher)"),
      intervalColumn("95% (bootstrap)"),
      numberColumn("paper"),
      numberColumn("ours − paper", 3),
    ],
    rows: summary.sizes.map((size) => {
      const paper = paperTable1[size.hidden] ?? paperTrainTest[size.hidden]?.pearson ?? null;
      const ours = size.correlation;
      return [
        size.hidden,
        size.networks,
        ours?.value ?? null,
        intervalCell(ours?.interval),
        intervalCell(size.correlationBootstrap),
        paper,
        difference(ours?.value, paper),
      ];
    }),
  };
}

function meanTable(summary: NetworkLossesSummary): Table {
  return {
    id: "figure-10-means",
    title: "Mean losses and accuracy",
    caption: comparison(summary),
    columns: [
      numberColumn("n1"),
      numberColumn("parameters"),
      numberColumn("train loss"),
      numberColumn("paper, train"),
      numberColumn("test loss"),
      intervalColumn("95%"),
      numberColumn("paper, test"),
      numberColumn("ours − paper, test", 3),
      numberColumn("train accuracy", 4, "%"),
      numberColumn("test accuracy", 4, "%"),
    ],
    rows: summary.sizes.map((size) => {
      const paper = paperTrainTest[size.hidden];
      return [
        size.hidden,
        size.parameters,
        size.trainMean.value,
        paper?.train_mean ?? null,
        size.testMean.value,
        intervalCell(size.testMean.interval),
        paperMean(size) ?? paper?.test_mean ?? null,
        difference(size.testMean.value, paperMean(size) ?? paper?.test_mean ?? null),
        100 * size.trainAccuracy,
        100 * size.testAccuracy,
      ];
    }),
  };
}

/** The paper's series are read off a plot: their n1 are whole numbers to within 0.01. */
function seriesAt(series: readonly (readonly number[])[], hidden: number): number | null {
  return series.find(([n1]) => Math.abs(n1! - hidden) < 0.1)?.[1] ?? null;
}

const paperMean = (size: SizeSummary) => seriesAt(paperTestLossMean, size.hidden);

function varianceTable(summary: NetworkLossesSummary): Table {
  return {
    id: "figure-10-variances",
    title: "Variance of the test loss over random starts",
    caption: comparison(summary),
    columns: [
      numberColumn("n1"),
      numberColumn("ours", 3),
      intervalColumn("95%"),
      numberColumn("paper", 3),
      numberColumn("ours / paper", 3),
      numberColumn("(q90 − q10) / median", 3),
    ],
    rows: summary.sizes.map((size) => {
      const sd = paperTrainTest[size.hidden]?.test_sd;
      const paper = seriesAt(paperTestLossVariance, size.hidden) ?? (sd === undefined ? null : sd * sd);
      return [
        size.hidden,
        size.testVariance.value,
        intervalCell(size.testVariance.interval),
        paper,
        paper === null ? null : size.testVariance.value / paper,
        size.relativeGap?.value ?? null,
      ];
    }),
  };
}

function scalingTable(summary: NetworkLossesSummary): Table {
  return {
    id: "scaling",
    title: "The scaling E[test loss] = exp(α n1^β)",
    caption:
      "The paper prints no coefficients; those in its column follow from its raw means over its scaled means.",
    columns: [{ name: "coefficient" }, numberColumn("ours"), numberColumn("paper")],
    rows: [
      ["α", summary.scaling?.alpha ?? null, PAPER_ALPHA],
      ["β", summary.scaling?.beta ?? null, PAPER_BETA],
    ],
  };
}

function comparison(summary: NetworkLossesSummary): string {
  return summary.genuine
    ? "Genuine MNIST: the difference from the paper is a difference of protocol or of chance."
    : `Ours on ${summary.provenance}, the paper's on MNIST: compare the trends, not the numbers.`;
}
