// Polishes and certifies eigenpairs, A x^(p-1) = lambda x with one component of x held at 1, two at a time, by Smale's alpha
// test [BluCucShuSma98, ch. 8] for f(w) = A x^(p-1) - lambda x, w the n unknowns (lambda and the other components):
//
//   beta = |Df^-1 f|,  gamma = max_k |Df^-1 D^k f / k!|^(1/(k-1)),  alpha = beta gamma < (13 - 3 sqrt 17) / 4
//
// proves a true zero within 2 beta of w, to which Newton's iteration converges. Every eigenpair is such a zero in the patch of
// its largest component, an eigenvalue zero included; x = 0 is none. lambda grows as |x|^(p-2), so it is counted in units of a
// power of two w near that: unknown lambda / w, equations f / w, tensor A / w. All quantities are upper bounds that include the rounding
// of their own computation and of the tensor's entries (constants of [Higham02, ch. 3], doubled and more for complex
// arithmetic). Memory layout: complex-pair.ts, eigenpair-system.ts; one solution a lane.

import { complexSolvePair, PAIR, squaredModulus } from "./complex-pair";
import { assemble, contractToMatrix, correct, scratchBytes } from "./eigenpair-system";
import { hold, loadLane, storeLane } from "./patch";

const UNIT: f64 = 1.1102230246251565e-16; // 2^-53
/** Twice and more the constant of complex sums of products: 2 sqrt 2 (p - 1) (n + 3) units cover f and Df. */
const ROUNDING: f64 = 16;
/** Bytes of a solution's bounds: w, beta, alpha, |Df^-1|, gamma. */
const BOUND: usize = 40;
const NOT_CERTIFIABLE: f64 = Infinity;

/** Bytes of workspace for `homotopyCertify`. */
export function homotopyCertifyWork(n: i32, p: i32): usize {
  const order = <usize>n;
  return (
    16 + (order + 1) * PAIR + order * (order + 2) * PAIR + 3 * order * order * PAIR + 2 * scratchBytes(n, p)
  );
}

/** Squared Frobenius norm, both lanes, of `rows` rows of `cells` complex numbers that lie `stride` bytes apart. */
function squaredNorm(rows: i32, cells: i32, at: usize, stride: usize): v128 {
  let sum = f64x2.splat(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cells; j++) sum = f64x2.add(sum, squaredModulus(at + <usize>j * PAIR));
    at += stride;
  }
  return sum;
}

/** Squared Frobenius norm of I - Y J; y has rows of 2n cells (its second half is Y), jac rows of n cells. */
function squaredDefect(n: i32, y: usize, jac: usize): v128 {
  let sum = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const row = y + <usize>(i * 2 * n + n) * PAIR;
    for (let j = 0; j < n; j++) {
      let re = f64x2.splat(i == j ? 1 : 0);
      let im = f64x2.splat(0);
      for (let k = 0; k < n; k++) {
        const a = row + <usize>k * PAIR;
        const b = jac + <usize>(k * n + j) * PAIR;
        const ar = v128.load(a);
        const ai = v128.load(a, 16);
        const br = v128.load(b);
        const bi = v128.load(b, 16);
        re = f64x2.sub(re, f64x2.sub(f64x2.mul(ar, br), f64x2.mul(ai, bi)));
        im = f64x2.sub(im, f64x2.add(f64x2.mul(ar, bi), f64x2.mul(ai, br)));
      }
      sum = f64x2.add(sum, f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im)));
    }
  }
  return sum;
}

/** The largest power of two not above |x|^(p-2), |x| >= 1, from |x|². */
function unitOfLambda(p: i32, squaredX: f64): f64 {
  let size = 1.0;
  const norm = Math.sqrt(squaredX);
  for (let i = 2; i < p; i++) size *= norm;
  let unit = 1.0;
  while (2 * unit <= size) unit *= 2;
  return unit;
}

/** Divides f and all of J but lambda's column by w, one lane of the augmented matrix. */
function scaleLane(n: i32, augmented: usize, lane: i32, patch: i32, w: f64): void {
  const inverse = 1 / w; // exact
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= n; j++) {
      if (j == patch) continue;
      const cell = augmented + <usize>(i * (n + 2) + j) * PAIR + ((<usize>lane) << 3);
      store<f64>(cell, load<f64>(cell) * inverse);
      store<f64>(cell, load<f64>(cell, 16) * inverse, 16);
    }
  }
}

