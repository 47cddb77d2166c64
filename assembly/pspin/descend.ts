// Descent on the sphere |sigma|² = n, whole, for any number of starts: LANES of them at a time, and a lane that is done takes the
// next start at once. Gradient descent with a fixed step, or limited-memory BFGS with a backtracking line search [NocWri06, ch. 7]
// on projected gradients, retraction by normalisation. Each evaluation is one iteration of every lane, so that a lane's history
// (slots of a ring that all lanes share) depends on its own evaluations only: results do not depend on how starts are grouped.
//
// A line search ends: a direction refused HISTORY times has left the ring and is -gamma g, gamma at most 1 / (curvature measured
// on the refused step) and half the one before. Every step taken goes down by a share of |g|² / (largest curvature).

import { DescendRun, DescentMethod, DescentStatus } from "../codes";
import { addressAt, numberAt, setNumber, wholeAt } from "../run-block";
import { countAt, freeLanes, IDLE, isAnyBusy, isBusy, laneAt, setCount, setLane } from "../simd/lanes";
import {
  CURVATURE,
  D,
  ENERGY,
  evaluateAt,
  FRESH,
  G,
  GAMMA,
  GY,
  HISTORY,
  LEVEL,
  LOWEST,
  REFUSED,
  RETRACTION,
  RHO,
  raiseLane,
  SCALE,
  SCRATCH,
  SLOPE,
  SQUARE,
  START,
  STEP,
  TRIAL,
  TRIAL_SLOPE,
  TRIAL_SQUARE,
  vectorAt,
  X,
  Y,
} from "./descent-state";
import { evaluateBlock, LANES, ROW } from "./evaluate";
import { gradientDirections, learn, quasiNewtonDirections, restart } from "./lbfgs";
import { addRows, copyLane, dotRows, gatherLane, normaliseRows, projectRows, scatterLane } from "./rows";

export { pspinDescendWork } from "./descent-state";

const ARMIJO: f64 = 1e-4;
/** Decreases below this share of the energy's scale are judged by slopes: energies have rounding errors of about 1e-15 of it. */
const ROUNDING: f64 = 1e-12;
/** Then the slope at the trial point is at most this share of the one before, of either sign: Armijo's rule with 0.1 for a parabola
 * [HagZha05, (4.1)]. */
const LEAST_FLATTER: f64 = 0.8;
/** Halvings after which a step is rounding, whatever the curvatures. */
const MOST_REFUSALS: i32 = HISTORY + 56;
/** A gradient of so many eps of the energy's scale is rounding; a descent may spend some evaluations there, in case it gets lower. */
const GRADIENT_ROUNDING: f64 = 4 * f64.EPSILON;
const MOST_AT_LEVEL: i32 = 50;

/** In place of a status: the descent is under way. */
const GOES_ON: i32 = -1;

/**
 * Descends from `count` starts, each n numbers of any length: scaled to the sphere; overwritten by the end points, a start without
 * finite energy kept. Gradient descent's step at evaluation k is eta / (1 + decay k); L-BFGS's first step is eta for each unit of
 * gradient. `tolerance` is the wanted |Riemannian gradient| / sqrt(n). Out: count f64 `energies` (H) and `gradients`
 * (|Riemannian gradient| / sqrt(n) at the end; both NaN for a start without finite energy), count i32 `evaluations` and `status`.
 *
 * A piece is an evaluation of all lanes; `next`, `newest` and `begun` are 0 at the start.
 *
 * Long: its settings are read into locals, which takes a third of it.
 *
 * @param run DescendRun
 * @returns whether pieces are left
 */
