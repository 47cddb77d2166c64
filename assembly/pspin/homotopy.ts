// All classes of complex eigenpairs of a real symmetric tensor by a total-degree homotopy, two paths at a time (one a lane):
//
//   (1 - s) x^(p-1) + s A x^(p-1) = lambda x,    s(t) = t / ((1 - t) gamma + t),   t from 0 to 1   (x^(p-1) componentwise)
//
// gamma is a generic complex number: no path meets a singular point before t = 1 [SomWam05, ch. 8]. At t = 0 lambda = 1 and the
// components are 0 or (p-2)-th roots of unity, the first non-zero one 1: one start of each class of (x, lambda) ~
// (c x, c^(p-2) lambda), ((p-1)^n - 1) / (p-2) paths [CarStu13, Thm 1.2]. Along a path one component is held at 1, another one
// when it has grown: classes are points of a compact (weighted projective) space, and no path leaves it, whatever lambda does.

import { PathStatus, TrackRun } from "../codes";
import { addressAt, numberAt, wholeAt } from "../run-block";
import { countAt, freeLanes, IDLE, isAnyBusy, isBusy, laneAt, setCount, setLane } from "../simd/lanes";
import { complexSolvePair, PAIR } from "./complex-pair";
import { assemble, contractToMatrix, correct, scratchBytes } from "./eigenpair-system";
import { largestComponent, rescaleCurve, squaredComponent, storeLane } from "./patch";

const MIN_STEP: f64 = 1e-11;
const MAX_STEPS: i32 = 4000;
const FIRST_STEP: f64 = 0.01;
const LONGEST_STEP: f64 = 0.15;
// A step is taken when Newton's first correction, the predictor's error, is below 3 tolerances, and the second, its square at
// a regular point, below a hundredth: two corrections that do not contract so are far from the path.
const LARGEST_ERROR: f64 = 3;
const LARGEST_REMAINDER: f64 = 0.01;
// The predictor is of fourth order: the step that meets the tolerance is h (tolerance / error)^(1/4), with a margin.
const MARGIN: f64 = 0.9;
const MOST_GROWTH: f64 = 2;
const LEAST_GROWTH: f64 = 0.4;
const REJECTED_MARGIN: f64 = 0.8;
const MOST_SHRINK: f64 = 0.1;
const LEAST_SHRINK: f64 = 0.5;
/** After a step that ended in NaN, and the step below which there is no hope. */
const NAN_SHRINK: f64 = 0.25;
const NAN_STEP: f64 = 1e-6;
/** |x_j|² above which x_j takes over from the component that is held at 1: rare, and all numbers stay near 1. */
const PATCH_LIMIT: f64 = 4;
/** |x_j|² of the previous point below which the history is dropped rather than divided by x_j. */
const HISTORY_LIMIT: f64 = 0.25;

/** In place of a status: the path is under way. */
const GOING: i32 = -1;

// Per-lane scalars, 16 bytes each (two lanes of 8), in this order.
const T: usize = 0; // t
const STEP: usize = 16; // next step length
const PREVIOUS: usize = 32; // last accepted step length, 0 when there is none
const SR: usize = 48; // s at the trial point
const SI: usize = 64;
const W: usize = 80; // four Hermite weights, 16 bytes each
const TRIAL: usize = 144; // step length on trial
const PATCH: usize = 160; // number of the component held at 1, i64
const ERROR: usize = 176; // |first correction of x|² / |x|²
const REMAINDER: usize = 192; // the same of the second
const SLOT: usize = 208; // place of the path in the caller's list, i64
// One call's constants.
const GAMMA_RE: usize = 224;
const GAMMA_IM: usize = 232;
const TOLERANCE: usize = 240;
const ROWS: usize = 248;
const TABLES: usize = 252;
const STATE: usize = 256;

/** Bytes of workspace for `homotopyTrack`. */
export function homotopyTrackWork(n: i32, p: i32): usize {
  const order = <usize>n;
  return STATE + 5 * (order + 1) * PAIR + order * (order + 2) * PAIR + 2 * scratchBytes(n, p);
}

// Places in the workspace: the state first, then points, then the augmented matrix and two scratch tensors.
function pointAt(state: usize, n: i32, number: i32): usize {
  return state + STATE + <usize>(number * (n + 1)) * PAIR;
}
const NOW: i32 = 0; // current point
const TANGENT: i32 = 1;
const OLD: i32 = 2; // previous point
const OLD_TANGENT: i32 = 3;
const TRY: i32 = 4; // trial point
const MATRIX: i32 = 5;

