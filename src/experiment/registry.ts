/** Every experiment, in the order of the report: the paper's, then those beyond it. */

import type { AnyExperiment } from "../run/contract.ts";
import { annealing } from "./annealing/index.ts";
import { atlas } from "./atlas/index.ts";
import { barrier } from "./barrier/index.ts";
import { complexity } from "./complexity/index.ts";
import { criticalCounts } from "./critical-counts/index.ts";
import { saddleEscape } from "./escape/index.ts";
import { kacRice } from "./kac-rice/index.ts";
import { layers } from "./layers/index.ts";
import { networkIndex } from "./network-index/index.ts";
import { networkLosses } from "./network-losses/index.ts";
import { spinGlassMinima } from "./spin-glass-minima/index.ts";
import { surface } from "./surface/index.ts";

export const experiments: readonly AnyExperiment[] = [
  complexity,
  criticalCounts,
  spinGlassMinima,
  networkLosses,
  networkIndex,
  annealing,
  surface,
  kacRice,
  layers,
  atlas,
  barrier,
  saddleEscape,
];
