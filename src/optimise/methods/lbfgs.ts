/** Limited-memory BFGS [NocWri06, algorithm 7.4] with the safeguards of the glass's kernel (assembly/pspin/lbfgs.ts), on any landscape. */
import { assertKnownOptions, assertSize } from "../../base/arguments.ts";
import { dot, norm } from "../../base/vector.ts";
import { LONGEST, pointAlong } from "../line-search.ts";
import type { Iterate, Method, Problem, Step, Stepper } from "../method.ts";

export interface LbfgsOptions {
  /** Length of the first step for each unit of gradient, kept between 1e-8 and a quarter of the manifold's scale; then it is measured. */
  readonly eta?: number;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const HISTORY = 8;
const ETA = 0.1;
const ARMIJO = 1e-4;
/** Where decreases are below rounding, the slope has to be at most this share of the one before. */
const LEAST_FLATTER = 0.8;
/** Halvings after which a step is rounding, whatever the curvatures. */
const MOST_REFUSALS = HISTORY + 56;
/** A pair is kept when s·y is more than this share of |s| |y|. */
const CURVED = 1e-4;
/** gamma is at least this share of |s| / |y|. */
const LEAST_GAMMA = 0.1;
/** Directions have at least this cosine to -g, and at least this share of the length 1 / curvature a unit of gradient. */
const LEAST_COSINE = 1e-5;
const SHORTEST_FIRST = 1e-8;
/** A step of so many scales is rounding of the point: 4 units of 2^-52. */
const STILL = 8.9e-16;
/** Steps shorter than this many scales tell no curvature. */
const TELLING = 1e-10;

/**
 * Limited-memory BFGS with a backtracking line search. Each evaluation moves a ring of eight pairs on by one, so a direction that is
 * refused eight times has left the ring and is -gamma g, with gamma at most 1 / (curvature measured on the refused step).
 *
 * On the spherical p-spin glass the kernel does the same: one step agrees to rounding. A point outside the domain is a step
 * refused here.
 *
 * @throws {SpecError} for options that cannot be
 */
export function lbfgs(options: LbfgsOptions = {}): Method {
  assertKnownOptions("lbfgs", options, ["eta"]);
  const { eta = ETA } = options;
  assertSize("lbfgs", "eta", eta, { positive: true });
  return {
    name: "lbfgs",
    promises: { kind: "minimum" },
    needs: [],
    native: { eta },
    start: (problem) => new LbfgsStepper(problem, eta),
  };
}

/** s = change of the point, y = change of the gradient, rho = 1 / s·y. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

interface Trial {
  readonly here: Iterate;
  readonly there: Iterate;
  readonly d: Float64Array;
  /** g·d, negative. */
  readonly slope: number;
}

class LbfgsStepper implements Stepper {
  readonly #problem: Problem;
  /** Newest first; a place without a pair is an evaluation that taught none. */
  readonly #ring: (Pair | undefined)[] = [];
  #gamma: number;
  /** |change of gradient| / |change of point| on the last step long enough to tell; 0: none yet. */
  #curvature = 0;
  /** Largest of |f|, scale |g| and scale² curvature so far: what rounding errors of f are measured by. */
  #scale = 0;
  #lowest = Number.POSITIVE_INFINITY;
  #step = 1;
  #refused = 0;

  constructor(problem: Problem, eta: number) {
    this.#problem = problem;
    this.#gamma = eta;
  }

