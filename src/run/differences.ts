/** Two JSON values compared key by key. */
import { cut } from "../base/cut.ts";
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";

export interface Difference {
  /** As in `data.sizes[2]`; empty for the whole value. */
  readonly path: string;
  /** undefined: not there. */
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function jsonDifferences(left: Json | undefined, right: Json | undefined, path = ""): Difference[] {
  if (isObject(left) && isObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return keys.flatMap((key) => jsonDifferences(left[key], right[key], path ? `${path}.${key}` : key));
  }
  return textOf(left) === textOf(right) ? [] : [{ path, left, right }];
}

/** "starts: 100 there, 200 asked for" */
export const formatDifference = ({ path, left, right }: Difference): string =>
  `${path}: ${shown(left)} there, ${shown(right)} asked for`;

const LONGEST = 60;

const textOf = (value: Json | undefined): string => (value === undefined ? "" : canonicalJson(value));

function shown(value: Json | undefined): string {
  return cut(value === undefined ? "nothing" : canonicalJson(value), LONGEST);
}
