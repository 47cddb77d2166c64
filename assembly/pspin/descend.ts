// Descent on the sphere |sigma|² = n, whole, for any number of starts: LANES of them at a time, and a lane that is done takes the
// next start at once. Gradient descent with a fixed step, or limited-memory BFGS with a backtracking line search [NocWri06, ch. 7]
// on projected gradients, retraction by normalisation. Each evaluation is one iteration of every lane, so that a lane's history
// (slots of a ring that all lanes share) depends on its own evaluations only: results do not depend on how starts are grouped.

import { evaluateBlock, evaluateWork, LANES, ROW } from "./evaluate";
import {
  addRows,
  copyLane,
  dotRows,
  gatherLane,
  laneAt,
  normaliseRows,
  projectRows,
  scaleRows,
  scatterLane,
  setLane,
} from "./rows";

const HISTORY: i32 = 8; // pairs; 5 to 20 are usual
const ARMIJO: f64 = 1e-4;
const SMALLEST_STEP: f64 = 1e-9;
const ROUNDING: f64 = 1e-12; // energies that differ by less, relatively, count as equal in the line search

export const GRADIENT_DESCENT: i32 = 0;
export const LBFGS: i32 = 1;

const CONVERGED: i32 = 0;
const MAX_EVALUATIONS: i32 = 1;
const STALLED: i32 = 2; // the line search found no lower point: gradient at the level of rounding
const NOT_FINITE: i32 = 3;

/** Bytes of workspace for `pspinDescend`. */
export function pspinDescendWork(n: i32, p: i32): usize {
  return <usize>(5 + 2 * HISTORY) * <usize>n * ROW + <usize>(12 + 2 * HISTORY) * ROW + evaluateWork(p) + 256;
}

/** d = -(L-BFGS inverse Hessian) g, all lanes; pairs without curvature have rho = 0 and do nothing. */
function quasiNewton(
  n: i32,
  g: usize,
  d: usize,
  s: usize,
  y: usize,
  rho: usize,
  gamma: usize,
  alphas: usize,
  scratch: usize,
  newest: i32,
): void {
  const size = <usize>n * ROW;
  memory.copy(d, g, size);
  for (let k = 0; k < HISTORY; k++) {
    const slot = <usize>((newest - k + 2 * HISTORY) % HISTORY);
    const alpha = alphas + slot * ROW;
    dotRows(n, s + slot * size, d, scratch);
    for (let o: usize = 0; o < ROW; o += 16) {
      const a = f64x2.mul(v128.load(rho + slot * ROW + o), v128.load(scratch + o));
      v128.store(alpha + o, a);
      v128.store(scratch + o, f64x2.neg(a));
    }
    addRows(n, scratch, y + slot * size, d);
  }
  scaleRows(n, gamma, d);
  for (let k = HISTORY - 1; k >= 0; k--) {
    const slot = <usize>((newest - k + 2 * HISTORY) % HISTORY);
    dotRows(n, y + slot * size, d, scratch);
    for (let o: usize = 0; o < ROW; o += 16) {
      const b = f64x2.mul(v128.load(rho + slot * ROW + o), v128.load(scratch + o));
      v128.store(scratch + o, f64x2.sub(v128.load(alphas + slot * ROW + o), b));
    }
    addRows(n, scratch, s + slot * size, d);
  }
  for (let o: usize = 0; o < size; o += 16) v128.store(d + o, f64x2.neg(v128.load(d + o)));
}

/**
 * Descends from `count` starts.
 *
 * @param starts count x n, any length: scaled to the sphere; overwritten by the end points
 * @param method 0 gradient descent, 1 L-BFGS
 * @param eta step of gradient descent, and length of L-BFGS's first step per unit of gradient
 * @param decay gradient descent's step at evaluation k is eta / (1 + decay k)
 * @param tolerance wanted |Riemannian gradient| / sqrt(n)
 * @param energies,gradients count f64 out: H, and |Riemannian gradient| / sqrt(n) at the end
 * @param evaluations,status count i32 out
 */
