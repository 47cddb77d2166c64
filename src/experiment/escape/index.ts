/**
 * Leaving saddles: gradient descent, the paper's SGD and Langevin dynamics started beside critical points of index 1, 2, …:
 * how long they stay, and where they end [ChoEtAl15: saddles dominate above the barrier; noise helps to leave them].
 */
import type { ModuleSource } from "../../run/contract.ts";
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { bytes, check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "escape",
  title: "Leaving saddles",
  question:
    "How long do gradient descent, SGD and Langevin dynamics stay at a saddle, and where do they end?",
  answers: ["section 3, why noise helps"],
  schema,
  landscape: { of: ({ landscape }) => landscape as ModuleSource | undefined },
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
