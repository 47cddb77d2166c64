// All complex solutions of A x^(p-1) = x by a total-degree homotopy, two paths at a time (one a lane of v128).
//
//   g(x, s) = (1 - s) x^(p-1) + s A x^(p-1) - x = 0,    s(t) = t / ((1 - t) gamma + t),   t from 0 to 1   (x^(p-1) componentwise)
//
// A real symmetric tensor, gamma a generic complex number: no path meets a singular point before t = 1 [SomWam05, ch. 8].
// Starts have components 0 or (p-2)-th roots of unity; the map x -> w x, w^(p-2) = 1, carries paths to paths, so one start
// of each class is tracked: the first non-zero component is 1. That leaves ((p-1)^n - 1) / (p-2) paths [CarStu13, Thm 1.2].
//
// Layout: a complex number of both lanes is 32 bytes, [re lane0 | re lane1 | im lane0 | im lane1]. A lane's arithmetic never
// sees the other lane, so a path's result does not depend on its neighbour.

const C: usize = 32; // bytes of one complex number, both lanes
const MIN_STEP: f64 = 1e-11;
const MAX_STEPS: i32 = 4000;
const FIRST_STEP: f64 = 0.01;
const LONGEST_STEP: f64 = 0.15;

/** What became of a path. */
const REACHED: i32 = 0;
const STEP_TOO_SMALL: i32 = 1;
const TOO_MANY_STEPS: i32 = 2;
const NOT_FINITE: i32 = 3;

/** Bytes of workspace for `homotopyTrack`. */
export function homotopyTrackWork(n: i32, p: i32): usize {
  const order = <usize>n;
  let tensor: usize = order * order; // contracted tensors, largest first
  for (let i = 3; i < p; i++) tensor *= order;
  return 6 * order * C + 2 * tensor * C + order * (order + 2) * C + 1024;
}

/** y -= a * b, complex, both lanes; operands by address. */
function subtractProduct(y: usize, ar: v128, ai: v128, b: usize): void {
  const br = v128.load(b);
  const bi = v128.load(b, 16);
  v128.store(y, f64x2.sub(v128.load(y), f64x2.sub(f64x2.mul(ar, br), f64x2.mul(ai, bi))));
  v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.add(f64x2.mul(ar, bi), f64x2.mul(ai, br))), 16);
}

/** out = in . x over the last index; in has `rows` rows of n reals (both lanes alike). */
function contractReal(rows: i32, n: i32, tensor: usize, x: usize, out: usize): void {
  const stride = (<usize>n) << 3;
  for (let r = 0; r < rows; r++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    let at = x;
    const end = tensor + stride;
    for (let a = tensor; a < end; a += 8) {
      const value = v128.load64_splat(a);
      re = f64x2.add(re, f64x2.mul(value, v128.load(at)));
      im = f64x2.add(im, f64x2.mul(value, v128.load(at, 16)));
      at += C;
    }
    v128.store(out, re);
    v128.store(out, im, 16);
    out += C;
    tensor = end;
  }
}

/** The same for a complex tensor. */
function contractComplex(rows: i32, n: i32, tensor: usize, x: usize, out: usize): void {
  for (let r = 0; r < rows; r++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    for (let j = 0; j < n; j++) {
      const at = x + <usize>j * C;
      const ar = v128.load(tensor);
      const ai = v128.load(tensor, 16);
      const br = v128.load(at);
      const bi = v128.load(at, 16);
      re = f64x2.add(re, f64x2.sub(f64x2.mul(ar, br), f64x2.mul(ai, bi)));
      im = f64x2.add(im, f64x2.add(f64x2.mul(ar, bi), f64x2.mul(ai, br)));
      tensor += C;
    }
    v128.store(out, re);
    v128.store(out, im, 16);
    out += C;
  }
}

