/** What a person wants to know at the end: the ledger, the key numbers, and where the report is. */
import type { Cell, Claim, Column, Table, Verdict } from "../report/figure.ts";
import { coloursFor } from "./colours.ts";
import { type TextColumn, textTable } from "./text-table.ts";

const WIDEST = 120;
const DIGITS = 4;

const colours = coloursFor(process.stdout);
const outputWidth = (): number => Math.min(process.stdout.columns ?? WIDEST, WIDEST);

export function formatNumber(value: number, digits: number = DIGITS): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const rounded = Number(value.toPrecision(digits));
  const small = rounded !== 0 && (Math.abs(rounded) < 1e-4 || Math.abs(rounded) >= 1e7);
  return small
    ? rounded.toExponential()
    : value.toPrecision(digits).includes("e")
      ? String(rounded)
      : value.toPrecision(digits);
}

const cellText = (cell: Cell, column: Column): string =>
  cell === null ? "" : typeof cell === "number" ? formatNumber(cell, column.digits) : cell;

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
    interval ? `${formatNumber(interval[0])} … ${formatNumber(interval[1])}` : "",
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
    title: column.unit ? `${column.name} [${column.unit}]` : column.name,
    align: column.align ?? alignOf(table, column),
  }));
  const rows = table.rows
    .slice(0, most)
    .map((row) => row.map((cell, c) => cellText(cell, table.columns[c]!)));
  const paint = (text: string, { row }: { row: number }) => (row < 0 ? colours.dim(text) : text);
  console.log(`\n${colours.bold(table.title)}\n`);
  console.log(textTable(wrapWidest(columns, rows), rows, { width: outputWidth(), paint }));
  if (table.rows.length > most) console.log(colours.dim(`… and ${table.rows.length - most} more rows`));
}

/** The column with the longest text gives way when there is not room for all. */
function wrapWidest(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly TextColumn[] {
  const lengths = columns.map(({ align }, c) =>
    align === "right" ? 0 : Math.max(0, ...rows.map((row) => row[c]!.length)),
  );
  const widest = lengths.indexOf(Math.max(...lengths));
  return columns.map((column, c) => (c === widest ? { ...column, wrap: true } : column));
}

function alignOf(table: Table, column: Column): "left" | "right" {
  const c = table.columns.indexOf(column);
  return table.rows.some((row) => typeof row[c] === "number") ? "right" : "left";
}

export function printPath(what: string, path: string): void {
  console.log(`\n${what}: ${colours.bold(path)}`);
}

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
