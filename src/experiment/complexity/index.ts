/** The growth rates of the number of critical points [ChoEtAl15, Figure 2], for any p: exact formulas, nothing sampled. */
import { z } from "zod";
import type { JsonObject } from "../../base/json.ts";
import type { Claim, Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { SERIES_COLOURS, THEORY_COLOUR, THRESHOLD_COLOUR } from "../../report/theme.ts";
import type { Experiment, Task } from "../../run/contract.ts";
import {
  complexityOfIndex,
  indexFraction,
  layerEnergy,
  thresholdEnergy,
  complexity as totalComplexity,
} from "../../theory/complexity.ts";
import { seedKey } from "../kit/training/protocol.ts";

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(32).describe("Order of the interaction: the depth H of the paper's network."),
  indices: z.int().min(0).max(50).describe("Curves for indices 0 to this one."),
  points: z.int().min(10).max(5000).describe("Points of a curve."),
});

export type ComplexityConfig = z.infer<typeof schema>;

interface ComplexityTask extends Task {
  /** Index of the critical points; null: all of them. */
  readonly k: number | null;
}

type ComplexityRow = JsonObject & {
  readonly k: number | null;
  /** E_k, the energy below which no critical point of this index or more is expected; null for the total. */
  readonly layer: number | null;
  /** [u, Theta(u)] */
  readonly curve: readonly (readonly [number, number])[];
  readonly zoom: readonly (readonly [number, number])[];
};

type ComplexitySummary = JsonObject & {
  readonly p: number;
  readonly thresholdEnergy: number;
  readonly curves: readonly ComplexityRow[];
};

/** Energies of the two panels: the whole range below zero, and the layers near the barrier, as the paper chose them at p = 3. */
function ranges(p: number): { whole: readonly [number, number]; zoom: readonly [number, number] } {
  const [ground, barrier] = [layerEnergy(0, p), thresholdEnergy(p)];
  const gap = ground - barrier;
  return { whole: [-(ground + 1.8 * gap), 0], zoom: [-(ground + 0.9 * gap), -(barrier - 0.12 * gap)] };
}

function curve(
  [from, to]: readonly [number, number],
  points: number,
  value: (u: number) => number,
): (readonly [number, number])[] {
  return Array.from({ length: points }, (_, i) => {
    const u = from + ((to - from) * i) / (points - 1);
    return [u, value(u)] as const;
  });
}

function figures(summary: ComplexitySummary): readonly Figure[] {
  const { p, curves } = summary;
  const total = curves.find(({ k }) => k === null);
  const layers = curves.filter(({ k }) => k !== null);
  const ground = layers.find(({ k }) => k === 0)?.layer;
  const rules = [
    ...(ground ? [{ value: -ground, label: "−E₀", colour: THEORY_COLOUR }] : []),
    { value: -summary.thresholdEnergy, label: "−E∞", colour: THRESHOLD_COLOUR },
  ];
  const points = (list: ComplexityRow["curve"]) => list.map(([x, y]) => ({ x, y }));
  const x = { title: "energy per spin u" };
  return [
    ...(total
      ? [
          seriesFigure({
            id: "complexity-total",
            title: `Complexity of all critical points, p = ${p}`,
            caption:
              "Θ(u): the mean number of critical points with energy per spin below u grows as exp(N Θ(u)). Where Θ is negative there are none in the limit: the ground state is −E₀.",
            paperFigure: "Figure 2 (left)",
            x,
            y: { title: `Θ${p === 3 ? "₃" : ""}(u)` },
            series: [{ name: "Θ(u)", role: "theory", points: points(total.curve) }],
            rules,
          }),
        ]
      : []),
    ...(layers.length > 0
      ? [
          seriesFigure({
            id: "complexity-by-index",
            title: `Complexity of critical points by index, p = ${p}`,
            caption:
              "Θₖ(u): the same for critical points of index k. Each curve crosses zero at its own −Eₖ: the layers. Above −E∞ all are constant, and saddles of diverging index take over.",
            paperFigure: "Figure 2 (right)",
            x,
            y: { title: "Θₖ(u)" },
            series: layers.map(
              ({ k, zoom }, i): Series => ({
                name: `k = ${k}`,
                role: "curve",
                colour: SERIES_COLOURS[i % SERIES_COLOURS.length]!,
                points: points(zoom),
              }),
            ),
            rules,
          }),
        ]
      : []),
    seriesFigure({
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
          points: curve([-1.1 * summary.thresholdEnergy, 0], 121, (u) => indexFraction(u, p)).map(
            ([at, y]) => ({
              x: at,
              y,
            }),
          ),
        },
      ],
      rules: [{ value: -summary.thresholdEnergy, label: "−E∞", colour: THRESHOLD_COLOUR }],
    }),
  ];
}

