/** Newton's method for a zero of the gradient, whatever its index. */
import { dot } from "../../base/vector.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";
import { askModes, modeStep } from "../modes.ts";

/** Longest step, in units of the manifold's scale. */
const LONGEST = 0.1;
const LEAST_SHARE = 2 ** -40;
/** Share by which |gradient|² has to fall, for each unit of the step. */
const DECREASE = 1e-4;

/**
 * d = -Hessian⁻¹ grad f, shortened until |grad f| falls [NocWri06, section 11.2]: nearby it converges quadratically to whatever stationary point is near.
 * Where |grad f| has a minimum that is no zero it stalls [FryEtAl21]. Cost of a step: an eigendecomposition, which tells where the
 * Hessian is singular.
 */
export function newton(): Method {
  return { name: "newton", promises: { kind: "stationary" }, needs: [], start: stepper };
}

function stepper(problem: Problem): Stepper {
  const { landscape } = problem;
  const { manifold } = landscape;
  return {
    *step(here: Iterate): Step {
      const modes = yield* askModes(problem, here);
      const sign = (r: number): number => (modes.values[r]! < 0 ? 1 : -1);
      const d = modeStep(landscape, here.point, { modes, sign, most: LONGEST * manifold.scale(here.point) });
      const square = dot(here.gradient, here.gradient);
      for (let t = 1; t > LEAST_SHARE; t /= 2) {
        const move = d.map((value) => t * value);
        const there = yield { kind: "point", point: manifold.retract(here.point, move, move) };
        if (dot(there.gradient, there.gradient) <= (1 - DECREASE * t) * square) return there;
      }
      return "stalled";
    },
  };
}
