/** One self-contained HTML file: ledger first, then a section an experiment. The same input gives the same bytes. */
import type { JsonObject } from "../../base/json.ts";
import type { Claim, Figure, Table, Verdict } from "../figure.ts";
import { columnTitle, formatCell, formatInterval, formatNumber } from "../format.ts";
import { vegaSpec } from "../render-svg.ts";
import { reportScript } from "./client.ts";
import type { HtmlReport, HtmlSection } from "./document.ts";
import { reportStyle } from "./style.ts";

export interface HtmlOptions {
  /** Text of vega.min.js; without it figures are static. */
  readonly vegaRuntime?: string;
}

const VERDICTS: readonly Verdict[] = ["supported", "not supported", "inconclusive"];

export function renderReportHtml(report: HtmlReport, options: HtmlOptions = {}): string {
  const several = report.sections.length > 1;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(report.title)}</title>
<link rel="icon" href="data:,">
<style>${reportStyle}</style>
</head>
<body>
<header class="top">
<p class="kicker">losscape</p>
<h1>${escapeHtml(report.title)}</h1>
<p class="subtitle">${escapeHtml(report.subtitle)}</p>
${several ? contents(report.sections) : ""}
</header>
<main>
${ledger(report)}
${report.sections.map((section) => sectionHtml(section)).join("\n")}
${footer(report.manifest)}
</main>
<div id="tip" role="status"></div>
${options.vegaRuntime ? `<script>${options.vegaRuntime.replaceAll("</script", "<\\/script")}</script>\n<script>${reportScript}</script>` : ""}
</body>
</html>
`;
}

function contents(sections: readonly HtmlSection[]): string {
  const items = sections.map(
    ({ experiment, title }) => `<li><a href="#${experiment}">${escapeHtml(title)}</a></li>`,
  );
  return `<nav aria-label="Contents"><ol>${items.join("")}</ol></nav>`;
}

function ledger({ ledger: claims, sections }: HtmlReport): string {
  if (claims.length === 0) return "";
  const tally = VERDICTS.map((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return `<li class="${className(verdict)}">${count} ${verdict}</li>`;
  });
  const link = (claim: Claim & { experiment: string }): string =>
    sections.length > 1 ? ` · <a href="#${claim.experiment}">${claim.experiment}</a>` : "";
  return `<section aria-labelledby="ledger">
<h2 id="ledger">Ledger of the paper's claims</h2>
<p class="question">Each sentence of the paper, made checkable, with a threshold that was fixed before the data were seen.</p>
<ul class="tally">${tally.join("")}</ul>
<ol class="claims">${[...claims]
    .sort(byId)
    .map((claim) => claimHtml(claim, link(claim)))
    .join("")}</ol>
</section>`;
}

/** "4a" before "4b" before "10": by number, then by letter. */
function byId(a: Claim, b: Claim): number {
  return Number.parseInt(a.id, 10) - Number.parseInt(b.id, 10) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function claimHtml(claim: Claim, link: string): string {
  const value = claim.value === null ? "no value" : `<b>${formatNumber(claim.value)}</b>`;
  const interval = claim.interval ? `, 95% interval ${formatInterval(claim.interval)}` : "";
  return `<li><span class="id">${escapeHtml(claim.id)}</span><div><p class="statement">${escapeHtml(claim.statement)}</p>
<p class="evidence">${capitalised(escapeHtml(claim.statistic))}: ${value}${interval}; needed ${escapeHtml(claim.threshold)}.${claim.note ? ` ${escapeHtml(claim.note)}` : ""}${link}</p></div>
<span class="badge ${className(claim.verdict)}">${claim.verdict}</span></li>`;
}

function sectionHtml(section: HtmlSection): string {
  return `<section aria-labelledby="${section.experiment}">
<h2 id="${section.experiment}">${escapeHtml(section.title)}</h2>
<p class="question">${escapeHtml(section.question)}</p>
${section.answers.length > 0 ? `<p class="answers">In the paper: ${section.answers.map(escapeHtml).join(", ")}.</p>` : ""}
${section.figures.map(({ figure, svg }) => figureHtml(figure, svg)).join("\n")}
${section.tables.map(tableHtml).join("\n")}
${section.notes.length > 0 ? `<ul class="notes">${section.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("")}</ul>` : ""}
<details><summary>Settings of this experiment</summary><pre>${escapeHtml(JSON.stringify(section.config, null, 2))}</pre></details>
</section>`;
}

function figureHtml(figure: Figure, svg: string): string {
  const origin = figure.paperFigure ? `<span>paper: ${escapeHtml(figure.paperFigure)}</span>` : "";
  const spec = JSON.stringify(vegaSpec(figure)).replaceAll("</", "<\\/");
  return `<figure id="figure-${figure.id}">
<p class="figure-title">${escapeHtml(figure.title)}${origin}</p>
<div class="plot">${svg.replace(/^<\?xml[^>]*>/, "")}<script type="application/json">${spec}</script></div>
<figcaption>${escapeHtml(figure.caption)}</figcaption>
</figure>`;
}

function tableHtml(table: Table): string {
  const side = (i: number): string => (table.columns[i]?.align === "left" ? ' class="left"' : "");
  const head = table.columns.map(
    (column, i) => `<th scope="col"${side(i)}>${escapeHtml(columnTitle(column))}</th>`,
  );
  const rows = table.rows.map(
    (row) =>
      `<tr>${row.map((cell, i) => `<td${side(i)}>${escapeHtml(formatCell(cell, table.columns[i]))}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll"><table id="table-${table.id}"><caption>${escapeHtml(table.title)}</caption>
<thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>
${table.caption ? `<p class="table-note">${escapeHtml(table.caption)}</p>` : ""}`;
}

function footer(manifest: JsonObject): string {
  return `<footer><p>Measured by losscape on this machine; theory drawn by independent formulas; the paper's own data read off its vector figures.
Figures: hover for values, drag to move, shift and wheel to zoom, double click to go back.</p>
<details><summary>Manifest</summary><pre>${escapeHtml(JSON.stringify(manifest, null, 2))}</pre></details></footer>`;
}

function className(verdict: Verdict): string {
  return verdict.replace(" ", "-");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
