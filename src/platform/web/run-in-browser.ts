/** Runs an experiment in Web Workers and yields the rows as they come, for a page that grows its figures. */
import type { JsonObject } from "../../base/json.ts";
import type { AnyExperiment, Task } from "../../run/contract.ts";
import type { TaskPool } from "../../run/ports.ts";
import { createWebPool, type WebPoolOptions } from "./pool.ts";

export interface BrowserProgress {
  readonly done: number;
  readonly tasks: number;
  /** Share of the expected work that is done, 0..1. */
  readonly fraction: number;
  /** Finished rows, in the order of the tasks. */
  readonly rows: readonly JsonObject[];
}

/** How often progress is reported at most. */
const TICK_MS = 100;

/** The last value has all rows; aborting ends the generator with the signal's reason. */
export async function* runInBrowser(
  experiment: AnyExperiment,
  config: JsonObject & { seed: number },
  options: WebPoolOptions & { signal?: AbortSignal } = {},
): AsyncGenerator<BrowserProgress, void, undefined> {
  const tasks: readonly Task[] = experiment.tasks(config);
  const rows: (JsonObject | undefined)[] = new Array(tasks.length);
  const fractions = new Float64Array(tasks.length);
  const total = tasks.reduce((sum, task) => sum + task.seconds, 0);
  const pool: TaskPool = await createWebPool(options);
  const submitOptions = options.signal ? { signal: options.signal } : {};
  try {
    const running = tasks.map(async (task, i) => {
      const request = { experiment: experiment.id, config, task: task as unknown as JsonObject };
      const outcome = await pool.submit(request, {
        ...submitOptions,
        onProgress: (fraction) => {
          fractions[i] = fraction;
        },
      });
      fractions[i] = 1;
      rows[i] = JSON.parse(outcome.row) as JsonObject;
    });
    const all = Promise.all(running);
    let finished = false;
    all.then(
      () => (finished = true),
      () => (finished = true),
    );
    const report = (): BrowserProgress => ({
      done: rows.reduce((count, row) => count + (row ? 1 : 0), 0),
      tasks: tasks.length,
      fraction: tasks.reduce((sum, task, i) => sum + task.seconds * fractions[i]!, 0) / total,
      rows: rows.filter((row) => row !== undefined),
    });
    while (!finished) {
      yield report();
      await Promise.race([
        all.catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, TICK_MS)),
      ]);
    }
    await all;
    yield report();
  } finally {
    await pool.close();
  }
}
