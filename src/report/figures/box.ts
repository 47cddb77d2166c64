/** Box plots by group: median, quartiles, whiskers to the last value within 1.5 box lengths, outliers as points. */

import type { JsonObject } from "../../base/json.ts";
import { ascending, quantile } from "../../stats/moments.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, PAPER_OPACITY } from "../theme.ts";
import {
  type AxisText,
  dataOf,
  emptyLayers,
  type FigureText,
  figureOf,
  quantitative,
  spanLayers,
  tip,
} from "./common.ts";
import { createTally, drawableValues, fittedAxis, isDrawable, type Tally } from "./drawable.ts";
import { titleText } from "./text.ts";

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

interface Box {
  readonly group: string;
  readonly source: string;
  readonly colour: string;
  /** Null: what the axis cannot show. */
  readonly q1: number | null;
  readonly median: number | null;
  readonly q3: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

interface BoxEntry {
  readonly box: Box;
  readonly outliers: readonly {
    readonly group: string;
    readonly source: string;
    readonly colour: string;
    readonly y: number;
  }[];
}

interface Sample {
  readonly group: string;
  readonly source: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** Of all values of the sample that a linear axis could show: what a logarithmic one cannot is drawn no further than its edge. */
function entryOf({ values, ...name }: Sample, { y, tally }: { y: AxisText; tally: Tally }): BoxEntry[] {
  const sorted = ascending(values.filter((value) => isDrawable(value, {})));
  const drawn = ascending(drawableValues(tally, values, y));
  if (drawn.length === 0) return [];
  const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const shown = (value: number): number | null => (isDrawable(value, y) ? value : null);
  const [low, high] = [shown(inside[0]!), shown(inside.at(-1)!)];
  if (low === null && high !== null) tally.cut++;
  const numbers = { q1: shown(q1), median: shown(median), q3: shown(q3), low, high, n: sorted.length };
  return [
    {
      box: { ...name, ...numbers },
      outliers: drawn
        .filter((value) => value < q1 - reach || value > q3 + reach)
        .map((value) => ({ ...name, y: value })),
    },
  ];
}

const SIZE = { width: 640, height: 320 };

export function boxFigure(options: BoxOptions): Figure {
  const { groups, y, groupTitle } = options;
  const tally = createTally();
  const entries = groups.flatMap(({ label: group, colour, values, paper = [] }) => [
    ...entryOf({ group, source: "ours", colour, values }, { y, tally }),
    ...entryOf({ group, source: "paper", colour: PAPER_COLOUR, values: paper }, { y, tally }),
  ]);
  const extremes = entries.flatMap(({ box: { low, high, q3 }, outliers }) => [
    ...[low, q3, high].filter((value) => value !== null),
    ...outliers.map((outlier) => outlier.y),
  ]);
  const layer =
    entries.length > 0
      ? boxLayers(entries, { ...options, y: fittedAxis(y, extremes) })
      : emptyLayers(tally, { x: { title: groupTitle }, y, ...SIZE });
  return figureOf(options, { spec: { ...SIZE, layer }, tally });
}

function boxLayers(entries: readonly BoxEntry[], { groups, groupTitle, y }: BoxOptions): JsonObject[] {
  const boxes = entries.map(({ box }) => box);
  const x: JsonObject = {
    field: "group",
    type: "nominal",
    // a domain and not a sort, which would become an expression
    scale: { domain: groups.map(({ label }) => label) },
    axis: { title: titleText(groupTitle), labelAngle: 0 },
  };
  const xOffset: JsonObject = { field: "source", type: "nominal", sort: ["ours", "paper"] };
  const color: JsonObject = { field: "colour", type: "nominal", scale: null };
  const opacity: JsonObject = {
    condition: { test: "datum.source === 'paper'", value: PAPER_OPACITY },
    value: 0.85,
  };
  const names = [tip("group"), tip("source"), tip("n")];
  const numbers = ["low", "q1", "median", "q3", "high"].map((field) => tip(field, field, ".5g"));
  const encoding = { x, xOffset, color, opacity };
  const spans = { rows: boxes, y, height: SIZE.height };
  const bar = { mark: { type: "bar", size: 20 } };
  return [
    ...spanLayers({
      ...spans,
      ends: ["low", "high"],
      encoding,
      layer: { mark: { type: "rule", strokeWidth: 1.4 } },
    }),
    ...spanLayers({
      ...spans,
      ends: ["q1", "q3"],
      encoding: { ...encoding, tooltip: [...names, ...numbers] },
      layer: bar,
    }),
    {
      data: dataOf(boxes.filter(({ median }) => median !== null)),
      mark: { type: "tick", thickness: 2.2, size: 20, color: "currentColor" },
      encoding: { x, xOffset, y: quantitative("median", y) },
    },
    {
      data: dataOf(entries.flatMap(({ outliers }) => outliers)),
      mark: { type: "point", size: 10, filled: true },
      encoding: {
        x,
        xOffset,
        y: quantitative("y", y),
        color,
        opacity: { value: 0.5 },
        tooltip: [tip("group"), tip("source"), tip("y", "y", ".5g")],
      },
    },
  ];
}
