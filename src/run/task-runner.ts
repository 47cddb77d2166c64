/** Runs tasks in the present thread: what every worker does, and what an inline pool does without workers. */
import { RunError } from "../base/errors.ts";
import { canonicalJson, type JsonObject } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";
import type { AnyExperiment, FileSource, Task } from "./contract.ts";
import { Memo } from "./memo.ts";
import type { TaskRequest } from "./ports.ts";
import { createTaskContext } from "./task-context.ts";

export interface TaskRunner {
  /** The row as canonical JSON. */
  run(request: TaskRequest, progress: (fraction: number) => void): Promise<string>;
  /** Disposes of what was kept between tasks. */
  close(): Promise<void>;
}

export interface TaskRunnerOptions {
  readonly experiments: readonly AnyExperiment[];
  readonly engine: Engine;
  readonly files: FileSource;
}

export function createTaskRunner({ experiments, engine, files }: TaskRunnerOptions): TaskRunner {
  const byId = new Map(experiments.map((experiment) => [experiment.id, experiment]));
  const memo = new Memo();
  return {
    async run(request, progress) {
      const experiment = byId.get(request.experiment);
      if (!experiment)
        throw new RunError("task-failed", `This worker knows no experiment "${request.experiment}".`);
      memo.beginTask();
      const task = request.task as unknown as Task;
      const { config } = request;
      const context = createTaskContext({
        experiment: experiment.id,
        config,
        task,
        engine,
        files,
        memo,
        progress,
      });
      const row: JsonObject = await experiment.run(task, context);
      return canonicalJson(row);
    },
    close: () => memo.clear(),
  };
}
