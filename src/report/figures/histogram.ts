/** Histograms of several groups, one below the other on one axis, the paper's own behind ours. */
import type { JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, PAPER_OPACITY, zoomParameter } from "../theme.ts";
import {
  type AxisText,
  dataOf,
  drawableRules,
  emptyLayers,
  emptySpec,
  type FigureText,
  figureOf,
  messageLayer,
  quantitative,
  type Rule,
  tip,
  verticalRules,
} from "./common.ts";
import { createTally, emptyText, isDrawable, isPointDrawable, type Tally, tallySum } from "./drawable.ts";

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

interface Entries {
  readonly label: string;
  /** [value, how often]. */
  readonly entries: readonly (readonly [number, number])[];
  readonly x: AxisText;
  readonly width: number;
}

/** Share of the values in each bin of the grid of width w through 0; empty bins are left out. */
function binned({ label, entries, x, width }: Entries, tally: Tally): Bin[] {
  const bins = new Map<number, { count: number; least: number }>();
  let total = 0;
  for (const [value, count] of entries) {
    const isCounted = isPointDrawable(tally, [
      [value, x],
      [count, {}],
    ]);
    const bin = Math.floor(value / width + 1e-9);
    if (!isCounted || !isPointDrawable(tally, [[(bin + 1) * width, {}]])) continue;
    const { count: before, least } = bins.get(bin) ?? { count: 0, least: value };
    bins.set(bin, { count: before + count, least: Math.min(least, value) });
    total += count;
  }
  return [...bins]
    .filter(([, { count }]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([bin, { count, least }]) => ({
      group: label,
      // a logarithmic axis has no place for a bin's edge at 0: there the bin begins with its first value
      left: isDrawable(bin * width, x) ? bin * width : least,
      right: (bin + 1) * width,
      share: (100 * count) / total,
      count,
    }));
}

/** A width that bins can have: a bad one is 1. */
const soundWidth = (width: number): number => (width > 0 && Number.isFinite(width) ? width : 1);

export function histogramFigure(options: HistogramOptions): Figure {
  const { groups, x, height = 84 } = options;
  const width = soundWidth(options.binWidth);
  if (groups.length === 0) return figureOf(options, { spec: emptySpec(createTally()), tally: createTally() });
  const tallies = groups.map(createTally);
  const bins = groups.map(({ label, values, paper = [], paperBinWidth = 0 }, i) => ({
    ours: binned({ label, entries: values.map((value) => [value, 1]), x, width }, tallies[i]!),
    paper: binned(
      { label, entries: paper.map(([left, count]) => [left! + paperBinWidth / 2, count!]), x, width },
      tallies[i]!,
    ),
  }));
  const isEmpty = bins.every(({ ours, paper }) => ours.length + paper.length === 0);
  const rulesTally = createTally();
  const rules = drawableRules(rulesTally, options.rules ?? [], x);
  const tally = tallySum([...tallies, rulesTally]);
  if (isEmpty) {
    const size = { width: WIDTH, height: Math.max(height, 84) };
    return figureOf(options, {
      spec: { ...size, layer: emptyLayers(tally, { x, y: { title: "" }, ...size }) },
      tally,
    });
  }
  const vconcat = groups.map(({ label, colour }, i) =>
    groupSpec({
      ...bins[i]!,
      label,
      colour,
      x,
      height,
      rules,
      number: i,
      isLast: i === groups.length - 1,
      reason: emptyText(tallies[i]!),
    }),
  );
  const usermeta = { order: groups.map(({ label }) => label) };
  const resolve = { scale: { x: "shared", y: "independent" } };
  return figureOf(options, { spec: { spacing: 4, resolve, vconcat, usermeta }, tally });
}

const WIDTH = 640;

interface GroupParts {
  readonly label: string;
  readonly colour: string;
  readonly x: AxisText;
  readonly height: number;
  readonly rules: readonly Rule[];
  readonly number: number;
  readonly isLast: boolean;
  readonly ours: readonly Bin[];
  readonly paper: readonly Bin[];
  /** Why there are no bins. */
  readonly reason: string;
}

function groupSpec(parts: GroupParts): JsonObject {
  const { label, colour, ours, paper, isLast, number, height } = parts;
  const x = isLast ? parts.x : { ...parts.x, title: "" };
  const isEmpty = ours.length + paper.length === 0;
  const encoding = binEncoding(x, { isLast, isEmpty });
  const layers: JsonObject[] = [];
  if (paper.length > 0)
    layers.push({
      data: dataOf(paper),
      mark: { type: "rect", color: PAPER_COLOUR, opacity: PAPER_OPACITY, clip: true },
      encoding,
    });
  layers.push({
    data: dataOf(ours),
    params: [zoomParameter(`zoom_${number}`)],
    mark: { type: "rect", color: colour, opacity: 0.72, clip: true },
    encoding,
  });
  layers.push({
    data: dataOf([{ label }]),
    mark: { type: "text", align: "right", baseline: "top", fontWeight: 600 },
    encoding: { x: { value: WIDTH - 6 }, y: { value: 6 }, text: { field: "label" } },
  });
  if (isEmpty) layers.push(messageLayer(parts.reason, { width: WIDTH, height }));
  layers.push(...verticalRules(parts.rules, x, { labels: number === 0 }));
  return { width: WIDTH, height, layer: layers };
}

function binEncoding(
  x: AxisText,
  { isLast, isEmpty }: { readonly isLast: boolean; readonly isEmpty: boolean },
): JsonObject {
  const ticks = isLast
    ? { tickCount: 8, grid: true, ...(x.format ? { format: x.format } : {}) }
    : { labels: false, ticks: false, title: null, grid: true, tickCount: 8 };
  return {
    x: quantitative("left", x, ticks),
    x2: { field: "right" },
    y: {
      field: "share",
      type: "quantitative",
      title: null,
      axis: isEmpty ? null : { tickCount: 2, grid: false, labelExpr: "datum.label + '%'" },
      stack: null,
    },
    y2: { datum: 0 },
    tooltip: [
      tip("group"),
      tip("left", "from", ".5g"),
      tip("right", "to", ".5g"),
      tip("share", "share (%)", ".2f"),
      tip("count"),
    ],
  };
}
