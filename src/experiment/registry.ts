/** Every experiment, in the order of the report: the paper's, then those beyond it. */
import { annealing } from "./annealing.ts";
import { atlas } from "./atlas.ts";
import { barrier } from "./barrier.ts";
import { complexity } from "./complexity.ts";
import { criticalCounts } from "./critical-counts.ts";
import { saddleEscape } from "./escape.ts";
import type { AnyExperiment } from "./experiment.ts";
import { kacRice } from "./kac-rice.ts";
import { layers } from "./layers.ts";
import { networkIndex } from "./network-index.ts";
import { networkLosses } from "./network-losses.ts";
import { spinGlassMinima } from "./spin-glass-minima.ts";
import { surface } from "./surface.ts";

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
