/** Simulated annealing [KirGelVec83]: moves without gradients, uphill ones by Metropolis' rule, at a temperature that falls. */
import { assertKnownOptions, assertSize, assertWhole } from "../../base/arguments.ts";
import { SpecError } from "../../base/errors.ts";
import { exp, log } from "../../base/math.ts";
import { normals, uniforms } from "../../engine/random.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

export interface AnnealingOptions {
  /** The temperature falls from one to the other by a fixed factor a move; in units of f. */
  readonly temperature: { readonly from: number; readonly to: number };
  readonly moves: number;
  /** Standard deviation of a move's coordinates, in units of the manifold's scale / sqrt(n) (default 0.1). */
  readonly width?: number;
}

const WIDTH = 0.1;
/** Moves a step: so many values, then one gradient to tell how far from rest the point is. */
const SWEEP = 64;

/**
 * y = retract(x, P xi) is taken when u < exp(-(f(y) - f(x)) / T). Ends after all moves.
 *
 * @throws {SpecError} for options that cannot be
 */
export function annealing(options: AnnealingOptions): Method {
  assertKnownOptions("annealing", options, ["temperature", "moves", "width"]);
  const { temperature, moves, width = WIDTH } = options;
  for (const end of ["from", "to"] as const)
    assertSize("annealing", `temperature.${end}`, temperature?.[end], { positive: true });
  if (temperature.to > temperature.from)
    throw new SpecError(
      "temperature",
      `annealing: the temperature falls, got ${temperature.from} to ${temperature.to}.`,
    );
  assertWhole("annealing", "moves", moves, { least: 1, most: 2 ** 31 });
  assertSize("annealing", "width", width, { positive: true });
  return {
    name: "annealing",
    promises: { kind: "descent" },
    needs: ["key"],
    start: (problem) => stepper(problem, { temperature, moves, width }),
  };
}

function stepper(problem: Problem, { temperature, moves, width }: Required<AnnealingOptions>): Stepper {
  const { engine, landscape, stream } = problem;
  const { manifold, dimension: n } = landscape;
  const fall = log(temperature.to / temperature.from) / Math.max(1, moves - 1);
  let move = 0;
  let sweep = 0;
  return {
    *step(here: Iterate): Step {
      if (move >= moves) return "finished";
      const count = Math.min(SWEEP, moves - move);
      const noise = normals(engine, stream(2 * sweep), count * n);
      const chances = uniforms(engine, stream(2 * sweep + 1), count);
      sweep++;
      let [point, value] = [here.point, here.value];
      for (let m = 0; m < count; m++, move++) {
        const size = (width * manifold.scale(point)) / Math.sqrt(n);
        const xi = noise.subarray(m * n, (m + 1) * n).map((each) => size * each);
        manifold.project(point, xi, xi);
        const there = yield { kind: "value", point: manifold.retract(point, xi, xi) };
        const now = temperature.from * exp(fall * move);
        if (chances[m]! < exp(-(there.value - value) / now)) [point, value] = [there.point, there.value];
      }
      return yield { kind: "point", point };
    },
  };
}
