/** The same surface in three dimensions: a mesh that turns when it is dragged. A Vega specification, no WebGL. */
import type { JsonObject } from "../../base/json.ts";
import { log } from "../../base/math.ts";
import type { Figure } from "../figure.ts";
import { dataOf, type FigureText, figureOf } from "./common.ts";
import { emptyText, type Tally } from "./drawable.ts";
import { type DrawableGrid, drawableGrid, type Grid, type GridRange, rangeOf } from "./grid.ts";
import { colourLegend, colourScale } from "./heatmap.ts";
import { textValue, tooltipKey } from "./text.ts";

export interface SurfaceOptions extends FigureText {
  readonly grid: Grid;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly valueTitle: string;
  /** Height by the logarithm. */
  readonly logarithmic?: boolean;
}

/** Quads a side at most: more would only slow the turning. */
const MOST_QUADS = 36;
const WIDTH = 520;
const HEIGHT = 420;

interface Quad {
  readonly [corner: string]: number;
}

/** The height of a value in the unit cube. */
function heightOf(value: number, { low, high, scale }: GridRange): number {
  if (low === high) return 0;
  if (scale === "linear") return (value - low) / (high - low);
  return (log(value) - log(low)) / (log(high) - log(low));
}

/** Place of the i-th of `count` grid points, -1 to 1; a single one lies in the middle. */
const placeOf = (i: number, count: number): number => (count === 1 ? 0 : (2 * i) / (count - 1) - 1);

/** Quads with corners in the unit cube, and their mean value; none where a corner is a hole. */
function quadsOf(grid: Grid, { values, range }: DrawableGrid): Quad[] {
  if (range === null) return [];
  const step = Math.max(1, Math.ceil((grid.columns - 1) / MOST_QUADS));
  const quads: Quad[] = [];
  for (let j = 0; j + step < grid.rows; j += step)
    for (let i = 0; i + step < grid.columns; i += step) {
      const corners = [
        [i, j],
        [i + step, j],
        [i + step, j + step],
        [i, j + step],
      ] as const;
      const heights = corners.map(([a, b]) => values[b * grid.columns + a]!);
      if (!heights.every((value) => value !== null)) continue;
      const quad: Record<string, number> = {};
      corners.forEach(([a, b], k) => {
        quad[`x${k}`] = placeOf(a, grid.columns);
        quad[`y${k}`] = placeOf(b, grid.rows);
        quad[`z${k}`] = Number(heightOf(heights[k]!, range).toPrecision(5));
      });
      quad.v = Number(heights.reduce((sum, value) => sum + value / 4, 0).toPrecision(5));
      quads.push(quad);
    }
  return quads;
}

// turn by yaw about the vertical, then tilt by pitch; orthographic
const across = (x: string, y: string): string => `(${x} * cos(yaw) - ${y} * sin(yaw))`;
const depth = (x: string, y: string): string => `(${x} * sin(yaw) + ${y} * cos(yaw))`;
const screenX = (x: string, y: string): string => `${WIDTH / 2} + ${WIDTH * 0.31} * ${across(x, y)}`;
const screenY = (x: string, y: string, z: string): string =>
  `${HEIGHT * 0.56} - ${WIDTH * 0.31} * (sin(pitch) * ${depth(x, y)} + cos(pitch) * (1.1 * ${z} - 0.45))`;
const corner = (k: number): string =>
  `(${screenX(`datum.x${k}`, `datum.y${k}`)}) + ',' + (${screenY(`datum.x${k}`, `datum.y${k}`, `datum.z${k}`)})`;

