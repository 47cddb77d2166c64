/** Settings of layers, their presets, and the tasks that they make. */

import { z } from "zod";
import { assertCensusFits, censusSeconds, DEFAULT_PATH_BUDGET } from "../../critical/pspin/census.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { inspectionSeconds } from "../kit/disorder/census.ts";
import { budgetKey, censusOrderKey, disordersKey, seedKey, spinsKey } from "../kit/keys.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: censusOrderKey,
  N: spinsKey(3, 20),
  disorders: disordersKey(2, 100_000),
  budget: budgetKey,
});

export type LayersConfig = z.infer<typeof schema>;

export interface LayersTask extends Task {
  readonly draw: number;
}

export const presets: Readonly<Record<Scale, Omit<LayersConfig, "seed">>> = {
  quick: { p: 3, N: 10, disorders: 20, budget: DEFAULT_PATH_BUDGET },
  laptop: { p: 3, N: 12, disorders: 60, budget: DEFAULT_PATH_BUDGET },
  paper: { p: 3, N: 14, disorders: 200, budget: DEFAULT_PATH_BUDGET },
};

export function tasks({ N, p, disorders }: LayersConfig): readonly LayersTask[] {
  const seconds = censusSeconds(N, p) + inspectionSeconds(N);
  return Array.from({ length: disorders }, (_, draw) => ({ key: `N=${N}/disorder=${draw}`, seconds, draw }));
}

export const check = ({ N, p, budget }: LayersConfig): void => assertCensusFits(N, p, budget);