export function pspinDescend(run: usize): bool {
  const n = wholeAt(run, DescendRun.N);
  const p = wholeAt(run, DescendRun.P);
  const couplings = addressAt(run, DescendRun.COUPLINGS);
  const count = wholeAt(run, DescendRun.COUNT);
  const starts = addressAt(run, DescendRun.STARTS);
  const method = wholeAt(run, DescendRun.METHOD);
  const eta = numberAt(run, DescendRun.ETA);
  const decay = numberAt(run, DescendRun.DECAY);
  const tolerance = numberAt(run, DescendRun.TOLERANCE);
  const maxEvaluations = wholeAt(run, DescendRun.MAX_EVALUATIONS);
  const energies = addressAt(run, DescendRun.ENERGIES);
  const gradients = addressAt(run, DescendRun.GRADIENTS);
  const evaluations = addressAt(run, DescendRun.EVALUATIONS);
  const status = addressAt(run, DescendRun.STATUS);
  const work = addressAt(run, DescendRun.WORK);
  const evaluate = evaluateAt(n, work);
  let allowed = numberAt(run, DescendRun.ALLOWED);
  if (wholeAt(run, DescendRun.BEGUN) === 0) {
    memory.fill(work, 0, evaluate - work);
    memory.fill(evaluations, 0, (<usize>count) << 2);
    freeLanes(work + START, LANES);
    setNumber(run, DescendRun.BEGUN, 1);
  }
  let next = wholeAt(run, DescendRun.NEXT);
  let newest = wholeAt(run, DescendRun.NEWEST);
  while (true) {
    next = refill(n, count, starts, next, eta, work);
    if (!isAnyBusy(work + START, LANES)) return false;
    if (allowed <= 0) {
      setNumber(run, DescendRun.NEXT, next);
      setNumber(run, DescendRun.NEWEST, newest);
      return true;
    }
    allowed -= 1;
    evaluateTrials(n, p, couplings, evaluate, work);
    newest = (newest + 1) % HISTORY;
    for (let lane = 0; lane < LANES; lane++) {
      setLane(work + RHO + <usize>newest * ROW, lane, 0);
      if (!isBusy(work + START, lane)) continue;
      const start = countAt(work + START, lane);
      const shift = (<usize>start) << 2;
      const spent = load<i32>(evaluations + shift) + 1;
      store<i32>(evaluations + shift, spent);
      let outcome = judge(n, lane, newest, method, tolerance, work);
      if (outcome === GOES_ON && spent >= maxEvaluations) outcome = DescentStatus.MAX_EVALUATIONS;
      if (method === DescentMethod.GRADIENT_DESCENT)
        setLane(work + GAMMA, lane, eta / (1 + decay * <f64>spent));
      if (outcome === GOES_ON) continue;
      store<i32>(status + shift, outcome);
      store<f64>(energies + (shift << 1), laneAt(work + ENERGY, lane));
      store<f64>(gradients + (shift << 1), Math.sqrt(laneAt(work + SQUARE, lane) / <f64>n));
      if (countAt(work + FRESH, lane) === 0)
        gatherLane(n, lane, vectorAt(n, work, X), starts + ((<usize>start * <usize>n) << 3));
      setCount(work + START, lane, IDLE);
    }
    nextTrials(n, newest, method, work);
  }
}

/** Gives idle lanes the next starts; the number of starts given so far. */
function refill(n: i32, count: i32, starts: usize, next: i32, eta: f64, work: usize): i32 {
  for (let lane = 0; lane < LANES && next < count; lane++) {
    if (isBusy(work + START, lane)) continue;
    setCount(work + START, lane, next);
    setCount(work + FRESH, lane, 1);
    setCount(work + LEVEL, lane, 0);
    scatterLane(n, lane, starts + ((<usize>next * <usize>n) << 3), vectorAt(n, work, Y));
    for (let k = 0; k < HISTORY; k++) setLane(work + RHO + <usize>k * ROW, lane, 0);
    setLane(work + GAMMA, lane, eta);
    setLane(work + CURVATURE, lane, 0);
    setLane(work + SCALE, lane, 0);
    setLane(work + LOWEST, lane, Infinity);
    next++;
  }
  return next;
}

/** The trial points onto the sphere; H, projected gradients, their squares and slopes there. */
function evaluateTrials(n: i32, p: i32, couplings: usize, evaluate: usize, work: usize): void {
  const y = vectorAt(n, work, Y);
  const gy = vectorAt(n, work, GY);
  normaliseRows(n, y, work + RETRACTION);
  evaluateBlock(n, p, couplings, y, gy, work + TRIAL, evaluate);
  projectRows(n, y, gy, work + SCRATCH);
  dotRows(n, gy, gy, work + TRIAL_SQUARE);
  dotRows(n, gy, vectorAt(n, work, D), work + TRIAL_SLOPE);
}

/** Takes or refuses a lane's trial point; what ends the descent, or GOES_ON. */
function judge(n: i32, lane: i32, newest: i32, method: i32, tolerance: f64, work: usize): i32 {
  const isFresh = countAt(work + FRESH, lane) === 1;
  if (!isFinite(laneAt(work + TRIAL, lane) + laneAt(work + TRIAL_SQUARE, lane)) || !isOnSphere(lane, work)) {
    if (isFresh) setLane(work + ENERGY, lane, NaN);
    if (isFresh) setLane(work + SQUARE, lane, NaN);
    return DescentStatus.NOT_FINITE;
  }
  if (method === DescentMethod.LBFGS && !isFresh) {
    const isTaken = isLower(lane, work);
    const hadPairs = hasPairs(lane, work);
    const refused = isTaken ? 0 : countAt(work + REFUSED, lane) + 1;
    setCount(work + REFUSED, lane, refused);
    const isMove = isTaken || refused >= HISTORY ? learn(n, lane, newest, isTaken, work) : true;
    if (!isMove && !hadPairs) return DescentStatus.STALLED;
    if (!isTaken || !isMove) return shorten(n, lane, refused, work);
  }
  take(n, lane, work);
  if (Math.sqrt(laneAt(work + SQUARE, lane) / <f64>n) <= tolerance) return DescentStatus.CONVERGED;
  return isAtRounding(n, lane, work) ? DescentStatus.STALLED : GOES_ON;
}