/** M = A x^(p-2), n x n; returns its address (one of the two scratch tensors). */
export function contractToMatrix(n: i32, p: i32, a: usize, x: usize, scratch: usize, other: usize): usize {
  let rows = n * n;
  for (let i = 3; i < p; i++) rows *= n;
  contractReal(rows, n, a, x, scratch);
  for (let i = 3; i < p; i++) {
    rows /= n;
    contractComplex(rows, n, scratch, x, other);
    const swap = scratch;
    scratch = other;
    other = swap;
  }
  return scratch;
}

/**
 * Fills the augmented matrix [J | g | g_s] at (x, s):
 * J = (p-1) [(1-s) diag(x^(p-2)) + s M] - I,  g the residual,  g_s = M x - x^(p-1).
 */
export function assemble(n: i32, p: i32, m: usize, x: usize, sr: v128, si: v128, jac: usize): void {
  const one = f64x2.splat(1);
  const degree = f64x2.splat(<f64>(p - 1));
  const qr = f64x2.sub(one, sr); // 1 - s
  const qi = f64x2.neg(si);
  for (let i = 0; i < n; i++) {
    const row = jac + <usize>(i * (n + 2)) * C;
    const mrow = m + <usize>(i * n) * C;
    let tr = f64x2.splat(0); // (M x)_i
    let ti = f64x2.splat(0);
    for (let j = 0; j < n; j++) {
      const xr = v128.load(x + <usize>j * C);
      const xi = v128.load(x + <usize>j * C, 16);
      const mr = v128.load(mrow + <usize>j * C);
      const mi = v128.load(mrow + <usize>j * C, 16);
      tr = f64x2.add(tr, f64x2.sub(f64x2.mul(mr, xr), f64x2.mul(mi, xi)));
      ti = f64x2.add(ti, f64x2.add(f64x2.mul(mr, xi), f64x2.mul(mi, xr)));
      const cell = row + <usize>j * C;
      v128.store(cell, f64x2.mul(degree, f64x2.sub(f64x2.mul(sr, mr), f64x2.mul(si, mi))));
      v128.store(cell, f64x2.mul(degree, f64x2.add(f64x2.mul(sr, mi), f64x2.mul(si, mr))), 16);
    }
    const xr = v128.load(x + <usize>i * C);
    const xi = v128.load(x + <usize>i * C, 16);
    let pr = xr; // x_i^(p-2)
    let pi = xi;
    for (let k = 3; k < p; k++) {
      const nr = f64x2.sub(f64x2.mul(pr, xr), f64x2.mul(pi, xi));
      pi = f64x2.add(f64x2.mul(pr, xi), f64x2.mul(pi, xr));
      pr = nr;
    }
    const er = f64x2.sub(f64x2.mul(pr, xr), f64x2.mul(pi, xi)); // x_i^(p-1)
    const ei = f64x2.add(f64x2.mul(pr, xi), f64x2.mul(pi, xr));
    const diagonal = row + <usize>i * C;
    const dr = f64x2.mul(degree, f64x2.sub(f64x2.mul(qr, pr), f64x2.mul(qi, pi)));
    const di = f64x2.mul(degree, f64x2.add(f64x2.mul(qr, pi), f64x2.mul(qi, pr)));
    v128.store(diagonal, f64x2.sub(f64x2.add(v128.load(diagonal), dr), one));
    v128.store(diagonal, f64x2.add(v128.load(diagonal, 16), di), 16);
    const g = row + <usize>n * C;
    let gr = f64x2.add(
      f64x2.sub(f64x2.mul(qr, er), f64x2.mul(qi, ei)),
      f64x2.sub(f64x2.mul(sr, tr), f64x2.mul(si, ti)),
    );
    let gi = f64x2.add(
      f64x2.add(f64x2.mul(qr, ei), f64x2.mul(qi, er)),
      f64x2.add(f64x2.mul(sr, ti), f64x2.mul(si, tr)),
    );
    gr = f64x2.sub(gr, xr);
    gi = f64x2.sub(gi, xi);
    v128.store(g, gr);
    v128.store(g, gi, 16);
    v128.store(g, f64x2.sub(tr, er), 32);
    v128.store(g, f64x2.sub(ti, ei), 48);
  }
}

