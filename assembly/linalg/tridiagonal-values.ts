// Eigenvalues of a symmetric tridiagonal matrix by the square-root-free QL iteration of Pal, Walker and Kahan [Par98, 8.15].
// Works on the squares of the off-diagonals; no rotation is formed, so one step costs three divisions, side by side.

import { DONE } from "../pieces";

const EPS: f64 = 1.1102230246251565e-16; // unit roundoff
const HUGE: f64 = 1e280;
const MOST_SWEEPS: i32 = 40; // on average a value; 2 are usual
const FLOPS: f64 = 60; // a step of a sweep costs as much time as so many flops of the matrix kernels: its divisions wait for each other

// What is kept between calls, f64 each: off-diagonals that may be dropped, and their squares; sweeps that may still be spent; the block
// l … end that is being solved (none when l is above end).
const NEGLIGIBLE: usize = 0;
const TINY: usize = 8;
const LEFT: usize = 16;
const BEGIN: usize = 24;
const END: usize = 32;

/** Bytes of what `dsterf` keeps between calls. */
export function dsterfState(): usize {
  return 40;
}

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

function reverse(x: usize, count: i32): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const value = load<f64>(at(x, i));
    store<f64>(at(x, i), load<f64>(at(x, j)));
    store<f64>(at(x, j), value);
  }
}

/** Eigenvalues of [[a, b], [b, c]] with b² given; the larger one goes to high, the other to low. */
function solveTwo(a: f64, square: f64, c: f64, high: usize, low: usize): void {
  const b = Math.sqrt(square);
  const sum = a + c;
  const difference = Math.abs(a - c);
  const twice = 2 * b;
  const large = Math.max(difference, twice);
  const ratio = large === 0 ? 0.0 : Math.min(difference, twice) / large;
  const root = large * Math.sqrt(1 + ratio * ratio);
  if (sum === 0) {
    store<f64>(high, 0.5 * root);
    store<f64>(low, -0.5 * root);
    return;
  }
  // the eigenvalue of larger size without cancellation, the other from the determinant
  const first = 0.5 * (sum + (sum < 0 ? -root : root));
  const outer = Math.abs(a) > Math.abs(c) ? a : c;
  const inner = Math.abs(a) > Math.abs(c) ? c : a;
  store<f64>(sum < 0 ? low : high, first);
  store<f64>(sum < 0 ? high : low, (outer / first) * inner - (b / first) * b);
}

/** One QL sweep with Wilkinson's shift on the unreduced block l … m; e holds squares. */
function sweep(l: i32, m: i32, d: usize, e: usize): void {
  const root = Math.sqrt(load<f64>(at(e, l)));
  const first = load<f64>(at(d, l));
  let sigma = (load<f64>(at(d, l + 1)) - first) / (2 * root);
  const size = Math.abs(sigma);
  const r1 = size > 1 ? size * Math.sqrt(1 + (1 / size) * (1 / size)) : Math.sqrt(1 + size * size);
  sigma = first - root / (sigma + (sigma < 0 ? -r1 : r1));
  let c = 1.0;
  let s = 0.0;
  let gamma = load<f64>(at(d, m)) - sigma;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = load<f64>(at(e, i));
    const r = p + square;
    if (i !== m - 1) store<f64>(at(e, i + 1), s * r);
    const oldC = c;
    c = p / r;
    s = square / r;
    const inverse = r / p; // beside the other two divisions, so that none waits for another
    const oldGamma = gamma;
    const alpha = load<f64>(at(d, i));
    gamma = c * (alpha - sigma) - s * oldGamma;
    store<f64>(at(d, i + 1), oldGamma + (alpha - gamma));
    p = inverse < HUGE ? gamma * gamma * inverse : c !== 0 ? (gamma * gamma) / c : oldC * square;
  }
  store<f64>(at(e, l), s * p);
  store<f64>(at(d, l), sigma + gamma);
}

