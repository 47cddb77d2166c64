/**
 * A two-dimensional sphere on paper: Lambert's equal-area azimuthal map, which needs no transcendental function. With the
 * centre c and unit vectors e1, e2 of a three-dimensional space,
 *
 *   u(x, y) = (1 - r²/2) c + sqrt(1 - r²/4) (x e1 + y e2),   r² = x² + y² <= 4.
 *
 * The whole sphere is the disc of radius 2; equal areas on paper are equal areas on the sphere.
 */
import { dot } from "../base/vector.ts";
import { nextDirection, orthonormalised } from "./plane.ts";

export interface SphereMap {
  readonly centre: Float64Array;
  readonly e1: Float64Array;
  readonly e2: Float64Array;
}

export const SPHERE_MAP_RADIUS = 2;
/** Half the side of the largest square within the disc (a little less, for rounding): 62% of the sphere. */
export const SPHERE_MAP_SQUARE = 1.4;

/**
 * The great sphere through three points (of any length), centred between them. Points that span less than three dimensions, as two
 * that are opposite or the same, leave it free where coordinate axes fix it.
 *
 * @throws {ShapeError} for points of fewer than three coordinates
 */
export function sphereThrough(a: Float64Array, b: Float64Array, c: Float64Array): SphereMap {
  const [u, v, w] = [a, b, c].map((point) => orthonormalised(point, [])) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const sum = u.map((value, i) => value + v[i]! + w[i]!);
  const centre = nextDirection([sum, u], [], 1);
  const e1 = nextDirection([v.map((value, i) => value - u[i]!), w], [centre], 1);
  const e2 = nextDirection([w, u], [centre, e1], 1);
  return { centre, e1, e2 };
}

/** Writes radius * u(x, y) into `out`; false, and nothing written, outside the disc. */
export function sphereInto(
  map: SphereMap,
  [x, y]: readonly [number, number],
  { radius, out }: { readonly radius: number; readonly out: Float64Array },
): boolean {
  const square = x * x + y * y;
  if (square > SPHERE_MAP_RADIUS * SPHERE_MAP_RADIUS) return false;
  const along = 1 - square / 2;
  const across = Math.sqrt(1 - square / 4);
  for (let i = 0; i < out.length; i++)
    out[i] = radius * (along * map.centre[i]! + across * (x * map.e1[i]! + y * map.e2[i]!));
  return true;
}

/** Square of the distance from the axis below which a direction is the one opposite the centre: rounding alone leaves as much. */
const OPPOSITE = 1e-24;

/**
 * Where a direction of the three-dimensional space lies on the map: (x, y) = sqrt(2 / (1 + z)) (t1, t2). The point opposite the
 * centre is the whole rim: of it, (2, 0).
 */
export function sphereCoordinates(map: SphereMap, point: Float64Array): readonly [number, number] {
  const length = Math.sqrt(dot(point, point));
  const z = dot(point, map.centre) / length;
  const [t1, t2] = [dot(point, map.e1) / length, dot(point, map.e2) / length];
  // 1 + z loses digits near the rim; t1² + t2² = (1 + z)(1 - z) does not
  const across = t1 * t1 + t2 * t2;
  if (z < 0 && across < OPPOSITE) return [SPHERE_MAP_RADIUS, 0];
  const scale = Math.sqrt(2 / (z < 0 ? across / (1 - z) : 1 + z));
  return [scale * t1, scale * t2];
}
