/** Settings of surface, their presets, and the tasks that they make. */

import { z } from "zod";
import { SpecError } from "../../base/errors.ts";
import { dataSpec } from "../../data/data-spec.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { seedKey } from "../kit/keys.ts";
import { chosenLandscape, landscapeKey } from "../kit/landscapes/chosen.ts";
import { assertDistinct } from "../kit/list-checks.ts";
import { assertTrainingFits, trainingBytes } from "../kit/training/bytes.ts";
import { checkBatch, hiddenSizes, TRAINING, trainingKeys } from "../kit/training/protocol.ts";
import { trainingImages, trainingSeconds } from "../kit/training/train.ts";

export type PlaneKind = "random-directions" | "three-solutions" | "great-sphere";

export const schema = z.strictObject({
  seed: seedKey,
  data: dataSpec.describe("The images: synthetic strokes, genuine MNIST, or your own."),
  hidden: hiddenSizes,
  ...trainingKeys,
  grid: z
    .int()
    .min(5)
    .max(401)
    .describe("Points a side of the grid; odd, so that the solution is one of them."),
  range: z
    .number()
    .positive()
    .max(10)
    .describe("Half the side of the plane of random directions, in units of the network's own filters."),
  margin: z
    .number()
    .min(0)
    .max(10)
    .describe("How far the plane through three solutions reaches beyond them, in units of their extent."),
  spins: z.int().min(4).max(1000).describe("N of the spherical p-spin glass."),
  p: z.int().min(2).max(8).describe("p of the spherical p-spin glass."),
  landscape: landscapeKey,
});

export type SurfaceConfig = z.infer<typeof schema>;

export interface SurfaceTask extends Task {
  readonly kind: PlaneKind;
  readonly size: number;
}

export const presets: Readonly<Record<Scale, Omit<SurfaceConfig, "seed">>> = {
  quick: {
    data: { kind: "strokes", train: 2_000, test: 500, side: 10, seed: 1 },
    hidden: [10, 100],
    ...TRAINING,
    epochs: 60,
    learningRate: 0.2,
    grid: 41,
    range: 1,
    margin: 0.4,
    spins: 100,
    p: 3,
  },
  laptop: {
    data: { kind: "strokes", train: 10_000, test: 2_000, side: 10, seed: 1 },
    hidden: [10, 100],
    ...TRAINING,
    epochs: 60,
    learningRate: 0.2,
    grid: 81,
    range: 1,
    margin: 0.4,
    spins: 200,
    p: 3,
  },
  paper: {
    data: { kind: "strokes", train: 60_000, test: 10_000, side: 10, seed: 1 },
    hidden: [10, 25, 100, 500],
    ...TRAINING,
    epochs: 200,
    learningRate: 0.02,
    grid: 101,
    range: 1,
    margin: 0.4,
    spins: 500,
    p: 3,
  },
};

/** Seconds of one loss: as an epoch's forward passes, in f64. */
const lossSeconds = (config: SurfaceConfig, hidden: number) =>
  1e-6 * (0.25 + 0.013 * hidden) * trainingImages(config.data);

export function tasks(config: SurfaceConfig): readonly SurfaceTask[] {
  const cells = config.grid * config.grid;
  const networks = config.hidden.flatMap((hidden) => {
    const [training, grid] = [trainingSeconds(config, hidden), cells * lossSeconds(config, hidden)];
    return [
      {
        key: `random-directions/n1=${hidden}`,
        seconds: training + grid,
        kind: "random-directions",
        size: hidden,
      },
      {
        key: `three-solutions/n1=${hidden}`,
        seconds: 3 * training + grid,
        kind: "three-solutions",
        size: hidden,
      },
    ] as const;
  });
  const energy = 1e-9 * chosenLandscape(config).work(coordinatesOf(config));
  return [
    ...networks,
    {
      key: `great-sphere/N=${coordinatesOf(config)}`,
      seconds: (cells + 1000) * energy + 0.1,
      kind: "great-sphere",
      size: coordinatesOf(config),
    },
  ];
}

/** N: the spins, or what a landscape of the user's own says. */
const coordinatesOf = ({ landscape, spins }: SurfaceConfig): number =>
  landscape?.kind === "module" ? (landscape.dimension ?? spins) : spins;

/** Parameters of order 1 carry 16 digits: a plane of a smaller side has few different points. */
const LEAST_RANGE = 1e-9;

/** @throws {SpecError} for a plane whose points would be one */
function assertRange(range: number): void {
  if (range < LEAST_RANGE)
    throw new SpecError(
      "range",
      `range is ${range}; a plane of less than ${LEAST_RANGE} has points that differ by rounding alone.`,
    );
}

export function check(config: SurfaceConfig): void {
  assertDistinct("hidden", config.hidden);
  assertRange(config.range);
  checkBatch(config);
  assertTrainingFits(config);
  chosenLandscape(config).check({ n: coordinatesOf(config) });
}

export const bytes = (config: SurfaceConfig): number =>
  trainingBytes(config) + 4 * chosenLandscape(config).work(coordinatesOf(config));