/** Puts the larger end of a block last, where QL likes it. */
function turnBlock(l: i32, end: i32, d: usize, e: usize): void {
  if (Math.abs(load<f64>(at(d, end))) >= Math.abs(load<f64>(at(d, l)))) return;
  reverse(at(d, l), end - l + 1);
  reverse(at(e, l), end - l);
}

/** Values of the block l … end (no off-diagonal is zero at the start), until `allowed` is spent, which it returns less what it spent. */
function solveBlock(l: i32, end: i32, d: usize, e: usize, state: usize, allowed: f64): f64 {
  const tiny = load<f64>(state, TINY);
  let left = <i32>load<f64>(state, LEFT);
  while (l <= end && allowed > 0) {
    let m = l;
    for (; m < end; m++) {
      const scale = Math.abs(load<f64>(at(d, m)) * load<f64>(at(d, m + 1)));
      const square = load<f64>(at(e, m));
      if (square <= EPS * EPS * scale || square <= tiny) break;
    }
    if (m === l) l += 1;
    else if (m === l + 1) {
      solveTwo(load<f64>(at(d, l)), load<f64>(at(e, l)), load<f64>(at(d, m)), at(d, m), at(d, l));
      l += 2;
    } else {
      if (left === 0) break;
      left -= 1;
      sweep(l, m, d, e);
      allowed -= FLOPS * <f64>(m - l);
    }
  }
  store<f64>(state, <f64>left, LEFT);
  store<f64>(state, <f64>l, BEGIN);
  return allowed;
}

/**
 * d (n) becomes the eigenvalues, unsorted; e (n-1) is destroyed. Values are exact for T + E, |E| of the order eps |T|. The
 * entries should lie between 1e-100 and 1e100 in size. About n² steps of sweeps, which are its pieces.
 *
 * @param state `dsterfState()` bytes, 0 or more of them written by the call before
 * @param from 0 at the start, afterwards what the call before returned
 * @param allowed flops after which no piece is begun
 * @returns DONE, 1 when pieces are left, 2 when the iteration did not converge
 */
export function dsterf(n: i32, d: usize, e: usize, state: usize, from: i32, allowed: f64): i32 {
  if (from === 0) begin(n, d, e, state);
  for (;;) {
    let l = <i32>load<f64>(state, BEGIN);
    let end = <i32>load<f64>(state, END);
    if (l > end) {
      if (l >= n) return DONE;
      end = squareBlock(l, n, d, e, load<f64>(state, NEGLIGIBLE));
      store<f64>(state, <f64>end, END);
      turnBlock(l, end, d, e);
    }
    allowed = solveBlock(l, end, d, e, state, allowed);
    if (<i32>load<f64>(state, BEGIN) > end) continue;
    return allowed > 0 ? 2 : 1;
  }
}

function begin(n: i32, d: usize, e: usize, state: usize): void {
  let norm = 0.0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(load<f64>(at(d, i))));
  for (let i = 0; i < n - 1; i++) norm = Math.max(norm, Math.abs(load<f64>(at(e, i))));
  const negligible = EPS * EPS * norm; // far below the error that any method makes, and its square is a normal number
  store<f64>(state, negligible, NEGLIGIBLE);
  store<f64>(state, negligible * negligible, TINY);
  store<f64>(state, <f64>(MOST_SWEEPS * n), LEFT);
  store<f64>(state, 0, BEGIN);
  store<f64>(state, -1, END);
}

/** The end of the block that begins at l; its off-diagonals become their squares. */
function squareBlock(l: i32, n: i32, d: usize, e: usize, negligible: f64): i32 {
  let end = l;
  for (; end < n - 1; end++) {
    const off = Math.abs(load<f64>(at(e, end)));
    const scale = Math.sqrt(Math.abs(load<f64>(at(d, end)))) * Math.sqrt(Math.abs(load<f64>(at(d, end + 1))));
    if (off <= EPS * scale || off <= negligible) break;
    store<f64>(at(e, end), off * off);
  }
  return end;
}
