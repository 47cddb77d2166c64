/** The pool in a browser: Web Workers behind the same port as Node's worker_threads. */
import { HostError } from "../../base/errors.ts";
import { compileKernels } from "../../engine/engine.ts";
import type { TaskPool } from "../../run/ports.ts";
import { type WorkerEvents, type WorkerHandle, WorkerPool } from "../../run/worker-pool.ts";
import type { WebWorkerData } from "./worker.ts";

export interface WebPoolOptions {
  /** Number of workers; the number of cores when not given. */
  readonly size?: number;
  /** Files that tasks may read, by name: an upload's bytes. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Makes a worker that runs `losscape/web-worker`, where a bundler must see the URL in your own code. */
  readonly createWorker?: () => Worker;
}

export async function createWebPool(options: WebPoolOptions = {}): Promise<TaskPool> {
  const { size = navigator.hardwareConcurrency || 2, files = {}, createWorker = ownWorker } = options;
  const data: WebWorkerData = { wasm: await compileKernels(), files };
  return new WorkerPool({ size, spawn: (events) => spawnWorker(createWorker(), data, events) });
}

function ownWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
}

function spawnWorker(
  worker: Worker,
  data: WebWorkerData,
  { onMessage, onBroken }: WorkerEvents,
): WorkerHandle {
  worker.onmessage = (event) => onMessage(event.data);
  worker.onerror = (event) =>
    onBroken(new HostError(`A worker could not run: ${event.message || "it did not start"}.`));
  worker.postMessage(data);
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
