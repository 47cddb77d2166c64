// Energy and Euclidean gradient of a block of LANES replicas, replica index innermost: sigma[i][r], g[i][r], f64.
//
//   H = n^(-(p-1)/2) sum_{i1<=…<=ip} c sigma_i1 … sigma_ip          [ChoEtAl15, (2)] with the packed couplings
//
// A lane's arithmetic never sees another lane: a replica's numbers do not depend on the batch it is in.

import { nextTuple } from "./couplings";

/** Replicas of one block: four v128 of two f64. */
export const LANES: i32 = 8;
/** Bytes of one row of LANES f64. */
export const ROW: usize = 64;

/** Bytes of workspace for `evaluateBlock`. */
export function evaluateWork(p: i32): usize {
  return <usize>(p + 6) * ROW + <usize>p * 4 + 64;
}

/** The tails of rows (i, j) and (i, j+1), k > j+1: t += c sigma_k for both, g_k += c_ijk s_ij + c_i(j+1)k s_i(j+1). */
function pairTails(cj: usize, cn: usize, end: usize, sk: usize, gk: usize, s: usize, t: usize): void {
  const a0 = v128.load(s);
  const a1 = v128.load(s, 16);
  const b0 = v128.load(s + ROW);
  const b1 = v128.load(s + ROW, 16);
  let u0 = v128.load(t);
  let u1 = v128.load(t, 16);
  let v0 = f64x2.splat(0);
  let v1 = f64x2.splat(0);
  while (cj < end) {
    const x = f64x2.splat(<f64>load<f32>(cj));
    const y = f64x2.splat(<f64>load<f32>(cn));
    const k0 = v128.load(sk);
    const k1 = v128.load(sk, 16);
    u0 = f64x2.add(u0, f64x2.mul(x, k0));
    u1 = f64x2.add(u1, f64x2.mul(x, k1));
    v0 = f64x2.add(v0, f64x2.mul(y, k0));
    v1 = f64x2.add(v1, f64x2.mul(y, k1));
    v128.store(gk, f64x2.add(v128.load(gk), f64x2.add(f64x2.mul(x, a0), f64x2.mul(y, b0))));
    v128.store(gk, f64x2.add(v128.load(gk, 16), f64x2.add(f64x2.mul(x, a1), f64x2.mul(y, b1))), 16);
    cj += 4;
    cn += 4;
    sk += ROW;
    gk += ROW;
  }
  v128.store(t, u0);
  v128.store(t, u1, 16);
  v128.store(t + ROW, v0);
  v128.store(t + ROW, v1, 16);
}

/**
 * p = 3: two rows (i, j), (i, j+1) of the packed tensor a pass, so that sigma_k and g_k are loaded once for two couplings.
 * 2 n³ / 3 flops a replica.
 */
function evaluate3(n: i32, couplings: usize, sigma: usize, g: usize, energy: usize, work: usize): void {
  const s = work; // sigma_i sigma_j and, a row on, sigma_i sigma_(j+1)
  const t = work + 2 * ROW; // the tails of both rows
  let c = couplings;
  for (let i = 0; i < n; i++) {
    const si = sigma + <usize>i * ROW;
    for (let j = i; j < n; j += 2) {
      const sj = sigma + <usize>j * ROW;
      const gj = g + <usize>j * ROW;
      const next = c + ((<usize>(n - j)) << 2); // row (i, j+1)
      const both = j + 1 < n;
      for (let o: usize = 0; o < ROW; o += 16) {
        const a = f64x2.mul(v128.load(si + o), v128.load(sj + o));
        v128.store(s + o, a);
        if (!both) {
          v128.store(t + o, f64x2.splat(0));
          continue;
        }
        const x = f64x2.splat(<f64>load<f32>(c, 4)); // c_ij(j+1): in the tail of row j alone
        const neighbour = v128.load(sj + ROW + o);
        v128.store(s + ROW + o, f64x2.mul(v128.load(si + o), neighbour));
        v128.store(t + o, f64x2.mul(x, neighbour));
        v128.store(gj + ROW + o, f64x2.add(v128.load(gj + ROW + o), f64x2.mul(x, a)));
      }
      if (both)
        for (let o: usize = 0; o < ROW; o += 32)
          pairTails(c + 8, next + 4, next, sj + 2 * ROW + o, gj + 2 * ROW + o, s + o, t + o);
      finishPair(i, j, <f64>load<f32>(c), sigma, g, energy, t);
      c = next;
      if (both) {
        finishPair(i, j + 1, <f64>load<f32>(next), sigma, g, energy, t + ROW);
        c += (<usize>(n - j - 1)) << 2;
      }
    }
  }
}

