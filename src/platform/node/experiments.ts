/** The experiments at hand: those that come with losscape, and a user's own from modules. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LosscapeError, SpecError } from "../../base/errors.ts";
import { bytesDigest } from "../../base/sha256.ts";
import { experiments as builtIn } from "../../generated/experiments.ts";
import { assertExperiment } from "../../run/assert-run.ts";
import type { AnyExperiment } from "../../run/contract.ts";
import { withFileErrors } from "./file-error.ts";

/** Of experiments from modules: SHA-256 of the module's bytes when it was first loaded here (of no module that it imports). */
const codes = new WeakMap<AnyExperiment, string>();

/** SHA-256 of the user's module that exports the experiment; null for one that comes with losscape, or is a value. */
export const codeOf = (experiment: AnyExperiment): string | null => codes.get(experiment) ?? null;

/**
 * @param modules paths of ES modules that export `experiments`, a list
 * @throws {SpecError} when a module exports none, or an id is taken
 */
export async function loadExperiments(modules: readonly string[] = []): Promise<readonly AnyExperiment[]> {
  const all: AnyExperiment[] = [...builtIn];
  for (const path of modules) {
    for (const experiment of await experimentsOf(path)) {
      if (all.some(({ id }) => id === experiment.id))
        throw new SpecError("load", `${path}: an experiment "${experiment.id}" exists already.`);
      all.push(experiment);
    }
  }
  return all;
}

async function experimentsOf(path: string): Promise<readonly AnyExperiment[]> {
  let module: { experiments?: unknown };
  const code = await bytesDigest(await withFileErrors("load", path, () => readFile(resolve(path))));
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as { experiments?: unknown };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    const hint =
      code === "ERR_MODULE_NOT_FOUND" && /package '(?:losscape|zod)'/.test(message)
        ? ". Install losscape and zod beside the module: npm install losscape zod"
        : "";
    throw new LosscapeError("file", `Cannot load ${path}: ${message}${hint}`, { cause: error });
  }
  if (!Array.isArray(module.experiments))
    throw new SpecError("load", `${path} must export \`experiments\`, a list of experiments.`);
  for (const experiment of module.experiments) {
    assertExperiment(path, experiment);
    if (!codes.has(experiment)) codes.set(experiment, code); // Node loads a module once, and keeps it
  }
  return module.experiments;
}
