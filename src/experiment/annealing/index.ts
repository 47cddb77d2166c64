/**
 * SGD against simulated annealing, which uses no gradient, on a subset of the images [ChoEtAl15, Figure 6], and the
 * redundancy test: every parameter one of three values [ChoEtAl15, section 5].
 */
import { defineExperiment } from "../kit/define.ts";
import { dataSlot } from "../kit/training/data-slot.ts";
import { claims } from "./claims.ts";
import { bytes, check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "annealing",
  title: "SGD against simulated annealing",
  question:
    "Does a search that uses no gradient find better points than SGD, and how few values may a weight have?",
  answers: ["Figure 6", "the redundancy test of section 5"],
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
