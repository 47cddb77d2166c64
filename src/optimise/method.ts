/** What a way over a landscape is: a small value that says what it promises, what it needs, and how it takes one step. */
import type { Landscape } from "../base/landscape.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";

/** A point with what is known there. The arrays are its own. */
export interface Iterate {
  readonly point: Float64Array;
  readonly value: number;
  /** Riemannian. */
  readonly gradient: Float64Array;
}

/**
 * What a step asks for. Asking instead of calling lets the loop evaluate the trial points of all replicas in one batch, wait for what
 * takes long, and stop in between.
 */
export type Request =
  /** The value at a point, and the gradient. NaN or infinity outside the domain, where the gradient is NaN too. */
  | { readonly kind: "point"; readonly point: Float64Array }
  /** The value alone; the gradient of the reply is empty. */
  | { readonly kind: "value"; readonly point: Float64Array }
  /** Nothing: a place where the thread may be given back. */
  | { readonly kind: "pause" };

/** What a step comes to: the next iterate, or why there is none. "finished": the method has done all that it was asked for. */
export type StepOutcome = Iterate | "stalled" | "not-finite" | "finished";

export type Step = Generator<Request, StepOutcome, Iterate>;

/** What a replica's steps know beside the iterate. */
export interface Problem {
  readonly engine: Engine;
  readonly landscape: Landscape;
  /** Wanted |gradient| / sqrt(n). */
  readonly tolerance: number;
  /**
   * Decreases below this share of the value's scale are judged by slopes: values have rounding errors of about a thousandth of it, in
   * single precision of a tenth.
   */
  readonly rounding: number;
  /** Random numbers of this replica: sub-streams of it by number. */
  readonly stream: (number: number) => StreamKey;
}

/** The steps of one replica, with what they remember. */
export interface Stepper {
  step(here: Iterate): Step;
}

/**
 * What holds of an end that counts as reached. "descent": it lies lower than the start; "law": the points visited are distributed by
 * exp(-f / T) after long times, for steps that tend to 0.
 */
export type Promised =
  | { readonly kind: "minimum" }
  | { readonly kind: "stationary" }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "law"; readonly temperature: number }
  | { readonly kind: "descent" };

/** What a method needs of a landscape beyond values, gradients and Hessians, and of the caller: random numbers. */
export type Need = "samples" | "key";

export interface Method {
  readonly name: string;
  readonly promises: Promised;
  readonly needs: readonly Need[];
  /**
   * The settings by which a kernel of the landscape does the same (`Landscape.descent`); absent where none does for these settings.
   */
  readonly native?: { readonly eta?: number; readonly decay?: number };
  start(problem: Problem): Stepper;
}
