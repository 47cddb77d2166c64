/** --max-seconds: a run that is expected to take longer is refused before anything is computed, removed or written. */
import { SpecError } from "../base/errors.ts";
import { formatDuration, formatEstimate } from "../report/duration.ts";
import { expectedWallSeconds, type PlannedTask } from "./plan.ts";
import type { Store } from "./ports.ts";
import { ROWS_FILE } from "./results.ts";

export interface TimedRun {
  readonly store: Store;
  readonly planned: readonly PlannedTask[];
}

export interface TimeLimit {
  readonly workers: number;
  /** No limit when not given. */
  readonly maxSeconds: number | undefined;
  /** Whether rows that are there will be removed, and made again. */
  readonly fresh: boolean;
}

/**
 * The limit is held against the estimate that the progress begins with, of what is left to do; a run is never stopped by it.
 *
 * @throws {SpecError} with both times
 */
export async function assertInTime(runs: readonly TimedRun[], limit: TimeLimit): Promise<void> {
  const { workers, maxSeconds, fresh } = limit;
  if (maxSeconds === undefined) return;
  const rest: PlannedTask[] = [];
  for (const { store, planned } of runs) {
    const done = fresh ? new Set<string>() : await doneTasks(store);
    rest.push(...planned.filter(({ task }) => !done.has(task.key)));
  }
  const seconds = expectedWallSeconds(rest, workers);
  if (seconds <= maxSeconds) return;
  const hands = workers === 1 ? "one worker" : `${workers} workers`;
  throw new SpecError(
    "maxSeconds",
    `This is expected to take ${formatEstimate(seconds)} (${Math.ceil(seconds)} s) on ${hands}, and --max-seconds allows ${maxSeconds < 1 ? `${maxSeconds} s` : formatDuration(maxSeconds)}. Take a smaller --scale or fewer tasks, more --workers, a part with --shard, or a longer time.`,
  );
}

/** Keys of tasks in the journal; what is wrong with it is said when the run opens it. */
async function doneTasks(store: Store): Promise<ReadonlySet<string>> {
  const text = new TextDecoder().decode((await store.read(ROWS_FILE)) ?? new Uint8Array(0));
  const done = new Set<string>();
  for (const line of text.split("\n").slice(0, -1)) {
    try {
      done.add(String((JSON.parse(line) as { readonly task?: unknown } | null)?.task));
    } catch {
      // a damaged line
    }
  }
  return done;
}
