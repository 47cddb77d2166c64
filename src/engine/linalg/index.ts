// Dense linear algebra of the engine: names, and nothing else.
export {
  type EigenDecomposition,
  eigenSymmetric,
  eigenvaluesSymmetric,
  type Reduction,
  type WantedVectors,
} from "./eigen.ts";
export { dgemm, type GemmOptions, sgemm } from "./gemm.ts";
export { type Inertia, inertia } from "./inertia.ts";
export { KrylovBasis, type Projection } from "./krylov-basis.ts";
export type { SymmetricMatrix, Triangle } from "./matrix.ts";
export { solve, solvePositiveDefinite } from "./solve.ts";
