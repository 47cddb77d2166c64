/** A table of the user's own: a header line or none, numbers, a label column; gzipped or not. */
import { cut } from "../base/cut.ts";
import { FormatError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import { streamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { permutation } from "../engine/random.ts";
import { assertClasses } from "./classes.ts";
import { exactNumber, type Label, numberClasses } from "./csv-labels.ts";
import { type CsvRow, csvRows } from "./csv-rows.ts";
import { csvText, type Encoding } from "./csv-text.ts";
import type { DataSet, Samples } from "./data-set.ts";

export const DELIMITERS = [",", ";", "\t", "|"] as const;

/** How a table is written, where the user says so. */
export interface CsvForm {
  /** Name of the label column, or its number from 1 where there is no header; the last one when undefined. */
  readonly label?: string | undefined;
  /** Whether the first line names the columns; true when undefined. */
  readonly header?: boolean | undefined;
  /** When undefined, the one that the first line has most of. */
  readonly delimiter?: (typeof DELIMITERS)[number] | undefined;
  /** When undefined, a point; a comma where the delimiter is none and numbers have one. */
  readonly decimal?: "." | "," | undefined;
}

export interface CsvTable {
  /** n x d numbers. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  readonly d: number;
  /** Labels in order of their class numbers. */
  readonly classNames: readonly string[];
  /** What was guessed and is not the usual form, in words; "" for a header, commas and points. */
  readonly form: string;
}

/** @throws {FormatError} for what is no table of numbers with a label column; with file, line and column */
export function parseCsv(text: string, options: CsvForm & { readonly name: string }): CsvTable {
  const { name } = options;
  const delimiter = options.delimiter ?? guessDelimiter(text);
  if (delimiter === "," && options.decimal === ",")
    throw new FormatError(
      1,
      `${name}: a comma cannot both part cells and begin fractions; name another delimiter.`,
    );
  const rows = () => csvRows(text, { name, delimiter });
  const layout = layoutOf(rows, options);
  const decimal = options.decimal ?? guessDecimal(rows(), { name, delimiter, layout });
  const form = [
    options.delimiter === undefined && delimiter !== "," ? `delimiter ${JSON.stringify(delimiter)}` : "",
    options.decimal === undefined && decimal !== "." ? "decimal comma" : "",
  ];
  const values = new Floats();
  const labels: Label[] = [];
  for (const row of dataRows(rows(), layout)) readRow(row, { name, layout, decimal, values, labels });
  if (labels.length === 0)
    throw new FormatError(2, `${name}: ends after its header; rows of data are needed.`);
  const classes = numberClasses(labels, { name, decimal });
  return {
    inputs: values.take(),
    labels: classes.labels,
    d: layout.width - 1,
    classNames: classes.names,
    form: form.filter(Boolean).join(", "),
  };
}

/** Where things stand in a row. */
interface Layout {
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  /** Columns with a name; those after it are empty in every row (a delimiter at the end of each line). */
  readonly width: number;
  /** Cells of a row as it stands. */
  readonly cells: number;
  readonly label: number;
}

function layoutOf(rows: () => Iterable<CsvRow>, options: CsvForm & { readonly name: string }): Layout {
  const { name, header, label } = options;
  const [first] = rows();
  const refuse = (sentence: string) => new FormatError(1, `${name}, line ${first?.line ?? 1}: ${sentence}`);
  if (!first || first.cells.length < 2)
    throw refuse(
      header === false
        ? "at least one input and a label are needed in a row."
        : "a header with at least one input and a label column is needed.",
    );
  const cells = first.cells.map((cell) => cell.trim());
  const isNumeric = cells.every((cell) => cell === "" || exactNumber(cell, ".") !== undefined);
  if (header === undefined && isNumeric)
    throw refuse(
      "holds numbers alone, and names of columns are expected; say header: false where there are none, or header: true where these are the names.",
    );
  const hasHeader = header ?? true;
  let width = cells.length;
  if (hasHeader) while (width > 0 && cells[width - 1] === "") width--;
  else {
    const isEmpty = (row: CsvRow) => (row.cells[width - 1] ?? "").trim() === "";
    if (isEmpty(first) && every(rows(), isEmpty)) width--;
  }
  const names = hasHeader ? cells : cells.map((_, i) => String(i + 1));
  const unnamed = names.slice(0, width).indexOf("");
  if (unnamed >= 0)
    throw refuse(`column ${unnamed + 1} has no name (row numbers?); give it one, or take it out.`);
  if (width < 2) throw refuse("a header with at least one input and a label column is needed.");
  const named = names.slice(0, width);
  const column = label === undefined ? width - 1 : named.indexOf(label.trim());
  if (column < 0) throw refuse(`has no column “${cut(label!)}”; it has ${cut(named.join(", "), 200)}.`);
  if (label !== undefined && named.lastIndexOf(label.trim()) !== column)
    throw refuse(`has two columns “${cut(label)}”; the label column needs a name of its own.`);
  return { names, hasHeader, width, cells: cells.length, label: column };
}

function every<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (!holds(item)) return false;
  return true;
}

function* dataRows(rows: Iterable<CsvRow>, { hasHeader }: Layout): Generator<CsvRow> {
  let skip = hasHeader;
  for (const row of rows) {
    if (!skip) yield row;
    skip = false;
  }
}

interface RowParts {
  readonly name: string;
  readonly layout: Layout;
  readonly decimal: string;
  readonly values: Floats;
  readonly labels: Label[];
}

function readRow({ cells, line }: CsvRow, { name, layout, decimal, values, labels }: RowParts): void {
  const refuse = (sentence: string) => new FormatError(line, `${name}, line ${line}${sentence}`);
  if (cells.length === 1 && cells[0]!.trim() === "") throw refuse(": is empty; rows may be missing here.");
  if (cells.length !== layout.cells)
    throw refuse(
      `: has ${cells.length} cells; ${layout.hasHeader ? "its header" : "the first line"} has ${layout.cells}.`,
    );
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!.trim();
    const column = `, column “${cut(layout.names[i]!)}”`;
    if (i >= layout.width) {
      if (cell !== "") throw refuse(`: cell ${i + 1}, “${cut(cell)}”, stands in a column without a name.`);
    } else if (i === layout.label) {
      if (cell === "") throw refuse(`${column}: the label is empty.`);
      labels.push({ text: cell, line });
    } else {
      if (cell === "") throw refuse(`${column}: is empty; a number is needed.`);
      const number = exactNumber(cell, decimal);
      if (number === undefined) throw refuse(`${column}: “${cut(cell)}” is not a number.`);
      const value = Math.fround(Number(decimal === "," ? cell.replace(",", ".") : cell));
      if (!Number.isFinite(value))
        throw refuse(`${column}: “${cut(cell)}” is beyond the largest number of 32 bits, 3.4e38.`);
      values.push(value);
    }
  }
}

