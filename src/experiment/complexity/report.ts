/** Figures, tables and notes of complexity. */
import type { Figure, Table } from "../../report/figure.ts";
import { type Rule, type Series, seriesFigure } from "../../report/figures/index.ts";
import { energyRules } from "../../report/figures/rules.ts";
import { formatNumber } from "../../report/format.ts";
import { SERIES_COLOURS } from "../../report/theme.ts";
import { indexFraction } from "../../theory/complexity.ts";
import { type ComplexityRow, curve } from "./run.ts";
import type { ComplexitySummary } from "./summary.ts";

const ENERGY = { title: "energy per spin u" };

const pointsOf = (curve: ComplexityRow["curve"]) => curve.map(([x, y]) => ({ x, y }));

export function figures(summary: ComplexitySummary): readonly Figure[] {
  const total = summary.curves.find(({ k }) => k === null);
  const layers = summary.curves.filter(({ k }) => k !== null);
  const rules = energyRules({
    groundState: layers.find(({ k }) => k === 0)?.layer ?? undefined,
    thresholdEnergy: summary.thresholdEnergy,
  });
  return [
    ...(total ? [totalFigure(total, { p: summary.p, rules })] : []),
    ...(layers.length > 0 ? [byIndexFigure(layers, { p: summary.p, rules })] : []),
    indexFractionFigure(summary),
  ];
}

interface Frame {
  readonly p: number;
  readonly rules: readonly Rule[];
}

function totalFigure(total: ComplexityRow, { p, rules }: Frame): Figure {
  return seriesFigure({
    id: "complexity-total",
    title: `Complexity of all critical points, p = ${p}`,
    caption:
      "Θ(u): the mean number of critical points with energy per spin below u grows as exp(N Θ(u)). Where Θ is negative there are none in the limit: the ground state is −E₀.",
    paperFigure: "Figure 2 (left)",
    x: ENERGY,
    y: { title: `Θ${p === 3 ? "₃" : ""}(u)` },
    series: [{ name: "Θ(u)", role: "theory", points: pointsOf(total.curve) }],
    rules,
  });
}

function byIndexFigure(layers: readonly ComplexityRow[], { p, rules }: Frame): Figure {
  return seriesFigure({
    id: "complexity-by-index",
    title: `Complexity of critical points by index, p = ${p}`,
    caption:
      "Θₖ(u): the same for critical points of index k. Each curve crosses zero at its own −Eₖ: the layers. Above −E∞ all are constant, and saddles of diverging index take over.",
    paperFigure: "Figure 2 (right)",
    x: ENERGY,
    y: { title: "Θₖ(u)" },
    series: layers.map(
      ({ k, zoom }, i): Series => ({
        name: `k = ${k}`,
        role: "curve",
        colour: SERIES_COLOURS[i % SERIES_COLOURS.length]!,
        points: pointsOf(zoom),
      }),
    ),
    rules,
  });
}

function indexFractionFigure({ p, thresholdEnergy }: ComplexitySummary): Figure {
  return seriesFigure({
    id: "index-fraction",
    title: "Share of negative curvatures against energy",
    caption:
      "For N → ∞ the Hessian at a critical point of energy u is a shifted semicircle: its share below zero falls from one half at u = 0 to nothing at the barrier −E∞. Lower index means lower energy.",
    x: { title: "energy per spin u" },
    y: { title: "index / N", domain: [0, 0.5] },
    series: [
      {
        name: "α(u)",
        role: "theory",
        points: curve([-1.1 * thresholdEnergy, 0], 121, (u) => indexFraction(u, p)).map(([at, y]) => ({
          x: at,
          y,
        })),
      },
    ],
    rules: energyRules({ thresholdEnergy: thresholdEnergy }),
  });
}

export function tables(summary: ComplexitySummary): readonly Table[] {
  return [
    {
      id: "layers",
      title: `Thresholds at p = ${summary.p}`,
      caption: `E∞ = ${formatNumber(summary.thresholdEnergy, 10)}. Below −Eₖ no critical point of index k or more is expected.`,
      columns: [{ name: "index k" }, { name: "Eₖ", digits: 10 }, { name: "Eₖ − E∞", digits: 6 }],
      rows: summary.curves
        .filter(({ layer }) => layer !== null)
        .map(({ k, layer }) => [k, layer, layer! - summary.thresholdEnergy]),
    },
  ];
}

export const notes = (): readonly string[] => [
  "The paper prints the branch of Θₖ above −E∞ with a wrong constant, (H−2)/(4(H−1)); it must be (H−2)/H, which joins the other branch and is what its Figure 2 draws.",
  "The paper's text calls Eₖ strictly decreasing; the thresholds −Eₖ, which order the layers by energy, increase.",
];
