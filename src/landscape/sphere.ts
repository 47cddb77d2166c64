/** The geometry of the sphere |x|² = n: projection to tangent space, and an orthonormal basis of it. */
import { assertVector, assertWhole, shown } from "../base/arguments.ts";
import { ShapeError } from "../base/errors.ts";
import type { Manifold } from "../base/manifold.ts";
import { assertOnSphere } from "../base/sphere-point.ts";
import { dot, norm } from "../base/vector.ts";

/**
 * Asymmetry of a matrix, in its largest entry, from which it is refused: sums made in two orders differ by n eps, and the Hessians
 * of differences are made symmetric where they are made.
 */
const SYMMETRY_TOLERANCE = 1e-9;

/**
 * The sphere |x|² = n in R^n. Steps are measured by its radius; a step goes along the tangent and back to the sphere, and tangents are
 * carried by projection. With the Euclidean gradient g, W = -(g·x / n) I.
 *
 * @throws {SpecError} for a dimension that is no whole number from 1 on
 */
export function sphere(n: number): Manifold {
  assertWhole("sphere", "n", n, { least: 1 });
  const radius = Math.sqrt(n);
  const nearest = (v: Float64Array, out: Float64Array): Float64Array => {
    const factor = radius / norm(v);
    for (let i = 0; i < n; i++) out[i] = v[i]! * factor;
    return out;
  };
  return {
    dimension: n,
    tangentDimension: n - 1,
    description: `the sphere |x|² = ${n}`,
    assertPoint(what, x): void {
      assertOnSphere(what, x, n);
    },
    scale: () => radius,
    nearest,
    retract(x, v, out) {
      for (let i = 0; i < n; i++) out[i] = x[i]! + v[i]!;
      return nearest(out, out);
    },
    project: projectInto,
    transport: (_, to, v, out) => projectInto(to, v, out),
    tangentCoordinates,
    liftTangent,
    hessianProduct(x, { gradient, image, v }, out) {
      const radial = dot(gradient, x) / n;
      for (let i = 0; i < n; i++) out[i] = image[i]! - radial * v[i]!;
      return projectInto(x, out, out);
    },
    hessian(x, gradient, hessian) {
      const radial = dot(gradient, x) / n;
      for (let i = 0; i < n; i++) hessian[i * n + i]! -= radial;
      return restrictToTangent(hessian, x);
    },
    curvatureError: (x, errors) => errors.reduce((sum, each, i) => sum + each * Math.abs(x[i]!), 0) / n,
  };
}

function dimensionOf(what: string, x: unknown): number {
  if (!(x instanceof Float64Array) || x.length === 0)
    throw new ShapeError(`${what}: the point is a Float64Array of 1 or more numbers, got ${shown(x)}.`);
  assertOnSphere(what, x, x.length);
  return x.length;
}

/**
 * out = v - x (x·v) / |x|², which may be v itself.
 *
 * @throws {ShapeError} for a point x off the sphere, or other lengths; {NonFiniteError} for NaN or infinity
 */
export function projectTangent(x: Float64Array, v: Float64Array, out: Float64Array): Float64Array {
  const n = dimensionOf("projectTangent", x);
  if (v?.length !== n || out?.length !== n)
    throw new ShapeError(`projectTangent: lengths ${n}, ${v?.length} and ${out?.length} differ.`);
  assertVector("projectTangent", "v", v, n);
  return projectInto(x, v, out);
}

/** The same for what was checked before. */
export function projectInto(x: Float64Array, v: Float64Array, out: Float64Array): Float64Array {
  const factor = dot(x, v) / dot(x, x);
  for (let i = 0; i < x.length; i++) out[i] = v[i]! - factor * x[i]!;
  return out;
}

/**
 * Bᵀ A B for the tangent basis B at x: the last n-1 columns of the Householder reflection Q = I - 2 w wᵀ that takes x / |x| to
 * ±e_1. Q A Q costs O(n²); its first row and column are dropped.
 *
 * @param a symmetric, n x n
 * @throws {ShapeError} for a point off the sphere, a matrix of another length or not symmetric; {NonFiniteError} for NaN or infinity
 */
export function restrictToTangent(a: Float64Array, x: Float64Array): Float64Array {
  const n = dimensionOf("restrictToTangent", x);
  assertVector("restrictToTangent", "the matrix", a, n * n);
  assertSymmetric("restrictToTangent", a, n);
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

/** @throws {ShapeError} for a matrix whose halves differ by more than rounding, with the place where they differ most */
export function assertSymmetric(
  what: string,
  a: Float64Array,
  n: number,
  tolerance: number = SYMMETRY_TOLERANCE,
): void {
  let [largest, worst, at] = [0, 0, 0];
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const [lower, upper] = [a[i * n + j]!, a[j * n + i]!];
      largest = Math.max(largest, Math.abs(lower), Math.abs(upper));
      const difference = Math.abs(lower - upper);
      if (difference > worst) [worst, at] = [difference, i * n + j];
    }
  if (!(worst > tolerance * largest)) return;
  const [i, j] = [Math.floor(at / n), at % n];
  throw new ShapeError(
    `${what}: the matrix is not symmetric: entry (${i}, ${j}) is ${a[i * n + j]}, entry (${j}, ${i}) is ${a[j * n + i]}; take (A + Aᵀ) / 2 if that is noise.`,
  );
}

/**
 * The tangent vector with the given n - 1 coordinates in the basis of `restrictToTangent`: B y, of the same length as y.
 *
 * @throws {ShapeError} for a point off the sphere, or another number of coordinates; {NonFiniteError} for NaN or infinity
 */
export function liftTangent(x: Float64Array, y: Float64Array): Float64Array {
  const n = dimensionOf("liftTangent", x);
  if (y?.length !== n - 1)
    throw new ShapeError(
      `liftTangent: ${n - 1} coordinates are needed at a point of ${n}, got ${y?.length}.`,
    );
  assertVector("liftTangent", "y", y, n - 1);
  const w = reflector(x);
  const out = new Float64Array(n);
  out.set(y, 1);
  const factor = 2 * dot(w, out);
  for (let i = 0; i < n; i++) out[i]! -= factor * w[i]!;
  return out;
}

/**
 * The n - 1 coordinates of a tangent vector at x in the same basis: Bᵀ v, the inverse of `liftTangent`.
 *
 * @throws {ShapeError} for a point off the sphere, or a vector of another length; {NonFiniteError} for NaN or infinity
 */
export function tangentCoordinates(x: Float64Array, v: Float64Array): Float64Array {
  const n = dimensionOf("tangentCoordinates", x);
  assertVector("tangentCoordinates", "v", v, n);
  const w = reflector(x);
  const factor = 2 * dot(w, v);
  return Float64Array.from({ length: n - 1 }, (_, i) => v[i + 1]! - factor * w[i + 1]!);
}

/** The unit vector w of the Householder reflection that takes x / |x| to ±e_1. */
function reflector(x: Float64Array): Float64Array {
  const size = norm(x);
  const w = x.map((value) => value / size);
  w[0]! += w[0]! >= 0 ? 1 : -1;
  const length = norm(w);
  return w.map((value) => value / length);
}
