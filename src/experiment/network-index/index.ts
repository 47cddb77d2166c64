/**
 * The index of the points where SGD ends: signs of the eigenvalues of the exact Hessian of the training loss
 * [ChoEtAl15, Figures 4 and 5].
 */
import { defineExperiment } from "../kit/define.ts";
import { dataSlot } from "../kit/training/data-slot.ts";
import { claims } from "./claims.ts";
import { bytes, check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "network-index",
  title: "Index of the solutions",
  question: "Are the points where SGD ends minima, or saddles of low index?",
  answers: ["Figure 4", "Figure 5"],
  schema,
  data: dataSlot,
  presets,
  check,
  bytes,
  tasks,
  run,
  reduce,
  figures,
  tables,
  claims,
  notes,
});
