/** The same surface in three dimensions: a mesh that turns when it is dragged. A Vega specification, no WebGL. */

import type { Json, JsonObject } from "../../base/json.ts";
import { log } from "../../base/math.ts";
import type { Figure } from "../figure.ts";
import { type FigureText, figureOf } from "./common.ts";
import type { Grid } from "./heatmap.ts";
import { legendValues } from "./heatmap.ts";

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

/** Quads with corners in the unit cube, and their mean value. */
function quadsOf(grid: Grid, logarithmic: boolean): Quad[] {
  const low = grid.values.reduce((a, b) => Math.min(a, b));
  const high = grid.values.reduce((a, b) => Math.max(a, b));
  const useLog = logarithmic && low > 0;
  const heightOf = (value: number): number =>
    high === low ? 0 : useLog ? log(value / low) / log(high / low) : (value - low) / (high - low);
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
      const quad: Record<string, number> = {};
      let mean = 0;
      corners.forEach(([a, b], k) => {
        const value = grid.values[b * grid.columns + a]!;
        quad[`x${k}`] = (2 * a) / (grid.columns - 1) - 1;
        quad[`y${k}`] = (2 * b) / (grid.rows - 1) - 1;
        quad[`z${k}`] = Number(heightOf(value).toPrecision(5));
        mean += value / 4;
      });
      quad.v = Number(mean.toPrecision(5));
      quads.push(quad);
    }
  return quads;
}

export function surfaceFigure(options: SurfaceOptions): Figure {
  const quads = quadsOf(options.grid, options.logarithmic ?? false);
  const values = quads.map(({ v }) => v!);
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  // turn by yaw about the vertical, then tilt by pitch; orthographic
  const across = (x: string, y: string): string => `(${x} * cos(yaw) - ${y} * sin(yaw))`;
  const depth = (x: string, y: string): string => `(${x} * sin(yaw) + ${y} * cos(yaw))`;
  const screenX = (x: string, y: string): string => `${WIDTH / 2} + ${WIDTH * 0.31} * ${across(x, y)}`;
  const screenY = (x: string, y: string, z: string): string =>
    `${HEIGHT * 0.56} - ${WIDTH * 0.31} * (sin(pitch) * ${depth(x, y)} + cos(pitch) * (1.1 * ${z} - 0.45))`;
  const corner = (k: number): string =>
    `(${screenX(`datum.x${k}`, `datum.y${k}`)}) + ',' + (${screenY(`datum.x${k}`, `datum.y${k}`, `datum.z${k}`)})`;
  const label = (text: string, x: number, y: number): JsonObject => ({
    type: "text",
    encode: {
      update: {
        x: { signal: screenX(String(x), String(y)) },
        y: { signal: screenY(String(x), String(y), "0") },
        text: { value: text },
        align: { value: "center" },
        fill: { value: "currentColor" },
        fontSize: { value: 12 },
      },
    },
  });
  const edge = (ax: number, ay: number, bx: number, by: number): JsonObject => ({
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
  });
  const spec: JsonObject = {
    width: WIDTH,
    height: HEIGHT,
    padding: 4,
    signals: [
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
    ],
    data: [
      {
        name: "quads",
        values: quads as unknown as Json,
        transform: [
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
        ],
      },
    ],
    scales: [
      {
        name: "colour",
        type: options.logarithmic && low > 0 ? "log" : "linear",
        domain: [low, high],
        range: { scheme: "viridis" },
        reverse: true,
        zero: false,
        nice: false,
      } as JsonObject,
    ],
    legends: [
      {
        fill: "colour",
        title: options.valueTitle,
        type: "gradient",
        gradientLength: 140,
        format: ".3g",
        values: legendValues(low, high, options.logarithmic === true && low > 0),
      },
    ],
    marks: [
      edge(-1, -1, 1, -1),
      edge(-1, -1, -1, 1),
      edge(1, 1, 1, -1),
      edge(1, 1, -1, 1),
      {
        type: "path",
        from: { data: "quads" },
        encode: {
          update: {
            path: { field: "path" },
            fill: { scale: "colour", field: "v" },
            stroke: { value: "rgba(0,0,0,0.28)" },
            strokeWidth: { value: 0.5 },
            tooltip: { signal: `{'${options.valueTitle}': format(datum.v, '.5g')}` },
          },
        },
      },
      label(options.xTitle, 0, -1.28),
      label(options.yTitle, -1.32, 0),
    ],
  };
  return figureOf(options, spec, "vega");
}
