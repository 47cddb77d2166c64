/** JSON for people: sorted keys, two spaces, lists of plain values on one line. The same value gives the same bytes. */
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";

const INDENT = "  ";

export function prettyJson(value: Json): string {
  return `${pretty(value, "")}\n`;
}

function pretty(value: Json, indent: string): string {
  const inner = indent + INDENT;
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== "object"))
      return `[${value.map((item) => canonicalJson(item)).join(", ")}]`;
    return `[\n${value.map((item) => inner + pretty(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (value === null || typeof value !== "object") return canonicalJson(value);
  const object = value as JsonObject;
  const keys = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort();
  if (keys.length === 0) return "{}";
  const members = keys.map((key) => `${inner}${JSON.stringify(key)}: ${pretty(object[key] as Json, inner)}`);
  return `{\n${members.join(",\n")}\n${indent}}`;
}