/**
 * Tracks `count` paths, whose numbers stand at `paths` (u32), to t = 1. `rows` and `tables` are the tensor (eigenpair-system.ts),
 * `tolerance` the wanted |prediction error of x| / |x| of a step. Out: `solutions`, count x (n + 1) complex numbers (re, im
 * interleaved), x and lambda; count i32 `status` (PathStatus) and `steps` taken.
 *
 * @param run TrackRun
 */
export function homotopyTrack(run: usize): void {
  const n = wholeAt(run, TrackRun.N);
  const p = wholeAt(run, TrackRun.P);
  const count = wholeAt(run, TrackRun.COUNT);
  const paths = addressAt(run, TrackRun.PATHS);
  const solutions = addressAt(run, TrackRun.SOLUTIONS);
  const status = addressAt(run, TrackRun.STATUS);
  const steps = addressAt(run, TrackRun.STEPS);
  const work = addressAt(run, TrackRun.WORK);
  memory.fill(work, 0, homotopyTrackWork(n, p));
  store<f64>(work, numberAt(run, TrackRun.GAMMA_RE), GAMMA_RE);
  store<f64>(work, numberAt(run, TrackRun.GAMMA_IM), GAMMA_IM);
  store<f64>(work, numberAt(run, TrackRun.TOLERANCE), TOLERANCE);
  store<usize>(work, addressAt(run, TrackRun.ROWS), ROWS);
  store<usize>(work, addressAt(run, TrackRun.TABLES), TABLES);
  memory.fill(steps, 0, (<usize>count) << 2);
  freeLanes(work + SLOT, 2);
  let next = 0;
  for (;;) {
    for (let lane = 0; lane < 2 && next < count; lane++)
      if (!isBusy(work + SLOT, lane)) startLane(n, p, work, lane, next++, paths);
    if (!isAnyBusy(work + SLOT, 2)) return;
    tryStep(n, p, work);
    for (let lane = 0; lane < 2; lane++)
      if (isBusy(work + SLOT, lane)) finishStep(n, p, work, lane, solutions, status, steps);
  }
}

/** Counts a lane's step and judges it; writes the path's end and frees the lane when it was the last one. */
function finishStep(
  n: i32,
  p: i32,
  state: usize,
  lane: i32,
  solutions: usize,
  status: usize,
  steps: usize,
): void {
  const slot = countAt(state + SLOT, lane);
  const stepsAt = steps + ((<usize>slot) << 2);
  store<i32>(stepsAt, load<i32>(stepsAt) + 1);
  let outcome = judgeStep(n, p, state, lane);
  if (outcome == GOING && load<i32>(stepsAt) >= MAX_STEPS) outcome = PathStatus.TOO_MANY_STEPS;
  if (outcome == GOING) return;
  store<i32>(status + ((<usize>slot) << 2), outcome);
  storeLane(n, pointAt(state, n, NOW), lane, solutions + <usize>(slot * (n + 1)) * 16);
  setCount(state + SLOT, lane, IDLE);
}

/** Puts the path of a slot on a lane, with its tangent. */
function startLane(n: i32, p: i32, state: usize, lane: i32, slot: i32, paths: usize): void {
  const z = pointAt(state, n, NOW);
  const jac = pointAt(state, n, MATRIX);
  setCount(state + SLOT, lane, slot);
  setCount(state + PATCH, lane, writeStart(n, p, load<u32>(paths + ((<usize>slot) << 2)), z, lane));
  setLane(state + T, lane, 0);
  setLane(state + PREVIOUS, lane, 0);
  setLane(state + STEP, lane, FIRST_STEP);
  const zero = f64x2.splat(0);
  solveAt(n, p, state, z, zero, zero);
  writeTangent(n, state, jac, pointAt(state, n, TANGENT), lane, 0);
}

/**
 * Components of start number `path` into one lane: digits base (p-1), the first non-zero one being 1; lambda = 1.
 * Returns the number of that component.
 */
function writeStart(n: i32, p: i32, path: u32, z: usize, lane: i32): i32 {
  const base = <u32>(p - 1);
  let first = n - 1; // starts whose first non-zero component is the last come first
  let count: u32 = 1;
  while (path >= count) {
    path -= count;
    count *= base;
    first--;
  }
  for (let i = n; i >= 0; i--) {
    const at = z + <usize>i * PAIR + ((<usize>lane) << 3);
    const whole = i == n || i == first;
    store<f64>(at, whole ? 1 : 0, 0);
    store<f64>(at, 0, 16);
    if (whole || i < first) continue;
    const digit = path % base;
    path /= base;
    if (digit == 0) continue;
    const angle = (2 * Math.PI * <f64>(digit - 1)) / <f64>(p - 2);
    store<f64>(at, Math.cos(angle), 0);
    store<f64>(at, p == 3 ? 0 : Math.sin(angle), 16);
  }
  return first;
}

