// Dense linear algebra of the engine: names, and nothing else.
export {
  type EigenDecomposition,
  type EigenOptions,
  type EigenvaluesOptions,
  eigenSymmetric,
  eigenSymmetricAsync,
  eigenvaluesSymmetric,
  eigenvaluesSymmetricAsync,
  type Reduction,
  type WantedVectors,
} from "./eigen.ts";
export { dgemm, dgemmAsync, type GemmOptions, sgemm, sgemmAsync } from "./gemm.ts";
export { type Inertia, type InertiaOptions, inertia, inertiaAsync } from "./inertia.ts";
export { KrylovBasis, type Projection } from "./krylov-basis.ts";
export type { SymmetricMatrix, Triangle } from "./matrix.ts";
export { solve, solveAsync, solvePositiveDefinite, solvePositiveDefiniteAsync } from "./solve.ts";
