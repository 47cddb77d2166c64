// Energy and Euclidean gradient at p = 3 in f32, many replicas at once: one matrix product a slice of the tensor.
//
// With the slice S_jk = c_ijk (j, k >= i; c sorted; 2 c_ijj on the diagonal) and y = S sigma:
//
//   H = sum_i sigma_i Q_i,  Q_i = sigma'y / 2,  g_j += sigma_i y_j for j >= i,  g_i += Q_i
//
// y is a product of a symmetric (n-i) x (n-i) matrix with all replicas side by side: 2 n³ / 3 flops a replica, every coupling
// read from memory twice for all replicas together. y_j sums in ascending k, Q_i in ascending j, whatever the blocking; a replica
// never sees another. Sums are f32: relative errors of a gradient are of the order of 1e-6.

import { kernelPacked, STRIP_BYTES } from "../linalg/gemm-kernels";

/** Bytes of one spin of a strip of sixteen replicas. */
const SPIN: usize = STRIP_BYTES;
/** Bytes of one spin of a host's block of four replicas. */
const BLOCK_SPIN: usize = 16;
const ROWS: i32 = 32; // rows of a slice a pass
const DEPTH: i32 = 256; // and its columns: ROWS x DEPTH vectors = 128 kB
const PAIR: usize = 32; // bytes of one step of two packed rows

/** Replicas of a block. */
export function pspinLanesF32(): i32 {
  return 4;
}

function stripsOf(count: i32): i32 {
  return (count + 15) >> 4;
}

export function pspinEvaluateF32Work(n: i32, count: i32): usize {
  const strips = <usize>stripsOf(count);
  return strips * SPIN * <usize>(2 * n + ROWS + 2) + ((<usize>(ROWS * min(n, DEPTH))) << 4);
}

/** Blocks of four replicas into strips of sixteen, or back. */
function moveBlocks(n: i32, blocks: i32, block: usize, strip: usize, intoStrips: bool): void {
  for (let v = 0; v < blocks; v++) {
    let from = block + <usize>v * <usize>n * BLOCK_SPIN;
    let at = strip + <usize>(v >> 2) * <usize>n * SPIN + ((<usize>(v & 3)) << 4);
    for (let i = 0; i < n; i++) {
      if (intoStrips) v128.store(at, v128.load(from));
      else v128.store(from, v128.load(at));
      from += BLOCK_SPIN;
      at += SPIN;
    }
  }
}

/** Address of c_ijj in slice i, whose first coupling is c_iii at `slice` and whose rows have size, size-1, … couplings. */
function rowOf(slice: usize, size: i32, j: i32): usize {
  return slice + ((<usize>(j * size - ((j * (j - 1)) >> 1))) << 2);
}

/** Four numbers, each as a whole vector, `step` bytes apart. */
function spread(x: v128, out: usize, step: usize): void {
  v128.store(out, v128.shuffle<u32>(x, x, 0, 0, 0, 0));
  out += step;
  v128.store(out, v128.shuffle<u32>(x, x, 1, 1, 1, 1));
  out += step;
  v128.store(out, v128.shuffle<u32>(x, x, 2, 2, 2, 2));
  out += step;
  v128.store(out, v128.shuffle<u32>(x, x, 3, 3, 3, 3));
}

/** Two rows, `count` columns from the right of the diagonal: contiguous in both. */
function packRight(count: i32, r0: usize, r1: usize, out: usize): void {
  const fours = out + ((<usize>(count & ~3)) << 5);
  const end = out + ((<usize>count) << 5);
  while (out < fours) {
    spread(v128.load(r0), out, PAIR);
    spread(v128.load(r1), out + 16, PAIR);
    r0 += 16;
    r1 += 16;
    out += 128;
  }
  for (; out < end; out += PAIR) {
    v128.store(out, v128.load32_splat(r0));
    v128.store(out, v128.load32_splat(r1), 16);
    r0 += 4;
    r1 += 4;
  }
}

/** One column, `rows` rows from the left of the diagonal: by symmetry contiguous at `from`; pairs of rows are `stride` apart. */
function packLeft(rows: i32, from: usize, stride: usize, out: usize): void {
  for (; rows >= 4; rows -= 4) {
    const x = v128.load(from);
    v128.store(out, v128.shuffle<u32>(x, x, 0, 0, 0, 0));
    v128.store(out, v128.shuffle<u32>(x, x, 1, 1, 1, 1), 16);
    out += stride;
    v128.store(out, v128.shuffle<u32>(x, x, 2, 2, 2, 2));
    v128.store(out, v128.shuffle<u32>(x, x, 3, 3, 3, 3), 16);
    out += stride;
    from += 16;
  }
  for (; rows > 0; rows -= 2) {
    v128.store(out, v128.load32_splat(from));
    v128.store(out, rows > 1 ? v128.load32_splat(from, 4) : f32x4.splat(0), 16);
    out += stride;
    from += 8;
  }
}

/** S_jk by symmetry, wherever it stands. */
function element(slice: usize, size: i32, j: i32, k: i32): f32 {
  const value = load<f32>(rowOf(slice, size, min(j, k)) + ((<usize>abs(j - k)) << 2));
  return j === k ? value + value : value;
}

/**
 * Rows j0 … j0+rows-1 (j0 even), columns k0 … k0+depth-1 of the slice, broadcast, in pairs of rows; a missing last row is zeros.
 */
