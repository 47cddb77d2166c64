/** Langevin dynamics, and gradient flow as its limit of no temperature. */
import { assertKnownOptions, assertSize } from "../../base/arguments.ts";
import { normals } from "../../engine/random.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

export interface LangevinMethodOptions {
  /** Below 2 / (largest eigenvalue of the Hessian). */
  readonly eta: number;
  /** In units of f; 0 is gradient descent. */
  readonly temperature: number;
}

/** Steps whose noise is drawn at once. */
const CHUNK = 64;

/**
 * x <- retract(x, P (-eta grad f + sqrt(2 eta T) xi)), xi N(0, 1); time is eta times steps. The law that it settles in is
 * exp(-f / T) up to a bias of order eta, as the scheme is Euler's. Runs for all evaluations that it is given.
 *
 * @throws {SpecError} for options that cannot be
 */
export function langevinDynamics(options: LangevinMethodOptions): Method {
  assertKnownOptions("langevin", options, ["eta", "temperature"]);
  const { eta, temperature } = options;
  assertSize("langevin", "eta", eta, { positive: true });
  assertSize("langevin", "temperature", temperature);
  return {
    name: "langevin",
    promises: { kind: "law", temperature },
    needs: temperature > 0 ? ["key"] : [],
    start: (problem) => stepper(problem, { eta, temperature }),
  };
}

function stepper(
  { engine, landscape, stream }: Problem,
  { eta, temperature }: LangevinMethodOptions,
): Stepper {
  const { manifold, dimension: n } = landscape;
  const amplitude = Math.sqrt(2 * eta * temperature);
  let noise: Float64Array = new Float64Array(0);
  let k = 0;
  return {
    *step(here: Iterate): Step {
      if (temperature > 0 && k % CHUNK === 0) noise = normals(engine, stream(1 + k / CHUNK), CHUNK * n);
      const at = (k % CHUNK) * n;
      k++;
      const move = here.gradient.map(
        (value, i) => (temperature > 0 ? amplitude * noise[at + i]! : 0) - eta * value,
      );
      manifold.project(here.point, move, move);
      const there = yield { kind: "point", point: manifold.retract(here.point, move, move) };
      return Number.isFinite(there.value) && there.gradient.every(Number.isFinite) ? there : "not-finite";
    },
  };
}
