/**
 * Where descents on the spherical p-spin glass end [ChoEtAl15, Figures 3 (left) and 8 (top)]: the paper's SGD, plain gradient
 * descent and L-BFGS from random starts, on one disorder (quenched) or a fresh one a start (annealed).
 */
import type { ModuleSource } from "../../run/contract.ts";
import { defineExperiment } from "../kit/define.ts";
import { claims } from "./claims.ts";
import { bytes, check, presets, schema, tasks } from "./config.ts";
import { figures, notes, tables } from "./report.ts";
import { run } from "./run.ts";
import { reduce } from "./summary.ts";

export const experiment = defineExperiment({
  id: "spin-glass-minima",
  title: "Where descents on the spin glass end",
  question:
    "At which energies do descents from random starts end, and do they gather at the barrier −E∞ as N grows?",
  answers: ["Figure 3 (left)", "Figure 8 (top)"],
  schema,
  landscape: {
    of: ({ landscape }) => (landscape?.kind === "module" ? (landscape as ModuleSource) : undefined),
    sized: ({ sizes, starts, disorders }, dimension, isOne) =>
      sizes.length === 1 && sizes[0] === dimension
        ? {}
        : { sizes: [dimension], starts: [starts[0]!], disorders: [isOne ? 1 : disorders[0]!] },
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
