/** The body of a Web Worker: one engine, tasks from the pool. The same task runner as in a worker thread of Node. */
import { type CompiledKernels, Engine } from "../../engine/engine.ts";
import { experiments } from "../../experiment/registry.ts";
import { serveTasks } from "../../run/serve-tasks.ts";
import { createTaskRunner } from "../../run/task-runner.ts";
import type { FromWorker, ToWorker } from "../../run/worker-messages.ts";

/** The first message: what Node's workers get as workerData. */
export interface WebWorkerData {
  readonly wasm: CompiledKernels;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<WebWorkerData | ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
};

function uploaded(files: WebWorkerData["files"]) {
  return (path: string): Promise<Uint8Array> => {
    const bytes = files[path];
    return bytes
      ? Promise.resolve(bytes)
      : Promise.reject(new Error(`No file “${path}” was given to this page.`));
  };
}

scope.onmessage = ({ data }) => {
  const { wasm, files } = data as WebWorkerData;
  const runner = createTaskRunner({
    experiments,
    engine: new Engine(wasm),
    files: { read: uploaded(files) },
  });
  const serve = serveTasks({
    runner,
    send: (message) => scope.postMessage(message),
    now: () => performance.now(),
  });
  scope.onmessage = ({ data: message }) => void serve(message as ToWorker);
};
