/** Newton's method that no saddle attracts [DauEtAl14]. */
import { dot, norm } from "../../base/vector.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";
import { askModes, modeStep } from "../modes.ts";

const LONGEST = 0.1;
const ARMIJO = 1e-4;
const LEAST_SHARE = 2 ** -40;

/**
 * d = -|Hessian|⁻¹ grad f, |Hessian| with the absolute values of the eigenvalues: down along every mode, by a step as long as
 * its curvature says; shortened until f falls.
 */
export function saddleFreeNewton(): Method {
  return { name: "saddle-free-newton", promises: { kind: "minimum" }, needs: [], start: stepper };
}

function stepper(problem: Problem): Stepper {
  const { landscape } = problem;
  const { manifold } = landscape;
  return {
    *step(here: Iterate): Step {
      const modes = yield* askModes(problem, here);
      const most = LONGEST * manifold.scale(here.point);
      const d = modeStep(landscape, here.point, { modes, sign: () => -1, most });
      const slope = dot(here.gradient, d);
      const length = norm(here.gradient);
      const rounding = problem.rounding * Math.max(Math.abs(here.value), manifold.scale(here.point) * length);
      for (let t = 1; t > LEAST_SHARE; t /= 2) {
        const move = d.map((value) => t * value);
        const there = yield { kind: "point", point: manifold.retract(here.point, move, move) };
        const isLower =
          -t * slope > rounding
            ? there.value <= here.value + ARMIJO * t * slope
            : there.value <= here.value + rounding && norm(there.gradient) < length;
        if (isLower && there.gradient.every(Number.isFinite)) return there;
      }
      return "stalled";
    },
  };
}
