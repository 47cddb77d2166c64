/** Parts that several builders share. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { THRESHOLD_COLOUR } from "../theme.ts";

/** What every figure says about itself. */
export interface FigureText {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly paperFigure?: string;
}

export interface AxisText {
  /** "energy per spin H/N", with the unit where there is one: "time (s)". */
  readonly title: string;
  readonly scale?: "linear" | "log";
  readonly domain?: readonly [number, number];
  /** d3-format of the ticks. */
  readonly format?: string;
}

/** A labelled threshold of the theory: vertical at x or horizontal at y. */
export interface Rule {
  readonly value: number;
  readonly label: string;
  readonly colour?: string;
}

export function figureOf(
  text: FigureText,
  spec: JsonObject,
  grammar: Figure["grammar"] = "vega-lite",
): Figure {
  const { id, title, caption, paperFigure } = text;
  return { id, title, caption, ...(paperFigure === undefined ? {} : { paperFigure }), grammar, spec };
}

const TICKS = 6;

/**
 * Vega labels the ticks i 10^k of a logarithmic axis for which i <= 10 LOG_TICKS / (number of ticks), and computes i by the host's
 * power, which in some has 10^-4 wrong in its last bit. The right side is no whole number for any number of ticks, and lies
 * between the same two as for 6: the last bit decides nothing.
 */
const LOG_TICKS = 6.05;

/** An axis' encoding of Vega-Lite. */
export function quantitative(field: string, axis: AxisText, extra: JsonObject = {}): JsonObject {
  return {
    field,
    type: "quantitative",
    title: axis.title,
    scale: {
      type: axis.scale ?? "linear",
      ...(axis.domain
        ? { domain: [...axis.domain], nice: false }
        : axis.scale === "log"
          ? { nice: false, padding: 18 }
          : { zero: false, nice: true }),
    },
    axis: {
      tickCount: axis.scale === "log" ? LOG_TICKS : TICKS,
      ...(axis.format ? { format: axis.format } : {}),
      ...(axis.scale === "log" ? { grid: true } : {}),
    },
    ...extra,
  };
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
  const data = { values: values as unknown as Json } as JsonObject;
  const colour = { field: "colour", type: "nominal", scale: null };
  const x = { field: "x", type: "quantitative", title: axis.title };
  const rule: JsonObject = {
    data,
    mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.4, clip: true },
    encoding: { x, color: colour, tooltip: [{ field: "label" }, { field: "x", title: "at", format: ".6g" }] },
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
