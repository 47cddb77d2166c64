/** The spherical p-spin glass as a Landscape: Riemannian derivatives on |sigma|² = n. */
import { assertVector } from "../base/arguments.ts";
import type { Landscape, NativeDescent } from "../base/landscape.ts";
import type { Manifold } from "../base/manifold.ts";
import { rowCount, rowOf } from "../base/rows.ts";
import { DESCENT_METHOD } from "../engine/generated/codes.ts";
import type { PSpinCouplings } from "../engine/pspin/couplings.ts";
import type { DescentMethod } from "../engine/pspin/descent.ts";
import { sphere } from "./sphere.ts";

/** Points that one gradient call of the kernel takes. */
const LANES = 8;

/**
 * H on the sphere. With the Euclidean gradient g and Hessian G: gradient P g, Hessian P (G - (g·x / n) I) P, P = I - x xᵀ / n.
 *
 * All methods throw a {ShapeError} for points off the sphere: | |x|² / n - 1 | > 1e-6, where these formulas are wrong by as much.
 * `PSpinCouplings` has H and its Euclidean derivatives at any |x|.
 */
export class SphericalPSpin implements Landscape {
  readonly dimension: number;
  readonly manifold: Manifold;
  readonly descent: NativeDescent;
  /** Where p = 3; relative error of a gradient about 1e-6. */
  readonly evaluateF32?: NonNullable<Landscape["evaluateF32"]>;
  readonly #couplings: PSpinCouplings;

  constructor(couplings: PSpinCouplings) {
    this.#couplings = couplings;
    this.dimension = couplings.n;
    this.manifold = sphere(couplings.n);
    if (couplings.p === 3)
      this.evaluateF32 = (points, gradients) => {
        const found = couplings.evaluateF32(points);
        tangentRows(points, found.gradients, gradients, couplings.n);
        return found.energies;
      };
    this.descent = {
      methods: DESCENT_METHOD,
      async run(starts, options, run = {}) {
        const settings = { ...options, method: options.method as DescentMethod };
        const ends = await couplings.descendAsync(starts, settings, run);
        return { ...ends, values: ends.energies, gradientNorms: ends.gradients };
      },
    };
  }

  #assertPoint(x: Float64Array): void {
    this.manifold.assertPoint("p-spin landscape", x);
  }

  value(x: Float64Array): number {
    this.#assertPoint(x);
    return this.#couplings.evaluate(x).energies[0]!;
  }

  gradient(x: Float64Array, out: Float64Array): number {
    this.#assertPoint(x);
    return this.evaluate(x, out)[0]!;
  }

  evaluate(points: Float64Array, gradients?: Float64Array): Float64Array {
    const n = this.dimension;
    const values = new Float64Array(rowCount("p-spin landscape", points, n));
    for (let first = 0; first < values.length; first += LANES) {
      const rows = points.subarray(first * n, Math.min(first + LANES, values.length) * n);
      const count = rows.length / n;
      for (let r = 0; r < count; r++) this.#assertPoint(rowOf(rows, r, n));
      const found = this.#couplings.evaluate(rows);
      values.set(found.energies, first);
      for (let r = 0; gradients && r < count; r++)
        this.manifold.project(
          rowOf(rows, r, n),
          rowOf(found.gradients, r, n),
          rowOf(gradients, first + r, n),
        );
    }
    return values;
  }

  hessianVectorProduct(x: Float64Array, v: Float64Array, out: Float64Array): void {
    assertVector("p-spin landscape", "v", v, this.dimension);
    this.hessianProducts(x, v, out);
  }

  hessianProducts(x: Float64Array, directions: Float64Array, out: Float64Array): void {
    this.#assertPoint(x);
    const n = this.dimension;
    const count = rowCount("p-spin landscape", directions, n);
    assertVector("p-spin landscape", "the directions", directions, count * n);
    const tangents = new Float64Array(directions.length);
    for (let r = 0; r < count; r++) this.manifold.project(x, rowOf(directions, r, n), rowOf(tangents, r, n));
    const { gradient, products } = this.#couplings.gradientAndProducts(x, tangents);
    for (let r = 0; r < count; r++) {
      const [v, image] = [rowOf(tangents, r, n), rowOf(products, r, n)];
      this.manifold.hessianProduct(x, { gradient, image, v }, rowOf(out, r, n));
    }
  }

  /** In the orthonormal tangent basis of the sphere, (n-1) x (n-1). */
  hessian(x: Float64Array): Float64Array {
    this.#assertPoint(x);
    const { gradients } = this.#couplings.evaluate(x);
    return this.manifold.hessian(x, gradients, this.#couplings.hessian(x));
  }
}

/** Rows g - (g·x / n) x, sums in double precision. */
function tangentRows(x: Float32Array, g: Float32Array, out: Float32Array, n: number): void {
  for (let first = 0; first < x.length; first += n) {
    let radial = 0;
    for (let i = first; i < first + n; i++) radial += (g[i]! * x[i]!) / n;
    for (let i = first; i < first + n; i++) out[i] = g[i]! - radial * x[i]!;
  }
}
