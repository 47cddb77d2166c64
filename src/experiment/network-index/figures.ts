/** The paper's Figures 4 and 5 from our solutions, and the spectra behind the counts. */
import { paperIndexBars } from "../../paper/measured.ts";
import type { Figure } from "../../report/figure.ts";
import { barFigure, type Series, seriesFigure } from "../../report/figures/index.ts";
import { colourOfSize } from "../../report/theme.ts";
import type { NetworkIndexSummary } from "./rows.ts";

export function networkIndexFigures(summary: NetworkIndexSummary): readonly Figure[] {
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
