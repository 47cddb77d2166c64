/** A complete, checked config from a preset, a seed, a file's keys and single settings. */
import { SpecError } from "../base/errors.ts";
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";
import { nodesAt, type Path, schemaOf } from "./allowed.ts";
import { calledPart } from "./call-experiment.ts";
import { configError, valueAt } from "./config-errors.ts";
import type { AnyExperiment, Scale } from "./contract.ts";

export interface ConfigSources {
  readonly scale?: Scale;
  readonly seed?: number;
  /** Replaces whole top-level keys of the preset. */
  readonly overrides?: JsonObject;
  /** "key=value" and "data.kind=teacher"; later ones win. */
  readonly settings?: readonly string[];
}

export const DEFAULT_SEED = 1;
/** Largest seed: 32 bits, as the random streams take them. */
export const MAX_SEED = 4_294_967_295;
export const SCALES: readonly Scale[] = ["quick", "laptop", "paper"];

export type CompleteConfig = JsonObject & { readonly seed: number };

/**
 * Completes and checks a config.
 *
 * @throws {SpecError} for an unknown key or a value out of range, naming it and what is allowed
 * @throws {MemoryError} when the experiment's own check finds that it cannot fit
 */
export function completeConfig(experiment: AnyExperiment, sources: ConfigSources = {}): CompleteConfig {
  const { scale = "quick", overrides = {}, settings = [] } = sources;
  let config: JsonObject = { seed: DEFAULT_SEED, ...(experiment.presets[scale] as JsonObject), ...overrides };
  if (sources.seed !== undefined) config = { ...config, seed: sources.seed };
  for (const setting of settings) config = applySetting(experiment, config, setting);
  return checkConfig(experiment, config);
}

export function checkConfig(experiment: AnyExperiment, config: JsonObject): CompleteConfig {
  const parsed = experiment.schema.safeParse(config);
  if (!parsed.success) throw configError(experiment.id, config, schemaOf(experiment), parsed.error.issues);
  const complete = JSON.parse(canonicalJson(parsed.data as Json)) as CompleteConfig;
  calledPart(experiment.id, "check", () => experiment.check?.(complete));
  return complete;
}

function applySetting(experiment: AnyExperiment, config: JsonObject, setting: string): JsonObject {
  const equals = setting.indexOf("=");
  const key = setting.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || key === "")
    throw new SpecError(setting, `--set ${setting}: a setting is written key=value, as starts=200.`);
  const path = parsePath(key);
  const present = valueAt(config, path);
  // of a setting that may be left out the schema alone knows
  const isList =
    present === undefined
      ? nodesAt(schemaOf(experiment), path).some(({ type }) => type === "array")
      : Array.isArray(present);
  const value = parseValue(setting.slice(equals + 1), isList);
  return withValue(config, path, value) as JsonObject;
}

function parsePath(key: string): Path {
  const parts = key.match(/[^.[\]]+/g) ?? [key];
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** JSON where it is JSON; "25,50" where a list belongs; otherwise text. */
function parseValue(text: string, isList: boolean): Json {
  const trimmed = text.trim();
  const value = parseJson(trimmed);
  if (isList && !Array.isArray(value))
    return trimmed === "" ? [] : trimmed.split(",").map((part) => parseJson(part.trim()));
  return value;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function withValue(target: Json | undefined, path: Path, value: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(target) && typeof head === "number") {
    const items = [...target];
    items[head] = withValue(items[head], rest, value);
    return items.map((item) => item ?? null);
  }
  const object = target !== null && typeof target === "object" && !Array.isArray(target) ? target : {};
  return { ...(object as JsonObject), [head]: withValue((object as JsonObject)[head], rest, value) };
}
