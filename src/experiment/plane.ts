/**
 * Planes through points of a loss surface: grids, directions, coordinates. Nothing transcendental, so that a picture's
 * numbers are the same on every host.
 */
import { ShapeError } from "../base/errors.ts";

/** A plane origin + x e1 + y e2; the directions need be neither unit nor orthogonal. */
export interface Plane {
  readonly origin: Float64Array;
  readonly e1: Float64Array;
  readonly e2: Float64Array;
}

/** `count` evenly spaced numbers from `low` to `high`, both included. */
export function evenly(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** out = origin + x e1 + y e2. */
export function pointOf(plane: Plane, [x, y]: readonly [number, number], out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = plane.origin[i]! + x * plane.e1[i]! + y * plane.e2[i]!;
  return out;
}

export function dot(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new ShapeError(`dot: lengths ${a.length} and ${b.length} differ.`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

const combine = (a: Float64Array, factor: number, b: Float64Array): Float64Array =>
  a.map((value, i) => value + factor * b[i]!);

/** v minus its projections on the unit vectors `basis`, scaled to unit length. */
export function orthonormalised(v: Float64Array, basis: readonly Float64Array[]): Float64Array {
  let rest = v;
  // Twice is enough: the second pass removes what rounding left of the first.
  for (let pass = 0; pass < 2; pass++) for (const unit of basis) rest = combine(rest, -dot(rest, unit), unit);
  const length = norm(rest);
  if (!(length > 1e-10 * norm(v)))
    throw new ShapeError(
      "plane: the points lie on one line; choose points (or directions) that span a plane.",
    );
  return rest.map((value) => value / length);
}

/**
 * The plane through three points with orthonormal directions, distances as in parameter space: the origin is their
 * centroid, the first direction runs from `a` to `b`.
 *
 * @returns the plane and the coordinates of the three points in it
 * @throws {ShapeError} when they lie on one line
 */
export function planeThrough(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): { readonly plane: Plane; readonly coordinates: readonly (readonly [number, number])[] } {
  const origin = a.map((value, i) => (value + b[i]! + c[i]!) / 3);
  const e1 = orthonormalised(combine(b, -1, a), []);
  const e2 = orthonormalised(combine(c, -1, a), [e1]);
  const coordinates = [a, b, c].map((point) => {
    const offset = combine(point, -1, origin);
    return [dot(offset, e1), dot(offset, e2)] as const;
  });
  return { plane: { origin, e1, e2 }, coordinates };
}

/** Where a layer's weights lie in a parameter vector. */
export interface WeightRows {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A random direction made comparable with the network: every row of weights (a filter: what one unit reads) gets the
 * norm of the network's own row, d <- d |w| / |d|, and biases are not moved [LiXuTayStuGol18, section 4].
 */
export function filterNormalised(
  direction: Float64Array,
  parameters: Float64Array,
  layers: readonly WeightRows[],
): Float64Array {
  const out = new Float64Array(direction.length);
  for (const { offset, rows, columns } of layers) {
    for (let row = 0; row < rows; row++) {
      const from = offset + row * columns;
      const d = direction.subarray(from, from + columns);
      const scale = norm(parameters.subarray(from, from + columns)) / norm(d);
      for (let i = 0; i < columns; i++) out[from + i] = scale * d[i]!;
    }
  }
  return out;
}