function packSlice(slice: usize, size: i32, j0: i32, rows: i32, k0: i32, depth: i32, panel: usize): void {
  const stride = (<usize>depth) << 5;
  const pairs = (rows + 1) >> 1;
  // left of the block's diagonal: a row k of the triangle holds column k for all of these rows
  const left = min(max(j0 - k0, 0), depth);
  let from = rowOf(slice, size, k0) + ((<usize>(j0 - k0)) << 2);
  for (let k = 0; k < left; k++) {
    packLeft(rows, from, stride, panel + ((<usize>k) << 5));
    from += (<usize>(size - k0 - k - 1)) << 2;
  }
  for (let p = 0; p < pairs; p++) {
    const j = j0 + 2 * p;
    const two = 2 * p + 1 < rows;
    const right = two ? min(max(j + 2 - k0, left), depth) : depth;
    const out = panel + <usize>p * stride;
    for (let k = left; k < right; k++) {
      const at = out + ((<usize>k) << 5);
      v128.store(at, f32x4.splat(element(slice, size, j, k0 + k)));
      v128.store(at, f32x4.splat(two ? element(slice, size, j + 1, k0 + k) : 0), 16);
    }
    if (right === depth) continue;
    const r0 = rowOf(slice, size, j) + ((<usize>(k0 + right - j)) << 2);
    const r1 = rowOf(slice, size, j + 1) + ((<usize>(k0 + right - j - 1)) << 2);
    packRight(depth - right, r0, r1, out + ((<usize>right) << 5));
  }
}

/** g_j += sigma_i y_j and q += sigma_j y_j for `rows` rows of one strip. */
function takeProducts(rows: i32, si: usize, sj: usize, gj: usize, y: usize, q: usize): void {
  for (let o: usize = 0; o < SPIN; o += 16) {
    const s = v128.load(si + o);
    let sum = v128.load(q + o);
    let at = o;
    for (let r = 0; r < rows; r++) {
      const product = v128.load(y + at);
      v128.store(gj + at, f32x4.add(v128.load(gj + at), f32x4.mul(s, product)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(sj + at), product));
      at += SPIN;
    }
    v128.store(q + o, sum);
  }
}

/**
 * H and its gradient at `count` replicas.
 *
 * @param sigma blocks of four replicas, n x 4 each; count rounded up to whole blocks
 * @param g the same layout, overwritten
 * @param energy one f32 a replica, whole blocks, overwritten
 * @param work `pspinEvaluateF32Work(n, count)` bytes, 16-byte aligned
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
  const strips = stripsOf(count);
  const strip = <usize>n * SPIN;
  const all = <usize>strips * strip;
  const spins = work;
  const slopes = spins + all;
  const y = slopes + all; // of one strip and one pass: ROWS spins
  const q = y + <usize>(strips * ROWS) * SPIN;
  const total = q + <usize>strips * SPIN;
  const panel = total + <usize>strips * SPIN;
  memory.fill(spins, 0, 2 * all);
  memory.fill(total, 0, <usize>strips * SPIN);
  moveBlocks(n, blocks, sigma, spins, true);
  let slice = couplings;
  for (let i = 0; i < n; i++) {
    const size = n - i;
    const first = <usize>i * SPIN;
    memory.fill(q, 0, <usize>strips * SPIN);
    for (let j = 0; j < size; j += ROWS) {
      const rows = min(ROWS, size - j);
      memory.fill(y, 0, <usize>(strips * ROWS) * SPIN);
      for (let k = 0; k < size; k += DEPTH) {
        const depth = min(DEPTH, size - k);
        packSlice(slice, size, j, rows, k, depth, panel);
        for (let v = 0; v < strips; v++)
          for (let r = 0; r < rows; r += 2)
            kernelPacked<f32>(
              depth,
              panel + ((<usize>(r * depth)) << 4),
              spins + <usize>v * strip + first + <usize>k * SPIN,
              y + <usize>(v * ROWS + r) * SPIN,
              SPIN,
            );
      }
      for (let v = 0; v < strips; v++) {
        const at = <usize>v * strip + first;
        const row = <usize>j * SPIN;
        const products = y + <usize>(v * ROWS) * SPIN;
        takeProducts(rows, spins + at, spins + at + row, slopes + at + row, products, q + <usize>v * SPIN);
      }
    }
    for (let v = 0; v < strips; v++) {
      const at = <usize>v * strip + first;
      for (let o: usize = 0; o < SPIN; o += 16) {
        const half = f32x4.mul(f32x4.splat(0.5), v128.load(q + <usize>v * SPIN + o));
        v128.store(slopes + at + o, f32x4.add(v128.load(slopes + at + o), half));
        const sum = total + <usize>v * SPIN + o;
        v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(v128.load(spins + at + o), half)));
      }
    }
    slice = rowOf(slice, size, size);
  }
  const scale = f32x4.splat(<f32>(1 / <f64>n)); // n^(-(p-1)/2) at p = 3
  for (let o: usize = 0; o < all; o += 16) v128.store(slopes + o, f32x4.mul(scale, v128.load(slopes + o)));
  moveBlocks(n, blocks, g, slopes, false);
  for (let v = 0; v < blocks; v++) {
    const o = (<usize>v) << 4;
    v128.store(energy + o, f32x4.mul(scale, v128.load(total + o)));
  }
}
