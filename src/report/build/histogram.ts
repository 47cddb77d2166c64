/** Histograms of several groups, one below the other on one axis, the paper's own behind ours. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, PAPER_OPACITY, zoomParameter } from "../theme.ts";
import {
  type AxisText,
  type FigureText,
  figureOf,
  quantitative,
  type Rule,
  verticalRules,
} from "./common.ts";

export interface HistogramGroup {
  /** "N = 25" */
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
  /** What the paper drew: [left edge, count] of bins `paperBinWidth` wide. */
  readonly paper?: readonly (readonly number[])[];
  readonly paperBinWidth?: number;
}

export interface HistogramOptions extends FigureText {
  readonly x: AxisText;
  readonly groups: readonly HistogramGroup[];
  /** Width of our bins, and of the paper's after merging: one width for both makes them comparable. */
  readonly binWidth: number;
  readonly rules?: readonly Rule[];
  readonly height?: number;
}

interface Bin {
  readonly group: string;
  readonly left: number;
  readonly right: number;
  /** Share of all values per bin, percent. */
  readonly share: number;
  readonly count: number;
}

/** Share of the values in each bin of the grid of width w through 0; empty bins are left out. */
function binned(label: string, entries: readonly (readonly [number, number])[], width: number): Bin[] {
  const counts = new Map<number, number>();
  let total = 0;
  for (const [value, count] of entries) {
    const bin = Math.floor(value / width + 1e-9);
    counts.set(bin, (counts.get(bin) ?? 0) + count);
    total += count;
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bin, count]) => ({
      group: label,
      left: bin * width,
      right: (bin + 1) * width,
      share: (100 * count) / total,
      count,
    }));
}

export function histogramFigure(options: HistogramOptions): Figure {
  const { groups, binWidth, x, rules = [], height = 84 } = options;
  const ours = groups.flatMap(({ label, values }) =>
    binned(
      label,
      values.map((value) => [value, 1]),
      binWidth,
    ),
  );
  const paper = groups.flatMap((group) =>
    binned(
      group.label,
      (group.paper ?? []).map(([left, count]) => [left! + (group.paperBinWidth ?? 0) / 2, count!]),
      binWidth,
    ),
  );
  const order = groups.map(({ label }) => label);
  const rows = groups.map(({ label, colour }, i) =>
    groupSpec({
      label,
      colour,
      x,
      height,
      rules,
      first: i === 0,
      last: i === groups.length - 1,
      ours: ours.filter((bin) => bin.group === label),
      paper: paper.filter((bin) => bin.group === label),
    }),
  );
  return figureOf(options, {
    spacing: 4,
    resolve: { scale: { x: "shared", y: "independent" } },
    vconcat: rows,
    usermeta: { order } as unknown as Json as JsonObject,
  });
}

interface GroupParts {
  readonly label: string;
  readonly colour: string;
  readonly x: AxisText;
  readonly height: number;
  readonly rules: readonly Rule[];
  readonly first: boolean;
  readonly last: boolean;
  readonly ours: readonly Bin[];
  readonly paper: readonly Bin[];
}

function groupSpec(parts: GroupParts): JsonObject {
  const { label, colour, x, ours, paper, last } = parts;
  const xEncoding = quantitative("left", last ? x : { ...x, title: "" }, {
    axis: last
      ? { tickCount: 8, grid: true, ...(x.format ? { format: x.format } : {}) }
      : { labels: false, ticks: false, title: null, grid: true, tickCount: 8 },
  });
  const encoding: JsonObject = {
    x: xEncoding,
    x2: { field: "right" },
    y: {
      field: "share",
      type: "quantitative",
      title: null,
      axis: { tickCount: 2, grid: false, labelExpr: "datum.label + '%'" },
      stack: null,
    },
    y2: { datum: 0 },
    tooltip: [
      { field: "group", title: "group" },
      { field: "left", title: "from", format: ".5g" },
      { field: "right", title: "to", format: ".5g" },
      { field: "share", title: "share (%)", format: ".2f" },
      { field: "count", title: "count" },
    ],
  };
  const layers: JsonObject[] = [];
  if (paper.length > 0)
    layers.push({
      data: { values: paper as unknown as Json } as JsonObject,
      mark: { type: "rect", color: PAPER_COLOUR, opacity: PAPER_OPACITY, clip: true },
      encoding,
    });
  layers.push({
    data: { values: ours as unknown as Json } as JsonObject,
    params: [zoomParameter(`zoom_${label.replace(/\W+/g, "_")}`)],
    mark: { type: "rect", color: colour, opacity: 0.72, clip: true },
    encoding,
  });
  layers.push({
    data: { values: [{ label }] as unknown as Json } as JsonObject,
    mark: { type: "text", align: "right", baseline: "top", fontWeight: 600 },
    encoding: { x: { value: 634 }, y: { value: 6 }, text: { field: "label" } },
  });
  layers.push(...verticalRules(parts.rules, last ? x : { ...x, title: "" }, { labels: parts.first }));
  return {
    width: 640,
    height: parts.height,
    layer: layers,
  };
}
