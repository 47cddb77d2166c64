/** A user's landscape as part of a config: the module's checksum goes in, so that a row belongs to the very code that made it. */
import { shown } from "../base/arguments.ts";
import { HostError, SpecError } from "../base/errors.ts";
import type { FileSource, ImportedModule } from "../base/files.ts";
import { type CompleteConfig, checkConfig } from "./config.ts";
import type { AnyExperiment, ModuleSource } from "./contract.ts";

const DIGITS = 12;

/**
 * The dimension of what a module exports when that is a landscape of one size, undefined when it is a function that makes them.
 *
 * @throws {SpecError} when it is neither
 */
function fixedDimension(file: string, exports: Readonly<Record<string, unknown>>): number | undefined {
  const exported = exports.default ?? exports.landscape;
  if (typeof exported === "function") return undefined;
  const dimension = (exported as { dimension?: unknown } | null | undefined)?.dimension;
  if (Number.isInteger(dimension)) return dimension as number;
  throw new SpecError(
    "landscape",
    `${file} exports no landscape: \`export default\` one with \`dimension\` and \`value(x)\`, or a function that makes one; it is ${shown(exported)}.`,
  );
}

/** @throws {HostError} where no modules can be run */
export async function importedModule(files: FileSource, path: string): Promise<ImportedModule> {
  if (!files.importModule) throw new HostError(`This host runs no modules; ${path} was asked for.`);
  return files.importModule(path);
}

/**
 * The config with checksum and dimension of the landscape's module, where it names one.
 *
 * @throws {SpecError} when the config has the checksum or the dimension of another module, or when nobody says how many coordinates
 * @throws {LosscapeError} `file` when the module cannot be read or run
 */
export async function sealLandscape(
  experiment: AnyExperiment,
  config: CompleteConfig,
  files: FileSource,
): Promise<CompleteConfig> {
  const source: ModuleSource | undefined = experiment.landscape?.of(config);
  if (!source) return config;
  const { file } = source;
  const { exports, sha256 } = await importedModule(files, file);
  if (source.sha256 !== undefined && source.sha256 !== sha256)
    throw new SpecError(
      "landscape.sha256",
      `${file} is not the module of this config: its SHA-256 is ${sha256.slice(0, DIGITS)}…, the config has ${source.sha256.slice(0, DIGITS)}…; leave landscape.sha256 out to take the module as it is.`,
    );
  const fixed = fixedDimension(file, exports);
  const dimension = source.dimension ?? fixed;
  if (dimension === undefined)
    throw new SpecError(
      "landscape.dimension",
      `${file} exports a function that makes landscapes of any size; say how many coordinates, as landscape.dimension=20.`,
    );
  if (fixed !== undefined && dimension !== fixed)
    throw new SpecError(
      "landscape.dimension",
      `${file} exports a landscape of ${fixed} coordinates; landscape.dimension is ${dimension}.`,
    );
  const sizes = experiment.landscape?.sized?.(config, dimension, fixed !== undefined) ?? {};
  return checkConfig(experiment, { ...config, ...sizes, landscape: { ...source, dimension, sha256 } });
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
