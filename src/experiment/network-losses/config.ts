/** Settings of network-losses, their presets, and the tasks that they make. */

import { z } from "zod";
import { dataSpec } from "../../data/data-spec.ts";
import type { Scale, Task } from "../../run/contract.ts";
import { seedKey } from "../kit/keys.ts";
import { assertTaskCount, groupsOf, sum } from "../kit/tasks.ts";
import { assertTrainingFits, trainingBytes } from "../kit/training/bytes.ts";
import {
  checkBatch,
  checkSizes,
  hiddenSizes,
  networksPerSize,
  TRAINING,
  trainingKeys,
} from "../kit/training/protocol.ts";
import { networksOfTask, trainingSeconds } from "../kit/training/train.ts";

export const schema = z.strictObject({
  seed: seedKey,
  data: dataSpec.describe("The images: synthetic strokes, genuine MNIST, or your own."),
  hidden: hiddenSizes,
  networks: networksPerSize,
  ...trainingKeys,
});

export type NetworkLossesConfig = z.infer<typeof schema>;

export interface NetworkLossesTask extends Task {
  readonly hidden: number;
  /** Networks first .. past-1 of this size. */
  readonly first: number;
  readonly past: number;
}

const SIZES = [2, 5, 10, 25, 50, 100, 250, 500];

/** The paper drew 890 networks of 250 units and 970 of 500 (docs/PAPER.md, 5); its text, and this preset, say 1000. */
const PAPER_NETWORKS = SIZES.map(() => 1000);

export const presets: Readonly<Record<Scale, Omit<NetworkLossesConfig, "seed">>> = {
  quick: {
    data: { kind: "strokes", train: 20_000, test: 5_000, side: 10, seed: 1 },
    hidden: SIZES,
    networks: [100, 100, 100, 70, 50, 36, 16, 6],
    ...TRAINING,
    epochs: 10,
    learningRate: 0.3,
  },
  laptop: {
    data: { kind: "strokes", train: 60_000, test: 10_000, side: 10, seed: 1 },
    hidden: SIZES,
    networks: [200, 200, 200, 200, 160, 150, 80, 50],
    ...TRAINING,
    epochs: 20,
    learningRate: 0.2,
  },
  paper: {
    data: { kind: "strokes", train: 60_000, test: 10_000, side: 10, seed: 1 },
    hidden: SIZES,
    networks: PAPER_NETWORKS,
    ...TRAINING,
    epochs: 200,
    learningRate: 0.02,
  },
};

/** Small networks share a task: a task below this many seconds is mostly overhead. */
export function tasks(config: NetworkLossesConfig): readonly NetworkLossesTask[] {
  return config.hidden.flatMap((hidden, i) => {
    const seconds = trainingSeconds(config, hidden);
    return groupsOf(config.networks[i]!, networksOfTask(config, hidden)).map(([first, past]) => ({
      key: `n1=${hidden}/net=${first}-${past - 1}`,
      seconds: seconds * (past - first),
      hidden,
      first,
      past,
    }));
  });
}

export function check(config: NetworkLossesConfig): void {
  checkSizes(config.hidden, config.networks);
  checkBatch(config);
  assertTrainingFits(config);
  const tasksOf = (hidden: number, i: number) =>
    Math.ceil(config.networks[i]! / networksOfTask(config, hidden));
  assertTaskCount("networks", sum(config.hidden.map(tasksOf)));
}

export const bytes = (config: NetworkLossesConfig): number => trainingBytes(config);
