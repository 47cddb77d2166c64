/** The growth rates of the number of critical points [ChoEtAl15, Figure 2], for any p: exact formulas, nothing sampled. */
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "complexity",
  title: "How many critical points, at which energy",
  question:
    "How fast does the number of critical points of each index grow with N, and where do the layers begin?",
  answers: ["Figure 2"],
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
