/** Buttons that hand the user what was computed: rows, summary, figures' specifications. */
import { canonicalJson, type JsonObject, roundedJson } from "../base/json.ts";
import type { Figure } from "../report/figure.ts";

export interface Downloadable {
  readonly experiment: string;
  readonly rows: readonly JsonObject[];
  readonly summary: JsonObject;
  readonly figures: readonly Figure[];
}

export function showDownloads(parent: HTMLElement, result: Downloadable): void {
  const files: [string, () => string][] = [
    ["rows.jsonl", () => result.rows.map((row) => `${canonicalJson(row)}\n`).join("")],
    ["summary.json", () => `${canonicalJson(roundedJson(result.summary))}\n`],
    ...result.figures.map((figure): [string, () => string] => [
      `${figure.id}.${figure.grammar === "vega" ? "vg" : "vl"}.json`,
      () => `${JSON.stringify(figure.spec, null, 1)}\n`,
    ]),
  ];
  parent.replaceChildren(
    ...files.map(([name, text]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => save(`${result.experiment}-${name}`, text()));
      return button;
    }),
  );
  parent.hidden = false;
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
