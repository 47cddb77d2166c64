// Energy and Euclidean gradient of a block of LANES replicas, replica index innermost: sigma[i][r], g[i][r], f64.
//
//   H = n^(-(p-1)/2) sum_{i1<=…<=ip} c sigma_i1 … sigma_ip          [ChoEtAl15, (2)] with the packed couplings
//
// A lane's arithmetic never sees another lane: a replica's numbers do not depend on the batch it is in.

import { multiplyAdd } from "../simd/arithmetic";
import { nextTuple } from "./couplings";

/** Replicas of one block: four v128 of two f64. */
export const LANES: i32 = 8;
/** Bytes of one row of LANES f64. */
export const ROW: usize = 64;

/** Bytes of workspace for `evaluateBlock`. */
export function evaluateWork(p: i32): usize {
  return <usize>(p + 6) * ROW + <usize>p * 4 + 64;
}

/** out = 2 c_jj sigma_j + c_jn sigma_n, what the block on the diagonal adds to row j. */
function diagonalRow(cjj: f32, cjn: f32, sj: usize, sn: usize, out: usize): void {
  const twice = f64x2.splat(2 * <f64>cjj);
  const beside = f64x2.splat(<f64>cjn);
  for (let o: usize = 0; o < ROW; o += 16) {
    const own = f64x2.mul(twice, v128.load(sj + o));
    v128.store(out + o, multiplyAdd<f64>(beside, v128.load(sn + o), own));
  }
}

/**
 * y += rows j and j+1 of a slice times sigma, but for the block on the diagonal: `left` couplings of both rows above it, in
 * neighbouring columns (`above`; from one row to the next `stride` bytes, then 4 less), and `right` of each row (at rowJ, rowN).
 *
 * Long: two rows by eight replicas fill the registers, and locals live in registers only within one function.
 */
function multiplyRows(
  left: i32,
  right: i32,
  above: usize,
  stride: usize,
  rowJ: usize,
  rowN: usize,
  sigma: usize,
  y: usize,
): void {
  let u0 = v128.load(y);
  let u1 = v128.load(y, 16);
  let u2 = v128.load(y, 32);
  let u3 = v128.load(y, 48);
  let v0 = v128.load(y, 64);
  let v1 = v128.load(y, 80);
  let v2 = v128.load(y, 96);
  let v3 = v128.load(y, 112);
  let b0: v128, b1: v128, b2: v128, b3: v128, c: v128;
  let x = sigma;
  const diagonal = x + <usize>left * ROW;
  if (left > 0) {
    const last = diagonal - ROW;
    while (true) {
      b0 = v128.load(x);
      b1 = v128.load(x, 16);
      b2 = v128.load(x, 32);
      b3 = v128.load(x, 48);
      c = f64x2.promote_low_f32x4(v128.load32_splat(above));
      u0 = multiplyAdd<f64>(c, b0, u0);
      u1 = multiplyAdd<f64>(c, b1, u1);
      u2 = multiplyAdd<f64>(c, b2, u2);
      u3 = multiplyAdd<f64>(c, b3, u3);
      c = f64x2.promote_low_f32x4(v128.load32_splat(above, 4));
      v0 = multiplyAdd<f64>(c, b0, v0);
      v1 = multiplyAdd<f64>(c, b1, v1);
      v2 = multiplyAdd<f64>(c, b2, v2);
      v3 = multiplyAdd<f64>(c, b3, v3);
      if (x === last) break;
      above += stride;
      stride -= 4;
      b0 = v128.load(x, 64);
      b1 = v128.load(x, 80);
      b2 = v128.load(x, 96);
      b3 = v128.load(x, 112);
      c = f64x2.promote_low_f32x4(v128.load32_splat(above));
      u0 = multiplyAdd<f64>(c, b0, u0);
      u1 = multiplyAdd<f64>(c, b1, u1);
      u2 = multiplyAdd<f64>(c, b2, u2);
      u3 = multiplyAdd<f64>(c, b3, u3);
      c = f64x2.promote_low_f32x4(v128.load32_splat(above, 4));
      v0 = multiplyAdd<f64>(c, b0, v0);
      v1 = multiplyAdd<f64>(c, b1, v1);
      v2 = multiplyAdd<f64>(c, b2, v2);
      v3 = multiplyAdd<f64>(c, b3, v3);
      above += stride;
      stride -= 4;
      x += 2 * ROW;
      if (x === diagonal) break;
    }
  }
  if (right > 0) {
    x = diagonal + 2 * ROW;
    const end = x + <usize>right * ROW;
    const last = end - ROW;
    while (true) {
      b0 = v128.load(x);
      b1 = v128.load(x, 16);
      b2 = v128.load(x, 32);
      b3 = v128.load(x, 48);
      c = f64x2.promote_low_f32x4(v128.load32_splat(rowJ));
      u0 = multiplyAdd<f64>(c, b0, u0);
      u1 = multiplyAdd<f64>(c, b1, u1);
      u2 = multiplyAdd<f64>(c, b2, u2);
      u3 = multiplyAdd<f64>(c, b3, u3);
      c = f64x2.promote_low_f32x4(v128.load32_splat(rowN));
      v0 = multiplyAdd<f64>(c, b0, v0);
      v1 = multiplyAdd<f64>(c, b1, v1);
      v2 = multiplyAdd<f64>(c, b2, v2);
      v3 = multiplyAdd<f64>(c, b3, v3);
      if (x === last) break;
      b0 = v128.load(x, 64);
      b1 = v128.load(x, 80);
      b2 = v128.load(x, 96);
      b3 = v128.load(x, 112);
      c = f64x2.promote_low_f32x4(v128.load32_splat(rowJ, 4));
      u0 = multiplyAdd<f64>(c, b0, u0);
      u1 = multiplyAdd<f64>(c, b1, u1);
      u2 = multiplyAdd<f64>(c, b2, u2);
      u3 = multiplyAdd<f64>(c, b3, u3);
      c = f64x2.promote_low_f32x4(v128.load32_splat(rowN, 4));
      v0 = multiplyAdd<f64>(c, b0, v0);
      v1 = multiplyAdd<f64>(c, b1, v1);
      v2 = multiplyAdd<f64>(c, b2, v2);
      v3 = multiplyAdd<f64>(c, b3, v3);
      rowJ += 8;
      rowN += 8;
      x += 2 * ROW;
      if (x === end) break;
    }
  }
  v128.store(y, u0);
  v128.store(y, u1, 16);
  v128.store(y, u2, 32);
  v128.store(y, u3, 48);
  v128.store(y, v0, 64);
  v128.store(y, v1, 80);
  v128.store(y, v2, 96);
  v128.store(y, v3, 112);
}

