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
import { chosenLandscape } from "../kit/landscapes/chosen.ts";
import { type SpinGlassConfig, type SpinGlassOptimiser, waysOf } from "./config.ts";
import { memoryFigures, memoryNotes, memoryTable } from "./memory.ts";
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
    ...memoryFigures(summary),
  ];
}

/** The paper's energies, which are those of the pure 3-spin glass. */
const paperEnergies = (summary: SpinGlassSummary) => (summary.p === 3 ? paperSpinGlassEnergies : {});

/** " on the multi-species glass, layers 1 : 1" in captions of what is not the paper's glass. */
const onLandscape = ({ p, landscape }: SpinGlassSummary): string =>
  p === null ? ` on the ${landscape}` : "";

/** What the captions say of the lines of the theory. */
function gathering(summary: SpinGlassSummary): string {
  if (summary.p !== null)
    return " They gather at the barrier −E∞ from above, closer and narrower as N grows.";
  if (summary.thresholdEnergy !== null)
    return " The barrier −E∞ is where minima of a large system begin to be the rule.";
  return summary.groundState === null ? " No line of theory is drawn: it is not known." : "";
}

function histograms(
  summary: SpinGlassSummary,
  main: readonly SpinGlassGroup[],
  config: SpinGlassConfig,
): Figure {
  const groups = main.map(({ size, energies }): HistogramGroup => {
    const paper = paperEnergies(summary)[String(size)];
    return {
      label: `N = ${size}`,
      colour: colourOfSize(size),
      values: energies,
      ...(paper ? { paper: paper.hist, paperBinWidth: paper.binwidth } : {}),
    };
  });
  const rules = energyRules(summary);
  const lines = rules.map(({ value }) => value);
  const lowest = Math.min(...lines, ...main.flatMap(({ lowest }) => lowest ?? []));
  const highest = Math.max(...lines, ...main.flatMap(({ highest }) => highest ?? []));
  const domain = lowest <= highest ? { domain: [lowest - 0.02, highest + 0.02] as const } : {};
  const draws = main.some(({ draws }) => draws > 1)
    ? "several disorders at the smaller N"
    : "one disorder a size";
  return histogramFigure({
    id: "spin-glass-energies",
    title: "Energies where descents end",
    caption: `End points of ${OPTIMISER_NAMES[config.optimiser]} from random starts${onLandscape(summary)} (${draws}), in colour${summary.p === null ? "." : "; the paper's 1000 starts on one disorder of its own behind, grey."}${gathering(summary)}${unconvergedNote(main)}`,
    ...ofThePaper(summary),
    x: { title: "energy per spin H/N", ...domain },
    binWidth: 0.0075,
    groups,
    rules,
  });
}

/** The figure of the paper that it answers, where the glass is the paper's. */
const ofThePaper = ({ p }: SpinGlassSummary) =>
  p === null ? {} : { paperFigure: "Figures 3 (left), 8 (top)" };

/**
 * The mean, above the barrier where there is one, or the deviation, by N.
 *
 * Long: two figures of one form, whose words differ.
 */
function against(
  summary: SpinGlassSummary,
  main: readonly SpinGlassGroup[],
  config: SpinGlassConfig,
  quantity: "mean" | "deviation",
): Figure {
  const isMean = quantity === "mean";
  const isDistance = isMean && summary.thresholdEnergy !== null;
  const offset = isDistance ? summary.thresholdEnergy! : 0;
  // a mean below 0 by itself stands on a linear axis
  const isDrawable = (y: number): boolean => (isMean && !isDistance) || y > 0;
  const series: Series[] = [
    {
      name: `ours (${OPTIMISER_NAMES[config.optimiser]})`,
      role: "ours",
      joined: true,
      points: main.flatMap((group) => {
        const estimate = group[quantity];
        if (estimate === null || !isDrawable(estimate.value + offset)) return [];
        const { value, interval } = estimate;
        return {
          x: group.size,
          y: value + offset,
          ...(interval && isDrawable(interval[0] + offset)
            ? { low: interval[0] + offset, high: interval[1] + offset }
            : {}),
        };
      }),
    },
  ];
  if (summary.p === 3)
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
  const power = exponent === null ? 0 : exponent.value;
  const fit = exponent
    ? ` Ours ${power < 0 ? "rises" : "falls"} as N to the power ${power < 0 ? "" : "−"}${formatNumber(Math.abs(power))}.`
    : "";
  return seriesFigure({
    id: `spin-glass-${quantity}`,
    title: isDistance
      ? "Distance of the mean energy from the barrier"
      : isMean
        ? "Mean energy of the end points"
        : "Spread of the end points' energies",
    caption: `${isDistance ? `Mean energy per spin plus E∞${onLandscape(summary)}: zero would be the barrier itself.` : isMean ? `Mean energy per spin${onLandscape(summary)}.` : `Standard deviation of the energy per spin${onLandscape(summary)}.`}${fit} Bars: 95% intervals, over draws of the disorder where there are four or more, else over the starts.${unconvergedNote(main)}`,
    ...ofThePaper(summary),
    x: { title: "spins N", scale: "log" },
    y: isDistance
      ? { title: "mean H/N + E∞", scale: "log" }
      : isMean
        ? { title: "mean H/N" }
        : { title: "standard deviation of H/N", scale: "log" },
    series,
  });
}

