/** Data files are hashed and read once before anything is written: a missing or damaged one is told at once, not by a worker later. */
import { fileDigest } from "../base/file-digest.ts";
import type { FileSeal, FileSource } from "../base/files.ts";
import { canonicalJson, type Json } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";
import { type DataSpec, loadData } from "./data-spec.ts";
import { mnistSeals } from "./mnist.ts";

const FROM_FILES = new Set(["mnist", "idx", "csv"]);

/**
 * Cost: every file is read twice, in a stream for its hash and as a whole for its data.
 *
 * @returns path and SHA-256 of every file that the data are made of, each once, sorted by path
 * @throws {FormatError} or a `file` error, as loading does
 */
export async function checkDataFiles(
  makeEngine: () => Engine,
  specs: readonly { readonly kind: string }[],
  files: FileSource,
): Promise<readonly FileSeal[]> {
  const named = specs.filter((spec) => FROM_FILES.has(spec.kind));
  const distinct = new Map(named.map((spec) => [canonicalJson(spec as Json), spec as DataSpec]));
  if (distinct.size === 0) return [];
  const engine = makeEngine();
  const seals = new Map<string, FileSeal>();
  for (const spec of distinct.values()) {
    if (spec.kind === "mnist")
      for (const seal of await mnistSeals(files, spec.directory)) seals.set(seal.path, seal);
    for (const path of pathsOf(spec))
      if (!seals.has(path)) seals.set(path, { path, sha256: await fileDigest(files, path) });
    await loadData(spec, { engine, files });
  }
  return [...seals.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files that a spec names; MNIST's are looked for. */
function pathsOf(spec: DataSpec): readonly string[] {
  if (spec.kind === "csv") return [spec.file];
  return spec.kind === "idx" ? [spec.images, spec.labels, spec.testImages, spec.testLabels] : [];
}
