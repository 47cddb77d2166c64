/** What escape draws, tabulates and claims. */
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { SERIES_COLOURS, THEORY_COLOUR } from "../../report/theme.ts";
import type { ModuleSource } from "../../run/contract.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import { ownLandscapeNotes } from "../kit/landscapes/own.ts";
import type { EscapeConfig } from "./config.ts";
import { WAYS } from "./run.ts";
import type { EscapeGroup, EscapeSummary } from "./summary.ts";

const SHIFT = 0.06;

function seriesOf(groups: readonly EscapeGroup[], pick: (group: EscapeGroup) => Estimate | null): Series[] {
  return WAYS.map((way, i) => ({
    name: way,
    role: "ours",
    joined: true,
    colour: SERIES_COLOURS[i]!,
    points: groups
      .filter((group) => group.way === way)
      .flatMap((group) => {
        const estimate = pick(group);
        if (estimate === null) return [];
        return measuredPoint(group.index * (1 + SHIFT * (i - 1)), estimate);
      }),
  }));
}

export function figures({ groups, n, thresholdEnergy, time }: EscapeSummary): readonly Figure[] {
  if (groups.length === 0) return [];
  const x = {
    title: "index of the saddle (slightly shifted for each way)",
    scale: "log" as const,
    format: "~g",
  };
  const indices = [...new Set(groups.map(({ index }) => index))];
  const first = indices[0]! * (1 - SHIFT);
  const last = indices.at(-1)! * (1 + SHIFT);
  return [
    seriesFigure({
      id: "escape-times",
      title: `Time to leave a saddle, N = ${n}`,
      caption: `Median time until the energy has fallen; saddles that were not left count with the whole time watched, ${time}. Bars: 95% intervals.`,
      x,
      y: { title: "median time to leave", scale: "log", format: "~g" },
      series: seriesOf(groups, ({ medianTime }) => medianTime),
    }),
    seriesFigure({
      id: "escape-ends",
      title: `Where those who left end, N = ${n}`,
      caption: `Mean energy of the minimum below, against the index of the saddle that was left. Bars: 95% intervals.${unconvergedNote(groups)}`,
      x,
      y: { title: thresholdEnergy === null ? "value" : "energy per spin H/N" },
      series: [
        ...seriesOf(groups, ({ end }) => end),
        ...(thresholdEnergy === null
          ? []
          : [
              {
                name: "−E∞",
                role: "theory" as const,
                dashed: true,
                colour: THEORY_COLOUR,
                points: [first, last].map((at) => ({ x: at, y: -thresholdEnergy })),
              },
            ]),
      ],
    }),
  ];
}

export function tables({ groups }: EscapeSummary): readonly Table[] {
  return [
    {
      id: "escape",
      title: "Leaving saddles",
      columns: [
        { name: "index" },
        { name: "way", align: "left" },
        { name: "saddles" },
        { name: "left" },
        numberColumn("their H/N", 5),
        numberColumn("median time", 3),
        intervalColumn(),
        numberColumn("ends at H/N", 5),
        intervalColumn("95% interval of the end"),
        { name: "ends not converged" },
      ],
      rows: groups.map((group) => [
        group.index,
        group.way,
        group.saddles,
        group.left,
        group.saddleEnergy,
        group.medianTime.value,
        intervalCell(group.medianTime.interval),
        group.end?.value ?? null,
        intervalCell(group.end?.interval, 5),
        group.unconverged,
      ]),
    },
  ];
}

export const notes = (summary: EscapeSummary, { landscape }: EscapeConfig): readonly string[] =>
  landscape ? ownNotes(summary, landscape as ModuleSource) : glassNotes(summary);

const ownNotes = ({ starts, rejected }: EscapeSummary, landscape: ModuleSource): readonly string[] => [
  ...ownLandscapeNotes(landscape),
  `Saddles come from eigenvector following from random starts: ${starts} searches for this and lower indices, ${rejected.impostors} of which ended at no critical point. Energies are values. Time is step size times steps; the step is a fifth of 1 / the largest curvature at the saddle.`,
];

const glassNotes = ({ starts, rejected }: EscapeSummary): readonly string[] => [
  `Saddles come from eigenvector following, started on descent paths at the energy where their index is typical: ${starts} starts; ${rejected.otherIndex} ends of another index, ${rejected.repeated} repeated, ${rejected.impostors} that were no critical points were left out. Such a sample favours saddles near descent paths.`,
  "Every way starts at the same point beside the same saddle. Time is step size times steps; a pass of SGD over its samples counts as long as one step of the others.",
];
