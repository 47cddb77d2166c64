/** Newton's method within a trust region, by Hessian products alone: for landscapes whose Hessian nobody wants to write down. */
import { dot, norm } from "../../base/vector.ts";
import type { Iterate, Method, Problem, Request, Step, Stepper } from "../method.ts";

/** Radii in units of the manifold's scale. */
const FIRST_RADIUS = 0.05;
const LONGEST_RADIUS = 0.25;
const LEAST_RADIUS = 1e-15;
/** Agreement of model and function below which the region shrinks and above which it grows [NocWri06, algorithm 4.1]. */
const POOR = 0.25;
const GOOD = 0.75;
const LEAST_AGREEMENT = 0.1;

/**
 * The step minimises f + g·d + d·H d / 2 over |d| <= radius by truncated conjugate gradients [Ste83]: until the residual is below
 * min(1/2, sqrt|g|) |g|, a direction of negative curvature shows, or the boundary is reached.
 */
export function trustRegion(): Method {
  return { name: "trust-region", promises: { kind: "minimum" }, needs: [], start: stepper };
}

interface Model {
  readonly d: Float64Array;
  /** -(g·d + d·H d / 2), positive. */
  readonly decrease: number;
  readonly isAtBoundary: boolean;
}

function stepper(problem: Problem): Stepper {
  const { manifold } = problem.landscape;
  let share = FIRST_RADIUS;
  return {
    *step(here: Iterate): Step {
      const scale = manifold.scale(here.point);
      const rounding = problem.rounding * Math.max(Math.abs(here.value), scale * norm(here.gradient));
      while (share > LEAST_RADIUS) {
        const { d, decrease, isAtBoundary } = yield* steihaug(problem, here, share * scale);
        const point = manifold.retract(here.point, d, new Float64Array(d.length));
        const there = yield { kind: "point", point };
        const isInside = Number.isFinite(there.value) && there.gradient.every(Number.isFinite);
        // where both are rounding errors of f, a smaller gradient decides
        const agreement = !isInside
          ? -1
          : decrease > rounding
            ? (here.value - there.value) / decrease
            : norm(there.gradient) < norm(here.gradient)
              ? 1
              : -1;
        if (agreement < POOR) share = Math.min(share / 4, norm(d) / scale / 4);
        else if (agreement > GOOD && isAtBoundary) share = Math.min(2 * share, LONGEST_RADIUS);
        if (agreement > LEAST_AGREEMENT) return there;
      }
      return "stalled";
    },
  };
}

function* steihaug(
  { landscape }: Problem,
  here: Iterate,
  radius: number,
): Generator<Request, Model, Iterate> {
  const n = landscape.dimension;
  const g = here.gradient;
  const enough = Math.min(0.5, Math.sqrt(norm(g))) * norm(g);
  let d = new Float64Array(n);
  let residual = g.slice();
  let p = g.map((value) => -value);
  const image = new Float64Array(n);
  let model = 0; // g·d + d·H d / 2
  for (let k = 0; k < 2 * n; k++) {
    yield { kind: "pause" };
    landscape.hessianVectorProduct(here.point, p, image);
    const bend = dot(p, image);
    const square = dot(residual, residual);
    const alpha = square / bend;
    const next = d.map((value, i) => value + alpha * p[i]!);
    if (!(bend > 0) || norm(next) >= radius) {
      const t = toBoundary(d, p, radius);
      const end = d.map((value, i) => value + t * p[i]!);
      return { d: end, decrease: -(model - t * square + (t * t * bend) / 2), isAtBoundary: true };
    }
    d = next;
    model -= (alpha * square) / 2;
    residual = residual.map((value, i) => value + alpha * image[i]!);
    if (norm(residual) <= enough) break;
    const beta = dot(residual, residual) / square;
    p = p.map((value, i) => beta * value - residual[i]!);
  }
  return { d, decrease: -model, isAtBoundary: false };
}

/** The t > 0 with |d + t p| = radius. */
function toBoundary(d: Float64Array, p: Float64Array, radius: number): number {
  const [pp, dp, dd] = [dot(p, p), dot(d, p), dot(d, d)];
  return (-dp + Math.sqrt(dp * dp + pp * (radius * radius - dd))) / pp;
}
