/**
 * How work is cut into tasks. A task's key names its row and its random streams, so the cut is part of the protocol: it
 * follows from the config by integer arithmetic alone, never from an estimate of seconds, which may be retuned at any time.
 */

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
