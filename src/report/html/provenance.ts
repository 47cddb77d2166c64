/** Where the numbers come from: the run's manifest, the data sets, the paper's own slips. */
import type { JsonObject } from "../../base/json.ts";
import { paperSlips } from "../../paper/slips.ts";
import { escapeMarkup } from "../escape.ts";
import type { ReportSection } from "../report-input.ts";
import { definitions } from "./section.ts";
import { prose } from "./text.ts";

export function slipsHtml(sections: readonly ReportSection[]): string {
  const shown = paperSlips.filter(({ experiments }) =>
    sections.some(({ experiment }) => experiments.includes(experiment)),
  );
  if (shown.length === 0) return "";
  const entries = shown.map(
    ({ place, remark }) => `<div><dt>${prose(place)}</dt><dd>${prose(remark)}</dd></div>`,
  );
  return `<section id="slips"><h2>Slips of the paper</h2>
<p class="lead">Found while reproducing it; none changes its conclusions. They matter to whoever compares numbers.</p>
<dl class="slips">${entries.join("\n")}</dl></section>`;
}

const KINDS: Readonly<Record<string, string>> = {
  strokes: "synthetic handwritten-like digits, drawn by losscape (not MNIST)",
  mnist: "MNIST, from the user's own files",
  teacher: "labels from a random teacher network",
  gaussian: "Gaussian clusters",
  csv: "the user's own CSV",
  idx: "the user's own IDX files",
};

/** One phrase a distinct data set of the sections, as their configurations name them. */
export function dataPhrases(sections: readonly ReportSection[]): readonly string[] {
  const phrases = sections.flatMap(({ data }) => {
    if (data === null) return [];
    const { kind, train, test, side } = data;
    const name = KINDS[kind] ?? kind;
    const size = typeof train === "number" && typeof test === "number" ? `, ${train} + ${test} examples` : "";
    return [`${name}${size}${typeof side === "number" ? ` of ${side} × ${side}` : ""}`];
  });
  return [...new Set(phrases)];
}

export function provenanceHtml(sections: readonly ReportSection[], manifest: JsonObject): string {
  const data = dataPhrases(sections).map((phrase) => `<li>${escapeMarkup(phrase)}</li>`);
  return `<section id="provenance"><h2>Provenance</h2>
<p class="lead">Every number is a function of configuration and seed: the same command gives the same bytes on any machine, with any number of workers. The paper's own values were read off the vector figures of its published version.</p>
${data.length > 0 ? `<aside class="notes"><h4>Data</h4><ul>${data.join("")}</ul></aside>` : ""}
${definitions(manifest)}</section>`;
}
