/**
 * The layered structure of a landscape [ChoEtAl15, section 4; AufBenCer13]: index against energy of every critical point of small
 * disorders, and the lowest energy at which each index occurs, with exact and asymptotic theory.
 */
import type { ModuleSource } from "../../run/contract.ts";
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "layers",
  title: "Layers: lower index, lower energy",
  question: "Does the index of a critical point tell its energy, and where does each index begin?",
  answers: ["section 4, the layered structure"],
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
