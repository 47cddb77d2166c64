/** Figures, tables and notes of critical-counts. */
import { pow } from "../../base/math.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { energyRules } from "../../report/figures/rules.ts";
import { SERIES_COLOURS } from "../../report/theme.ts";
import type { CriticalCountsRow } from "./run.ts";
import type { CriticalCountsSummary } from "./summary.ts";

/** Largest power of ten that an axis of plain numbers shows. */
const MOST_PLAIN = 300;
const ENERGY = { title: "energy N u" };

/** How a value's logarithm to base ten is drawn. */
type Drawn = (log10: number) => number;
const plain: Drawn = (value) => pow(10, value);
const logarithm: Drawn = (value) => value;

const curveOf = (n: number, { points }: CriticalCountsRow, drawn: Drawn) =>
  points.map(([u, value]) => ({ x: n * u, y: drawn(value) }));

export function figures(summary: CriticalCountsSummary): readonly Figure[] {
  const { rows } = summary;
  const total = rows.find(({ curve }) => curve === "paper-total");
  const exact = rows.find(({ curve }) => curve === "exact");
  const byIndex = rows.filter(({ curve }) => curve === "paper-index");
  const fits = Math.max(...(total?.points ?? []).map(([, y]) => y), 0) < MOST_PLAIN;
  return [
    ...(fits && total ? [totalFigure(summary, total)] : []),
    ...(byIndex.length > 0 ? [byIndexFigure(summary, byIndex, fits)] : []),
    ...(exact && total ? [exactFigure(summary, exact, total)] : []),
  ];
}

const DERIVATIVE = { title: "d/du exp(N Θ(u))", format: ".1e" };

function totalFigure(summary: CriticalCountsSummary, total: CriticalCountsRow): Figure {
  const { N: n, p } = summary;
  return seriesFigure({
    id: "critical-counts-total",
    title: `All critical points, N = ${n}, p = ${p}: the paper's curve`,
    caption:
      "What the paper's Figure 1 draws is the derivative of exp(N Θ), without prefactors: not a number of critical points.",
    paperFigure: "Figure 1 (left)",
    x: ENERGY,
    y: DERIVATIVE,
    series: [{ name: "all critical points", role: "theory", points: curveOf(n, total, plain) }],
    rules: energyRules(summary, n),
  });
}

function byIndexFigure(
  summary: CriticalCountsSummary,
  byIndex: readonly CriticalCountsRow[],
  fits: boolean,
): Figure {
  const { N: n, p } = summary;
  return seriesFigure({
    id: "critical-counts-by-index",
    title: `Critical points of low index near the barrier, N = ${n}, p = ${p}: the paper's curves`,
    caption:
      "Minima lead below the barrier; each higher index starts later. At −N E∞ all curves meet, and above it the formula gives zero growth: there saddles of diverging index take over.",
    paperFigure: "Figure 1 (right)",
    x: ENERGY,
    y: fits ? DERIVATIVE : { title: "log₁₀ d/du exp(N Θₖ(u))" },
    series: byIndex.map(
      (row, i): Series => ({
        name: row.k === 0 ? "minima" : `index ${row.k}`,
        role: "curve",
        colour: SERIES_COLOURS[i % SERIES_COLOURS.length]!,
        points: curveOf(n, row, fits ? plain : logarithm),
      }),
    ),
    rules: energyRules(summary, n),
  });
}

function exactFigure(
  summary: CriticalCountsSummary,
  exact: CriticalCountsRow,
  total: CriticalCountsRow,
): Figure {
  const { N: n, p } = summary;
  return seriesFigure({
    id: "critical-counts-exact",
    title: `The same on a logarithmic scale, beside the exact mean number, N = ${n}, p = ${p}`,
    caption:
      "Exact: mean number of critical points per unit of energy per spin, from the one-point density of the GOE (Kac-Rice). The paper's curve has the right exponent and a prefactor of its own.",
    x: ENERGY,
    y: { title: "log₁₀ of the density per unit u" },
    series: [
      {
        name: "exact (Kac-Rice)",
        role: "curve",
        colour: SERIES_COLOURS[0]!,
        points: curveOf(n, exact, logarithm),
      },
      {
        name: "the paper's curve",
        role: "theory",
        dashed: true,
        points: curveOf(n, total, logarithm),
      },
    ],
    rules: energyRules(summary, n),
  });
}

export function tables(summary: CriticalCountsSummary): readonly Table[] {
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

export const notes = (): readonly string[] => [
  "The paper's caption calls its curves mean numbers of critical points; they are d/du exp(N Θ(u)) without prefactors (they match that recipe to 0.1%). The true mean total at N = 1000, p = 3 is 3.30 · 10¹⁵².",
  "Theorem 11.1 of the paper's supplement at exactly u = −E∞ misses an Airy term: the prefactor must be (2 √(2H) / (H−2)) (Ai′(0)² + Ai(0)/3) N^(−1/3).",
];
