/** Every experiment by its id, in the order of the report. */
import type { AnyExperiment } from "./experiment.ts";

export const experiments: readonly AnyExperiment[] = [];