/** Solves for Newton's correction and the tangent at a point: [J | f | f_s] -> J^-1 f, J^-1 f_s. */
function solveAt(n: i32, p: i32, state: usize, z: usize, sr: v128, si: v128): void {
  const jac = pointAt(state, n, MATRIX);
  const scratch = jac + <usize>(n * (n + 2)) * PAIR;
  const other = scratch + scratchBytes(n, p);
  const m = contractToMatrix(n, p, load<usize>(state, ROWS), load<usize>(state, TABLES), z, scratch, other);
  assemble(n, p, m, z, sr, si, state + PATCH, jac);
  complexSolvePair(n, 2, jac);
}

/** Predicts the next point of both lanes and corrects it twice. */
function tryStep(n: i32, p: i32, state: usize): void {
  planStep(state, 0);
  planStep(state, 1);
  predict(n, state);
  const z = pointAt(state, n, TRY);
  const jac = pointAt(state, n, MATRIX);
  const sr = v128.load(state + SR);
  const si = v128.load(state + SI);
  solveAt(n, p, state, z, sr, si);
  v128.store(state + ERROR, correct(n, z, state + PATCH, jac));
  solveAt(n, p, state, z, sr, si);
  v128.store(state + REMAINDER, correct(n, z, state + PATCH, jac));
}

/** Trial step of one lane: its length, s there, and the weights of the predictor (cubic Hermite, Euler at the start). */
function planStep(state: usize, lane: i32): void {
  const t = laneAt(state + T, lane);
  let h = laneAt(state + STEP, lane);
  if (t + h > 1 - 1e-9) h = 1 - t;
  setLane(state + TRIAL, lane, h);
  const d = laneAt(state + PREVIOUS, lane);
  let w00 = 0.0;
  let w10 = 0.0;
  let w01 = 1.0;
  let w11 = h;
  if (d > 0) {
    const u = 1 + h / d;
    w00 = (2 * u - 3) * u * u + 1;
    w10 = ((u - 2) * u + 1) * u * d;
    w01 = (3 - 2 * u) * u * u;
    w11 = (u - 1) * u * u * d;
  }
  setLane(state + W, lane, w00);
  setLane(state + W + 16, lane, w10);
  setLane(state + W + 32, lane, w01);
  setLane(state + W + 48, lane, w11);
  setHomotopyParameter(state, lane, h == 1 - t ? 1 : t + h);
}

/** s(t) = t / ((1-t) gamma + t) */
function setHomotopyParameter(state: usize, lane: i32, t: f64): void {
  const cr = (1 - t) * load<f64>(state, GAMMA_RE) + t;
  const ci = (1 - t) * load<f64>(state, GAMMA_IM);
  const modulus = cr * cr + ci * ci;
  setLane(state + SR, lane, (t * cr) / modulus);
  setLane(state + SI, lane, (-t * ci) / modulus);
}

/** y = w00 z0 + w10 z0' + w01 z + w11 z' */
function predict(n: i32, state: usize): void {
  const z = pointAt(state, n, NOW);
  const dz = pointAt(state, n, TANGENT);
  const z0 = pointAt(state, n, OLD);
  const dz0 = pointAt(state, n, OLD_TANGENT);
  const y = pointAt(state, n, TRY);
  const w00 = v128.load(state + W);
  const w10 = v128.load(state + W, 16);
  const w01 = v128.load(state + W, 32);
  const w11 = v128.load(state + W, 48);
  for (let at: usize = 0; at < <usize>(n + 1) * PAIR; at += 16) {
    const older = f64x2.add(f64x2.mul(w00, v128.load(z0 + at)), f64x2.mul(w10, v128.load(dz0 + at)));
    const newer = f64x2.add(f64x2.mul(w01, v128.load(z + at)), f64x2.mul(w11, v128.load(dz + at)));
    v128.store(y + at, f64x2.add(older, newer));
  }
  pinPatch(y, state, 0);
  pinPatch(y, state, 1);
}

/** Sets the component that is held at 1 to 1: extrapolation would let its rounding grow from step to step. */
function pinPatch(z: usize, state: usize, lane: i32): void {
  const at = z + <usize>countAt(state + PATCH, lane) * PAIR + ((<usize>lane) << 3);
  store<f64>(at, 1, 0);
  store<f64>(at, 0, 16);
}