/** g_j += sigma_i y_j and q += sigma_j y_j. */
function takeRow(si: usize, sj: usize, gj: usize, y: usize, q: usize): void {
  for (let o: usize = 0; o < ROW; o += 16) {
    const product = v128.load(y + o);
    v128.store(gj + o, multiplyAdd<f64>(v128.load(si + o), product, v128.load(gj + o)));
    v128.store(q + o, multiplyAdd<f64>(v128.load(sj + o), product, v128.load(q + o)));
  }
}

/**
 * p = 3: slice by slice, with S_jk = c_ijk (j, k >= i; c sorted; 2 c_ijj on the diagonal) and y = S sigma, two rows at a time in
 * registers. 2 n³ / 3 flops a replica.
 *
 *   H = n^-1 sum_i sigma_i Q_i,  Q_i = sigma'y / 2,  g_j += sigma_i y_j for j >= i,  g_i += Q_i
 */
function evaluate3(n: i32, couplings: usize, sigma: usize, g: usize, energy: usize, work: usize): void {
  const y = work;
  const q = work + 2 * ROW;
  let slice = couplings;
  for (let i = 0; i < n; i++) {
    const si = sigma + <usize>i * ROW;
    const stride = (<usize>(n - i - 1)) << 2;
    memory.fill(q, 0, ROW);
    let row = slice;
    for (let j = i; j < n; j += 2) {
      const sj = sigma + <usize>j * ROW;
      const gj = g + <usize>j * ROW;
      const above = slice + ((<usize>(j - i)) << 2);
      const next = row + ((<usize>(n - j)) << 2); // row j+1
      const both = j + 1 < n;
      const sn = both ? sj + ROW : sj; // without a second row, what is computed for it is not used
      const beside = both ? load<f32>(row, 4) : <f32>0;
      diagonalRow(load<f32>(row), beside, sj, sn, y);
      diagonalRow(both ? load<f32>(next) : <f32>0, beside, sn, sj, y + ROW);
      multiplyRows(j - i, n - j - 2, above, stride, row + 8, next + 4, si, y);
      takeRow(si, sj, gj, y, q);
      if (both) takeRow(si, sj + ROW, gj + ROW, y + ROW, q);
      row = next + ((<usize>(n - j - 1)) << 2);
    }
    const gi = g + <usize>i * ROW;
    for (let o: usize = 0; o < ROW; o += 16) {
      const half = f64x2.mul(f64x2.splat(0.5), v128.load(q + o));
      v128.store(gi + o, f64x2.add(v128.load(gi + o), half));
      v128.store(energy + o, multiplyAdd<f64>(v128.load(si + o), half, v128.load(energy + o)));
    }
    slice += (<usize>((n - i) * (n - i + 1)) >> 1) << 2;
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
