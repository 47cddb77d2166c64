/** Figures, tables and notes of spin-glass-minima. */
import { paperSpinGlassEnergies } from "../../paper/measured.ts";
import { difference, intervalCell } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import {
  type HistogramGroup,
  histogramFigure,
  type Series,
  seriesFigure,
} from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { energyRules } from "../../report/figures/rules.ts";
import { formatNumber } from "../../report/format.ts";
import { colourOfSize, SERIES_COLOURS } from "../../report/theme.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import type { SpinGlassConfig, SpinGlassOptimiser } from "./config.ts";
import type { SpinGlassGroup, SpinGlassSummary } from "./summary.ts";

export const OPTIMISER_NAMES: Readonly<Record<SpinGlassOptimiser, string>> = {
  "paper-sgd": "the paper's SGD",
  "gradient-descent": "gradient descent",
  lbfgs: "L-BFGS",
};

export function figures(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Figure[] {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  if (main.length === 0) return [];
  return [
    histograms(summary, main, config),
    against(summary, main, config, "mean"),
    against(summary, main, config, "deviation"),
    ...comparison(summary, config),
  ];
}

function histograms(
  summary: SpinGlassSummary,
  main: readonly SpinGlassGroup[],
  config: SpinGlassConfig,
): Figure {
  const groups = main.map(({ size, energies }): HistogramGroup => {
    const paper = config.p === 3 ? paperSpinGlassEnergies[String(size)] : undefined;
    return {
      label: `N = ${size}`,
      colour: colourOfSize(size),
      values: energies,
      ...(paper ? { paper: paper.hist, paperBinWidth: paper.binwidth } : {}),
    };
  });
  const lowest = Math.min(-summary.groundState, ...main.flatMap(({ lowest }) => lowest ?? []));
  const highest = Math.max(-summary.thresholdEnergy, ...main.flatMap(({ highest }) => highest ?? []));
  const draws = main.some(({ draws }) => draws > 1)
    ? "several disorders at the smaller N"
    : "one disorder a size";
  return histogramFigure({
    id: "spin-glass-energies",
    title: "Energies where descents end",
    caption: `End points of ${OPTIMISER_NAMES[config.optimiser]} from random starts (${draws}), in colour; the paper's 1000 starts on one disorder of its own behind, grey. They gather at the barrier −E∞ from above, closer and narrower as N grows.${unconvergedNote(main)}`,
    paperFigure: "Figures 3 (left), 8 (top)",
    x: { title: "energy per spin H/N", domain: [lowest - 0.02, highest + 0.02] },
    binWidth: 0.0075,
    groups,
    rules: energyRules(summary),
  });
}

function against(
  summary: SpinGlassSummary,
  main: readonly SpinGlassGroup[],
  config: SpinGlassConfig,
  quantity: "mean" | "deviation",
): Figure {
  const isMean = quantity === "mean";
  const offset = isMean ? summary.thresholdEnergy : 0;
  const series: Series[] = [
    {
      name: `ours (${OPTIMISER_NAMES[config.optimiser]})`,
      role: "ours",
      joined: true,
      points: main.flatMap((group) => {
        const estimate = group[quantity];
        if (estimate === null || !(estimate.value + offset > 0)) return [];
        const { value, interval } = estimate;
        return {
          x: group.size,
          y: value + offset,
          ...(interval && interval[0] + offset > 0
            ? { low: interval[0] + offset, high: interval[1] + offset }
            : {}),
        };
      }),
    },
  ];
  if (config.p === 3)
    series.push({
      name: "paper",
      role: "paper",
      joined: true,
      points: Object.entries(paperSpinGlassEnergies)
        .map(([size, histogram]) => ({
          x: Number(size),
          y: (isMean ? histogram.mean : histogram.sd) + offset,
        }))
        .sort((a, b) => a.x - b.x),
    });
  const exponent = isMean ? summary.meanExponent : summary.deviationExponent;
  const fit = exponent ? ` Ours falls as N to the power −${formatNumber(exponent.value)}.` : "";
  return seriesFigure({
    id: `spin-glass-${quantity}`,
    title: isMean ? "Distance of the mean energy from the barrier" : "Spread of the end points' energies",
    caption: `${isMean ? "Mean energy per spin plus E∞: zero would be the barrier itself." : "Standard deviation of the energy per spin."}${fit} Bars: 95% intervals, over draws of the disorder where there are four or more, else over the starts.${unconvergedNote(main)}`,
    paperFigure: "Figures 3 (left), 8 (top)",
    x: { title: "spins N", scale: "log" },
    y: { title: isMean ? "mean H/N + E∞" : "standard deviation of H/N", scale: "log" },
    series,
  });
}

function comparison(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Figure[] {
  const optimisers = [...new Set([config.optimiser, ...config.compare])];
  if (optimisers.length < 2) return [];
  const series = optimisers.map((optimiser, i): Series => {
    const groups = summary.groups.filter(
      (group) => group.optimiser === optimiser && group.size <= config.compareLargest,
    );
    return {
      name: OPTIMISER_NAMES[optimiser],
      role: "ours",
      colour: SERIES_COLOURS[i]!,
      joined: true,
      points: groups.flatMap(({ size, mean }) =>
        mean === null
          ? []
          : // side by side, so that bars stay legible
            measuredPoint(size * (1 + 0.03 * (i - (optimisers.length - 1) / 2)), mean),
      ),
    };
  });
  if (series.every(({ points }) => points.length === 0)) return [];
  return [
    seriesFigure({
      id: "spin-glass-optimisers",
      title: "Three ways down",
      caption: `Mean energy of the end points on the same disorders from the same starts. Noise over the samples of the couplings (SGD) and curvature (L-BFGS) change the path, not the level where it ends.${unconvergedNote(summary.groups.filter(({ size }) => size <= config.compareLargest))}`,
      x: { title: "spins N (slightly shifted for each optimiser)", scale: "log" },
      y: { title: "mean H/N" },
      series,
    }),
  ];
}

export function tables(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Table[] {
  return [energiesTable(summary, config), endPointsTable(summary)];
}

function energiesTable(summary: SpinGlassSummary, config: SpinGlassConfig): Table {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  return {
    id: "spin-glass-energies",
    title: "Energy per spin of the end points, ours and the paper's",
    caption: `E∞ = ${formatNumber(summary.thresholdEnergy, 6)}, E₀ = ${formatNumber(summary.groundState, 6)}. The paper's column is one disorder a size; ours has several at small N, whose means differ by the spread between draws.${unconvergedNote(main)}`,
    columns: [
      { name: "N" },
      { name: "disorders" },
      { name: "starts" },
      { name: "not converged" },
      { name: "mean", digits: 5 },
      { name: "95% interval" },
      { name: "paper", digits: 5 },
      { name: "ours − paper", digits: 2 },
      { name: "spread between disorders", digits: 2 },
      { name: "sd", digits: 3 },
      { name: "paper's sd", digits: 3 },
      { name: "lowest", digits: 5 },
      { name: "mean + E∞", digits: 3 },
    ],
    rows: main.map((group) => {
      const paper = config.p === 3 ? paperSpinGlassEnergies[String(group.size)] : undefined;
      return [
        group.size,
        group.draws,
        group.starts,
        group.unconverged,
        group.mean?.value ?? null,
        intervalCell(group.mean?.interval, 5),
        paper?.mean ?? null,
        difference(group.mean?.value, paper?.mean),
        group.betweenDraws,
        group.deviation?.value ?? null,
        paper?.sd ?? null,
        group.lowest,
        group.mean ? group.mean.value + summary.thresholdEnergy : null,
      ];
    }),
  };
}

function endPointsTable(summary: SpinGlassSummary): Table {
  return {
    id: "spin-glass-end-points",
    title: "What the end points are",
    caption: `Energies, minima, indices and eigenvalues are those of converged descents; evaluations and the largest gradient are those of all.${unconvergedNote(summary.groups)}`,
    columns: [
      { name: "optimiser", align: "left" },
      { name: "N" },
      { name: "starts" },
      { name: "mean H/N", digits: 5 },
      { name: "gradient evaluations, median" },
      { name: "largest |grad|/√N", digits: 2 },
      { name: "not converged" },
      { name: "minima", unit: "%", digits: 4 },
      { name: "largest index" },
      { name: "mean lowest eigenvalue", digits: 3 },
    ],
    rows: summary.groups.map((group) => [
      OPTIMISER_NAMES[group.optimiser],
      group.size,
      group.starts,
      group.mean?.value ?? null,
      group.evaluationsMedian,
      group.largestGradient,
      group.unconverged,
      group.minimaShare ? 100 * group.minimaShare.value : null,
      group.largestIndex,
      group.lowestEigenvalueMean,
    ]),
  };
}

export const notes = ({ groups }: SpinGlassSummary, config: SpinGlassConfig): readonly string[] => [
  ...[unconvergedNote(groups).trim()].filter((note) => note !== ""),
  `Disorder: the packed couplings of p = ${config.p}, one normal number for each sorted tuple of spins. The paper shows one disorder a size: at N = 25 its 1000 starts fill only 17 bins, about the number of minima of one draw.`,
  `The paper's SGD, from the authors' code: couplings = sum of ${config.samples} samples / √${config.samples} (their number is not given), ${config.sgdEpochs} passes with step 0.3 / (1 + 0.0015 t), then gradient descent with step 0.2 / (1 + 0.0015 k) until |gradient| / √N < ${config.tolerance}.`,
  "Descents reach lower energies than the average minimum of the same disorder (their basins are larger): the histograms are not the law of all minima.",
];
