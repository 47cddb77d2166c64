/** Settings of kac-rice, their presets, and the tasks that they make. */

import { z } from "zod";
import { assertCensusFits, censusSeconds, DEFAULT_PATH_BUDGET } from "../../critical/pspin/census.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { inspectionSeconds } from "../kit/disorder/census.ts";
import { disorderGroups, groupOf } from "../kit/disorder/groups.ts";
import { budgetKey, censusOrderKey, disordersPerSizeKey, seedKey, sizesKey } from "../kit/keys.ts";
import { assertDistinct, assertOneEach } from "../kit/list-checks.ts";
import { assertTaskCount, sum } from "../kit/tasks.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: censusOrderKey,
  sizes: sizesKey(2, 20),
  disorders: disordersPerSizeKey,
  budget: budgetKey,
});

export type KacRiceConfig = z.infer<typeof schema>;

export interface KacRiceTask extends Task {
  readonly n: number;
  readonly first: number;
  readonly past: number;
}

export const presets: Readonly<Record<Scale, Omit<KacRiceConfig, "seed">>> = {
  quick: {
    p: 3,
    sizes: [2, 3, 4, 5, 6, 7, 8, 9, 10],
    disorders: [400, 400, 300, 200, 150, 100, 60, 30, 12],
    budget: DEFAULT_PATH_BUDGET,
  },
  laptop: {
    p: 3,
    sizes: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    disorders: [4000, 4000, 3000, 2000, 1000, 800, 500, 200, 100, 50, 30],
    budget: DEFAULT_PATH_BUDGET,
  },
  paper: {
    p: 3,
    sizes: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    disorders: [20_000, 20_000, 20_000, 20_000, 10_000, 8000, 5000, 2000, 1000, 500, 300, 100, 30],
    budget: DEFAULT_PATH_BUDGET,
  },
};

const disorderSeconds = (n: number, p: number): number => censusSeconds(n, p) + inspectionSeconds(n);

export function tasks(config: KacRiceConfig): readonly KacRiceTask[] {
  return config.sizes.flatMap((n, i) => {
    const seconds = disorderSeconds(n, config.p);
    return disorderGroups({ n, p: config.p, disorders: config.disorders[i]!, most: 100 }).map(
      ([first, past]) => ({
        key: `N=${n}/disorder=${first}-${past - 1}`,
        seconds: seconds * (past - first),
        n,
        first,
        past,
      }),
    );
  });
}

export function check({ sizes, disorders, p, budget }: KacRiceConfig): void {
  assertOneEach(["disorders", disorders], ["sizes", sizes]);
  assertDistinct("sizes", sizes);
  const tasksAt = (n: number, i: number) => Math.ceil(disorders[i]! / groupOf({ n, p, most: 100 }));
  assertTaskCount("disorders", sum(sizes.map(tasksAt)));
  for (const n of sizes) assertCensusFits(n, p, budget);
}
