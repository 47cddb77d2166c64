/** Data files are read once before anything is written: a missing or damaged one is told at once, not by a worker later. */
import type { FileSource } from "../base/files.ts";
import { canonicalJson, type Json } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";
import { type DataSpec, loadData } from "./data-spec.ts";

const FROM_FILES = new Set(["mnist", "idx", "csv"]);

/** @throws {FormatError} or a `file` error, as loading does */
export async function checkDataFiles(
  makeEngine: () => Engine,
  specs: readonly { readonly kind: string }[],
  files: FileSource,
): Promise<void> {
  const named = specs.filter((spec) => FROM_FILES.has(spec.kind));
  const distinct = new Map(named.map((spec) => [canonicalJson(spec as Json), spec]));
  if (distinct.size === 0) return;
  const engine = makeEngine();
  for (const spec of distinct.values()) await loadData(spec as DataSpec, { engine, files });
}
