/** Rows as CSV [RFC 4180]: nested objects become dotted columns, lists stay JSON in one cell. */
import type { Json, JsonObject } from "../base/json.ts";
import { csvField } from "../report/csv-field.ts";
import type { JournalEntry } from "./journal.ts";

export function rowsCsv(entries: readonly JournalEntry[]): string {
  const flat = entries.map(({ key, row }) => ({ key, cells: flatten(JSON.parse(row) as JsonObject) }));
  const columns = [...new Set(flat.flatMap(({ cells }) => [...cells.keys()]))].sort();
  const lines = [
    ["task", ...columns],
    ...flat.map(({ key, cells }) => [key, ...columns.map((column) => cells.get(column) ?? "")]),
  ];
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}

function flatten(row: JsonObject, prefix = ""): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [key, value] of Object.entries(row)) {
    if (isPlainObject(value))
      for (const [inner, text] of flatten(value, `${prefix}${key}.`)) cells.set(inner, text);
    else cells.set(prefix + key, cellText(value));
  }
  return cells;
}

const isPlainObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function cellText(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
