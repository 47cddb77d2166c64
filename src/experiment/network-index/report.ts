/** Figures, tables and notes of network-index. */
import { paperIndexBars } from "../../paper/measured.ts";
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { barFigure, type Series, seriesFigure } from "../../report/figures/index.ts";
import { colourOfSize } from "../../report/theme.ts";
import { divergedNotes } from "../kit/convergence.ts";
import { provenanceNotes } from "../kit/training/provenance.ts";
import type { NetworkIndexSummary } from "./summary.ts";

export function figures(summary: NetworkIndexSummary): readonly Figure[] {
  if (summary.sizes.length === 0) return [];
  return [
    indexBars(summary),
    ...(summary.paths.length > 0 ? [pathSeries(summary)] : []),
    ...(summary.spectra.length > 0 ? [spectra(summary), outliers(summary)] : []),
  ];
}

function indexBars(summary: NetworkIndexSummary): Figure {
  return barFigure({
    id: "network-index",
    title: "Normalised index of the solutions",
    caption: `Share of Hessian eigenvalues below −${summary.deadBand} where SGD ends. ${
      summary.genuine ? "" : `Ours on ${summary.provenance}; `
    }grey: the paper's solutions, at twice the value of its axis, which is halved.`,
    paperFigure: "Figures 4 and 5",
    x: { title: "index / number of parameters" },
    y: { title: "solutions (%)" },
    groups: summary.sizes.map((size) => ({
      label: `n1 = ${size.hidden}: ${size.networks} ${size.networks === 1 ? "solution" : "solutions"}`,
      colour: colourOfSize(size.hidden),
      bars: size.counts.map(([k, count]) => [k / size.parameters, (100 * count) / size.networks] as const),
      paper: paperBars(size.hidden),
    })),
  });
}

function paperBars(hidden: number): readonly (readonly [number, number])[] {
  const paper = paperIndexBars[hidden];
  if (paper === undefined) return [];
  return paper.bars_left_right_count
    .filter((bar) => bar[2]! > 0)
    .map(([left, , count]) => [2 * Math.max(0, left!), (100 * count!) / paper.total] as const);
}

function pathSeries(summary: NetworkIndexSummary): Figure {
  const sizes = [...new Set(summary.paths.map(([hidden]) => hidden))];
  return seriesFigure({
    id: "network-index-path",
    title: "Index and loss on the way down",
    caption:
      "Every point is a network after some epochs of SGD, from the random start (top right) to the solution (bottom left): the index falls with the loss, as in the layers of the theory and in [DauEtAl14].",
    x: { title: "index / number of parameters" },
    y: { title: "train loss", scale: "log", format: "~g" },
    series: sizes.map((hidden) => ({
      name: `n1 = ${hidden}`,
      role: "ours" as const,
      colour: colourOfSize(hidden),
      points: summary.paths
        .filter(([size]) => size === hidden)
        .map(([, , , loss, index]) => ({ x: index, y: loss })),
    })),
  });
}

const SIGNS = [
  { sign: 1, name: "positive", dashed: false },
  { sign: -1, name: "negative", dashed: true },
] as const;

function spectra(summary: NetworkIndexSummary): Figure {
  const sizes = [...new Set(summary.spectra.map(([hidden]) => hidden))];
  const series: Series[] = sizes.flatMap((hidden) =>
    SIGNS.map(({ sign, name, dashed }) => ({
      name: `n1 = ${hidden}, ${name}`,
      role: "curve" as const,
      colour: colourOfSize(hidden),
      dashed,
      points: summary.spectra
        .filter(([size, side]) => size === hidden && side === sign)
        .map(([, , left, right, count]) => ({ x: Math.sqrt(left * right), y: count })),
    })),
  );
  return seriesFigure({
    id: "network-spectrum",
    title: "Eigenvalues of the Hessian at the solutions",
    caption:
      "Eigenvalues a network, in bins of a quarter of a decade: a bulk of nearly flat directions, and few large eigenvalues. What is left of the negative ones lies near the dead band and below.",
    x: { title: "size of the eigenvalue |λ|", scale: "log", format: ".0e" },
    y: { title: "eigenvalues a bin and network", scale: "log", format: "~g" },
    series,
    ...(summary.deadBand > 0 ? { rules: [{ value: summary.deadBand, label: "dead band" }] } : {}),
  });
}

function outliers(summary: NetworkIndexSummary): Figure {
  const sizes = [...new Set(summary.outliers.map(([hidden]) => hidden))];
  return seriesFigure({
    id: "network-outliers",
    title: "The largest eigenvalues",
    caption:
      "Mean of the k-th largest eigenvalue. As many as there are classes, less one, stand apart from the bulk, as in [GhoKriXia19].",
    x: { title: "rank k" },
    y: { title: "eigenvalue", scale: "log" },
    series: sizes.map((hidden) => ({
      name: `n1 = ${hidden}`,
      role: "ours" as const,
      joined: true,
      colour: colourOfSize(hidden),
      points: summary.outliers.filter(([size]) => size === hidden).map(([, k, y]) => ({ x: k, y })),
    })),
  });
}

export function tables(summary: NetworkIndexSummary): readonly Table[] {
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

/** Sizes whose bars are narrow enough to tell index 0 from index 1 (docs/PAPER.md, 5). */
const RESOLVED = [10, 100];

function paperMinima(hidden: number): number | null {
  const paper = paperIndexBars[hidden];
  if (paper === undefined || !RESOLVED.includes(hidden)) return null;
  return (100 * paper.bars_left_right_count[0]![2]!) / paper.total;
}

export const notes = (summary: NetworkIndexSummary): readonly string[] => [
  ...provenanceNotes(summary),
  ...divergedNotes(summary.diverged, summary.trained),
  "The normalised index here is the number of eigenvalues below minus the dead band over the number of parameters. The bars of the paper's Figure 5 sit at k / (2P), half of that; the paper's values are doubled before they are drawn here.",
  "With ReLU units the loss is smooth only where no pre-activation is zero; the Hessian is that of the smooth piece on which the solution lies.",
];
