/** Settings of escape, their presets, and the tasks that they make. */

import { z } from "zod";
import { SpecError } from "../../base/errors.ts";
import { pow } from "../../base/math.ts";
import { assertPSpinFits, couplingBytes } from "../../engine/pspin/couplings.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { censusOrderKey, disordersKey, seedKey, spinsKey } from "../kit/keys.ts";
import { sampledSource, samplingSeconds } from "../kit/landscapes/sampled.ts";
import { assertDistinct } from "../kit/list-checks.ts";

export const schema = z.strictObject({
  seed: seedKey,
  p: censusOrderKey,
  N: spinsKey(10, 500),
  indices: z.array(z.int().min(1).max(100)).min(1).max(12).describe("Indices of the saddles."),
  saddles: z.int().min(1).max(1000).describe("Saddles of each index and disorder, at most."),
  disorders: disordersKey(1, 10_000),
  samples: z.int().min(2).max(64).describe("Samples into which the couplings are split for SGD."),
  temperature: z.number().positive().max(1).describe("Temperature of the Langevin dynamics, in units of H."),
  offset: z
    .number()
    .positive()
    .max(0.1)
    .describe("Distance from the saddle at the start, as a share of the sphere's radius."),
  drop: z.number().positive().max(1).describe("A saddle is left when H/N has fallen by this much."),
  time: z.number().positive().max(10_000).describe("Longest time watched; time is step size times steps."),
  landscape: sampledSource
    .optional()
    .describe("A landscape of your own in the place of the glass; p, N and samples do not matter then."),
});

export type EscapeConfig = z.infer<typeof schema>;

export interface EscapeTask extends Task {
  readonly draw: number;
  readonly index: number;
}

const common = { p: 3, samples: 4, temperature: 0.05, offset: 1e-3, drop: 0.005, time: 30 };

export const presets: Readonly<Record<Scale, Omit<EscapeConfig, "seed">>> = {
  quick: { ...common, N: 40, indices: [1, 2, 4], saddles: 4, disorders: 6 },
  laptop: { ...common, N: 100, indices: [1, 2, 4, 8], saddles: 8, disorders: 10 },
  paper: { ...common, N: 200, indices: [1, 2, 4, 8, 16], saddles: 20, disorders: 50 },
};

/** Below the inverse of the largest curvature at the bottom, about 2 p E_inf. */
export const ETA = 0.05;

export const LANES = 8;

export function tasks(config: EscapeConfig): readonly EscapeTask[] {
  const { N, p, indices, disorders, saddles, time, landscape } = config;
  const gradient = 3e-9 * pow(N, p) + 2e-5;
  const seconds = landscape
    ? 2 * samplingSeconds(landscape)
    : saddles * (3 * 40 * 1.5e-8 * N * N * N + (4 * time * gradient) / ETA / LANES) + 0.01;
  return Array.from({ length: disorders }, (_, draw) =>
    indices.map((index) => ({ key: `disorder=${draw}/index=${index}`, seconds, draw, index })),
  ).flat();
}

/** @throws {SpecError} for an index that no critical point on the sphere of N - 1 dimensions has */
function assertIndices(indices: readonly number[], n: number): void {
  const wrong = indices.find((index) => index > n - 1);
  if (wrong !== undefined)
    throw new SpecError(
      "indices",
      `indices names ${wrong}, and N is ${n}; a critical point of ${n} spins has an index of at most ${n - 1}.`,
    );
}

export function check({ N, p, samples, indices, landscape }: EscapeConfig): void {
  assertDistinct("indices", indices);
  if (landscape) return;
  assertIndices(indices, N);
  assertPSpinFits(N, p, samples);
}

export function bytes({ N, p, samples, landscape }: EscapeConfig): number {
  return landscape ? 0 : 2 * couplingBytes(N, p, samples) + 24 * N * N;
}
