/** Settings of barrier, their presets, and the tasks that they make. */

import { z } from "zod";
import { pow } from "../../base/math.ts";
import { assertCensusFits, censusSeconds, DEFAULT_PATH_BUDGET } from "../../critical/pspin/census.ts";
import { couplingCount } from "../../engine/pspin/couplings.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { inspectionSeconds } from "../kit/disorder/census.ts";
import { disorderGroups, groupOf } from "../kit/disorder/groups.ts";
import { budgetKey, censusOrderKey, disordersPerSizeKey, seedKey, sizesKey } from "../kit/keys.ts";
import { type SampledSource, sampledSource, samplingSeconds } from "../kit/landscapes/sampled.ts";
import { assertDistinct, assertOneEach } from "../kit/list-checks.ts";
import { assertTaskCount, sum } from "../kit/tasks.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: censusOrderKey,
  sizes: sizesKey(3, 20),
  disorders: disordersPerSizeKey,
  starts: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe("Random starts a disorder: minima are weighted by how many end in them."),
  budget: budgetKey,
  landscape: sampledSource
    .optional()
    .describe("A landscape of your own in the place of the glass; p, sizes and budget do not matter then."),
});

export type BarrierConfig = z.infer<typeof schema>;

export interface BarrierTask extends Task {
  readonly n: number;
  readonly first: number;
  readonly past: number;
}

export const presets: Readonly<Record<Scale, Omit<BarrierConfig, "seed">>> = {
  quick: {
    p: 3,
    sizes: [4, 6, 8, 10],
    disorders: [150, 100, 60, 24],
    starts: 100,
    budget: DEFAULT_PATH_BUDGET,
  },
  laptop: {
    p: 3,
    sizes: [4, 6, 8, 10, 12],
    disorders: [1000, 500, 300, 150, 60],
    starts: 200,
    budget: DEFAULT_PATH_BUDGET,
  },
  paper: {
    p: 3,
    sizes: [4, 6, 8, 10, 12, 14],
    disorders: [5000, 5000, 3000, 1000, 400, 100],
    starts: 1000,
    budget: DEFAULT_PATH_BUDGET,
  },
};

/** Work of one descent for each coupling, in units of `pathWork`. */
const WORK_OF_A_START = 130;

export function tasks({ sizes, disorders, p, starts, landscape }: BarrierConfig): readonly BarrierTask[] {
  if (landscape) return ownTasks(landscape, disorders[0]!);
  return sizes.flatMap((n, i) => {
    const seconds = censusSeconds(n, p) + inspectionSeconds(n) + starts * 1.2e-6 * pow(n, p);
    const beside = starts * WORK_OF_A_START * couplingCount(n, p);
    return disorderGroups({ n, p, disorders: disorders[i]!, most: 50, beside }).map(([first, past]) => ({
      key: `N=${n}/disorder=${first}-${past - 1}`,
      seconds: seconds * (past - first),
      n,
      first,
      past,
    }));
  });
}

function ownTasks(landscape: SampledSource, draws: number): readonly BarrierTask[] {
  const n = landscape.dimension ?? 0;
  const seconds = 2 * samplingSeconds({ ...landscape, highestIndex: 1 });
  return Array.from({ length: draws }, (_, draw) => ({
    key: `N=${n}/disorder=${draw}`,
    seconds,
    n,
    first: draw,
    past: draw + 1,
  }));
}

export function check({ sizes, disorders, p, starts, budget, landscape }: BarrierConfig): void {
  if (landscape) return;
  assertOneEach(["disorders", disorders], ["sizes", sizes]);
  assertDistinct("sizes", sizes);
  const tasksAt = (n: number, i: number) =>
    Math.ceil(
      disorders[i]! / groupOf({ n, p, most: 50, beside: starts * WORK_OF_A_START * couplingCount(n, p) }),
    );
  assertTaskCount("disorders", sum(sizes.map(tasksAt)));
  for (const n of sizes) assertCensusFits(n, p, budget);
}
