/** Functions that are sums of p-spin glasses, H = sum over k of w_k H_k, on any manifold of R^n: what mixed and layered glasses share. */
import { assertVector } from "../base/arguments.ts";
import type { Landscape } from "../base/landscape.ts";
import type { Manifold } from "../base/manifold.ts";
import { rowCount, rowOf } from "../base/rows.ts";
import type { PSpinCouplings } from "../engine/pspin/couplings.ts";

/** A landscape that holds memory of the engine: whoever made it calls `dispose`, after which nothing else may be called. */
export interface OwnedLandscape extends Landscape {
  dispose(): void;
}

/** One H_k and its w_k. */
export interface PSpinTerm {
  readonly couplings: PSpinCouplings;
  readonly weight: number;
}

/** Points that one gradient call of the kernel takes. */
const LANES = 8;

/**
 * The terms added up in their order, on the manifold. It owns the terms' couplings.
 *
 * Long: the methods of the interface, over the same terms.
 *
 * @param what begins the messages, as in "mixed p-spin"
 * @param terms at least one, all of as many spins as the manifold's points have numbers
 */
export function pspinSum(what: string, terms: readonly PSpinTerm[], manifold: Manifold): OwnedLandscape {
  const n = manifold.dimension;
  const add = (out: Float64Array, weight: number, values: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i]! += weight * values[i]!;
  };
  /** Euclidean, of up to as many points as there are lanes. */
  const euclidean = (points: Float64Array) => {
    const energies = new Float64Array(points.length / n);
    const gradients = new Float64Array(points.length);
    for (const { couplings, weight } of terms) {
      const found = couplings.evaluate(points);
      add(energies, weight, found.energies);
      add(gradients, weight, found.gradients);
    }
    return { energies, gradients };
  };
  const evaluate = (points: Float64Array, gradients?: Float64Array): Float64Array => {
    const values = new Float64Array(rowCount(what, points, n));
    for (let r = 0; r < values.length; r++) manifold.assertPoint(what, rowOf(points, r, n));
    for (let first = 0; first < values.length; first += LANES) {
      const rows = points.subarray(first * n, Math.min(first + LANES, values.length) * n);
      const found = euclidean(rows);
      values.set(found.energies, first);
      for (let r = 0; gradients && r < found.energies.length; r++)
        manifold.project(rowOf(rows, r, n), rowOf(found.gradients, r, n), rowOf(gradients, first + r, n));
    }
    return values;
  };
  const hessianProducts = (x: Float64Array, directions: Float64Array, out: Float64Array): void => {
    manifold.assertPoint(what, x);
    const count = rowCount(what, directions, n);
    assertVector(what, "the directions", directions, count * n);
    const tangents = new Float64Array(directions.length);
    for (let r = 0; r < count; r++) manifold.project(x, rowOf(directions, r, n), rowOf(tangents, r, n));
    const [gradient, images] = [new Float64Array(n), new Float64Array(directions.length)];
    for (const { couplings, weight } of terms) {
      const found = couplings.gradientAndProducts(x, tangents);
      add(gradient, weight, found.gradient);
      add(images, weight, found.products);
    }
    for (let r = 0; r < count; r++) {
      const [v, image] = [rowOf(tangents, r, n), rowOf(images, r, n)];
      manifold.hessianProduct(x, { gradient, image, v }, rowOf(out, r, n));
    }
  };
  return {
    dimension: n,
    manifold,
    value: (x) => evaluate(one(what, x, n))[0]!,
    gradient: (x, out) => evaluate(one(what, x, n), out)[0]!,
    evaluate,
    hessianVectorProduct(x, v, out) {
      assertVector(what, "v", v, n);
      hessianProducts(x, v, out);
    },
    hessianProducts,
    hessian(x) {
      manifold.assertPoint(what, x);
      const matrix = new Float64Array(n * n);
      for (const { couplings, weight } of terms) add(matrix, weight, couplings.hessian(x));
      return manifold.hessian(x, euclidean(x).gradients, matrix);
    },
    dispose() {
      for (const { couplings } of terms) couplings.dispose();
    },
  };
}

/** The point, which is one and no batch. */
function one(what: string, x: Float64Array, n: number): Float64Array {
  assertVector(what, "the point", x, n);
  return x;
}
