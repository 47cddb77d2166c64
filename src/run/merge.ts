/** Shards of one run become the run. */
import { RunError, SpecError } from "../base/errors.ts";
import type { JournalEntry } from "./journal.ts";
import {
  assertSameRun,
  formatManifest,
  MANIFEST_FILE,
  type RunManifest,
  readManifest,
  WAYS_OUT,
} from "./manifest.ts";
import type { Renderer, Store } from "./ports.ts";
import { type Results, writeResults } from "./results.ts";
import { type KnownHere, type RunDirectory, readRunDirectory } from "./run-directory.ts";
import { formatShard } from "./shard.ts";

export interface MergeOptions extends KnownHere {
  readonly target: Store;
  readonly renderer: Renderer;
}

/**
 * Merges run directories (shards, or halves of one run) into `target`, with the same bytes as an undivided run's.
 *
 * @throws {SpecError} when tasks are missing, saying which
 * @throws {RunError} `run-differs` when they are not parts of one run (config, seed, version, kernels, code, files), `run-corrupt` when
 *   two have different rows for one task
 * @throws {FormatError} for a damaged manifest or journal
 */
export async function mergeRuns(sources: readonly Store[], options: MergeOptions): Promise<Results> {
  const parts: RunDirectory[] = [];
  for (const store of sources) parts.push(await readRunDirectory(store, options));
  const first = parts[0];
  if (!first) throw new SpecError("dirs", "merge: give at least one run directory.");
  const whole: RunManifest = { ...first.manifest, shard: formatShard(null) };
  for (const { store, manifest } of parts)
    assertSameRun({ ...manifest, shard: whole.shard }, whole, {
      label: store.label,
      wayOut: WAYS_OUT.parts,
    });
  return await writeMerged({ first, whole, entries: unite(parts) }, options);
}

function unite(parts: readonly RunDirectory[]): JournalEntry[] {
  const { planned } = parts[0]!;
  const all = new Map<string, { readonly entry: JournalEntry; readonly label: string }>();
  for (const { store, done } of parts)
    for (const [key, entry] of done) {
      const other = all.get(key);
      if (other && other.entry.row !== entry.row)
        throw new RunError(
          "run-corrupt",
          `merge: ${other.label} and ${store.label} have different rows for task "${key}", which of one run are equal; see which is right with: losscape replay ${store.label} "${key}"`,
        );
      all.set(key, { entry, label: store.label });
    }
  const missing = planned.filter(({ task }) => !all.has(task.key));
  if (missing.length > 0)
    throw new SpecError(
      "dirs",
      `merge: ${missing.length} of ${planned.length} tasks are missing, the first is "${missing[0]!.task.key}". ${unfinished(parts)}`,
    );
  return planned.map(({ task }) => all.get(task.key)!.entry);
}

const unfinished = (parts: readonly RunDirectory[]): string =>
  `Given: ${parts.map(({ store, manifest, done }) => `${store.label} (shard ${manifest.shard}, ${done.size} rows)`).join(", ")}.`;

interface Merged {
  readonly first: RunDirectory;
  readonly whole: RunManifest;
  readonly entries: readonly JournalEntry[];
}

/** What the target holds already may be a part of the same run, and then agrees with what is written over it. */
async function writeMerged(
  { first: { experiment }, whole, entries }: Merged,
  options: MergeOptions,
): Promise<Results> {
  const { target, renderer } = options;
  const lock = await target.lock();
  try {
    const there = await readManifest(target);
    if (there) {
      assertSameRun(there, whole, { label: target.label, wayOut: WAYS_OUT.merge });
      const { done } = await readRunDirectory(target, options);
      for (const { key, row } of entries)
        if (done.has(key) && done.get(key)!.row !== row)
          throw new RunError(
            "run-corrupt",
            `merge: ${target.label} has another row for task "${key}" than the directories to be merged; choose another --out.`,
          );
    }
    const manifest = there ?? whole;
    if (!there) await target.write(MANIFEST_FILE, formatManifest(manifest));
    return await writeResults(target, { experiment, config: whole.config, manifest, entries, renderer });
  } finally {
    await lock.release();
  }
}
