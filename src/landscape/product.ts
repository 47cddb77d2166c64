/** Products of manifolds: a point is one point of each factor, one after the other. */
import { assertVector, shown } from "../base/arguments.ts";
import { SpecError } from "../base/errors.ts";
import type { Manifold } from "../base/manifold.ts";

/** A factor and where its numbers begin in points, and its coordinates in tangent coordinates. */
interface Part {
  readonly factor: Manifold;
  readonly at: number;
  readonly tangentAt: number;
}

function partsOf(factors: readonly Manifold[]): readonly Part[] {
  let [at, tangentAt] = [0, 0];
  return factors.map((factor) => {
    const part = { factor, at, tangentAt };
    at += factor.dimension;
    tangentAt += factor.tangentDimension;
    return part;
  });
}

/** The numbers of one factor, shared with v. */
const pointPart = (v: Float64Array, { factor, at }: Part): Float64Array =>
  v.subarray(at, at + factor.dimension);

const tangentPart = (v: Float64Array, { factor, tangentAt }: Part): Float64Array =>
  v.subarray(tangentAt, tangentAt + factor.tangentDimension);

/**
 * The product of one or more manifolds, such as one sphere a layer: `product(sphere(4), sphere(6))`. A step is
 * measured by the shortest of the factors' scales; the tangent basis is that of the factors, side by side.
 *
 * Long: the methods of the interface, each of which goes through the factors.
 *
 * @throws {SpecError} for what is no list of manifolds
 */
export function product(...factors: readonly Manifold[]): Manifold {
  const odd = factors.findIndex((factor) => typeof factor?.retract !== "function");
  if (odd >= 0 || factors.length === 0)
    throw new SpecError(
      "factors",
      `product: factors are manifolds, as euclidean(3) or sphere(3), got ${factors.length === 0 ? "none" : shown(factors[odd])}.`,
    );
  const parts = partsOf(factors);
  const n = factors.reduce((sum, { dimension }) => sum + dimension, 0);
  const t = factors.reduce((sum, { tangentDimension }) => sum + tangentDimension, 0);
  const each = (out: Float64Array, write: (part: Part, own: Float64Array) => void): Float64Array => {
    for (const part of parts) write(part, pointPart(out, part));
    return out;
  };
  const coordinates = (x: Float64Array, v: Float64Array): Float64Array => {
    const y = new Float64Array(t);
    for (const part of parts)
      tangentPart(y, part).set(part.factor.tangentCoordinates(pointPart(x, part), pointPart(v, part)));
    return y;
  };
  return {
    dimension: n,
    tangentDimension: t,
    description: factors.map(({ description }) => description).join(" x "),
    assertPoint(what, x): void {
      assertVector(what, "the point", x, n);
      const point = x as Float64Array;
      for (const [f, part] of parts.entries())
        part.factor.assertPoint(`${what}, factor ${f}`, pointPart(point, part));
    },
    scale: (x) => Math.min(...parts.map((part) => part.factor.scale(pointPart(x, part)))),
    nearest: (v, out) => each(out, (part, own) => part.factor.nearest(pointPart(v, part), own)),
    retract: (x, v, out) =>
      each(out, (part, own) => part.factor.retract(pointPart(x, part), pointPart(v, part), own)),
    project: (x, v, out) =>
      each(out, (part, own) => part.factor.project(pointPart(x, part), pointPart(v, part), own)),
    transport: (from, to, v, out) =>
      each(out, (part, own) =>
        part.factor.transport(pointPart(from, part), pointPart(to, part), pointPart(v, part), own),
      ),
    tangentCoordinates: coordinates,
    liftTangent(x, y) {
      return each(new Float64Array(n), (part, own) => {
        own.set(part.factor.liftTangent(pointPart(x, part), tangentPart(y, part)));
      });
    },
    hessianProduct: (x, { gradient, image, v }, out) =>
      each(out, (part, own) => {
        const of = {
          gradient: pointPart(gradient, part),
          image: pointPart(image, part),
          v: pointPart(v, part),
        };
        part.factor.hessianProduct(pointPart(x, part), of, own);
      }),
    hessian(x, gradient, hessian) {
      const inner = restrict(hessian, { n, t }, (v) => coordinates(x, v));
      for (const part of parts) {
        const { factor, tangentAt } = part;
        const order = factor.tangentDimension;
        const nothing = new Float64Array(factor.dimension * factor.dimension);
        const curvature = factor.hessian(pointPart(x, part), pointPart(gradient, part), nothing);
        for (let i = 0; i < order; i++)
          for (let j = 0; j < order; j++)
            inner[(tangentAt + i) * t + tangentAt + j]! += curvature[i * order + j]!;
      }
      return inner;
    },
    curvatureError: (x, errors) =>
      Math.max(
        ...parts.map((part) => part.factor.curvatureError(pointPart(x, part), pointPart(errors, part))),
      ),
  };
}

/** Bᵀ A B of a symmetric A, symmetric to the last bit, where `coordinates` is v -> Bᵀ v. Cost: n + t times that. */
function restrict(
  a: Float64Array,
  { n, t }: { readonly n: number; readonly t: number },
  coordinates: (v: Float64Array) => Float64Array,
): Float64Array {
  const columns = new Float64Array(t * n); // (A B)ᵀ
  for (let i = 0; i < n; i++) {
    const row = coordinates(a.subarray(i * n, (i + 1) * n));
    for (let j = 0; j < t; j++) columns[j * n + i] = row[j]!;
  }
  const out = new Float64Array(t * t);
  for (let j = 0; j < t; j++) out.set(coordinates(columns.subarray(j * n, (j + 1) * n)), j * t);
  for (let i = 0; i < t; i++)
    for (let j = 0; j < i; j++) out[i * t + j] = out[j * t + i] = (out[i * t + j]! + out[j * t + i]!) / 2;
  return out;
}
