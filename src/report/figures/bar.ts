/** Counts by category, one panel a group, the paper's bars faint behind ours. */
import type { JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { PAPER_COLOUR, PAPER_OPACITY } from "../theme.ts";
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
import { createTally, fittedAxis, isPointDrawable, type Tally, tallySum } from "./drawable.ts";
import { titleText } from "./text.ts";

type Bars = readonly (readonly [number, number])[];

export interface BarGroup {
  readonly label: string;
  readonly colour: string;
  /** [left edge or centre, share in percent]. */
  readonly bars: Bars;
  readonly paper?: Bars;
}

export interface BarOptions extends FigureText {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly groups: readonly BarGroup[];
  readonly columns?: number;
}

const SIZE = { width: 280, height: 180 };

export function barFigure(options: BarOptions): Figure {
  const { groups, columns = Math.min(2, groups.length) } = options;
  if (groups.length === 0) return figureOf(options, { spec: emptySpec(createTally()), tally: createTally() });
  const tallies = groups.map(createTally);
  const concat = groups.map((group, i) => panel(group, options, tallies[i]!));
  return figureOf(options, { spec: { columns, spacing: 26, concat }, tally: tallySum(tallies) });
}

function panel(group: BarGroup, options: BarOptions, tally: Tally): JsonObject {
  const drawable = (bars: Bars): Bars =>
    bars.filter(([at, share]) =>
      isPointDrawable(tally, [
        [at, options.x],
        [share, options.y],
      ]),
    );
  const [paper, ours] = [drawable(group.paper ?? []), drawable(group.bars)];
  const all = [...paper, ...ours];
  const x = fittedAxis(
    options.x,
    all.map(([at]) => at),
  );
  const y = all.every(([, share]) => share === 0) ? { ...options.y, domain: [0, 1] as const } : options.y;
  const layers = [
    ...(paper.length > 0 ? [barLayer(paper, { x, y, source: "paper", mark: paperMark })] : []),
    barLayer(ours, { x, y, source: "ours", mark: { color: group.colour, opacity: 0.85, width: 4 } }),
  ];
  return {
    ...SIZE,
    title: { text: titleText(group.label), anchor: "start", fontSize: 12 },
    layer: all.length > 0 ? layers : emptyLayers(tally, { x, y, ...SIZE }),
  };
}

const paperMark: JsonObject = { color: PAPER_COLOUR, opacity: PAPER_OPACITY, width: 9 };

interface LayerParts {
  readonly x: AxisText;
  readonly y: AxisText;
  readonly source: string;
  readonly mark: JsonObject;
}

/** Bars stand on 0; on a logarithmic axis, which has none, on the lower edge. */
function barLayer(bars: Bars, { x, y, source, mark }: LayerParts): JsonObject {
  const { domain, format, scale } = x;
  return {
    data: dataOf(bars.map(([at, share]) => ({ at, share, source }))),
    mark: { type: "bar", clip: true, ...mark },
    encoding: {
      x: {
        field: "at",
        type: "quantitative",
        axis: { title: titleText(x.title), tickCount: 5, ...(format ? { format } : {}) },
        scale: {
          ...(scale === "log" ? { type: "log", nice: false } : {}),
          ...(domain
            ? { domain: [...domain] }
            : scale === "log"
              ? { padding: 10 }
              : { zero: false, padding: 10 }),
        },
      },
      y: barHeight(y),
      ...(y.scale === "log" ? { y2: { value: SIZE.height } } : {}),
      tooltip: [tip("source"), tip("at", x.title, ".5g"), tip("share", y.title, ".3g")],
    },
  };
}

function barHeight(y: AxisText): JsonObject {
  if (y.scale === "log" || y.domain) return { ...quantitative("share", y, { tickCount: 4 }), stack: null };
  return { field: "share", type: "quantitative", axis: { title: titleText(y.title), tickCount: 4 } };
}
