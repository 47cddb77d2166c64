/**
 * Rows as CSV [RFC 4180]: nested objects become dotted columns (`path.first`), lists stay JSON in one cell. A name that could be taken
 * for such a path stands in brackets (`["a.b"]`), so that no two places of a row share a column.
 */
import type { Json, JsonObject } from "../base/json.ts";
import { csvField, inertText } from "../report/csv-field.ts";
import type { JournalEntry } from "./journal.ts";

const KEY_COLUMN = "task";

export function rowsCsv(entries: readonly JournalEntry[]): string {
  const flat = entries.map(({ key, row }) => ({ key, cells: flatten(JSON.parse(row) as JsonObject) }));
  const columns = [...new Set(flat.flatMap(({ cells }) => [...cells.keys()]))].sort();
  const lines = [
    [KEY_COLUMN, ...columns.map(inertText)],
    ...flat.map(({ key, cells }) => [inertText(key), ...columns.map((column) => cells.get(column) ?? "")]),
  ];
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}

function flatten(row: JsonObject, prefix = ""): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [key, value] of Object.entries(row)) {
    const column = columnOf(prefix, key);
    if (isPlainObject(value) && Object.keys(value).length > 0)
      for (const [inner, text] of flatten(value, column)) cells.set(inner, text);
    else cells.set(column, cellText(value));
  }
  return cells;
}

function columnOf(prefix: string, key: string): string {
  const isPlain = key !== "" && !/[.[\]"]/.test(key) && (prefix !== "" || key !== KEY_COLUMN);
  if (!isPlain) return `${prefix}[${JSON.stringify(key)}]`;
  return prefix === "" ? key : `${prefix}.${key}`;
}

const isPlainObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function cellText(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? inertText(value) : JSON.stringify(value);
}
