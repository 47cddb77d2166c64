/**
 * Critical points of a wanted index: eigenvector following [CerMil81]. In the eigenbasis of the Hessian a step goes up along
 * the k lowest modes and down along all others, p_i = ±g_i / |lambda_i|, within a trust radius; near a point of index k it is
 * Newton's step. What it finds favours points near the start: energies and basins are not those of a uniform sample.
 */
import type { LongRun } from "../base/breather.ts";
import type { Landscape } from "../base/landscape.ts";
import { piecesOf, type Steps, within } from "../base/steps.ts";
import { norm } from "../base/vector.ts";
import type { Engine } from "../engine/engine.ts";
import { type Modes, modeStep, modesAt } from "../optimise/modes.ts";

export interface FollowOptions {
  /** The wanted number of negative eigenvalues. */
  readonly index: number;
  readonly maxIterations?: number;
  /** Longest step, as a share of the manifold's scale: the radius of a sphere, on R^n the point's length or 1. */
  readonly trust?: number;
}

/** "gradient-flat": the gradient is small where it is not zero, and lies in the kernel of the Hessian [FryEtAl21]. */
export type FollowStatus = "critical" | "gradient-flat" | "not-converged";

export interface Followed {
  readonly point: Float64Array;
  readonly status: FollowStatus;
  /** Of the point reached, whatever was wanted. */
  readonly index: number;
  /** |gradient| / sqrt(n) */
  readonly gradientNorm: number;
  readonly smallest: number;
  /** Share of the gradient that the Hessian maps to nothing: near 1 at a gradient-flat point. */
  readonly flatness: number;
  readonly iterations: number;
}

const TRUST = 0.1;
const MOST_ITERATIONS = 200;
/** Eigenvalues below this share of the largest count as zero. */
const FLAT = 1e-7;
/** Gradients below this share of |H| |x| are at rounding level. */
const ROUNDING = 1e-13;
/** Iterations at rounding level after which no further digit comes. */
const SETTLED = 2;

/**
 * Follows eigenvectors from a start. Cost: an eigendecomposition an iteration, on the way of which the thread is given back.
 *
 * @throws {SpecError} for options that are unknown; the reason of the signal
 */
export function followEigenvectors(
  engine: Engine,
  landscape: Landscape,
  start: Float64Array,
  options: FollowOptions & LongRun,
): Promise<Followed> {
  return piecesOf("followEigenvectors", options, ["index", "maxIterations", "trust"], (own, allowed) =>
    followSteps(engine, landscape, { ...own, start }, allowed),
  );
}

/** The same as steps, for computations that have more to do. */
export function* followSteps(
  engine: Engine,
  landscape: Landscape,
  options: FollowOptions & { readonly start: Float64Array },
  allowed: number,
): Steps<Followed> {
  const { index, start, maxIterations = MOST_ITERATIONS, trust = TRUST } = options;
  const { dimension: n, manifold } = landscape;
  let x: Float64Array = Float64Array.from(start);
  let settled = 0;
  for (let iteration = 0; ; iteration++) {
    yield iteration / (maxIterations + 1);
    const view = yield* within(
      look(engine, landscape, x, allowed),
      iteration / (maxIterations + 1),
      (iteration + 1) / (maxIterations + 1),
    );
    const level = view.norm / (view.largest * Math.sqrt(n));
    if (level < ROUNDING) settled++;
    const done = settled >= SETTLED || iteration === maxIterations;
    if (done || view.norm === 0) {
      const flat = view.flatness > 0.9 && level >= ROUNDING;
      const status = settled > 0 || view.norm === 0 ? "critical" : flat ? "gradient-flat" : "not-converged";
      return {
        point: x,
        status,
        index: view.values.reduce((count, value) => count + (value < 0 ? 1 : 0), 0),
        gradientNorm: view.norm / Math.sqrt(n),
        smallest: view.smallest,
        flatness: view.flatness,
        iterations: iteration,
      };
    }
    const most = trust * manifold.scale(x);
    const move = modeStep(landscape, x, { modes: view, sign: (r) => (r < index ? 1 : -1), most });
    x = manifold.retract(x, move, move);
  }
}

interface View extends Modes {
  readonly norm: number;
  readonly largest: number;
  readonly smallest: number;
  readonly flatness: number;
}

function* look(engine: Engine, landscape: Landscape, x: Float64Array, allowed: number): Steps<View> {
  const euclidean = new Float64Array(landscape.dimension);
  landscape.gradient(x, euclidean);
  const modes = yield* modesAt(engine, landscape, { point: x, gradient: euclidean }, allowed);
  const { values, gradient } = modes;
  const length = norm(gradient);
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
  const smallest = values.reduce((least, value) => Math.min(least, Math.abs(value)), Number.MAX_VALUE);
  const flat = gradient.filter((_, r) => Math.abs(values[r]!) < FLAT * largest);
  return { ...modes, norm: length, largest, smallest, flatness: length > 0 ? norm(flat) / length : 0 };
}
