/** One network trained, and the signs of its Hessian's eigenvalues at the end and on the way. */
import type { JsonObject } from "../../base/json.ts";
import { norm } from "../../base/vector.ts";
import { NetworkLandscape } from "../../landscape/network.ts";
import type { RowSlots, TaskContext } from "../../run/contract.ts";
import { indexOfEigenvalues, morseIndex } from "../../spectrum/morse-index.ts";
import { hessianSpectrum } from "../../spectrum/spectrum.ts";
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
  const landscape = new NetworkLandscape(paperShape(data, task.hidden), data.train);
  try {
    const path: IndexPoint[] = [];
    const [trained] = await trainNetworks(context, data, {
      hidden: task.hidden,
      nets: [task.net],
      training: config,
      progress: [0, TRAINING_SHARE],
      watch: async (epoch, trainer) => {
        if (!task.followed || !config.checkpoints.includes(epoch)) return;
        const place = await measure(context, landscape, { data, epoch, parameters: trainer.parameters(0) });
        if (place !== null) path.push(place.point);
      },
    });
    const end = await measure(context, landscape, {
      data,
      epoch: config.epochs,
      parameters: trained!.parameters,
    });
    context.progress(1);
    return {
      hidden: task.hidden,
      net: task.net,
      parameters: landscape.dimension,
      slots: { data: data.provenance },
      method: landscape.dimension <= config.spectrumLimit ? "eigenvalues" : "inertia",
      solution: end?.point ?? null,
      spectrum: end?.spectrum ?? null,
      path,
    };
  } finally {
    landscape.dispose();
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
  landscape: NetworkLandscape,
  { data, epoch, parameters }: Place,
): Promise<{ readonly point: IndexPoint; readonly spectrum: SpectrumRecord | null } | null> {
  const { finite, trainLoss, testLoss } = judge(landscape.network, data, parameters);
  if (!finite) return null;
  const gradient = new Float64Array(parameters.length);
  landscape.gradient(parameters, gradient);
  const { signs, spectrum } = await signsOf(context, landscape, parameters);
  return { point: { epoch, trainLoss, testLoss, gradientNorm: norm(gradient), ...signs }, spectrum };
}

/** All eigenvalues for networks up to `spectrumLimit`; beyond, only how many lie below -t, by the inertia of H + t I. */
async function signsOf(
  { engine, config }: Context,
  landscape: NetworkLandscape,
  parameters: Float64Array,
): Promise<{ readonly signs: SignCount; readonly spectrum: SpectrumRecord | null }> {
  const { deadBand, spectrumLimit } = config;
  if (landscape.dimension <= spectrumLimit) {
    const values = await hessianSpectrum(engine, landscape, parameters);
    return { signs: signsOfValues(values, deadBand), spectrum: spectrumRecord(values) };
  }
  const { index } = await morseIndex(engine, landscape, parameters, { deadBand, countFlat: false });
  return { signs: { negative: index, zero: null, lambdaMin: null, lambdaMax: null }, spectrum: null };
}

/** @param values ascending */
function signsOfValues(values: Float64Array, deadBand: number): SignCount {
  const { index, flat } = indexOfEigenvalues(values, deadBand);
  return { negative: index, zero: flat, lambdaMin: values[0] ?? null, lambdaMax: values.at(-1) ?? null };
}
