/** A pool of Web Workers behind the same port as Node's worker_threads. */
import { RunError } from "../../base/errors.ts";
import { compileKernels } from "../../engine/engine.ts";
import type { SubmitOptions, TaskOutcome, TaskPool, TaskRequest } from "../../run/ports.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

export interface WebPoolOptions {
  /** Number of workers; the number of cores when not given. */
  readonly size?: number;
  /** Files that tasks may read, by name: an upload's bytes. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Makes a worker that runs `losscape/web-worker`; for bundlers that need to see the URL in your own code. */
  readonly createWorker?: () => Worker;
}

interface Job {
  readonly id: number;
  readonly request: TaskRequest;
  readonly options: SubmitOptions;
  readonly resolve: (outcome: TaskOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

interface Slot {
  worker: Worker;
  job: Job | undefined;
}

export async function createWebPool(options: WebPoolOptions = {}): Promise<TaskPool> {
  const { size = navigator.hardwareConcurrency || 2, files = {} } = options;
  const kernels = await compileKernels();
  const createWorker =
    options.createWorker ?? (() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
  const queue: Job[] = [];
  const slots: Slot[] = [];
  let closed = false;
  let nextId = 0;

  const startWorker = (): Worker => {
    const worker = createWorker();
    worker.postMessage({ type: "start", kernels, files } satisfies ToWorker);
    return worker;
  };

  const finish = (slot: Slot): void => {
    slot.job = undefined;
    dispatch();
  };

  const listen = (slot: Slot): void => {
    slot.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const { job } = slot;
      if (!job || job.id !== data.id) return;
      if (data.type === "progress") {
        job.options.onProgress?.(data.fraction);
        return;
      }
      if (data.type === "row") job.resolve({ row: data.row, seconds: data.seconds });
      else job.reject(new RunError("task-failed", data.message));
      finish(slot);
    };
    slot.worker.onerror = (event) => {
      slot.job?.reject(
        new RunError("task-failed", `A worker failed: ${event.message || "it could not be started"}.`),
      );
      finish(slot);
    };
  };

  /** A kernel cannot be interrupted from outside: the worker is ended, and a new one takes its place. */
  const abandon = (slot: Slot): void => {
    slot.worker.terminate();
    slot.job = undefined;
    if (closed) return;
    slot.worker = startWorker();
    listen(slot);
    dispatch();
  };

  const dispatch = (): void => {
    for (const slot of slots) {
      if (slot.job || closed) continue;
      const job = queue.shift();
      if (!job) return;
      slot.job = job;
      slot.worker.postMessage({ type: "task", id: job.id, request: job.request } satisfies ToWorker);
    }
  };

  const abort = (job: Job, reason: unknown): void => {
    const waiting = queue.indexOf(job);
    if (waiting >= 0) queue.splice(waiting, 1);
    job.reject(reason);
    const slot = slots.find((each) => each.job === job);
    if (slot) abandon(slot);
  };

  for (let i = 0; i < size; i++) {
    const slot: Slot = { worker: startWorker(), job: undefined };
    listen(slot);
    slots.push(slot);
  }

  return {
    size,
    submit(request, submitOptions = {}) {
      return new Promise((resolve, reject) => {
        const { signal } = submitOptions;
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const job: Job = { id: nextId++, request, options: submitOptions, resolve, reject };
        signal?.addEventListener("abort", () => abort(job, signal.reason), { once: true });
        queue.push(job);
        dispatch();
      });
    },
    close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(new RunError("task-failed", "The pool was closed."));
      for (const slot of slots) {
        slot.worker.terminate();
        slot.job?.reject(new RunError("task-failed", "The pool was closed."));
      }
      return Promise.resolve();
    },
  };
}
