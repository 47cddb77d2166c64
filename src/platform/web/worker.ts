/** The body of a Web Worker: one engine, one task at a time. The same task runner as on Node. */
import { type CompiledKernels, Engine } from "../../engine/engine.ts";
import { experiments } from "../../experiment/registry.ts";
import { createTaskRunner, type TaskRunner } from "../../run/task-runner.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
};

let runner: TaskRunner | undefined;

function createRunner(kernels: CompiledKernels, files: Readonly<Record<string, Uint8Array>>): TaskRunner {
  return createTaskRunner({
    experiments,
    engine: new Engine(kernels),
    files: {
      read: (path) => {
        const bytes = files[path];
        return bytes
          ? Promise.resolve(bytes)
          : Promise.reject(new Error(`No file “${path}” was given to this page.`));
      },
    },
  });
}

scope.onmessage = async ({ data }) => {
  if (data.type === "start") {
    runner = createRunner(data.kernels, data.files);
    return;
  }
  const started = performance.now();
  try {
    const row = await runner!.run(data.request, (fraction) =>
      scope.postMessage({ type: "progress", id: data.id, fraction }),
    );
    scope.postMessage({ type: "row", id: data.id, row, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ type: "failed", id: data.id, message });
  }
};