function tables(summary: ComplexitySummary): readonly Table[] {
  return [
    {
      id: "layers",
      title: `Thresholds at p = ${summary.p}`,
      caption: `E∞ = ${summary.thresholdEnergy.toFixed(9)}. Below −Eₖ no critical point of index k or more is expected.`,
      columns: [{ name: "index k" }, { name: "Eₖ", digits: 10 }, { name: "Eₖ − E∞", digits: 6 }],
      rows: summary.curves
        .filter(({ layer }) => layer !== null)
        .map(({ k, layer }) => [k, layer, layer! - summary.thresholdEnergy]),
    },
  ];
}

function claims(summary: ComplexitySummary): readonly Claim[] {
  const layers = summary.curves.flatMap(({ layer }) => (layer === null ? [] : [layer]));
  if (layers.length < 2) return [];
  const gaps = layers.slice(1).map((layer, i) => layers[i]! - layer);
  const smallest = Math.min(...gaps);
  return [
    {
      id: "2a",
      statement:
        "Low-index critical points are layered: the higher the index, the higher the lowest energy at which it is found.",
      statistic: `smallest E_k − E_(k+1) over k = 0 … ${layers.length - 2}, exact formula, p = ${summary.p}`,
      value: smallest,
      threshold: "> 0",
      verdict: smallest > 0 ? "supported" : "not supported",
      note: "A statement of the theory for N → ∞, evaluated here; it is not a measurement.",
    },
  ];
}

export const complexity: Experiment<ComplexityConfig, ComplexityTask, ComplexityRow, ComplexitySummary> = {
  id: "complexity",
  title: "How many critical points, at which energy",
  question:
    "How fast does the number of critical points of each index grow with N, and where do the layers begin?",
  answers: ["Figure 2"],
  schema,
  presets: {
    quick: { p: 3, indices: 5, points: 241 },
    laptop: { p: 3, indices: 5, points: 481 },
    paper: { p: 3, indices: 5, points: 481 },
  },
  tasks: (config) => [
    { key: "total", seconds: 0.01, k: null },
    ...Array.from({ length: config.indices + 1 }, (_, k) => ({ key: `index=${k}`, seconds: 0.01, k })),
  ],
  run: async ({ k }, { config }) => {
    const { p, points } = config;
    const value = (u: number): number =>
      k === null ? totalComplexity(u, p) : complexityOfIndex(u, { k, p });
    const rounded = (list: readonly (readonly [number, number])[]) =>
      list.map(([u, theta]) => [Number(u.toPrecision(12)), Number(theta.toPrecision(12))] as const);
    const { whole, zoom } = ranges(p);
    return {
      k,
      layer: k === null ? null : Number(layerEnergy(k, p).toPrecision(12)),
      curve: rounded(k === null ? curve(whole, points, value) : []),
      zoom: rounded(curve(zoom, points, value)),
    };
  },
  reduce: (rows, config) => ({ p: config.p, thresholdEnergy: thresholdEnergy(config.p), curves: rows }),
  figures,
  tables,
  claims,
  notes: () => [
    "The paper prints the branch of Θₖ above −E∞ with a wrong constant, (H−2)/(4(H−1)); it must be (H−2)/H, which joins the other branch and is what its Figure 2 draws.",
    "The paper's text calls Eₖ strictly decreasing; the thresholds −Eₖ, which order the layers by energy, increase.",
  ],
};