export function pspinDescend(
  n: i32,
  p: i32,
  couplings: usize,
  count: i32,
  starts: usize,
  method: i32,
  eta: f64,
  decay: f64,
  tolerance: f64,
  maxEvaluations: i32,
  energies: usize,
  gradients: usize,
  evaluations: usize,
  status: usize,
  work: usize,
): void {
  const size = <usize>n * ROW;
  const x = work;
  const g = x + size;
  const y = g + size; // trial point
  const gy = y + size;
  const d = gy + size;
  const pairsS = d + size;
  const pairsY = pairsS + <usize>HISTORY * size;
  const rho = pairsY + <usize>HISTORY * size;
  const alphas = rho + <usize>HISTORY * ROW;
  const gamma = alphas + <usize>HISTORY * ROW;
  const energy = gamma + ROW;
  const trialEnergy = energy + ROW;
  const slope = trialEnergy + ROW; // g · d
  const step = slope + ROW;
  const norms = step + ROW;
  const scratch = norms + ROW;
  const slots = scratch + ROW; // which start a lane has, -1 when idle; i32
  const fresh = slots + 32; // 1: the trial point is a start; i32
  const evaluate = fresh + 32;
  memory.fill(work, 0, evaluate - work);
  for (let lane = 0; lane < LANES; lane++) store<i32>(slots + ((<usize>lane) << 2), -1);
  let next = 0;
  let newest = 0;
  while (true) {
    let active = 0;
    for (let lane = 0; lane < LANES; lane++) {
      const slotAt = slots + ((<usize>lane) << 2);
      if (load<i32>(slotAt) < 0 && next < count) {
        store<i32>(slotAt, next);
        store<i32>(fresh + ((<usize>lane) << 2), 1);
        store<i32>(evaluations + ((<usize>next) << 2), 0);
        scatterLane(n, lane, starts + ((<usize>(next * n)) << 3), y);
        for (let k = 0; k < HISTORY; k++) setLane(rho + <usize>k * ROW, lane, 0);
        setLane(gamma, lane, eta);
        next++;
      }
      if (load<i32>(slotAt) >= 0) active++;
    }
    if (active === 0) return;
    normaliseRows(n, y, scratch);
    evaluateBlock(n, p, couplings, y, gy, trialEnergy, evaluate);
    projectRows(n, y, gy, scratch);
    dotRows(n, gy, gy, norms);
    newest = (newest + 1) % HISTORY;
    for (let lane = 0; lane < LANES; lane++) {
      const slot = load<i32>(slots + ((<usize>lane) << 2));
      setLane(rho + <usize>newest * ROW, lane, 0);
      if (slot < 0) continue;
      const countAt = evaluations + ((<usize>slot) << 2);
      store<i32>(countAt, load<i32>(countAt) + 1);
      const isFresh = load<i32>(fresh + ((<usize>lane) << 2)) === 1;
      const value = laneAt(trialEnergy, lane);
      const bound = laneAt(energy, lane) + ARMIJO * laneAt(step, lane) * laneAt(slope, lane);
      const accepted =
        isFresh || method === GRADIENT_DESCENT || value <= bound + ROUNDING * Math.abs(laneAt(energy, lane));
      let outcome = -1;
      if (value !== value) outcome = NOT_FINITE;
      else if (accepted) {
        if (!isFresh && method === LBFGS) pushPair(n, lane, newest, x, g, y, gy, pairsS, pairsY, rho, gamma);
        copyLane(n, lane, y, x);
        copyLane(n, lane, gy, g);
        setLane(energy, lane, value);
        setLane(step, lane, 1);
        store<i32>(fresh + ((<usize>lane) << 2), 0);
        const norm = Math.sqrt(laneAt(norms, lane) / <f64>n);
        store<f64>(gradients + ((<usize>slot) << 3), norm);
        if (norm <= tolerance) outcome = CONVERGED;
        if (method === GRADIENT_DESCENT) setLane(gamma, lane, eta / (1 + decay * <f64>load<i32>(countAt)));
      } else {
        setLane(step, lane, 0.5 * laneAt(step, lane));
        if (laneAt(step, lane) < SMALLEST_STEP) outcome = STALLED;
      }
      if (outcome < 0 && load<i32>(countAt) >= maxEvaluations) outcome = MAX_EVALUATIONS;
      if (outcome >= 0) {
        store<i32>(status + ((<usize>slot) << 2), outcome);
        store<f64>(energies + ((<usize>slot) << 3), laneAt(energy, lane));
        gatherLane(n, lane, x, starts + ((<usize>(slot * n)) << 3));
        store<i32>(slots + ((<usize>lane) << 2), -1);
      }
    }
    // directions of all lanes; a lane whose trial was refused keeps its own by shortening the step
    quasiNewton(n, g, d, pairsS, pairsY, rho, gamma, alphas, scratch, newest);
    projectRows(n, x, d, scratch);
    dotRows(n, g, d, slope);
    for (let lane = 0; lane < LANES; lane++)
      if (!(laneAt(slope, lane) < 0)) steepest(n, lane, g, d, laneAt(gamma, lane), slope);
    memory.copy(y, x, size);
    addRows(n, step, d, y);
  }
}

