/** The spherical p-spin glass as a Landscape: Riemannian derivatives on |sigma|² = n. */
import { ShapeError } from "../base/errors.ts";
import type { Landscape } from "../base/landscape.ts";
import type { PSpinCouplings } from "../engine/pspin.ts";

/**
 * H on the sphere. With the Euclidean gradient g and Hessian G: gradient P g, Hessian P (G - (g·x / n) I) P, P = I - x xᵀ / n.
 * All methods take points with |x|² = n.
 */
export class SphericalPSpin implements Landscape {
  readonly dimension: number;
  readonly manifold = "sphere";
  readonly #couplings: PSpinCouplings;

  constructor(couplings: PSpinCouplings) {
    this.#couplings = couplings;
    this.dimension = couplings.n;
  }

  value(x: Float64Array): number {
    return this.#couplings.evaluate(x).energies[0]!;
  }

  gradient(x: Float64Array, out: Float64Array): number {
    const { energies, gradients } = this.#couplings.evaluate(x);
    projectTangent(x, gradients, out);
    return energies[0]!;
  }

  hessianVectorProduct(x: Float64Array, v: Float64Array, out: Float64Array): void {
    const n = this.dimension;
    const tangent = projectTangent(x, v, new Float64Array(n));
    const { gradient, product } = this.#couplings.gradientAndProduct(x, tangent);
    const radial = dot(gradient, x) / n;
    projectTangent(
      x,
      product.map((value, i) => value - radial * tangent[i]!),
      out,
    );
  }

  /** In the orthonormal tangent basis of `tangentBasis(x)`, (n-1) x (n-1). */
  hessian(x: Float64Array): Float64Array {
    const n = this.dimension;
    const g = this.#couplings.evaluate(x).gradients;
    const h = this.#couplings.hessian(x);
    const radial = dot(g, x) / n;
    for (let i = 0; i < n; i++) h[i * n + i]! -= radial;
    return restrictToTangent(h, x);
  }
}

/** out = v - x (x·v) / |x|² */
export function projectTangent(x: Float64Array, v: Float64Array, out: Float64Array): Float64Array {
  if (x.length !== v.length || v.length !== out.length)
    throw new ShapeError(`projectTangent: lengths ${x.length}, ${v.length} and ${out.length} differ.`);
  const factor = dot(x, v) / dot(x, x);
  for (let i = 0; i < x.length; i++) out[i] = v[i]! - factor * x[i]!;
  return out;
}

/**
 * Bᵀ A B for the tangent basis B at x: the last n-1 columns of the Householder reflection Q = I - 2 w wᵀ that takes x / |x| to
 * ±e_1. Q A Q costs O(n²); its first row and column are dropped.
 */
export function restrictToTangent(a: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const w = reflector(x);
  const aw = new Float64Array(n);
  for (let i = 0; i < n; i++) aw[i] = dot(a.subarray(i * n, (i + 1) * n), w);
  const waw = dot(w, aw);
  const out = new Float64Array((n - 1) * (n - 1));
  for (let i = 1; i < n; i++)
    for (let j = 1; j < n; j++) {
      const twice = 4 * waw * w[Math.max(i, j)]! * w[Math.min(i, j)]!; // one order: symmetric to the last bit
      out[(i - 1) * (n - 1) + j - 1] = a[i * n + j]! - 2 * (w[i]! * aw[j]! + aw[i]! * w[j]!) + twice;
    }
  return out;
}

/**
 * The tangent vector with the given n - 1 coordinates in the basis of `restrictToTangent`: B y, of the same length as y.
 */
export function liftTangent(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  if (y.length !== n - 1)
    throw new ShapeError(`liftTangent: ${n - 1} coordinates are needed at a point of ${n}, got ${y.length}.`);
  const w = reflector(x);
  const out = new Float64Array(n);
  out.set(y, 1);
  const factor = 2 * dot(w, out);
  for (let i = 0; i < n; i++) out[i]! -= factor * w[i]!;
  return out;
}

/** The n - 1 coordinates of a tangent vector at x in the same basis: Bᵀ v, the inverse of `liftTangent`. */
export function tangentCoordinates(x: Float64Array, v: Float64Array): Float64Array {
  const w = reflector(x);
  const factor = 2 * dot(w, v);
  return Float64Array.from({ length: x.length - 1 }, (_, i) => v[i + 1]! - factor * w[i + 1]!);
}

/** The unit vector w of the Householder reflection that takes x / |x| to ±e_1. */
function reflector(x: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(x, x));
  const w = x.map((value) => value / norm);
  w[0]! += w[0]! >= 0 ? 1 : -1;
  const length = Math.sqrt(dot(w, w));
  return w.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
