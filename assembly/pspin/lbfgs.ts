// Directions of limited-memory BFGS [NocWri06, algorithm 7.4] on projected gradients, with the two safeguards that make a descent
// on a function that is not convex get somewhere: a direction has an angle to the gradient's plane and a length, and where the
// gradient's own direction has no curvature, a step along it is as long as the curvature measured last allows.

import { countAt, laneAt, setLane } from "../simd/lanes";
import {
  ALPHA,
  CURVATURE,
  D,
  G,
  GAMMA,
  GY,
  HISTORY,
  LENGTH,
  PAIRS_S,
  PAIRS_Y,
  REFUSED,
  RHO,
  raiseLane,
  SCALE,
  SCRATCH,
  SLOPE,
  SQUARE,
  START,
  STEP,
  vectorAt,
  X,
  Y,
} from "./descent-state";
import { LANES, ROW } from "./evaluate";
import { addRows, dotRows, projectRows, scaleRows } from "./rows";

/** A pair is kept when s·v is more than this share of |s| |v|: with less, v is curvature in other directions. */
const CURVED: f64 = 1e-4;
/** gamma is at least this share of |s| / |v|, which is at least 1 / (largest curvature): steps that cannot dwindle. */
const LEAST_GAMMA: f64 = 0.1;
/** Directions have at least this cosine to -g, and at least this share of the length 1 / curvature a unit of gradient. */
const LEAST_COSINE: f64 = 1e-5;
/**
 * Steps are at most this many radii long, first ones at least that many. With 0.25, mean energies at N = 2 are those of gradient
 * descent of small steps (H/N = -0.6948; with 1, which leaps over passes, -0.6961), and evaluations fewest at N = 2 to 100.
 */
const LONGEST: f64 = 0.25;
const SHORTEST_FIRST: f64 = 1e-8;
/** A step of so many radii is rounding of the point: 4 units of 2^-52. */
const STILL: f64 = 8.9e-16;
/** Steps shorter than this many radii tell no curvature: at 1e-10, rounding of the gradient makes 1e-5 of the difference. */
const TELLING: f64 = 1e-10;

/** d = -(L-BFGS inverse Hessian) g, all lanes; pairs without curvature have rho = 0 and do nothing. */
function quasiNewton(n: i32, newest: i32, work: usize): void {
  const size = <usize>n * ROW;
  const d = vectorAt(n, work, D);
  const s = vectorAt(n, work, PAIRS_S);
  const y = vectorAt(n, work, PAIRS_Y);
  const scratch = work + SCRATCH;
  memory.copy(d, vectorAt(n, work, G), size);
  for (let k = 0; k < HISTORY; k++) {
    const slot = <usize>((newest - k + 2 * HISTORY) % HISTORY);
    const alpha = work + ALPHA + slot * ROW;
    dotRows(n, s + slot * size, d, scratch);
    for (let o: usize = 0; o < ROW; o += 16) {
      const a = f64x2.mul(v128.load(work + RHO + slot * ROW + o), v128.load(scratch + o));
      v128.store(alpha + o, a);
      v128.store(scratch + o, f64x2.neg(a));
    }
    addRows(n, scratch, y + slot * size, d);
  }
  scaleRows(n, work + GAMMA, d);
  for (let k = HISTORY - 1; k >= 0; k--) {
    const slot = <usize>((newest - k + 2 * HISTORY) % HISTORY);
    dotRows(n, y + slot * size, d, scratch);
    for (let o: usize = 0; o < ROW; o += 16) {
      const b = f64x2.mul(v128.load(work + RHO + slot * ROW + o), v128.load(scratch + o));
      v128.store(scratch + o, f64x2.sub(v128.load(work + ALPHA + slot * ROW + o), b));
    }
    addRows(n, scratch, s + slot * size, d);
  }
  for (let o: usize = 0; o < size; o += 16) v128.store(d + o, f64x2.neg(v128.load(d + o)));
}

/** The directions of all lanes with their slopes, and steps no longer than the sphere allows. */
export function quasiNewtonDirections(n: i32, newest: i32, work: usize): void {
  const d = vectorAt(n, work, D);
  quasiNewton(n, newest, work);
  projectRows(n, vectorAt(n, work, X), d, work + SCRATCH);
  dotRows(n, vectorAt(n, work, G), d, work + SLOPE);
  dotRows(n, d, d, work + LENGTH);
  const longest = LONGEST * Math.sqrt(<f64>n);
  for (let lane = 0; lane < LANES; lane++) {
    if (countAt(work + START, lane) < 0) continue;
    if (!isDescent(n, lane, work)) {
      if (countAt(work + REFUSED, lane) === 0) freshScale(n, lane, work);
      steepest(n, lane, work);
    }
    const length = Math.sqrt(laneAt(work + LENGTH, lane));
    if (laneAt(work + STEP, lane) * length > longest) setLane(work + STEP, lane, longest / length);
  }
}

