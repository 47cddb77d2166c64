/** A table of the user's own: a header line, numbers, a label column. */
import Papa from "papaparse";
import { FormatError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import { streamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { permutation } from "../engine/random.ts";
import type { DataSet, Samples } from "./data-set.ts";

interface CsvTable {
  /** n x d numbers. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  readonly d: number;
  /** Label texts in order of their class numbers: sorted, as numbers where all are numbers. */
  readonly classNames: readonly string[];
}

/** @param label name of the label column; the last one when undefined */
export function parseCsv(text: string, options: { name: string; label?: string | undefined }): CsvTable {
  const { name } = options;
  const { data, errors } = Papa.parse<string[]>(text.replace(/\r?\n$/, ""), {
    header: false,
    skipEmptyLines: false,
  });
  const first = errors.find(({ code }) => code !== "UndetectableDelimiter");
  if (first)
    throw new FormatError((first.row ?? 0) + 1, `${name}, line ${(first.row ?? 0) + 1}: ${first.message}.`);
  const [header, ...rows] = data;
  if (!header || header.length < 2)
    throw new FormatError(
      1,
      `${name}, line 1: a header with at least one input and a label column is needed.`,
    );
  const column = options.label === undefined ? header.length - 1 : header.indexOf(options.label);
  if (column < 0)
    throw new FormatError(
      1,
      `${name}, line 1: has no column “${options.label}”; it has ${header.join(", ")}.`,
    );
  if (rows.length === 0) throw new FormatError(2, `${name}: ends after its header; rows of data are needed.`);
  const d = header.length - 1;
  const inputs = new Float32Array(rows.length * d);
  rows.forEach((row, i) => {
    readRow(row, { header, column, line: i + 2, name, out: inputs.subarray(i * d, (i + 1) * d) });
  });
  const texts = rows.map((row) => row[column]!.trim());
  const classNames = [...new Set(texts)].sort(byNumberOrText);
  return { inputs, labels: Int32Array.from(texts, (each) => classNames.indexOf(each)), d, classNames };
}

function readRow(
  row: readonly string[],
  place: { header: readonly string[]; column: number; line: number; name: string; out: Float32Array },
): void {
  const { header, column, line, name, out } = place;
  if (row.length !== header.length)
    throw new FormatError(
      line,
      `${name}, line ${line}: has ${row.length} cells; its header has ${header.length}.`,
    );
  let at = 0;
  row.forEach((cell, i) => {
    if (i === column) return;
    const value = cell.trim() === "" ? Number.NaN : Number(cell);
    if (!Number.isFinite(value))
      throw new FormatError(line, `${name}, line ${line}, column “${header[i]}”: “${cell}” is not a number.`);
    out[at++] = value;
  });
}

function byNumberOrText(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

export async function loadCsv(
  host: { engine: Engine; files: FileSource },
  spec: {
    readonly file: string;
    readonly label?: string | undefined;
    readonly train: number;
    readonly test: number;
    readonly seed: number;
  },
): Promise<DataSet> {
  const text = new TextDecoder("utf-8").decode(await host.files.read(spec.file));
  const table = parseCsv(text, { name: spec.file, label: spec.label });
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
  return {
    name: "csv",
    provenance: `table of the user (${spec.file})`,
    train: pick(0, spec.train),
    test: pick(spec.train, spec.test),
  };
}
