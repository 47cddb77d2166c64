// Polishes and certifies solutions of f(x) = A x^(p-1) - x = 0, two at a time, by Smale's alpha test [BluCucShuSma98, ch. 8]:
//
//   beta = |Df^-1 f|,  gamma = max_k |Df^-1 D^k f / k!|^(1/(k-1)),  alpha = beta gamma < (13 - 3 sqrt 17) / 4
//
// proves a true zero within 2 beta of x, to which Newton's iteration converges. All quantities are upper bounds that include
// the rounding of their own computation (constants of [Higham02, ch. 3], doubled and more for complex arithmetic).
// Memory layout as in homotopy.ts: one solution a lane.

import { assemble, complexSolvePair, contractToMatrix, correct, squaredModulus } from "./homotopy";

const C: usize = 32;
const UNIT: f64 = 1.1102230246251565e-16; // 2^-53
const POLISH_STEPS: i32 = 4;
const NOT_CERTIFIABLE: f64 = Infinity;

/** Bytes of workspace for `homotopyCertify`. */
export function homotopyCertifyWork(n: i32, p: i32): usize {
  const order = <usize>n;
  let tensor: usize = order * order;
  for (let i = 3; i < p; i++) tensor *= order;
  return (
    order * C + 2 * tensor * C + order * (order + 2) * C + order * order * C + 2 * order * order * C + 256
  );
}

/** Squared Frobenius norm, both lanes, of `rows` rows of `cells` complex numbers that lie `stride` bytes apart. */
function squaredNorm(rows: i32, cells: i32, at: usize, stride: usize): v128 {
  let sum = f64x2.splat(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cells; j++) sum = f64x2.add(sum, squaredModulus(at + <usize>j * C));
    at += stride;
  }
  return sum;
}

