/** Makes a run's result files again from its rows, without running anything. */
import { RunError, SpecError } from "../base/errors.ts";
import type { Renderer, Store } from "./ports.ts";
import { type Results, writeResults } from "./results.ts";
import { type KnownHere, type RunDirectory, readRunDirectory } from "./run-directory.ts";
import { formatShard } from "./shard.ts";

export interface ReportRunOptions extends KnownHere {
  readonly renderer: Renderer;
  /** Looks at the run before anything is written. */
  readonly assertRun?: (directory: RunDirectory) => void;
}

/**
 * @throws {SpecError} when the directory holds no run, a shard, or a run of an unknown experiment
 * @throws {FormatError} when manifest or rows are damaged
 * @throws {RunError} `run-incomplete` when tasks are missing; `run-differs` for another version, a changed data file, foreign rows
 */
export async function reportRun(store: Store, options: ReportRunOptions): Promise<Results> {
  const { renderer, assertRun } = options;
  const lock = await store.lock();
  try {
    const directory = await readRunDirectory(store, options);
    const { manifest, experiment, planned, done } = directory;
    if (manifest.shard !== formatShard(null))
      throw new SpecError(
        store.label,
        `${store.label} holds shard ${manifest.shard} of a run; merge the shards first.`,
      );
    assertRun?.(directory);
    if (done.size < planned.length)
      throw new RunError(
        "run-incomplete",
        `${store.label} has ${done.size} of ${planned.length} tasks; give its command again to finish it first.`,
      );
    const entries = planned.map(({ task }) => done.get(task.key)!);
    return await writeResults(store, { experiment, config: manifest.config, manifest, entries, renderer });
  } finally {
    await lock.release();
  }
}
