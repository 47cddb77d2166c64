// Energy and Euclidean gradient at p = 3 in f32, many replicas at once: one matrix product a slice of the tensor.
//
// With the slice S_jk = c_ijk (j, k >= i; c sorted; 2 c_ijj on the diagonal) and y = S sigma:
//
//   H = n^-1 sum_i sigma_i Q_i,  Q_i = sigma'y / 2,  g_j += sigma_i y_j for j >= i,  g_i += Q_i
//
// y is a product of all replicas with a symmetric (n-i) x (n-i) matrix: 2 n³ / 3 flops a replica, every coupling read twice for
// all replicas together. In the product's terms the replicas are A, packed once, and the slice is B, packed strip by strip.
// y_j sums in ascending k, and a replica never sees another. Relative errors of a gradient are of the order of 1e-6.

import { kernelPacked, STRIP_BYTES } from "../linalg/gemm-kernels";

const WIDTH: i32 = 16; // columns of a strip
const PAIR: usize = 32; // bytes of one spin of two replicas, broadcast

/** Bytes of a replica's row, which a strip may reach beyond. */
function rowBytes(n: i32): usize {
  return (<usize>((n + WIDTH - 1) / WIDTH + 1)) << 6;
}

/** Bytes of workspace for `pspinEvaluateF32`. */
export function pspinEvaluateF32Work(n: i32, count: i32): usize {
  const pairs = <usize>((count + 1) >> 1);
  const strips = <usize>((n + 2) * STRIP_BYTES);
  return (
    <usize>(2 * count) * rowBytes(n) + pairs * (<usize>n * PAIR + 32 + <usize>(2 * STRIP_BYTES)) + strips
  );
}

/** Address of c_ijj in slice i, whose first coupling is c_iii at `slice` and whose rows have size, size-1, … couplings. */
function rowOf(slice: usize, size: i32, j: i32): usize {
  return slice + ((<usize>(j * size - ((j * (j - 1)) >> 1))) << 2);
}

/** Reads a slice in the order in which it stands, a value a cache line: from there the strips find it in the second-level cache. */
function touch(slice: usize, end: usize): i32 {
  let bits = 0;
  for (; slice + 192 < end; slice += 256)
    bits |= load<i32>(slice) | load<i32>(slice, 64) | load<i32>(slice, 128) | load<i32>(slice, 192);
  return bits;
}

/** Columns j0 … of rows k < j0: contiguous where they stand. */
function packAbove(slice: usize, size: i32, j0: i32, columns: i32, panel: usize): void {
  let from = slice + ((<usize>j0) << 2);
  for (let k = 0; k < j0; k++) {
    if (columns === WIDTH) {
      v128.store(panel, v128.load(from));
      v128.store(panel, v128.load(from, 16), 16);
      v128.store(panel, v128.load(from, 32), 32);
      v128.store(panel, v128.load(from, 48), 48);
    } else
      for (let q: usize = 0; q < (<usize>columns) << 2; q += 4) store<f32>(panel + q, load<f32>(from + q));
    from += (<usize>(size - k - 1)) << 2;
    panel += STRIP_BYTES;
  }
}

/** Four steps of four columns, from four rows of the triangle: `x` has 4 x 4 couplings, row by row. */
function storeTransposed(x0: v128, x1: v128, x2: v128, x3: v128, to: usize): void {
  const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
  const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
  const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
  const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<u64>(low01, low23, 1, 3), 64);
  v128.store(to, v128.shuffle<u64>(high01, high23, 0, 2), 128);
  v128.store(to, v128.shuffle<u64>(high01, high23, 1, 3), 192);
}

/** Columns first … columns-1 of row a of the block on the diagonal (`row` = its diagonal entry), and their mirror images. */
function mirrorRow(row: usize, a: i32, first: i32, last: i32, block: usize): void {
  for (let b = first; b < last; b++) {
    const value = load<f32>(row + ((<usize>(b - a)) << 2));
    store<f32>(block + ((<usize>(a * WIDTH + b)) << 2), value);
    store<f32>(block + ((<usize>(b * WIDTH + a)) << 2), value);
  }
}

