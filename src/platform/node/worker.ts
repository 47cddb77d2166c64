/** A worker thread: one engine, tasks from the pool. */
import { parentPort, workerData } from "node:worker_threads";
import { type CompiledKernels, Engine } from "../../engine/engine.ts";
import { serveTasks } from "../../run/serve-tasks.ts";
import { createTaskRunner } from "../../run/task-runner.ts";
import { type FromWorker, plainError, type ToWorker } from "../../run/worker-messages.ts";
import { codeOf, loadExperiments } from "./experiments.ts";
import { nodeFiles } from "./files.ts";

export interface WorkerData {
  readonly wasm: CompiledKernels;
  /** Modules with further experiments. */
  readonly modules: readonly string[];
}

const { wasm, modules } = workerData as WorkerData;
const port = parentPort!;
const send = (message: FromWorker) => port.postMessage(message);
try {
  const runner = createTaskRunner({
    experiments: await loadExperiments(modules),
    engine: new Engine(wasm),
    files: nodeFiles,
    codeOf,
  });
  const serve = serveTasks({ runner, send, now: () => performance.now() });
  port.on("message", serve as (message: ToWorker) => void);
  send({ type: "ready" });
} catch (error) {
  send({ type: "unfit", error: plainError(error) });
}
