/** Single settings "key=value" of the command line, read by what the schema says of their place. */

import { shown } from "../base/arguments.ts";
import { cut } from "../base/cut.ts";
import { FormatError, SpecError } from "../base/errors.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { MOST_DEPTH, parseJsonText } from "../base/json-text.ts";
import { formatPath, nodesAt, type Path, type SchemaNode } from "./allowed.ts";
import { ofKind, valueAt } from "./config-errors.ts";

/**
 * Applies settings in their order, the later the stronger. A kind of data or landscape may be chosen by its key alone: what the preset
 * says of another kind, and this one has not, goes, whatever the order.
 *
 * @throws {SpecError} for what is no setting, an item beyond a list's end, a path or value that is too deep
 */
export function applySettings(
  config: JsonObject,
  schema: SchemaNode,
  settings: readonly string[],
): JsonObject {
  let changed = config;
  const paths: Path[] = [];
  for (const setting of settings) {
    const { key, text } = split(setting);
    const path = pathOf(key, changed, setting);
    const nodes = nodesAt(schema, path);
    changed = withValue(changed, path, {
      at: 0,
      value: readValue(text, nodes, setting),
      setting,
    }) as JsonObject;
    paths.push(path);
  }
  return fitKinds(changed, schema, paths);
}

function split(setting: string): { readonly key: string; readonly text: string } {
  const equals = setting.indexOf("=");
  const key = setting.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || key === "")
    throw new SpecError(
      cut(setting, SHOWN),
      `--set ${cut(setting, SHOWN)}: a setting is written key=value, as starts=200.`,
    );
  return { key, text: setting.slice(equals + 1).trim() };
}

const KEY = /^[^.[\]]+(?:\.[^.[\]]+|\[\d{1,16}\])*$/;

function pathOf(key: string, config: JsonObject, setting: string): Path {
  if (key.length > 1000 || !KEY.test(key))
    throw new SpecError(
      cut(key, SHOWN),
      `--set ${cut(setting, SHOWN)}: a key is written as starts, data.kind or sizes[1]; got ${shown(key)}.`,
    );
  const parts = key.match(/[^.[\]]+|\[\d+\]/g)!;
  if (parts.length > MOST_DEPTH)
    throw new SpecError(
      cut(key, SHOWN),
      `--set ${cut(setting, SHOWN)}: the key nests deeper than ${MOST_DEPTH} levels.`,
    );
  const path: (string | number)[] = [];
  for (const part of parts) {
    const isIndex = part.startsWith("[") || (/^\d+$/.test(part) && Array.isArray(valueAt(config, path)));
    path.push(isIndex ? Number(part.replace(/[[\]]/g, "")) : part);
  }
  return path;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** By the type that belongs there: a number where one does (".1" too), a text where one does, JSON or "25,50" for lists. */
function readValue(text: string, nodes: readonly SchemaNode[], setting: string): Json {
  const types = new Set(nodes.map(typeOf));
  if ((types.has("number") || types.has("integer")) && NUMBER.test(text)) return Number(text);
  const value = jsonOrText(text, setting);
  const onlyText =
    types.has("string") && !["number", "integer", "boolean", "null"].some((type) => types.has(type));
  if (onlyText && (value === null || typeof value === "number" || typeof value === "boolean")) return text;
  const list = nodes.find((node) => typeOf(node) === "array");
  if (!list || Array.isArray(value)) return value;
  if (text === "") return [];
  const items = list.items ? nodesAt(list.items, []) : [];
  return text.split(",").map((part) => readValue(part.trim(), items, setting));
}

const typeOf = (node: SchemaNode): string | undefined =>
  node.type ?? (typeof (node.const ?? node.enum?.[0]) === "string" ? "string" : undefined);

/** JSON where it is JSON; otherwise text. What begins as an object, a list or a quote and goes wrong is told. */
function jsonOrText(text: string, setting: string): Json {
  try {
    return parseJsonText(text, "the value");
  } catch (error) {
    if (!(error instanceof FormatError) || !/^[{["]/.test(text)) return text;
    throw new SpecError(cut(setting, SHOWN), `--set ${cut(setting, SHOWN)}: ${error.message}`);
  }
}

interface Change {
  /** How far along the path. */
  readonly at: number;
  readonly value: Json;
  readonly setting: string;
}

function withValue(target: Json | undefined, path: Path, change: Change): Json {
  const { at, value, setting } = change;
  const head = path[at];
  if (head === undefined) return value;
  const next = { ...change, at: at + 1 };
  if (typeof head === "number") {
    const items = Array.isArray(target) ? target : [];
    if (head > items.length)
      throw new SpecError(
        formatPath(path),
        `--set ${cut(setting, SHOWN)}: ${formatPath(path.slice(0, at))} has ${items.length} items; the next is ${formatPath([...path.slice(0, at), items.length])}.`,
      );
    return [...items.slice(0, head), withValue(items[head], path, next), ...items.slice(head + 1)];
  }
  const object: JsonObject =
    target !== null && typeof target === "object" && !Array.isArray(target) ? (target as JsonObject) : {};
  const before = Object.hasOwn(object, head) ? object[head] : undefined;
  return Object.fromEntries([...Object.entries(object), [head, withValue(before, path, next)]]);
}

/** Of objects that come in kinds: what was not set, and is no key of the kind that was, goes. */
function fitKinds(config: JsonObject, schema: SchemaNode, paths: readonly Path[]): JsonObject {
  let fitted = config;
  const places = new Map(
    paths.flatMap((path) =>
      path.slice(0, -1).map((_, i) => [formatPath(path.slice(0, i + 1)), path.slice(0, i + 1)]),
    ),
  );
  for (const [name, place] of places) {
    const object = valueAt(fitted, place);
    if (object === null || typeof object !== "object" || Array.isArray(object)) continue;
    const kinds = nodesAt(schema, place);
    const chosen = kinds.length > 1 ? ofKind(kinds, object as JsonObject) : [];
    if (chosen.length !== 1) continue;
    const isSet = (key: string) =>
      paths.some((path) => {
        const text = formatPath(path);
        return (
          text === name ||
          text === `${name}.${key}` ||
          text.startsWith(`${name}.${key}.`) ||
          text.startsWith(`${name}.${key}[`)
        );
      });
    const kept = Object.entries(object).filter(
      ([key]) => chosen[0]!.properties?.[key] !== undefined || isSet(key),
    );
    fitted = withValue(fitted, place, {
      at: 0,
      value: Object.fromEntries(kept),
      setting: name,
    }) as JsonObject;
  }
  return fitted;
}

/** Characters of a setting that a message shows. */
const SHOWN = 60;
