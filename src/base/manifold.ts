/** What the points of a landscape may be: a smooth set in R^n, known by what can be done with its points and tangents. */

/**
 * A submanifold of R^n with the metric of R^n. Points and tangent vectors are vectors of R^n; P is the orthogonal projection onto
 * the tangent space T at a point, B an orthonormal basis of it as n x t matrix. Nobody needs to know which manifold it is:
 * `euclidean`, `sphere` and `product` make them, and so may a user.
 */
export interface Manifold {
  /** n, the numbers of a point. */
  readonly dimension: number;
  /** t, the dimensions of the tangent space. */
  readonly tangentDimension: number;
  /** For messages, as in "the sphere |x|² = 25". */
  readonly description: string;
  /** @throws {ShapeError} that begins with `what`, for what is no point: another length, off the manifold */
  assertPoint(what: string, x: unknown): void;
  /** The length that a step at x is measured by: of the order of the distance over which functions change. */
  scale(x: Float64Array): number;
  /** The nearest point to v, written into `out`, which may be v. */
  nearest(v: Float64Array, out: Float64Array): Float64Array;
  /** The point that a step along the tangent v leads to, written into `out`, which may be x or v: x + v + O(|v|²). */
  retract(x: Float64Array, v: Float64Array, out: Float64Array): Float64Array;
  /** out = P v, which may be v. */
  project(x: Float64Array, v: Float64Array, out: Float64Array): Float64Array;
  /** Carries the tangent v at `from` to a tangent at `to`, written into `out`, which may be v. */
  transport(from: Float64Array, to: Float64Array, v: Float64Array, out: Float64Array): Float64Array;
  /** Bᵀ v, the t coordinates of a tangent vector. */
  tangentCoordinates(x: Float64Array, v: Float64Array): Float64Array;
  /** B y, the tangent vector with the given t coordinates. */
  liftTangent(x: Float64Array, y: Float64Array): Float64Array;
  /**
   * Riemannian Hessian times the tangent v: P (G v) + W v, where W is the curvature that the Euclidean gradient brings in.
   *
   * @param of.gradient Euclidean, at x
   * @param of.image G v, the Euclidean Hessian times v
   * @param out may be `of.image`
   */
  hessianProduct(
    x: Float64Array,
    of: { readonly gradient: Float64Array; readonly image: Float64Array; readonly v: Float64Array },
    out: Float64Array,
  ): Float64Array;
  /** Bᵀ (G + W) B, t x t, of the Euclidean gradient and Hessian G, which is overwritten. */
  hessian(x: Float64Array, gradient: Float64Array, hessian: Float64Array): Float64Array;
  /** How far W may be off (operator norm) when the numbers of the Euclidean gradient are off by `errors`. */
  curvatureError(x: Float64Array, errors: Float64Array): number;
}