export function squaredModulus(cell: usize): v128 {
  const re = v128.load(cell);
  const im = v128.load(cell, 16);
  return f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im));
}

/** Exchanges two rows in the lanes where `mask` is set. */
function swapRows(cells: i32, a: usize, b: usize, mask: v128): void {
  for (let j = 0; j < cells << 1; j++) {
    const u = v128.load(a);
    const v = v128.load(b);
    v128.store(a, v128.bitselect(v, u, mask));
    v128.store(b, v128.bitselect(u, v, mask));
    a += 16;
    b += 16;
  }
}

/**
 * Gaussian elimination with partial pivoting (each lane its own) on [J | B], n x (n + columns): B becomes J^-1 B, J is destroyed.
 */
export function complexSolvePair(n: i32, columns: i32, jac: usize): void {
  const width = n + columns;
  const stride = <usize>width * C;
  for (let k = 0; k < n; k++) {
    const rowK = jac + <usize>k * stride;
    const pivot = rowK + <usize>k * C;
    let best = squaredModulus(pivot);
    for (let i = k + 1; i < n; i++) {
      const rowI = jac + <usize>i * stride;
      const candidate = squaredModulus(rowI + <usize>k * C);
      const mask = f64x2.gt(candidate, best);
      if (v128.any_true(mask)) {
        swapRows(width - k, pivot, rowI + <usize>k * C, mask);
        best = f64x2.max(best, candidate);
      }
    }
    const pr = f64x2.div(v128.load(pivot), best); // conj(pivot) / |pivot|²
    const pi = f64x2.neg(f64x2.div(v128.load(pivot, 16), best));
    const end = rowK + stride;
    for (let i = k + 1; i < n; i++) {
      const rowI = jac + <usize>i * stride;
      const ar = v128.load(rowI + <usize>k * C);
      const ai = v128.load(rowI + <usize>k * C, 16);
      const fr = f64x2.sub(f64x2.mul(ar, pr), f64x2.mul(ai, pi));
      const fi = f64x2.add(f64x2.mul(ar, pi), f64x2.mul(ai, pr));
      let y = rowI + <usize>(k + 1) * C;
      for (let b = pivot + C; b < end; b += C) {
        subtractProduct(y, fr, fi, b);
        y += C;
      }
    }
    v128.store(pivot, pr);
    v128.store(pivot, pi, 16); // the pivot's inverse, for the back substitution
  }
  for (let k = n - 1; k >= 0; k--) {
    const rowK = jac + <usize>k * stride;
    for (let c = 0; c < columns; c++) {
      const cell = rowK + <usize>(n + c) * C;
      for (let j = k + 1; j < n; j++) {
        subtractProduct(
          cell,
          v128.load(rowK + <usize>j * C),
          v128.load(rowK + <usize>j * C, 16),
          jac + <usize>j * stride + <usize>(n + c) * C,
        );
      }
      const pr = v128.load(rowK + <usize>k * C);
      const pi = v128.load(rowK + <usize>k * C, 16);
      const yr = v128.load(cell);
      const yi = v128.load(cell, 16);
      v128.store(cell, f64x2.sub(f64x2.mul(yr, pr), f64x2.mul(yi, pi)));
      v128.store(cell, f64x2.add(f64x2.mul(yr, pi), f64x2.mul(yi, pr)), 16);
    }
  }
}

/** x -= J^-1 g; returns |correction|² / |x|² of both lanes. */
export function correct(n: i32, x: usize, jac: usize): v128 {
  let change = f64x2.splat(0);
  let size = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const xi = x + <usize>i * C;
    const d = jac + <usize>(i * (n + 2) + n) * C;
    change = f64x2.add(change, squaredModulus(d));
    v128.store(xi, f64x2.sub(v128.load(xi), v128.load(d)));
    v128.store(xi, f64x2.sub(v128.load(xi, 16), v128.load(d, 16)), 16);
    size = f64x2.add(size, squaredModulus(xi));
  }
  return f64x2.div(change, size);
}

