/** Down the gradient. */
import { assertKnownOptions, assertSize } from "../../base/arguments.ts";
import { norm } from "../../base/vector.ts";
import { LONGEST, pointAlong, searchAlong } from "../line-search.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

export interface GradientDescentOptions {
  /** A fixed step: below 2 / (largest eigenvalue of the Hessian). Left out, every step is searched for. */
  readonly eta?: number;
  /** Step k, from 1 on, is eta / (1 + decay k). */
  readonly decay?: number;
}

const FIRST_SHARE = 1e-3;
const FLATTER = 0.9;

/**
 * x <- retract(x, -eta grad f): fixed steps where `eta` is given, as kernels do it too; otherwise steps that satisfy the strong Wolfe
 * conditions, which need no knowledge of the function.
 *
 * @throws {SpecError} for options that cannot be
 */
export function gradientDescent(options: GradientDescentOptions = {}): Method {
  assertKnownOptions("gradientDescent", options, ["eta", "decay"]);
  const { eta, decay = 0 } = options;
  if (eta !== undefined) assertSize("gradientDescent", "eta", eta, { positive: true });
  assertSize("gradientDescent", "decay", decay);
  return {
    name: "gradient-descent",
    promises: { kind: "minimum" },
    needs: [],
    ...(eta === undefined ? {} : { native: { eta, decay } }),
    start: (problem) => (eta === undefined ? searching(problem) : fixed(problem, { eta, decay })),
  };
}

function fixed(problem: Problem, { eta, decay }: { readonly eta: number; readonly decay: number }): Stepper {
  let k = 0;
  return {
    *step(here: Iterate): Step {
      k++;
      const step = -eta / (1 + decay * k);
      const there = yield {
        kind: "point",
        point: pointAlong(problem, here.point, { d: here.gradient, step }),
      };
      return Number.isFinite(there.value) && there.gradient.every(Number.isFinite) ? there : "not-finite";
    },
  };
}

function searching(problem: Problem): Stepper {
  let last = 0;
  return {
    *step(here: Iterate): Step {
      const length = norm(here.gradient);
      const scale = problem.landscape.manifold.scale(here.point);
      const first = last > 0 ? last : (FIRST_SHARE * LONGEST * scale) / length;
      const d = here.gradient.map((value) => -value);
      const found = yield* searchAlong(problem, here, { d, first, flatter: FLATTER });
      if (!found) return "stalled";
      last = found.step;
      return found.iterate;
    },
  };
}