/** Whether d has an angle to the level set, and goes down by a share of what -g / curvature goes down. */
function isDescent(n: i32, lane: i32, work: usize): bool {
  const slope = -laneAt(work + SLOPE, lane);
  const square = laneAt(work + SQUARE, lane);
  const length = laneAt(work + LENGTH, lane);
  if (!(slope > 0) || slope < LEAST_COSINE * Math.sqrt(square) * Math.sqrt(length)) return false;
  if (countAt(work + REFUSED, lane) > 0) return true; // what is too long is being shortened
  const curvature = laneAt(work + CURVATURE, lane);
  if (curvature > 0) return slope * curvature >= LEAST_COSINE * square;
  return length >= SHORTEST_FIRST * SHORTEST_FIRST * <f64>n && length <= LONGEST * LONGEST * <f64>n;
}

/** gamma at least 1 / curvature; before the first step, which has no scale but the user's, so that the point moves, and not far. */
function freshScale(n: i32, lane: i32, work: usize): void {
  const curvature = laneAt(work + CURVATURE, lane);
  if (curvature > 0) {
    raiseLane(work + GAMMA, lane, 1 / curvature);
    return;
  }
  const radiusPerGradient = Math.sqrt(<f64>n) / Math.sqrt(laneAt(work + SQUARE, lane));
  raiseLane(work + GAMMA, lane, SHORTEST_FIRST * radiusPerGradient);
  if (laneAt(work + GAMMA, lane) > LONGEST * radiusPerGradient)
    setLane(work + GAMMA, lane, LONGEST * radiusPerGradient);
}

/** Forgets the pairs of a lane. */
function forget(lane: i32, work: usize): void {
  for (let k = 0; k < HISTORY; k++) setLane(work + RHO + <usize>k * ROW, lane, 0);
}

/** Forgets the pairs of a lane, for a scale of its own that moves the point. */
export function restart(n: i32, lane: i32, work: usize): void {
  forget(lane, work);
  freshScale(n, lane, work);
}

/** d = -gamma g in one lane, its pairs forgotten. */
function steepest(n: i32, lane: i32, work: usize): void {
  forget(lane, work);
  const gamma = laneAt(work + GAMMA, lane);
  const square = laneAt(work + SQUARE, lane);
  const shift = (<usize>lane) << 3;
  const g = vectorAt(n, work, G) + shift;
  const d = vectorAt(n, work, D) + shift;
  for (let i = 0; i < n; i++) {
    const o = <usize>i * ROW;
    store<f64>(d + o, -gamma * load<f64>(g + o));
  }
  setLane(work + SLOPE, lane, -gamma * square);
  setLane(work + LENGTH, lane, gamma * gamma * square);
}

/** d = -gamma g in all lanes: gradient descent. */
export function gradientDirections(n: i32, work: usize): void {
  const d = vectorAt(n, work, D);
  const end = d + <usize>n * ROW;
  memory.copy(d, vectorAt(n, work, G), <usize>n * ROW);
  scaleRows(n, work + GAMMA, d);
  for (let at = d; at < end; at += 16) v128.store(at, f64x2.neg(v128.load(at)));
  projectRows(n, vectorAt(n, work, X), d, work + SCRATCH);
}

/**
 * What the step from X to Y tells: s = Y - X, v = g_Y - g_X into the ring when it is accepted and has curvature, with
 * rho = 1 / s·v, gamma = s·v / v·v; and |v| / |s|. Whether Y differs from X by more than rounding.
 */
export function learn(n: i32, lane: i32, slot: i32, isAccepted: bool, work: usize): bool {
  const shift = (<usize>lane) << 3;
  const at = <usize>slot * <usize>n * ROW + shift;
  const x = vectorAt(n, work, X) + shift;
  const g = vectorAt(n, work, G) + shift;
  const y = vectorAt(n, work, Y) + shift;
  const gy = vectorAt(n, work, GY) + shift;
  const pairsS = vectorAt(n, work, PAIRS_S) + at;
  const pairsY = vectorAt(n, work, PAIRS_Y) + at;
  let sv = 0.0;
  let vv = 0.0;
  let ss = 0.0;
  for (let i = 0; i < n; i++) {
    const o = <usize>i * ROW;
    const s = load<f64>(y + o) - load<f64>(x + o);
    const v = load<f64>(gy + o) - load<f64>(g + o);
    store<f64>(pairsS + o, s);
    store<f64>(pairsY + o, v);
    sv += s * v;
    vv += v * v;
    ss += s * s;
  }
  const ratio = Math.sqrt(vv) / Math.sqrt(ss);
  if (ss > TELLING * TELLING * <f64>n && ratio > 0) {
    setLane(work + CURVATURE, lane, ratio);
    raiseLane(work + SCALE, lane, <f64>n * ratio);
  }
  if (isAccepted) {
    if (sv > CURVED * Math.sqrt(ss) * Math.sqrt(vv)) {
      setLane(work + RHO + <usize>slot * ROW, lane, 1 / sv);
      setLane(work + GAMMA, lane, sv / vv);
    }
    const curvature = laneAt(work + CURVATURE, lane);
    if (curvature > 0) raiseLane(work + GAMMA, lane, LEAST_GAMMA / curvature);
  }
  return ss > STILL * STILL * <f64>n;
}
