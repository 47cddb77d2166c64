/** One look for every figure: palette, fonts, and inks that follow the page's light or dark mode. */
import type { JsonObject } from "../base/json.ts";

/**
 * The same colour for the same size (spins N, hidden units n1) in every figure. The sizes that stand together in the paper's
 * figures have the colours of Okabe and Ito, told apart with any colour vision; mid lightness, legible on white and on black.
 */
const SIZE_COLOURS: Readonly<Record<number, string>> = {
  2: "#9a6324",
  3: "#b4652f",
  5: "#c0504d",
  8: "#d55e00",
  10: "#d55e00",
  15: "#a8893c",
  25: "#e69f00",
  50: "#56b4e9",
  100: "#009e73",
  200: "#8f7fc8",
  250: "#cc79a7",
  300: "#a779c0",
  400: "#7d8fd0",
  500: "#2f86c9",
  1000: "#6e7f8d",
};

/** For things without a size, in order. */
export const SERIES_COLOURS = [
  "#2f86c9",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#8f7fc8",
  "#a8893c",
];

/** What the paper measured: present, never louder than ours. */
export const PAPER_COLOUR = "#8a8a8a";
export const PAPER_OPACITY = 0.45;
/** Theory: the page's own ink. */
export const THEORY_COLOUR = "currentColor";
/** Thresholds of the theory: E_0 in ink, E_inf in red, as in the paper. */
export const THRESHOLD_COLOUR = "#c8442f";

/** The colour of a size; a size without one of its own takes its nearest neighbour's on a logarithmic scale. */
export function colourOfSize(n: number): string {
  const own = SIZE_COLOURS[n];
  if (own) return own;
  const sizes = Object.keys(SIZE_COLOURS).map(Number);
  // nearest in ratio: |log n - log s| orders as max(n/s, s/n)
  const distance = (s: number): number => Math.max(n / s, s / n);
  return SIZE_COLOURS[sizes.reduce((best, s) => (distance(s) < distance(best) ? s : best))]!;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const GRID = "rgba(128,128,128,0.18)";
const FAINT = "rgba(128,128,128,0.55)";

/** Configuration of Vega and Vega-Lite. Text and axes are drawn in currentColor: they follow the page. */
export const vegaConfig: JsonObject = {
  background: "transparent",
  font: FONT,
  padding: 6,
  view: { stroke: "transparent" },
  axis: {
    domainColor: FAINT,
    gridColor: GRID,
    tickColor: FAINT,
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: 500,
    labelOpacity: 0.8,
    titlePadding: 10,
    labelFlush: true,
    labelOverlap: "greedy",
    tickSize: 4,
    // a tick halfway between two pixels would fall to either with the last bit of the host's logarithm
    tickRound: false,
  },
  legend: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 600,
    symbolSize: 90,
    orient: "right",
  },
  header: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelFontSize: 12,
    labelFontWeight: 600,
    titleFontSize: 12,
  },
  title: { color: "currentColor", fontSize: 14, fontWeight: 600 },
  text: { color: "currentColor", fontSize: 12 },
  rule: { color: "currentColor" },
  line: { strokeWidth: 2 },
  point: { size: 46, filled: true },
  style: { cell: { stroke: "transparent" } },
};

/** Pan by dragging, zoom with shift and the wheel (the bare wheel scrolls the page), double click to go back. */
export function zoomParameter(name = "zoom"): JsonObject {
  return { name, select: { type: "interval", zoom: "wheel![event.shiftKey]" }, bind: "scales" };
}
