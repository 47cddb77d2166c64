// Every landscape that a config may name: one file and one line each.

export { mixedPSpin } from "./mixed-p-spin.ts";
export { module } from "./module.ts";
export { multiSpecies } from "./multi-species.ts";
export { pSpin } from "./p-spin.ts";