/** Whether the retraction to the sphere was in the range of numbers: |x + step d|² neither 0 nor infinite. */
function isOnSphere(lane: i32, work: usize): bool {
  const scale = laneAt(work + RETRACTION, lane);
  return scale > 0 && scale < Infinity;
}

function hasPairs(lane: i32, work: usize): bool {
  for (let k = 0; k < HISTORY; k++) if (laneAt(work + RHO + <usize>k * ROW, lane) !== 0) return true;
  return false;
}

/** Armijo's rule; by slopes where the decrease it asks for is below the rounding errors of H. */
function isLower(lane: i32, work: usize): bool {
  const value = laneAt(work + TRIAL, lane);
  const slope = -laneAt(work + SLOPE, lane);
  const decrease = laneAt(work + STEP, lane) * slope;
  const rounding = ROUNDING * laneAt(work + SCALE, lane);
  if (decrease > rounding) return value <= laneAt(work + ENERGY, lane) - ARMIJO * decrease;
  return (
    value <= laneAt(work + LOWEST, lane) + rounding &&
    laneAt(work + TRIAL_SLOPE, lane) <= LEAST_FLATTER * slope
  );
}

/** After a refusal: half the step; when the pairs have left the ring, the gradient with a scale measured on the refused step. */
function shorten(n: i32, lane: i32, refused: i32, work: usize): i32 {
  const step = laneAt(work + STEP, lane);
  setLane(work + STEP, lane, 0.5 * step);
  if (refused === 0) {
    // a step that rounding swallows, taken with pairs: once more without them
    restart(n, lane, work);
    setLane(work + STEP, lane, 1);
    return GOES_ON;
  }
  if (refused < HISTORY) return GOES_ON;
  const curvature = laneAt(work + CURVATURE, lane);
  let gamma = laneAt(work + GAMMA, lane);
  if (refused > HISTORY) gamma *= 0.5 * step;
  setLane(work + GAMMA, lane, gamma * curvature > 1 ? 1 / curvature : gamma);
  setLane(work + STEP, lane, 1);
  return refused >= MOST_REFUSALS ? DescentStatus.STALLED : GOES_ON;
}

/** The trial point becomes the point. */
function take(n: i32, lane: i32, work: usize): void {
  const value = laneAt(work + TRIAL, lane);
  const square = laneAt(work + TRIAL_SQUARE, lane);
  copyLane(n, lane, vectorAt(n, work, Y), vectorAt(n, work, X));
  copyLane(n, lane, vectorAt(n, work, GY), vectorAt(n, work, G));
  setLane(work + ENERGY, lane, value);
  setLane(work + SQUARE, lane, square);
  setLane(work + STEP, lane, 1);
  setCount(work + FRESH, lane, 0);
  setCount(work + REFUSED, lane, 0);
  if (value < laneAt(work + LOWEST, lane)) setLane(work + LOWEST, lane, value);
  raiseLane(work + SCALE, lane, Math.abs(value));
  raiseLane(work + SCALE, lane, Math.sqrt(<f64>n) * Math.sqrt(square));
}

/** Whether the gradient has been at the level of rounding for long: a tolerance below that level is not reached. */
function isAtRounding(n: i32, lane: i32, work: usize): bool {
  const norm = Math.sqrt(<f64>n) * Math.sqrt(laneAt(work + SQUARE, lane));
  if (norm > GRADIENT_ROUNDING * laneAt(work + SCALE, lane)) return false;
  setCount(work + LEVEL, lane, countAt(work + LEVEL, lane) + 1);
  return countAt(work + LEVEL, lane) > MOST_AT_LEVEL;
}

/** Directions of all lanes, and the points one step along them; a lane whose trial was refused keeps its own by a shorter step. */
function nextTrials(n: i32, newest: i32, method: i32, work: usize): void {
  const x = vectorAt(n, work, X);
  const y = vectorAt(n, work, Y);
  if (method === DescentMethod.LBFGS) quasiNewtonDirections(n, newest, work);
  else gradientDirections(n, work);
  memory.copy(y, x, <usize>n * ROW);
  addRows(n, work + STEP, vectorAt(n, work, D), y);
}
