/** R^n as a manifold: every vector is a point and a tangent. */
import { assertVector, assertWhole } from "../base/arguments.ts";
import type { Manifold } from "../base/manifold.ts";
import { norm } from "../base/vector.ts";

const copyTo = (out: Float64Array, v: Float64Array): Float64Array => {
  if (out !== v) out.set(v);
  return out;
};

/**
 * R^n. The length of a step is measured by |x|, or 1 where that is shorter.
 *
 * @throws {SpecError} for a dimension that is no whole number from 1 on
 */
export function euclidean(n: number): Manifold {
  assertWhole("euclidean", "n", n, { least: 1 });
  return {
    dimension: n,
    tangentDimension: n,
    description: `R^${n}`,
    assertPoint(what, x): void {
      assertVector(what, "the point", x, n);
    },
    scale: (x) => Math.max(1, norm(x)),
    nearest: (v, out) => copyTo(out, v),
    retract(x, v, out) {
      for (let i = 0; i < n; i++) out[i] = x[i]! + v[i]!;
      return out;
    },
    project: (_, v, out) => copyTo(out, v),
    transport: (_, __, v, out) => copyTo(out, v),
    tangentCoordinates: (_, v) => v.slice(),
    liftTangent: (_, y) => y.slice(),
    hessianProduct: (_, { image }, out) => copyTo(out, image),
    hessian: (_, __, hessian) => hessian,
    curvatureError: () => 0,
  };
}
