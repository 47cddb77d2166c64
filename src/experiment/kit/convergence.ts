/** What did not converge, descents on the glass and networks that diverged: counted apart, never averaged in. */
import type { DescentStatus } from "../../engine/pspin/descent.ts";

/** How many ended in another way than at the tolerance. */
export function countUnconverged(status: readonly DescentStatus[]): number {
  return status.filter((each) => each !== "converged").length;
}

/** The values that belong to converged descents, of a list with one value a descent or none at all. */
export function ofConverged<T>(values: readonly T[], status: readonly DescentStatus[]): readonly T[] {
  return values.filter((_, i) => status[i] === "converged");
}

/** What a caption says of those left out; empty when all converged. */
export function unconvergedNote(
  groups: readonly { readonly unconverged: number; readonly starts: number }[],
): string {
  const unconverged = groups.reduce((sum, group) => sum + group.unconverged, 0);
  const starts = groups.reduce((sum, group) => sum + group.starts, 0);
  if (unconverged === 0) return "";
  return ` ${unconverged} of ${starts} descents did not reach the tolerance: they are counted apart and enter nothing else.`;
}

/** What notes say of networks whose loss left the finite numbers: one note, or none when all stayed. */
export function divergedNotes(diverged: number, networks: number): readonly string[] {
  if (diverged === 0) return [];
  return [
    `${diverged} of ${networks} networks diverged: their loss left the finite numbers. They are counted apart and enter nothing else; a smaller learningRate keeps them.`,
  ];
}
