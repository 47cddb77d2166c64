/** Counts by category, one panel a group, the paper's bars faint behind ours. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, PAPER_OPACITY } from "../theme.ts";
import { type AxisText, type FigureText, figureOf } from "./common.ts";

export interface BarGroup {
  readonly label: string;
  readonly colour: string;
  /** [left edge or centre, share in percent]. */
  readonly bars: readonly (readonly [number, number])[];
  readonly paper?: readonly (readonly [number, number])[];
}

export interface BarOptions extends FigureText {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly groups: readonly BarGroup[];
  readonly columns?: number;
}

export function barFigure(options: BarOptions): Figure {
  const { groups, columns = Math.min(2, groups.length) } = options;
  return figureOf(options, {
    columns,
    spacing: 26,
    concat: groups.map((group) => panel(group, options)),
  });
}

function panel(group: BarGroup, { x, y }: BarOptions): JsonObject {
  const layer = (
    bars: readonly (readonly [number, number])[],
    source: string,
    mark: JsonObject,
  ): JsonObject => ({
    data: { values: bars.map(([at, share]) => ({ at, share, source })) as unknown as Json } as JsonObject,
    mark: { type: "bar", clip: true, ...mark },
    encoding: {
      x: {
        field: "at",
        type: "quantitative",
        title: x.title,
        axis: { tickCount: 5, ...(x.format ? { format: x.format } : {}) },
        scale: x.domain ? { domain: [...x.domain] } : { zero: false, padding: 10 },
      },
      y: { field: "share", type: "quantitative", title: y.title, axis: { tickCount: 4 } },
      tooltip: [
        { field: "source" },
        { field: "at", title: x.title, format: ".5g" },
        { field: "share", title: y.title, format: ".3g" },
      ],
    },
  });
  return {
    width: 280,
    height: 180,
    title: { text: group.label, anchor: "start", fontSize: 12 },
    layer: [
      ...(group.paper && group.paper.length > 0
        ? [layer(group.paper, "paper", { color: PAPER_COLOUR, opacity: PAPER_OPACITY, width: 9 })]
        : []),
      layer(group.bars, "ours", { color: group.colour, opacity: 0.85, width: 4 }),
    ],
  };
}
