/** Texts of the command line as values. */
import { readFile } from "node:fs/promises";
import { FormatError, SpecError } from "../base/errors.ts";
import type { JsonObject } from "../base/json.ts";
import { readJson } from "../base/json-text.ts";
import { withFileErrors } from "../platform/node/file-error.ts";
import { MAX_SEED } from "../run/config.ts";
import type { AnyExperiment } from "../run/contract.ts";
import { findExperiment } from "../run/find-experiment.ts";

const WHOLE = /^[+-]?\d+(?:\.0*)?(?:[eE]\+?\d+)?$/;

/** @throws {SpecError} when the text is not a whole number in the range */
export function parseWhole(
  option: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!WHOLE.test(text.trim()) || !Number.isInteger(value) || value < least || value > most)
    throw new SpecError(option, `${option} must be a whole number from ${least} to ${most}; got "${text}".`);
  return value;
}

export const parseSeed = (text: string | undefined): number | undefined =>
  parseWhole("--seed", text, { least: 0, most: MAX_SEED });

export const parseWorkers = (text: string | undefined): number | undefined =>
  parseWhole("--workers", text, { least: 1, most: 1024 });

/** @throws {SpecError} when the text is no number above 0 */
export function parseMaxSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new SpecError("--max-seconds", `--max-seconds must be a number above 0; got "${text}".`);
}

/** "a,b" in the order of the list of experiments; all when nothing is given. */
export function selectExperiments(
  experiments: readonly AnyExperiment[],
  only: string | undefined,
): readonly AnyExperiment[] {
  if (only === undefined) return experiments;
  const wanted = only
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((id) => findExperiment(experiments, id));
  if (wanted.length === 0) throw new SpecError("--only", "--only needs at least one experiment's id.");
  return experiments.filter((experiment) => wanted.includes(experiment));
}

/** @throws {FormatError} when the file is not a JSON object, with the place where that is seen */
export async function readConfigFile(path: string | undefined): Promise<JsonObject> {
  if (path === undefined) return {};
  const bytes = await withFileErrors("read", path, () => readFile(path));
  const value = readJson(bytes, path);
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new FormatError(0, `${path} must hold a JSON object of settings.`);
  return value as JsonObject;
}