/** @throws {ShapeError} when the number of values is not columns x rows, or an end of the domains is no finite number */
export function surfaceFigure(options: SurfaceOptions): Figure {
  const drawable = drawableGrid("surfaceFigure", options.grid, options.logarithmic ?? false);
  const quads = quadsOf(options.grid, drawable);
  const { tally } = drawable;
  const means = quads.map(({ v }) => v!);
  const range = drawable.range && means.length > 0 ? rangeOf(means, drawable.range.scale) : null;
  const isEmpty = range === null;
  const spec: JsonObject = {
    width: WIDTH,
    height: HEIGHT,
    padding: 4,
    signals: turningSignals,
    data: [{ name: "quads", ...dataOf(quads), transform: quadTransforms }],
    ...(isEmpty
      ? {}
      : { scales: [colourScale(range)], legends: [colourLegend(options.valueTitle, range, 140)] }),
    marks: [
      edge([-1, -1], [1, -1]),
      edge([-1, -1], [-1, 1]),
      edge([1, 1], [1, -1]),
      edge([1, 1], [-1, 1]),
      isEmpty ? message(tally) : quadMarks(options.valueTitle),
      label(options.xTitle, 0, -1.28),
      label(options.yTitle, -1.32, 0),
    ],
  };
  return figureOf(options, { spec, tally, grammar: "vega" });
}

const turningSignals: readonly JsonObject[] = [
  {
    name: "drag",
    value: null,
    on: [
      { events: "pointerdown", update: "[x(), y(), yaw, pitch]" },
      { events: "window:pointerup", update: "null" },
    ],
  },
  {
    name: "yaw",
    value: 0.65,
    on: [
      {
        events: "[pointerdown, window:pointerup] > window:pointermove",
        update: "drag ? drag[2] + (x() - drag[0]) / 120 : yaw",
      },
    ],
  },
  {
    name: "pitch",
    value: 0.62,
    on: [
      {
        events: "[pointerdown, window:pointerup] > window:pointermove",
        update: "drag ? clamp(drag[3] + (y() - drag[1]) / 160, 0.1, 1.5) : pitch",
      },
    ],
  },
];

const quadTransforms: readonly JsonObject[] = [
  {
    type: "formula",
    as: "depth",
    expr: depth("(datum.x0 + datum.x2) / 2", "(datum.y0 + datum.y2) / 2"),
  },
  {
    type: "formula",
    as: "path",
    expr: `'M' + ${corner(0)} + 'L' + ${corner(1)} + 'L' + ${corner(2)} + 'L' + ${corner(3)} + 'Z'`,
  },
  { type: "collect", sort: { field: "depth", order: "descending" } },
];

function quadMarks(valueTitle: string): JsonObject {
  return {
    type: "path",
    from: { data: "quads" },
    encode: {
      update: {
        path: { field: "path" },
        fill: { scale: "colour", field: "v" },
        stroke: { value: "rgba(0,0,0,0.28)" },
        strokeWidth: { value: 0.5 },
        tooltip: { signal: `{${tooltipKey(valueTitle)}: format(datum.v, '.5g')}` },
      },
    },
  };
}

type Corner = readonly [number, number];

function edge([ax, ay]: Corner, [bx, by]: Corner): JsonObject {
  return {
    type: "rule",
    encode: {
      update: {
        x: { signal: screenX(String(ax), String(ay)) },
        y: { signal: screenY(String(ax), String(ay), "0") },
        x2: { signal: screenX(String(bx), String(by)) },
        y2: { signal: screenY(String(bx), String(by), "0") },
        stroke: { value: "rgba(128,128,128,0.6)" },
      },
    },
  };
}

function label(text: string, x: number, y: number): JsonObject {
  return textMark(text, {
    x: { signal: screenX(String(x), String(y)) },
    y: { signal: screenY(String(x), String(y), "0") },
  });
}

function message(tally: Tally): JsonObject {
  const reason = tally.notFinite + tally.notPositive + tally.beyond > 0 ? emptyText(tally) : "no surface";
  return textMark(reason, {
    x: { value: WIDTH / 2 },
    y: { value: HEIGHT / 2 },
    fontStyle: { value: "italic" },
  });
}

function textMark(text: string, place: JsonObject): JsonObject {
  return {
    type: "text",
    encode: {
      update: {
        ...place,
        text: textValue(text),
        align: { value: "center" },
        fill: { value: "currentColor" },
        fontSize: { value: 12 },
      },
    },
  };
}
