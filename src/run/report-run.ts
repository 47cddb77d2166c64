/** Makes a run's result files again from its rows, without running anything. */
import { RunError, SpecError } from "../base/errors.ts";
import type { AnyExperiment } from "./contract.ts";
import { parseJournal } from "./journal.ts";
import { MANIFEST_FILE, readManifest } from "./manifest.ts";
import { matchEntries, planTasks } from "./plan.ts";
import type { Renderer, Store } from "./ports.ts";
import { type Results, ROWS_FILE, writeResults } from "./results.ts";
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
    const manifest = await readManifest(store);
    if (!manifest)
      throw new SpecError(store.label, `${store.label} is no run directory: it has no ${MANIFEST_FILE}.`);
    if (manifest.shard !== formatShard(null))
      throw new SpecError(
        store.label,
        `${store.label} holds shard ${manifest.shard} of a run; merge the shards first.`,
      );
    const experiment = experiments.find(({ id }) => id === manifest.experiment);
    if (!experiment)
      throw new SpecError(
        store.label,
        `${store.label} is a run of "${manifest.experiment}", which is not known here.`,
      );
    const { config } = manifest;
    const planned = planTasks(experiment, config);
    const file = `${store.label}/${ROWS_FILE}`;
    const bytes = (await store.read(ROWS_FILE)) ?? new Uint8Array(0);
    const done = matchEntries(parseJournal(bytes, file).entries, planned, file);
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