/** The symmetric block on the diagonal: four by four where it is full. */
function packDiagonal(slice: usize, size: i32, j0: i32, columns: i32, panel: usize): void {
  const block = panel + <usize>(j0 * STRIP_BYTES);
  for (let a = 0; a < columns; a++) {
    const row = rowOf(slice, size, j0 + a);
    const diagonal = load<f32>(row);
    store<f32>(block + ((<usize>(a * WIDTH + a)) << 2), diagonal + diagonal);
    mirrorRow(row, a, a + 1, columns === WIDTH ? (a & ~3) + 4 : columns, block);
  }
  if (columns < WIDTH) return;
  for (let a = 0; a < WIDTH; a += 4) {
    const r0 = rowOf(slice, size, j0 + a) - ((<usize>a) << 2);
    const r1 = r0 + ((<usize>(size - j0 - a - 1)) << 2);
    const r2 = r1 + ((<usize>(size - j0 - a - 2)) << 2);
    const r3 = r2 + ((<usize>(size - j0 - a - 3)) << 2);
    for (let b = a + 4; b < WIDTH; b += 4) {
      const o = (<usize>b) << 2;
      const x0 = v128.load(r0 + o);
      const x1 = v128.load(r1 + o);
      const x2 = v128.load(r2 + o);
      const x3 = v128.load(r3 + o);
      const to = block + <usize>(a * STRIP_BYTES) + o;
      v128.store(to, x0);
      v128.store(to, x1, 64);
      v128.store(to, x2, 128);
      v128.store(to, x3, 192);
      storeTransposed(x0, x1, x2, x3, block + <usize>(b * STRIP_BYTES) + ((<usize>a) << 2));
    }
  }
}

/** Columns j0 … j0+15 of the rows beyond them: rows of the triangle, transposed four by four. */
function packBelow(slice: usize, size: i32, j0: i32, panel: usize): void {
  const count = size - j0 - WIDTH;
  for (let q = 0; q < WIDTH; q += 4) {
    let r0 = rowOf(slice, size, j0 + q) + ((<usize>(WIDTH - q)) << 2);
    let r1 = rowOf(slice, size, j0 + q + 1) + ((<usize>(WIDTH - q - 1)) << 2);
    let r2 = rowOf(slice, size, j0 + q + 2) + ((<usize>(WIDTH - q - 2)) << 2);
    let r3 = rowOf(slice, size, j0 + q + 3) + ((<usize>(WIDTH - q - 3)) << 2);
    let to = panel + <usize>((j0 + WIDTH) * STRIP_BYTES) + ((<usize>q) << 2);
    let k = 0;
    for (; k + 4 <= count; k += 4) {
      const x0 = v128.load(r0);
      const x1 = v128.load(r1);
      const x2 = v128.load(r2);
      const x3 = v128.load(r3);
      storeTransposed(x0, x1, x2, x3, to);
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
      to += 4 * STRIP_BYTES;
    }
    for (; k < count; k++) {
      store<f32>(to, load<f32>(r0));
      store<f32>(to, load<f32>(r1), 4);
      store<f32>(to, load<f32>(r2), 8);
      store<f32>(to, load<f32>(r3), 12);
      r0 += 4;
      r1 += 4;
      r2 += 4;
      r3 += 4;
      to += STRIP_BYTES;
    }
  }
}

/** Columns j0 … of the slice, all rows: a strip of the product. */
function packStrip(slice: usize, size: i32, j0: i32, panel: usize): void {
  const columns = min(WIDTH, size - j0);
  if (columns < WIDTH) memory.fill(panel, 0, <usize>(size * STRIP_BYTES));
  packAbove(slice, size, j0, columns, panel);
  packDiagonal(slice, size, j0, columns, panel);
  if (columns === WIDTH) packBelow(slice, size, j0, panel);
}

