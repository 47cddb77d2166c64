/** The body of a Web Worker: one engine, tasks from the pool. The same task runner as in a worker thread of Node. */
import { type CompiledKernels, Engine } from "../../engine/engine.ts";
import { experiments } from "../../generated/experiments.ts";
import { serveTasks } from "../../run/serve-tasks.ts";
import { createTaskRunner } from "../../run/task-runner.ts";
import { type FromWorker, plainError, type ToWorker } from "../../run/worker-messages.ts";
import { filesFrom } from "./files.ts";

/** The first message: what Node's workers get as workerData. */
export interface WebWorkerData {
  readonly wasm: CompiledKernels;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<WebWorkerData | ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
};

const send = (message: FromWorker) => scope.postMessage(message);

scope.onmessage = ({ data }) => {
  const { wasm, files } = data as WebWorkerData;
  try {
    const runner = createTaskRunner({ experiments, engine: new Engine(wasm), files: filesFrom(files) });
    const serve = serveTasks({ runner, send, now: () => performance.now() });
    scope.onmessage = ({ data: message }) => void serve(message as ToWorker);
  } catch (error) {
    send({ type: "unfit", error: plainError(error) });
  }
};
