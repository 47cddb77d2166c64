/** How far to go along a direction: the strong Wolfe conditions by bracketing [NocWri06, section 3.5]. */
import { dot, norm } from "../base/vector.ts";
import type { Iterate, Problem, Request } from "./method.ts";

export interface Direction {
  /** Tangent at the iterate, downhill. */
  readonly d: Float64Array;
  /** The first step tried, in units of d. */
  readonly first: number;
  /** The slope asked for, as a share of the slope at the start: 0.1 for conjugate gradients, 0.9 for quasi-Newton directions. */
  readonly flatter: number;
}

export interface Found {
  readonly iterate: Iterate;
  readonly step: number;
}

/** Sufficient decrease, as a share of what the slope promises. */
const ARMIJO = 1e-4;
/** Longest step, in units of the manifold's scale: farther than that, what is known here says nothing. */
export const LONGEST = 0.25;
/** Growth of a step that goes down all the way. */
const GROWTH = 4;
const MOST_TRIALS = 60;

/** The point a step of length `step` along d leads to. */
export function pointAlong(
  { landscape: { manifold, dimension } }: Problem,
  x: Float64Array,
  of: { readonly d: Float64Array; readonly step: number },
): Float64Array {
  const move = of.d.map((value) => of.step * value);
  return manifold.retract(x, move, new Float64Array(dimension));
}

/**
 * A point along d that is lower and flatter; undefined when rounding leaves none. Points outside the domain count as too far.
 */
export function* searchAlong(
  problem: Problem,
  here: Iterate,
  { d, first, flatter }: Direction,
): Generator<Request, Found | undefined, Iterate> {
  const { manifold } = problem.landscape;
  const x = here.point;
  const slope = dot(here.gradient, d);
  if (!(slope < 0)) return undefined;
  const length = norm(d);
  const longest = (LONGEST * manifold.scale(x)) / length;
  const rounding = problem.rounding * Math.max(Math.abs(here.value), manifold.scale(x) * norm(here.gradient));
  let step = Math.min(first, longest);
  let low: Found | undefined;
  let [lowStep, lowSlope, highStep] = [0, slope, Number.POSITIVE_INFINITY];
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const there = yield { kind: "point", point: pointAlong(problem, x, { d, step }) };
    const carried = manifold.transport(x, there.point, d, new Float64Array(d.length));
    const slopeThere = dot(there.gradient, carried);
    const promised = -ARMIJO * step * slope;
    const isLower =
      -step * slope > rounding ? there.value <= here.value - promised : there.value <= here.value + rounding;
    if (!isLower || !Number.isFinite(slopeThere)) {
      highStep = step;
      step = (lowStep + highStep) / 2;
    } else {
      const found = { iterate: there, step };
      if (Math.abs(slopeThere) <= -flatter * slope || (slopeThere < 0 && step >= longest)) return found;
      if (slopeThere < 0) {
        low = found;
        // the secant of the slopes, where it says more than growth
        const secant = step + ((step - lowStep) * -slopeThere) / (slopeThere - lowSlope);
        [lowStep, lowSlope] = [step, slopeThere];
        const farther = highStep < Number.POSITIVE_INFINITY ? (lowStep + highStep) / 2 : GROWTH * step;
        step = secant > lowStep && secant < farther ? secant : farther;
        step = Math.min(step, longest);
      } else {
        highStep = step;
        const secant = lowStep + ((step - lowStep) * -lowSlope) / (slopeThere - lowSlope);
        const margin = 0.05 * (highStep - lowStep);
        step = Math.min(Math.max(secant, lowStep + margin), highStep - margin);
      }
    }
    const isClosed = highStep < Number.POSITIVE_INFINITY && highStep - lowStep <= 1e-15 * highStep;
    if (isClosed || step * length < Number.EPSILON * manifold.scale(x)) break;
  }
  return low;
}
