/** The tasks of a run, which of them are done, and in what order the rest should start. */
import { shown } from "../base/arguments.ts";
import { FormatError } from "../base/errors.ts";
import { isObject } from "./assert-findings.ts";
import { calledPart, needPart } from "./call-experiment.ts";
import type { CompleteConfig } from "./config.ts";
import type { AnyExperiment, Task } from "./contract.ts";
import type { JournalEntry } from "./journal.ts";
import { inShard, type Shard } from "./shard.ts";

export interface PlannedTask {
  readonly index: number;
  readonly task: Task;
}

/** The tasks of a shard, in the experiment's order. */
export function planTasks(
  experiment: AnyExperiment,
  config: CompleteConfig,
  shard: Shard | null = null,
): readonly PlannedTask[] {
  const { id } = experiment;
  const tasks: readonly Task[] = calledPart(id, "tasks", () => experiment.tasks(config));
  needPart(Array.isArray(tasks), () => `${id}: \`tasks\` gives a list, it gives ${shown(tasks)}.`);
  needPart(tasks.length > 0, () => `${id} makes no tasks of this config; a run has one or more.`);
  const seen = new Set<string>();
  for (const [i, task] of tasks.entries()) {
    needPart(isObject(task), () => `${id}: \`tasks\`[${i}] is ${shown(task)}; a task is an object.`);
    const { key, seconds } = task as unknown as Task;
    needPart(
      typeof key === "string" && key !== "",
      () => `${id} has a task without a \`key\`, which names its row and its random numbers.`,
    );
    needPart(!seen.has(key), () => `${id} has two tasks with the key "${key}".`);
    needPart(
      typeof seconds === "number" && seconds >= 0 && seconds < Number.POSITIVE_INFINITY,
      () => `${id}: the task "${key}" needs \`seconds\`, a number of 0 or more; it is ${shown(seconds)}.`,
    );
    seen.add(key);
  }
  return tasks.map((task, index) => ({ index, task })).filter(({ index }) => inShard(index, shard));
}

/**
 * Journal entries by task key.
 *
 * @throws {FormatError} when a row belongs to no task of this run
 */
export function matchEntries(
  entries: readonly JournalEntry[],
  planned: readonly PlannedTask[],
  file: string,
): Map<string, JournalEntry> {
  const keys = new Set(planned.map(({ task }) => task.key));
  entries.forEach((entry, i) => {
    if (!keys.has(entry.key))
      throw new FormatError(
        i + 1,
        `${file}, line ${i + 1}: this run has no task "${entry.key}"; the journal belongs to another run or was edited.`,
      );
  });
  return new Map(entries.map((entry) => [entry.key, entry]));
}

/** Heavy tasks first, so that no worker is left with one at the end; equals keep their order, and with it what they share. */
export function byCost(planned: readonly PlannedTask[]): readonly PlannedTask[] {
  return [...planned].sort((a, b) => b.task.seconds - a.task.seconds || a.index - b.index);
}

export const totalSeconds = (planned: readonly PlannedTask[]): number =>
  planned.reduce((sum, { task }) => sum + task.seconds, 0);

/** Expected wall time of tasks on some workers: total work shared out, but never less than the heaviest task. */
export function expectedWallSeconds(planned: readonly PlannedTask[], workers: number): number {
  const heaviest = planned.reduce((most, { task }) => Math.max(most, task.seconds), 0);
  return Math.max(heaviest, totalSeconds(planned) / workers);
}
