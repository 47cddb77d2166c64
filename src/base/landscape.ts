/** What optimisers, spectra, critical points and surfaces know of a loss surface, and no more. */
import type { LongRun } from "./breather.ts";
import type { Manifold } from "./manifold.ts";
import type { Steps } from "./steps.ts";

/**
 * A real function on a manifold in R^n. All derivatives are Riemannian: gradient P g, Hessian as in `Manifold.hessianProduct`. Index =
 * number of negative eigenvalues of `hessian`.
 *
 * Batches are the normal case: `evaluate` and `hessianProducts` take any number of rows of n numbers, and what they give for a row
 * depends on no other, to the last bit. `completeLandscape` makes them of the single forms.
 *
 * What follows `hessianProducts` is optional: solvers ask for it and do without.
 */
export interface Landscape {
  /** Length n of a point. */
  readonly dimension: number;
  readonly manifold: Manifold;
  value(x: Float64Array): number;
  /** Writes the gradient at x into `out` (length n) and returns the value. */
  gradient(x: Float64Array, out: Float64Array): number;
  /** Writes the Hessian at x applied to the tangent v into `out` (length n). */
  hessianVectorProduct(x: Float64Array, v: Float64Array, out: Float64Array): void;
  /** The Hessian at x, row-major, in the tangent basis of the manifold: t x t. */
  hessian(x: Float64Array): Float64Array;
  /**
   * The values at count points (rows), and their gradients into `gradients` (count x n) where that is given. A point outside the
   * function's domain has NaN or infinity for value, and NaN for gradient.
   */
  evaluate(points: Float64Array, gradients?: Float64Array): Float64Array;
  /** The Hessian at x applied to count tangents (rows), into `out` (count x n). */
  hessianProducts(x: Float64Array, directions: Float64Array, out: Float64Array): void;
  /** Descents that run whole in a kernel. */
  readonly descent?: NativeDescent;
  /** The function as a mean of others, which stochastic methods take one at a time. */
  readonly samples?: FiniteSum;
  /** The Hessian at x in memory of the engine, t x t, in pieces; the caller frees it. */
  hessianSteps?(x: Float64Array, allowed: number): Steps<HessianBlock>;
  /** The Gauss-Newton matrix at x applied to v, into `out`. */
  gaussNewtonProduct?(x: Float64Array, v: Float64Array, out: Float64Array): void;
  /** `evaluate` in single precision: values, and gradients into `gradients`. */
  evaluateF32?(points: Float32Array, gradients: Float32Array): Float32Array;
  /** Where derivatives are not exact to rounding: the Hessian with an estimate of |error| (Frobenius). */
  hessianWithError?(x: Float64Array): { readonly hessian: Float64Array; readonly error: number };
  /** The same for a Hessian product: an estimate of |error|. */
  productWithError?(
    x: Float64Array,
    v: Float64Array,
  ): { readonly product: Float64Array; readonly error: number };
}

/** A matrix in memory of the engine: what of a block of it others may know. */
export interface HessianBlock {
  readonly length: number;
  read(): Float64Array;
  free(): void;
}

/** f = mean of `count` functions of the same points. */
export interface FiniteSum {
  readonly count: number;
  /** The value of functions `first` … `first + size` - 1 in the mean, at one point; their gradient into `out`. */
  gradient(
    x: Float64Array,
    batch: { readonly first: number; readonly size: number },
    out: Float64Array,
  ): number;
}

export interface NativeDescentOptions {
  readonly method: string;
  /** First step; meaning and default are the method's. */
  readonly eta?: number;
  /** Step k is eta / (1 + decay k), where the method has such steps. */
  readonly decay?: number;
  /** Wanted |gradient| / sqrt(n). */
  readonly tolerance: number;
  readonly maxEvaluations: number;
}

/** Where count descents ended. */
export interface NativeDescentEnds {
  readonly points: Float64Array;
  readonly values: Float64Array;
  /** |gradient| / sqrt(n) */
  readonly gradientNorms: Float64Array;
  readonly evaluations: Int32Array;
  readonly status: readonly ("converged" | "max-evaluations" | "stalled" | "not-finite")[];
}

export interface NativeDescent {
  /** Names of the methods of `optimise/` that the kernel runs. */
  readonly methods: readonly string[];
  /** Goes down from each start (rows); what happens to one depends on no other. Gives the thread back on the way. */
  run(starts: Float64Array, options: NativeDescentOptions, run?: LongRun): Promise<NativeDescentEnds>;
}

/** A symmetric linear map, known by its action only. */
export interface LinearOperator {
  readonly dimension: number;
  /** out = A v */
  apply(v: Float64Array, out: Float64Array): void;
  /** Where products are not exact to rounding: the largest |error of A v| / |v| so far, as estimated. */
  readonly error?: number;
}
