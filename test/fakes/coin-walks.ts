import type { AnyExperiment } from "../../dist/run/index.js";
// @ts-expect-error a plain module, as a user would write it
import { experiments } from "../fixtures-experiments/coin-walks.mjs";

export const coinExperiments: readonly AnyExperiment[] = experiments;
export const coinWalks = coinExperiments[0]!;
