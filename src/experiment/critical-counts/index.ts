/**
 * Mean numbers of critical points against energy at finite N [ChoEtAl15, Figure 1]: the curves that the paper draws, and beside
 * them the exact mean numbers of Kac and Rice.
 */

import { z } from "zod";
import type { JsonObject } from "../../base/json.ts";
import { pow } from "../../base/math.ts";
import type { Claim, Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { SERIES_COLOURS, THEORY_COLOUR, THRESHOLD_COLOUR } from "../../report/theme.ts";
import type { Experiment, Task } from "../../run/contract.ts";
import {
  complexity,
  complexityOfIndex,
  layerEnergy,
  logSlopeOfCount,
  thresholdEnergy,
} from "../../theory/complexity.ts";
import { logMeanCount, logMeanCountAsymptotic, logMeanDensity } from "../../theory/kac-rice.ts";
import { seedKey } from "../kit/training/protocol.ts";

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(32).describe("Order of the interaction: the depth H of the paper's network."),
  N: z.int().min(2).max(2000).describe("Number of spins, the paper's Lambda."),
  indices: z.int().min(0).max(20).describe("Curves for indices 0 to this one."),
  points: z.int().min(10).max(2000).describe("Points of a curve."),
});

export type CriticalCountsConfig = z.infer<typeof schema>;

type Curve = "paper-total" | "paper-index" | "exact";

interface CriticalCountsTask extends Task {
  readonly curve: Curve;
  readonly k: number;
}

/** Points are [u, log10 of the value]; a value of zero is left out. */
type CriticalCountsRow = JsonObject & {
  readonly curve: Curve;
  readonly k: number;
  readonly points: readonly (readonly [number, number])[];
  readonly logTotal: number | null;
  readonly logBelowThreshold: number | null;
};

type CriticalCountsSummary = JsonObject & {
  readonly N: number;
  readonly p: number;
  readonly groundState: number;
  readonly thresholdEnergy: number;
  readonly rows: readonly CriticalCountsRow[];
  /** log10 of mean numbers: exact total, its asymptotic form, exact below -E_inf. */
  readonly log10Total: number | null;
  readonly log10Asymptotic: number;
  readonly log10BelowThreshold: number | null;
  /** log10 of (critical points of finite index) / (all) per unit of energy, halfway from the barrier to 0, leading order. */
  readonly log10FiniteIndexShareAbove: number;
};

const rounded = (value: number): number => Number(value.toPrecision(12));

async function run(
  task: CriticalCountsTask,
  { config }: { config: CriticalCountsConfig },
): Promise<CriticalCountsRow> {
  const { N: n, p, points } = config;
  const barrier = thresholdEnergy(p);
  const ground = layerEnergy(0, p);
  const [from, to] = task.curve === "paper-index" ? [-ground, -barrier] : [-1.03 * ground, 0];
  const value = (u: number): number => {
    if (task.curve === "exact") return logMeanDensity(u, { n, p }) / Math.LN10;
    return logSlopeOfCount(u, { k: task.curve === "paper-total" ? null : task.k, p, n }) / Math.LN10;
  };
  const list = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1))
    .map((u) => [rounded(u), value(u)] as const)
    .filter(([, y]) => Number.isFinite(y))
    .map(([u, y]) => [u, rounded(y)] as const);
  const isExact = task.curve === "exact";
  return {
    curve: task.curve,
    k: task.k,
    points: list,
    logTotal: isExact ? rounded(logMeanCount(n, p) / Math.LN10) : null,
    logBelowThreshold: isExact ? rounded(logMeanCount(n, p, -barrier) / Math.LN10) : null,
  };
}

function reduce(rows: readonly CriticalCountsRow[], config: CriticalCountsConfig): CriticalCountsSummary {
  const { N: n, p } = config;
  const exact = rows.find(({ curve }) => curve === "exact");
  const half = -thresholdEnergy(p) / 2;
  return {
    N: n,
    p,
    groundState: layerEnergy(0, p),
    thresholdEnergy: thresholdEnergy(p),
    rows,
    log10Total: exact?.logTotal ?? null,
    log10Asymptotic: logMeanCountAsymptotic(n, p) / Math.LN10,
    log10BelowThreshold: exact?.logBelowThreshold ?? null,
    log10FiniteIndexShareAbove:
      (n * (complexityOfIndex(half, { k: 0, p }) - complexity(half, p))) / Math.LN10,
  };
}

