/** A user's landscape as part of a config: the module's checksum goes in, so that a row belongs to the very code that made it. */
import { HostError, SpecError } from "../base/errors.ts";
import type { FileSource, ImportedModule } from "../base/files.ts";
import { type CompleteConfig, checkConfig } from "./config.ts";
import type { AnyExperiment, ModuleSource } from "./contract.ts";

const DIGITS = 12;

/** The dimension of what a module exports when that is a landscape of one size, and no function that makes one. */
function fixedDimension(exports: Readonly<Record<string, unknown>>): number | undefined {
  const exported = (exports.default ?? exports.landscape) as { dimension?: unknown } | undefined;
  return typeof exported === "object" && Number.isInteger(exported?.dimension)
    ? (exported.dimension as number)
    : undefined;
}

/** @throws {HostError} where no modules can be run */
export async function importedModule(files: FileSource, path: string): Promise<ImportedModule> {
  if (!files.importModule) throw new HostError(`This host runs no modules; ${path} was asked for.`);
  return files.importModule(path);
}

/**
 * The config with the checksum of the landscape's module, where it names one.
 *
 * @throws {SpecError} when the config has the checksum of another module
 * @throws {LosscapeError} `file` when the module cannot be read or run
 */
export async function sealLandscape(
  experiment: AnyExperiment,
  config: CompleteConfig,
  files: FileSource,
): Promise<CompleteConfig> {
  const source: ModuleSource | undefined = experiment.landscape?.of(config);
  if (!source) return config;
  const { exports, sha256 } = await importedModule(files, source.file);
  if (source.sha256 !== undefined && source.sha256 !== sha256)
    throw new SpecError(
      "landscape.sha256",
      `${source.file} is not the module of this config: its SHA-256 is ${sha256.slice(0, DIGITS)}…, the config has ${source.sha256.slice(0, DIGITS)}…; leave landscape.sha256 out to take the module as it is.`,
    );
  const sealed = { ...source, sha256 };
  const changes = experiment.landscape!.overrides(sealed, config, fixedDimension(exports));
  return checkConfig(experiment, { ...config, ...changes });
}

/**
 * The settings by which `losscape run --landscape` names a module.
 *
 * @throws {SpecError} for an experiment that takes none
 */
export function landscapeOverrides(
  experiment: AnyExperiment,
  file: string | undefined,
): { readonly landscape?: ModuleSource } {
  if (file === undefined) return {};
  if (!experiment.landscape)
    throw new SpecError(
      "landscape",
      `${experiment.id} takes no landscape of your own; spin-glass-minima, layers, surface, escape and barrier do.`,
    );
  return { landscape: { kind: "module", file } };
}
