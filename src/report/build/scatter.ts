/** Scatter plots, one panel a group: train against test loss, say; the paper's points faint behind ours. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, zoomParameter } from "../theme.ts";
import { type AxisText, type FigureText, figureOf, quantitative } from "./common.ts";

export interface ScatterGroup {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  readonly paper?: readonly (readonly number[])[];
}

export interface ScatterOptions extends FigureText {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly groups: readonly ScatterGroup[];
  readonly columns?: number;
}

/** At most this many of the paper's points a panel: enough to show their cloud. */
const PAPER_POINTS = 250;

function thinned(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const step = Math.max(1, Math.ceil(points.length / PAPER_POINTS));
  return points.filter((_, i) => i % step === 0);
}

export function scatterFigure(options: ScatterOptions): Figure {
  const { groups, columns = Math.min(3, groups.length) } = options;
  return figureOf(options, {
    columns,
    spacing: 22,
    concat: groups.map((group, i) => panel(group, options, i)),
  });
}

function panel(group: ScatterGroup, options: ScatterOptions, i: number): JsonObject {
  const rows = (points: readonly (readonly number[])[], source: string) =>
    points.map(([x, y]) => ({ x: x!, y: y!, source }));
  const encoding: JsonObject = {
    x: quantitative("x", options.x, { axis: { tickCount: 4 } }),
    y: quantitative("y", options.y, { axis: { tickCount: 4 } }),
    tooltip: [
      { field: "source" },
      { field: "x", title: options.x.title, format: ".5g" },
      { field: "y", title: options.y.title, format: ".5g" },
    ],
  };
  const paper = thinned(group.paper ?? []);
  const layers: JsonObject[] = [];
  if (paper.length > 0)
    layers.push({
      data: { values: rows(paper, "paper") as unknown as Json } as JsonObject,
      mark: { type: "point", color: PAPER_COLOUR, size: 10, opacity: 0.35, clip: true },
      encoding,
    });
  layers.push({
    data: { values: rows(group.points, "ours") as unknown as Json } as JsonObject,
    params: [zoomParameter(`zoom_${i}`)],
    mark: { type: "point", color: group.colour, size: 26, opacity: 0.85, clip: true },
    encoding,
  });
  return {
    width: 190,
    height: 170,
    title: { text: group.label, anchor: "start", fontSize: 12 },
    layer: layers,
  };
}