function figures(summary: CriticalCountsSummary): readonly Figure[] {
  const { N: n, p, rows } = summary;
  const rules = [
    { value: -n * summary.groundState, label: "−N E₀", colour: THEORY_COLOUR },
    { value: -n * summary.thresholdEnergy, label: "−N E∞", colour: THRESHOLD_COLOUR },
  ];
  const x = { title: "energy N u" };
  const scaled = (row: CriticalCountsRow | undefined, y: (log10: number) => number) =>
    (row?.points ?? []).map(([u, value]) => ({ x: n * u, y: y(value) }));
  const total = rows.find(({ curve }) => curve === "paper-total");
  const exact = rows.find(({ curve }) => curve === "exact");
  const byIndex = rows.filter(({ curve }) => curve === "paper-index");
  const plain = (value: number): number => pow(10, value);
  const fits = Math.max(...(total?.points ?? []).map(([, y]) => y), 0) < 300;
  const y = { title: "d/du exp(N Θ(u))", format: ".1e" };
  const list: Figure[] = [];
  if (fits && total)
    list.push(
      seriesFigure({
        id: "critical-counts-total",
        title: `All critical points, N = ${n}, p = ${p}: the paper's curve`,
        caption:
          "What the paper's Figure 1 draws is the derivative of exp(N Θ), without prefactors: not a number of critical points.",
        paperFigure: "Figure 1 (left)",
        x,
        y,
        series: [{ name: "all critical points", role: "theory", points: scaled(total, plain) }],
        rules,
      }),
    );
  if (byIndex.length > 0)
    list.push(
      seriesFigure({
        id: "critical-counts-by-index",
        title: `Critical points of low index near the barrier, N = ${n}, p = ${p}: the paper's curves`,
        caption:
          "Minima lead below the barrier; each higher index starts later. At −N E∞ all curves meet, and above it the formula gives zero growth: there saddles of diverging index take over.",
        paperFigure: "Figure 1 (right)",
        x,
        y: fits ? y : { title: "log₁₀ d/du exp(N Θₖ(u))" },
        series: byIndex.map(
          (row, i): Series => ({
            name: row.k === 0 ? "minima" : `index ${row.k}`,
            role: "curve",
            colour: SERIES_COLOURS[i % SERIES_COLOURS.length]!,
            points: scaled(row, fits ? plain : (value) => value),
          }),
        ),
        rules,
      }),
    );
  if (exact && total)
    list.push(
      seriesFigure({
        id: "critical-counts-exact",
        title: `The same on a logarithmic scale, beside the exact mean number, N = ${n}, p = ${p}`,
        caption:
          "Exact: mean number of critical points per unit of energy per spin, from the one-point density of the GOE (Kac-Rice). The paper's curve has the right exponent and a prefactor of its own.",
        x,
        y: { title: "log₁₀ of the density per unit u" },
        series: [
          {
            name: "exact (Kac-Rice)",
            role: "curve",
            colour: SERIES_COLOURS[0]!,
            points: scaled(exact, (value) => value),
          },
          {
            name: "the paper's curve",
            role: "theory",
            dashed: true,
            points: scaled(total, (value) => value),
          },
        ],
        rules,
      }),
    );
  return list;
}

function tables(summary: CriticalCountsSummary): readonly Table[] {
  return [
    {
      id: "critical-counts",
      title: `Mean numbers of critical points, N = ${summary.N}, p = ${summary.p}`,
      columns: [
        { name: "quantity", align: "left" },
        { name: "log₁₀", digits: 9 },
      ],
      rows: [
        ["exact total", summary.log10Total],
        ["4 √(2N / (π(p−2))) (p−1)^(N/2), the leading order", summary.log10Asymptotic],
        ["exact, below the barrier −E∞", summary.log10BelowThreshold],
      ],
    },
  ];
}

function claims(summary: CriticalCountsSummary): readonly Claim[] {
  if (summary.log10Total === null || summary.log10BelowThreshold === null) return [];
  const share = summary.log10BelowThreshold - summary.log10Total;
  const below = complexityOfIndex(-summary.thresholdEnergy - 0.01, { k: 1, p: summary.p });
  const minima = complexityOfIndex(-summary.thresholdEnergy - 0.01, { k: 0, p: summary.p });
  const ratio = (summary.N * (below - minima)) / Math.LN10;
  const verdict = (supported: boolean) => (supported ? "supported" : "not supported");
  return [
    {
      id: "3a",
      statement: "Above −E∞ saddles outnumber minima exponentially.",
      statistic: `log10 of the ratio of critical points of finite index to all, at half the barrier's energy, N = ${summary.N}, leading order`,
      value: summary.log10FiniteIndexShareAbove,
      threshold: "< −3",
      verdict: verdict(summary.log10FiniteIndexShareAbove < -3),
      note: `Of all critical points, exactly a share of 10^${share.toFixed(1).replace("-", "−")} lies below the barrier. Theory, not a measurement.`,
    },
    {
      id: "3b",
      statement: "Below −E∞ minima dominate.",
      statistic: `log10 of the ratio of index-1 saddles to minima below −E∞ − 0.01, N = ${summary.N}, leading order`,
      value: ratio,
      threshold: "< 0",
      verdict: verdict(ratio < 0),
      note: "Theory, not a measurement: at this distance from the barrier the ratio falls exponentially with N.",
    },
  ];
}

export const criticalCounts: Experiment<
  CriticalCountsConfig,
  CriticalCountsTask,
  CriticalCountsRow,
  CriticalCountsSummary
> = {
  id: "critical-counts",
  title: "The number of critical points at finite N",
  question:
    "How many critical points of each index does a spin glass have in the mean, and at which energies?",
  answers: ["Figure 1"],
  schema,
  presets: {
    quick: { p: 3, N: 1000, indices: 5, points: 241 },
    laptop: { p: 3, N: 1000, indices: 5, points: 481 },
    paper: { p: 3, N: 1000, indices: 5, points: 481 },
  },
  tasks: (config) => [
    { key: "paper-total", seconds: 0.01, curve: "paper-total", k: 0 },
    ...Array.from({ length: config.indices + 1 }, (_, k) => ({
      key: `paper-index=${k}`,
      seconds: 0.01,
      curve: "paper-index" as const,
      k,
    })),
    { key: "exact", seconds: 1e-7 * config.N * (config.points + 5000), curve: "exact", k: 0 },
  ],
  run,
  reduce,
  figures,
  tables,
  claims,
  notes: () => [
    "The paper's caption calls its curves mean numbers of critical points; they are d/du exp(N Θ(u)) without prefactors (they match that recipe to 0.1%). The true mean total at N = 1000, p = 3 is 3.30 · 10¹⁵².",
    "Theorem 11.1 of the paper's supplement at exactly u = −E∞ misses an Airy term: the prefactor must be (2 √(2H) / (H−2)) (Ai′(0)² + Ai(0)/3) N^(−1/3).",
  ],
};
