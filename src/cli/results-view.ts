/** What a person wants to know at the end: the ledger, the key numbers, and where the report is. */
import type { Claim, Column, Table, Verdict } from "../report/figure.ts";
import { columnTitle, formatCell, formatInterval, formatNumber } from "../report/format.ts";
import { coloursFor } from "./colours.ts";
import { type TextColumn, textTable } from "./text-table.ts";

/** Of a terminal; logs may be wider. */
const WIDEST = 120;
const LOG_WIDTH = 160;

const colours = coloursFor(process.stdout);
const outputWidth = (): number =>
  process.stdout.columns ? Math.min(process.stdout.columns, WIDEST) : LOG_WIDTH;

const VERDICT_COLUMN = 0;

const MARKS: Readonly<Record<Verdict, string>> = {
  supported: "✓ supported",
  "not supported": "✗ not supported",
  inconclusive: "? inconclusive",
};

const paintVerdict = (text: string): string =>
  text.startsWith("✓")
    ? colours.green(text)
    : text.startsWith("✗")
      ? colours.red(text)
      : colours.yellow(text);

/** The paper's claims and what came of them. */
export function printLedger(claims: readonly Claim[]): void {
  if (claims.length === 0) return;
  const columns: readonly TextColumn[] = [
    { title: "verdict" },
    { title: "#" },
    { title: "claim", wrap: true },
    { title: "value", align: "right" },
    { title: "95% interval", align: "right" },
    { title: "needed" },
  ];
  const rows = claims.map(({ verdict, id, statement, value, interval, threshold }) => [
    MARKS[verdict],
    id,
    statement,
    value === null ? "" : formatNumber(value),
    interval ? formatInterval(interval) : "",
    threshold,
  ]);
  const paint = (text: string, { row, column }: { row: number; column: number }) =>
    row < 0 ? colours.dim(text) : column === VERDICT_COLUMN && text.trim() ? paintVerdict(text) : text;
  console.log(`\n${colours.bold("The paper's claims")}\n`);
  console.log(textTable(columns, rows, { width: outputWidth(), paint }));
}

/** A report's table, its first rows. */
export function printTable(table: Table, { rows: most = 12 } = {}): void {
  const columns = table.columns.map((column) => ({
    title: columnTitle(column),
    align: column.align ?? alignOf(table, column),
    wrap: alignOf(table, column) === "left",
  }));
  const rows = table.rows
    .slice(0, most)
    .map((row) => row.map((cell, c) => formatCell(cell, table.columns[c]!)));
  const paint = (text: string, { row }: { row: number }) => (row < 0 ? colours.dim(text) : text);
  console.log(`\n${colours.bold(table.title)}\n`);
  console.log(textTable(columns, rows, { width: outputWidth(), paint }));
  if (table.rows.length > most) console.log(colours.dim(`… and ${table.rows.length - most} more rows`));
}

function alignOf(table: Table, column: Column): "left" | "right" {
  const c = table.columns.indexOf(column);
  return table.rows.some((row) => typeof row[c] === "number") ? "right" : "left";
}

export function printPath(what: string, path: string): void {
  console.log(`\n${what}: ${colours.bold(path)}`);
}

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
