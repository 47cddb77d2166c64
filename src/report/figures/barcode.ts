/** Values as fine strokes on a line, one line a category: a spectrum of energies by index. */
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
  verticalRules,
} from "./common.ts";
import { createTally, drawableValues, fittedAxis } from "./drawable.ts";
import { titleText } from "./text.ts";

export interface BarcodeRow {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
}

export interface BarcodeOptions extends FigureText {
  readonly x: AxisText;
  /** Title of the categories. */
  readonly yTitle: string;
  readonly rows: readonly BarcodeRow[];
  readonly rules?: readonly Rule[];
}

const ROW_HEIGHT = 26;
const WIDTH = 640;

export function barcodeFigure(options: BarcodeOptions): Figure {
  const { rows, x, yTitle } = options;
  const tally = createTally();
  const labels = rows.map(({ label }) => label);
  const values = rows.flatMap((row) =>
    drawableValues(tally, row.values, x).map((value) => ({ value, row: row.label })),
  );
  const rules = drawableRules(tally, options.rules ?? [], x);
  const size = { width: WIDTH, height: ROW_HEIGHT * Math.max(rows.length, 2) };
  if (values.length === 0) {
    const layer = emptyLayers(tally, { x, y: { title: yTitle }, ...size });
    return figureOf(options, { spec: { ...size, layer }, tally });
  }
  const axis = fittedAxis(x, [...values.map(({ value }) => value), ...rules.map(({ value }) => value)]);
  const strokes: JsonObject = {
    data: dataOf(values),
    params: [zoomParameter()],
    mark: { type: "tick", thickness: 1.1, height: ROW_HEIGHT - 7, opacity: 0.75, clip: true },
    encoding: {
      x: quantitative("value", axis),
      y: {
        field: "row",
        type: "ordinal",
        scale: { domain: labels },
        axis: { title: titleText(yTitle), grid: false, ticks: false, domain: false },
      },
      color: {
        field: "row",
        type: "nominal",
        scale: { domain: labels, range: rows.map(({ colour }) => colour) },
        legend: null,
      },
      tooltip: [tip("row", yTitle), tip("value", x.title, ".6f")],
    },
  };
  const layer = [strokes, ...verticalRules(rules, axis)];
  return figureOf(options, { spec: { width: WIDTH, height: ROW_HEIGHT * rows.length, layer }, tally });
}
