// What a block of LANES descents remembers, in the workspace: scalars, one row each, then vectors of n rows. A lane is one descent;
// nothing here mixes lanes.
//
//   work | scalars: rho[HISTORY] alpha[HISTORY] and those below | vectors: X G Y GY D, s[HISTORY], y[HISTORY] | evaluateBlock's

import { laneAt, setLane } from "../simd/lanes";
import { evaluateWork, ROW } from "./evaluate";

/** Pairs of L-BFGS; 5 to 20 are usual [NocWri06, ch. 7]. */
export const HISTORY: i32 = 8;

/** 1 / s·v of each pair; 0: no pair. */
export const RHO: usize = 0;
/** Coefficients of the two-loop recursion. */
export const ALPHA: usize = RHO + <usize>HISTORY * ROW;
/** d = -gamma g where there are no pairs. */
export const GAMMA: usize = ALPHA + <usize>HISTORY * ROW;
/** H at X, and at the trial point Y. */
export const ENERGY: usize = GAMMA + ROW;
export const TRIAL: usize = ENERGY + ROW;
/** Lowest H so far. */
export const LOWEST: usize = TRIAL + ROW;
/** Largest of |H|, |x| |g| and n times the curvature so far: what rounding errors of H are measured by. */
export const SCALE: usize = LOWEST + ROW;
/** |change of gradient| / |change of point| on the last step long enough to tell; 0: none yet. */
export const CURVATURE: usize = SCALE + ROW;
/** |g|² at X, and at Y. */
export const SQUARE: usize = CURVATURE + ROW;
export const TRIAL_SQUARE: usize = SQUARE + ROW;
/** g(X)·d, g(Y)·d and |d|². */
export const SLOPE: usize = TRIAL_SQUARE + ROW;
export const TRIAL_SLOPE: usize = SLOPE + ROW;
export const LENGTH: usize = TRIAL_SLOPE + ROW;
/** Y = X + STEP d, normalised. */
export const STEP: usize = LENGTH + ROW;
/** By what Y was scaled to the sphere. */
export const RETRACTION: usize = STEP + ROW;
export const SCRATCH: usize = RETRACTION + ROW;
/** Whole numbers, one in the low half of each f64: which start the lane has (-1: idle), ... */
export const START: usize = SCRATCH + ROW;
/** ... whether the trial point is that start, ... */
export const FRESH: usize = START + ROW;
/** ... trial points refused since the last one taken, ... */
export const REFUSED: usize = FRESH + ROW;
/** ... evaluations with a gradient at the level of rounding. */
export const LEVEL: usize = REFUSED + ROW;
const SCALARS: usize = LEVEL + ROW;

/** Point, its gradient, trial point, its gradient, direction; then s and y of the pairs. */
export const X: i32 = 0;
export const G: i32 = 1;
export const Y: i32 = 2;
export const GY: i32 = 3;
export const D: i32 = 4;
export const PAIRS_S: i32 = 5;
export const PAIRS_Y: i32 = PAIRS_S + HISTORY;
const VECTORS: i32 = PAIRS_Y + HISTORY;

/** Where vector number `which` begins. */
export function vectorAt(n: i32, work: usize, which: i32): usize {
  return work + SCALARS + <usize>which * <usize>n * ROW;
}

/** Where the workspace of `evaluateBlock` begins: behind all vectors. */
export function evaluateAt(n: i32, work: usize): usize {
  return vectorAt(n, work, VECTORS);
}

/** Bytes of workspace for `pspinDescend`. */
export function pspinDescendWork(n: i32, p: i32): usize {
  return evaluateAt(n, 0) + evaluateWork(p) + 256;
}

/** Remembers the larger of a row's number and this one. */
export function raiseLane(row: usize, lane: i32, value: f64): void {
  if (value > laneAt(row, lane)) setLane(row, lane, value);
}
