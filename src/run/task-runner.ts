/** Runs tasks in the present thread: what every worker does, and what an inline pool does without workers. */
import { shown } from "../base/arguments.ts";
import { RunError } from "../base/errors.ts";
import { canonicalJson, type JsonObject } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";
import type { AnyExperiment, FileSource, Task } from "./contract.ts";
import { Memo } from "./memo.ts";
import type { TaskRequest } from "./ports.ts";
import { sealedSource } from "./sealed-files.ts";
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
  /** SHA-256 of the user's module that exports an experiment; null for others. */
  readonly codeOf?: (experiment: AnyExperiment) => string | null;
}

/**
 * Runs tasks one after another. A task reads the files of its request and no others, with the bytes that their hashes name.
 */
export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const { experiments, engine, files, codeOf = () => null } = options;
  const byId = new Map(experiments.map((experiment) => [experiment.id, experiment]));
  const memo = new Memo();
  return {
    async run(request, progress) {
      const experiment = byId.get(request.experiment);
      if (!experiment)
        throw new RunError("task-failed", `This worker knows no experiment "${request.experiment}".`);
      const { files: seals = [], code } = request;
      if (code !== undefined && code !== codeOf(experiment))
        throw new RunError(
          "run-differs",
          `The module that exports "${experiment.id}" was changed while the run was under way. Put it back as it was, or start anew with --fresh.`,
        );
      memo.beginTask();
      const task = request.task as unknown as Task;
      const { config } = request;
      const context = createTaskContext({
        experiment: experiment.id,
        config,
        task,
        engine,
        files: sealedSource(files, seals),
        seals,
        memo,
        progress,
      });
      const row: JsonObject = await experiment.run(task, context);
      assertRow(experiment.id, task.key, row);
      return canonicalJson(row);
    },
    close: () => memo.clear(),
  };
}

function assertRow(id: string, key: string, row: unknown): void {
  if (typeof row === "object" && row !== null && !Array.isArray(row)) return;
  throw new RunError(
    "task-failed",
    `${id}: \`run\` of task "${key}" returns ${shown(row)}; a row is an object.`,
  );
}
