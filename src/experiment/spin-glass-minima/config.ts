/** Settings of spin-glass-minima, their presets, and the tasks that they make. */

import { z } from "zod";
import { SpecError } from "../../base/errors.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { orderKey, seedKey } from "../kit/keys.ts";
import { chosenLandscape, landscapeKey } from "../kit/landscapes/chosen.ts";
import { assertDistinct } from "../kit/list-checks.ts";
import { assertTaskCount, groupSize, groupsOf, sum } from "../kit/tasks.ts";

export type SpinGlassOptimiser = "paper-sgd" | "gradient-descent" | "lbfgs";

const optimiser = z.enum(["paper-sgd", "gradient-descent", "lbfgs"]);

/** The preparation of starts at a temperature. Of the pure glass at p = 3 energies settle within a time of 10 above T = 0.7. */
export const START_TIME = 20;
export const START_STEP = 0.02;

export const schema = z.strictObject({
  seed: seedKey,
  p: orderKey(2),
  sizes: z
    .array(z.int().min(2).max(2000))
    .min(1)
    .max(32)
    .describe("Numbers of spins N (the paper's Lambda)."),
  starts: z
    .array(z.int().min(1).max(1_000_000))
    .min(1)
    .max(32)
    .describe("Random starts a disorder, one number a size."),
  disorders: z
    .array(z.int().min(1).max(1_000_000))
    .min(1)
    .max(32)
    .describe("Draws of the couplings, one number a size; the paper took one."),
  optimiser: optimiser.describe("The way down of the main figure."),
  compare: z.array(optimiser).max(3).describe("Further ways down, from the same starts."),
  compareLargest: z.int().min(2).max(2000).describe("Largest N at which the ways down are compared."),
  compareStarts: z.int().min(1).max(1_000_000).describe("Starts a disorder of the comparison, at most."),
  samples: z.int().min(2).max(64).describe("Samples into which the couplings are split for SGD."),
  sgdEpochs: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe("Passes of SGD over the samples; the authors' code makes 500."),
  tolerance: z.number().min(1e-14).max(1).describe("Descents end at |gradient| / sqrt(N) below this."),
  maxEvaluations: z.int().min(1).max(10_000_000).describe("Gradient evaluations of a descent, at most."),
  indices: z.boolean().describe("Count the negative eigenvalues of the Hessian at every end point."),
  landscape: landscapeKey,
  startTemperatures: z
    .array(z.number().positive().max(1e6))
    .max(16)
    .optional()
    .describe(
      "Temperatures, in units of H, at which further starts are prepared from the random ones by Langevin dynamics; none when left out.",
    ),
  startTime: z
    .number()
    .positive()
    .max(1e5)
    .optional()
    .describe(`Length of that preparation; ${START_TIME} when left out.`),
  startStep: z
    .number()
    .min(1e-6)
    .max(1)
    .optional()
    .describe(`Its time step, below 2 over the Hessian's largest eigenvalue; ${START_STEP} when left out.`),
});

export type SpinGlassConfig = z.infer<typeof schema>;

export interface SpinGlassTask extends Task {
  readonly size: number;
  readonly draw: number;
  readonly optimiser: SpinGlassOptimiser;
  /** At which the starts are prepared; absent for random ones. */
  readonly temperature?: number;
  readonly first: number;
  readonly past: number;
}

const common = {
  p: 3,
  samples: 4,
  sgdEpochs: 500,
  tolerance: 1e-6,
  maxEvaluations: 20_000,
  indices: true,
  compare: ["paper-sgd", "gradient-descent"] as SpinGlassOptimiser[],
};

export const presets: Readonly<Record<Scale, Omit<SpinGlassConfig, "seed">>> = {
  quick: {
    ...common,
    sizes: [25, 50, 100, 250, 500],
    starts: [40, 40, 40, 48, 16],
    disorders: [16, 12, 6, 1, 1],
    optimiser: "lbfgs",
    compareLargest: 50,
    compareStarts: 8,
  },
  laptop: {
    ...common,
    sizes: [25, 50, 100, 250, 500],
    starts: [200, 200, 100, 200, 200],
    disorders: [40, 20, 10, 2, 1],
    optimiser: "lbfgs",
    compareLargest: 100,
    compareStarts: 40,
  },
  paper: {
    ...common,
    sizes: [25, 50, 100, 200, 250, 300, 400, 500],
    starts: [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000],
    disorders: [1, 1, 1, 1, 1, 1, 1, 1],
    optimiser: "paper-sgd",
    compare: ["gradient-descent", "lbfgs"],
    compareLargest: 500,
    compareStarts: 1000,
  },
};

/** Seconds of one gradient of one replica, f64: 0.1 ns a coupling from the cache, 0.4 ns from memory. */
function evaluationSeconds(config: SpinGlassConfig, n: number): number {
  const { work, effort } = chosenLandscape(config);
  return effort(n) * (work(n) > 2e6 ? 0.45e-9 : 0.3e-9);
}

/** Evaluations that a descent takes, measured at p = 3. */
function evaluations(config: SpinGlassConfig, way: SpinGlassOptimiser, n: number): number {
  if (way === "lbfgs") return 30 + 6 * Math.sqrt(n);
  const descent = Math.min(config.maxEvaluations, 100 + 6 * n);
  return way === "paper-sgd" ? config.sgdEpochs * config.samples + descent : descent;
}

