/** A loss surface over a plane: colour, contours, marked points. */

import type { Json, JsonObject } from "../../base/json.ts";
import { pow } from "../../base/math.ts";
import type { Figure } from "../figure.ts";
import { type AxisText, type FigureText, figureOf } from "./common.ts";

/** Values on a regular grid, row-major: row j has y = y0 + j dy, column i has x = x0 + i dx. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly values: readonly number[];
}

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

export function heatmapFigure(options: HeatmapOptions): Figure {
  const { grid, points = [], levels = 14, logarithmic = false } = options;
  const [x0, x1] = grid.xDomain;
  const [y0, y1] = grid.yDomain;
  const dx = (x1 - x0) / (grid.columns - 1);
  const dy = (y1 - y0) / (grid.rows - 1);
  const cells = grid.values.map((value, at) => ({
    x: x0 + (at % grid.columns) * dx,
    y: y0 + Math.floor(at / grid.columns) * dy,
    v: value,
  }));
  const low = grid.values.reduce((a, b) => Math.min(a, b));
  const high = grid.values.reduce((a, b) => Math.max(a, b));
  const thresholds = Array.from({ length: levels }, (_, i) => {
    const t = (i + 0.5) / levels;
    return logarithmic && low > 0 ? low * pow(high / low, t) : low + t * (high - low);
  });
  const height = Math.round((SIZE * (y1 - y0)) / (x1 - x0));
  const spec: JsonObject = {
    width: SIZE,
    height,
    padding: 6,
    data: [
      { name: "cells", values: cells as unknown as Json },
      {
        name: "grid",
        values: [{ width: grid.columns, height: grid.rows, values: grid.values }] as unknown as Json,
      },
      {
        name: "contours",
        source: "grid",
        transform: [
          { type: "isocontour", thresholds, as: "contour", resolve: "shared", zero: false } as JsonObject,
        ],
      },
      { name: "points", values: points as unknown as Json },
    ],
    scales: [
      { name: "x", type: "linear", domain: [x0, x1], range: "width", nice: false, zero: false },
      { name: "y", type: "linear", domain: [y0, y1], range: [height, 0], nice: false, zero: false },
      {
        name: "colour",
        type: logarithmic && low > 0 ? "log" : "linear",
        domain: [low, high],
        range: { scheme: "viridis" },
        reverse: true,
        nice: false,
        zero: false,
      } as JsonObject,
    ],
    axes: [
      { orient: "bottom", scale: "x", title: options.x.title, tickCount: 5, grid: false },
      { orient: "left", scale: "y", title: options.y.title, tickCount: 5, grid: false },
    ],
    legends: [
      {
        fill: "colour",
        title: options.valueTitle,
        type: "gradient",
        gradientLength: 160,
        format: ".3g",
        values: legendValues(low, high, logarithmic && low > 0),
      },
    ],
    marks: [
      {
        type: "rect",
        from: { data: "cells" },
        encode: {
          enter: {
            x: { signal: `scale('x', datum.x) - ${((SIZE / (grid.columns - 1)) * 0.5).toFixed(3)}` },
            y: { signal: `scale('y', datum.y) - ${((height / (grid.rows - 1)) * 0.5).toFixed(3)}` },
            width: { value: SIZE / (grid.columns - 1) + 0.6 },
            height: { value: height / (grid.rows - 1) + 0.6 },
            fill: { scale: "colour", field: "v" },
            tooltip: {
              signal: `{'${options.x.title}': format(datum.x, '.3f'), '${options.y.title}': format(datum.y, '.3f'), '${options.valueTitle}': format(datum.v, '.5g')}`,
            },
          },
        },
      },
      {
        type: "path",
        interactive: false,
        from: { data: "contours" },
        transform: [
          {
            type: "geopath",
            field: "datum.contour",
            projection: "grid",
          },
        ],
        encode: {
          enter: { stroke: { value: "white" }, strokeWidth: { value: 0.8 }, strokeOpacity: { value: 0.65 } },
        },
      },
      {
        type: "symbol",
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
      },
      // a dark outline below the white letters: legible on every colour of the scale
      pointLabel({
        stroke: { value: "#10151a" },
        strokeWidth: { value: 3.5 },
        strokeJoin: { value: "round" },
      }),
      pointLabel({ fill: { value: "white" } }),
    ],
    projections: [
      {
        name: "grid",
        type: "identity",
        // contours come in grid units, row 0 first: to pixels, upwards
        reflectY: true,
        scale: SIZE / (grid.columns - 1),
        translate: [-(SIZE / (grid.columns - 1)) * 0.5, height + (SIZE / (grid.columns - 1)) * 0.5],
      } as JsonObject,
    ],
  };
  return figureOf(options, spec, "vega");
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

const LEGEND_STEPS = 4;

/** Five numbers from the lowest to the highest, evenly spaced along the gradient. */
export function legendValues(low: number, high: number, logarithmic: boolean): readonly number[] {
  return Array.from({ length: LEGEND_STEPS + 1 }, (_, i) => {
    const t = i / LEGEND_STEPS;
    return logarithmic ? low * pow(high / low, t) : low + t * (high - low);
  });
}
