/**
 * Loss surfaces one can look at: the training loss on a plane through a trained network, along two random directions
 * scaled filter by filter [LiXuTayStuGol18] or through three solutions, and the energy of a spherical p-spin glass on the
 * great sphere through three of its minima.
 */
import type { ModuleSource } from "../../run/contract.ts";
import { defineExperiment } from "../kit/define.ts";
import { dataSlot } from "../kit/training/data-slot.ts";
import { claims } from "./claims.ts";
import { bytes, check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "surface",
  title: "Loss surfaces to look at",
  question:
    "What does the loss look like around a solution, between solutions, and on a sphere through minima of a spin glass?",
  answers: [],
  schema,
  data: dataSlot,
  landscape: {
    of: ({ landscape }) => (landscape?.kind === "module" ? (landscape as ModuleSource) : undefined),
  },
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