/** Components of start number `path` into one lane: digits base (p-1), the first non-zero one being 1. */
function writeStart(n: i32, p: i32, path: u32, x: usize, lane: i32): void {
  const base = <u32>(p - 1);
  let first = n - 1; // starts whose first non-zero component is the last come first
  let count: u32 = 1;
  while (path >= count) {
    path -= count;
    count *= base;
    first--;
  }
  for (let i = 0; i < n; i++) {
    const at = x + <usize>i * C + ((<usize>lane) << 3);
    store<f64>(at, 0, 0);
    store<f64>(at, 0, 16);
  }
  store<f64>(x + <usize>first * C + ((<usize>lane) << 3), 1, 0);
  for (let i = n - 1; i > first; i--) {
    const digit = path % base;
    path /= base;
    if (digit == 0) continue;
    const angle = (2 * Math.PI * <f64>(digit - 1)) / <f64>(p - 2);
    const at = x + <usize>i * C + ((<usize>lane) << 3);
    store<f64>(at, Math.cos(angle), 0);
    store<f64>(at, p == 3 ? 0 : Math.sin(angle), 16);
  }
}

// Per-lane scalars, 16 bytes each (two f64), in this order.
const T: usize = 0; // t
const STEP: usize = 16; // next step length
const PREVIOUS: usize = 32; // last accepted step length, 0 when there is none
const SR: usize = 48; // s at the trial point
const SI: usize = 64;
const W: usize = 80; // four Hermite weights, 16 bytes each
const TRIAL: usize = 144; // step length on trial
const SCALARS: usize = 192;

function laneGet(base: usize, offset: usize, lane: i32): f64 {
  return load<f64>(base + offset + ((<usize>lane) << 3));
}

function laneSet(base: usize, offset: usize, lane: i32, value: f64): void {
  store<f64>(base + offset + ((<usize>lane) << 3), value);
}

/** Trial step of one lane: its length, s there, and the weights of the predictor (cubic Hermite, Euler at the start). */
function planStep(state: usize, lane: i32, gr: f64, gi: f64): void {
  const t = laneGet(state, T, lane);
  let h = laneGet(state, STEP, lane);
  if (t + h > 1 - 1e-9) h = 1 - t;
  laneSet(state, TRIAL, lane, h);
  const d = laneGet(state, PREVIOUS, lane);
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
  laneSet(state, W, lane, w00);
  laneSet(state, W + 16, lane, w10);
  laneSet(state, W + 32, lane, w01);
  laneSet(state, W + 48, lane, w11);
  setHomotopyParameter(state, lane, h == 1 - t ? 1 : t + h, gr, gi);
}

/** s(t) = t / ((1-t) gamma + t) */
function setHomotopyParameter(state: usize, lane: i32, t: f64, gr: f64, gi: f64): void {
  const cr = (1 - t) * gr + t;
  const ci = (1 - t) * gi;
  const modulus = cr * cr + ci * ci;
  laneSet(state, SR, lane, (t * cr) / modulus);
  laneSet(state, SI, lane, (-t * ci) / modulus);
}

/** dx/dt = -J^-1 g_s ds/dt at t, ds/dt = gamma / ((1-t) gamma + t)², one lane, read from the solved augmented matrix. */
function writeTangent(n: i32, jac: usize, out: usize, lane: i32, t: f64, gr: f64, gi: f64): void {
  const cr = (1 - t) * gr + t;
  const ci = (1 - t) * gi;
  const modulus = cr * cr + ci * ci;
  const qr = (cr * cr - ci * ci) / (modulus * modulus); // 1 / c²
  const qi = (-2 * cr * ci) / (modulus * modulus);
  const vr = gr * qr - gi * qi;
  const vi = gr * qi + gi * qr;
  for (let i = 0; i < n; i++) {
    const cell = jac + <usize>(i * (n + 2) + n + 1) * C + ((<usize>lane) << 3);
    const ar = load<f64>(cell);
    const ai = load<f64>(cell, 16);
    const at = out + <usize>i * C + ((<usize>lane) << 3);
    store<f64>(at, -(ar * vr - ai * vi), 0);
    store<f64>(at, -(ar * vi + ai * vr), 16);
  }
}

