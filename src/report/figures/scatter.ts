/** Scatter plots, one panel a group: train against test loss, say; the paper's points faint behind ours. */
import type { JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, zoomParameter } from "../theme.ts";
import {
  type AxisText,
  dataOf,
  emptyLayers,
  emptySpec,
  type FigureText,
  figureOf,
  quantitative,
  tip,
} from "./common.ts";
import { createTally, fittedAxis, isPointDrawable, type Tally, tallySum, type Value } from "./drawable.ts";
import { titleText } from "./text.ts";

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
const SIZE = { width: 190, height: 170 };

function thinned(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const step = Math.max(1, Math.ceil(points.length / PAPER_POINTS));
  return points.filter((_, i) => i % step === 0);
}

export function scatterFigure(options: ScatterOptions): Figure {
  const { groups, columns = Math.min(3, groups.length) } = options;
  if (groups.length === 0) return figureOf(options, { spec: emptySpec(createTally()), tally: createTally() });
  const tallies = groups.map(createTally);
  const spec = {
    columns,
    spacing: 22,
    concat: groups.map((group, i) => panel(group, options, { i, tally: tallies[i]! })),
  };
  return figureOf(options, { spec, tally: tallySum(tallies) });
}

interface PanelParts {
  readonly i: number;
  readonly tally: Tally;
}

function panel(group: ScatterGroup, options: ScatterOptions, { i, tally }: PanelParts): JsonObject {
  const { x, y } = options;
  const rows = (points: readonly (readonly Value[])[], source: string) =>
    points
      .filter(([px, py]) =>
        isPointDrawable(tally, [
          [px, x],
          [py, y],
        ]),
      )
      .map(([px, py]) => ({ x: px!, y: py!, source }));
  const paper = rows(thinned(group.paper ?? []), "paper");
  const ours = rows(group.points, "ours");
  const all = [...paper, ...ours];
  const fitted = (field: "x" | "y", axis: AxisText): JsonObject =>
    quantitative(
      field,
      fittedAxis(
        axis,
        all.map((row) => row[field]),
      ),
      { tickCount: 4 },
    );
  const encoding: JsonObject = {
    x: fitted("x", x),
    y: fitted("y", y),
    tooltip: [tip("source"), tip("x", x.title, ".5g"), tip("y", y.title, ".5g")],
  };
  const layers: JsonObject[] = [];
  if (paper.length > 0)
    layers.push({
      data: dataOf(paper),
      mark: { type: "point", color: PAPER_COLOUR, size: 10, opacity: 0.35, clip: true },
      encoding,
    });
  layers.push({
    data: dataOf(ours),
    params: [zoomParameter(`zoom_${i}`)],
    mark: { type: "point", color: group.colour, size: 26, opacity: 0.85, clip: true },
    encoding,
  });
  return {
    ...SIZE,
    title: { text: titleText(group.label), anchor: "start", fontSize: 12 },
    layer: all.length > 0 ? layers : emptyLayers(tally, { x, y, ...SIZE }),
  };
}