const LANES = 8;

/** The ways down that are taken: the paper's SGD needs couplings in samples, which the pure glass alone has. */
export function waysOf(config: SpinGlassConfig): readonly SpinGlassOptimiser[] {
  const ways = [...new Set([config.optimiser, ...config.compare])];
  return chosenLandscape(config).pureOrder === null ? ways.filter((way) => way !== "paper-sgd") : ways;
}

export function tasks(config: SpinGlassConfig): readonly SpinGlassTask[] {
  const list: SpinGlassTask[] = [];
  for (const [i, size] of config.sizes.entries())
    for (const way of waysOf(config)) {
      const isMain = way === config.optimiser;
      if (!isMain && size > config.compareLargest) continue;
      const starts = isMain ? config.starts[i]! : Math.min(config.starts[i]!, config.compareStarts);
      const evaluation = evaluationSeconds(config, size);
      const seconds =
        evaluations(config, way, size) * evaluation + (config.indices ? 3e-9 * size * size * size : 0);
      const { startTime = START_TIME, startStep = START_STEP, startTemperatures = [] } = config;
      for (const temperature of [undefined, ...(isMain ? startTemperatures : [])]) {
        const prepared = temperature === undefined ? 0 : (startTime / startStep) * evaluation;
        for (let draw = 0; draw < config.disorders[i]!; draw++)
          for (const [first, past] of groupsOf(starts, startsOfTask(config, way, size)))
            list.push({
              key: `N=${size}/disorder=${draw}/${temperature === undefined ? "" : `T=${temperature}/`}${way}/start=${first}-${past - 1}`,
              seconds: Math.max(1e-3, (seconds + prepared) * (past - first)),
              size,
              draw,
              optimiser: way,
              ...(temperature === undefined ? {} : { temperature }),
              first,
              past,
            });
      }
    }
  return list;
}

/** How long the list of `tasks` is, without making it. */
function taskCount(config: SpinGlassConfig): number {
  let count = 0;
  for (const [i, size] of config.sizes.entries())
    for (const way of waysOf(config)) {
      const isMain = way === config.optimiser;
      if (!isMain && size > config.compareLargest) continue;
      const starts = isMain ? config.starts[i]! : Math.min(config.starts[i]!, config.compareStarts);
      const groups = Math.ceil(starts / startsOfTask(config, way, size));
      count += config.disorders[i]! * groups * (isMain ? 1 + (config.startTemperatures?.length ?? 0) : 1);
    }
  return count;
}

/** Couplings that the replicas of a task read in one evaluation, at most: part of the protocol, never retuned. */
const COUPLINGS_OF_A_TASK = 2_000_000;
const MOST_BLOCKS = 8;

/** Starts of a task: whole vectors of lanes, more of them where an evaluation is short; the paper's SGD goes in one. */
function startsOfTask(config: SpinGlassConfig, way: SpinGlassOptimiser, n: number): number {
  if (way === "paper-sgd") return LANES;
  const work = chosenLandscape(config).work(n);
  return LANES * groupSize(work, { perTask: COUPLINGS_OF_A_TASK, most: MOST_BLOCKS });
}

export function check(config: SpinGlassConfig): void {
  assertDistinct("sizes", config.sizes);
  for (const [name, list] of [
    ["starts", config.starts],
    ["disorders", config.disorders],
  ] as const)
    if (list.length !== config.sizes.length)
      throw new SpecError(
        name,
        `${name} has ${list.length} entries and sizes has ${config.sizes.length}; give one a size.`,
      );
  assertDistinct("startTemperatures", config.startTemperatures ?? []);
  assertTaskCount("disorders", taskCount(config));
  const chosen = chosenLandscape(config);
  if (config.optimiser === "paper-sgd" && chosen.pureOrder === null)
    throw new SpecError(
      "optimiser",
      `The paper's SGD goes down samples of the couplings, which a pure glass alone has; take lbfgs or gradient-descent on the ${chosen.name}.`,
    );
  for (const size of config.sizes) chosen.check({ n: size, samples: sampleCount(config, size) });
}

/** The disorder is a sum of samples wherever the paper's SGD runs, so that all optimisers go down the same energy. */
export function sampleCount(config: SpinGlassConfig, n: number): number {
  const stochastic =
    config.optimiser === "paper-sgd" || (config.compare.includes("paper-sgd") && n <= config.compareLargest);
  return stochastic ? config.samples : 1;
}

/** Disorders that a worker keeps, their Hessian, and the vectors of the replicas. */
export function bytes(config: SpinGlassConfig): number {
  const kept = 4;
  const { work } = chosenLandscape(config);
  const each = config.sizes.map((n) => {
    const samples = sampleCount(config, n);
    return 4 * work(n) * (samples > 1 ? samples + 1 : 1) + 16 * n * n + 64 * MOST_BLOCKS * LANES * n;
  });
  const largest = each.sort((a, b) => b - a).slice(0, kept);
  return Math.min(4.2e9, sum(largest) + (largest.length < kept ? (kept - largest.length) * largest[0]! : 0));
}
