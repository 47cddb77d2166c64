/** Points with intervals and lines against x: ours, the paper's, the theory's. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, SERIES_COLOURS, THEORY_COLOUR, zoomParameter } from "../theme.ts";
import {
  type AxisText,
  type FigureText,
  figureOf,
  quantitative,
  type Rule,
  verticalRules,
} from "./common.ts";

export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
  /** 95% interval, where there is one. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly name: string;
  /** ours: points with intervals; paper: the same, faint; theory and curve: a line. */
  readonly role: "ours" | "paper" | "theory" | "curve";
  readonly colour?: string;
  readonly points: readonly SeriesPoint[];
  readonly dashed?: boolean;
  /** ours and paper: join the points. */
  readonly joined?: boolean;
}

export interface SeriesOptions extends FigureText {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly series: readonly Series[];
  /** Vertical labelled thresholds. */
  readonly rules?: readonly Rule[];
  readonly width?: number;
  readonly height?: number;
}

function colourOf(series: Series, i: number): string {
  if (series.colour) return series.colour;
  if (series.role === "paper") return PAPER_COLOUR;
  if (series.role === "theory") return THEORY_COLOUR;
  return SERIES_COLOURS[i % SERIES_COLOURS.length]!;
}

export function seriesFigure(options: SeriesOptions): Figure {
  const { series, x, y, rules = [], width = 640, height = 340 } = options;
  const colours = series.map(colourOf);
  const legend = {
    field: "series",
    type: "nominal",
    title: null,
    scale: legendScale(series, colours),
    legend:
      series.length > 1
        ? { orient: "top", columns: Math.min(4, series.length), direction: "horizontal", labelLimit: 260 }
        : null,
  };
  const layers: JsonObject[] = [];
  series.forEach((each, i) => {
    layers.push(...seriesLayers(each, { x, y, legend: legend as JsonObject, zoom: i === 0 }));
  });
  layers.push(...verticalRules(rules, x));
  return figureOf(options, { width, height, layer: layers });
}

const DIGITS = 6;

function intervalOf({ low, high }: SeriesPoint): string {
  if (low === undefined || high === undefined) return "none";
  return `${Number(low.toPrecision(DIGITS))} to ${Number(high.toPrecision(DIGITS))}`;
}

/** Series of one name share its entry: points and the theory behind them. */
function legendScale(series: readonly Series[], colours: readonly string[]): JsonObject {
  const first = series.map(({ name }, i) => series.findIndex((each) => each.name === name) === i);
  return {
    domain: series.filter((_, i) => first[i]).map(({ name }) => name),
    range: colours.filter((_, i) => first[i]),
  };
}

function seriesLayers(
  series: Series,
  parts: { x: AxisText; y: AxisText; legend: JsonObject; zoom: boolean },
): JsonObject[] {
  const values = series.points.map((point) => ({
    ...point,
    series: series.name,
    interval: intervalOf(point),
  }));
  const encoding: JsonObject = {
    x: quantitative("x", parts.x),
    y: quantitative("y", parts.y),
    color: parts.legend,
    tooltip: [
      { field: "series", title: "series" },
      { field: "x", title: parts.x.title, format: ".6g" },
      { field: "y", title: parts.y.title, format: ".6g" },
      ...(values.some(({ low }) => low !== undefined) ? [{ field: "interval", title: "95% interval" }] : []),
    ],
  };
  const data = { values: values as unknown as Json } as JsonObject;
  const params = parts.zoom ? { params: [zoomParameter()] } : {};
  const isLine = series.role === "theory" || series.role === "curve";
  const opacity = series.role === "paper" ? 0.6 : 1;
  const line: JsonObject = {
    data,
    ...params,
    mark: {
      type: "line",
      clip: true,
      opacity,
      strokeWidth: series.role === "theory" ? 1.6 : 2,
      ...(series.dashed ? { strokeDash: [6, 4] } : {}),
    },
    encoding,
  };
  if (isLine) return [line];
  const points: JsonObject = {
    data,
    ...(series.joined ? {} : params),
    mark: {
      type: "point",
      filled: series.role === "ours",
      size: series.role === "ours" ? 60 : 48,
      opacity,
      clip: true,
    },
    encoding,
  };
  const bars: JsonObject = {
    data,
    transform: [{ filter: "isValid(datum.low) && isValid(datum.high)" }],
    mark: { type: "rule", strokeWidth: 1.6, opacity, clip: true },
    encoding: {
      x: encoding.x!,
      y: { ...(encoding.y as JsonObject), field: "low" },
      y2: { field: "high" },
      color: parts.legend,
    },
  };
  const thin: JsonObject = {
    ...line,
    mark: { ...(line.mark as JsonObject), strokeWidth: 1, opacity: 0.5 * opacity },
  };
  return [...(series.joined ? [thin] : []), bars, points];
}
