/** What layers draws, tabulates and claims. */
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { energyRules } from "../../report/figures/rules.ts";
import { SERIES_COLOURS } from "../../report/theme.ts";
import type { ModuleSource } from "../../run/contract.ts";
import { indexFraction } from "../../theory/index.ts";
import { ownLandscapeNotes } from "../kit/landscapes/own.ts";
import type { SampledSource } from "../kit/landscapes/sampled.ts";
import type { LayersConfig } from "./config.ts";
import type { LayersSummary } from "./summary.ts";

const CURVE_POINTS = 161;

/** How the energy of a point is called: a user's own landscape has values, no spins. */
const energyName = ({ thresholdEnergy }: LayersSummary): string =>
  thresholdEnergy === null ? "value" : "energy per spin H/N";

const ofGlass = (summary: LayersSummary): string =>
  summary.thresholdEnergy === null ? `${summary.n} coordinates` : `N = ${summary.n}, p = ${summary.p}`;

export function figures(summary: LayersSummary): readonly Figure[] {
  if (summary.layers.length === 0) return [];
  return [cloud(summary), lowest(summary)];
}

function cloud(summary: LayersSummary): Figure {
  const { n, points, thresholdEnergy: edge } = summary;
  if (edge === null) return sampledCloud(summary);
  const curve = Array.from({ length: CURVE_POINTS }, (_, i) => {
    const u = edge * ((2 * i) / (CURVE_POINTS - 1) - 1);
    return { x: u, y: indexFraction(u, summary.p) };
  });
  return seriesFigure({
    id: "layers-index-energy",
    title: `Index against energy, all critical points of ${ofGlass(summary)}`,
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
    rules: energyRules({ groundState: summary.groundState ?? undefined, thresholdEnergy: edge }),
  });
}

function sampledCloud(summary: LayersSummary): Figure {
  return seriesFigure({
    id: "layers-index-energy",
    title: `Index against value, critical points found of ${ofGlass(summary)}`,
    caption: "One dot a critical point. A sample: it favours points with wide basins of Newton's iteration.",
    x: { title: energyName(summary) },
    y: { title: "index", format: "d" },
    series: [
      {
        name: "critical points",
        role: "ours",
        colour: SERIES_COLOURS[0]!,
        points: summary.points.map(([value, index]) => ({ x: value, y: index })),
      },
    ],
  });
}

function lowest(summary: LayersSummary): Figure {
  const { layers, n } = summary;
  const own = summary.thresholdEnergy === null;
  const half = own ? layers : layers.filter(({ k }) => k <= n / 2);
  const measured: Series[] = [
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
  ];
  const known = (pick: (layer: LayersSummary["layers"][number]) => number | null) =>
    half.flatMap((layer) => {
      const y = pick(layer);
      return y === null ? [] : [{ x: layer.k, y }];
    });
  const theory: Series[] = [
    {
      name: "mean of the index, exact",
      role: "curve",
      colour: SERIES_COLOURS[2]!,
      points: known(({ exactMean }) => exactMean),
    },
    { name: "−E_k, N → ∞", role: "theory", dashed: true, points: known(({ limit }) => limit) },
  ];
  return seriesFigure({
    id: "layers-lowest",
    title: `Where each index begins, ${ofGlass(summary)}`,
    caption: own
      ? "Lowest value found at each index, and the mean of those found."
      : "The higher the index, the higher the energy at which it is first met. −E_k is where index k begins as N → ∞; all of them close in on −E∞.",
    x: { title: "index k", format: "d", domain: [-0.4, half.at(-1)!.k + 0.4] },
    y: { title: energyName(summary) },
    series: own ? measured : [...measured, ...theory],
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

export const notes = (summary: LayersSummary, { landscape }: LayersConfig): readonly string[] =>
  landscape ? ownNotes(summary, landscape) : glassNotes(summary);

const ownNotes = (summary: LayersSummary, landscape: SampledSource): readonly string[] => [
  ...ownLandscapeNotes(landscape as ModuleSource),
  `${summary.points.length} distinct critical points of index 0 to ${landscape.highestIndex} in ${summary.disorders} draws, by eigenvector following from random starts: ${summary.searches} searches, ${summary.failed} of which ended at no critical point. It is a sample: nothing is proved complete.`,
];

const glassNotes = (summary: LayersSummary): readonly string[] => [
  `Every critical point of ${summary.disorders} disorders of N = ${summary.n}; ${summary.disorders - summary.incomplete} lists are proved complete.`,
  "The curve of index against energy is the limit N → ∞ (shifted semicircle); at small N the points lie around it. −E_k are limits too: at small N the lowest points of low index lie above them in the mean.",
];
