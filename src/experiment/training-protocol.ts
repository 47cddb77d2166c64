/**
 * How the network experiments train: the paper's protocol (one hidden layer of ReLU units on 10x10 images, parameters
 * uniform in a cube, SGD with a decaying rate) [ChoEtAl15, section 5], and our choices where the paper is silent.
 */
import { z } from "zod";
import { SpecError } from "../base/errors.ts";

/**
 * Step size, batch, decay law and the side of the cube are ours: the paper gives none of them. They were chosen once, so
 * that the final losses land near the paper's (docs/CALIBRATION.md), and are not touched when a claim is judged.
 */
export const trainingKeys = {
  epochs: z.int().min(1).max(100_000).describe("Passes over the training images; the paper made 200."),
  batch: z.int().min(1).max(1000).describe("Images a step of SGD."),
  learningRate: z.number().positive().max(100).describe("Step size of the first epoch."),
  decayEpochs: z
    .number()
    .positive()
    .max(1e9)
    .describe("The step size of epoch t = 0, 1, … is learningRate / (1 + t / decayEpochs)."),
  initRange: z
    .number()
    .positive()
    .max(10)
    .describe("Parameters start uniform in [-initRange, initRange]; 0.5 is the unit cube around 0."),
} as const;

export interface Training {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly decayEpochs: number;
  readonly initRange: number;
}

/** Step size of epoch t = 0, 1, …: η / (1 + t/τ), the law of Torch's `optim.sgd` and of the authors' spin-glass code. */
export function learningRateAt(training: Training, epoch: number): number {
  return training.learningRate / (1 + epoch / training.decayEpochs);
}

export const hiddenSizes = z
  .array(z.int().min(1).max(4096))
  .min(1)
  .max(32)
  .describe("Hidden units n1, one network family each.");

export const networksPerSize = z
  .array(z.int().min(1).max(1_000_000))
  .min(1)
  .max(32)
  .describe("Networks of each size, in the order of the sizes; each from its own random start.");

/** @throws {SpecError} when the two lists have different lengths or a size stands twice */
export function checkSizes(sizes: readonly number[], networks: readonly number[]): void {
  if (networks.length !== sizes.length)
    throw new SpecError(
      "networks",
      `networks has ${networks.length} entries and hidden has ${sizes.length}; give one number of networks a size.`,
    );
  const twice = sizes.find((size, i) => sizes.indexOf(size) !== i);
  if (twice !== undefined) throw new SpecError("hidden", `hidden names ${twice} twice; name each size once.`);
}

/** Consecutive runs of at most `size` of the numbers 0 .. count-1: [first, past the last]. */
export function groupsOf(count: number, size: number): readonly (readonly [number, number])[] {
  const groups: [number, number][] = [];
  for (let first = 0; first < count; first += size) groups.push([first, Math.min(count, first + size)]);
  return groups;
}
