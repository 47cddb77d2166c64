// Figures and reports: every builder draws, the same input gives the same bytes, and the page fits every screen.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  barcodeFigure,
  barFigure,
  boxFigure,
  disconnectivityFigure,
  type Figure,
  heatmapFigure,
  histogramFigure,
  renderFigureSvg,
  reportHtml,
  sampleSheetFigure,
  scatterFigure,
  seriesFigure,
  surfaceFigure,
} from "../dist/report/index.js";
import { findChromium, launchChromium } from "./support/browser.ts";

const wave = Array.from({ length: 40 }, (_, i) => -1.6 + 0.3 * ((i * 7) % 40) * 0.025);
const grid = {
  columns: 9,
  rows: 9,
  xDomain: [-1, 1] as const,
  yDomain: [-1, 1] as const,
  values: Array.from({ length: 81 }, (_, i) => 0.1 + ((i % 9) - 4) ** 2 + (Math.floor(i / 9) - 4) ** 2),
};
const text = (id: string) => ({ id, title: `The figure ${id}`, caption: "What E_inf and n1 say." });
const rules = [{ value: -1.633, label: "−E∞" }];
const [x, y] = [{ title: "energy per spin H/N" }, { title: "index" }];

const figures: readonly Figure[] = [
  histogramFigure({
    ...text("histogram"),
    x,
    binWidth: 0.02,
    groups: [{ label: "N = 25", colour: "#e69f00", values: wave, paper: [[-1.5, 12]], paperBinWidth: 0.02 }],
    rules,
  }),
  seriesFigure({
    ...text("series"),
    x: { title: "spins N", scale: "log" },
    y,
    series: [
      {
        name: "ours",
        role: "ours",
        joined: true,
        points: [
          { x: 1, y: 2, low: 1, high: 3 },
          { x: 10, y: 4 },
        ],
      },
      {
        name: "theory",
        role: "theory",
        points: [
          { x: 1, y: 2 },
          { x: 10, y: 5 },
        ],
      },
    ],
  }),
  scatterFigure({
    ...text("scatter"),
    x,
    y,
    groups: [{ label: "a", colour: "#009e73", points: wave.map((v, i) => [v, i] as const) }],
  }),
  boxFigure({
    ...text("box"),
    groupTitle: "hidden units n1",
    y,
    groups: [{ label: "10", colour: "#d55e00", values: wave }],
  }),
  barFigure({
    ...text("bar"),
    x,
    y,
    groups: [
      {
        label: "a",
        colour: "#56b4e9",
        bars: [
          [0, 60],
          [0.1, 40],
        ],
      },
    ],
  }),
  barcodeFigure({
    ...text("barcode"),
    x,
    yTitle: "index",
    rows: [{ label: "0", colour: "#cc79a7", values: wave }],
    rules,
  }),
  heatmapFigure({
    ...text("heatmap"),
    x,
    y,
    valueTitle: "loss",
    grid,
    points: [{ x: 0, y: 0, label: "A" }],
    logarithmic: true,
  }),
  surfaceFigure({ ...text("surface"), grid, xTitle: "along", yTitle: "across", valueTitle: "loss" }),
  sampleSheetFigure({ ...text("sheet"), side: 2, rows: [[[0, 1, 0.5, 0.2]], [[1, 0, 1, 0]]] }),
  disconnectivityFigure({
    ...text("tree"),
    y: x,
    colour: "#2f86c9",
    leaves: [-3, -2, -1].map((energy, i) => ({ energy, label: String(i), share: 0.2 })),
    merges: [
      { energy: -1.5, children: [0, 1] },
      { energy: 0, children: [3, 2] },
    ],
  }),
];

async function page(): Promise<string> {
  const drawn = await Promise.all(
    figures.map(async (figure) => ({ figure, svg: await renderFigureSvg(figure) })),
  );
  const claim = {
    id: "1a",
    statement: "Energies move to −E∞ as N grows.",
    statistic: "exponent w of N^−w",
    value: 0.57,
    interval: [0.5, 0.6] as const,
    threshold: "> 0.3",
    verdict: "supported" as const,
  };
  const wide = Array.from({ length: 14 }, (_, i) => ({ name: `a rather long column ${i}` }));
  return reportHtml(
    {
      title: "A report",
      subtitle: "of <every> figure & table",
      ledger: [{ ...claim, experiment: "toy" }],
      sections: [
        {
          experiment: "toy",
          title: "A toy",
          question: "Does it fit?",
          answers: ["Figure 0"],
          figures: drawn,
          tables: [{ id: "wide", title: "A wide table", columns: wide, rows: [wide.map((_, i) => i / 7)] }],
          claims: [claim],
          notes: ["A note with 10^−147 in it."],
          config: { seed: 1 },
          data: null,
        },
      ],
      manifest: { losscape: "0.2.0", seed: 1 },
    },
    {
      runtime: readFileSync(
        join(dirname(createRequire(import.meta.url).resolve("vega")), "vega.min.js"),
        "utf8",
      ),
    },
  );
}

test.each(figures.map((figure) => [figure.id, figure] as const))(
  "%s is drawn, twice to the same bytes",
  async (_, figure) => {
    const svg = await renderFigureSvg(figure);
    expect(svg).toMatch(/^<svg[^>]*role="img"/);
    expect(svg).toContain(`<title>${figure.title}</title>`);
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(await renderFigureSvg(figure)).toBe(svg);
  },
);

test("the report is a pure function of its input, escapes text, and loads nothing", async () => {
  const html = await page();
  expect(await page()).toBe(html);
  expect(html).toContain("of &lt;every&gt; figure &amp; table");
  expect(html).toContain("10<sup>−147</sup>");
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

const chromium = findChromium();
describe.runIf(chromium)("the report in Chromium", () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "losscape-report-"));
  const file = join(folder, "report.html");
  beforeAll(async () => {
    writeFileSync(file, await page());
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    [390, "light"],
    [390, "dark"],
    [768, "light"],
    [1280, "dark"],
  ] as const)(
    "fits a width of %i in %s mode, wakes its figures, and asks the network for nothing",
    async (width, colorScheme) => {
      const view = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const problems: string[] = [];
      view.on("pageerror", (error) => problems.push(error.message));
      view.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      view.on("request", (request) => {
        if (!/^(?:file|data|blob):/.test(request.url())) problems.push(request.url());
      });
      await view.goto(pathToFileURL(file).href);
      for (const figure of await view.$$("figure")) await figure.scrollIntoViewIfNeeded();
      await view.waitForSelector("figure.live", { timeout: 240_000 });
      const scroll = await view.evaluate(() => document.documentElement.scrollWidth);
      expect(scroll).toBeLessThanOrEqual(width);
      const ink = await view.evaluate(() => {
        const numbers = (colour: string) => colour.match(/\d+/g)!.slice(0, 3).map(Number);
        const style = getComputedStyle(document.body);
        return { paper: numbers(style.backgroundColor), ink: numbers(style.color) };
      });
      const brightness = (rgb: readonly number[]) => rgb.reduce((sum, value) => sum + value, 0) / 3;
      const contrast = brightness(ink.paper) - brightness(ink.ink);
      expect(colorScheme === "dark" ? -contrast : contrast).toBeGreaterThan(150);
      expect(problems).toEqual([]);
      await view.close();
    },
  );
});