/** [J | I] into `y` (n x 2n) and J into `jac` (n x n), from the augmented matrix that `assemble` wrote. */
function prepareInverse(n: i32, augmented: usize, jac: usize, y: usize): void {
  const one = f64x2.splat(1);
  const row = <usize>n * PAIR;
  memory.fill(y, 0, <usize>(2 * n) * row);
  for (let i = 0; i < n; i++) {
    const from = augmented + <usize>(i * (n + 2)) * PAIR;
    memory.copy(jac + <usize>i * row, from, row);
    memory.copy(y + 2 * <usize>i * row, from, row);
    v128.store(y + 2 * <usize>i * row + row + <usize>i * PAIR, one);
  }
}

/**
 * beta and alpha of one solution, upper bounds; infinite when the test cannot be made.
 *
 * @param normX,lambda,normF,normA norms of x, lambda, f and A (2-norm or Frobenius), the latter three over w
 * @param normJ,normY,defect Frobenius norms of the Jacobian, of its computed inverse Y, and of I - Y J
 */
function writeBounds(
  n: i32,
  p: i32,
  normX: f64,
  lambda: f64,
  normF: f64,
  normA: f64,
  normJ: f64,
  normY: f64,
  defect: f64,
  out: usize,
): void {
  const order = <f64>n;
  const error = ROUNDING * <f64>p * (order + 4) * UNIT;
  let power = 1.0; // |x|^(p-2)
  for (let i = 2; i < p; i++) power *= normX;
  const residual = normF + error * (normA * power + lambda) * normX;
  const jacobianError = error * (<f64>(p - 1) * normA * power + lambda * Math.sqrt(order));
  const rho = defect + error * order * normY * normJ + normY * jacobianError;
  if (!(rho < 0.5)) {
    for (let k = 0; k < 4; k++) store<f64>(out + ((<usize>k) << 3), NOT_CERTIFIABLE);
    return;
  }
  const inverse = ((1 + error) * normY) / (1 - rho); // |Df^-1| = |(I - E)^-1 Y|, |E| <= rho
  const beta = (1 + error) * inverse * residual;
  const gamma = (1 + error) * gammaBound(p, normX, normA, power, inverse);
  store<f64>(out, beta, 0);
  store<f64>(out, (1 + error) * beta * gamma, 8);
  store<f64>(out, inverse, 16);
  store<f64>(out, gamma, 24);
}

/**
 * max over k >= 2 of (|Df^-1| |D^k f / k!|)^(1/(k-1)), where |D^k f / k!| <= C(p-1, k) |A| |x|^(p-1-k), and for k = 2 half more:
 * the second derivative of lambda x is u_lambda v_x + v_lambda u_x, at most 1 for unit u, v.
 */
function gammaBound(p: i32, normX: f64, normA: f64, power: f64, inverse: f64): f64 {
  let gamma = 0.0;
  let binomial = <f64>(p - 1);
  let remaining = power; // |x|^(p-1-k), k = 1 now; |x| >= 1
  for (let k = 2; k < p; k++) {
    binomial = (binomial * <f64>(p - k)) / <f64>k;
    remaining /= normX;
    const term = inverse * (binomial * normA * remaining + (k == 2 ? 0.5 : 0));
    const root = k == 2 ? term : Math.pow(term, 1 / <f64>(k - 1));
    if (root > gamma) gamma = root;
  }
  return gamma;
}

function laneOf(v: v128, lane: i32): f64 {
  return Math.sqrt(lane == 0 ? f64x2.extract_lane(v, 0) : f64x2.extract_lane(v, 1));
}

/**
 * Polishes `count` solutions in place by Newton's iteration and writes an upper bound of beta and alpha for each.
 *
 * @param rows,tables the tensor, see eigenpair-system.ts
 * @param tensorNorm an upper bound of its Frobenius norm
 * @param newtonSteps how often to iterate before the test
 * @param solutions count x (n + 1) complex numbers (re, im interleaved): x, lambda. A point without a component 1 is divided by
 * its largest one
 * @param bound count x 5 f64: w, and bounds of beta, alpha, |Df^-1|, gamma; these infinite when the test cannot be made
 * @param inverses count x n x n complex numbers: the computed Df^-1 for unknowns and equations in units of w, lambda in the row
 * of the component that is 1; 0: not wanted
 */
