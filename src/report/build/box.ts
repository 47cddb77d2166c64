/** Box plots by group: median, quartiles, whiskers to the last value within 1.5 box lengths, outliers as points. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, PAPER_OPACITY } from "../theme.ts";
import { type AxisText, type FigureText, figureOf, quantitative } from "./common.ts";

export interface BoxGroup {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
  readonly paper?: readonly number[];
}

export interface BoxOptions extends FigureText {
  /** Title of the axis of groups. */
  readonly groupTitle: string;
  readonly y: AxisText;
  readonly groups: readonly BoxGroup[];
}

function fiveNumbers(group: string, source: string, colour: string, values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (q: number): number => {
    const at = q * (sorted.length - 1);
    const low = Math.floor(at);
    return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
  };
  const [q1, median, q3] = [quantile(0.25), quantile(0.5), quantile(0.75)];
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  return {
    box: { group, source, colour, q1, median, q3, low: inside[0]!, high: inside.at(-1)!, n: sorted.length },
    outliers: sorted
      .filter((value) => value < q1 - reach || value > q3 + reach)
      .map((y) => ({ group, source, colour, y })),
  };
}

export function boxFigure(options: BoxOptions): Figure {
  const { groups, y, groupTitle } = options;
  const entries = groups.flatMap(({ label, colour, values, paper }) => [
    ...(values.length > 0 ? [fiveNumbers(label, "ours", colour, values)] : []),
    ...(paper && paper.length > 0 ? [fiveNumbers(label, "paper", PAPER_COLOUR, paper)] : []),
  ]);
  const boxes = entries.map(({ box }) => box);
  const outliers = entries.flatMap((entry) => entry.outliers);
  const x: JsonObject = {
    field: "group",
    type: "nominal",
    title: groupTitle,
    sort: groups.map(({ label }) => label),
    axis: { labelAngle: 0 },
  };
  const xOffset: JsonObject = { field: "source", type: "nominal", sort: ["ours", "paper"] };
  const colour: JsonObject = { field: "colour", type: "nominal", scale: null };
  const opacity: JsonObject = {
    condition: { test: "datum.source === 'paper'", value: PAPER_OPACITY },
    value: 0.85,
  };
  const tooltip = ["group", "source", "n"].map((field) => ({ field })) as JsonObject[];
  for (const field of ["low", "q1", "median", "q3", "high"]) tooltip.push({ field, format: ".5g" });
  const data = { values: boxes as unknown as Json } as JsonObject;
  const at = (field: string): JsonObject => quantitative(field, y);
  return figureOf(options, {
    width: 640,
    height: 320,
    layer: [
      {
        data,
        mark: { type: "rule", strokeWidth: 1.4 },
        encoding: { x, xOffset, y: at("low"), y2: { field: "high" }, color: colour, opacity },
      },
      {
        data,
        mark: { type: "bar", size: 20 },
        encoding: { x, xOffset, y: at("q1"), y2: { field: "q3" }, color: colour, opacity, tooltip },
      },
      {
        data,
        mark: { type: "tick", thickness: 2.2, size: 20, color: "currentColor" },
        encoding: { x, xOffset, y: at("median") },
      },
      {
        data: { values: outliers as unknown as Json } as JsonObject,
        mark: { type: "point", size: 10, filled: true },
        encoding: {
          x,
          xOffset,
          y: at("y"),
          color: colour,
          opacity: { value: 0.5 },
          tooltip: [{ field: "group" }, { field: "source" }, { field: "y", format: ".5g" }],
        },
      },
    ],
  });
}
