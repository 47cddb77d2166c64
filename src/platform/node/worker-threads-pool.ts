/** The pool on Node: worker_threads that share one compiled module. */
import { Worker } from "node:worker_threads";
import { SpecError } from "../../base/errors.ts";
import type { CompiledKernels } from "../../engine/engine.ts";
import type { TaskPool } from "../../run/ports.ts";
import { type WorkerEvents, type WorkerHandle, WorkerPool } from "../../run/worker-pool.ts";
import { coreCount } from "./machine.ts";
import type { WorkerData } from "./worker.ts";

export interface NodePoolOptions {
  readonly wasm: CompiledKernels;
  /** Number of workers; by default one a core. */
  readonly size?: number;
  /** Paths of modules with experiments of the user's own. */
  readonly modules?: readonly string[];
}

const MOST_WORKERS = 1024;

/** @throws {SpecError} for a size that is not a whole number from 1 to 1024 */
export function createNodePool({ wasm, size = coreCount(), modules = [] }: NodePoolOptions): TaskPool {
  if (!Number.isInteger(size) || size < 1 || size > MOST_WORKERS)
    throw new SpecError("workers", `workers must be a whole number from 1 to ${MOST_WORKERS}; got ${size}.`);
  const data: WorkerData = { wasm, modules };
  return new WorkerPool({ size, spawn: (events) => spawnThread(data, events) });
}

function spawnThread(data: WorkerData, { onMessage, onBroken }: WorkerEvents): WorkerHandle {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: data });
  worker.on("message", onMessage);
  worker.on("error", onBroken);
  worker.on("exit", (code) => onBroken(new Error(`the worker ended by itself with code ${code}`)));
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
