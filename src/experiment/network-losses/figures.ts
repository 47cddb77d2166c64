/** The paper's Figures 3 (right), 7, 8 (bottom), 9 and 10 from our networks, its own data faint behind them. */
import {
  paperScaledTestLoss,
  paperTestLossMean,
  paperTestLossVariance,
  paperTrainTest,
  paperTrainTestPoints,
} from "../../paper/measured.ts";
import type { Figure } from "../../report/figure.ts";
import { binWidthFor } from "../../report/figures/bin-width.ts";
import {
  boxFigure,
  histogramFigure,
  type Series,
  scatterFigure,
  seriesFigure,
} from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { colourOfSize } from "../../report/theme.ts";
import { sampleImagesFigure } from "../kit/training/sample-images.ts";
import type { NetworkLossesSummary, SizeSummary } from "./summary.ts";

const sizeLabel = (hidden: number) => `n1 = ${hidden}`;

const TEST = 1;

const TRAIN = 0;

/** The paper's box plots and raw histograms begin here. */
const RAW_FROM = 10;

export function figures(summary: NetworkLossesSummary): readonly Figure[] {
  if (summary.sizes.length === 0) return [];
  const sheet = summary.samples ? [sampleImagesFigure(summary.samples, summary.provenance)] : [];
  return [
    ...sheet,
    scaledHistogram(summary),
    rawHistogram(summary),
    boxes(summary),
    meanSeries(summary),
    varianceSeries(summary),
    scatter(summary),
    correlationSeries(summary),
  ];
}

const pointsOf = (summary: NetworkLossesSummary, hidden: number) =>
  summary.points.filter(([size]) => size === hidden);

const paperColumn = (hidden: number, column: number): readonly number[] =>
  (paperTrainTestPoints[hidden] ?? []).map((point) => point[column]!);

function dataSentence(summary: NetworkLossesSummary): string {
  return summary.genuine
    ? "Grey: the paper's own networks, on the same data."
    : `Ours on ${summary.provenance}; grey: the paper's, on MNIST.`;
}

function scaledHistogram(summary: NetworkLossesSummary): Figure {
  const sizes = summary.sizes.filter((size) => size.hidden >= summary.scaledFrom);
  const shown = sizes.length > 0 ? sizes : summary.sizes;
  const values = shown.map((size) => pointsOf(summary, size.hidden).map((point) => point[3]));
  return histogramFigure({
    id: "network-scaled-losses",
    title: "Scaled test loss over random starts",
    caption: `The larger the network, the narrower the losses that SGD ends with; every loss is divided by exp(α n1^β), fitted to the means. ${dataSentence(summary)}`,
    paperFigure: "Figure 3, right; Figure 8, bottom",
    x: { title: "test loss / exp(α n1^β)" },
    binWidth: binWidthFor(values),
    groups: shown.map((size, i) => ({
      label: sizeLabel(size.hidden),
      colour: colourOfSize(size.hidden),
      values: values[i]!,
      ...paperHistogram(size.hidden),
    })),
  });
}

function paperHistogram(hidden: number) {
  const paper = paperScaledTestLoss[hidden];
  return paper === undefined ? {} : { paper: paper.hist, paperBinWidth: paper.binwidth };
}

function rawHistogram(summary: NetworkLossesSummary): Figure {
  const shown = rawSizes(summary);
  const values = shown.map((size) => pointsOf(summary, size.hidden).map((point) => point[2]));
  return histogramFigure({
    id: "network-losses",
    title: "Test loss over random starts",
    caption: `Unscaled: larger networks end lower and closer together. ${dataSentence(summary)}`,
    x: { title: "test loss" },
    binWidth: binWidthFor(values),
    groups: shown.map((size, i) => ({
      label: sizeLabel(size.hidden),
      colour: colourOfSize(size.hidden),
      values: values[i]!,
      paper: paperColumn(size.hidden, TEST).map((loss) => [loss, 1]),
      paperBinWidth: 0,
    })),
  });
}

function rawSizes(summary: NetworkLossesSummary): readonly SizeSummary[] {
  const large = summary.sizes.filter((size) => size.hidden >= RAW_FROM);
  return large.length > 0 ? large : summary.sizes;
}

function boxes(summary: NetworkLossesSummary): Figure {
  return boxFigure({
    id: "network-boxes",
    title: "Test loss by size",
    caption: `Median, quartiles and outliers over random starts. ${dataSentence(summary)}`,
    paperFigure: "Figure 9",
    groupTitle: "hidden units n1",
    y: { title: "test loss" },
    groups: rawSizes(summary).map((size) => ({
      label: String(size.hidden),
      colour: colourOfSize(size.hidden),
      values: pointsOf(summary, size.hidden).map((point) => point[2]),
      paper: paperColumn(size.hidden, TEST),
    })),
  });
}

