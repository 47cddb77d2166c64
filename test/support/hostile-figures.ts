// Builders of figures with the data that breaks scales, and what a sound drawing of it is.
import { expect } from "vitest";
import { canonicalJson } from "../../dist/index.js";
import {
  barcodeFigure,
  barFigure,
  boxFigure,
  disconnectivityFigure,
  type Figure,
  heatmapFigure,
  histogramFigure,
  renderFigureSvg,
  scatterFigure,
  seriesFigure,
  surfaceFigure,
} from "../../dist/report/index.js";
import { numbersOf, placesOf, textsOf } from "./svg.ts";

export type Scale = "linear" | "log";
type Values = readonly (number | null)[];
const text = { id: "figure", title: "A title", caption: "A caption." };
const square = { xDomain: [-1, 1] as const, yDomain: [-1, 1] as const };
const colour = "#2f86c9";

/** A grid of `columns` columns that begins with the values; 1.5 fills the rest. */
const gridOf = (values: Values, columns = 3) => ({
  ...square,
  columns,
  rows: columns,
  values: Array.from({ length: columns * columns }, (_, i) => (i < values.length ? values[i]! : 1.5)),
});

export const builders: Readonly<Record<string, (values: Values, scale: Scale) => Figure>> = {
  "series, points": (values, scale) =>
    seriesFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y", scale },
      series: [{ name: "a", role: "ours", joined: true, points: values.map((y, i) => ({ x: i + 1, y })) }],
    }),
  "series, lines": (values, scale) =>
    seriesFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y", scale },
      series: [{ name: "a", role: "theory", points: values.map((y, i) => ({ x: i + 1, y })) }],
    }),
  "series, abscissae": (values, scale) =>
    seriesFigure({
      ...text,
      x: { title: "x", scale },
      y: { title: "y" },
      series: [{ name: "a", role: "ours", points: values.map((x, i) => ({ x: x as number, y: i + 1 })) }],
    }),
  scatter: (values, scale) =>
    scatterFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y", scale },
      groups: [{ label: "a", colour, points: values.map((y, i) => [i + 1, y as number] as const) }],
    }),
  histogram: (values, scale) =>
    histogramFigure({
      ...text,
      x: { title: "x", scale },
      binWidth: 0.5,
      groups: [{ label: "a", colour, values: values as number[] }],
    }),
  box: (values, scale) =>
    boxFigure({
      ...text,
      groupTitle: "group",
      y: { title: "y", scale },
      groups: [{ label: "a", colour, values: values as number[] }],
    }),
  bar: (values, scale) =>
    barFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y", scale },
      groups: [{ label: "a", colour, bars: values.map((y, i) => [i + 1, y as number] as const) }],
    }),
  barcode: (values, scale) =>
    barcodeFigure({
      ...text,
      x: { title: "x", scale },
      yTitle: "y",
      rows: [{ label: "a", colour, values: values as number[] }],
    }),
  disconnectivity: (values, scale) =>
    disconnectivityFigure({
      ...text,
      y: { title: "y", scale },
      colour,
      leaves: values.map((energy, i) => ({ energy: energy as number, label: String(i) })),
      merges: [],
    }),
  heatmap: (values, scale) =>
    heatmapFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y" },
      valueTitle: "v",
      grid: { ...gridOf(values), columns: values.length, rows: 1, values },
      logarithmic: scale === "log",
    }),
  surface: (values, scale) =>
    surfaceFigure({
      ...text,
      xTitle: "x",
      yTitle: "y",
      valueTitle: "v",
      grid: { ...square, columns: values.length, rows: 2, values: [...values, ...values.map(() => 1.5)] },
      logarithmic: scale === "log",
    }),
};

