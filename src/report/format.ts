/** Numbers and cells as people read them. */
import { csvField, inertText } from "./csv-field.ts";
import type { Cell, Claim, Column, Table } from "./figure.ts";

const DEFAULT_DIGITS = 3;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number to some significant digits, three unless told otherwise: plain between 1e-4 and 1e7, else as a power of ten
 * (1.50·10⁻⁵); whole numbers in full; minus as a true minus sign. Terminal, tables, report and page all print with it.
 */
export function formatNumber(value: number, digits = DEFAULT_DIGITS): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && size < 1e7) return signed(String(value));
  return signed(size < 1e-4 || size >= 1e7 ? withPower(value, digits) : plainDigits(value, digits));
}

const signed = (text: string): string => text.replace(/^-/, "−");

function withPower(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  return timesPowerOfTen(mantissa, Number(exponent));
}

/** "1.50·10⁻⁵", for numbers that no double holds too. */
export const timesPowerOfTen = (mantissa: string, exponent: number): string =>
  `${mantissa}·10${raised(exponent)}`;

const raised = (power: number): string =>
  (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");

/** toPrecision without an exponent: 1234.5 at 3 digits is 1235, not 1.23e+3. The power of ten is that of the rounded number. */
function plainDigits(value: number, digits: number): string {
  const magnitude = Number(value.toExponential(digits - 1).split("e")[1]);
  return value.toFixed(Math.min(12, Math.max(0, digits - 1 - magnitude)));
}

export function formatCell(cell: Cell, column?: Column): string {
  if (cell === null) return "";
  return typeof cell === "number" ? formatNumber(cell, column?.digits) : cell;
}

/** "0.710 to 0.830", each end as `formatNumber` has it. */
export function formatInterval([low, high]: readonly [number, number], digits = DEFAULT_DIGITS): string {
  return `${formatNumber(low, digits)} to ${formatNumber(high, digits)}`;
}

export function columnTitle(column: Column): string {
  return column.unit ? `${column.name} (${column.unit})` : column.name;
}

function isLeft(column: Column): boolean {
  return column.align === "left";
}

/** Text in Markdown: no tag and no entity begins in it (what follows a < or & in prose is left as it reads), and no line ends. */
function markdownText(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/<(?=[A-Za-z/!?])/g, "&lt;")
    .replace(/\s*[\r\n\u2028\u2029]\s*/g, " ");
}

export function tableMarkdown(table: Table): string {
  const cell = (text: string): string => markdownText(text).replace(/(\\*)\|/g, "$1$1\\|"); // a backslash before it would undo the escape
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [
    `**${markdownText(table.title)}**`,
    "",
    line(table.columns.map(columnTitle)),
    `| ${table.columns.map((column) => (isLeft(column) ? ":---" : "---:")).join(" | ")} |`,
    ...table.rows.map((row) => line(row.map((cell, i) => formatCell(cell, table.columns[i])))),
    ...(table.caption ? ["", markdownText(table.caption)] : []),
    "",
  ].join("\n");
}

/** RFC 4180: comma-separated, quotes where needed, numbers as they are; an apostrophe before words that spreadsheets would run. */
export function tableCsv(table: Table): string {
  const field = (text: string): string => csvField(inertText(text));
  const line = (cells: readonly string[]): string => cells.map(field).join(",");
  const lines = [
    line(table.columns.map(columnTitle)),
    ...table.rows.map((row) => line(row.map((cell) => (cell === null ? "" : String(cell))))),
  ];
  return `${lines.join("\n")}\n`;
}

/** The claims as a table, for the terminal and for Markdown. */
export function ledgerTable(claims: readonly Claim[]): Table {
  return {
    id: "ledger",
    title: "Ledger of the paper's claims",
    columns: [
      { name: "", align: "left" },
      { name: "claim", align: "left" },
      { name: "statistic", align: "left" },
      { name: "value" },
      { name: "95% interval" },
      { name: "needed", align: "left" },
      { name: "verdict", align: "left" },
    ],
    rows: claims.map((claim) => [
      claim.id,
      claim.statement,
      claim.statistic,
      claim.value,
      claim.interval ? formatInterval(claim.interval) : null,
      claim.threshold,
      claim.verdict,
    ]),
  };
}
