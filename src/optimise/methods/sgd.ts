/** Stochastic gradient descent: down a part of a function that is a mean of others. */
import { assertKnownOptions, assertSize, assertWhole } from "../../base/arguments.ts";
import { permutation } from "../../engine/random.ts";
import { pointAlong } from "../line-search.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

export interface SgdOptions {
  readonly eta: number;
  /** The step of pass k, from 0 on, is eta / (1 + decay k). */
  readonly decay?: number;
  /** Functions of the mean that a step goes down (default 1). */
  readonly batch?: number;
}

/**
 * x <- retract(x, -eta_k grad f_B) for the batches B of one pass over all functions, in an order of its own for each pass; then f is
 * evaluated. With steps that fall like 1 / k it comes to rest; with others it stays as far away as they are long.
 *
 * @throws {SpecError} for options that cannot be
 */
export function sgd(options: SgdOptions): Method {
  assertKnownOptions("sgd", options, ["eta", "decay", "batch"]);
  const { eta, decay = 0, batch = 1 } = options;
  assertSize("sgd", "eta", eta, { positive: true });
  assertSize("sgd", "decay", decay);
  assertWhole("sgd", "batch", batch, { least: 1 });
  return {
    name: "sgd",
    promises: { kind: "descent" },
    needs: ["samples", "key"],
    start: (problem) => stepper(problem, { eta, decay, batch }),
  };
}

function stepper(
  problem: Problem,
  { eta, decay, batch }: { readonly eta: number; readonly decay: number; readonly batch: number },
): Stepper {
  const { engine, landscape, stream } = problem;
  const { count, gradient } = landscape.samples!;
  let pass = 0;
  return {
    *step(here: Iterate): Step {
      const step = -eta / (1 + decay * pass);
      const batches = Math.ceil(count / batch);
      let point = here.point;
      const d = new Float64Array(point.length);
      for (const b of permutation(engine, stream(1 + pass), batches)) {
        yield { kind: "pause" };
        const first = b * batch;
        gradient(point, { first, size: Math.min(batch, count - first) }, d);
        point = pointAlong(problem, point, { d, step });
        if (!point.every(Number.isFinite)) return "not-finite";
      }
      pass++;
      const there = yield { kind: "point", point };
      return Number.isFinite(there.value) && there.gradient.every(Number.isFinite) ? there : "not-finite";
    },
  };
}
