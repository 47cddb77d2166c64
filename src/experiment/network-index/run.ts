/** One network trained, and the signs of its Hessian's eigenvalues at the end and on the way. */
import type { JsonObject } from "../../base/json.ts";
import { norm } from "../../base/vector.ts";
import { eigenvaluesSymmetricAsync, inertiaAsync } from "../../engine/linalg/index.ts";
import { Network } from "../../engine/network/network.ts";
import type { RowSlots, TaskContext } from "../../run/contract.ts";
import { indexOfEigenvalues } from "../../spectrum/morse-index.ts";
import { judge, type OpenData, openData, paperShape, trainNetworks } from "../kit/training/train.ts";
import type { NetworkIndexConfig, NetworkIndexTask } from "./config.ts";
import { type SpectrumRecord, spectrumRecord } from "./spectrum-bins.ts";

/** How many of a Hessian's eigenvalues are below -t and within [-t, t], and its ends; null where only the first was counted. */
export type SignCount = {
  readonly negative: number;
  readonly zero: number | null;
  readonly lambdaMin: number | null;
  readonly lambdaMax: number | null;
};

/** A point on the way down, or the end point. */
export type IndexPoint = SignCount & {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  /** Euclidean norm of the gradient of the training loss. */
  readonly gradientNorm: number;
};

export type NetworkIndexRow = JsonObject & {
  readonly hidden: number;
  readonly net: number;
  readonly parameters: number;
  readonly slots: RowSlots;
  readonly method: "eigenvalues" | "inertia";
  /** Null when the training diverged: a loss that left the finite numbers has no Hessian. */
  readonly solution: IndexPoint | null;
  readonly spectrum: SpectrumRecord | null;
  /** Points before the solution, in order of epochs; empty for most networks. */
  readonly path: readonly IndexPoint[];
};

type Context = TaskContext<NetworkIndexConfig>;

/** Share of a task's progress that training takes; the Hessian is the rest. */
const TRAINING_SHARE = 0.4;

export async function run(task: NetworkIndexTask, context: Context): Promise<NetworkIndexRow> {
  const { config } = context;
  const data = await openData(context, config.data);
  const network = new Network(context.engine, paperShape(data, task.hidden));
  try {
    const path: IndexPoint[] = [];
    const [trained] = await trainNetworks(context, data, {
      hidden: task.hidden,
      nets: [task.net],
      training: config,
      progress: [0, TRAINING_SHARE],
      watch: async (epoch, trainer) => {
        if (!task.followed || !config.checkpoints.includes(epoch)) return;
        const place = await measure(context, network, { data, epoch, parameters: trainer.parameters(0) });
        if (place !== null) path.push(place.point);
      },
    });
    const end = await measure(context, network, {
      data,
      epoch: config.epochs,
      parameters: trained!.parameters,
    });
    context.progress(1);
    return {
      hidden: task.hidden,
      net: task.net,
      parameters: network.shape.parameterCount,
      slots: { data: data.provenance },
      method: network.shape.parameterCount <= config.spectrumLimit ? "eigenvalues" : "inertia",
      solution: end?.point ?? null,
      spectrum: end?.spectrum ?? null,
      path,
    };
  } finally {
    network.dispose();
  }
}

interface Place {
  readonly data: OpenData;
  readonly epoch: number;
  readonly parameters: Float64Array;
}

/** Null where the loss is not finite. */
async function measure(
  context: Context,
  network: Network,
  { data, epoch, parameters }: Place,
): Promise<{ readonly point: IndexPoint; readonly spectrum: SpectrumRecord | null } | null> {
  const { finite, trainLoss, testLoss } = judge(network, data, parameters);
  if (!finite) return null;
  const gradient = new Float64Array(parameters.length);
  network.gradient(parameters, data.train, gradient);
  const { signs, spectrum } = await signsOf(context, network, { data, epoch, parameters });
  return { point: { epoch, trainLoss, testLoss, gradientNorm: norm(gradient), ...signs }, spectrum };
}

/** All eigenvalues for networks up to `spectrumLimit`; beyond, only how many lie below -t, by the inertia of H + t I. */
async function signsOf(
  { engine, config }: Context,
  network: Network,
  { data, parameters }: Place,
): Promise<{ readonly signs: SignCount; readonly spectrum: SpectrumRecord | null }> {
  const order = parameters.length;
  const { deadBand, spectrumLimit } = config;
  const hessian = await network.hessianAsync(parameters, data.train);
  try {
    if (order <= spectrumLimit) {
      const values = await eigenvaluesSymmetricAsync(engine, hessian, order);
      return { signs: signsOfValues(values, deadBand), spectrum: spectrumRecord(values) };
    }
    const { negative } = await inertiaAsync(engine, hessian, { n: order, shift: deadBand });
    return { signs: { negative, zero: null, lambdaMin: null, lambdaMax: null }, spectrum: null };
  } finally {
    hessian.free();
  }
}

/** @param values ascending */
function signsOfValues(values: Float64Array, deadBand: number): SignCount {
  const { index, flat } = indexOfEigenvalues(values, deadBand);
  return { negative: index, zero: flat, lambdaMin: values[0] ?? null, lambdaMax: values.at(-1) ?? null };
}