/** Numbers that come one by one. */
class Floats {
  #values = new Float32Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float32Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  take(): Float32Array {
    return this.#values.slice(0, this.#length);
  }
}

/** The delimiter that the first line has most of, outside of quotes. */
function guessDelimiter(text: string): string {
  const end = /[\r\n]/.exec(text)?.index ?? text.length;
  const line = text.slice(0, end).replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((each) => line.split(each).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

interface DecimalParts {
  readonly name: string;
  readonly delimiter: string;
  readonly layout: Layout;
}

/** @throws {FormatError} where 1,234 may be a fraction or a thousand */
function guessDecimal(rows: Iterable<CsvRow>, { name, delimiter, layout }: DecimalParts): "." | "," {
  if (delimiter === ",") return ".";
  let doubtful: { readonly cell: string; readonly line: number } | undefined;
  for (const { cells, line } of dataRows(rows, layout))
    for (const [i, raw] of cells.entries()) {
      if (i === layout.label || !raw.includes(",")) continue;
      const cell = raw.trim();
      if (exactNumber(cell, ",") === undefined) continue;
      if (!/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) return ",";
      doubtful ??= { cell, line };
    }
  if (!doubtful) return ".";
  throw new FormatError(
    doubtful.line,
    `${name}, line ${doubtful.line}: “${cut(doubtful.cell)}” may be a fraction or a thousand; say decimal: "," where commas begin fractions, and leave out those that part thousands.`,
  );
}

export interface CsvSpec extends CsvForm {
  readonly file: string;
  readonly encoding?: Encoding | undefined;
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

/** @throws {FormatError} for what `parseCsv` refuses, text in another encoding, too few rows, labels that do not suffice */
export async function loadCsv(host: { engine: Engine; files: FileSource }, spec: CsvSpec): Promise<DataSet> {
  const text = csvText(await host.files.read(spec.file), { name: spec.file, encoding: spec.encoding });
  const table = parseCsv(text, { ...spec, name: spec.file });
  const total = table.labels.length;
  if (spec.train + spec.test > total)
    throw new FormatError(
      total + 1,
      `${spec.file}: has ${total} rows, and ${spec.train} + ${spec.test} = ${spec.train + spec.test} are asked for.`,
    );
  const order = permutation(host.engine, streamKey("csv-split", spec.seed), total);
  const pick = (from: number, n: number): Samples => {
    const inputs = new Float32Array(n * table.d);
    const labels = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const row = order[from + i]!;
      inputs.set(table.inputs.subarray(row * table.d, (row + 1) * table.d), i * table.d);
      labels[i] = table.labels[row]!;
    }
    return { inputs, labels, n, d: table.d, classes: table.classNames.length };
  };
  const train = pick(0, spec.train);
  const test = pick(spec.train, spec.test);
  assertClasses(
    { train, test },
    { name: spec.file, describe: (label) => `“${cut(table.classNames[label]!)}”` },
  );
  const form = table.form ? `; ${table.form}` : "";
  return { name: "csv", provenance: `table of the user (${spec.file}${form})`, train, test };
}
