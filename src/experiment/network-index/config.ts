/** Settings of network-index, their presets, and the tasks that they make. */

import { z } from "zod";
import { SpecError } from "../../base/errors.ts";
import { dataSpec } from "../../data/data-spec.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { seedKey } from "../kit/keys.ts";
import { assertTaskCount, sum } from "../kit/tasks.ts";
import { assertTrainingFits, largestNetwork, trainingBytes } from "../kit/training/bytes.ts";
import {
  checkBatch,
  checkSizes,
  hiddenSizes,
  networksPerSize,
  TRAINING,
  trainingKeys,
} from "../kit/training/protocol.ts";
import { trainingSeconds } from "../kit/training/train.ts";

export const schema = z.strictObject({
  seed: seedKey,
  data: dataSpec.describe("The images: synthetic strokes, genuine MNIST, or your own."),
  hidden: hiddenSizes,
  networks: networksPerSize,
  ...trainingKeys,
  deadBand: z
    .number()
    .min(0)
    .max(1)
    .describe("Eigenvalues of at most this magnitude count as zero; the paper's is 0.001."),
  spectrumLimit: z
    .int()
    .min(0)
    .max(20_000)
    .describe(
      "Up to this many parameters all eigenvalues are computed; beyond, only their signs, by an LDLᵀ factorisation.",
    ),
  checkpoints: z
    .array(z.int().min(0).max(100_000))
    .max(20)
    .describe("Epochs, ascending, after which the index is measured on the way down too; 0 is the start."),
  followed: z
    .array(z.int().min(0).max(1_000_000))
    .max(32)
    .describe("How many networks of each size are measured at the checkpoints."),
});

export type NetworkIndexConfig = z.infer<typeof schema>;

export interface NetworkIndexTask extends Task {
  readonly hidden: number;
  readonly net: number;
  readonly followed: boolean;
}

export const presets: Readonly<Record<Scale, Omit<NetworkIndexConfig, "seed">>> = {
  quick: {
    // no n1 = 100: its Hessian of 11,110 parameters takes a minute, and one network decides nothing
    data: { kind: "strokes", train: 5_000, test: 2_000, side: 10, seed: 1 },
    hidden: [10, 25, 50],
    networks: [20, 6, 2],
    ...TRAINING,
    epochs: 200,
    learningRate: 0.2,
    deadBand: 0.001,
    spectrumLimit: 3000,
    checkpoints: [0, 1, 4, 16, 64],
    followed: [4, 0, 0],
  },
  laptop: {
    data: { kind: "strokes", train: 10_000, test: 10_000, side: 10, seed: 1 },
    hidden: [10, 25, 50, 100],
    networks: [100, 30, 8, 2],
    ...TRAINING,
    epochs: 200,
    learningRate: 0.1,
    deadBand: 0.001,
    spectrumLimit: 6000,
    checkpoints: [0, 1, 2, 4, 8, 16, 32, 64, 128],
    followed: [10, 2, 0, 0],
  },
  paper: {
    data: { kind: "strokes", train: 60_000, test: 10_000, side: 10, seed: 1 },
    hidden: [10, 25, 50, 100],
    networks: [1000, 1000, 1000, 1000],
    ...TRAINING,
    epochs: 200,
    learningRate: 0.02,
    deadBand: 0.001,
    spectrumLimit: 12_000,
    checkpoints: [0, 1, 2, 4, 8, 16, 32, 64, 128],
    followed: [50, 10, 2, 0],
  },
};

export function check(config: NetworkIndexConfig): void {
  checkSizes(config.hidden, config.networks);
  checkBatch(config);
  const bytes = hessianBytes(config);
  assertTrainingFits(config, {
    bytes,
    what: `A Hessian of ${largestNetwork(config)} parameters and its factors`,
  });
  assertTaskCount("networks", sum(config.networks));
  if (config.followed.length !== config.hidden.length)
    throw new SpecError(
      "followed",
      `followed has ${config.followed.length} entries and hidden has ${config.hidden.length}; give one number a size.`,
    );
  const epochs = config.checkpoints;
  const wrong = epochs.find((epoch, i) => epoch >= config.epochs || (i > 0 && epoch <= epochs[i - 1]!));
  if (wrong !== undefined)
    throw new SpecError(
      "checkpoints",
      `checkpoint ${wrong} is out of order or not before the end; give ascending epochs below ${config.epochs}.`,
    );
}

/** Parameters of 100-n1-10 with biases; other data differ a little, and this is an estimate of time only. */
const estimatedParameters = (hidden: number) => 111 * hidden + 10;

/** Rates of one core: weighted Gram matrices (counted dense), all eigenvalues, an LDLᵀ factorisation. */
const GRAM_RATE = 30e9;

const EIGENVALUE_RATE = 11e9;

const INERTIA_RATE = 20e9;

/** Seconds of one Hessian with its signs: n1²/2 weighted Gram matrices, then 4/3 P³ flops (all values) or P³/3 (signs). */
function hessianSeconds(config: NetworkIndexConfig, hidden: number): number {
  const parameters = estimatedParameters(hidden);
  const samples = "train" in config.data ? (config.data.train ?? 60_000) : 60_000;
  const gram = (hidden * hidden * samples * 100 * 100) / GRAM_RATE;
  const cube = (parameters * parameters * parameters) / 3;
  return gram + (parameters <= config.spectrumLimit ? (4 * cube) / EIGENVALUE_RATE : cube / INERTIA_RATE);
}

export function tasks(config: NetworkIndexConfig): readonly NetworkIndexTask[] {
  return config.hidden.flatMap((hidden, i) => {
    const training = trainingSeconds(config, hidden);
    const hessian = hessianSeconds(config, hidden);
    return Array.from({ length: config.networks[i]! }, (_, net) => {
      const followed = net < config.followed[i]!;
      const points = 1 + (followed ? config.checkpoints.length : 0);
      return { key: `n1=${hidden}/net=${net}`, seconds: training + points * hessian, hidden, net, followed };
    });
  });
}

/** The Hessian of the largest network; its eigenvalues and signs are found in place, with blocks beside. */
function hessianBytes(config: NetworkIndexConfig): number {
  const parameters = largestNetwork(config);
  return 8 * parameters * parameters;
}

export const bytes = (config: NetworkIndexConfig): number =>
  trainingBytes(config, 1.2 * hessianBytes(config));
