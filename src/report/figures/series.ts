/** Points with intervals and lines against x: ours, the paper's, the theory's. */

import type { JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { PAPER_COLOUR, SERIES_COLOURS, THEORY_COLOUR, zoomParameter } from "../theme.ts";
import {
  type AxisText,
  dataOf,
  drawableRules,
  emptyLayers,
  type FigureText,
  figureOf,
  quantitative,
  type Rule,
  spanLayers,
  tip,
  verticalRules,
} from "./common.ts";
import { createTally, fittedAxis, isDrawable, isPointDrawable, type Tally, type Value } from "./drawable.ts";

export interface SeriesPoint {
  readonly x: number;
  /** Null, like every value that the axis cannot show, is a gap. */
  readonly y: number | null;
  /** 95% interval, where there is one. */
  readonly low?: number | null;
  readonly high?: number | null;
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
  const { series, x, y, width = 640, height = 340 } = options;
  const tally = createTally();
  const legend: JsonObject = {
    field: "series",
    type: "nominal",
    title: null,
    scale: legendScale(series, series.map(colourOf)),
    legend:
      series.length > 1
        ? { orient: "top", columns: Math.min(4, series.length), direction: "horizontal", labelLimit: 260 }
        : null,
  };
  const rows = series.map((each) => rowsOf(each, { x, y, tally }));
  const hasPoints = rows.some((own) => own.some((row) => row.y !== null));
  const rules = drawableRules(tally, options.rules ?? [], x);
  if (!hasPoints) {
    const layer = emptyLayers(tally, { x, y, width, height });
    return figureOf(options, { spec: { width, height, layer }, tally });
  }
  const axes = axesFor(rows.flat(), rules, options);
  const layers = series.flatMap((each, i) =>
    seriesLayers(each, { ...axes, rows: rows[i]!, height, legend, zoom: i === 0 }),
  );
  layers.push(...verticalRules(rules, axes.x));
  return figureOf(options, { spec: { width, height, layer: layers }, tally });
}

function axesFor(rows: readonly Row[], rules: readonly Rule[], { x, y }: SeriesOptions) {
  const across = [...rows.map((row) => row.x), ...rules.map(({ value }) => value)];
  const up = rows.flatMap((row) => [row.y, row.low, row.high]).filter((value) => isDrawable(value, y));
  return { x: fittedAxis(x, across), y: fittedAxis(y, up) };
}

/** Series of one name share its entry: points and the theory behind them. */
function legendScale(series: readonly Series[], colours: readonly string[]): JsonObject {
  const first = series.map(({ name }, i) => series.findIndex((each) => each.name === name) === i);
  return {
    domain: series.filter((_, i) => first[i]).map(({ name }) => name),
    range: colours.filter((_, i) => first[i]),
  };
}

interface Row {
  readonly x: number;
  /** Null where a line breaks. */
  readonly y: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  readonly series: string;
  readonly interval: string;
}

interface RowParts {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly tally: Tally;
}

/** What can be drawn of a series; a value that cannot is null, so that a line breaks there, and counted. */
function rowsOf(series: Series, parts: RowParts): readonly Row[] {
  return series.points.flatMap((point): Row[] => {
    const { x, y } = point;
    const isDrawn = isPointDrawable(parts.tally, [
      [x, parts.x],
      [y, parts.y],
    ]);
    if (isDrawn) return [{ x, y, ...intervalOf(point, parts), series: series.name }];
    return isDrawable(x, parts.x) ? [{ x, y: null, series: series.name, interval: "none" }] : [];
  });
}

const endText = (end: number): string => (Number.isFinite(end) ? formatNumber(end) : "?");

const isGiven = (value: Value): value is number => value !== undefined && value !== null;

/** The ends of an interval, null where the axis cannot show them. */
function intervalOf(
  { low, high }: SeriesPoint,
  { y, tally }: RowParts,
): Pick<Row, "low" | "high" | "interval"> {
  if (!isGiven(low) || !isGiven(high)) return { interval: "none" };
  const interval = [low, high].map(endText).join(" to ");
  const ends = [low, high].map((end) => (isDrawable(end, y) ? end : null));
  if (ends.includes(null)) tally.cut++;
  return { low: ends[0]!, high: ends[1]!, interval };
}

interface LayerParts {
  readonly rows: readonly Row[];
  readonly x: AxisText;
  readonly y: AxisText;
  readonly height: number;
  readonly legend: JsonObject;
  readonly zoom: boolean;
}

function seriesLayers(series: Series, parts: LayerParts): JsonObject[] {
  const { rows, legend } = parts;
  const drawn = rows.filter((row) => row.y !== null);
  const encoding: JsonObject = {
    x: quantitative("x", parts.x),
    y: quantitative("y", parts.y),
    color: legend,
    tooltip: [
      tip("series"),
      tip("x", parts.x.title, ".6g"),
      tip("y", parts.y.title, ".6g"),
      ...(rows.some(({ low }) => low !== undefined) ? [tip("interval", "95% interval")] : []),
    ],
  };
  const params = parts.zoom ? { params: [zoomParameter()] } : {};
  const opacity = series.role === "paper" ? 0.6 : 1;
  const isLine = series.role === "theory" || series.role === "curve";
  const strokeWidth = isLine ? (series.role === "theory" ? 1.6 : 2) : 1;
  const line: JsonObject = {
    data: dataOf(rows),
    ...params,
    mark: {
      type: "line",
      clip: true,
      opacity: isLine ? opacity : 0.5 * opacity,
      strokeWidth,
      ...(series.dashed ? { strokeDash: [6, 4] } : {}),
    },
    encoding,
  };
  if (isLine) return [line];
  const points: JsonObject = {
    data: dataOf(drawn),
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
  const bars = spanLayers({
    rows: drawn,
    ends: ["low", "high"],
    y: parts.y,
    height: parts.height,
    encoding: { x: encoding.x!, color: legend },
    layer: { mark: { type: "rule", strokeWidth: 1.6, opacity, clip: true } },
  });
  return [...(series.joined ? [line] : []), ...bars, points];
}
