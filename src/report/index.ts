// Figures, tables and reports: plain data in, text out.

export type { Cell, Claim, Column, Figure, Table, Verdict } from "./figure.ts";
export * from "./figures/index.ts";
export {
  columnTitle,
  formatCell,
  formatInterval,
  formatNumber,
  ledgerTable,
  tableCsv,
  tableMarkdown,
} from "./format.ts";
export { type ReportOptions, reportHtml } from "./html/report-html.ts";
export { renderFigureSvg, vegaSpec } from "./render-svg.ts";
export type { DrawnFigure, LedgerClaim, ReportInput, ReportSection } from "./report-input.ts";
export {
  colourOfSize,
  PAPER_COLOUR,
  SERIES_COLOURS,
  THEORY_COLOUR,
  THRESHOLD_COLOUR,
  vegaConfig,
} from "./theme.ts";
