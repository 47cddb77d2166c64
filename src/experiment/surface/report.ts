/** Figures, tables and notes of surface. */
import { evenly } from "../../landscape/plane.ts";
import { numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import {
  type Grid,
  heatmapFigure,
  type Series,
  seriesFigure,
  surfaceFigure,
} from "../../report/figures/index.ts";
import { colourOfSize } from "../../report/theme.ts";
import { provenanceNotes } from "../kit/training/provenance.ts";
import type { PlaneKind } from "./config.ts";
import type { SurfaceRow } from "./run.ts";
import type { SurfaceSummary } from "./summary.ts";

export function tables(summary: SurfaceSummary): readonly Table[] {
  if (summary.barriers.length === 0) return [];
  return [
    {
      id: "straight-line-barriers",
      title: "Straight lines between solutions",
      caption:
        "Greatest height of the train loss on the straight line between two solutions, above the chord between its ends.",
      columns: [
        numberColumn("n1"),
        { name: "line" },
        numberColumn("loss at the ends"),
        numberColumn("barrier"),
      ],
      rows: summary.barriers.map((line) => [
        line.size,
        `${line.from} to ${line.to}`,
        line.ends,
        line.barrier,
      ]),
    },
  ];
}

interface Look {
  readonly name: (row: SurfaceRow) => string;
  readonly caption: string;
  readonly x: string;
  readonly y: string;
  readonly value: string;
  readonly logarithmic: boolean;
}

const LOOKS: Readonly<Record<PlaneKind, Look>> = {
  "random-directions": {
    name: (row) => `around a network of ${row.size} hidden units`,
    caption:
      "Train loss on a plane through one solution, along two random directions scaled filter by filter. Colours and heights are logarithmic.",
    x: "first random direction (filter norms)",
    y: "second random direction (filter norms)",
    value: "train loss",
    logarithmic: true,
  },
  "three-solutions": {
    name: (row) => `between three networks of ${row.size} hidden units`,
    caption:
      "Train loss on the plane through three solutions A, B, C from different starts; distances are those of parameter space. Colours and heights are logarithmic.",
    x: "distance along A to B",
    y: "distance across",
    value: "train loss",
    logarithmic: true,
  },
  "great-sphere": {
    name: (row) => `of a ${row.landscape ?? "spherical spin glass"}, N = ${row.size}`,
    caption:
      "Energy per spin on the great sphere through three minima A, B, C, in an equal-area map centred between them.",
    x: "map coordinate x",
    y: "map coordinate y",
    value: "H / N",
    logarithmic: false,
  },
};

export function figures(summary: SurfaceSummary): readonly Figure[] {
  const drawn = summary.planes.filter(({ values }) => values.length > 0);
  const pictures = drawn.flatMap((row) => [flat(row), solid(row)]);
  return summary.barriers.length === 0 ? pictures : [...pictures, lines(summary)];
}

/** Points nearer than this share of the plane's width are one: descents from two starts that led to the same minimum. */
const SAME = 1e-4;

/** The marked points, each place once, with the names of all that lie there. */
function together({ points, xs }: SurfaceRow): readonly { x: number; y: number; label: string }[] {
  const reach = SAME * Math.abs(xs.at(-1)! - xs[0]!);
  const isNear = (a: { x: number; y: number }, b: { x: number; y: number }): boolean =>
    Math.abs(a.x - b.x) <= reach && Math.abs(a.y - b.y) <= reach;
  return points
    .filter((point, i) => points.findIndex((other) => isNear(other, point)) === i)
    .map((point) => ({
      x: point.x,
      y: point.y,
      label: points
        .filter((other) => isNear(other, point))
        .map(({ label }) => label)
        .join(", "),
    }));
}

const slug = (row: SurfaceRow) => `surface-${row.kind}-${row.size}`;

function gridOf(row: SurfaceRow): Grid {
  return {
    columns: row.xs.length,
    rows: row.ys.length,
    xDomain: [row.xs[0]!, row.xs.at(-1)!],
    yDomain: [row.ys[0]!, row.ys.at(-1)!],
    values: row.values,
  };
}

function flat(row: SurfaceRow): Figure {
  const look = LOOKS[row.kind];
  return heatmapFigure({
    id: slug(row),
    title: `The surface ${look.name(row)}`,
    caption: look.caption + noMinima(row),
    x: { title: look.x },
    y: { title: look.y },
    valueTitle: look.value,
    grid: gridOf(row),
    logarithmic: look.logarithmic,
    points: together(row),
  });
}

/** Which of the marked points are no minima, in words; empty when all descents converged. */
function noMinima({ points, status }: SurfaceRow): string {
  const labels = points.filter((_, i) => status[i] !== undefined && status[i] !== "converged");
  if (labels.length === 0) return "";
  return ` The descents to ${labels.map(({ label }) => label).join(", ")} did not reach the tolerance: no minima are there.`;
}

function solid(row: SurfaceRow): Figure {
  const look = LOOKS[row.kind];
  return surfaceFigure({
    id: `${slug(row)}-3d`,
    title: `The same ${look.name(row)}, in three dimensions`,
    caption: "The same values as heights.",
    xTitle: look.x,
    yTitle: look.y,
    valueTitle: look.value,
    grid: gridOf(row),
    logarithmic: look.logarithmic,
  });
}

function lines(summary: SurfaceSummary): Figure {
  const rows = summary.planes.filter((row) => row.lines.length > 0);
  const series: Series[] = rows.flatMap((row) =>
    row.lines.map((line, i) => ({
      name: `n1 = ${row.size}, ${line.from} to ${line.to}`,
      role: "curve" as const,
      dashed: i > 0,
      colour: colourOfSize(row.size),
      points: evenly(0, 1, line.values.length).map((x, k) => ({ x, y: line.values[k]! })),
    })),
  );
  return seriesFigure({
    id: "surface-lines",
    title: "Straight from one solution to another",
    caption:
      "Train loss on straight lines between solutions from different starts: a barrier stands in between.",
    x: { title: "fraction of the way" },
    y: { title: "train loss", scale: "log", format: "~g" },
    series,
  });
}

export const notes = (summary: SurfaceSummary): readonly string[] => [
  ...provenanceNotes(summary),
  ...summary.planes
    .filter(({ diverged }) => diverged > 0)
    .map(
      ({ key, diverged }) =>
        `There is no plane ${key}: the training of ${diverged} of its networks diverged. A smaller learningRate keeps them.`,
    ),
  "A plane shows two of thousands of directions: most directions in which a saddle goes down are missed, and a random plane through a minimum looks like a bowl in any high dimension. Read these pictures beside the spectra and the index, not instead of them.",
  ...(summary.planes.some(({ isMoved }) => isMoved)
    ? [
        "Layers lie on spheres of their own, which the great sphere through three minima leaves: what is drawn is the value at the nearest point, each layer scaled to its sphere. Where a layer's part passes near zero that point turns quickly: such tips are of the map, not of the landscape.",
      ]
    : []),
  "On random directions every unit's row of weights is moved in proportion to its own norm and biases stay [LiXuTayStuGol18]; the spin glass is drawn on the great sphere through three minima by an equal-area map, of which the middle 62% is shown.",
];
