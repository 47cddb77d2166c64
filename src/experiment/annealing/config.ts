/** Settings of annealing, their presets, and the tasks that they make. */

import { z } from "zod";
import { SpecError } from "../../base/errors.ts";
import { dataSpec } from "../../data/data-spec.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { seedKey } from "../kit/keys.ts";
import { assertTaskCount, groupSize, groupsOf, sum } from "../kit/tasks.ts";
import { assertTrainingFits, trainingBytes } from "../kit/training/bytes.ts";
import {
  checkBatch,
  checkSizes,
  hiddenSizes,
  networksPerSize,
  TRAINING,
  trainingKeys,
} from "../kit/training/protocol.ts";
import { networksOfTask, trainingImages, trainingSeconds } from "../kit/training/train.ts";

/**
 * How a network was trained: `sgd` and `annealing` for Figure 6; for the redundancy test annealing with every parameter
 * in {-1, 0, 1} (`three-valued`), and with real parameters (`unrestricted`, and `unrestricted-sgd`) to hold it against.
 */
export type AnnealingMethod = "sgd" | "annealing" | "three-valued" | "unrestricted" | "unrestricted-sgd";

const temperature = z.number().positive().max(10);

export const schema = z.strictObject({
  seed: seedKey,
  data: dataSpec.describe("The subset of images; the paper does not say how large its own was."),
  hidden: hiddenSizes,
  networks: networksPerSize,
  ...trainingKeys,
  annealed: z
    .array(z.int().min(1).max(1_000_000))
    .min(1)
    .max(32)
    .describe("Networks of each size trained by annealing; `networks` are trained by SGD."),
  proposals: z.int().min(1).max(1_000_000_000).describe("Proposals of annealing, the same for every size."),
  temperatureStart: temperature.describe("Temperature at the start, in units of the mean loss."),
  temperatureEnd: temperature.describe("Temperature at the end; it falls geometrically."),
  step: z
    .number()
    .positive()
    .max(10)
    .describe("A proposal changes one parameter by a normal number of this standard deviation."),
  redundantHidden: z.int().min(1).max(1000).describe("Hidden units of the network of the redundancy test."),
  redundantNetworks: z.int().min(0).max(1_000_000).describe("Networks a method in the redundancy test."),
  redundantProposals: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .describe("Proposals of annealing in the redundancy test."),
  threeValuedGain: z
    .number()
    .positive()
    .max(100)
    .describe(
      "Three-valued networks' outputs are multiplied by this before the softmax (the q of the paper's model).",
    ),
});

export type AnnealingConfig = z.infer<typeof schema>;

export interface AnnealingTask extends Task {
  readonly method: AnnealingMethod;
  readonly hidden: number;
  readonly first: number;
  readonly past: number;
}

const SIZES = [2, 3, 5, 10, 15, 25];

const anneal = {
  temperatureStart: 1e-3,
  temperatureEnd: 3e-6,
  step: 0.25,
  redundantHidden: 25,
  threeValuedGain: 0.25,
};

export const presets: Readonly<Record<Scale, Omit<AnnealingConfig, "seed">>> = {
  quick: {
    data: { kind: "strokes", train: 2_000, test: 5_000, side: 10, seed: 1 },
    hidden: SIZES,
    networks: [30, 30, 30, 30, 30, 30],
    annealed: [6, 6, 5, 4, 3, 3],
    ...TRAINING,
    epochs: 60,
    learningRate: 0.2,
    ...anneal,
    proposals: 40_000,
    redundantNetworks: 3,
    redundantProposals: 80_000,
  },
  laptop: {
    data: { kind: "strokes", train: 2_000, test: 10_000, side: 10, seed: 1 },
    hidden: SIZES,
    networks: SIZES.map(() => 200),
    annealed: SIZES.map(() => 40),
    ...TRAINING,
    epochs: 100,
    learningRate: 0.1,
    ...anneal,
    proposals: 100_000,
    redundantNetworks: 20,
    redundantProposals: 200_000,
  },
  paper: {
    data: { kind: "strokes", train: 2_000, test: 10_000, side: 10, seed: 1 },
    hidden: SIZES,
    networks: SIZES.map(() => 1000),
    annealed: SIZES.map(() => 1000),
    ...TRAINING,
    epochs: 200,
    learningRate: 0.05,
    ...anneal,
    proposals: 500_000,
    redundantNetworks: 100,
    redundantProposals: 500_000,
  },
};

