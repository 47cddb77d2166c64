/** What a task sees while it runs: its random streams, values kept between tasks, progress. */
import type { FileSeal } from "../base/files.ts";
import { canonicalJson, type JsonObject } from "../base/json.ts";
import { streamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import type { FileSource, Task, TaskContext } from "./contract.ts";
import type { Memo } from "./memo.ts";

export interface ContextParts {
  readonly experiment: string;
  readonly config: JsonObject;
  readonly task: Task;
  readonly engine: Engine;
  readonly files: FileSource;
  readonly seals: readonly FileSeal[];
  readonly memo: Memo;
  readonly progress: (fraction: number) => void;
}

/** Two tasks share a stream only by `sharedStream`: the first part of every key tells the two kinds apart. */
export function createTaskContext(parts: ContextParts): TaskContext<JsonObject & { seed: number }> {
  const { experiment, engine, files, memo, task } = parts;
  const config = parts.config as JsonObject & { seed: number };
  // the same config may name files that were changed between two runs of one pool
  const memoScope = `${experiment} ${canonicalJson([config, parts.seals])} `;
  return {
    config,
    engine,
    files,
    stream: (purpose) => streamKey("task", config.seed, experiment, task.key, purpose),
    sharedStream: (label) => streamKey("shared", config.seed, experiment, label),
    memo: (key, make, dispose) => memo.get(memoScope + key, make, dispose),
    progress: (fraction) =>
      parts.progress(Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0),
  };
}
