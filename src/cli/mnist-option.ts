/** --mnist: experiments on images take genuine MNIST instead of the embedded digits. */
import { resolve } from "node:path";
import type { JsonObject } from "../base/json.ts";
import type { AnyExperiment, Scale } from "../run/contract.ts";

export interface MnistOption {
  readonly scale: Scale;
  readonly directory: string | undefined;
}

/** The preset's data with another source: sizes and seed stay. */
export function mnistOverrides(experiment: AnyExperiment, { scale, directory }: MnistOption): JsonObject {
  const slot = experiment.data;
  if (directory === undefined || slot === undefined) return {};
  const source = slot.of({ ...experiment.presets[scale], seed: 0 });
  if (source.kind !== "strokes") return {};
  return slot.overrides({ ...source, kind: "mnist", directory: resolve(directory) });
}
