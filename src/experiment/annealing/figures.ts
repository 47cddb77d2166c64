/** The paper's Figure 6 from our networks, and what three values cost. */
import { paperAnnealing } from "../../paper/measured.ts";
import type { Figure } from "../../report/figure.ts";
import { binWidthFor } from "../../report/figures/bin-width.ts";
import { boxFigure, histogramFigure, type Series, seriesFigure } from "../../report/figures/index.ts";
import { colourOfSize, SERIES_COLOURS } from "../../report/theme.ts";
import type { AnnealingSummary } from "./rows.ts";

const METHODS = [
  { method: "sgd", name: "SGD", paper: "SGD" },
  { method: "annealing", name: "annealing", paper: "SA" },
] as const;

export function annealingFigures(summary: AnnealingSummary): readonly Figure[] {
  if (summary.points.length === 0) return [];
  return [
    histograms(summary),
    means(summary),
    ...(summary.redundancy.length > 0 ? [redundancyBoxes(summary)] : []),
  ];
}

const sizesOf = (summary: AnnealingSummary) => [...new Set(summary.points.map(([, hidden]) => hidden))];

const lossesOf = (summary: AnnealingSummary, method: string, hidden: number) =>
  summary.points.filter((point) => point[0] === method && point[1] === hidden).map((point) => point[2]);

function dataSentence(summary: AnnealingSummary): string {
  return summary.genuine
    ? "Grey: the paper's networks."
    : `Ours on ${summary.provenance}; grey: the paper's, on MNIST.`;
}

function histograms(summary: AnnealingSummary): Figure {
  const groups = sizesOf(summary).flatMap((hidden) =>
    METHODS.map(({ method, name, paper }) => {
      const drawn = paperAnnealing[`${paper}, nh=${hidden}`];
      return {
        label: `n1 = ${hidden}, ${name}`,
        colour: colourOfSize(hidden),
        values: lossesOf(summary, method, hidden),
        ...(drawn === undefined ? {} : { paper: drawn.hist, paperBinWidth: drawn.binwidth }),
      };
    }),
  );
  return histogramFigure({
    id: "annealing-losses",
    title: "Test loss of SGD and of simulated annealing",
    caption: `Annealing, which may climb and uses no gradient, ends no lower than SGD. ${dataSentence(summary)}`,
    paperFigure: "Figure 6",
    x: { title: "test loss" },
    binWidth: Math.max(0.01, binWidthFor(groups.map((group) => group.values))),
    height: 46,
    groups,
  });
}

function means(summary: AnnealingSummary): Figure {
  const sizes = sizesOf(summary);
  const ours: Series[] = METHODS.map(({ method, name }, i) => ({
    name,
    role: "ours",
    joined: true,
    colour: SERIES_COLOURS[i]!,
    points: summary.methods
      .filter((entry) => entry.method === method)
      .map(({ hidden, testMean: { value, interval } }) =>
        interval === null
          ? { x: hidden, y: value }
          : { x: hidden, y: value, low: interval[0], high: interval[1] },
      ),
  }));
  const paper: Series[] = METHODS.map(({ name, paper: key }, i) => ({
    name: `paper, ${name}`,
    role: "paper",
    joined: true,
    dashed: i === 1,
    points: sizesOf(summary).flatMap((hidden) => {
      const drawn = paperAnnealing[`${key}, nh=${hidden}`];
      return drawn === undefined ? [] : [{ x: hidden, y: drawn.mean }];
    }),
  }));
  return seriesFigure({
    id: "annealing-means",
    title: "Mean test loss of SGD and of annealing against size",
    caption: `Bars: 95% intervals. ${dataSentence(summary)}`,
    x: {
      title: "hidden units n1",
      scale: "log",
      domain: [Math.min(...sizes) / 1.2, Math.max(...sizes) * 1.2],
    },
    y: { title: "mean test loss", scale: "log", domain: [0.2, 2] },
    series: [...ours, ...paper],
  });
}

const NAMES: Readonly<Record<string, string>> = {
  "three-valued": "SA, {−1, 0, 1}",
  unrestricted: "SA, real",
  "unrestricted-sgd": "SGD, real",
};

function redundancyBoxes(summary: AnnealingSummary): Figure {
  const methods = Object.keys(NAMES).filter((method) => summary.redundancy.some(([own]) => own === method));
  return boxFigure({
    id: "annealing-redundancy",
    title: "What three values cost",
    caption: `Test accuracy of networks of ${summary.redundantHidden ?? "?"} hidden units whose every parameter is −1, 0 or 1, beside networks of real parameters; SA: simulated annealing.`,
    groupTitle: "trained by, parameters",
    y: { title: "test accuracy (%)" },
    groups: methods.map((method, i) => ({
      label: NAMES[method]!,
      colour: SERIES_COLOURS[(i + 2) % SERIES_COLOURS.length]!,
      values: summary.redundancy.filter(([own]) => own === method).map(([, accuracy]) => 100 * accuracy),
    })),
  });
}
