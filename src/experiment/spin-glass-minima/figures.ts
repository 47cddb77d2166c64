/** What spin-glass-minima draws: Figures 3 (left) and 8 (top), means and spreads against N, the optimisers side by side. */
import { paperSpinGlassEnergies } from "../../paper/measured.ts";
import type { Figure } from "../../report/figure.ts";
import {
  type HistogramGroup,
  histogramFigure,
  type Rule,
  type Series,
  seriesFigure,
} from "../../report/figures/index.ts";
import { colourOfSize, SERIES_COLOURS, THEORY_COLOUR, THRESHOLD_COLOUR } from "../../report/theme.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import type { SpinGlassConfig } from "./index.ts";
import type { SpinGlassGroup, SpinGlassOptimiser, SpinGlassSummary } from "./rows.ts";

export const OPTIMISER_NAMES: Readonly<Record<SpinGlassOptimiser, string>> = {
  "paper-sgd": "the paper's SGD",
  "gradient-descent": "gradient descent",
  lbfgs: "L-BFGS",
};

export function spinGlassFigures(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Figure[] {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  if (main.length === 0) return [];
  return [
    histograms(summary, main, config),
    against(summary, main, config, "mean"),
    against(summary, main, config, "deviation"),
    ...comparison(summary, config),
  ];
}

function rulesOf(summary: SpinGlassSummary): Rule[] {
  return [
    { value: -summary.groundState, label: "−E₀", colour: THEORY_COLOUR },
    { value: -summary.thresholdEnergy, label: "−E∞", colour: THRESHOLD_COLOUR },
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
    rules: rulesOf(summary),
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
  const fit = exponent ? ` Ours falls as N to the power −${exponent.value.toFixed(2)}.` : "";
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
          : {
              x: size * (1 + 0.03 * (i - (optimisers.length - 1) / 2)), // side by side, so that bars stay legible
              y: mean.value,
              ...(mean.interval ? { low: mean.interval[0], high: mean.interval[1] } : {}),
            },
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
