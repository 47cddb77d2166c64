/** The atlas of a disorder: every critical point, certified; which minima join where; how much flows into each. */
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "atlas",
  title: "The atlas of a spin glass",
  question:
    "What does the whole landscape of one disorder look like: every critical point, and how minima are joined?",
  answers: ["beyond the paper"],
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
