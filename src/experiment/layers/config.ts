/** Settings of layers, their presets, and the tasks that they make. */

import { z } from "zod";
import { assertCensusFits, censusSeconds, DEFAULT_PATH_BUDGET } from "../../critical/pspin/census.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { inspectionSeconds } from "../kit/disorder/census.ts";
import { budgetKey, censusOrderKey, disordersKey, seedKey, spinsKey } from "../kit/keys.ts";
import { sampledSource, samplingSeconds } from "../kit/landscapes/sampled.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: censusOrderKey,
  N: spinsKey(3, 20),
  disorders: disordersKey(2, 100_000),
  budget: budgetKey,
  landscape: sampledSource
    .optional()
    .describe("A landscape of your own in the place of the glass; p, N and budget do not matter then."),
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

export function tasks({ N, p, disorders, landscape }: LayersConfig): readonly LayersTask[] {
  const seconds = landscape ? samplingSeconds(landscape) : censusSeconds(N, p) + inspectionSeconds(N);
  const size = landscape?.dimension ?? N;
  return Array.from({ length: disorders }, (_, draw) => ({
    key: `N=${size}/disorder=${draw}`,
    seconds,
    draw,
  }));
}

export function check({ N, p, budget, landscape }: LayersConfig): void {
  if (!landscape) assertCensusFits(N, p, budget);
}
