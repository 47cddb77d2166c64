/** The eigenvalues of a landscape's Hessian at a point. */
import { ShapeError } from "../base/errors.ts";
import { type Landscape, type LinearOperator, tangentDimension } from "../base/landscape.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenvaluesSymmetric } from "../engine/linalg.ts";

/**
 * Eigenvalues of the (Riemannian) Hessian at x, ascending; as many as the tangent space has dimensions.
 *
 * @throws {ShapeError} for a point of the wrong length, or a Hessian with NaN
 */
export function hessianSpectrum(engine: Engine, landscape: Landscape, x: Float64Array): Float64Array {
  assertPoint(landscape, x);
  return eigenvaluesSymmetric(engine, landscape.hessian(x), tangentDimension(landscape));
}

export function assertPoint(landscape: Pick<Landscape, "dimension">, x: Float64Array): void {
  if (x.length !== landscape.dimension)
    throw new ShapeError(`spectrum: a point has ${landscape.dimension} coordinates here, got ${x.length}.`);
}

/**
 * The Hessian at x as a linear operator on R^n. On the sphere it maps the normal direction x to 0: one eigenvalue 0 more
 * than `hessianSpectrum` has.
 */
export function hessianOperator(landscape: Landscape, x: Float64Array): LinearOperator {
  assertPoint(landscape, x);
  return {
    dimension: landscape.dimension,
    apply: (v, out) => landscape.hessianVectorProduct(x, v, out),
  };
}
