/**
 * Kac and Rice, exactly: mean numbers of critical points by index, over disorders whose every critical point was found and
 * certified, against the exact finite-N formula [AufBenCer13, Theorem 2.2].
 */
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "kac-rice",
  title: "Every critical point, against exact theory",
  question: "Does the mean number of critical points of each index agree with the formula of Kac and Rice?",
  answers: ["the theory behind Figure 1"],
  schema,
  presets,
  check,
  tasks,
  run,
  reduce,
  figures,
  tables,
  claims,
  notes,
});
