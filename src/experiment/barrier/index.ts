/**
 * The cost of leaving a minimum: how high the lowest pass to the lowest minimum lies above the others, and how that grows with N
 * [ChoEtAl15, section 4: crossing to another minimum costs a barrier that grows with the size].
 */
import type { ModuleSource } from "../../run/contract.ts";
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "barrier",
  title: "Barriers between minima",
  question:
    "How much energy does it cost to leave a minimum for the lowest one, and how does that grow with N?",
  answers: ["section 4, the remark on hardness"],
  schema,
  landscape: { of: ({ landscape }) => landscape as ModuleSource | undefined },
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
