/** Makes a run's result files again from its rows, without running anything. */
import { RunError, SpecError } from "../base/errors.ts";
import type { AnyExperiment } from "./contract.ts";
import { planTasks } from "./plan.ts";
import type { Renderer, Store } from "./ports.ts";
import { type Results, writeResults } from "./results.ts";
import { entriesByTask, experimentOf, readRunDirectory } from "./run-directory.ts";
import { formatShard } from "./shard.ts";

export interface ReportRunOptions {
  readonly experiments: readonly AnyExperiment[];
  readonly renderer: Renderer;
}

/**
 * @throws {SpecError} when the directory holds no run, a shard, or a run of an unknown experiment
 * @throws {RunError} `run-incomplete` when tasks are missing
 */
export async function reportRun(store: Store, { experiments, renderer }: ReportRunOptions): Promise<Results> {
  const lock = await store.lock();
  try {
    const directory = await readRunDirectory(store);
    const { manifest } = directory;
    if (manifest.shard !== formatShard(null))
      throw new SpecError(
        store.label,
        `${store.label} holds shard ${manifest.shard} of a run; merge the shards first.`,
      );
    const experiment = experimentOf(directory, experiments);
    const { config } = manifest;
    const planned = planTasks(experiment, config);
    const done = entriesByTask(directory, planned);
    if (done.size < planned.length)
      throw new RunError(
        "run-incomplete",
        `${store.label} has ${done.size} of ${planned.length} tasks; give its command again to finish it first.`,
      );
    const entries = planned.map(({ task }) => done.get(task.key)!);
    return await writeResults(store, { experiment, config, manifest, entries, renderer });
  } finally {
    await lock.release();
  }
}
