// Four networks of one hidden layer trained side by side, the replica in the vector's lane: for networks so small that one
// alone leaves the vector unit waiting. Each lane reads its own samples in its own order and never meets another lane, so
// that a replica's bits do not depend on its neighbours. Every number below is a v128 of four f32.
//
//   w      W1 [n1][d+1] (bias last), then W2 [k][n1+1] (bias last)
//   work   x [rows][d+1] | h [rows][n1+1] | z [rows][k] | dh [rows][n1+1] | sums [2][rows][max(n1, k)] | gradient [as w]
//
// All sums run in the order of the kernels for one network, so that the bits are theirs too (sgd.ts, sgd-single.ts).

import { SgdRun } from "../codes";
import { deltaLanes } from "../generated/losses";
import { addressAt, numberAt, wholeAt } from "../run-block";
import { laneDots, laneProduct } from "./lane-product";
import { sizeOf, stride } from "./layout";
import { step, TILE } from "./sgd"; // the same tiles: a batch's gradient must be summed in the same pieces

/** Vectors of the weights of a d-n1-k network. */
function vectors(sizes: usize): i32 {
  const n1 = sizeOf(sizes, 1);
  return n1 * (sizeOf(sizes, 0) + 1) + sizeOf(sizes, 2) * (n1 + 1);
}

/** Bytes of four replicas' weights. */
export function networkSideBytes(sizes: usize): usize {
  return (<usize>vectors(sizes)) << 4;
}

/** Vectors of workspace a sample. */
function rowVectors(sizes: usize): i32 {
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  return sizeOf(sizes, 0) + 1 + 2 * (n1 + 1) + k + 2 * max(n1, k);
}

/** Bytes of workspace. */
export function networkSideWork(sizes: usize, batch: i32): usize {
  const rows = min(batch, TILE);
  return (<usize>(rows * rowVectors(sizes) + vectors(sizes))) << 4;
}

/** Packed weights of one replica (layout.ts) into lane `lane`. */
export function networkSideSet(sizes: usize, lane: i32, packed: usize, w: usize): void {
  let to = w + ((<usize>lane) << 2);
  for (let l = 1; l <= 2; l++) {
    const d = sizeOf(sizes, l - 1);
    for (let j = 0; j < sizeOf(sizes, l); j++) {
      for (let i = 0; i <= d; i++) {
        store<f32>(to, load<f32>(packed + ((<usize>i) << 2)));
        to += 16;
      }
      packed += (<usize>stride(d)) << 2;
    }
  }
}

/** The reverse: lane `lane` to packed weights, whose padding is left as it is. */
export function networkSideGet(sizes: usize, lane: i32, w: usize, packed: usize): void {
  let from = w + ((<usize>lane) << 2);
  for (let l = 1; l <= 2; l++) {
    const d = sizeOf(sizes, l - 1);
    for (let j = 0; j < sizeOf(sizes, l); j++) {
      for (let i = 0; i <= d; i++) {
        store<f32>(packed + ((<usize>i) << 2), load<f32>(from));
        from += 16;
      }
      packed += (<usize>stride(d)) << 2;
    }
  }
}

/**
 * As `networkSgd`, for four replicas: the order is i32 [4][samples], and each lane takes samples start … start+count-1 of its own.
 * `velocity` is laid out like w.
 *
 * @param run SgdRun
 */
export function networkSideSgd(run: usize): void {
  const sizes = addressAt(run, SgdRun.SIZES);
  const batch = wholeAt(run, SgdRun.BATCH);
  const rate = <f32>numberAt(run, SgdRun.RATE);
  const w = addressAt(run, SgdRun.WEIGHTS);
  const rows = min(batch, TILE);
  const gradient = addressAt(run, SgdRun.WORK) + ((<usize>(rows * rowVectors(sizes))) << 4);
  const direct =
    addressAt(run, SgdRun.VELOCITY) == 0 && <f32>numberAt(run, SgdRun.DECAY) == 0 && batch <= TILE;
  const total = vectors(sizes);
  const start = wholeAt(run, SgdRun.START);
  const end = start + wholeAt(run, SgdRun.COUNT);
  for (let first = start; first < end; first += batch) {
    const size = min(batch, end - first);
    const scale: f32 = 1 / <f32>size;
    if (!direct) memory.fill(gradient, 0, (<usize>total) << 4);
    const alpha = f32x4.splat(direct ? -rate * scale : scale);
    for (let t = 0; t < size; t += TILE)
      tile(run, first + t, min(TILE, size - t), direct ? w : gradient, alpha);
    if (!direct) step(4 * total, run, gradient);
    if (wholeAt(run, SgdRun.BIAS) == 0) dropBias(sizes, w);
  }
}

