/** A whole report as one HTML file: no network, readable without scripts, figures alive with them. */
import type { JsonObject } from "../../base/json.ts";
import { escapeMarkup } from "../escape.ts";
import type { ReportInput } from "../report-input.ts";
import { colourOfSize, PAPER_COLOUR } from "../theme.ts";
import { ledgerHtml } from "./ledger.ts";
import { provenanceHtml, slipsHtml } from "./provenance.ts";
import { reportScript } from "./script.ts";
import { sectionHtml } from "./section.ts";
import { reportStyle } from "./style.ts";
import { prose } from "./text.ts";

export interface ReportOptions {
  /** The text of Vega's browser build (vega.min.js), embedded once; without it the figures stay still. */
  readonly runtime?: string;
}

/**
 * Writes the report: ledger of claims, then a section an experiment, then slips of the paper and provenance. A pure
 * function of its arguments: the same input gives the same bytes.
 */
export function reportHtml(input: ReportInput, { runtime }: ReportOptions = {}): string {
  const { title, subtitle, ledger, sections, manifest } = input;
  const several = sections.length > 1;
  const titleOf = (id: string): string =>
    several ? (sections.find((section) => section.experiment === id)?.title ?? "") : "";
  const interactive = runtime !== undefined;
  const slips = slipsHtml(sections);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="losscape">
<title>${escapeMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${reportStyle}</style>
</head>
<body>
<div class="page">
${contentsHtml(input, slips !== "")}
<header><h1>${prose(title)}</h1><p class="subtitle">${prose(subtitle)}</p>${factsHtml(manifest)}</header>
<main>
${ledgerHtml(ledger, titleOf)}
${keyHtml(sections.length > 0)}
${sections.map((section) => sectionHtml(section, { interactive })).join("\n")}
${slips}
${provenanceHtml(sections, manifest)}
<footer>Made by losscape${typeof manifest.losscape === "string" ? ` ${escapeMarkup(manifest.losscape)}` : ""}. ${interactive ? "Figures by Vega, © 2015–2023 University of Washington Interactive Data Lab, BSD 3-clause licence." : ""}</footer>
</main>
</div>
${interactive ? `<script type="text/plain" id="vega-runtime">${inert(runtime)}</script>\n<script>${reportScript}</script>` : ""}
</body>
</html>
`;
}

/** Script text that cannot end its element: "<\/script" means the same inside JavaScript's strings and expressions. */
function inert(script: string): string {
  return script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}

function contentsHtml({ ledger, sections }: ReportInput, slips: boolean): string {
  const entries: (readonly [string, string])[] = [
    ...(ledger.length > 0 ? ([["ledger", "The claims, checked"]] as const) : []),
    ...sections.map(({ experiment, title }) => [experiment, title] as const),
    ...(slips ? ([["slips", "Slips of the paper"]] as const) : []),
    ["provenance", "Provenance"],
  ];
  const items = entries.map(([id, text]) => `<li><a href="#${escapeMarkup(id)}">${prose(text)}</a></li>`);
  return `<details class="contents" open><summary>Contents</summary><nav aria-label="Contents"><ol>${items.join("")}</ol></nav></details>`;
}

/** The facts of the run that a reader asks first. */
function factsHtml(manifest: JsonObject): string {
  const { scale, seed, losscape, machine, config } = manifest;
  const machineFacts = machine !== null && typeof machine === "object" ? (machine as JsonObject) : {};
  const seedOf = seed ?? (config as JsonObject | undefined)?.seed;
  const facts = [
    ["scale", scale],
    ["seed", seedOf],
    ["losscape", losscape],
    ["processor", machineFacts.cpu],
  ].filter((fact): fact is [string, string | number] => ["string", "number"].includes(typeof fact[1]));
  const items = facts.map(
    ([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(String(value))}</dd></div>`,
  );
  return items.length > 0 ? `<dl class="facts">${items.join("")}</dl>` : "";
}

const KEY_SIZES = [2, 3, 5, 10, 15, 25, 50, 100, 250, 500];

function keyHtml(shown: boolean): string {
  if (!shown) return "";
  const swatch = (colour: string, label: string): string =>
    `<span><i style="background:${colour}"></i>${label}</span>`;
  return `<aside class="key" aria-label="Key to the figures"><p>In every figure a colour is a size, spins <i>N</i> or hidden units <i>n</i><sub>1</sub>; <b>grey is the paper's own data</b>; dashed and labelled rules are thresholds of the theory.</p>
<p class="swatches">${KEY_SIZES.map((size) => swatch(colourOfSize(size), String(size))).join("")}${swatch(PAPER_COLOUR, "the paper")}</p></aside>`;
}
