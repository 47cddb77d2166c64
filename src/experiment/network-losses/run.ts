/** One task of network-losses: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import type { RowSlots, TaskContext } from "../../run/contract.ts";
import type { NetworkOutcome } from "../kit/training/outcome.ts";
import { type SampleImages, sampleImages } from "../kit/training/sample-images.ts";
import { openData, paperShape, trainNetworks } from "../kit/training/train.ts";
import type { NetworkLossesConfig, NetworkLossesTask } from "./config.ts";

export type NetworkLossesRow = JsonObject & {
  readonly hidden: number;
  readonly parameters: number;
  readonly networks: readonly NetworkOutcome[];
  /** Networks whose loss left the finite numbers, and which are left out above. */
  readonly diverged: readonly number[];
  readonly slots: RowSlots & {
    /** Images of the training set, which the first task alone shows. */
    readonly samples?: readonly SampleImages[];
  };
};

export async function run(
  task: NetworkLossesTask,
  context: TaskContext<NetworkLossesConfig>,
): Promise<NetworkLossesRow> {
  const data = await openData(context, context.config.data);
  const nets = Array.from({ length: task.past - task.first }, (_, i) => task.first + i);
  const trained = await trainNetworks(context, data, { hidden: task.hidden, nets, training: context.config });
  const isFirst = task.hidden === context.config.hidden[0] && task.first === 0;
  return {
    hidden: task.hidden,
    parameters: paperShape(data, task.hidden).parameterCount,
    networks: trained
      .filter((network) => network.finite)
      .map(({ finite: _finite, parameters: _parameters, ...outcome }) => outcome),
    diverged: trained.filter((network) => !network.finite).map((network) => network.net),
    slots: {
      data: data.provenance,
      ...(isFirst ? await samplesOf(context) : {}),
    },
  };
}

/** Nothing where the data are no images. */
async function samplesOf(
  context: TaskContext<NetworkLossesConfig>,
): Promise<{ readonly samples?: readonly SampleImages[] }> {
  const samples = await sampleImages(context, context.config.data);
  return samples === null ? {} : { samples };
}