function comparison(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Figure[] {
  const optimisers = waysOf(config);
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
      title: summary.p === null ? "Ways down" : "Three ways down",
      caption: `Mean energy of the end points${onLandscape(summary)}${onLandscape(summary) && ","} on the same disorders from the same starts.${summary.p === null ? "" : " Noise over the samples of the couplings (SGD) and curvature (L-BFGS) change the path, not the level where it ends."}${unconvergedNote(summary.groups.filter(({ size }) => size <= config.compareLargest))}`,
      x: { title: "spins N (slightly shifted for each optimiser)", scale: "log" },
      y: { title: "mean H/N" },
      series,
    }),
  ];
}

export function tables(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Table[] {
  const variance = chosenLandscape(config).theory.variance;
  return [energiesTable(summary, config), endPointsTable(summary), ...memoryTable(summary, variance)];
}

/** "E∞ = 1.63299, E₀ = 1.65700." with what is known of it. */
function energiesOfTheory({ thresholdEnergy, groundState }: SpinGlassSummary): string {
  const known = [
    ...(thresholdEnergy === null ? [] : [`E∞ = ${formatNumber(thresholdEnergy, 6)}`]),
    ...(groundState === null ? [] : [`E₀ = ${formatNumber(groundState, 6)}`]),
  ];
  return known.length === 0 ? "Theory unknown: neither E∞ nor E₀." : `${known.join(", ")}.`;
}

/**
 * One row a size. What the paper measured stands beside the pure glass only, the distance from E∞ where that is known.
 *
 * Long: one list of columns and one of cells.
 */
function energiesTable(summary: SpinGlassSummary, config: SpinGlassConfig): Table {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  const isPure = summary.p !== null;
  const barrier = summary.thresholdEnergy;
  return {
    id: "spin-glass-energies",
    title: isPure
      ? "Energy per spin of the end points, ours and the paper's"
      : `Energy per spin of the end points${onLandscape(summary)}`,
    caption: `${energiesOfTheory(summary)}${isPure ? " The paper's column is one disorder a size; ours has several at small N, whose means differ by the spread between draws." : ""}${unconvergedNote(main)}`,
    columns: [
      { name: "N" },
      { name: "disorders" },
      { name: "starts" },
      { name: "not converged" },
      { name: "mean", digits: 5 },
      { name: "95% interval" },
      ...(isPure
        ? [
            { name: "paper", digits: 5 },
            { name: "ours − paper", digits: 2 },
          ]
        : []),
      { name: "spread between disorders", digits: 2 },
      { name: "sd", digits: 3 },
      ...(isPure ? [{ name: "paper's sd", digits: 3 }] : []),
      { name: "lowest", digits: 5 },
      ...(barrier === null ? [] : [{ name: "mean + E∞", digits: 3 }]),
    ],
    rows: main.map((group) => {
      const paper = paperEnergies(summary)[String(group.size)];
      return [
        group.size,
        group.draws,
        group.starts,
        group.unconverged,
        group.mean?.value ?? null,
        intervalCell(group.mean?.interval, 5),
        ...(isPure ? [paper?.mean ?? null, difference(group.mean?.value, paper?.mean)] : []),
        group.betweenDraws,
        group.deviation?.value ?? null,
        ...(isPure ? [paper?.sd ?? null] : []),
        group.lowest,
        ...(barrier === null ? [] : [group.mean ? group.mean.value + barrier : null]),
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

export function notes(summary: SpinGlassSummary, config: SpinGlassConfig): readonly string[] {
  const { description, theory } = chosenLandscape(config);
  const left = config.compare.includes("paper-sgd") && !waysOf(config).includes("paper-sgd");
  return [
    ...[unconvergedNote(summary.groups).trim()].filter((note) => note !== ""),
    ...(summary.p === null
      ? [
          description,
          theory.remark,
          "The paper's claims are about the pure p-spin glass; on this landscape they are not judged.",
          ...(left
            ? [
                "The paper's SGD is left out: it goes down samples of the couplings, which a pure glass alone has.",
              ]
            : []),
        ]
      : [
          `${description} The paper shows one disorder a size: at N = 25 its 1000 starts fill only 17 bins, about the number of minima of one draw.`,
          `The paper's SGD, from the authors' code: couplings = sum of ${config.samples} samples / √${config.samples} (their number is not given), ${config.sgdEpochs} passes with step 0.3 / (1 + 0.0015 t), then gradient descent with step 0.2 / (1 + 0.0015 k) until |gradient| / √N < ${config.tolerance}.`,
        ]),
    "Descents reach lower energies than the average minimum of the same disorder (their basins are larger): the histograms are not the law of all minima.",
    ...memoryNotes(summary, config, theory.memory),
  ];
}
