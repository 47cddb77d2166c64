/** A schema's complaints as sentences: which key, which value, what is allowed. */

import type { z } from "zod";
import { cut } from "../base/cut.ts";
import { SpecError } from "../base/errors.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { describeNodes, formatPath, nodesAt, type Path, type SchemaNode } from "./allowed.ts";
import { suggestion } from "./nearest.ts";

type Issue = z.core.$ZodIssue;

/** One SpecError for all that is wrong with a config. */
export function configError(where: string, config: JsonObject, schema: SchemaNode, issues: readonly Issue[]) {
  const sentences = issues.map((issue) => sentence(issue, config, schema));
  const first = issues[0]!;
  return new SpecError(formatPath(pathOf(first)), `${where}: ${sentences.join(" ")}`);
}

const pathOf = (issue: Issue): Path => issue.path.map((part) => (typeof part === "symbol" ? "?" : part));

function sentence(issue: Issue, config: JsonObject, schema: SchemaNode): string {
  const path = pathOf(issue);
  if (issue.code === "unrecognized_keys") return unknownKeys(issue.keys, path, { config, schema });
  const nodes = nodesAt(schema, path);
  const value = valueAt(config, path);
  const name = formatPath(path) || "the config";
  if (issue.code === "custom") return `${name}: ${issue.message}${/[.!?]$/.test(issue.message) ? "" : "."}`;
  if (nodes.length === 0) return `${name}: ${issue.message}.`;
  const described = nodes[0]!.description?.replace(/\.$/, "") ?? "";
  const meaning = described && described.length <= LONGEST_MEANING ? ` (${described})` : "";
  return value === undefined
    ? `${name}${meaning} is missing; it must be ${describeNodes(nodes)}.`
    : `${name}${meaning} must be ${describeNodes(nodes)}; got ${shown(value)}.`;
}

function unknownKeys(
  keys: readonly string[],
  path: Path,
  { config, schema }: { readonly config: JsonObject; readonly schema: SchemaNode },
): string {
  const object = valueAt(config, path) as JsonObject;
  const nodes = ofKind(nodesAt(schema, path), object);
  const known = [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
  const place = path.length ? ` in ${formatPath(path)}` : "";
  return keys
    .map((key) => {
      const hint = suggestion(key, known) || ` The keys are ${known.join(", ")}.`;
      return `There is no key ${shownKey(key)}${place}.${hint}`;
    })
    .join(" ");
}

export function valueAt(value: Json, path: Path): Json | undefined {
  let inner: Json | undefined = value;
  for (const part of path) {
    if (inner === null || typeof inner !== "object") return undefined;
    inner = Object.hasOwn(inner, part) ? (inner as Record<string | number, Json>)[part] : undefined;
  }
  return inner;
}

/** The nodes whose constant members are those of the object; all, when there are none. */
export function ofKind(nodes: readonly SchemaNode[], object: JsonObject): readonly SchemaNode[] {
  const fitting = nodes.filter(({ properties }) =>
    Object.entries(properties ?? {}).every(
      ([key, { const: fixed }]) => fixed === undefined || fixed === object[key],
    ),
  );
  return fitting.length > 0 ? fitting : nodes;
}

const shownKey = (key: string): string => `"${cut(key, LONGEST)}"`;

const LONGEST = 80;
const LONGEST_MEANING = 60;

function shown(value: Json): string {
  return cut(JSON.stringify(value), LONGEST);
}
