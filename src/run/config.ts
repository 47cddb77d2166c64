/** A complete, checked config from a preset, a seed, a file's keys and single settings. */
import { SpecError } from "../base/errors.ts";
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";
import { MOST_DEPTH } from "../base/json-text.ts";
import { schemaOf } from "./allowed.ts";
import { calledPart } from "./call-experiment.ts";
import { configError } from "./config-errors.ts";
import type { AnyExperiment, Scale } from "./contract.ts";
import { applySettings } from "./settings.ts";

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
  if (settings.length > 0) config = applySettings(config, schemaOf(experiment), settings);
  return checkConfig(experiment, config);
}

export function checkConfig(experiment: AnyExperiment, config: JsonObject): CompleteConfig {
  assertDepth(config);
  const parsed = experiment.schema.safeParse(config);
  if (!parsed.success) throw configError(experiment.id, config, schemaOf(experiment), parsed.error.issues);
  const complete = JSON.parse(canonicalJson(parsed.data as Json)) as CompleteConfig;
  calledPart(experiment.id, "check", () => experiment.check?.(complete));
  return complete;
}

/** @throws {SpecError} for a value of more levels than a config has, one that holds itself among them */
function assertDepth(value: unknown, depth = 0): void {
  if (value === null || typeof value !== "object") return;
  if (depth > MOST_DEPTH) throw new SpecError("config", `The config nests deeper than ${MOST_DEPTH} levels.`);
  for (const inner of Object.values(value)) assertDepth(inner, depth + 1);
}