  *step(here: Iterate): Step {
    const radius = this.#problem.landscape.manifold.scale(here.point);
    this.#lowest = Math.min(this.#lowest, here.value);
    this.#scale = Math.max(this.#scale, Math.abs(here.value), radius * norm(here.gradient));
    [this.#step, this.#refused] = [1, 0];
    for (;;) {
      const { d, slope } = this.#direction(here, radius);
      const there = yield {
        kind: "point",
        point: pointAlong(this.#problem, here.point, { d, step: this.#step }),
      };
      const hadPairs = this.#ring.some((pair) => pair !== undefined);
      this.#ring.unshift(undefined);
      if (this.#ring.length > HISTORY) this.#ring.pop();
      const isTaken = this.#isLower({ here, there, d, slope });
      this.#refused = isTaken ? 0 : this.#refused + 1;
      const isMove =
        isTaken || this.#refused >= HISTORY ? this.#learn(here, there, { radius, isTaken }) : true;
      if (!isMove && (!hadPairs || this.#refused >= MOST_REFUSALS)) return "stalled";
      if (isTaken && isMove) return there;
      if (this.#shorten(here, radius) === "stalled") return "stalled";
    }
  }

  /** -(inverse Hessian) g by the two-loop recursion. */
  #quasiNewton(g: Float64Array): Float64Array {
    const d = g.slice();
    const alphas = this.#ring.map((pair) => {
      if (!pair) return 0;
      const alpha = pair.rho * dot(pair.s, d);
      for (let i = 0; i < d.length; i++) d[i]! -= alpha * pair.y[i]!;
      return alpha;
    });
    for (let i = 0; i < d.length; i++) d[i]! *= this.#gamma;
    for (let k = this.#ring.length - 1; k >= 0; k--) {
      const pair = this.#ring[k];
      if (!pair) continue;
      const rest = alphas[k]! - pair.rho * dot(pair.y, d);
      for (let i = 0; i < d.length; i++) d[i]! += rest * pair.s[i]!;
    }
    return d.map((value) => -value);
  }

  #direction(here: Iterate, radius: number): { d: Float64Array; slope: number } {
    const { manifold } = this.#problem.landscape;
    const g = here.gradient;
    let d = this.#quasiNewton(g);
    d = Float64Array.from(manifold.project(here.point, d, d));
    if (!this.#isDescent(g, d, radius)) {
      if (this.#refused === 0) this.#freshScale(norm(g), radius);
      this.#forget();
      d = g.map((value) => -this.#gamma * value);
    }
    const longest = LONGEST * radius;
    const length = norm(d);
    if (this.#step * length > longest) this.#step = longest / length;
    return { d, slope: dot(g, d) };
  }

  /** Whether d has an angle to the level set, and goes down by a share of what -g / curvature goes down. */
  #isDescent(g: Float64Array, d: Float64Array, radius: number): boolean {
    const [slope, square, length] = [-dot(g, d), dot(g, g), norm(d)];
    if (!(slope > 0) || slope < LEAST_COSINE * Math.sqrt(square) * length) return false;
    if (this.#refused > 0) return true; // what is too long is being shortened
    if (this.#curvature > 0) return slope * this.#curvature >= LEAST_COSINE * square;
    return length >= SHORTEST_FIRST * radius && length <= LONGEST * radius;
  }

  /** gamma at least 1 / curvature; before the first step, which has no scale but the user's, so that the point moves, and not far. */
  #freshScale(gradientNorm: number, radius: number): void {
    if (this.#curvature > 0) {
      this.#gamma = Math.max(this.#gamma, 1 / this.#curvature);
      return;
    }
    const perGradient = radius / gradientNorm;
    this.#gamma = Math.min(Math.max(this.#gamma, SHORTEST_FIRST * perGradient), LONGEST * perGradient);
  }

  #forget(): void {
    this.#ring.fill(undefined);
  }

  /** Armijo's rule; by slopes where the decrease it asks for is below the rounding errors of f. */
  #isLower({ here, there, d, slope }: Trial): boolean {
    if (!Number.isFinite(there.value) || !there.gradient.every(Number.isFinite)) return false;
    const decrease = -this.#step * slope;
    const rounding = this.#problem.rounding * this.#scale;
    if (decrease > rounding) return there.value <= here.value - ARMIJO * decrease;
    return there.value <= this.#lowest + rounding && dot(there.gradient, d) <= -LEAST_FLATTER * slope;
  }

  /** What the step tells; whether it differs from none by more than rounding. */
  #learn(here: Iterate, there: Iterate, of: { readonly radius: number; readonly isTaken: boolean }): boolean {
    const { radius, isTaken } = of;
    const s = there.point.map((value, i) => value - here.point[i]!);
    const y = there.gradient.map((value, i) => value - here.gradient[i]!);
    const [sy, yy, ss] = [dot(s, y), dot(y, y), dot(s, s)];
    const ratio = Math.sqrt(yy) / Math.sqrt(ss);
    if (ss > TELLING * TELLING * radius * radius && ratio > 0) {
      this.#curvature = ratio;
      this.#scale = Math.max(this.#scale, radius * radius * ratio);
    }
    if (isTaken) {
      if (sy > CURVED * Math.sqrt(ss) * Math.sqrt(yy)) {
        this.#ring[0] = { s, y, rho: 1 / sy };
        this.#gamma = sy / yy;
      }
      if (this.#curvature > 0) this.#gamma = Math.max(this.#gamma, LEAST_GAMMA / this.#curvature);
    }
    return !(ss <= STILL * STILL * radius * radius);
  }

  /** After a refusal: half the step; when the pairs have left the ring, the gradient with a scale measured on the refused step. */
  #shorten(here: Iterate, radius: number): "stalled" | undefined {
    const step = this.#step;
    this.#step = step / 2;
    if (this.#refused === 0) {
      // a step that rounding swallows, taken with pairs: once more without them
      this.#forget();
      this.#freshScale(norm(here.gradient), radius);
      this.#step = 1;
      return undefined;
    }
    if (this.#refused < HISTORY) return undefined;
    if (this.#refused > HISTORY) this.#gamma *= step / 2;
    if (this.#gamma * this.#curvature > 1) this.#gamma = 1 / this.#curvature;
    this.#step = 1;
    return this.#refused >= MOST_REFUSALS ? "stalled" : undefined;
  }
}
