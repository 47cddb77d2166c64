/** The files of a run, when it is planned: data that the config names, files that the experiment names, the landscape's module. */
import { shown } from "../base/arguments.ts";
import { SpecError } from "../base/errors.ts";
import type { FileSeal } from "../base/files.ts";
import type { CompiledKernels } from "../engine/engine.ts";
import { calledPart } from "./call-experiment.ts";
import type { CompleteConfig } from "./config.ts";
import type { AnyExperiment, DataSource } from "./contract.ts";
import type { Host } from "./host.ts";
import { sealFiles, uniteSeals } from "./sealed-files.ts";

export interface FilePlan {
  readonly host: Host;
  readonly wasm: CompiledKernels;
  /** Bytes of files by name (the browser). */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/**
 * Hashes every file that the run of a config reads, each once; data files are read as data, too.
 *
 * @throws {FormatError} for a data file that is not what it should be
 * @throws {LosscapeError} `file` for one that cannot be read
 */
export async function planFiles(
  experiment: AnyExperiment,
  config: CompleteConfig,
  { host, wasm, files = {} }: FilePlan,
): Promise<readonly FileSeal[]> {
  const data = experiment.data ? await host.checkData(wasm, [dataOf(experiment, config)], files) : [];
  const named = await sealFiles(host.filesOf(files), namedFiles(experiment, config));
  const module = experiment.landscape?.of(config);
  const modules = module?.sha256 ? [{ path: module.file, sha256: module.sha256 }] : [];
  return uniteSeals(data, named, modules);
}

function namedFiles(experiment: AnyExperiment, config: CompleteConfig): readonly string[] {
  const paths: unknown = calledPart(experiment.id, "files", () => experiment.files?.(config) ?? []);
  if (Array.isArray(paths) && paths.every((path) => typeof path === "string" && path !== "")) return paths;
  throw new SpecError(
    "files",
    `${experiment.id}: \`files\` gives a list of paths, it gives ${Array.isArray(paths) ? "a list with other things" : shown(paths)}.`,
  );
}

function dataOf({ id, data }: AnyExperiment, config: CompleteConfig): DataSource {
  const source: unknown = calledPart(id, "data.of", () => data!.of(config));
  const { kind } = (source ?? {}) as Partial<DataSource>;
  if (typeof kind === "string") return source as DataSource;
  throw new SpecError(
    "data",
    `${id}: \`data.of\` gives an object with a \`kind\`, it gives ${shown(source)}.`,
  );
}
