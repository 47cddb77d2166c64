/** Settings of critical-counts, their presets, and the tasks that they make. */

import { z } from "zod";
import type { Scale, Task } from "../../run/contract.ts";
import { orderKey, seedKey } from "../kit/keys.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: orderKey(3),
  N: z.int().min(2).max(2000).describe("Number of spins, the paper's Lambda."),
  indices: z.int().min(0).max(20).describe("Curves for indices 0 to this one."),
  points: z.int().min(10).max(2000).describe("Points of a curve."),
});

export type CriticalCountsConfig = z.infer<typeof schema>;

export type Curve = "paper-total" | "paper-index" | "exact";

export interface CriticalCountsTask extends Task {
  readonly curve: Curve;
  readonly k: number;
}

export const presets: Readonly<Record<Scale, Omit<CriticalCountsConfig, "seed">>> = {
  quick: { p: 3, N: 1000, indices: 5, points: 241 },
  laptop: { p: 3, N: 1000, indices: 5, points: 481 },
  paper: { p: 3, N: 1000, indices: 5, points: 481 },
};

export const tasks = (config: CriticalCountsConfig): readonly CriticalCountsTask[] => [
  { key: "paper-total", seconds: 0.01, curve: "paper-total", k: 0 },
  ...Array.from({ length: config.indices + 1 }, (_, k) => ({
    key: `paper-index=${k}`,
    seconds: 0.01,
    curve: "paper-index" as const,
    k,
  })),
  { key: "exact", seconds: 1e-7 * config.N * (config.points + 5000), curve: "exact", k: 0 },
];
