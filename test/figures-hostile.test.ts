// Figures of data that break scales: a sound drawing, and a caption that counts what is not drawn.
import { describe, expect, test } from "vitest";
import {
  boxFigure,
  heatmapFigure,
  histogramFigure,
  renderFigureSvg,
  sampleSheetFigure,
  seriesFigure,
  surfaceFigure,
} from "../dist/report/index.js";
import { builders, expectSound } from "./support/hostile-figures.ts";
import { placesOf, textsOf } from "./support/svg.ts";

const text = { id: "figure", title: "A title", caption: "A caption." };
const colour = "#2f86c9";

const cases = Object.keys(builders).flatMap((builder) =>
  ["zero and below", "all below"].map((kind) => [builder, kind, "log"] as const),
);

test.each(cases)("%s with values %s on a %s scale is sound (all kinds: test/exhaustive)", expectSound);

describe("intervals", () => {
  const series = (low: number, high: number, scale: "linear" | "log") =>
    seriesFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y", scale },
      series: [
        {
          name: "a",
          role: "ours",
          points: [
            { x: 1, y: 2, low, high },
            { x: 2, y: 4, low: 3, high: 5 },
          ],
        },
      ],
    });

  test.each([
    [-1, 3, "log"],
    [0, 3, "log"],
    [1, Number.POSITIVE_INFINITY, "log"],
    [Number.NEGATIVE_INFINITY, 3, "linear"],
    [Number.NaN, 3, "linear"],
  ] as const)(
    "from %d to %d on a %s axis goes to the edge, and the caption says it",
    async (low, high, scale) => {
      const figure = series(low, high, scale);
      expect(figure.caption).toBe(
        "A caption. 1 interval reaches beyond what the axis can show and is cut off at its edge.",
      );
      const svg = await renderFigureSvg(figure);
      const rules = placesOf(svg).filter(
        ({ attributes }) => attributes["aria-roledescription"] === "rule mark",
      );
      expect(rules).toHaveLength(2);
      // the frame is 340 pixels high: one end of the cut interval stands on its edge
      const ends = rules.map(({ y, attributes }) => [y, y + Number(attributes.y2)].sort((a, b) => a - b));
      expect(
        ends.some(([top, bottom]) => (high === Number.POSITIVE_INFINITY ? top === 0 : bottom === 340)),
      ).toBe(true);
    },
  );

  test("a box that reaches to 0 on a logarithmic axis is cut off at its edge; its outliers below are counted", async () => {
    const values = [-5, 1, 2, 3, 4, 5, 6, 100];
    const figure = boxFigure({
      ...text,
      groupTitle: "group",
      y: { title: "y", scale: "log" },
      groups: [{ label: "a", colour, values }],
    });
    expect(figure.caption).toContain(" 1 value at or below 0 is not drawn.");
    expect(await renderFigureSvg(figure)).not.toMatch(/NaN|Infinity/);
  });
});

describe("gaps", () => {
  test("a line breaks at a value that cannot be drawn, and is not joined across it", async () => {
    const points = [1, 2, Number.NaN, 4, 5].map((y, i) => ({ x: i, y }));
    const figure = seriesFigure({
      ...text,
      x: { title: "x" },
      y: { title: "y" },
      series: [{ name: "a", role: "curve", points }],
    });
    const svg = await renderFigureSvg(figure);
    const line = placesOf(svg).find(({ attributes }) => attributes["aria-roledescription"] === "line mark");
    expect(line?.attributes.d?.match(/M/g)).toHaveLength(2);
  });

  test("holes of a grid are cells that are not drawn, and no contour runs through them", async () => {
    const values = Array.from({ length: 49 }, (_, i) => (i % 7) + Math.floor(i / 7));
    const grid = { columns: 7, rows: 7, xDomain: [0, 1] as const, yDomain: [0, 1] as const };
    const holes: (number | null)[] = values.map((value, i) => ([10, 24, 48].includes(i) ? null : value));
    holes[0] = Number.NaN;
    const axes = { x: { title: "x" }, y: { title: "y" }, valueTitle: "v" };
    const figure = heatmapFigure({ ...text, ...axes, grid: { ...grid, values: holes } });
    expect(figure.caption).toBe("A caption. 4 values that are no finite numbers are not drawn.");
    const svg = await renderFigureSvg(figure);
    const cells = /class="mark-rect role-mark[^>]*>(.*?)<\/g>/.exec(svg)![1]!;
    expect(cells.match(/<path/g)).toHaveLength(45);
    expect(svg).toMatch(/<clipPath[^>]*><path d="M[^"]*Z(?:M[^"]*Z){4}"/);
  });

  test("a surface has no quad at a hole", async () => {
    const grid = { columns: 4, rows: 4, xDomain: [0, 1] as const, yDomain: [0, 1] as const };
    const values = Array.from({ length: 16 }, (_, i) => (i === 5 ? 0 : i + 1));
    const titles = { xTitle: "x", yTitle: "y", valueTitle: "v" };
    const figure = surfaceFigure({ ...text, ...titles, grid: { ...grid, values }, logarithmic: true });
    expect(figure.caption).toBe("A caption. 1 value at or below 0 is not drawn.");
    // nine quads, of which the hole is a corner of four
    const quads = /class="mark-path role-mark[^>]*>(.*?)<\/g>/.exec(await renderFigureSvg(figure))![1]!;
    expect(quads.match(/<path/g)).toHaveLength(5);
  });

  test("an image's pixel without a value is ground, and one that is out of range is paper or ink", () => {
    const figure = sampleSheetFigure({ ...text, side: 2, rows: [[[Number.NaN, 2, -1, 0.5]]] });
    expect(figure.caption).toBe("A caption. 1 value that is no finite number is not drawn.");
    expect(() => sampleSheetFigure({ ...text, side: 3, rows: [[[0, 1]]] })).toThrow("2 pixels");
  });

  test.each([[5e-324], [0], [1e-300]])("a grid whose domain is %d wide is drawn", async (width) => {
    const grid = { columns: 3, rows: 3, xDomain: [-width, width] as const, yDomain: [1, 1 + width] as const };
    const axes = { x: { title: "x" }, y: { title: "y" }, valueTitle: "v" };
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const svg = await renderFigureSvg(heatmapFigure({ ...text, ...axes, grid: { ...grid, values } }));
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("a grid whose values do not fill it is refused", () => {
    const grid = {
      columns: 2,
      rows: 2,
      xDomain: [0, 1] as const,
      yDomain: [0, 1] as const,
      values: [1, 2, 3],
    };
    const axes = { x: { title: "x" }, y: { title: "y" }, valueTitle: "v" };
    expect(() => heatmapFigure({ ...text, ...axes, grid })).toThrow("3 values; 2 columns and 2 rows make 4");
  });
});

test("a group without values says so, beside groups that have some", async () => {
  const figure = histogramFigure({
    ...text,
    x: { title: "x", scale: "log" },
    binWidth: 0.5,
    groups: [
      { label: "a", colour, values: [1, 2, 3] },
      { label: "b", colour, values: [-1, 0] },
      { label: "c", colour, values: [] },
    ],
  });
  expect(figure.caption).toBe("A caption. 2 values at or below 0 are not drawn.");
  const texts = textsOf(await renderFigureSvg(figure));
  expect(texts).toContain("all values are at or below 0");
  expect(texts).toContain("no values");
});