/** All replicas, broadcast, in pairs; a missing last one is zeros. */
function packReplicas(n: i32, count: i32, spins: usize, row: usize, out: usize): void {
  for (let r = 0; r < ((count + 1) & ~1); r++) {
    const from = spins + <usize>r * row;
    const to = out + <usize>((r >> 1) * n) * PAIR + ((<usize>(r & 1)) << 4);
    for (let i = 0; i < n; i++) {
      const value = r < count ? v128.load32_splat(from + ((<usize>i) << 2)) : f32x4.splat(0);
      v128.store(to + <usize>i * PAIR, value);
    }
  }
}

/** g_j += sigma_i y_j and q += sigma_j y_j for one strip of one replica. */
function takeProducts(si: usize, s: usize, g: usize, y: usize, q: usize): void {
  const own = v128.load32_splat(si);
  let sum = v128.load(q);
  for (let o: usize = 0; o < <usize>STRIP_BYTES; o += 16) {
    const product = v128.load(y + o);
    v128.store(g + o, f32x4.add(v128.load(g + o), f32x4.mul(own, product)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(s + o), product));
  }
  v128.store(q, sum);
}

function sumLanes(x: v128): f32 {
  const even = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1);
  return even + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/**
 * H and its gradient at `count` replicas.
 *
 * @param sigma count x n
 * @param g count x n, overwritten
 * @param energy count, overwritten
 * @param work `pspinEvaluateF32Work(n, count)` bytes, 16-byte aligned
 *
 * Long: the four nested loops share their running pointers; apart they would pass a dozen of them.
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
  const row = rowBytes(n);
  const bytes = (<usize>n) << 2;
  const pairs = (count + 1) >> 1;
  const spins = work;
  const slopes = spins + <usize>count * row;
  const replicas = slopes + <usize>count * row;
  const panel = replicas + <usize>(pairs * n) * PAIR;
  const y = panel + <usize>(n * STRIP_BYTES);
  const q = y + <usize>(2 * pairs * STRIP_BYTES);
  memory.fill(spins, 0, replicas - spins);
  memory.fill(energy, 0, (<usize>count) << 2);
  for (let r = 0; r < count; r++) memory.copy(spins + <usize>r * row, sigma + <usize>r * bytes, bytes);
  packReplicas(n, count, spins, row, replicas);
  let slice = couplings;
  for (let i = 0; i < n; i++) {
    const size = n - i;
    memory.fill(q, 0, (<usize>count) << 4);
    const next = rowOf(slice, size, size);
    store<i32>(panel, touch(slice, next));
    for (let j = 0; j < size; j += WIDTH) {
      packStrip(slice, size, j, panel);
      const column = (<usize>(i + j)) << 2;
      memory.fill(y, 0, <usize>(2 * pairs * STRIP_BYTES));
      const from = replicas + <usize>i * PAIR;
      kernelPacked<f32>(pairs, size, from, <usize>n * PAIR, panel, 0, y, STRIP_BYTES, 2 * STRIP_BYTES);
      for (let r = 0; r < count; r++) {
        const own = spins + <usize>r * row;
        const products = y + <usize>(r * STRIP_BYTES);
        takeProducts(
          own + ((<usize>i) << 2),
          own + column,
          slopes + <usize>r * row + column,
          products,
          q + ((<usize>r) << 4),
        );
      }
    }
    for (let r = 0; r < count; r++) {
      const at = <usize>r * row + ((<usize>i) << 2);
      const half = <f32>0.5 * sumLanes(v128.load(q + ((<usize>r) << 4)));
      store<f32>(slopes + at, load<f32>(slopes + at) + half);
      const sum = energy + ((<usize>r) << 2);
      store<f32>(sum, load<f32>(sum) + load<f32>(spins + at) * half);
    }
    slice = next;
  }
  const scale = <f32>(1 / <f64>n); // n^(-(p-1)/2) at p = 3
  for (let r = 0; r < count; r++) {
    for (let o: usize = 0; o < bytes; o += 4)
      store<f32>(g + <usize>r * bytes + o, scale * load<f32>(slopes + <usize>r * row + o));
    const at = energy + ((<usize>r) << 2);
    store<f32>(at, scale * load<f32>(at));
  }
}
