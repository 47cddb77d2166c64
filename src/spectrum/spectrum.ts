/** The eigenvalues of a landscape's Hessian at a point. */
import type { LongRun } from "../base/breather.ts";
import { ShapeError } from "../base/errors.ts";
import type { Landscape, LinearOperator } from "../base/landscape.ts";
import { piecesOf, type Steps } from "../base/steps.ts";
import { norm } from "../base/vector.ts";
import type { Engine } from "../engine/engine.ts";
import { withHessian } from "../engine/hessian-of.ts";
import { eigenvaluesSteps } from "../engine/linalg/eigen.ts";
import type { SymmetricMatrix } from "../engine/linalg/index.ts";

/**
 * Eigenvalues of the (Riemannian) Hessian at x, ascending; as many as the tangent space has dimensions.
 *
 * Cost: a Hessian, which is made at once unless the landscape has it in pieces, and 4 n³ / 3 flops, the thread given back on the way.
 *
 * @throws {ShapeError} for a point of the wrong length or off the sphere; {NonFiniteError} for a point or a Hessian with NaN; the
 *   reason of the signal
 */
export function hessianSpectrum(
  engine: Engine,
  landscape: Landscape,
  x: Float64Array,
  run: LongRun = {},
): Promise<Float64Array> {
  return piecesOf("hessianSpectrum", run, [], (_, allowed) =>
    hessianSpectrumSteps(engine, landscape, x, allowed),
  );
}

/** `hessianSpectrum` as steps, for computations that have more to do. */
export function* hessianSpectrumSteps(
  engine: Engine,
  landscape: Landscape,
  x: Float64Array,
  allowed: number,
): Steps<Float64Array> {
  assertPoint(landscape, x);
  const n = landscape.manifold.tangentDimension;
  const values = (matrix: SymmetricMatrix) => eigenvaluesSteps(engine, { matrix, n }, allowed);
  return yield* withHessian(landscape, x, values, allowed);
}

/** @throws {ShapeError} for a point of the wrong length or off the manifold; {NonFiniteError} for NaN or infinity */
export function assertPoint(
  { dimension, manifold }: Pick<Landscape, "dimension" | "manifold">,
  x: Float64Array,
): void {
  if (x?.length !== dimension)
    throw new ShapeError(`spectrum: a point has ${dimension} coordinates here, got ${x?.length}.`);
  manifold.assertPoint("spectrum", x);
}

/**
 * The Hessian at x as a linear operator on R^n. On the sphere it maps the normal direction x to 0: one eigenvalue 0 more
 * than `hessianSpectrum` has. Where the landscape estimates the errors of its products, `error` is the largest, |error| / |v|.
 *
 * @throws {ShapeError} for a point of the wrong length or off the sphere; {NonFiniteError} for NaN or infinity
 */
export function hessianOperator(landscape: Landscape, x: Float64Array): LinearOperator {
  assertPoint(landscape, x);
  const at = Float64Array.from(x);
  const { dimension } = landscape;
  if (!landscape.productWithError)
    return { dimension, apply: (v, out) => landscape.hessianVectorProduct(at, v, out) };
  let largest = 0;
  return {
    dimension,
    get error() {
      return largest;
    },
    apply(v, out) {
      const { product, error } = landscape.productWithError!(at, v);
      const length = norm(v);
      if (length > 0) largest = Math.max(largest, error / length);
      out.set(product);
    },
  };
}
