/** What optimisers, spectra and critical points know of a loss surface, and no more. */

export type Manifold = "euclidean" | "sphere";

/**
 * A real function on R^n or on the sphere |x|² = n.
 *
 * On the sphere all derivatives are Riemannian. With the Euclidean gradient g and Hessian G at x and the projector
 * P = I - x xᵀ / n:  gradient = P g,  hessianVectorProduct(v) = P (G - (g·x / n) I) P v,  and `hessian` is that operator
 * in an orthonormal basis of the tangent space, (n-1) x (n-1). Index = number of its negative eigenvalues.
 */
export interface Landscape {
  /** Length n of a point. */
  readonly dimension: number;
  readonly manifold: Manifold;
  value(x: Float64Array): number;
  /** Writes the gradient at x into `out` (length n) and returns the value. */
  gradient(x: Float64Array, out: Float64Array): number;
  /** Writes the Hessian at x applied to v into `out` (length n). */
  hessianVectorProduct(x: Float64Array, v: Float64Array, out: Float64Array): void;
  /** The Hessian at x, row-major, of order `tangentDimension(this)`. */
  hessian(x: Float64Array): Float64Array;
  /** Where derivatives are not exact to rounding: the Hessian with an estimate of |error| (Frobenius). */
  hessianWithError?(x: Float64Array): { readonly hessian: Float64Array; readonly error: number };
  /** The same for a Hessian product: an estimate of |error|. */
  productWithError?(
    x: Float64Array,
    v: Float64Array,
  ): { readonly product: Float64Array; readonly error: number };
}

/** n on Euclidean space, n - 1 on the sphere: the order of the Hessian. */
export function tangentDimension(landscape: Pick<Landscape, "dimension" | "manifold">): number {
  return landscape.manifold === "sphere" ? landscape.dimension - 1 : landscape.dimension;
}

/** A symmetric linear map, known by its action only. */
export interface LinearOperator {
  readonly dimension: number;
  /** out = A v */
  apply(v: Float64Array, out: Float64Array): void;
  /** Where products are not exact to rounding: the largest |error of A v| / |v| so far, as estimated. */
  readonly error?: number;
}