const paperPoints = (series: readonly (readonly number[])[]) =>
  series.map(([x, y]) => ({ x: Math.round(x!), y: y! }));

/** From a little below the smallest size to a little above the largest, the paper's included. */
function sizeAxis(summary: NetworkLossesSummary) {
  const sizes = [...summary.sizes.map((size) => size.hidden), ...paperTestLossMean.map(([n1]) => n1!)];
  const domain = [Math.min(...sizes) / 1.25, Math.max(...sizes) * 1.25] as const;
  return { title: "hidden units n1", scale: "log", domain } as const;
}

function meanSeries(summary: NetworkLossesSummary): Figure {
  const series: Series[] = [
    {
      name: "test loss",
      role: "ours",
      joined: true,
      points: summary.sizes.map((size) => measuredPoint(size.hidden, size.testMean)),
    },
    {
      name: "train loss",
      role: "ours",
      joined: true,
      points: summary.sizes.map((size) => measuredPoint(size.hidden, size.trainMean)),
    },
    { name: "paper, test loss", role: "paper", joined: true, points: paperPoints(paperTestLossMean) },
    {
      name: "paper, train loss",
      role: "paper",
      joined: true,
      dashed: true,
      points: paperTrainMeans(summary),
    },
  ];
  return seriesFigure({
    id: "network-mean-loss",
    title: "Mean loss against size",
    caption: `The mean loss falls with the number of hidden units and levels off. ${dataSentence(summary)}`,
    paperFigure: "Figure 10, left",
    x: sizeAxis(summary),
    y: { title: "mean loss over random starts", scale: "log", domain: [0.03, 2] },
    series,
  });
}

function paperTrainMeans(summary: NetworkLossesSummary) {
  return summary.sizes.flatMap(({ hidden }) => {
    const paper = paperTrainTest[hidden];
    return paper === undefined ? [] : [{ x: hidden, y: paper.train_mean }];
  });
}

function varianceSeries(summary: NetworkLossesSummary): Figure {
  const positive = summary.sizes.filter((size) => size.testVariance.value > 0);
  return seriesFigure({
    id: "network-loss-variance",
    title: "Variance of the test loss against size",
    caption: `The larger the network, the less the start matters. Bars: 95% intervals, by bootstrap. ${dataSentence(summary)}`,
    paperFigure: "Figure 10, right",
    x: sizeAxis(summary),
    y: { title: "variance of the test loss", scale: "log", format: ".0e" },
    series: [
      {
        name: "ours",
        role: "ours",
        joined: true,
        points: positive.map((size) => measuredPoint(size.hidden, size.testVariance)),
      },
      { name: "paper", role: "paper", joined: true, points: paperPoints(paperTestLossVariance) },
    ],
  });
}

function scatter(summary: NetworkLossesSummary): Figure {
  return scatterFigure({
    id: "network-train-test",
    title: "Train and test loss of every network",
    caption: `One point a network. In small networks a lower train loss means a lower test loss; in large ones hardly. ${dataSentence(summary)}`,
    paperFigure: "Figure 7",
    x: { title: "train loss" },
    y: { title: "test loss" },
    groups: summary.sizes.map((size) => ({
      label: sizeLabel(size.hidden),
      colour: colourOfSize(size.hidden),
      points: pointsOf(summary, size.hidden).map((point) => [point[1], point[2]] as const),
      paper: (paperTrainTestPoints[size.hidden] ?? []).map((point) => [point[TRAIN]!, point[TEST]!]),
    })),
  });
}

function correlationSeries(summary: NetworkLossesSummary): Figure {
  return seriesFigure({
    id: "network-correlation",
    title: "Correlation of train and test loss against size",
    caption: `Table 1 as a picture: how well the train loss of a solution tells its test loss. Bars: 95% intervals by Fisher's z. ${dataSentence(summary)}`,
    paperFigure: "Table 1",
    x: sizeAxis(summary),
    y: { title: "Pearson correlation" },
    series: [
      {
        name: "ours",
        role: "ours",
        joined: true,
        points: summary.sizes.flatMap((size) =>
          size.correlation === null ? [] : [measuredPoint(size.hidden, size.correlation)],
        ),
      },
      {
        name: "paper",
        role: "paper",
        joined: true,
        points: Object.entries(paperTrainTest)
          .map(([hidden, paper]) => ({ x: Number(hidden), y: paper.pearson }))
          .sort((a, b) => a.x - b.x),
      },
    ],
  });
}