function copyLane(n: i32, from: usize, to: usize, lane: i32): void {
  const shift = (<usize>lane) << 3;
  for (let i = 0; i < n; i++) {
    const offset = <usize>i * C + shift;
    store<f64>(to + offset, load<f64>(from + offset), 0);
    store<f64>(to + offset, load<f64>(from + offset, 16), 16);
  }
}

/**
 * Tracks `count` paths, whose numbers stand at `paths` (u32), to t = 1.
 *
 * @param a the symmetric tensor, n^p reals, row-major
 * @param gammaRe,gammaIm the generic number
 * @param tolerance wanted |prediction error| / |x| of a step; a hundredth of it for retracking after a collision
 * @param solutions count x n complex numbers (re, im interleaved)
 * @param status count i32: 0 reached, 1 step too small, 2 too many steps, 3 not finite
 * @param steps count i32: steps taken
 */
export function homotopyTrack(
  n: i32,
  p: i32,
  a: usize,
  gammaRe: f64,
  gammaIm: f64,
  tolerance: f64,
  count: i32,
  paths: usize,
  solutions: usize,
  status: usize,
  steps: usize,
  work: usize,
): void {
  const vector = <usize>n * C;
  const x = work; // current point
  const dx = x + vector; // its tangent
  const x0 = dx + vector; // previous point
  const dx0 = x0 + vector;
  const y = dx0 + vector; // trial point
  const jac = y + vector;
  const scratch = jac + <usize>(n * (n + 2)) * C;
  let tensor: usize = <usize>(n * n) * C;
  for (let i = 3; i < p; i++) tensor *= <usize>n;
  const other = scratch + tensor;
  const state = other + tensor;
  memory.fill(state, 0, SCALARS + 32);
  const slots = state + SCALARS; // path slot of each lane, -1 when idle
  store<i32>(slots, -1, 0);
  store<i32>(slots, -1, 4);
  let next = 0;
  let active = 0;
  do {
    for (let lane = 0; lane < 2; lane++) {
      if (load<i32>(slots + ((<usize>lane) << 2)) < 0 && next < count) {
        store<i32>(slots + ((<usize>lane) << 2), next);
        store<i32>(steps + ((<usize>next) << 2), 0);
        startLane(
          n,
          p,
          a,
          load<u32>(paths + ((<usize>next) << 2)),
          lane,
          x,
          dx,
          jac,
          scratch,
          other,
          state,
          gammaRe,
          gammaIm,
        );
        next++;
      }
    }
    active = 0;
    for (let lane = 0; lane < 2; lane++) {
      planStep(state, lane, gammaRe, gammaIm);
      if (load<i32>(slots + ((<usize>lane) << 2)) >= 0) active++;
    }
    if (active == 0) break;
    predict(n, x, dx, x0, dx0, y, state);
    const sr = v128.load(state + SR);
    const si = v128.load(state + SI);
    assemble(n, p, contractToMatrix(n, p, a, y, scratch, other), y, sr, si, jac);
    complexSolvePair(n, 2, jac);
    const first = correct(n, y, jac);
    assemble(n, p, contractToMatrix(n, p, a, y, scratch, other), y, sr, si, jac);
    complexSolvePair(n, 2, jac);
    const second = correct(n, y, jac);
    for (let lane = 0; lane < 2; lane++) {
      const slotAt = slots + ((<usize>lane) << 2);
      const slot = load<i32>(slotAt);
      if (slot < 0) continue;
      const stepsAt = steps + ((<usize>slot) << 2);
      store<i32>(stepsAt, load<i32>(stepsAt) + 1);
      const error = Math.sqrt(lane == 0 ? f64x2.extract_lane(first, 0) : f64x2.extract_lane(first, 1));
      const remainder = Math.sqrt(lane == 0 ? f64x2.extract_lane(second, 0) : f64x2.extract_lane(second, 1));
      const h = laneGet(state, TRIAL, lane);
      let outcome = -1;
      if (error <= 3 * tolerance && remainder <= 0.01 * tolerance) {
        const t = h >= 1 - laneGet(state, T, lane) ? 1 : laneGet(state, T, lane) + h;
        copyLane(n, x, x0, lane);
        copyLane(n, dx, dx0, lane);
        copyLane(n, y, x, lane);
        writeTangent(n, jac, dx, lane, t, gammaRe, gammaIm);
        laneSet(state, T, lane, t);
        laneSet(state, PREVIOUS, lane, h);
        let growth = 0.9 * Math.sqrt(Math.sqrt(tolerance / (error + 1e-300)));
        if (growth > 2) growth = 2;
        if (growth < 0.4) growth = 0.4;
        laneSet(state, STEP, lane, Math.min(LONGEST_STEP, h * growth));
        if (t == 1) outcome = REACHED;
      } else if (error != error) {
        outcome = NOT_FINITE;
        if (h > 1e-6) {
          outcome = -1;
          laneSet(state, STEP, lane, 0.25 * h);
        }
      } else {
        let shrink = 0.8 * Math.sqrt(Math.sqrt(tolerance / error));
        if (shrink > 0.5) shrink = 0.5;
        if (shrink < 0.1) shrink = 0.1;
        laneSet(state, STEP, lane, h * shrink);
        if (h * shrink < MIN_STEP) outcome = STEP_TOO_SMALL;
      }
      if (outcome < 0 && load<i32>(stepsAt) >= MAX_STEPS) outcome = TOO_MANY_STEPS;
      if (outcome >= 0) {
        store<i32>(status + ((<usize>slot) << 2), outcome);
        finishLane(n, x, lane, solutions + <usize>(slot * n) * 16);
        store<i32>(slotAt, -1);
      }
    }
  } while (active > 0);
}

