/** --mnist: experiments on images take genuine MNIST instead of the embedded digits. */
import { resolve } from "node:path";
import { SpecError } from "../base/errors.ts";
import type { JsonObject } from "../base/json.ts";
import type { AnyExperiment, Scale } from "../run/contract.ts";

export interface MnistOption {
  readonly scale: Scale;
  readonly directory: string | undefined;
}

/** Whether the experiment's preset takes images, in whose place MNIST can be put. */
const takesImages = (experiment: AnyExperiment, scale: Scale): boolean =>
  experiment.data?.of({ ...experiment.presets[scale], seed: 0 }).kind === "strokes";

/** @throws {SpecError} when --mnist names a directory and none of the experiments would read it */
export function assertMnistUsed(
  experiments: readonly AnyExperiment[],
  { scale, directory }: MnistOption,
): void {
  if (directory === undefined || experiments.some((experiment) => takesImages(experiment, scale))) return;
  const names = experiments.map(({ id }) => id).join(", ");
  throw new SpecError(
    "--mnist",
    `--mnist ${directory} would not be read: ${names} ${experiments.length === 1 ? "takes" : "take"} no images. Leave it out.`,
  );
}

/** The preset's data with another source: sizes and seed stay. Nothing for an experiment that takes no images. */
export function mnistOverrides(experiment: AnyExperiment, { scale, directory }: MnistOption): JsonObject {
  const slot = experiment.data;
  if (directory === undefined || slot === undefined || !takesImages(experiment, scale)) return {};
  const source = slot.of({ ...experiment.presets[scale], seed: 0 });
  return slot.overrides({ ...source, kind: "mnist", directory: resolve(directory) });
}