/** s = y - x, v = g_y - g into the ring; rho = 1 / s·v, gamma = s·v / v·v; no curvature, no pair. */
function pushPair(
  n: i32,
  lane: i32,
  slot: i32,
  x: usize,
  g: usize,
  y: usize,
  gy: usize,
  pairsS: usize,
  pairsY: usize,
  rho: usize,
  gamma: usize,
): void {
  let o = (<usize>lane) << 3;
  const base = <usize>slot * <usize>n * ROW;
  let sv = 0.0;
  let vv = 0.0;
  let ss = 0.0;
  for (let i = 0; i < n; i++) {
    const s = load<f64>(y + o) - load<f64>(x + o);
    const v = load<f64>(gy + o) - load<f64>(g + o);
    store<f64>(pairsS + base + o, s);
    store<f64>(pairsY + base + o, v);
    sv += s * v;
    vv += v * v;
    ss += s * s;
    o += ROW;
  }
  if (sv > 1e-10 * Math.sqrt(ss * vv)) {
    setLane(rho + <usize>slot * ROW, lane, 1 / sv);
    setLane(gamma, lane, sv / vv);
  }
}

/** d = -gamma g in one lane. */
function steepest(n: i32, lane: i32, g: usize, d: usize, gamma: f64, slope: usize): void {
  let o = (<usize>lane) << 3;
  let sum = 0.0;
  for (let i = 0; i < n; i++) {
    const value = -gamma * load<f64>(g + o);
    store<f64>(d + o, value);
    sum += value * load<f64>(g + o);
    o += ROW;
  }
  setLane(slope, lane, sum);
}

/**
 * The paper's stochastic gradient descent: the couplings are a sum of `samples` independent tensors / sqrt(samples), and a step
 * goes down one of them, cycled:  x <- x - eta_t P_x grad H_s(x), normalised;  eta_t = eta / (1 + decay t), t the epoch.
 *
 * @param couplings samples x length f32
 * @param count at most LANES starts, in place
 */
export function pspinSgd(
  n: i32,
  p: i32,
  couplings: usize,
  length: f64,
  samples: i32,
  count: i32,
  points: usize,
  eta: f64,
  decay: f64,
  firstEpoch: i32,
  epochs: i32,
  work: usize,
): void {
  const size = <usize>n * ROW;
  const x = work;
  const g = x + size;
  const energy = g + size;
  const scratch = energy + ROW;
  const evaluate = scratch + ROW;
  memory.fill(x, 0, size);
  for (let lane = 0; lane < count; lane++) scatterLane(n, lane, points + ((<usize>(lane * n)) << 3), x);
  normaliseRows(n, x, scratch);
  for (let epoch = firstEpoch; epoch < firstEpoch + epochs; epoch++) {
    const step = -eta / (1 + decay * <f64>epoch);
    for (let s = 0; s < samples; s++) {
      evaluateBlock(n, p, couplings + ((<usize>(<f64>s * length)) << 2), x, g, energy, evaluate);
      projectRows(n, x, g, scratch);
      for (let o: usize = 0; o < ROW; o += 16) v128.store(scratch + o, f64x2.splat(step));
      addRows(n, scratch, g, x);
      normaliseRows(n, x, scratch);
    }
  }
  for (let lane = 0; lane < count; lane++) gatherLane(n, lane, x, points + ((<usize>(lane * n)) << 3));
}

/** total = f32(sum of the samples / sqrt(samples)) */
export function pspinSumSamples(length: f64, samples: i32, couplings: usize, total: usize): void {
  const n = <usize>length;
  const scale = 1 / Math.sqrt(<f64>samples);
  for (let t: usize = 0; t < n; t++) {
    let sum = 0.0;
    for (let s: usize = 0; s < <usize>samples; s++) sum += <f64>load<f32>(couplings + ((s * n + t) << 2));
    store<f32>(total + (t << 2), <f32>(sum * scale));
  }
}
