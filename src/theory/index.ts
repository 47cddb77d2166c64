// Formulas, independent of every kernel.
export * from "./complexity.ts";
export { erf, erfc } from "./erf.ts";
export { logGoeDensity, logMeanCount, logMeanCountAsymptotic, logMeanDensity } from "./kac-rice.ts";
export { mapNetwork, type NetworkMapping } from "./network-mapping.ts";