/** Adds alpha times the gradient of `rows` samples a lane, from number `first` of its order, to `target`. */
function tile(run: usize, first: i32, rows: i32, target: usize, alpha: v128): void {
  const sizes = addressAt(run, SgdRun.SIZES);
  const loss = wholeAt(run, SgdRun.LOSS);
  const inputs = addressAt(run, SgdRun.INPUTS);
  const labels = addressAt(run, SgdRun.LABELS);
  const samples = addressAt(run, SgdRun.ORDER) + ((<usize>first) << 2);
  const w = addressAt(run, SgdRun.WEIGHTS);
  const work = addressAt(run, SgdRun.WORK);
  const d1 = sizeOf(sizes, 0) + 1;
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  const rowX = (<usize>d1) << 4;
  const rowH = (<usize>(n1 + 1)) << 4;
  const rowZ = (<usize>k) << 4;
  const h = work + <usize>rows * rowX;
  const z = h + <usize>rows * rowH;
  const dh = z + <usize>rows * rowZ;
  const sums = dh + <usize>rows * rowH;
  const w2 = w + <usize>n1 * rowX;
  const t2 = target + <usize>n1 * rowX;
  const one = f32x4.splat(1);
  const lane = (<usize>wholeAt(run, SgdRun.SAMPLES)) << 2;
  for (let r = 0; r < rows; r++)
    gather(inputs, samples + ((<usize>r) << 2), lane, stride(d1 - 1), d1, work + <usize>r * rowX);
  laneDots(rows, n1, d1, work, w, h, rowH, sums);
  for (let r = 0; r < rows; r++) rectifyLanes(n1, h + <usize>r * rowH);
  laneDots(rows, k, n1 + 1, h, w2, z, rowZ, sums);
  for (let r = 0; r < rows; r++)
    deltaLanes(loss, k, z + <usize>r * rowZ, gatherLabels(labels, samples + ((<usize>r) << 2), lane));
  laneProduct(rows, n1, k, z, rowZ, 16, w2, 16, rowH, dh, rowH, 16, false, one);
  for (let r = 0; r < rows; r++) gateLanes(n1, h + <usize>r * rowH, dh + <usize>r * rowH);
  laneProduct(k, n1 + 1, rows, z, 16, rowZ, h, 16, rowH, t2, rowH, 16, true, alpha);
  laneProduct(n1, d1, rows, dh, 16, rowH, work, 16, rowX, target, rowX, 16, true, alpha);
}

/** Row r of four lanes' samples, transposed: out[i] = (x⁰_i, x¹_i, x²_i, x³_i). */
function gather(inputs: usize, samples: usize, lane: usize, ld: i32, d1: i32, out: usize): void {
  const bytes = (<usize>ld) << 2;
  const p0 = inputs + <usize>load<i32>(samples) * bytes;
  const p1 = inputs + <usize>load<i32>(samples + lane) * bytes;
  const p2 = inputs + <usize>load<i32>(samples + 2 * lane) * bytes;
  const p3 = inputs + <usize>load<i32>(samples + 3 * lane) * bytes;
  const last = (<usize>d1) << 2;
  for (let t: usize = 0; t < last; t += 16) {
    const a = v128.load(p0 + t);
    const b = v128.load(p1 + t);
    const c = v128.load(p2 + t);
    const e = v128.load(p3 + t);
    const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const ce = i32x4.shuffle(c, e, 0, 4, 1, 5);
    const to = out + (t << 2);
    v128.store(to, i64x2.shuffle(ab, ce, 0, 2));
    if (t + 4 < last) v128.store(to, i64x2.shuffle(ab, ce, 1, 3), 16);
    const fb = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const ge = i32x4.shuffle(c, e, 2, 6, 3, 7);
    if (t + 8 < last) v128.store(to, i64x2.shuffle(fb, ge, 0, 2), 32);
    if (t + 12 < last) v128.store(to, i64x2.shuffle(fb, ge, 1, 3), 48);
  }
}

function gatherLabels(labels: usize, samples: usize, lane: usize): v128 {
  return i32x4(
    load<i32>(labels + ((<usize>load<i32>(samples)) << 2)),
    load<i32>(labels + ((<usize>load<i32>(samples + lane)) << 2)),
    load<i32>(labels + ((<usize>load<i32>(samples + 2 * lane)) << 2)),
    load<i32>(labels + ((<usize>load<i32>(samples + 3 * lane)) << 2)),
  );
}

function rectifyLanes(n: i32, h: usize): void {
  const end = (<usize>n) << 4;
  for (let t: usize = 0; t < end; t += 16) v128.store(h + t, f32x4.pmax(v128.load(h + t), f32x4.splat(0)));
  v128.store(h + end, f32x4.splat(1));
}

function gateLanes(n: i32, h: usize, dh: usize): void {
  for (let t: usize = 0; t < (<usize>n) << 4; t += 16)
    v128.store(dh + t, v128.and(v128.load(dh + t), f32x4.gt(v128.load(h + t), f32x4.splat(0))));
}

function dropBias(sizes: usize, w: usize): void {
  for (let l = 1; l <= 2; l++) {
    const d = <usize>sizeOf(sizes, l - 1);
    for (let j = 0; j < sizeOf(sizes, l); j++) {
      v128.store(w + (d << 4), f32x4.splat(0));
      w += (d + 1) << 4;
    }
  }
}