export function homotopyCertify(
  n: i32,
  p: i32,
  rows: usize,
  tables: usize,
  tensorNorm: f64,
  newtonSteps: i32,
  count: i32,
  solutions: usize,
  bound: usize,
  inverses: usize,
  work: usize,
): void {
  const patches = work;
  const z = work + 16;
  const augmented = z + <usize>(n + 1) * PAIR;
  const inverse = augmented + <usize>(n * (n + 2)) * PAIR;
  const scratch = inverse + <usize>(3 * n * n) * PAIR;
  const other = scratch + scratchBytes(n, p);
  const sr = f64x2.splat(1);
  const si = f64x2.splat(0);
  const bytes = (<usize>(n + 1)) << 4;
  for (let i = 0; i < count; i += 2) {
    const first = solutions + <usize>i * bytes;
    loadHeld(n, p, first, z, patches, 0);
    loadHeld(n, p, i + 1 < count ? first + bytes : first, z, patches, 1);
    for (let step = 0; step < newtonSteps; step++) {
      assemble(n, p, contractToMatrix(n, p, rows, tables, z, scratch, other), z, sr, si, patches, augmented);
      complexSolvePair(n, 2, augmented);
      correct(n, z, patches, augmented);
    }
    assemble(n, p, contractToMatrix(n, p, rows, tables, z, scratch, other), z, sr, si, patches, augmented);
    const lanes = i + 1 < count ? 2 : 1;
    boundPair(n, p, tensorNorm, lanes, z, patches, augmented, inverse, bound + <usize>i * BOUND);
    for (let lane = 0; lane < lanes; lane++) {
      storeLane(n, z, lane, first + <usize>lane * bytes);
      if (inverses != 0) storeInverse(n, inverse, lane, inverses + ((<usize>((i + lane) * n * n)) << 4));
    }
  }
}

/** A solution to a lane, as the representative with a component 1. */
function loadHeld(n: i32, p: i32, from: usize, z: usize, patches: usize, lane: i32): void {
  loadLane(n, from, z, lane);
  store<i64>(patches + ((<usize>lane) << 3), hold(n, p, z, lane));
}

/** The bounds of both lanes, from the point and the augmented matrix there; `y` has room for 3 n x n cells. */
function boundPair(
  n: i32,
  p: i32,
  normA: f64,
  lanes: i32,
  z: usize,
  patches: usize,
  augmented: usize,
  y: usize,
  bound: usize,
): void {
  const jac = y + <usize>(2 * n * n) * PAIR;
  const x = squaredNorm(n, 1, z, PAIR);
  const w0 = unitOfLambda(p, f64x2.extract_lane(x, 0));
  const w1 = unitOfLambda(p, f64x2.extract_lane(x, 1));
  scaleLane(n, augmented, 0, <i32>load<i64>(patches), w0);
  scaleLane(n, augmented, 1, <i32>load<i64>(patches, 8), w1);
  prepareInverse(n, augmented, jac, y);
  complexSolvePair(n, n, y);
  const f = squaredNorm(n, 1, augmented + <usize>n * PAIR, <usize>(n + 2) * PAIR);
  const jacobian = squaredNorm(n, n, jac, <usize>n * PAIR);
  const inverse = squaredNorm(n, n, y + <usize>n * PAIR, <usize>(2 * n) * PAIR);
  const defect = squaredDefect(n, y, jac);
  const lambda = squaredModulus(z + <usize>n * PAIR);
  for (let lane = 0; lane < lanes; lane++) {
    const out = bound + <usize>lane * BOUND;
    const w = lane == 0 ? w0 : w1;
    store<f64>(out, w);
    writeBounds(
      n,
      p,
      laneOf(x, lane),
      laneOf(lambda, lane) / w,
      laneOf(f, lane),
      normA / w,
      laneOf(jacobian, lane),
      laneOf(inverse, lane),
      laneOf(defect, lane),
      out + 8,
    );
  }
}

/** The computed inverse of one lane, from the rows [I | Y] of 2n cells, to n x n interleaved numbers. */
function storeInverse(n: i32, y: usize, lane: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const cell = y + <usize>(i * 2 * n + n + j) * PAIR + ((<usize>lane) << 3);
      store<f64>(out, load<f64>(cell), 0);
      store<f64>(out, load<f64>(cell, 16), 8);
      out += 16;
    }
  }
}
