// Change of representative of one lane's solution: (x, lambda) -> (c x, c^(p-2) lambda) with c = 1 / x_j, so that x_j = 1.
// Layout: complex-pair.ts; a point is n + 1 complex numbers, lambda last.

import { PAIR } from "./complex-pair";

/** Address of component i in a lane. */
function cell(z: usize, i: i32, lane: i32): usize {
  return z + <usize>i * PAIR + ((<usize>lane) << 3);
}

/** z_i *= c */
function scaleCell(z: usize, i: i32, lane: i32, cr: f64, ci: f64): void {
  const at = cell(z, i, lane);
  const re = load<f64>(at);
  const im = load<f64>(at, 16);
  store<f64>(at, re * cr - im * ci, 0);
  store<f64>(at, re * ci + im * cr, 16);
}

/** The component of largest modulus of x in one lane (the first of them). */
export function largestComponent(n: i32, z: usize, lane: i32): i32 {
  let largest = 0;
  let most = -1.0;
  for (let i = 0; i < n; i++) {
    const size = squaredComponent(z, i, lane);
    if (size > most) {
      most = size;
      largest = i;
    }
  }
  return largest;
}

/** |x_i|² in one lane. */
export function squaredComponent(z: usize, i: i32, lane: i32): f64 {
  const at = cell(z, i, lane);
  const re = load<f64>(at);
  const im = load<f64>(at, 16);
  return re * re + im * im;
}

/** The representative with x_j = 1, exactly. Real points stay real. */
export function rescalePoint(n: i32, p: i32, z: usize, lane: i32, j: i32): void {
  const at = cell(z, j, lane);
  const size = squaredComponent(z, j, lane);
  const cr = load<f64>(at) / size;
  const ci = -load<f64>(at, 16) / size;
  for (let i = 0; i < n; i++) scaleCell(z, i, lane, cr, ci);
  store<f64>(at, 1, 0);
  store<f64>(at, 0, 16);
  for (let k = 2; k < p; k++) scaleCell(z, n, lane, cr, ci);
}

/**
 * Makes a component 1 unless one is (exactly, the first of them), dividing by the largest; returns its number. What is 1 stays:
 * the rounding of another one that is as large must not change the representative.
 */
export function hold(n: i32, p: i32, z: usize, lane: i32): i32 {
  for (let i = 0; i < n; i++) {
    const at = cell(z, i, lane);
    if (load<f64>(at) == 1 && load<f64>(at, 16) == 0) return i;
  }
  const largest = largestComponent(n, z, lane);
  rescalePoint(n, p, z, lane, largest);
  return largest;
}

/** `rescalePoint` for a point of a curve and its tangent: dx' = c dx - c dx_j x', dlambda' = c^(p-2) dlambda - (p-2) c dx_j lambda'. */
export function rescaleCurve(n: i32, p: i32, z: usize, dz: usize, lane: i32, j: i32): void {
  const at = cell(z, j, lane);
  const size = squaredComponent(z, j, lane);
  const cr = load<f64>(at) / size;
  const ci = -load<f64>(at, 16) / size;
  rescalePoint(n, p, z, lane, j);
  for (let i = 0; i < n; i++) scaleCell(dz, i, lane, cr, ci);
  for (let k = 2; k < p; k++) scaleCell(dz, n, lane, cr, ci);
  const rate = cell(dz, j, lane);
  const er = load<f64>(rate); // c dx_j
  const ei = load<f64>(rate, 16);
  for (let i = 0; i < n; i++) subtractMultiple(cell(dz, i, lane), er, ei, cell(z, i, lane));
  const degree = <f64>(p - 2);
  subtractMultiple(cell(dz, n, lane), degree * er, degree * ei, cell(z, n, lane));
  store<f64>(rate, 0, 0);
  store<f64>(rate, 0, 16);
}

/** y -= a x, one lane. */
function subtractMultiple(y: usize, ar: f64, ai: f64, x: usize): void {
  const re = load<f64>(x);
  const im = load<f64>(x, 16);
  store<f64>(y, load<f64>(y) - (ar * re - ai * im), 0);
  store<f64>(y, load<f64>(y, 16) - (ar * im + ai * re), 16);
}

/** Interleaved numbers (re, im) to a lane, n + 1 of them. */
export function loadLane(n: i32, from: usize, z: usize, lane: i32): void {
  for (let i = 0; i <= n; i++) {
    const at = cell(z, i, lane);
    store<f64>(at, load<f64>(from, 0), 0);
    store<f64>(at, load<f64>(from, 8), 16);
    from += 16;
  }
}

/** A lane to interleaved numbers (re, im), n + 1 of them. */
export function storeLane(n: i32, z: usize, lane: i32, out: usize): void {
  for (let i = 0; i <= n; i++) {
    const at = cell(z, i, lane);
    store<f64>(out, load<f64>(at), 0);
    store<f64>(out, load<f64>(at, 16), 8);
    out += 16;
  }
}
