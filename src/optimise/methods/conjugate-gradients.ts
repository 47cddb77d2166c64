/** Nonlinear conjugate gradients. */
import { dot, norm } from "../../base/vector.ts";
import { LONGEST, searchAlong } from "../line-search.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

const FIRST_SHARE = 1e-3;
const FLATTER = 0.1;
/** A direction with less than this cosine to -gradient is left for the gradient's own. */
const LEAST_COSINE = 1e-3;

/**
 * d <- -g + beta d, beta = max(0, g·(g - g') / g'·g') of Polak and Ribière, g' and d carried to the new point [NocWri06, (5.45)];
 * steps by the strong Wolfe conditions.
 */
export function conjugateGradients(): Method {
  return { name: "conjugate-gradients", promises: { kind: "minimum" }, needs: [], start: stepper };
}

interface Last {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly d: Float64Array;
  /** Step times slope: what the next first step is scaled by. */
  readonly progress: number;
}

function stepper(problem: Problem): Stepper {
  const { manifold } = problem.landscape;
  let last: Last | undefined;
  return {
    *step(here: Iterate): Step {
      const g = here.gradient;
      const length = norm(g);
      let d = g.map((value) => -value);
      let first = (FIRST_SHARE * LONGEST * manifold.scale(here.point)) / length;
      if (last) {
        const carriedGradient = manifold.transport(
          last.point,
          here.point,
          last.gradient,
          last.gradient.slice(),
        );
        const carried = manifold.transport(last.point, here.point, last.d, last.d.slice());
        const turned = dot(g, g) - dot(g, carriedGradient);
        const beta = Math.max(0, turned / dot(last.gradient, last.gradient));
        const mixed = d.map((value, i) => value + beta * carried[i]!);
        if (-dot(mixed, g) > LEAST_COSINE * norm(mixed) * length) d = mixed;
        first = Math.abs(last.progress / dot(d, g));
      }
      const found = yield* searchAlong(problem, here, { d, first, flatter: FLATTER });
      if (!found) {
        if (!last) return "stalled";
        last = undefined; // once more, down the gradient
        return here;
      }
      last = { point: here.point, gradient: g, d, progress: found.step * dot(d, g) };
      return found.iterate;
    },
  };
}
