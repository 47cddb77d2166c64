/** The worker's side of a pool: answers `run` messages, one task at a time. */
import type { TaskRunner } from "./task-runner.ts";
import { type FromWorker, plainError, type ToWorker } from "./worker-messages.ts";

const PROGRESS_INTERVAL_MS = 100;

export interface ServeOptions {
  readonly runner: TaskRunner;
  readonly send: (message: FromWorker) => void;
  /** Milliseconds, for timing and for how often progress is told. */
  readonly now: () => number;
}

/** Returns the handler for incoming messages. */
export function serveTasks({ runner, send, now }: ServeOptions): (message: ToWorker) => Promise<void> {
  return async ({ id, request }) => {
    const start = now();
    let told = start;
    const progress = (fraction: number) => {
      if (now() - told < PROGRESS_INTERVAL_MS) return;
      told = now();
      send({ type: "progress", id, fraction });
    };
    try {
      const row = await runner.run(request, progress);
      send({ type: "done", id, row, seconds: (now() - start) / 1000 });
    } catch (error) {
      send({ type: "failed", id, error: plainError(error) });
    }
  };
}
