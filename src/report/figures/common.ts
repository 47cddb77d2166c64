/** Parts that several builders share. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { THRESHOLD_COLOUR } from "../theme.ts";
import type { AxisText, Rule } from "./axis.ts";
import { captionWith, emptyText, isDrawable, soundAxis, type Tally } from "./drawable.ts";
import { textValue, titleText, tooltipTitle } from "./text.ts";

export type { AxisText, Rule } from "./axis.ts";

/** What every figure says about itself. */
export interface FigureText {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly paperFigure?: string;
}

export interface FigureParts {
  readonly spec: JsonObject;
  /** What is not drawn: the caption says it. */
  readonly tally: Tally;
  readonly grammar?: Figure["grammar"];
}

export function figureOf(text: FigureText, { spec, tally, grammar = "vega-lite" }: FigureParts): Figure {
  const { id, title, paperFigure } = text;
  const caption = captionWith(text.caption, tally);
  return { id, title, caption, ...(paperFigure === undefined ? {} : { paperFigure }), grammar, spec };
}

export const dataOf = (values: unknown): JsonObject => ({ values: values as Json }) as JsonObject;

/** An entry of a Vega-Lite tooltip. */
export function tip(field: string, title: string = field, format?: string): JsonObject {
  return { field, title: tooltipTitle(title), ...(format === undefined ? {} : { format }) };
}

const TICKS = 6;

/**
 * Vega labels the ticks i 10^k of a logarithmic axis for which i <= 10 (wanted ticks) / (number of ticks), and computes i by the
 * host's power, which in some has 10^-4 wrong in its last bit. With this much more the right side is no whole number for any number
 * of ticks: the last bit decides nothing.
 */
const LOG_EXCESS = 0.05;

/**
 * An axis' encoding of Vega-Lite. The title stands in the axis alone: that of a field would be spelled out in expressions.
 * `ticks` replaces what the axis says of itself.
 */
export function quantitative(field: string, axis: AxisText, ticks?: JsonObject): JsonObject {
  const { scale = "linear", domain, format } = soundAxis(axis);
  const shown: JsonObject = ticks ?? {
    tickCount: TICKS,
    ...(format ? { format } : {}),
    ...(format === "d" ? { tickMinStep: 1 } : {}),
    ...(scale === "log" ? { grid: true } : {}),
  };
  const { tickCount } = shown;
  return {
    field,
    type: "quantitative",
    scale: {
      type: scale,
      ...(domain
        ? { domain: [...domain], nice: false }
        : scale === "log"
          ? { nice: false, padding: 18 }
          : { zero: false, nice: true }),
    },
    axis: {
      title: titleText(axis.title),
      ...shown,
      ...(scale === "log" && typeof tickCount === "number" ? { tickCount: tickCount + LOG_EXCESS } : {}),
    },
  };
}

/** Rows with the ends of an interval, and the layer that draws them: `encoding` lacks y and y2. */
export interface Spans<Row> {
  readonly rows: readonly Row[];
  readonly ends: readonly [keyof Row & string, keyof Row & string];
  readonly y: AxisText;
  readonly height: number;
  readonly encoding: JsonObject;
  readonly layer: JsonObject;
}

/** Intervals from the first to the second end; one whose end no axis can show goes to the edge of the frame. */
export function spanLayers<Row extends object>(spans: Spans<Row>): JsonObject[] {
  const { rows, ends, y, height, encoding, layer } = spans;
  const [low, high] = ends;
  const has = (row: Row, end: keyof Row): boolean => isDrawable(row[end] as never, y);
  // bars with an end in pixels would be stacked on 0, which a logarithmic axis has not
  const at = (end: string): JsonObject => ({ ...quantitative(end, y), stack: null });
  const kinds: readonly (readonly [(row: Row) => boolean, JsonObject])[] = [
    [(row) => has(row, low) && has(row, high), { y: at(low), y2: { field: high } }],
    [(row) => !has(row, low) && has(row, high), { y: at(high), y2: { value: height } }],
    [(row) => has(row, low) && !has(row, high), { y: at(low), y2: { value: 0 } }],
  ];
  return kinds.flatMap(([belongs, place]) => {
    const own = rows.filter(belongs);
    return own.length === 0 ? [] : [{ data: dataOf(own), ...layer, encoding: { ...encoding, ...place } }];
  });
}

interface Frame {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly width: number;
  readonly height: number;
}

/** Axes without numbers, and the reason why nothing stands between them. */
export function emptyLayers(tally: Tally, { x, y, width, height }: Frame): JsonObject[] {
  const bare = (field: string, { title }: AxisText): JsonObject => ({
    field,
    type: "quantitative",
    scale: { domain: [0, 1] },
    axis: { title: titleText(title), labels: false, ticks: false, grid: false },
  });
  return [
    {
      data: dataOf([{ x: 0.5, y: 0.5 }]),
      mark: { type: "point", opacity: 0, tooltip: null },
      encoding: { x: bare("x", x), y: bare("y", y) },
    },
    messageLayer(emptyText(tally), { width, height }),
  ];
}

export function messageLayer(
  message: string,
  { width, height }: Pick<Frame, "width" | "height">,
): JsonObject {
  return {
    data: dataOf([{}]),
    mark: { type: "text", align: "center", baseline: "middle", fontStyle: "italic", opacity: 0.8 },
    encoding: { x: { value: width / 2 }, y: { value: height / 2 }, text: textValue(message) },
  };
}

/** A figure that has not even panels: its reason alone. */
export function emptySpec(tally: Tally): JsonObject {
  const size = { width: 640, height: 80 };
  return { ...size, layer: [messageLayer(emptyText(tally), size)] };
}

/** Vertical labelled rules as two layers; labels are staggered so that near thresholds stay legible. */
export function verticalRules(
  rules: readonly Rule[],
  axis: AxisText,
  options: { labels?: boolean } = {},
): JsonObject[] {
  if (rules.length === 0) return [];
  const values = [...rules]
    .sort((a, b) => a.value - b.value)
    .map((rule, i) => ({
      x: rule.value,
      label: rule.label,
      colour: rule.colour ?? THRESHOLD_COLOUR,
      row: i % 3,
    }));
  const data = dataOf(values);
  const colour = { field: "colour", type: "nominal", scale: null };
  const x = { field: "x", type: "quantitative", axis: { title: titleText(axis.title) } };
  const rule: JsonObject = {
    data,
    mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.4, clip: true },
    encoding: { x, color: colour, tooltip: [tip("label"), tip("x", "at", ".6g")] },
  };
  if (options.labels === false) return [rule];
  const label = (row: number): JsonObject => ({
    data,
    transform: [{ filter: `datum.row === ${row}` }],
    mark: {
      type: "text",
      align: "left",
      baseline: "top",
      dx: 4,
      dy: 2 + 15 * row,
      fontSize: 11,
      fontWeight: 600,
      clip: true,
    },
    encoding: { x, y: { value: 0 }, text: { field: "label" }, color: colour },
  });
  return [rule, ...[0, 1, 2].slice(0, Math.min(3, values.length)).map(label)];
}

/** The thresholds that the axis can show; the others are counted. */
export function drawableRules(tally: Tally, rules: readonly Rule[], axis: AxisText): readonly Rule[] {
  const kept = rules.filter(({ value }) => isDrawable(value, axis));
  tally.rules += rules.length - kept.length;
  return kept;
}