/** y = w00 x0 + w10 x0' + w01 x + w11 x' */
function predict(n: i32, x: usize, dx: usize, x0: usize, dx0: usize, y: usize, state: usize): void {
  const w00 = v128.load(state + W);
  const w10 = v128.load(state + W, 16);
  const w01 = v128.load(state + W, 32);
  const w11 = v128.load(state + W, 48);
  for (let offset: usize = 0; offset < <usize>n * C; offset += 16) {
    const older = f64x2.add(f64x2.mul(w00, v128.load(x0 + offset)), f64x2.mul(w10, v128.load(dx0 + offset)));
    const newer = f64x2.add(f64x2.mul(w01, v128.load(x + offset)), f64x2.mul(w11, v128.load(dx + offset)));
    v128.store(y + offset, f64x2.add(older, newer));
  }
}

/** Puts a path on a lane: its start, and the tangent there. */
function startLane(
  n: i32,
  p: i32,
  a: usize,
  path: u32,
  lane: i32,
  x: usize,
  dx: usize,
  jac: usize,
  scratch: usize,
  other: usize,
  state: usize,
  gr: f64,
  gi: f64,
): void {
  writeStart(n, p, path, x, lane);
  laneSet(state, T, lane, 0);
  laneSet(state, PREVIOUS, lane, 0);
  laneSet(state, STEP, lane, FIRST_STEP);
  const zero = f64x2.splat(0);
  assemble(n, p, contractToMatrix(n, p, a, x, scratch, other), x, zero, zero, jac);
  complexSolvePair(n, 2, jac);
  writeTangent(n, jac, dx, lane, 0, gr, gi);
}

function finishLane(n: i32, x: usize, lane: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    const at = x + <usize>i * C + ((<usize>lane) << 3);
    store<f64>(out, load<f64>(at), 0);
    store<f64>(out, load<f64>(at, 16), 8);
    out += 16;
  }
}
