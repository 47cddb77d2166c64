// Titles, labels, names and captions are data: whatever stands in them, the figure is drawn and shows them as they are.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  heatmapFigure,
  renderFigureSvg,
  reportHtml,
  seriesFigure,
  tableCsv,
  tableMarkdown,
  vegaSpec,
} from "../dist/report/index.js";
import { builders, expectVerbatim, grid, hostile, threeWords } from "./support/figure-words.ts";

/** The hostile words in three titles, and those that mean something only when they stand alone. One by one: test/exhaustive. */
const together = [0, 1, 2].map((part) => hostile.filter((_, i) => i % 3 === part).join(" · "));
const alone = ["constructor", "__proto__", "null"];

test.each(Object.keys(builders))("%s shows hostile words as they are", async (builder) => {
  for (const [title, x, y] of [together, alone])
    await expectVerbatim(builder, { title: title!, x: x!, y: y! });
});

test.each(Object.keys(builders))(
  "%s shows any words as they are (many: test/exhaustive)",
  async (builder) => {
    const property = fc.asyncProperty(threeWords, (words) => expectVerbatim(builder, words));
    await fc.assert(property, { seed: 12, numRuns: 1 });
  },
);

test.each([
  ["w", "w", "v"],
  ["w", "u", "w"],
  ["w", "w", "w"],
])("a heatmap of x %s, y %s and value %s has a tooltip of three entries", async (x, y, valueTitle) => {
  const figure = heatmapFigure({
    id: "same",
    title: "t",
    caption: "",
    x: { title: x },
    y: { title: y },
    valueTitle,
    grid,
  });
  expect(await renderFigureSvg(figure)).toContain("<svg");
});

test("a very long title is drawn whole, and its figure stays", async () => {
  const long = "energy per spin ".repeat(60).trim();
  await expectVerbatim("heatmap", { title: long, x: `${long} x`, y: `${long} y` });
});

describe("tooltips", () => {
  test("name what their titles say, in Vega-Lite and in Vega", () => {
    for (const title of ["a\\b", 'q"q', "n\nn", "'", "\u2028"]) {
      const axis = { title };
      const series = [{ name: "a", role: "ours" as const, points: [{ x: 1, y: 2 }] }];
      const drawn = [
        seriesFigure({ id: "f", title, caption: "", x: axis, y: { title: "other" }, series }),
        heatmapFigure({ id: "f", title, caption: "", x: axis, y: { title: "other" }, valueTitle: "v", grid }),
      ];
      for (const figure of drawn) {
        const signals = [
          ...JSON.stringify(vegaSpec(figure)).matchAll(/"tooltip":\{"signal":("(?:[^"\\]|\\.)*")/g),
        ];
        const keys = signals.flatMap(([, json]) =>
          [...(JSON.parse(json!) as string).matchAll(/("(?:[^"\\]|\\.)*"):/g)].map(([, key]) =>
            JSON.parse(key!),
          ),
        );
        expect(keys).toContain(title);
      }
    }
  });
});

describe("tables", () => {
  const table = {
    id: "t",
    title: "a <b>title</b> | here",
    caption: "<img src=x> &amp; more\nlines",
    columns: [{ name: "<i>name</i>" }, { name: "value" }],
    rows: [
      ["a|b\n<script>", 1],
      ["< 0.02 & so on", -2],
      ['=HYPERLINK("x")', 0],
    ],
  };

  test("Markdown holds no tag, no entity and no line of a cell", () => {
    const text = tableMarkdown(table);
    expect(text).not.toMatch(/<[A-Za-z/!?]/);
    expect(text).toContain("| a\\|b &lt;script> | 1 |");
    expect(text).toContain("| < 0.02 & so on | −2 |");
    expect(text).toContain("&lt;img src=x> &amp;amp; more lines");
  });

  test("CSV has no cell that a spreadsheet runs", () => {
    expect(tableCsv(table)).toContain(`"'=HYPERLINK(""x"")",0`);
    expect(tableCsv(table)).toContain("< 0.02 & so on,-2");
  });
});

test("the report holds no tag of a title, a caption, a label, a note or an id", async () => {
  const evil = `"><img src=x onerror=alert(1)><script>alert(2)</script>'`;
  const [figure] = builders.series!({ title: evil, x: `${evil}x`, y: `${evil}y` });
  const html = reportHtml({
    title: evil,
    subtitle: evil,
    ledger: [],
    sections: [
      {
        experiment: "toy",
        title: evil,
        question: evil,
        answers: [evil],
        figures: [{ figure: { ...figure, paperFigure: evil }, svg: await renderFigureSvg(figure) }],
        tables: [
          { id: evil, title: evil, caption: evil, columns: [{ name: evil, unit: evil }], rows: [[evil]] },
        ],
        claims: [],
        notes: [evil],
        config: { [evil]: evil },
        data: { kind: evil },
      },
    ],
    manifest: { losscape: evil },
  });
  expect(html).not.toMatch(/<img|<script/);
});