const REDUNDANCY: readonly AnnealingMethod[] = ["three-valued", "unrestricted", "unrestricted-sgd"];

/** Seconds of one network: 25 ns a sample and proposal of annealing, measured at ten classes. */
const proposalsOf = (config: AnnealingConfig, method: AnnealingMethod): number =>
  method === "annealing" ? config.proposals : config.redundantProposals;

function networkSeconds(config: AnnealingConfig, method: AnnealingMethod, hidden: number): number {
  if (method === "sgd" || method === "unrestricted-sgd") return trainingSeconds(config, hidden);
  return 25e-9 * trainingImages(config.data) * proposalsOf(config, method);
}

/** Proposals times images that a task of annealing makes: about two seconds. Part of the protocol, never retuned. */
const TRIALS_OF_A_TASK = 80_000_000;
const MOST_ANNEALED = 16;

function networksOf(config: AnnealingConfig, method: AnnealingMethod, hidden: number): number {
  if (method === "sgd" || method === "unrestricted-sgd") return networksOfTask(config, hidden);
  const trials = trainingImages(config.data) * proposalsOf(config, method);
  return groupSize(trials, { perTask: TRIALS_OF_A_TASK, most: MOST_ANNEALED });
}

function tasksOf(
  config: AnnealingConfig,
  { method, hidden, networks }: { method: AnnealingMethod; hidden: number; networks: number },
): readonly AnnealingTask[] {
  const seconds = networkSeconds(config, method, hidden);
  return groupsOf(networks, networksOf(config, method, hidden)).map(([first, past]) => ({
    key: `${method}/n1=${hidden}/net=${first}-${past - 1}`,
    seconds: seconds * (past - first),
    method,
    hidden,
    first,
    past,
  }));
}

export function tasks(config: AnnealingConfig): readonly AnnealingTask[] {
  const figure6 = config.hidden.flatMap((hidden, i) => [
    ...tasksOf(config, { method: "sgd", hidden, networks: config.networks[i]! }),
    ...tasksOf(config, { method: "annealing", hidden, networks: config.annealed[i]! }),
  ]);
  const redundancy = REDUNDANCY.flatMap((method) =>
    tasksOf(config, { method, hidden: config.redundantHidden, networks: config.redundantNetworks }),
  );
  return [...figure6, ...redundancy];
}

/** How long the list of `tasks` is, without making it. */
function taskCount(config: AnnealingConfig): number {
  const count = (method: AnnealingMethod, hidden: number, networks: number) =>
    Math.ceil(networks / networksOf(config, method, hidden));
  const { hidden, networks, annealed, redundantHidden, redundantNetworks } = config;
  return sum([
    ...hidden.map((n1, i) => count("sgd", n1, networks[i]!) + count("annealing", n1, annealed[i]!)),
    ...REDUNDANCY.map((method) => count(method, redundantHidden, redundantNetworks)),
  ]);
}

/** A smaller share of the first temperature may round to 0, where no temperature is. */
const LEAST_FALL = 1e-300;

export function check(config: AnnealingConfig): void {
  checkSizes(config.hidden, config.networks);
  checkSizes(config.hidden, config.annealed, "annealed");
  checkBatch(config);
  assertTrainingFits(allNetworks(config));
  assertTaskCount("networks", taskCount(config));
  if (config.temperatureEnd > config.temperatureStart)
    throw new SpecError(
      "temperatureEnd",
      `temperatureEnd is ${config.temperatureEnd}, above temperatureStart ${config.temperatureStart}; annealing cools.`,
    );
  if (config.temperatureEnd < LEAST_FALL * config.temperatureStart)
    throw new SpecError(
      "temperatureEnd",
      `temperatureEnd is ${config.temperatureEnd} and temperatureStart ${config.temperatureStart}; the temperature falls by a factor of at most 1e300.`,
    );
  if (Math.fround(config.threeValuedGain) !== config.threeValuedGain)
    throw new SpecError(
      "threeValuedGain",
      `threeValuedGain is ${config.threeValuedGain}; give a number exact in 32 bits, such as 0.25 or 1.`,
    );
}

const allNetworks = ({ data, hidden, redundantHidden }: AnnealingConfig) => ({
  data,
  hidden: [...hidden, redundantHidden],
});

export const bytes = (config: AnnealingConfig): number => trainingBytes(allNetworks(config));
