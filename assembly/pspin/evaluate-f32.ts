// Energy and Euclidean gradient at p = 3 in f32, four replicas a vector, blocks of four replicas [block][i][replica].
//
// With t_ij = sum_{k>=j} c_ijk sigma_k:  H = sum_ij sigma_i sigma_j t_ij,  g_k += c_ijk sigma_i sigma_j, g_j += sigma_i t_ij,
// g_i += sigma_j t_ij. 2 n³ / 3 flops a replica; every coupling is read from memory once for all replicas. Sums are f32:
// relative errors of a gradient are of the order of 1e-6.

const ROWS: i32 = 4;
/** Couplings of a row a pass. */
const TILE: i32 = 256;
const TILE_BYTES: usize = 4096;
/** Bytes of one spin of a block. */
const SPIN: usize = 16;

/** Replicas of a block. */
export function pspinLanesF32(): i32 {
  return 4;
}

export function pspinEvaluateF32Work(count: i32): usize {
  return TILE_BYTES + <usize>((count + 3) >> 2) * 2 * <usize>ROWS * SPIN;
}

function interleave(count: i32, r0: usize, r1: usize, r2: usize, r3: usize, out: usize): void {
  const end = out + ((<usize>count) << 4);
  while (out < end) {
    store<f32>(out, load<f32>(r0));
    store<f32>(out, load<f32>(r1), 4);
    store<f32>(out, load<f32>(r2), 8);
    store<f32>(out, load<f32>(r3), 12);
    r0 += 4;
    r1 += 4;
    r2 += 4;
    r3 += 4;
    out += 16;
  }
}

/** One block, four rows, one tile: t_r += c_rk sigma_k, g_k += sum_r c_rk a_r. */
function quadTails(count: i32, c: usize, sk: usize, gk: usize, a: usize, t: usize): void {
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const a2 = v128.load(a, 32);
  const a3 = v128.load(a, 48);
  let t0 = v128.load(t);
  let t1 = v128.load(t, 16);
  let t2 = v128.load(t, 32);
  let t3 = v128.load(t, 48);
  const end = c + ((<usize>count) << 4);
  while (c < end) {
    const k = v128.load(sk);
    const x0 = v128.load32_splat(c);
    const x1 = v128.load32_splat(c, 4);
    const x2 = v128.load32_splat(c, 8);
    const x3 = v128.load32_splat(c, 12);
    t0 = f32x4.add(t0, f32x4.mul(x0, k));
    t1 = f32x4.add(t1, f32x4.mul(x1, k));
    t2 = f32x4.add(t2, f32x4.mul(x2, k));
    t3 = f32x4.add(t3, f32x4.mul(x3, k));
    const low = f32x4.add(f32x4.mul(x0, a0), f32x4.mul(x1, a1));
    const high = f32x4.add(f32x4.mul(x2, a2), f32x4.mul(x3, a3));
    v128.store(gk, f32x4.add(v128.load(gk), f32x4.add(low, high)));
    c += 16;
    sk += SPIN;
    gk += SPIN;
  }
  v128.store(t, t0);
  v128.store(t, t1, 16);
  v128.store(t, t2, 32);
  v128.store(t, t3, 48);
}

/** The couplings k < j+4 of four rows, one block. */
function corner(n: i32, j: i32, c: usize, sj: usize, gj: usize, a: usize, t: usize): void {
  const rows = min(ROWS, n - j);
  for (let r = 0; r < rows; r++) {
    const ar = v128.load(a + <usize>r * SPIN);
    let tr = f32x4.splat(0);
    for (let k = r; k < rows; k++) {
      const x = v128.load32_splat(c + ((<usize>(k - r)) << 2));
      const at = <usize>k * SPIN;
      tr = f32x4.add(tr, f32x4.mul(x, v128.load(sj + at)));
      v128.store(gj + at, f32x4.add(v128.load(gj + at), f32x4.mul(x, ar)));
    }
    v128.store(t + <usize>r * SPIN, tr);
    c += (<usize>(n - j - r)) << 2;
  }
}

