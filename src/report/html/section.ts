/** One experiment of the report: its question, what came of its claims, figures, tables, notes, configuration. */
import type { Json, JsonObject } from "../../base/json.ts";
import { escapeMarkup } from "../escape.ts";
import type { Figure } from "../figure.ts";
import { vegaSpec } from "../render-svg.ts";
import type { DrawnFigure, ReportSection } from "../report-input.ts";
import { sectionClaims } from "./ledger.ts";
import { tableHtml } from "./table.ts";
import { jsonInScript, prose } from "./text.ts";

export interface SectionOptions {
  /** Embed the compiled specifications, for the interactive figures. */
  readonly interactive: boolean;
}

export function sectionHtml(section: ReportSection, options: SectionOptions): string {
  const { experiment, title, question, answers, claims } = section;
  const own = claims.map((claim) => ({ ...claim, experiment }));
  return `<section id="${escapeMarkup(experiment)}" class="experiment">
<header><p class="eyebrow"><code>${escapeMarkup(experiment)}</code>${answers.map(badge).join("")}</p>
<h2>${prose(title)}</h2><p class="question">${prose(question)}</p></header>
${sectionClaims(own)}
${section.figures.map((drawn) => figureHtml(drawn, options)).join("\n")}
${section.tables.map(tableHtml).join("\n")}
${notesHtml(section.notes)}
${configHtml(section)}
</section>`;
}

const badge = (answer: string): string =>
  `<span class="badge" title="in the paper">${escapeMarkup(answer)}</span>`;

function figureHtml({ figure, svg }: DrawnFigure, { interactive }: SectionOptions): string {
  const spec = interactive
    ? `<script type="application/json">${jsonInScript(vegaSpec(figure))}</script>`
    : "";
  const paper = figure.paperFigure
    ? `<span class="badge" title="in the paper">${escapeMarkup(figure.paperFigure)}</span>`
    : "";
  const hint = interactive ? hintOf(figure) : "";
  return `<figure id="figure-${escapeMarkup(figure.id)}"><div class="heading"><h3>${prose(figure.title)}</h3>${paper}</div>
<div class="drawing">${svg.trim()}</div>${spec}
<figcaption>${prose(figure.caption)}${hint}</figcaption></figure>`;
}

/** What the pointer can do; shown once the figure is live. */
function hintOf({ grammar, spec }: Figure): string {
  const zooms = JSON.stringify(spec).includes('"bind":"scales"');
  const turns = grammar === "vega" && JSON.stringify(spec).includes('"yaw"');
  const words = zooms
    ? "Drag to move, Shift and wheel to zoom, double-click to go back."
    : turns
      ? "Drag to turn."
      : "";
  return words ? ` <span class="hint">${words}</span>` : "";
}

function notesHtml(notes: readonly string[]): string {
  if (notes.length === 0) return "";
  return `<aside class="notes"><h4>Notes</h4><ul>${notes.map((note) => `<li>${prose(note)}</li>`).join("")}</ul></aside>`;
}

function configHtml({ config }: ReportSection): string {
  return `<details class="config"><summary>Configuration</summary>${definitions(config)}</details>`;
}

/** Nested keys as dotted paths, so that they read as the command line takes them. */
export function definitions(object: JsonObject): string {
  const rows = flatten(object, "").map(
    ([key, value]) => `<div><dt>${escapeMarkup(key)}</dt><dd>${escapeMarkup(value)}</dd></div>`,
  );
  return `<dl class="definitions">${rows.join("")}</dl>`;
}

function flatten(value: Json, path: string): (readonly [string, string])[] {
  if (value !== null && typeof value === "object" && !Array.isArray(value))
    return Object.entries(value as JsonObject)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, item]) => flatten(item, path ? `${path}.${key}` : key));
  if (Array.isArray(value) && value.every((item) => item === null || typeof item !== "object"))
    return [[path, value.map(String).join(", ")]];
  return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
}
