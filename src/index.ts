// The public API: names, and nothing else.

export type { LongRun } from "./base/breather.ts";
export * from "./base/errors.ts";
export { canonicalJson, type Json, type JsonObject, roundedJson } from "./base/json.ts";
export type {
  FiniteSum,
  HessianBlock,
  Landscape,
  LinearOperator,
  NativeDescent,
  NativeDescentEnds,
  NativeDescentOptions,
} from "./base/landscape.ts";
export type { Manifold } from "./base/manifold.ts";
export { type StreamKey, streamKey, subStream } from "./base/stream.ts";
export { version } from "./base/version.ts";
export {
  connectStationaryPoints,
  minimumAt,
  type SampledConnections,
  type StationaryPoint,
} from "./critical/connect.ts";
export {
  assertCensusFits,
  type Census,
  type CriticalPoint,
  censusSeconds,
  takeCensus,
} from "./critical/pspin/census.ts";
export {
  type FoundPoint,
  type PointSample,
  type SamplePointsOptions,
  samplePoints,
} from "./critical/sample-points.ts";
export { type DataSet, type Samples, takeSamples } from "./data/data-set.ts";
export { type DataSpec, dataSpec, loadData } from "./data/data-spec.ts";
export { type CompiledKernels, compileKernels, Engine, hasRelaxedSimd, hasSimd } from "./engine/engine.ts";
export {
  type EigenDecomposition,
  type EigenOptions,
  type EigenvaluesOptions,
  eigenSymmetric,
  eigenSymmetricAsync,
  eigenvaluesSymmetric,
  eigenvaluesSymmetricAsync,
  type Inertia,
  type InertiaOptions,
  inertia,
  inertiaAsync,
  type SymmetricMatrix,
  solve,
  solveAsync,
  solvePositiveDefinite,
  solvePositiveDefiniteAsync,
  type Triangle,
  type WantedVectors,
} from "./engine/linalg/index.ts";
export { Arena, Block, EngineMemory } from "./engine/memory.ts";
export {
  type AnnealerOptions,
  initialiseLevels,
  type Levels,
  NetworkAnnealer,
  type Proposal,
} from "./engine/network/annealer.ts";
export {
  type Evaluation,
  type Initialisation,
  initialise,
  Network,
  NetworkData,
  type NetworkLoss,
  type NetworkShape,
  networkShape,
  parameterCount,
} from "./engine/network/network.ts";
export { NetworkTrainer, type Replica, type TrainerOptions } from "./engine/network/trainer.ts";
export {
  assertPSpinFits,
  couplingBytes,
  couplingCount,
  PSpinCouplings,
} from "./engine/pspin/couplings.ts";
export type { Descent, DescentMethod, DescentOptions, DescentStatus } from "./engine/pspin/descent.ts";
export { normals, permutation, uniforms } from "./engine/random.ts";
export { experiments } from "./generated/experiments.ts";
export { completeLandscape, type SingleLandscape } from "./landscape/complete.ts";
export { euclidean } from "./landscape/euclidean.ts";
export {
  assertMixedPSpinFits,
  createMixedPSpin,
  type MixedPart,
  type MixedPSpinOptions,
  type MixedWeights,
} from "./landscape/mixed-p-spin.ts";
export {
  assertMultiSpeciesFits,
  createMultiSpecies,
  type MultiSpeciesOptions,
} from "./landscape/multi-species.ts";
export { NetworkLandscape } from "./landscape/network.ts";
export { product } from "./landscape/product.ts";
export type { OwnedLandscape } from "./landscape/pspin-sum.ts";
export { liftTangent, projectTangent, restrictToTangent, sphere } from "./landscape/sphere.ts";
export { SphericalPSpin } from "./landscape/spherical-p-spin.ts";
export { type UserFunction, userLandscape } from "./landscape/user-function.ts";
export type { Iterate, Method, Need, Problem, Promised, Request, Step, Stepper } from "./optimise/method.ts";
export * from "./optimise/methods/index.ts";
export {
  describeEnd,
  type Optimised,
  type OptimiseOptions,
  type OptimiseStatus,
  optimise,
} from "./optimise/optimise.ts";
export * from "./run/index.ts";
export {
  type DensityOptions,
  densityOnGrid,
  type SpectralQuadrature,
  shareBelow,
  spectralQuadrature,
  spectralQuadratureAsync,
} from "./spectrum/density.ts";
export { type ExtremeEigenpairs, type LanczosOptions, lanczos, lanczosAsync } from "./spectrum/lanczos.ts";
export {
  indexOfEigenvalues,
  indexOfMatrix,
  indexOfMatrixAsync,
  type MorseIndex,
  morseIndex,
} from "./spectrum/morse-index.ts";
export { hessianOperator, hessianSpectrum } from "./spectrum/spectrum.ts";
export * from "./theory/index.ts";
