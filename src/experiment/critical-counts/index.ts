/**
 * Mean numbers of critical points against energy at finite N [ChoEtAl15, Figure 1]: the curves that the paper draws, and beside
 * them the exact mean numbers of Kac and Rice.
 */
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "critical-counts",
  title: "The number of critical points at finite N",
  question:
    "How many critical points of each index does a spin glass have in the mean, and at which energies?",
  answers: ["Figure 1"],
  schema,
  presets,
  tasks,
  run,
  reduce,
  figures,
  tables,
  claims,
  notes,
});
