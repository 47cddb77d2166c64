/** What layers draws, tabulates and claims. */
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { energyRules } from "../../report/figures/rules.ts";
import { SERIES_COLOURS } from "../../report/theme.ts";
import { indexFraction } from "../../theory/index.ts";
import type { LayersSummary } from "./summary.ts";

const CURVE_POINTS = 161;

export function figures(summary: LayersSummary): readonly Figure[] {
  if (summary.layers.length === 0) return [];
  return [cloud(summary), lowest(summary)];
}

function cloud(summary: LayersSummary): Figure {
  const { n, p, points, thresholdEnergy: edge } = summary;
  const curve = Array.from({ length: CURVE_POINTS }, (_, i) => {
    const u = edge * ((2 * i) / (CURVE_POINTS - 1) - 1);
    return { x: u, y: indexFraction(u, p) };
  });
  return seriesFigure({
    id: "layers-index-energy",
    title: `Index against energy, all critical points of N = ${n}, p = ${p}`,
    caption:
      "One dot a critical point. Line: the share of negative curvatures at a critical point of that energy as N → ∞. Whoever goes down in energy goes down in index.",
    x: { title: "energy per spin H/N" },
    y: { title: "index / (N − 1)", domain: [-0.04, 1.04] },
    series: [
      {
        name: "critical points",
        role: "ours",
        colour: SERIES_COLOURS[0]!,
        points: points.map(([energy, index]) => ({ x: energy, y: index / (n - 1) })),
      },
      { name: "N → ∞", role: "theory", points: curve },
    ],
    rules: energyRules(summary),
  });
}

function lowest({ layers, n, p }: LayersSummary): Figure {
  const half = layers.filter(({ k }) => k <= n / 2);
  const series: Series[] = [
    {
      name: "lowest of the index, mean over disorders",
      role: "ours",
      joined: true,
      points: half.map(({ k, lowest }) => measuredPoint(k, lowest)),
    },
    {
      name: "mean of the index, measured",
      role: "ours",
      colour: SERIES_COLOURS[2]!,
      points: half.map(({ k, meanEnergy }) => ({ x: k, y: meanEnergy.value })),
    },
    {
      name: "mean of the index, exact",
      role: "curve",
      colour: SERIES_COLOURS[2]!,
      points: half.map(({ k, exactMean }) => ({ x: k, y: exactMean })),
    },
    {
      name: "−E_k, N → ∞",
      role: "theory",
      dashed: true,
      points: half.map(({ k, limit }) => ({ x: k, y: limit })),
    },
  ];
  return seriesFigure({
    id: "layers-lowest",
    title: `Where each index begins, N = ${n}, p = ${p}`,
    caption:
      "The higher the index, the higher the energy at which it is first met. −E_k is where index k begins as N → ∞; all of them close in on −E∞.",
    x: { title: "index k", format: "d", domain: [-0.4, half.at(-1)!.k + 0.4] },
    y: { title: "energy per spin H/N" },
    series,
  });
}

export function tables({ layers, n }: LayersSummary): readonly Table[] {
  return [
    {
      id: "layers",
      title: `Energies of each index, N = ${n}`,
      columns: [
        { name: "index" },
        { name: "points" },
        numberColumn("lowest, mean", 5),
        intervalColumn(),
        numberColumn("step to the next", 4),
        intervalColumn("95% interval of the step"),
        numberColumn("mean energy", 5),
        numberColumn("exact", 5),
        numberColumn("−E_k", 6),
      ],
      rows: layers.map(({ k, count, lowest, step, meanEnergy, exactMean, limit }) => [
        String(k),
        count,
        lowest.value,
        intervalCell(lowest.interval, 4),
        step?.value ?? null,
        intervalCell(step?.interval, 3),
        meanEnergy.value,
        exactMean,
        limit,
      ]),
    },
  ];
}

export const notes = (summary: LayersSummary): readonly string[] => [
  `Every critical point of ${summary.disorders} disorders of N = ${summary.n}; ${summary.disorders - summary.incomplete} lists are proved complete.`,
  "The curve of index against energy is the limit N → ∞ (shifted semicircle); at small N the points lie around it. −E_k are limits too: at small N the lowest points of low index lie above them in the mean.",
];
