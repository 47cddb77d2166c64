/** Shards of one run become the run. */
import { RunError, SpecError } from "../base/errors.ts";
import type { AnyExperiment } from "./contract.ts";
import type { JournalEntry } from "./journal.ts";
import {
  assertSameRun,
  formatManifest,
  MANIFEST_FILE,
  type RunManifest,
  readManifest,
  WAYS_OUT,
} from "./manifest.ts";
import { planTasks } from "./plan.ts";
import type { Renderer, Store } from "./ports.ts";
import { type Results, writeResults } from "./results.ts";
import { entriesByTask, type RunDirectory, readRunDirectory } from "./run-directory.ts";
import { formatShard } from "./shard.ts";

export interface MergeOptions {
  readonly target: Store;
  readonly experiments: readonly AnyExperiment[];
  readonly renderer: Renderer;
}

/**
 * Merges run directories (shards, or halves of one run) into `target`, with the same bytes as an undivided run's.
 *
 * @throws {SpecError} when they are not parts of one run, or when tasks are missing, saying which
 * @throws {FormatError} for a damaged journal
 */
export async function mergeRuns(sources: readonly Store[], options: MergeOptions): Promise<Results> {
  const parts = [];
  for (const store of sources) parts.push(await readRunDirectory(store));
  const first = parts[0];
  if (!first) throw new SpecError("dirs", "merge: give at least one run directory.");
  const whole: RunManifest = { ...first.manifest, shard: formatShard(null) };
  for (const { store, manifest } of parts)
    assertSameRun({ ...manifest, shard: whole.shard }, whole, {
      label: store.label,
      wayOut: WAYS_OUT.parts,
    });
  const experiment = options.experiments.find(({ id }) => id === whole.experiment);
  if (!experiment) throw new SpecError("dirs", `merge: there is no experiment "${whole.experiment}" here.`);
  const entries = unite(experiment, whole, parts);
  return await writeMerged(experiment, { whole, entries }, options);
}

function unite(
  experiment: AnyExperiment,
  whole: RunManifest,
  parts: readonly RunDirectory[],
): JournalEntry[] {
  const planned = planTasks(experiment, whole.config);
  const all = new Map<string, JournalEntry>();
  for (const part of parts) {
    const { store } = part;
    for (const [key, entry] of entriesByTask(part, planned)) {
      const other = all.get(key);
      if (other && other.row !== entry.row)
        throw new RunError(
          "run-corrupt",
          `merge: ${store.label} has another row for task "${key}" than a directory before it.`,
        );
      all.set(key, entry);
    }
  }
  const missing = planned.filter(({ task }) => !all.has(task.key));
  if (missing.length > 0)
    throw new SpecError(
      "dirs",
      `merge: ${missing.length} of ${planned.length} tasks are missing, the first is "${missing[0]!.task.key}". ${unfinished(parts)}`,
    );
  return planned.map(({ task }) => all.get(task.key)!);
}

const unfinished = (parts: readonly RunDirectory[]): string =>
  `Given: ${parts.map(({ store, manifest, entries }) => `${store.label} (shard ${manifest.shard}, ${entries.length} rows)`).join(", ")}.`;

async function writeMerged(
  experiment: AnyExperiment,
  { whole, entries }: { whole: RunManifest; entries: readonly JournalEntry[] },
  { target, renderer }: MergeOptions,
): Promise<Results> {
  const lock = await target.lock();
  try {
    const there = await readManifest(target);
    if (there) assertSameRun(there, whole, { label: target.label, wayOut: WAYS_OUT.merge });
    const manifest = there ?? whole;
    if (!there) await target.write(MANIFEST_FILE, formatManifest(manifest));
    return await writeResults(target, { experiment, config: whole.config, manifest, entries, renderer });
  } finally {
    await lock.release();
  }
}
