// The secular equation of diag(d) + rho w w', d ascending:  f(lambda) = 1 / rho + sum_i w_i² / (d_i - lambda) = 0.
//
// One root lies behind every pole. It is kept as a distance from the pole next to it, and so are all differences d_i - lambda:
// these, not lambda itself, have small relative errors, and orthogonal eigenvectors follow from them [GuEis95]. The iteration
// interpolates f by two poles (the "middle way" of [Li93]), within a bracket.

const EPS: f64 = 1.1102230246251565e-16; // unit roundoff
const MOST_STEPS: i32 = 200; // 3 to 4 are usual; halving the bracket ends before

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** out = sum w_i² / (delta_i - tau), and its derivative sum w_i² / (delta_i - tau)². */
function sumPoles(count: i32, w: usize, delta: usize, tau: f64, out: usize): void {
  const t = f64x2.splat(tau);
  let s = f64x2.splat(0);
  let slope = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const weight = v128.load(w);
    const ratio = f64x2.div(weight, f64x2.sub(v128.load(delta), t));
    s = f64x2.add(s, f64x2.mul(weight, ratio));
    slope = f64x2.add(slope, f64x2.mul(ratio, ratio));
    w += 16;
    delta += 16;
  }
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  let derivative = f64x2.extract_lane(slope, 0) + f64x2.extract_lane(slope, 1);
  if (i < count) {
    const weight = load<f64>(w);
    const ratio = weight / (load<f64>(delta) - tau);
    sum += weight * ratio;
    derivative += ratio * ratio;
  }
  store<f64>(out, sum);
  store<f64>(out, derivative, 8);
}

/** The root of c x² - a x + b = 0 that two-pole interpolation means: between its poles, or (`last`) behind both. */
function rootBetween(last: bool, a: f64, b: f64, c: f64): f64 {
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (last) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

/** delta_i = d_i - origin. */
function subtract(k: i32, d: usize, origin: f64, delta: usize): void {
  const o = f64x2.splat(origin);
  let i = 0;
  for (; i + 2 <= k; i += 2) v128.store(at(delta, i), f64x2.sub(v128.load(at(d, i)), o));
  if (i < k) store<f64>(at(delta, i), load<f64>(at(d, i)) - origin);
}

/**
 * Root j of k, between d_j and d_(j+1) or behind d_(k-1).
 *
 * @param w k weights, none negligible; rho > 0
 * @param total sum of w_i²
 * @param delta k, overwritten: d_i - lambda
 * @param sums 32 bytes of workspace
 * @returns lambda
 *
 * Long: the bracket, the two poles and the step of one iteration are one state that every part reads and moves.
 */
export function solveSecular(
  k: i32,
  j: i32,
  d: usize,
  w: usize,
  rho: f64,
  total: f64,
  delta: usize,
  sums: usize,
): f64 {
  const last = j === k - 1;
  if (k === 1) {
    store<f64>(delta, -rho * total);
    return load<f64>(d) + rho * total;
  }
  const inverse = 1 / rho;
  const right = sums + 16;
  // the two poles that interpolate, and the sums left and right of the gap between them
  const low = last ? k - 2 : j;
  const count = low + 1;
  const gap = load<f64>(at(d, low + 1)) - load<f64>(at(d, low));
  const left2 = load<f64>(at(w, low)) * load<f64>(at(w, low));
  const right2 = load<f64>(at(w, low + 1)) * load<f64>(at(w, low + 1));
  const middle = last ? 0.5 * rho * total : 0.5 * gap;
  subtract(k, d, load<f64>(at(d, j)), delta);
  sumPoles(count, w, delta, middle, sums);
  sumPoles(k - count, at(w, count), at(delta, count), middle, right);
  const atMiddle = inverse + load<f64>(sums) + load<f64>(right);
  const beside =
    left2 / (load<f64>(at(delta, low)) - middle) + right2 / (load<f64>(at(delta, low + 1)) - middle);
  const c0 = atMiddle - beside;
  let origin = load<f64>(at(d, j));
  let from = 0.0;
  let to = last ? rho * total : middle;
  let tau: f64;
  if (last) tau = rootBetween(true, left2 + right2 - c0 * gap, -right2 * gap, c0);
  else if (atMiddle > 0) tau = rootBetween(false, c0 * gap + left2 + right2, left2 * gap, c0);
  else {
    origin = load<f64>(at(d, j + 1));
    subtract(k, d, origin, delta);
    from = -middle;
    to = 0;
    tau = rootBetween(false, left2 + right2 - c0 * gap, -right2 * gap, c0);
  }
  if (!(tau > from && tau < to)) tau = 0.5 * (from + to);
  const accuracy = EPS * (8 + Math.sqrt(<f64>k)); // of a sum of k terms
  for (let step = 0; step < MOST_STEPS; step++) {
    sumPoles(count, w, delta, tau, sums);
    sumPoles(k - count, at(w, count), at(delta, count), tau, right);
    const psi = load<f64>(sums);
    const phi = load<f64>(right);
    const slope = load<f64>(sums, 8) + load<f64>(right, 8);
    const f = inverse + psi + phi;
    const size = inverse + Math.abs(psi) + Math.abs(phi);
    if (Math.abs(f) <= accuracy * size + EPS * Math.abs(tau) * slope) break;
    if (f < 0) from = tau;
    else to = tau;
    const near = load<f64>(at(delta, low)) - tau;
    const far = load<f64>(at(delta, low + 1)) - tau;
    const c = f - near * load<f64>(sums, 8) - far * load<f64>(right, 8);
    const a = (near + far) * f - near * far * slope;
    let change = rootBetween(last, a, near * far * f, last ? Math.abs(c) : c);
    if (!(f * change < 0)) change = -f / slope;
    let next = tau + change;
    if (!(next > from && next < to)) {
      next = 0.5 * (from + to);
      if (next <= from || next >= to) break;
    }
    tau = next;
  }
  subtract(k, delta, tau, delta);
  return origin + tau;
}
