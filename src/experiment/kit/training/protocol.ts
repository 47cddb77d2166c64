/**
 * How the network experiments train: the paper's protocol (one hidden layer of ReLU units on 10x10 images, parameters
 * uniform in a cube, SGD with a decaying rate) [ChoEtAl15, section 5], and our choices where the paper is silent.
 */
import { z } from "zod";
import { SpecError } from "../../../base/errors.ts";
import { assertDistinct } from "../list-checks.ts";

/**
 * Step size, batch, decay law and the side of the cube are ours: the paper gives none of them. They were chosen once, so
 * that the final losses land near the paper's (docs/CALIBRATION.md), and are not touched when a claim is judged.
 */
export const trainingKeys = {
  epochs: z.int().min(1).max(100_000).describe("Passes over the training images; the paper made 200."),
  batch: z.int().min(1).max(1000).describe("Images a step of SGD."),
  learningRate: z.number().positive().max(100).describe("Step size of the first epoch."),
  decay: z
    .enum(["linear", "hyperbolic"])
    .describe(
      "Step size of epoch t = 0, 1, … of T: learningRate (1 - t / T) (linear), or learningRate / (1 + 9 t / T) (hyperbolic).",
    ),
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
  readonly decay: "linear" | "hyperbolic";
  readonly initRange: number;
}

/** The last epoch's step is a tenth of the first's, about. */
const HYPERBOLIC_FALL = 9;

/**
 * Step size of epoch t = 0, 1, …, T-1. Linear: η (1 - t/T), which quiets the noise of SGD at the end. Hyperbolic:
 * η / (1 + 9 t/T), the law of Torch's `optim.sgd` and of the authors' spin-glass code.
 */
export function learningRateAt(training: Training, epoch: number): number {
  const { learningRate, epochs } = training;
  return training.decay === "linear"
    ? learningRate * (1 - epoch / epochs)
    : learningRate / (1 + (HYPERBOLIC_FALL * epoch) / epochs);
}

/** Our choice, for every experiment and preset; epochs and step size are set with the number of images. */
export const TRAINING = { batch: 20, decay: "linear", initRange: 0.5 } as const;

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
export function checkSizes(sizes: readonly number[], networks: readonly number[], name = "networks"): void {
  if (networks.length !== sizes.length)
    throw new SpecError(
      name,
      `${name} has ${networks.length} entries and hidden has ${sizes.length}; give one number a size.`,
    );
  assertDistinct("hidden", sizes);
}

/** @throws {SpecError} when a step of SGD wants more samples than there are */
export function checkBatch({ batch, data }: { readonly batch: number; readonly data: object }): void {
  const { train } = data as { readonly train?: number };
  if (train !== undefined && batch > train)
    throw new SpecError(
      "batch",
      `batch is ${batch} and data.train is ${train}; a step takes at most all training samples.`,
    );
}
