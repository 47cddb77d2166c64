// Words in every place of every builder of figures, and whether the drawing shows them as they are.
import fc from "fast-check";
import { expect } from "vitest";
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
  vegaSpec,
} from "../../dist/report/index.js";

const colour = "#2f86c9";
const square = { columns: 3, rows: 3, xDomain: [-1, 1] as const, yDomain: [-1, 1] as const };
export const grid = { ...square, values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };

/** Three different words for title, x and y; labels are the words with something behind them, and stand in the figure too. */
export interface Words {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const rule = (label: string) => ({ value: 1.5, label });

/** Every builder, and the words that must stand in its drawing. */
export const builders: Readonly<Record<string, (words: Words) => readonly [Figure, readonly string[]]>> = {
  series: ({ title, x, y }) => [
    seriesFigure({
      id: "f",
      title,
      caption: x,
      x: { title: x },
      y: { title: y },
      series: [
        {
          name: x,
          role: "ours",
          points: [
            { x: 1, y: 2, low: 1, high: 3 },
            { x: 2, y: 3 },
          ],
        },
        {
          name: `${y} `,
          role: "theory",
          points: [
            { x: 1, y: 2 },
            { x: 2, y: 4 },
          ],
        },
      ],
      rules: [rule(title)],
    }),
    [x, y, title],
  ],
  scatter: ({ title, x, y }) => [
    scatterFigure({
      id: "f",
      title,
      caption: x,
      x: { title: x },
      y: { title: y },
      groups: [
        {
          label: title,
          colour,
          points: [
            [1, 2],
            [2, 3],
          ],
        },
      ],
    }),
    [x, y, title],
  ],
  histogram: ({ title, x, y }) => [
    histogramFigure({
      id: "f",
      title,
      caption: x,
      x: { title: x },
      binWidth: 1,
      groups: [
        { label: title, colour, values: [1, 2] },
        { label: y, colour, values: [1] },
      ],
      rules: [rule(title)],
    }),
    [x, title, y],
  ],
  box: ({ title, x, y }) => [
    boxFigure({
      id: "f",
      title,
      caption: x,
      groupTitle: x,
      y: { title: y },
      groups: [
        { label: title, colour, values: [1, 2, 3, 50] },
        { label: `${y} `, colour, values: [1, 2] },
      ],
    }),
    [x, y, title],
  ],
  bar: ({ title, x, y }) => [
    barFigure({
      id: "f",
      title,
      caption: x,
      x: { title: x },
      y: { title: y },
      groups: [
        {
          label: title,
          colour,
          bars: [
            [0, 60],
            [1, 40],
          ],
        },
      ],
    }),
    [x, y, title],
  ],
  barcode: ({ title, x, y }) => [
    barcodeFigure({
      id: "f",
      title,
      caption: x,
      x: { title: x },
      yTitle: y,
      rows: [
        { label: title, colour, values: [1, 2] },
        { label: `${x} `, colour, values: [2] },
      ],
      rules: [rule(y)],
    }),
    [x, y, title],
  ],
  heatmap: ({ title, x, y }) => [
    heatmapFigure({
      id: "f",
      title,
      caption: x,
      x: { title: x },
      y: { title: y },
      valueTitle: title,
      grid,
      points: [{ x: 0, y: 0, label: x }],
    }),
    [x, y, title],
  ],
  surface: ({ title, x, y }) => [
    surfaceFigure({ id: "f", title, caption: x, xTitle: x, yTitle: y, valueTitle: title, grid }),
    [x, y, title],
  ],
  disconnectivity: ({ title, x, y }) => [
    disconnectivityFigure({
      id: "f",
      title,
      caption: x,
      y: { title: y },
      colour,
      leaves: [
        { energy: 1, label: title },
        { energy: 2, label: x, share: 0.5 },
      ],
      merges: [{ energy: 3, children: [0, 1] }],
      rules: [rule(x)],
    }),
    [x, y],
  ],
};

/** As XML text shows it: escaped, and the replacement character for what XML cannot hold. */
const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");

/** Labels of categories are cut off at 180 pixels, as wide as this many letters at least. */
const LABEL = 15;

const isLabel = (builder: string, word: string, { title }: Words): boolean =>
  ["box", "barcode"].includes(builder) && word === title.trim() && word.length > LABEL;

export async function expectVerbatim(builder: string, words: Words): Promise<void> {
  const [figure, shown] = builders[builder]!(words);
  expect(figure.title).toBe(words.title);
  expect(figure.caption).toBe(words.x);
  vegaSpec(figure);
  const svg = await renderFigureSvg(figure);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
  // Vega leaves out the white space at the ends of a text
  for (const word of shown.map((each) => each.trim()))
    if (!isLabel(builder, word, words)) expect(texts).toContain(escaped(word));
  expect(svg).toContain(`<title>${escaped(words.title).replaceAll('"', "&quot;")}</title>`);
}

export const hostile = [
  "network's weight",
  'the "loss"',
  "back\\slash \\n \\u0041 \\",
  "line\nbreak",
  "tab\there",
  "lines\u2028of\u2029Unicode\u2028",
  "a.b[0]['c']",
  "<b>bold</b> & <script>alert(1)</script>",
  "$".concat("{x} `y` {{z}}"),
  "datum.x + 1",
  "λ → ∞, 损失, 🙂, e\u0301",
  "\u202eright to left",
  "constructor",
  "__proto__",
  "toString",
  "clip1 gradient_2 url(#x) 1.23456789",
  "null",
  "-0.00000001",
  "\u0000\u0007\ud800",
];

/** Text of every kind; fast-check mixes in words that mean something to an object, such as __proto__. */
const word = fc
  .oneof(fc.string({ minLength: 1, unit: "binary" }), fc.string({ minLength: 1 }))
  .filter((text) => text.trim() !== "");

/** Three different words, also where white space at their ends is left out. */
export const threeWords = fc
  .tuple(word, word, word)
  .filter((words) => new Set(words.map((each) => each.trim())).size === 3)
  .map(([title, x, y]): Words => ({ title, x, y }));