/** Squared Frobenius norm of I - Y J; y has rows of 2n cells (its second half is Y), jac rows of n cells. */
function squaredDefect(n: i32, y: usize, jac: usize): v128 {
  let sum = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const row = y + <usize>(i * 2 * n + n) * C;
    for (let j = 0; j < n; j++) {
      let re = f64x2.splat(i == j ? 1 : 0);
      let im = f64x2.splat(0);
      for (let k = 0; k < n; k++) {
        const a = row + <usize>k * C;
        const b = jac + <usize>(k * n + j) * C;
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

/** [J | I] into `y` (n x 2n) and J into `jac` (n x n), from the augmented matrix that `assemble` wrote. */
function prepareInverse(n: i32, augmented: usize, jac: usize, y: usize): void {
  const one = f64x2.splat(1);
  const row = <usize>n * C;
  memory.fill(y, 0, <usize>(2 * n) * row);
  for (let i = 0; i < n; i++) {
    const from = augmented + <usize>(i * (n + 2)) * C;
    memory.copy(jac + <usize>i * row, from, row);
    memory.copy(y + 2 * <usize>i * row, from, row);
    v128.store(y + 2 * <usize>i * row + row + <usize>i * C, one);
  }
}

/**
 * beta and alpha of one solution, upper bounds; infinite when the test cannot be made.
 *
 * @param normX,normF,normA,normJ norms of x, f(x), A and J (2-norm or Frobenius)
 * @param normY of the computed inverse Y; `defect` of I - Y J
 */
function writeBounds(
  n: i32,
  p: i32,
  normX: f64,
  normF: f64,
  normA: f64,
  normJ: f64,
  normY: f64,
  defect: f64,
  out: usize,
): void {
  const order = <f64>n;
  const error = 16 * <f64>p * (order + 4) * UNIT;
  let power = 1.0; // |x|^(p-2)
  for (let i = 2; i < p; i++) power *= normX;
  const residual = normF + error * (normA * power * normX + normX);
  const jacobianError = error * (<f64>(p - 1) * normA * power + Math.sqrt(order));
  const rho = defect + error * order * normY * normJ + normY * jacobianError;
  if (!(rho < 0.5)) {
    store<f64>(out, NOT_CERTIFIABLE, 0);
    store<f64>(out, NOT_CERTIFIABLE, 8);
    return;
  }
  const inverse = ((1 + error) * normY) / (1 - rho);
  const beta = inverse * residual;
  let gamma = 0.0;
  let binomial = <f64>(p - 1);
  let remaining = power; // |x|^(p-1-k), k = 1 now
  for (let k = 2; k < p; k++) {
    binomial = (binomial * <f64>(p - k)) / <f64>k;
    remaining = normX > 0 ? remaining / normX : 0;
    const term = inverse * binomial * normA * remaining;
    const root = k == 2 ? term : Math.pow(term, 1 / <f64>(k - 1));
    if (root > gamma) gamma = root;
  }
  store<f64>(out, (1 + error) * beta, 0);
  store<f64>(out, (1 + error) * beta * gamma, 8);
}

function laneOf(v: v128, lane: i32): f64 {
  return Math.sqrt(lane == 0 ? f64x2.extract_lane(v, 0) : f64x2.extract_lane(v, 1));
}

/** Loads the solutions of both lanes (the last one twice when their number is odd). */
function loadPair(n: i32, x: usize, first: usize, second: usize): void {
  for (let i = 0; i < n; i++) {
    const at = x + <usize>i * C;
    const offset = (<usize>i) << 4;
    store<f64>(at, load<f64>(first + offset), 0);
    store<f64>(at, load<f64>(second + offset), 8);
    store<f64>(at, load<f64>(first + offset, 8), 16);
    store<f64>(at, load<f64>(second + offset, 8), 24);
  }
}

function storeLane(n: i32, x: usize, lane: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    const at = x + <usize>i * C + ((<usize>lane) << 3);
    store<f64>(out, load<f64>(at), 0);
    store<f64>(out, load<f64>(at, 16), 8);
    out += 16;
  }
}

/**
 * Polishes `count` solutions in place by Newton's iteration and writes an upper bound of beta and alpha for each.
 *
 * @param a the symmetric tensor, n^p reals
 * @param tensorNorm an upper bound of its Frobenius norm
 * @param solutions count x n complex numbers (re, im interleaved)
 * @param bound count x 2 f64: beta, alpha
 */
export function homotopyCertify(
  n: i32,
  p: i32,
  a: usize,
  tensorNorm: f64,
  count: i32,
  solutions: usize,
  bound: usize,
  work: usize,
): void {
  const x = work;
  const augmented = x + <usize>n * C;
  const jac = augmented + <usize>(n * (n + 2)) * C;
  const y = jac + <usize>(n * n) * C;
  const scratch = y + <usize>(2 * n * n) * C;
  let tensor: usize = <usize>(n * n) * C;
  for (let i = 3; i < p; i++) tensor *= <usize>n;
  const other = scratch + tensor;
  const sr = f64x2.splat(1);
  const si = f64x2.splat(0);
  const bytes = (<usize>n) << 4;
  for (let i = 0; i < count; i += 2) {
    const first = solutions + <usize>i * bytes;
    const second = i + 1 < count ? first + bytes : first;
    loadPair(n, x, first, second);
    for (let step = 0; step < POLISH_STEPS; step++) {
      assemble(n, p, contractToMatrix(n, p, a, x, scratch, other), x, sr, si, augmented);
      complexSolvePair(n, 2, augmented);
      correct(n, x, augmented);
    }
    assemble(n, p, contractToMatrix(n, p, a, x, scratch, other), x, sr, si, augmented);
    prepareInverse(n, augmented, jac, y);
    complexSolvePair(n, n, y);
    const f = squaredNorm(n, 1, augmented + <usize>n * C, <usize>(n + 2) * C);
    const jacobian = squaredNorm(n, n, jac, <usize>n * C);
    const inverse = squaredNorm(n, n, y + <usize>n * C, <usize>(2 * n) * C);
    const defect = squaredDefect(n, y, jac);
    const size = squaredNorm(n, 1, x, C);
    for (let lane = 0; lane < 2 && i + lane < count; lane++) {
      writeBounds(
        n,
        p,
        laneOf(size, lane),
        laneOf(f, lane),
        tensorNorm,
        laneOf(jacobian, lane),
        laneOf(inverse, lane),
        laneOf(defect, lane),
        bound + ((<usize>(i + lane)) << 4),
      );
      storeLane(n, x, lane, first + <usize>lane * bytes);
    }
  }
}
