/**
 * How work is cut into tasks. A task's key names its row and its random streams, so the cut is part of the protocol: it
 * follows from the config by integer arithmetic alone, never from an estimate of seconds, which may be retuned at any time.
 */

import { SpecError } from "../../base/errors.ts";

/** A run keeps every task and every row in memory: a million of them take gigabytes. */
export const MOST_TASKS = 250_000;

/**
 * Called by `check`, before any list of tasks is made.
 *
 * @param name the key that there is too much of
 * @throws {SpecError} for more tasks than a run keeps
 */
export function assertTaskCount(name: string, count: number): void {
  if (count > MOST_TASKS)
    throw new SpecError(
      name,
      `${name} makes ${count} tasks; a run has at most ${MOST_TASKS}. Share them out to runs of other seeds.`,
    );
}

/** Consecutive runs of at most `size` of the numbers 0 .. count-1: [first, past the last]. */
export function groupsOf(count: number, size: number): readonly (readonly [number, number])[] {
  const groups: [number, number][] = [];
  for (let first = 0; first < count; first += size) groups.push([first, Math.min(count, first + size)]);
  return groups;
}

/**
 * How many items a task takes: as many as make up `perTask` units of work, each item being `work` units (whole numbers:
 * paths, multiply-adds), but at least 1 and at most `most`.
 */
export function groupSize(
  work: number,
  { perTask, most }: { readonly perTask: number; readonly most: number },
): number {
  return Math.max(1, Math.min(most, Math.floor(perTask / work)));
}

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
