/** The result files of a complete run: pure functions of experiment, config and rows. */
import { canonicalJson, type JsonObject, roundedJson } from "../base/json.ts";
import type { Claim, Figure, Table } from "../report/figure.ts";
import { ledgerTable } from "../report/format.ts";
import type { ReportSection } from "../report/report-input.ts";
import { assertClaims, assertFigures, assertNotes, assertSummary, assertTables } from "./assert-findings.ts";
import { calledPart } from "./call-experiment.ts";
import type { CompleteConfig } from "./config.ts";
import type { AnyExperiment, RowSlots } from "./contract.ts";
import { formatJournal, type JournalEntry } from "./journal.ts";
import { formatManifest, MANIFEST_FILE, type RunManifest } from "./manifest.ts";
import type { Renderer, Store } from "./ports.ts";
import { prettyJson } from "./pretty-json.ts";
import { rowsCsv } from "./rows-csv.ts";

export const ROWS_FILE = "rows.jsonl";
export const SUMMARY_FILE = "summary.json";
export const REPORT_FILE = "report.html";

export interface Results {
  readonly summary: JsonObject;
  readonly claims: readonly Claim[];
  readonly tables: readonly Table[];
  readonly section: ReportSection;
}

export interface ResultParts {
  readonly experiment: AnyExperiment;
  readonly config: CompleteConfig;
  readonly manifest: RunManifest;
  /** In the order of the experiment's tasks. */
  readonly entries: readonly JournalEntry[];
  readonly renderer: Renderer;
  /** Looked at between figures, so that an interrupt does not wait for a whole report. */
  readonly signal?: AbortSignal | undefined;
}

/** Computes summary, figures, tables and claims from the rows, and writes every result file. */
export async function writeResults(store: Store, parts: ResultParts): Promise<Results> {
  const { experiment, entries, renderer } = parts;
  const results = await computeResults(parts);
  const manifest = withProvenance(parts.manifest, entries);
  await store.write(MANIFEST_FILE, formatManifest(manifest));
  await store.write(ROWS_FILE, formatJournal(entries, manifest.run));
  await store.write("rows.csv", rowsCsv(entries));
  const { section } = results;
  const written = new Set<string>();
  const write = async (name: string, text: string) => {
    written.add(name);
    await store.write(name, text);
  };
  for (const { figure, svg } of section.figures) {
    await write(`figures/${figure.id}.svg`, svg);
    await write(`figures/${figure.id}.${figure.grammar === "vega" ? "vg" : "vl"}.json`, specText(figure));
  }
  const tables =
    results.claims.length > 0 ? [...section.tables, ledgerTable(results.claims)] : section.tables;
  for (const table of tables) await write(`tables/${table.id}.md`, renderer.tableMarkdown(table));
  for (const folder of ["figures", "tables"])
    for (const name of await store.list(folder)) if (!written.has(name)) await store.remove(name);
  await store.write(REPORT_FILE, await renderer.reportHtml(singleReport(results, manifest)));
  await store.write(SUMMARY_FILE, summaryText(experiment, parts.config, results));
  return results;
}

/** What an experiment says of its rows, rounded as it is written: on the page, in the report, in `summary.json` alike. */
export interface Findings {
  readonly summary: JsonObject;
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly claims: readonly Claim[];
  readonly notes: readonly string[];
}

/**
 * @throws {LosscapeError} `experiment-failed` when a function of the experiment throws, `experiment` when it gives what it may not; both
 *   name the function
 */
export function findingsOf(
  experiment: AnyExperiment,
  config: CompleteConfig,
  rows: readonly JsonObject[],
): Findings {
  const { id } = experiment;
  const reduced = calledPart(id, "reduce", () => experiment.reduce(rows, config));
  assertSummary(id, reduced);
  const summary = roundedJson(reduced) as JsonObject;
  const figures = calledPart(id, "figures", () => experiment.figures(summary, config));
  assertFigures(id, figures);
  const tables = calledPart(id, "tables", () => experiment.tables(summary, config));
  assertTables(id, tables);
  const claims = calledPart(id, "claims", () => experiment.claims(summary, config));
  assertClaims(id, claims);
  const notes = calledPart(id, "notes", () => experiment.notes?.(summary, config) ?? []);
  assertNotes(id, notes);
  const rounded = roundedJson(claims as never) as never as readonly Claim[];
  return { summary, figures: figures.map(roundedFigure), tables, claims: rounded, notes };
}

/** Everything that follows from the rows, in memory, drawings included. */
export async function computeResults(parts: ResultParts): Promise<Results> {
  const { experiment, config, entries, renderer } = parts;
  const rows = entries.map((entry) => JSON.parse(entry.row) as JsonObject);
  const { summary, figures, tables, claims, notes } = findingsOf(experiment, config, rows);
  const drawn = [];
  for (const figure of figures) {
    parts.signal?.throwIfAborted();
    drawn.push({ figure, svg: await renderer.figureSvg(figure) });
  }
  const { id, title, question, answers } = experiment;
  const data = experiment.data?.of(config) ?? null;
  const section = {
    experiment: id,
    data,
    title,
    question,
    answers,
    figures: drawn,
    tables,
    claims,
    notes,
    config,
  };
  return { summary, claims, tables, section };
}

/** The manifest says what data the rows were made from, in the words of whoever read or made them (`RowSlots.data`). */
function withProvenance(manifest: RunManifest, entries: readonly JournalEntry[]): RunManifest {
  const stated = entries.map(({ row }) => (JSON.parse(row) as { readonly slots?: RowSlots }).slots?.data);
  const data = [...new Set(stated.filter((value) => typeof value === "string"))].sort();
  return data.length > 0 ? { ...manifest, data } : manifest;
}

function singleReport({ section, claims }: Results, manifest: RunManifest) {
  return {
    title: section.title,
    subtitle: section.question,
    ledger: claims.map((claim) => ({ ...claim, experiment: section.experiment })),
    sections: [section],
    manifest: sortedJson(manifest as never),
  };
}

function summaryText(
  experiment: AnyExperiment,
  config: CompleteConfig,
  { summary, claims }: Results,
): string {
  return prettyJson({ experiment: experiment.id, config, summary, claims: claims as never });
}

/** Figure specifications with 12 significant digits a number. */
const roundedFigure = (figure: Figure): Figure => ({
  ...figure,
  spec: roundedJson(figure.spec) as JsonObject,
});

const specText = (figure: Figure): string => `${canonicalJson(figure.spec)}\n`;

/** The same object with the keys in the order of canonical JSON, as after a resume, whatever order it was made in. */
export const sortedJson = (value: JsonObject): JsonObject => JSON.parse(canonicalJson(value)) as JsonObject;
