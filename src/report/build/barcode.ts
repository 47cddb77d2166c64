/** Values as fine strokes on a line, one line a category: a spectrum of energies by index. */
import type { Json, JsonObject } from "../../base/json.ts";
import type { Figure } from "../figure.ts";
import { zoomParameter } from "../theme.ts";
import {
  type AxisText,
  type FigureText,
  figureOf,
  quantitative,
  type Rule,
  verticalRules,
} from "./common.ts";

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
  const { rows, x, yTitle, rules = [] } = options;
  const values = rows.flatMap((row) => row.values.map((value) => ({ value, row: row.label })));
  const strokes: JsonObject = {
    data: { values: values as unknown as Json } as JsonObject,
    params: [zoomParameter()],
    mark: { type: "tick", thickness: 1.1, height: ROW_HEIGHT - 7, opacity: 0.75, clip: true },
    encoding: {
      x: quantitative("value", x),
      y: {
        field: "row",
        type: "ordinal",
        title: yTitle,
        sort: rows.map(({ label }) => label),
        axis: { grid: false, ticks: false, domain: false },
      },
      color: {
        field: "row",
        type: "nominal",
        scale: { domain: rows.map(({ label }) => label), range: rows.map(({ colour }) => colour) },
        legend: null,
      },
      tooltip: [
        { field: "row", title: yTitle },
        { field: "value", title: x.title, format: ".6f" },
      ],
    },
  };
  return figureOf(options, {
    width: WIDTH,
    height: ROW_HEIGHT * rows.length,
    layer: [strokes, ...verticalRules(rules, x)],
  });
}
