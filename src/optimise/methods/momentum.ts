/** Gradient descent with a heavy ball's memory [Pol64], which forgets when it goes up [ODoCan15]. */
import { assertKnownOptions, assertSize } from "../../base/arguments.ts";
import { SpecError } from "../../base/errors.ts";
import { norm } from "../../base/vector.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

export interface MomentumOptions {
  /** Share of the velocity that is kept (default 0.9), below 1. */
  readonly beta?: number;
  /** Step (default: a share of 1 / the largest curvature met so far). */
  readonly eta?: number;
}

const BETA = 0.9;
/** Of 1 / curvature: with the velocity's help the ball stays stable up to 2 (1 + beta). */
const ETA_SHARE = 0.5;
const FIRST_SHARE = 1e-3;
const MOST_RESTARTS = 60;

/**
 * v <- beta v - eta grad f;  x <- retract(x, v), v carried along. A step that would go up by more than rounding sets v = 0 and halves
 * eta until it does not.
 *
 * @throws {SpecError} for options that cannot be
 */
export function momentum(options: MomentumOptions = {}): Method {
  assertKnownOptions("momentum", options, ["beta", "eta"]);
  const { beta = BETA, eta } = options;
  assertSize("momentum", "beta", beta);
  if (beta >= 1)
    throw new SpecError("beta", `momentum: beta is from 0 up to, not including, 1; got ${beta}.`);
  if (eta !== undefined) assertSize("momentum", "eta", eta, { positive: true });
  return {
    name: "momentum",
    promises: { kind: "minimum" },
    needs: [],
    start: (problem) => stepper(problem, beta, eta),
  };
}

function stepper({ landscape, rounding: share }: Problem, beta: number, fixed: number | undefined): Stepper {
  const { manifold, dimension: n } = landscape;
  let velocity = new Float64Array(n);
  let curvature = 0;
  let shrink = 1;
  return {
    *step(here: Iterate): Step {
      const length = norm(here.gradient);
      const scale = manifold.scale(here.point);
      const rounding = share * Math.max(Math.abs(here.value), scale * length);
      for (let restart = 0; restart < MOST_RESTARTS; restart++) {
        const natural = curvature > 0 ? ETA_SHARE / curvature : (FIRST_SHARE * scale) / length;
        const eta = (fixed ?? natural) * shrink;
        const v = velocity.map((value, i) => beta * value - eta * here.gradient[i]!);
        const there = yield { kind: "point", point: manifold.retract(here.point, v, new Float64Array(n)) };
        if (there.value <= here.value + rounding && there.gradient.every(Number.isFinite)) {
          const turned = there.gradient.map((value, i) => value - here.gradient[i]!);
          curvature = Math.max(curvature, norm(turned) / norm(v));
          velocity = Float64Array.from(manifold.transport(here.point, there.point, v, v));
          return there;
        }
        if (velocity.every((value) => value === 0)) shrink /= 2;
        velocity = new Float64Array(n);
      }
      return "stalled";
    },
  };
}
