/** Shards of one run become the run. */
import { RunError, SpecError } from "../base/errors.ts";
import type { AnyExperiment } from "./contract.ts";
import { type JournalEntry, parseJournal } from "./journal.ts";
import { assertSameRun, formatManifest, MANIFEST_FILE, type RunManifest, readManifest } from "./manifest.ts";
import { matchEntries, planTasks } from "./plan.ts";
import type { Renderer, Store } from "./ports.ts";
import { type Results, ROWS_FILE, writeResults } from "./results.ts";
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
  for (const store of sources) parts.push(await readPart(store));
  const first = parts[0];
  if (!first) throw new SpecError("dirs", "merge: give at least one run directory.");
  const whole: RunManifest = { ...first.manifest, shard: formatShard(null) };
  for (const { store, manifest } of parts)
    assertSameRun({ ...manifest, shard: whole.shard }, whole, store.label);
  const experiment = options.experiments.find(({ id }) => id === whole.experiment);
  if (!experiment) throw new SpecError("dirs", `merge: there is no experiment "${whole.experiment}" here.`);
  const entries = unite(experiment, whole, parts);
  return await writeMerged(experiment, { whole, entries }, options);
}

interface Part {
  readonly store: Store;
  readonly manifest: RunManifest;
  readonly entries: readonly JournalEntry[];
}

async function readPart(store: Store): Promise<Part> {
  const manifest = await readManifest(store);
  if (!manifest)
    throw new SpecError(store.label, `${store.label} is no run directory: it has no ${MANIFEST_FILE}.`);
  const bytes = (await store.read(ROWS_FILE)) ?? new Uint8Array(0);
  const { entries } = parseJournal(bytes, `${store.label}/${ROWS_FILE}`);
  return { store, manifest, entries };
}

function unite(experiment: AnyExperiment, whole: RunManifest, parts: readonly Part[]): JournalEntry[] {
  const planned = planTasks(experiment, whole.config);
  const all = new Map<string, JournalEntry>();
  for (const { store, entries } of parts) {
    for (const [key, entry] of matchEntries(entries, planned, `${store.label}/${ROWS_FILE}`)) {
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

const unfinished = (parts: readonly Part[]): string =>
  `Given: ${parts.map(({ store, manifest, entries }) => `${store.label} (shard ${manifest.shard}, ${entries.length} rows)`).join(", ")}.`;

async function writeMerged(
  experiment: AnyExperiment,
  { whole, entries }: { whole: RunManifest; entries: readonly JournalEntry[] },
  { target, renderer }: MergeOptions,
): Promise<Results> {
  const lock = await target.lock();
  try {
    const there = await readManifest(target);
    if (there) assertSameRun(there, whole, target.label);
    const manifest = there ?? whole;
    if (!there) await target.write(MANIFEST_FILE, formatManifest(manifest));
    return await writeResults(target, { experiment, config: whole.config, manifest, entries, renderer });
  } finally {
    await lock.release();
  }
}
