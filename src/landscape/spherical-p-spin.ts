/** The spherical p-spin glass as a Landscape: Riemannian derivatives on |sigma|² = n. */
import { assertVector } from "../base/arguments.ts";
import type { Landscape } from "../base/landscape.ts";
import { assertOnSphere } from "../base/sphere-point.ts";
import { dot } from "../base/vector.ts";
import type { PSpinCouplings } from "../engine/pspin/couplings.ts";
import { projectInto, restrictToTangent } from "./sphere.ts";

export { liftTangent, projectTangent, restrictToTangent, tangentCoordinates } from "./sphere.ts";

/**
 * H on the sphere. With the Euclidean gradient g and Hessian G: gradient P g, Hessian P (G - (g·x / n) I) P, P = I - x xᵀ / n.
 *
 * All methods throw a {ShapeError} for points off the sphere: | |x|² / n - 1 | > 1e-6, where these formulas are wrong by as much.
 * `PSpinCouplings` has H and its Euclidean derivatives at any |x|.
 */
export class SphericalPSpin implements Landscape {
  readonly dimension: number;
  readonly manifold = "sphere";
  readonly #couplings: PSpinCouplings;

  constructor(couplings: PSpinCouplings) {
    this.#couplings = couplings;
    this.dimension = couplings.n;
  }

  #assertPoint(x: Float64Array): void {
    assertOnSphere("p-spin landscape", x, this.dimension);
  }

  value(x: Float64Array): number {
    this.#assertPoint(x);
    return this.#couplings.evaluate(x).energies[0]!;
  }

  gradient(x: Float64Array, out: Float64Array): number {
    this.#assertPoint(x);
    const { energies, gradients } = this.#couplings.evaluate(x);
    projectInto(x, gradients, out);
    return energies[0]!;
  }

  hessianVectorProduct(x: Float64Array, v: Float64Array, out: Float64Array): void {
    this.#assertPoint(x);
    const n = this.dimension;
    assertVector("p-spin landscape", "v", v, n);
    const tangent = projectInto(x, v, new Float64Array(n));
    const { gradient, product } = this.#couplings.gradientAndProduct(x, tangent);
    const radial = dot(gradient, x) / n;
    projectInto(
      x,
      product.map((value, i) => value - radial * tangent[i]!),
      out,
    );
  }

  /** In the orthonormal tangent basis of `restrictToTangent`, (n-1) x (n-1). */
  hessian(x: Float64Array): Float64Array {
    this.#assertPoint(x);
    const n = this.dimension;
    const g = this.#couplings.evaluate(x).gradients;
    const h = this.#couplings.hessian(x);
    const radial = dot(g, x) / n;
    for (let i = 0; i < n; i++) h[i * n + i]! -= radial;
    return restrictToTangent(h, x);
  }
}