/** Takes or rejects a lane's trial step and sets the next one's length; returns what became of the path. */
function judgeStep(n: i32, p: i32, state: usize, lane: i32): i32 {
  const error = Math.sqrt(laneAt(state + ERROR, lane));
  const remainder = Math.sqrt(laneAt(state + REMAINDER, lane));
  const h = laneAt(state + TRIAL, lane);
  const tolerance = load<f64>(state, TOLERANCE);
  if (error <= LARGEST_ERROR * tolerance && remainder <= LARGEST_REMAINDER * tolerance) {
    const t = h >= 1 - laneAt(state + T, lane) ? 1 : laneAt(state + T, lane) + h;
    takeStep(n, p, state, lane, t);
    setLane(state + T, lane, t);
    let growth = MARGIN * Math.sqrt(Math.sqrt(tolerance / (error + 1e-300)));
    growth = Math.max(LEAST_GROWTH, Math.min(MOST_GROWTH, growth));
    setLane(state + STEP, lane, Math.min(LONGEST_STEP, h * growth));
    return t == 1 ? PathStatus.REACHED : GOING;
  }
  if (error != error) {
    setLane(state + STEP, lane, NAN_SHRINK * h);
    return h > NAN_STEP ? GOING : PathStatus.NOT_FINITE;
  }
  let shrink = REJECTED_MARGIN * Math.sqrt(Math.sqrt(tolerance / error));
  shrink = Math.max(MOST_SHRINK, Math.min(LEAST_SHRINK, shrink));
  setLane(state + STEP, lane, h * shrink);
  return h * shrink < MIN_STEP ? PathStatus.STEP_TOO_SMALL : GOING;
}

/** Makes the trial point the current one, and the current one the previous; changes the patch when a component has grown. */
function takeStep(n: i32, p: i32, state: usize, lane: i32, t: f64): void {
  const z = pointAt(state, n, NOW);
  const dz = pointAt(state, n, TANGENT);
  const z0 = pointAt(state, n, OLD);
  const dz0 = pointAt(state, n, OLD_TANGENT);
  copyLane(n, z, z0, lane);
  copyLane(n, dz, dz0, lane);
  copyLane(n, pointAt(state, n, TRY), z, lane);
  writeTangent(n, state, pointAt(state, n, MATRIX), dz, lane, t);
  setLane(state + PREVIOUS, lane, laneAt(state + TRIAL, lane));
  const largest = largestComponent(n, z, lane);
  if (squaredComponent(z, largest, lane) <= PATCH_LIMIT) return;
  setCount(state + PATCH, lane, largest);
  rescaleCurve(n, p, z, dz, lane, largest);
  if (squaredComponent(z0, largest, lane) > HISTORY_LIMIT) rescaleCurve(n, p, z0, dz0, lane, largest);
  else setLane(state + PREVIOUS, lane, 0);
}

/**
 * dz/dt = -J^-1 f_s ds/dt at t, ds/dt = gamma / ((1-t) gamma + t)², one lane, read from the solved augmented matrix, whose row
 * k is lambda's.
 */
function writeTangent(n: i32, state: usize, jac: usize, out: usize, lane: i32, t: f64): void {
  const gr = load<f64>(state, GAMMA_RE);
  const gi = load<f64>(state, GAMMA_IM);
  const cr = (1 - t) * gr + t;
  const ci = (1 - t) * gi;
  const modulus = cr * cr + ci * ci;
  const qr = (cr * cr - ci * ci) / (modulus * modulus); // 1 / c²
  const qi = (-2 * cr * ci) / (modulus * modulus);
  const vr = gr * qr - gi * qi;
  const vi = gr * qi + gi * qr;
  const patch = countAt(state + PATCH, lane);
  const shift = (<usize>lane) << 3;
  for (let i = 0; i < n; i++) {
    const cell = jac + <usize>(i * (n + 2) + n + 1) * PAIR + shift;
    const ar = load<f64>(cell);
    const ai = load<f64>(cell, 16);
    const at = out + <usize>(i == patch ? n : i) * PAIR + shift;
    store<f64>(at, -(ar * vr - ai * vi), 0);
    store<f64>(at, -(ar * vi + ai * vr), 16);
  }
  store<f64>(out + <usize>patch * PAIR + shift, 0, 0);
  store<f64>(out + <usize>patch * PAIR + shift, 0, 16);
}

function copyLane(n: i32, from: usize, to: usize, lane: i32): void {
  const shift = (<usize>lane) << 3;
  for (let i = 0; i <= n; i++) {
    const offset = <usize>i * PAIR + shift;
    store<f64>(to + offset, load<f64>(from + offset), 0);
    store<f64>(to + offset, load<f64>(from + offset, 16), 16);
  }
}
