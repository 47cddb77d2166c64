/** Settings of atlas, their presets, and the tasks that they make. */

import { z } from "zod";
import { pow } from "../../base/math.ts";
import { assertCensusFits, censusSeconds, DEFAULT_PATH_BUDGET } from "../../critical/pspin/census.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { budgetKey, censusOrderKey, seedKey, spinsKey } from "../kit/keys.ts";
import { assertDistinct } from "../kit/list-checks.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: censusOrderKey,
  N: spinsKey(2, 24),
  draws: z
    .array(z.int().min(0).max(1_000_000))
    .min(1)
    .max(20)
    .describe("Numbers of the disorders, one atlas each."),
  starts: z.int().min(1).max(10_000_000).describe("Random starts of the descents that measure basins."),
  budget: budgetKey,
});

export type AtlasConfig = z.infer<typeof schema>;

export interface AtlasTask extends Task {
  readonly draw: number;
}

export const presets: Readonly<Record<Scale, Omit<AtlasConfig, "seed">>> = {
  quick: { p: 3, N: 12, draws: [0], starts: 1000, budget: DEFAULT_PATH_BUDGET },
  laptop: { p: 3, N: 14, draws: [0, 1], starts: 10_000, budget: DEFAULT_PATH_BUDGET },
  paper: { p: 3, N: 16, draws: [0, 1, 2, 3], starts: 100_000, budget: DEFAULT_PATH_BUDGET },
};

/** Seconds of one descent at n = 12, and how it grows. */
const descentSeconds = (n: number, p: number): number => 2e-8 * pow(n, p) * 60;

export function tasks({ draws, N, p, starts }: AtlasConfig): readonly AtlasTask[] {
  const seconds = censusSeconds(N, p) + 0.1 + starts * descentSeconds(N, p);
  return draws.map((draw) => ({ key: `N=${N}/disorder=${draw}`, seconds, draw }));
}

export function check({ N, p, budget, draws }: AtlasConfig): void {
  assertDistinct("draws", draws);
  assertCensusFits(N, p, budget);
}