/**
 * H and its gradient at `count` replicas.
 *
 * @param sigma blocks of four replicas, n x 4 each; count rounded up to whole blocks
 * @param g the same layout, overwritten
 * @param energy one f32 a replica, whole blocks, overwritten
 */
export function pspinEvaluateF32(
  n: i32,
  couplings: usize,
  count: i32,
  sigma: usize,
  g: usize,
  energy: usize,
  work: usize,
): void {
  const blocks = (count + 3) >> 2;
  const block = <usize>n * SPIN;
  memory.fill(g, 0, <usize>blocks * block);
  memory.fill(energy, 0, (<usize>blocks) << 4);
  const tile = work;
  const scratch = work + TILE_BYTES; // a block: four rows of a, four of t
  let c = couplings;
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j += ROWS) {
      const rows = min(ROWS, n - j);
      const at = <usize>j * SPIN;
      for (let v = 0; v < blocks; v++) {
        const a = scratch + <usize>v * 128;
        const base = <usize>v * block;
        const si = v128.load(sigma + base + <usize>i * SPIN);
        if (rows < ROWS) memory.fill(a, 0, 128);
        for (let r = 0; r < rows; r++)
          v128.store(a + <usize>r * SPIN, f32x4.mul(si, v128.load(sigma + base + at + <usize>r * SPIN)));
        corner(n, j, c, sigma + base + at, g + base + at, a, a + 64);
      }
      for (let k = j + ROWS; k < n; k += TILE) {
        const width = min(TILE, n - k);
        const r0 = c + ((<usize>(k - j)) << 2);
        const r1 = r0 + ((<usize>(n - j - 1)) << 2);
        const r2 = r1 + ((<usize>(n - j - 2)) << 2);
        interleave(width, r0, r1, r2, r2 + ((<usize>(n - j - 3)) << 2), tile);
        for (let v = 0; v < blocks; v++) {
          const from = <usize>v * block + <usize>k * SPIN;
          const a = scratch + <usize>v * 128;
          quadTails(width, tile, sigma + from, g + from, a, a + 64);
        }
      }
      for (let v = 0; v < blocks; v++) finish(v, i, j, rows, block, sigma, g, energy, scratch);
      for (let r = 0; r < rows; r++) c += (<usize>(n - j - r)) << 2;
    }
  const scale = f32x4.splat(<f32>(1 / <f64>n)); // n^(-(p-1)/2) at p = 3
  for (let o: usize = 0; o < <usize>blocks * block; o += 16)
    v128.store(g + o, f32x4.mul(scale, v128.load(g + o)));
  for (let v = 0; v < blocks; v++) {
    const o = (<usize>v) << 4;
    v128.store(energy + o, f32x4.mul(scale, v128.load(energy + o)));
  }
}

/** g_j, g_i and the energy from the tails of rows j … j+rows-1. */
function finish(
  v: i32,
  i: i32,
  j: i32,
  rows: i32,
  block: usize,
  sigma: usize,
  g: usize,
  energy: usize,
  scratch: usize,
): void {
  const base = <usize>v * block;
  const t = scratch + <usize>v * 128 + 64;
  const ei = energy + ((<usize>v) << 4);
  const gi = g + base + <usize>i * SPIN;
  const si = v128.load(sigma + base + <usize>i * SPIN);
  for (let r = 0; r < rows; r++) {
    const at = base + <usize>(j + r) * SPIN;
    const tail = v128.load(t + <usize>r * SPIN);
    const toI = f32x4.mul(v128.load(sigma + at), tail);
    v128.store(gi, f32x4.add(v128.load(gi), toI));
    v128.store(g + at, f32x4.add(v128.load(g + at), f32x4.mul(si, tail)));
    v128.store(ei, f32x4.add(v128.load(ei), f32x4.mul(si, toI)));
  }
}
