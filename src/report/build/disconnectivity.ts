/** A disconnectivity graph: minima hang from the heights at which their basins join [BecKar97]. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { zoomParameter } from "../theme.ts";
import { type AxisText, type FigureText, figureOf, quantitative, type Rule } from "./common.ts";

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

export function disconnectivityFigure(options: DisconnectivityOptions): Figure {
  const { leaves, merges, y, rules = [], colour } = options;
  const { places, segments } = layOut(leaves, merges);
  const height = (node: number): number =>
    node < leaves.length ? leaves[node]!.energy : merges[node - leaves.length]!.energy;
  const axis = quantitative("y", y);
  const x = { field: "x", type: "quantitative", axis: null, scale: { domain: [-0.8, leaves.length - 0.2] } };
  const dots = leaves.map((leaf, i) => ({ ...leaf, x: places[i]!, y: height(i), share: leaf.share ?? null }));
  const dataOf = (values: unknown): JsonObject => ({ values: values as Json }) as JsonObject;
  return figureOf(options, {
    width: Math.min(760, Math.max(420, 44 * leaves.length)),
    height: 440,
    layer: [
      ...rules.map((rule) => horizontalRule(rule, y)),
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
          size: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1], range: [30, 1400] },
            legend: null,
          },
          tooltip: [
            { field: "label", title: "minimum" },
            { field: "y", title: y.title, format: ".6f" },
            { field: "share", title: "share of random starts", format: ".1%" },
          ],
        },
      },
    ],
  });
}

function horizontalRule(rule: Rule, y: AxisText): JsonObject {
  return {
    data: { values: [{ y: rule.value, label: rule.label }] as unknown as Json } as JsonObject,
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
): { places: readonly number[]; segments: readonly Segment[] } {
  const height = (node: number): number =>
    node < leaves.length ? leaves[node]!.energy : merges[node - leaves.length]!.energy;
  const children = (node: number): readonly number[] =>
    node < leaves.length ? [] : merges[node - leaves.length]!.children;
  const lowest = (node: number): number =>
    node < leaves.length ? height(node) : Math.min(...children(node).map(lowest));
  const isChild = new Set(merges.flatMap((merge) => merge.children));
  const roots = [...Array(leaves.length + merges.length).keys()].filter((node) => !isChild.has(node));
  const places: number[] = [];
  const segments: Segment[] = [];
  let next = 0;
  const visit = (node: number): number => {
    if (node < leaves.length) return (places[node] = next++);
    const ordered = [...children(node)].sort((a, b) => lowest(a) - lowest(b));
    const xs = ordered.map(visit);
    const top = height(node);
    for (const [i, child] of ordered.entries())
      segments.push({ x: xs[i]!, x2: xs[i]!, y: height(child), y2: top });
    segments.push({ x: Math.min(...xs), x2: Math.max(...xs), y: top, y2: top });
    return (places[node] = (Math.min(...xs) + Math.max(...xs)) / 2);
  };
  const tops = roots.map((root) => ({ x: visit(root), y: height(root) }));
  // a stub above every root shows that the tree goes on into the higher ground
  const heights = [...Array(leaves.length + merges.length).keys()].map(height);
  const stub = 0.04 * (Math.max(...heights) - Math.min(...heights) || 1);
  for (const { x, y } of tops) segments.push({ x, x2: x, y, y2: y + stub });
  return { places, segments };
}
