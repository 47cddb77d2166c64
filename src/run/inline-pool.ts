/** A pool without workers: tasks run one after another in the present thread. For tests, examples and small work. */
import { type CompiledKernels, compileKernels, Engine } from "../engine/engine.ts";
import type { AnyExperiment, FileSource } from "./contract.ts";
import type { SubmitOptions, TaskOutcome, TaskPool, TaskRequest } from "./ports.ts";
import { createTaskRunner } from "./task-runner.ts";

export interface InlinePoolOptions {
  readonly experiments: readonly AnyExperiment[];
  readonly engine?: Engine;
  /** Compiled kernels, where there are some already. */
  readonly wasm?: CompiledKernels;
  readonly files?: FileSource;
  /** Milliseconds. */
  readonly now?: () => number;
}

const noFiles: FileSource = {
  read: (path) => Promise.reject(new Error(`This pool reads no files; ${path} was asked for.`)),
};

export async function createInlinePool(options: InlinePoolOptions): Promise<TaskPool> {
  const { experiments, files = noFiles, now = () => 0 } = options;
  const engine = options.engine ?? new Engine(options.wasm ?? (await compileKernels()));
  const runner = createTaskRunner({ experiments, engine, files });
  let last: Promise<unknown> = Promise.resolve();
  const runOne = async (
    request: TaskRequest,
    { signal, onProgress }: SubmitOptions,
  ): Promise<TaskOutcome> => {
    signal?.throwIfAborted();
    const start = now();
    const row = await runner.run(request, (fraction) => onProgress?.(fraction));
    signal?.throwIfAborted();
    return { row, seconds: (now() - start) / 1000 };
  };
  return {
    size: 1,
    submit(request, submitOptions = {}) {
      const outcome = last.then(() => runOne(request, submitOptions));
      last = outcome.catch(() => undefined);
      return outcome;
    },
    close: () => runner.close(),
  };
}
