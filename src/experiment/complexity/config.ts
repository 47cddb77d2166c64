/** Settings of complexity, their presets, and the tasks that they make. */

import { z } from "zod";
import type { Scale, Task } from "../../run/contract.ts";
import { orderKey, seedKey } from "../kit/keys.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: orderKey(3),
  indices: z.int().min(0).max(50).describe("Curves for indices 0 to this one."),
  points: z.int().min(10).max(5000).describe("Points of a curve."),
});

export type ComplexityConfig = z.infer<typeof schema>;

export interface ComplexityTask extends Task {
  /** Index of the critical points; null: all of them. */
  readonly k: number | null;
}

export const presets: Readonly<Record<Scale, Omit<ComplexityConfig, "seed">>> = {
  quick: { p: 3, indices: 5, points: 241 },
  laptop: { p: 3, indices: 5, points: 481 },
  paper: { p: 3, indices: 5, points: 481 },
};

export const tasks = (config: ComplexityConfig): readonly ComplexityTask[] => [
  { key: "total", seconds: 0.01, k: null },
  ...Array.from({ length: config.indices + 1 }, (_, k) => ({ key: `index=${k}`, seconds: 0.01, k })),
];
