// Formulas, independent of every kernel.

export { erf, erfc } from "../base/math.ts";
export {
  AIRY_AT_ZERO,
  type EnergyWindow,
  energyWindow,
  logMeanCountSharp,
  logMeanMinimaSharp,
} from "./asymptotics.ts";
export * from "./complexity.ts";
export {
  type OrderStatisticDensities,
  orderStatisticDensities,
  type Precision,
} from "./goe-order-statistics.ts";
export { logGoeDensity, logMeanCount, logMeanCountAsymptotic, logMeanDensity } from "./kac-rice.ts";
export {
  type IndexCount,
  logMeanCountOfIndex,
  logMeanDensityOfIndex,
  meanCountsOfIndices,
} from "./kac-rice-index.ts";
export * from "./mixed.ts";
export { mapNetwork, type NetworkMapping } from "./network-mapping.ts";
