/** Networks of one hidden layer, trained by the protocol of `training-protocol.ts`, reproducible one by one. */
import { canonicalJson, type JsonObject } from "../../../base/json.ts";
import type { Samples } from "../../../data/data-set.ts";
import { type DataSpec, loadData } from "../../../data/data-spec.ts";
import {
  initialise,
  Network,
  NetworkData,
  type NetworkShape,
  networkShape,
} from "../../../engine/network/network.ts";
import { NetworkTrainer } from "../../../engine/network/trainer.ts";
import type { TaskContext } from "../../../run/contract.ts";
import { groupSize } from "../tasks.ts";
import { learningRateAt, type Training } from "./protocol.ts";

/** Train and test images in the engine's memory, kept on the worker between tasks. */
export interface OpenData {
  readonly train: NetworkData;
  readonly test: NetworkData;
  readonly provenance: string;
  readonly d: number;
  readonly classes: number;
}

/** The memo keeps it; the caller must not dispose of it. */
export async function openData<C>(context: TaskContext<C>, spec: DataSpec): Promise<OpenData> {
  const { engine, files } = context;
  return context.memo(
    `data ${canonicalJson(spec as JsonObject)}`,
    async () => {
      const { train, test, provenance } = await loadData(spec, { engine, files });
      return {
        train: new NetworkData(engine, train),
        test: new NetworkData(engine, test),
        provenance,
        d: train.d,
        classes: train.classes,
      };
    },
    (data) => {
      data.train.dispose();
      data.test.dispose();
    },
  );
}

/** d-n1-classes with biases and softmax cross-entropy: the paper's network (docs/PAPER.md, 3). */
export function paperShape(data: Pick<Samples, "d" | "classes">, hidden: number): NetworkShape {
  return networkShape({ sizes: [data.d, hidden, data.classes], bias: true, loss: "cross-entropy" });
}

export interface TrainedNetwork {
  readonly net: number;
  /** False when the loss left the finite numbers; the losses below are then 0 and mean nothing. */
  readonly finite: boolean;
  readonly parameters: Float64Array;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
}

export interface TrainOptions {
  readonly hidden: number;
  /** Numbers of the networks to train: number i starts, and is shuffled, by streams of (hidden, i) alone. */
  readonly nets: readonly number[];
  readonly training: Training;
  /** Called before the first epoch and after every one, with the number of epochs made. */
  readonly watch?: (epoch: number, trainer: NetworkTrainer) => void | Promise<void>;
  /** Share of the task's progress that this training makes: [from, to]. */
  readonly progress?: readonly [number, number];
}

/** Trains networks side by side; their numbers do not depend on which are trained together. */
export async function trainNetworks<C>(
  context: TaskContext<C>,
  data: OpenData,
  options: TrainOptions,
): Promise<readonly TrainedNetwork[]> {
  const { training, watch, progress = [0, 1] } = options;
  const trainer = createTrainer(context, data, options);
  try {
    await watch?.(0, trainer);
    for (let epoch = 0; epoch < training.epochs; epoch++) {
      await trainer.epochAsync(learningRateAt(training, epoch));
      context.progress(progress[0] + ((progress[1] - progress[0]) * (epoch + 1)) / training.epochs);
      await watch?.(epoch + 1, trainer);
    }
    return outcomes(context, data, { trainer, nets: options.nets });
  } finally {
    trainer.dispose();
  }
}

function createTrainer<C>(context: TaskContext<C>, data: OpenData, options: TrainOptions): NetworkTrainer {
  const { hidden, nets, training } = options;
  const shape = paperShape(data, hidden);
  const replicas = nets.map((net) => ({
    parameters: initialise(context.engine, shape, {
      key: context.sharedStream(`n1=${hidden}/net=${net}/start`),
      init: { kind: "uniform", range: training.initRange },
    }),
    shuffle: context.sharedStream(`n1=${hidden}/net=${net}/shuffle`),
  }));
  return new NetworkTrainer(shape, data.train, { replicas, batch: training.batch });
}

function outcomes<C>(
  context: TaskContext<C>,
  data: OpenData,
  { trainer, nets }: { readonly trainer: NetworkTrainer; readonly nets: readonly number[] },
): readonly TrainedNetwork[] {
  const network = new Network(context.engine, trainer.shape);
  try {
    return nets.map((net, r) => ({ net, ...judge(network, data, trainer.parameters(r)) }));
  } finally {
    network.dispose();
  }
}

/** Loss and accuracy on both splits, in f64. */
export function judge(
  network: Network,
  data: OpenData,
  parameters: Float64Array,
): Omit<TrainedNetwork, "net"> {
  const nowhere = { loss: Number.NaN, accuracy: 0 };
  const there = parameters.every(Number.isFinite);
  const train = there ? network.evaluate(parameters, data.train) : nowhere;
  const test = there ? network.evaluate(parameters, data.test) : nowhere;
  const finite = Number.isFinite(train.loss) && Number.isFinite(test.loss);
  return {
    finite,
    parameters,
    trainLoss: finite ? train.loss : 0,
    testLoss: finite ? test.loss : 0,
    trainAccuracy: finite ? train.accuracy : 0,
    testAccuracy: finite ? test.accuracy : 0,
  };
}

/** Images in the training split as far as a config tells before the data are loaded. */
export function trainingImages(spec: DataSpec): number {
  const { train } = spec as { readonly train?: number };
  return train ?? 60_000;
}

/** Updates of hidden units that a task of training makes: about two seconds. Part of the protocol, never retuned. */
const UPDATES_OF_A_TASK = 90_000_000;
const MOST_NETWORKS = 16;

/** Networks that one task trains: n1 units see every image once an epoch. */
export function networksOfTask(
  config: { readonly data: DataSpec; readonly epochs: number },
  hidden: number,
): number {
  const updates = hidden * trainingImages(config.data) * config.epochs;
  return groupSize(updates, { perTask: UPDATES_OF_A_TASK, most: MOST_NETWORKS });
}

/** Expected seconds of one network: microseconds a sample as measured at batch 20 and 100 inputs, n1 = 2 to 500. */
export function trainingSeconds(
  config: { readonly data: DataSpec; readonly epochs: number },
  hidden: number,
): number {
  const microseconds = 0.25 + 0.013 * hidden + 1.8e-5 * hidden * hidden;
  return 1e-6 * microseconds * trainingImages(config.data) * (config.epochs + 2);
}
