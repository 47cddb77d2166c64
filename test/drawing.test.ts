// Drawings depend on the specification alone: not on the host's fonts, and Vega leaves the figure as it was.
import * as vega from "vega";
import { expect, test } from "vitest";
import { renderFigureSvg, seriesFigure, surfaceFigure, vegaSpec } from "../dist/report/index.js";

const curve = seriesFigure({
  id: "curve",
  title: "A curve",
  caption: "",
  x: { title: "size", scale: "log" },
  y: { title: "a rather long title of an axis" },
  series: [
    {
      name: "one series",
      role: "theory",
      points: [
        { x: 2, y: 1.25 },
        { x: 40, y: 1234.5 },
      ],
    },
  ],
});

const mesh = surfaceFigure({
  id: "mesh",
  title: "A mesh",
  caption: "",
  grid: {
    columns: 4,
    rows: 4,
    xDomain: [0, 1],
    yDomain: [0, 1],
    values: Array.from({ length: 16 }, (_, i) => 1 + ((i * 7) % 5)),
  },
  xTitle: "x",
  yTitle: "y",
  valueTitle: "loss",
});

const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: unknown, text: string) => number };
};

test("a host that measures text with fonts of its own draws the same", async () => {
  const estimated = await renderFigureSvg(curve);
  const own = textMetrics.width;
  textMetrics.width = (_, text) => 3.3 * String(text).length;
  try {
    expect(await renderFigureSvg(curve)).toBe(estimated);
  } finally {
    textMetrics.width = own;
  }
});

test("drawing a figure writes nothing into its specification: what Vega computes is the host's, not ours", async () => {
  for (const figure of [curve, mesh]) {
    const before = JSON.stringify(figure.spec);
    await renderFigureSvg(figure);
    new vega.View(vega.parse(vegaSpec(figure) as never)).run();
    expect(JSON.stringify(figure.spec)).toBe(before);
  }
});

test("labels of a logarithmic axis do not hang on the last bit of the host's power", async () => {
  // twelve ticks from 0.01 to 0.3: with 6 wanted, Vega would label those of i <= 5, where i = 0.05 / 10^-2 is computed
  const axis = { title: "a size", scale: "log", domain: [0.01, 0.3] } as const;
  const figure = seriesFigure({
    id: "labels",
    title: "Labels",
    caption: "",
    x: axis,
    y: { title: "y" },
    series: [{ name: "one series", role: "theory", points: [{ x: 0.02, y: 1 }] }],
  });
  const labels = (svg: string): string[] => svg.match(/>0\.\d+<\/text>/g) ?? [];
  const expected = labels(await renderFigureSvg(figure));
  expect(expected).toContain(">0.05</text>");
  // whole powers are exact in every host
  const own = Math.pow;
  try {
    for (const factor of [1 - Number.EPSILON / 2, 1 + Number.EPSILON]) {
      Math.pow = (base, exponent) => own(base, exponent) * (base === 10 && exponent < 0 ? factor : 1);
      expect(labels(await renderFigureSvg(figure))).toEqual(expected);
    }
  } finally {
    Math.pow = own;
  }
});