export const kinds: Readonly<Record<string, Values>> = {
  sound: [1, 2, 3, 4],
  "zero and below": [3, 0, -2, 5, -1e-9],
  "all below": [-1, -2, 0],
  "not a number": [1, Number.NaN, 3],
  infinite: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3],
  missing: [1, null, 3, null],
  nothing: [],
  "nothing but holes": [Number.NaN, null],
  single: [7],
  "a single zero": [0],
  equal: [2, 2, 2],
  huge: [1, 1.7e308, -1.7e308, 3],
  tiny: [5e-324, 1, 2, 1e-300],
  "many decades": [1e-200, 1, 1e200],
  denormal: [5e-324, 1e-323, 0],
  "a hair apart": [3, 3 + 1e-14],
  neighbours: [1, 1 + Number.EPSILON],
  "negative zero": [-0, 1],
};

/** The sentences that the caption must end with, counted here by their definition. */
function sentences(values: Values, scale: Scale): string {
  const numbers = values.filter((value): value is number => Number.isFinite(value));
  const below = scale === "log" ? numbers.filter((value) => value <= 0).length : 0;
  const beyond = numbers.filter(
    (value) =>
      (scale === "log" && value <= 0 ? false : Math.abs(value) > 1e250) ||
      (scale === "log" && value > 0 && value < 1e-250),
  ).length;
  const say = (count: number, one: string, many: string) =>
    count === 0 ? "" : ` ${count} ${count === 1 ? one : many}.`;
  return [
    say(below, "value at or below 0 is not drawn", "values at or below 0 are not drawn"),
    say(
      values.length - numbers.length,
      "value that is no finite number is not drawn",
      "values that are no finite numbers are not drawn",
    ),
    say(
      beyond,
      "value beyond the range of the axis is not drawn",
      "values beyond the range of the axis are not drawn",
    ),
  ].join("");
}

const drawnCount = (values: Values, scale: Scale): number =>
  values.filter(
    (value) =>
      Number.isFinite(value) && Math.abs(value!) <= 1e250 && (scale === "linear" || value! >= 1e-250),
  ).length;

/** Slack of a symbol's place: coordinates are rounded to 3 decimals, and axes may stand half a pixel aside. */
const HALF_PIXEL = 0.501;

/** Draws the values, and expects a caption that counts what is missing, marks within their frames, and axes. */
export async function expectSound(builder: string, kind: string, scale: Scale): Promise<void> {
  const values = kinds[kind]!;
  const figure = builders[builder]!(values, scale);
  canonicalJson(figure.spec);
  const cut = " 1 interval reaches beyond what the axis can show and is cut off at its edge.";
  const said = builder === "box" && scale === "log" ? figure.caption.replace(cut, "") : figure.caption;
  expect(said).toBe(`A caption.${sentences(values, scale)}`);
  const svg = await renderFigureSvg(figure);
  expect(numbersOf(svg)).not.toMatch(/NaN|undefined|Infinity|null/);
  expect(svg).not.toMatch(/NaN|Infinity/);
  const places = placesOf(svg);
  const symbols = places.filter(({ attributes }) => attributes["aria-roledescription"] === "point");
  for (const { x, y, width, height } of symbols) {
    expect(x).toBeGreaterThanOrEqual(-HALF_PIXEL);
    expect(y).toBeGreaterThanOrEqual(-HALF_PIXEL);
    expect(x).toBeLessThanOrEqual(width + HALF_PIXEL);
    expect(y).toBeLessThanOrEqual(height + HALF_PIXEL);
  }
  const count = drawnCount(values, scale);
  if (/series, points|series, absc|scatter|disconn/.test(builder) && count > 0)
    expect(symbols).toHaveLength(count);
  if (count === 0 && builder !== "surface")
    expect(textsOf(svg).join("\n")).toMatch(
      /no values|all values are at or below 0|no value that the axis can show/,
    );
  const axes = places.filter(({ attributes }) => /\brole-axis\b/.test(attributes.class ?? ""));
  if (builder !== "surface") expect(axes.length).toBeGreaterThan(0);
}
