/** A loss surface over a plane: colour, contours, marked points. */
import type { JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { type AxisText, dataOf, type FigureText, figureOf } from "./common.ts";
import { emptyText, isNarrow, type Tally } from "./drawable.ts";
import { between, drawableGrid, filledIn, type Grid, type GridRange, legendValues } from "./grid.ts";
import { textValue, titleText, tooltipKeys } from "./text.ts";

export interface HeatmapOptions extends FigureText {
  readonly x: AxisText;
  readonly y: AxisText;
  /** "training loss" */
  readonly valueTitle: string;
  readonly grid: Grid;
  /** Colour by the logarithm: for losses that range over decades. */
  readonly logarithmic?: boolean;
  readonly points?: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  readonly levels?: number;
}

const SIZE = 420;
/** Pixels from the cells to the legend. */
const LEGEND_GAP = 14;
/** The frame is at most this many times as high as wide, or as wide as high. */
const MOST_RATIO = 4;

/** Pixels of the frame and of a cell, and the centres of the cells. */
interface Frame {
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly at: (cell: number) => { readonly x: number; readonly y: number };
}

/** A domain of no width is widened: a scale needs two ends. */
function ends([from, to]: readonly [number, number]): readonly [number, number] {
  const reach = Math.max(1, Math.abs(from));
  return isNarrow(from, to) ? [from - reach, to + reach] : [from, to];
}

function frameOf({ columns, rows, xDomain, yDomain }: Grid): Frame {
  const [x, y] = [ends(xDomain), ends(yDomain)];
  const ratio = Math.abs((y[1] - y[0]) / (x[1] - x[0]));
  const height = Math.round(SIZE * Math.min(MOST_RATIO, Math.max(1 / MOST_RATIO, ratio)));
  const middle = ([from, to]: readonly [number, number]): number => from + (to - from) / 2;
  const dx = (x[1] - x[0]) / (columns - 1);
  const dy = (y[1] - y[0]) / (rows - 1);
  return {
    height,
    cellWidth: SIZE / Math.max(1, columns - 1),
    cellHeight: height / Math.max(1, rows - 1),
    x,
    y,
    // a single column or row lies in the middle and fills the frame
    at: (cell) => ({
      x: columns === 1 ? middle(x) : x[0] + (cell % columns) * dx,
      y: rows === 1 ? middle(y) : y[0] + Math.floor(cell / columns) * dy,
    }),
  };
}

const halfOf = (pixels: number): number => Number((pixels / 2).toFixed(3));

const axisOf = (scale: string, title: string): JsonObject => ({
  scale,
  title: titleText(title),
  tickCount: 5,
  grid: false,
});

const within = (value: number, [from, to]: readonly [number, number]): boolean =>
  value >= Math.min(from, to) && value <= Math.max(from, to);

/** @throws {ShapeError} when the number of values is not columns x rows, or an end of the domains is no finite number */
export function heatmapFigure(options: HeatmapOptions): Figure {
  const { grid } = options;
  const drawable = drawableGrid("heatmapFigure", grid, options.logarithmic ?? false);
  const frame = frameOf(grid);
  const cells = drawable.values.flatMap((v, cell) => (v === null ? [] : [{ ...frame.at(cell), v }]));
  const points = (options.points ?? []).filter(({ x, y }) => within(x, frame.x) && within(y, frame.y));
  drawable.tally.outside = (options.points ?? []).length - points.length;
  const { range, tally } = drawable;
  const spec: JsonObject = {
    width: SIZE,
    height: frame.height,
    padding: 6,
    data: [
      { name: "cells", ...dataOf(cells) },
      ...contourData(options, drawable.values, range),
      { name: "points", ...dataOf(points) },
    ],
    scales: [
      { name: "x", type: "linear", domain: [...frame.x], range: "width", nice: false, zero: false },
      { name: "y", type: "linear", domain: [...frame.y], range: [frame.height, 0], nice: false, zero: false },
      ...(range ? [colourScale(range)] : []),
    ],
    axes: [
      // cells reach half a cell beyond the frame: the axes stand beside them
      { ...axisOf("x", options.x.title), orient: "bottom", offset: halfOf(frame.cellHeight) },
      { ...axisOf("y", options.y.title), orient: "left", offset: halfOf(frame.cellWidth) },
    ],
    ...(range
      ? {
          legends: [
            { ...colourLegend(options.valueTitle, range, 160), offset: LEGEND_GAP + halfOf(frame.cellWidth) },
          ],
        }
      : {}),
    marks: [
      ...(range
        ? [cellMarks(options, frame), contourMarks(drawable.values, grid, frame)]
        : [message(tally, frame)]),
      ...pointMarks(),
    ],
    ...(range ? { projections: [contourProjection(frame)] } : {}),
  };
  return figureOf(options, { spec, tally, grammar: "vega" });
}

function contourData(
  { grid, levels = 14 }: HeatmapOptions,
  values: readonly (number | null)[],
  range: GridRange | null,
): JsonObject[] {
  if (range === null) return [];
  const thresholds = Array.from({ length: levels }, (_, i) => between(range, (i + 0.5) / levels));
  return [
    {
      name: "grid",
      ...dataOf([{ width: grid.columns, height: grid.rows, values: filledIn(grid, values) }]),
    },
    {
      name: "contours",
      source: "grid",
      transform: [{ type: "isocontour", thresholds, as: "contour", resolve: "shared", zero: false }],
    },
  ];
}

export function colourScale({ low, high, scale }: GridRange): JsonObject {
  return {
    name: "colour",
    type: scale,
    domain: [low, high],
    range: { scheme: "viridis" },
    reverse: true,
    nice: false,
    zero: false,
  };
}

export function colourLegend(title: string, range: GridRange, gradientLength: number): JsonObject {
  return {
    fill: "colour",
    title: titleText(title),
    titleLimit: 0,
    type: "gradient",
    gradientLength,
    format: ".3g",
    values: legendValues(range),
  };
}

function cellMarks({ x, y, valueTitle }: HeatmapOptions, { cellWidth, cellHeight }: Frame): JsonObject {
  const [first, second, third] = tooltipKeys([x.title, y.title, valueTitle]);
  const entries = [
    `${first}: format(datum.x, '.3f')`,
    `${second}: format(datum.y, '.3f')`,
    `${third}: format(datum.v, '.5g')`,
  ];
  return {
    type: "rect",
    from: { data: "cells" },
    encode: {
      enter: {
        x: { signal: `scale('x', datum.x) - ${(cellWidth * 0.5).toFixed(3)}` },
        y: { signal: `scale('y', datum.y) - ${(cellHeight * 0.5).toFixed(3)}` },
        width: { value: cellWidth + 0.6 },
        height: { value: cellHeight + 0.6 },
        fill: { scale: "colour", field: "v" },
        tooltip: { signal: `{${entries.join(", ")}}` },
      },
    },
  };
}

/** Contours end where a hole begins: they are clipped to the grid less its holes. */
function contourMarks(values: readonly (number | null)[], grid: Grid, frame: Frame): JsonObject {
  const holes = values.flatMap((value, cell) => (value === null ? [cell] : []));
  return {
    type: "path",
    interactive: false,
    ...(holes.length > 0 ? { clip: { path: pathAround(holes, grid, frame) } } : {}),
    from: { data: "contours" },
    transform: [{ type: "geopath", field: "datum.contour", projection: "grid" }],
    encode: {
      enter: { stroke: { value: "white" }, strokeWidth: { value: 0.8 }, strokeOpacity: { value: 0.65 } },
    },
  };
}

/** The outline of the frame, and every hole run around the other way: inside is what is not in a hole. */
function pathAround(holes: readonly number[], { columns }: Grid, frame: Frame): string {
  const { cellWidth, cellHeight, height } = frame;
  const px = (value: number): string => String(Number(value.toFixed(3)));
  const outline = `M${px(-cellWidth)},${px(-cellHeight)}H${px(SIZE + cellWidth)}V${px(height + cellHeight)}H${px(-cellWidth)}Z`;
  const around = holes.map((cell) => {
    const left = ((cell % columns) - 0.5) * cellWidth;
    const top = height - (Math.floor(cell / columns) + 0.5) * cellHeight;
    return `M${px(left)},${px(top)}V${px(top + cellHeight)}H${px(left + cellWidth)}V${px(top)}Z`;
  });
  return [outline, ...around].join("");
}

/** Contours come in grid units, row 0 first: to pixels, upwards. */
function contourProjection({ cellWidth, height }: Frame): JsonObject {
  return {
    name: "grid",
    type: "identity",
    reflectY: true,
    scale: cellWidth,
    translate: [-cellWidth * 0.5, height + cellWidth * 0.5],
  };
}

function message(tally: Tally, { height }: Frame): JsonObject {
  return {
    type: "text",
    encode: {
      enter: {
        x: { value: SIZE / 2 },
        y: { value: height / 2 },
        align: { value: "center" },
        baseline: { value: "middle" },
        fontStyle: { value: "italic" },
        fill: { value: "currentColor" },
        text: textValue(emptyText(tally)),
      },
    },
  };
}

function pointMarks(): JsonObject[] {
  const symbols: JsonObject = {
    type: "symbol",
    clip: true,
    from: { data: "points" },
    encode: {
      enter: {
        x: { scale: "x", field: "x" },
        y: { scale: "y", field: "y" },
        size: { value: 70 },
        fill: { value: "white" },
        stroke: { value: "black" },
        tooltip: { field: "label" },
      },
    },
  };
  // a dark outline below the white letters: legible on every colour of the scale
  const outline = {
    stroke: { value: "#10151a" },
    strokeWidth: { value: 3.5 },
    strokeJoin: { value: "round" },
  };
  return [symbols, pointLabel(outline), pointLabel({ fill: { value: "white" } })];
}

function pointLabel(paint: JsonObject): JsonObject {
  return {
    type: "text",
    interactive: false,
    from: { data: "points" },
    encode: {
      enter: {
        x: { scale: "x", field: "x", offset: 8 },
        y: { scale: "y", field: "y", offset: -8 },
        text: { field: "label" },
        fontSize: { value: 13 },
        fontWeight: { value: 600 },
        ...paint,
      },
    },
  };
}

export type { Grid };
