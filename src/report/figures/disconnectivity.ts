/** A disconnectivity graph: minima hang from the heights at which their basins join [BecKar97]. */
import type { JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { zoomParameter } from "../theme.ts";
import {
  type AxisText,
  dataOf,
  drawableRules,
  emptyLayers,
  type FigureText,
  figureOf,
  quantitative,
  type Rule,
  tip,
} from "./common.ts";
import { createTally, fittedAxis, isDrawable, isPointDrawable } from "./drawable.ts";

export interface TreeLeaf {
  readonly energy: number;
  readonly label: string;
  /** Share of the sphere, 0 … 1: the size of the dot. */
  readonly share?: number;
}

export interface DisconnectivityOptions extends FigureText {
  readonly y: AxisText;
  readonly leaves: readonly TreeLeaf[];
  /** Ascending in energy; node i < leaves is a leaf, leaves + j is merge j. */
  readonly merges: readonly { readonly energy: number; readonly children: readonly [number, number] }[];
  readonly rules?: readonly Rule[];
  readonly colour: string;
}

interface Segment {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

/** Area of the dot of a minimum whose share is not known, as of one whose share is 0. */
const LEAST_AREA = 30;
const MOST_AREA = 1400;

export function disconnectivityFigure(options: DisconnectivityOptions): Figure {
  const { leaves, merges, y, colour } = options;
  const tally = createTally();
  const isKnown = (value: number): boolean => isDrawable(value, y);
  for (const { energy } of [...leaves, ...merges]) isPointDrawable(tally, [[energy, y]]);
  const size = { width: Math.min(760, Math.max(420, 44 * leaves.length)), height: 440 };
  const { places, segments } = layOut(leaves, merges, isKnown);
  const dots = leaves
    .map((leaf, i) => ({ label: leaf.label, x: places[i]!, y: leaf.energy, ...areaOf(leaf) }))
    .filter((dot) => isKnown(dot.y));
  if (dots.length === 0) {
    const layer = emptyLayers(tally, { x: { title: "" }, y, ...size });
    return figureOf(options, { spec: { ...size, layer }, tally });
  }
  const rules = drawableRules(tally, options.rules ?? [], y);
  const heights = [...dots.map((dot) => dot.y), ...segments.map(({ y2 }) => y2)];
  const fitted = fittedAxis(y, [...heights, ...rules.map(({ value }) => value)]);
  const axis = quantitative("y", fitted);
  const x = {
    field: "x",
    type: "quantitative",
    axis: null,
    scale: { domain: [-0.8, leaves.length - 0.2] },
  };
  const layer = [
    ...rules.map((rule) => horizontalRule(rule, fitted)),
    {
      data: dataOf(segments),
      mark: { type: "rule", strokeWidth: 1.5, color: colour, strokeCap: "round", clip: true },
      encoding: { x, x2: { field: "x2" }, y: axis, y2: { field: "y2" } },
    },
    {
      data: dataOf(dots),
      params: [zoomParameter()],
      mark: { type: "point", filled: true, color: colour, opacity: 1, clip: true },
      encoding: {
        x,
        y: axis,
        size: { field: "area", type: "quantitative", scale: null, legend: null },
        tooltip: [
          tip("label", "minimum"),
          tip("y", y.title, ".6f"),
          tip("share", "share of random starts", ".1%"),
        ],
      },
    },
  ];
  return figureOf(options, { spec: { ...size, layer }, tally });
}

function areaOf({ share }: TreeLeaf): { readonly share: number | null; readonly area: number } {
  const known = isDrawable(share, {}) ? Math.min(1, Math.max(0, share)) : null;
  return { share: known, area: LEAST_AREA + (MOST_AREA - LEAST_AREA) * (known ?? 0) };
}

function horizontalRule(rule: Rule, y: AxisText): JsonObject {
  return {
    data: dataOf([{ y: rule.value, label: rule.label }]),
    layer: [
      {
        mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.2, color: rule.colour ?? "gray" },
        encoding: { y: quantitative("y", y) },
      },
      {
        mark: {
          type: "text",
          align: "right",
          baseline: "bottom",
          dy: -3,
          fontWeight: 600,
          fontSize: 11,
          color: rule.colour ?? "gray",
        },
        encoding: { y: quantitative("y", y), x: { value: { expr: "width" } }, text: { field: "label" } },
      },
    ],
  };
}

/** Leaves side by side in the order of the tree, the deeper branch of every merge in the middle of its parent's side. */
function layOut(
  leaves: DisconnectivityOptions["leaves"],
  merges: DisconnectivityOptions["merges"],
  isKnown: (energy: number) => boolean,
): { places: readonly number[]; segments: readonly Segment[] } {
  const height = (node: number): number =>
    node < leaves.length ? leaves[node]!.energy : merges[node - leaves.length]!.energy;
  const children = (node: number): readonly number[] =>
    node < leaves.length ? [] : merges[node - leaves.length]!.children;
  const lowest = (node: number): number =>
    node < leaves.length ? height(node) : Math.min(...children(node).map(lowest));
  const isChild = new Set(merges.flatMap((merge) => merge.children));
  const nodes = [...Array(leaves.length + merges.length).keys()];
  const places: number[] = [];
  const segments: Segment[] = [];
  let next = 0;
  const visit = (node: number): number => {
    if (node < leaves.length) return (places[node] = next++);
    const ordered = [...children(node)].sort((a, b) => lowest(a) - lowest(b) || a - b);
    const xs = ordered.map(visit);
    const top = height(node);
    for (const [i, child] of ordered.entries())
      segments.push({ x: xs[i]!, x2: xs[i]!, y: height(child), y2: top });
    segments.push({ x: Math.min(...xs), x2: Math.max(...xs), y: top, y2: top });
    return (places[node] = (Math.min(...xs) + Math.max(...xs)) / 2);
  };
  const roots = nodes.filter((node) => !isChild.has(node));
  const tops = roots.map((root) => ({ x: visit(root), y: height(root) }));
  // a stub above every root shows that the tree goes on into the higher ground
  const heights = nodes.map(height).filter(isKnown);
  const stub = 0.04 * (Math.max(...heights) - Math.min(...heights) || 1);
  for (const { x, y } of tops) segments.push({ x, x2: x, y, y2: y + stub });
  return { places, segments: segments.filter(({ y, y2 }) => isKnown(y) && isKnown(y2)) };
}
