/** Towards stationary points of a chosen index [CerMil81]. */
import { assertKnownOptions, assertSize, assertWhole } from "../../base/arguments.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";
import { askModes, modeStep } from "../modes.ts";

export interface EigenvectorFollowingOptions {
  /** The wanted number of negative eigenvalues. */
  readonly index: number;
  /** Longest step, as a share of the manifold's scale (default 0.1). */
  readonly trust?: number;
}

const TRUST = 0.1;

/**
 * Up along the `index` lowest modes, down along all others, c_r = ±g_r / |lambda_r| within the trust radius; near a point of that index
 * it is Newton's step. What it finds favours points near the start.
 *
 * @throws {SpecError} for options that cannot be
 */
export function eigenvectorFollowing(options: EigenvectorFollowingOptions): Method {
  assertKnownOptions("eigenvectorFollowing", options, ["index", "trust"]);
  const { index, trust = TRUST } = options;
  assertWhole("eigenvectorFollowing", "index", index);
  assertSize("eigenvectorFollowing", "trust", trust, { positive: true });
  return {
    name: "eigenvector-following",
    promises: { kind: "index", index },
    needs: [],
    start: (problem) => stepper(problem, index, trust),
  };
}

function stepper(problem: Problem, index: number, trust: number): Stepper {
  const { landscape } = problem;
  const { manifold } = landscape;
  return {
    *step(here: Iterate): Step {
      const modes = yield* askModes(problem, here);
      const sign = (r: number): number => (r < index ? 1 : -1);
      const move = modeStep(landscape, here.point, { modes, sign, most: trust * manifold.scale(here.point) });
      const there = yield { kind: "point", point: manifold.retract(here.point, move, move) };
      return Number.isFinite(there.value) && there.gradient.every(Number.isFinite) ? there : "not-finite";
    },
  };
}
