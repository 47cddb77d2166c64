/**
 * Planes through points of a loss surface: grids, directions, coordinates. Nothing transcendental, so that a picture's
 * numbers are the same on every host.
 */
import { ShapeError } from "../base/errors.ts";
import { dot, norm } from "../base/vector.ts";

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

/** A direction counts as new when more than this share of `scale` lies outside the directions before. */
const INDEPENDENT = 1e-6;

/**
 * The first candidate, or else coordinate axis, that is not in the span of the basis, orthonormalised against it.
 *
 * @param scale the length that the candidates have when they are not a rounding error
 * @throws {ShapeError} when the basis spans all coordinates
 */
export function nextDirection(
  candidates: readonly Float64Array[],
  basis: readonly Float64Array[],
  scale: number,
): Float64Array {
  const n = candidates[0]!.length;
  const isNew = (v: Float64Array, size: number): boolean => {
    const rest = basis.reduce((left, unit) => combine(left, -dot(v, unit), unit), v);
    return norm(rest) > INDEPENDENT * size;
  };
  const own = candidates.find((candidate) => isNew(candidate, scale));
  if (own) return orthonormalised(own, basis);
  for (let k = 0; k < n; k++) {
    const axis = new Float64Array(n);
    axis[k] = 1;
    if (isNew(axis, 1)) return orthonormalised(axis, basis);
  }
  throw new ShapeError(`plane: points of ${n} coordinates span no more than ${basis.length} dimensions.`);
}

/** A plane, and where three points lie in it. */
export interface PlaneOfThree {
  readonly plane: Plane;
  readonly coordinates: readonly (readonly [number, number])[];
}

/**
 * The plane through three points with orthonormal directions, distances as in parameter space: the origin is their
 * centroid, the first direction runs from `a` to `b`.
 *
 * @returns the plane and the coordinates of the three points in it
 * @throws {ShapeError} when they lie on one line
 */
export function planeThrough(a: Float64Array, b: Float64Array, c: Float64Array): PlaneOfThree {
  const e1 = orthonormalised(combine(b, -1, a), []);
  const e2 = orthonormalised(combine(c, -1, a), [e1]);
  return planeOfThree([a, b, c], [e1, e2]);
}

/**
 * The same for points that may lie on one line, or be one: coordinate axes then fix the direction that is left free.
 *
 * @throws {ShapeError} for points of one coordinate
 */
export function completedPlane(a: Float64Array, b: Float64Array, c: Float64Array): PlaneOfThree {
  const [toB, toC] = [combine(b, -1, a), combine(c, -1, a)];
  const extent = Math.max(norm(toB), norm(toC));
  const e1 = nextDirection([toB, toC], [], extent);
  const e2 = nextDirection([toC], [e1], extent);
  return planeOfThree([a, b, c], [e1, e2]);
}

function planeOfThree(
  points: readonly [Float64Array, Float64Array, Float64Array],
  [e1, e2]: readonly [Float64Array, Float64Array],
): PlaneOfThree {
  const [a, b, c] = points;
  const origin = a.map((value, i) => (value + b[i]! + c[i]!) / 3);
  const coordinates = points.map((point) => {
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
