/** Data files are read once before anything is written: a missing or damaged one is told at once, not by a worker later. */
import { canonicalJson, type Json } from "../base/json.ts";
import { type DataSpec, loadData } from "../data/data-spec.ts";
import { type CompiledKernels, Engine } from "../engine/engine.ts";
import { nodeFiles } from "../platform/node/files.ts";
import type { CompleteConfig } from "../run/config.ts";

const FROM_FILES = new Set(["mnist", "idx", "csv"]);

/** @throws {FormatError} or a `file` error, as loading does */
export async function checkDataFiles(
  wasm: CompiledKernels,
  configs: readonly CompleteConfig[],
): Promise<void> {
  const specs = configs.map((config) => (config as { readonly data?: DataSpec }).data);
  const named = specs.filter((spec) => spec !== undefined && FROM_FILES.has(spec.kind));
  const distinct = new Map(named.map((spec) => [canonicalJson(spec as never as Json), spec!]));
  if (distinct.size === 0) return;
  const engine = new Engine(wasm);
  for (const spec of distinct.values()) await loadData(spec, { engine, files: nodeFiles });
}