/** What pair (i, j) adds beyond the gradient of its tail: energy, g_i and g_j, with d = c_ijj and t the tail. */
function finishPair(i: i32, j: i32, d: f64, sigma: usize, g: usize, energy: usize, t: usize): void {
  const si = sigma + <usize>i * ROW;
  const sj = sigma + <usize>j * ROW;
  const gi = g + <usize>i * ROW;
  const gj = g + <usize>j * ROW;
  const dd = f64x2.splat(d);
  for (let o: usize = 0; o < ROW; o += 16) {
    const a = v128.load(si + o);
    const b = v128.load(sj + o);
    const tail = v128.load(t + o);
    const end = f64x2.mul(dd, b); // c_ijj sigma_j
    const whole = f64x2.add(tail, end);
    v128.store(energy + o, f64x2.add(v128.load(energy + o), f64x2.mul(f64x2.mul(a, b), whole)));
    if (i === j) {
      // c_iii sigma_i³ + sigma_i² t: derivative 3 c sigma_i² + 2 sigma_i t
      const inner = f64x2.add(f64x2.mul(f64x2.splat(2), tail), f64x2.mul(f64x2.splat(3), end));
      v128.store(gi + o, f64x2.add(v128.load(gi + o), f64x2.mul(a, inner)));
    } else {
      v128.store(gi + o, f64x2.add(v128.load(gi + o), f64x2.mul(b, whole)));
      v128.store(gj + o, f64x2.add(v128.load(gj + o), f64x2.mul(a, f64x2.add(whole, end))));
    }
  }
}

/** Any p >= 2: all sorted tuples, with the products of the factors before and after each position. */
function evaluateGeneral(
  n: i32,
  p: i32,
  couplings: usize,
  sigma: usize,
  g: usize,
  energy: usize,
  work: usize,
): void {
  const before = work; // row d: product of the first d factors
  const after = before + <usize>(p + 1) * ROW; // coupling times the factors behind d
  const idx = after + ROW;
  memory.fill(idx, 0, (<usize>p) << 2);
  for (let o: usize = 0; o < ROW; o += 16) v128.store(before + o, f64x2.splat(1));
  let c = couplings;
  do {
    for (let d = 0; d < p; d++) {
      const s = sigma + <usize>load<i32>(idx + ((<usize>d) << 2)) * ROW;
      const from = before + <usize>d * ROW;
      for (let o: usize = 0; o < ROW; o += 16)
        v128.store(from + ROW + o, f64x2.mul(v128.load(from + o), v128.load(s + o)));
    }
    const value = f64x2.splat(<f64>load<f32>(c));
    const all = before + <usize>p * ROW;
    for (let o: usize = 0; o < ROW; o += 16) {
      v128.store(after + o, value);
      v128.store(energy + o, f64x2.add(v128.load(energy + o), f64x2.mul(value, v128.load(all + o))));
    }
    for (let d = p - 1; d >= 0; d--) {
      const row = <usize>load<i32>(idx + ((<usize>d) << 2)) * ROW;
      const front = before + <usize>d * ROW;
      for (let o: usize = 0; o < ROW; o += 16) {
        const rest = v128.load(after + o);
        v128.store(g + row + o, f64x2.add(v128.load(g + row + o), f64x2.mul(v128.load(front + o), rest)));
        v128.store(after + o, f64x2.mul(rest, v128.load(sigma + row + o)));
      }
    }
    c += 4;
  } while (nextTuple(n, p, idx));
}

/** n^(-(p-1)/2) */
export function normalisation(n: i32, p: i32): f64 {
  let power = 1.0;
  for (let i = 1; i < p; i++) power *= <f64>n;
  return 1 / Math.sqrt(power);
}

/**
 * H and its Euclidean gradient for one block of LANES replicas.
 *
 * @param sigma n x LANES
 * @param g n x LANES, overwritten
 * @param energy LANES, overwritten
 */
export function evaluateBlock(
  n: i32,
  p: i32,
  couplings: usize,
  sigma: usize,
  g: usize,
  energy: usize,
  work: usize,
): void {
  memory.fill(g, 0, <usize>n * ROW);
  memory.fill(energy, 0, ROW);
  if (p === 3) evaluate3(n, couplings, sigma, g, energy, work);
  else evaluateGeneral(n, p, couplings, sigma, g, energy, work);
  const scale = f64x2.splat(normalisation(n, p));
  for (let o: usize = 0; o < ROW; o += 16) v128.store(energy + o, f64x2.mul(scale, v128.load(energy + o)));
  for (let o: usize = 0; o < <usize>n * ROW; o += 16) v128.store(g + o, f64x2.mul(scale, v128.load(g + o)));
}

export function pspinLanes(): i32 {
  return LANES;
}

/** `evaluateBlock` for hosts. */
export function pspinEvaluate(
  n: i32,
  p: i32,
  couplings: usize,
  sigma: usize,
  g: usize,
  energy: usize,
  work: usize,
): void {
  evaluateBlock(n, p, couplings, sigma, g, energy, work);
}

export function pspinEvaluateWork(p: i32): usize {
  return evaluateWork(p);
}
