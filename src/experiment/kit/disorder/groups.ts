/** How disorders whose every critical point is sought are cut into tasks. */
import { pathWork } from "../../../critical/pspin/census.ts";
import { homotopyPathCount } from "../../../engine/pspin/homotopy.ts";
import { groupSize, groupsOf } from "../tasks.ts";

/** Work of a task, in units of `pathWork`: about half a second. Part of the protocol, like all that decides a task's key. */
const WORK_OF_A_TASK = 9_000_000;
/** Beside its path each end has a share of Hessians, eigenvalues and the host. */
const WORK_BESIDE_A_PATH = 1000;

export interface DisorderGroups {
  readonly n: number;
  readonly p: number;
  /** Number of disorders. */
  readonly disorders: number;
  /** Disorders of a task, at most. */
  readonly most: number;
  /** Work a disorder takes beside its census, in units of `pathWork`. */
  readonly beside?: number;
}

/** [first, past the last] of the disorders of each task. */
export function disorderGroups({ disorders, ...group }: DisorderGroups) {
  return groupsOf(disorders, groupOf(group));
}

/** Disorders of one task. */
export function groupOf({ n, p, most, beside = 0 }: Omit<DisorderGroups, "disorders">): number {
  const work = homotopyPathCount(n, p) * (pathWork(n, p) + WORK_BESIDE_A_PATH) + beside;
  return groupSize(work, { perTask: WORK_OF_A_TASK, most });
}
