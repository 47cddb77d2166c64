/** What a whole run takes from the place it runs in. Node has one, the browser another; `#host` names the present one. */
import type { FileSeal } from "../base/files.ts";
import type { JsonObject } from "../base/json.ts";
import type { CompiledKernels } from "../engine/engine.ts";
import type { AnyExperiment, DataSource, FileSource } from "./contract.ts";
import type { Renderer, Store, TaskPool } from "./ports.ts";

export interface PoolRequest {
  readonly wasm: CompiledKernels;
  /** Number of workers; one a core when not given. */
  readonly size?: number;
  /** Modules with experiments of the user's own (Node). */
  readonly modules: readonly string[];
  /** Bytes of the files that tasks may read, by name (the browser; Node reads the disk). */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface Host {
  /** Workers where none are asked for, and bytes of memory that are free; absent where the host does not tell. */
  readonly cores?: number;
  readonly freeBytes?: number;
  /** The machine, for the manifest and the log. */
  readonly machine: JsonObject;
  /** Built-in experiments, and those that modules export. */
  loadExperiments(modules: readonly string[]): Promise<readonly AnyExperiment[]>;
  compile(options: { readonly relaxed: boolean }): Promise<CompiledKernels>;
  createPool(request: PoolRequest): Promise<TaskPool>;
  /** What a task of this thread may read. */
  filesOf(files: Readonly<Record<string, Uint8Array>>): FileSource;
  /** @throws {HostError} where there are no directories */
  openStore(directory: string): Store;
  createRenderer(): Promise<Renderer>;
  /**
   * Hashes every data file and reads it once, so that a missing or damaged one is told before anything is written.
   *
   * @returns the files, sorted by path
   */
  checkData(
    wasm: CompiledKernels,
    sources: readonly DataSource[],
    files: Readonly<Record<string, Uint8Array>>,
  ): Promise<readonly FileSeal[]>;
  /** SHA-256 of the user's module that exports the experiment; null for one that comes with losscape or is a value. */
  codeOf(experiment: AnyExperiment): string | null;
}

/** The host of this package's entry: `imports` of package.json names it for Node and for the browser. */
export async function presentHost(): Promise<Host> {
  const { host } = await import("#host");
  return host;
}
