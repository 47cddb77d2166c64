/**
 * Many networks of each size from random starts: how their losses spread, shrink and decorrelate with size
 * [ChoEtAl15, Figures 3 right, 7, 8 bottom, 9, 10 and Table 1].
 */
import { defineExperiment } from "../kit/define.ts";
import { dataSlot } from "../kit/training/data-slot.ts";
import { claims } from "./claims.ts";
import { bytes, check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "network-losses",
  title: "Losses of networks from random starts",
  question:
    "How do the losses that SGD reaches depend on the start, and how does that change with the size of the network?",
  answers: ["Figure 3 (right)", "Figure 7", "Figure 8 (bottom)", "Figure 9", "Figure 10", "Table 1"],
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
