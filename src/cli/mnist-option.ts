/** --mnist: experiments on images take genuine MNIST instead of the embedded digits. */
import { resolve } from "node:path";
import type { JsonObject } from "../base/json.ts";
import type { AnyExperiment, Scale } from "../run/contract.ts";

export interface MnistOption {
  readonly scale: Scale;
  readonly directory: string | undefined;
}

export async function mnistOverrides(
  experiment: AnyExperiment,
  { scale, directory }: MnistOption,
): Promise<JsonObject> {
  const data = (experiment.presets[scale] as { data?: JsonObject }).data;
  if (directory === undefined || data?.kind === undefined) return {};
  return { data: { ...data, kind: "mnist", directory: resolve(directory) } };
}
