// The exact Hessian of the summed loss, by structured weighted Gram matrices, for any depth. For weights (l, a, i) and
// (m, b, j), l <= m, with the gates fixed and h the padded activations (the bias is input number n):
//
//   H = sum_s h^{l-1}_i [ (G_la · G_mb) h^{m-1}_j + (d loss / d pre^m_b) (d h^{m-1}_j / d pre^l_a) ]
//
// so that each pair of units is one matrix product over the samples at which both are on; the second term exists for
// l < m only. Within one layer the block is symmetric in (i, j). Compare: a Hessian-vector product a column costs about
// eight times as much, for it uses neither the symmetry nor the gates.

import { HessianRun } from "../codes";
import { DONE } from "../pieces";
import { addressAt, numberAt, setAddress, setNumber, wholeAt } from "../run-block";
import {
  curvatureFactors,
  factorAt,
  outputCurvature,
  rootsWork,
  slopesAndGates,
  unitOffset,
} from "./curvature";
import { CHUNK, gram, PANEL } from "./gram";
import { rowOffset, sizeOf, stride } from "./layout";
import { backDeltas, forward, gate, loadRows, rowsAt, weightsAt } from "./pass";
import { productNT } from "./product";

/** Parts of the workspace, whose addresses stand at its beginning. */
enum Part {
  ACTIVATIONS,
  TANGENTS,
  SLOPES,
  GATES,
  FACTORS,
  /** c_ab of the samples, one vector a unit b of the group; before that, what curvature.ts calls roots. */
  PAIRS,
  /** Samples at which both units are on. */
  CHOSEN,
  X_PACK,
  Y_PACK,
  BLOCKS,
}

/** Bytes of the parts' addresses, in whole cache lines. */
const PARTS: usize = 128;

function partAt(run: usize, part: Part): usize {
  return addressAt(addressAt(run, HessianRun.WORK), part);
}

function widestRow(layers: i32, sizes: usize): i32 {
  let widest = 0;
  for (let l = 0; l < layers; l++) widest = max(widest, stride(sizeOf(sizes, l)));
  return widest;
}

/** Bytes of workspace for tiles of `tile` samples. */
export function networkHessianWork(layers: i32, sizes: usize, tile: i32): usize {
  const rows = <usize>tile;
  const k = sizeOf(sizes, layers);
  const units = unitOffset(sizes, layers + 1);
  const widest = widestRow(layers, sizes);
  const last = stride(sizeOf(sizes, layers - 1));
  const doubles =
    rows * <usize>(3 * rowOffset(sizes, layers + 1) + units * (k + 1)) +
    <usize>(widest * (k * last + widest));
  const packs = <usize>(widest >> 2) * 2 * PANEL;
  return PARTS + (doubles << 3) + rootsWork(tile, k) + packs + rows * <usize>(units + 4) + 256;
}

/** Cuts the workspace into its parts; returns where the deltas stand. */
function place(run: usize): usize {
  const layers = wholeAt(run, HessianRun.LAYERS);
  const sizes = addressAt(run, HessianRun.SIZES);
  const rows = wholeAt(run, HessianRun.ROWS);
  const k = sizeOf(sizes, layers);
  const units = unitOffset(sizes, layers + 1);
  const widest = widestRow(layers, sizes);
  const set = (<usize>rows * <usize>rowOffset(sizes, layers + 1)) << 3;
  const vector = (<usize>rows) << 3;
  const work = addressAt(run, HessianRun.WORK);
  const activations = work + PARTS;
  const tangents = activations + set;
  const delta = tangents + set;
  const slopes = delta + set;
  const factors = slopes + <usize>units * vector;
  const pairs = factors + <usize>(units * k) * vector;
  const xPack = (pairs + rootsWork(rows, k) + 63) & ~63;
  const yPack = xPack + <usize>(widest >> 2) * PANEL;
  const blocks = yPack + <usize>(widest >> 2) * PANEL;
  const chosen = blocks + ((<usize>(widest * (k * stride(sizeOf(sizes, layers - 1)) + widest))) << 3);
  setAddress(work, Part.ACTIVATIONS, activations);
  setAddress(work, Part.TANGENTS, tangents);
  setAddress(work, Part.SLOPES, slopes);
  setAddress(work, Part.FACTORS, factors);
  setAddress(work, Part.PAIRS, pairs);
  setAddress(work, Part.X_PACK, xPack);
  setAddress(work, Part.Y_PACK, yPack);
  setAddress(work, Part.BLOCKS, blocks);
  setAddress(work, Part.CHOSEN, chosen);
  setAddress(work, Part.GATES, chosen + ((<usize>rows) << 2));
  return delta;
}

/**
 * Adds `scale` times the Hessian of samples start … start+rows-1 to the upper triangle of h (P x P, canonical order).
 * `networkMirror` then fills the lower one. Pieces are the passes over the samples, and then chunks of the samples of every pair of units.
 *
 * @param run HessianRun, whose `row-layer` is 0 at the start
 * @returns whether pieces are left
 */
export function networkHessian(run: usize): bool {
  const layers = wholeAt(run, HessianRun.LAYERS);
  const sizes = addressAt(run, HessianRun.SIZES);
  let l = wholeAt(run, HessianRun.ROW_LAYER);
  let a = wholeAt(run, HessianRun.ROW_UNIT);
  let m = wholeAt(run, HessianRun.COLUMN_LAYER);
  let b = wholeAt(run, HessianRun.COLUMN_UNIT);
  let t = wholeAt(run, HessianRun.SAMPLE);
  if (l === 0) {
    for (; t < PASSES; t++) {
      if (numberAt(run, HessianRun.ALLOWED) <= 0) {
        setNumber(run, HessianRun.SAMPLE, t);
        return true;
      }
      spend(run, passOverSamples(run, t));
    }
    l = 1;
    a = 0;
    m = 1;
    b = 0;
    t = 0;
    if (layers > 2) tangentsOf(run, 1, 0);
  }
  while (l <= layers) {
    if (numberAt(run, HessianRun.ALLOWED) <= 0) {
      setNumber(run, HessianRun.ROW_LAYER, l);
      setNumber(run, HessianRun.ROW_UNIT, a);
      setNumber(run, HessianRun.COLUMN_LAYER, m);
      setNumber(run, HessianRun.COLUMN_UNIT, b);
      setNumber(run, HessianRun.SAMPLE, t);
      return true;
    }
    // the output units share their samples, and so are done together
    const end = m === layers ? sizeOf(sizes, m) : b + 1;
    t = blocksOf(run, l, a, m, b, end, t);
    if (t !== DONE) continue;
    t = 0;
    b = end;
    if (b < sizeOf(sizes, m)) continue;
    m++;
    b = 0;
    if (m <= layers) continue;
    a++;
    if (a === sizeOf(sizes, l)) {
      l++;
      a = 0;
    }
    m = l;
    b = a;
    if (l + 1 < layers) tangentsOf(run, l, a);
  }
  return false;
}

function spend(run: usize, flops: f64): void {
  setNumber(run, HessianRun.ALLOWED, numberAt(run, HessianRun.ALLOWED) - flops);
}

/** Passes over the samples before the first block. */
const PASSES: i32 = 3;

/** Of all samples of the tile: activations and the curvature of the loss, then deltas, slopes and gates, then factors. Rough flops. */
function passOverSamples(run: usize, pass: i32): f64 {
  const layers = wholeAt(run, HessianRun.LAYERS);
  const sizes = addressAt(run, HessianRun.SIZES);
  const loss = wholeAt(run, HessianRun.LOSS);
  const start = wholeAt(run, HessianRun.START);
  const rows = wholeAt(run, HessianRun.ROWS);
  const w = addressAt(run, HessianRun.WEIGHTS);
  const delta = place(run);
  const activations = partAt(run, Part.ACTIVATIONS);
  const roots = partAt(run, Part.PAIRS);
  if (pass === 0) {
    const inputs = addressAt(run, HessianRun.INPUTS);
    loadRows<f64>(inputs, stride(sizeOf(sizes, 0)), 0, start, rows, activations);
    forward<f64>(layers, sizes, rows, w, activations);
    const z = rowsAt<f64>(activations, rows, sizes, layers);
    const dz = rowsAt<f64>(delta, rows, sizes, layers);
    const labels = addressAt(run, HessianRun.LABELS) + ((<usize>start) << 2);
    outputCurvature(loss, rows, sizeOf(sizes, layers), labels, z, dz, roots);
  } else if (pass === 1) {
    backDeltas<f64>(layers, sizes, rows, w, activations, delta);
    const slopes = partAt(run, Part.SLOPES);
    slopesAndGates(layers, sizes, rows, activations, delta, slopes, partAt(run, Part.GATES));
  } else {
    const factors = partAt(run, Part.FACTORS);
    curvatureFactors(layers, sizes, loss, rows, w, activations, delta, roots, factors);
  }
  return 4 * <f64>rows * <f64>layerOffset(run, layers + 1);
}

/** Position of layer l's first parameter. */
function layerOffset(run: usize, l: i32): i32 {
  const sizes = addressAt(run, HessianRun.SIZES);
  const extra = wholeAt(run, HessianRun.BIAS);
  let total = 0;
  for (let q = 1; q < l; q++) total += sizeOf(sizes, q) * (sizeOf(sizes, q - 1) + extra);
  return total;
}

/** d h^q / d pre^l_a for q = l+1 … L-1, rows of the tile. */
function tangentsOf(run: usize, l: i32, a: i32): void {
  const layers = wholeAt(run, HessianRun.LAYERS);
  const sizes = addressAt(run, HessianRun.SIZES);
  const rows = wholeAt(run, HessianRun.ROWS);
  const w = addressAt(run, HessianRun.WEIGHTS);
  const activations = partAt(run, Part.ACTIVATIONS);
  const tangents = partAt(run, Part.TANGENTS);
  const n = sizeOf(sizes, l);
  const ld = stride(n);
  const own = rowsAt<f64>(tangents, rows, sizes, l);
  const open = partAt(run, Part.GATES) + <usize>(unitOffset(sizes, l) + a) * <usize>rows;
  memory.fill(own, 0, (<usize>rows * <usize>ld) << 3);
  for (let r = 0; r < rows; r++)
    store<f64>(own + ((<usize>r * <usize>ld + <usize>a) << 3), <f64>load<u8>(open + <usize>r));
  for (let q = l + 1; q < layers; q++) {
    const from = rowsAt<f64>(tangents, rows, sizes, q - 1);
    const to = rowsAt<f64>(tangents, rows, sizes, q);
    const d = stride(sizeOf(sizes, q - 1));
    const nq = sizeOf(sizes, q);
    productNT<f64>(rows, nq, d, from, d, weightsAt<f64>(w, sizes, q), d, to, stride(nq), false);
    gate<f64>(to, rowsAt<f64>(activations, rows, sizes, q), rows, nq);
  }
}

/** Samples at which unit u and (unless v < 0) unit v are on, ascending. */
function choose(run: usize, u: i32, v: i32): i32 {
  const rows = wholeAt(run, HessianRun.ROWS);
  const gates = partAt(run, Part.GATES);
  const chosen = partAt(run, Part.CHOSEN);
  const gu = gates + <usize>u * <usize>rows;
  const gv = v < 0 ? gu : gates + <usize>v * <usize>rows;
  let count = 0;
  for (let r = 0; r < rows; r++) {
    store<i32>(chosen + ((<usize>count) << 2), r);
    count += <i32>(load<u8>(gu + <usize>r) & load<u8>(gv + <usize>r));
  }
  return count;
}

/** c = G_u · G_v at every sample of the tile. */
function correlate(run: usize, u: i32, v: i32, out: usize): void {
  const rows = wholeAt(run, HessianRun.ROWS);
  const sizes = addressAt(run, HessianRun.SIZES);
  const k = sizeOf(sizes, wholeAt(run, HessianRun.LAYERS));
  const factors = partAt(run, Part.FACTORS);
  const step = (<usize>rows) << 3;
  const gu = factorAt(factors, rows, k, u, 0);
  const gv = factorAt(factors, rows, k, v, 0);
  const end = step * <usize>k;
  let t: usize = 0;
  for (; t + 16 <= step; t += 16) {
    let sum = f64x2.splat(0);
    for (let c: usize = t; c < end; c += step)
      sum = f64x2.add(sum, f64x2.mul(v128.load(gu + c), v128.load(gv + c)));
    v128.store(out + t, sum);
  }
  if (t < step) {
    let sum: f64 = 0;
    for (let c: usize = t; c < end; c += step) sum += load<f64>(gu + c) * load<f64>(gv + c);
    store<f64>(out + t, sum);
  }
}

/**
 * Samples from place t on, in chunks while flops are allowed, of the blocks (l, a) x (m, first … end - 1), which share their samples;
 * after the last the blocks are added to H. Returns the next place, or DONE.
 */
function blocksOf(run: usize, l: i32, a: i32, m: i32, first: i32, end: i32, t: i32): i32 {
  const layers = wholeAt(run, HessianRun.LAYERS);
  const sizes = addressAt(run, HessianRun.SIZES);
  const tile = wholeAt(run, HessianRun.ROWS);
  const chosen = partAt(run, Part.CHOSEN);
  const pairs = partAt(run, Part.PAIRS);
  const xPack = partAt(run, Part.X_PACK);
  const yPack = partAt(run, Part.Y_PACK);
  const blocks = partAt(run, Part.BLOCKS);
  const u = unitOffset(sizes, l) + a;
  const v = unitOffset(sizes, m);
  const count = choose(run, u, m == layers ? -1 : v + first);
  if (count == 0) return DONE;
  const rows = stride(sizeOf(sizes, l - 1)) >> 2;
  const columns = stride(sizeOf(sizes, m - 1)) >> 2;
  const bytes = (<usize>(rows * columns)) << 7;
  const x = rowsAt<f64>(partAt(run, Part.ACTIVATIONS), tile, sizes, l - 1);
  if (t === 0) {
    for (let b = first; b < end; b++)
      correlate(run, u, v + b, pairs + ((<usize>(b - first) * <usize>tile) << 3));
    memory.fill(blocks, 0, bytes * <usize>(end - first));
  }
  for (; t < count; t += CHUNK) {
    if (numberAt(run, HessianRun.ALLOWED) <= 0) return t;
    const size = min(CHUNK, count - t);
    const samples = chosen + ((<usize>t) << 2);
    packX(samples, size, rows, x, xPack);
    for (let b = first; b < end; b++) {
      packY(run, samples, size, l, a, m, v + b, pairs + ((<usize>(b - first) * <usize>tile) << 3));
      gram(size, rows, columns, xPack, yPack, blocks + <usize>(b - first) * bytes, l == m);
    }
    spend(run, 32 * <f64>size * <f64>rows * <f64>columns * <f64>(end - first));
  }
  for (let b = first; b < end; b++) {
    const block = blocks + <usize>(b - first) * bytes;
    if (l == m) completeBlock(4 * rows, block);
    scatter(run, l, a, m, b, block);
  }
  return DONE;
}

/** Rows `samples` of x to panels. */
function packX(samples: usize, count: i32, panels: i32, x: usize, xPack: usize): void {
  const row = (<usize>panels) << 5;
  for (let r = 0; r < count; r++) {
    const from = x + <usize>load<i32>(samples + ((<usize>r) << 2)) * row;
    let to = xPack + ((<usize>r) << 5);
    for (let t: usize = 0; t < row; t += 32) {
      v128.store(to, v128.load(from + t));
      v128.store(to, v128.load(from + t, 16), 16);
      to += PANEL;
    }
  }
}

/** Rows y_j = c h^{m-1}_j + slope · (d h^{m-1}_j / d pre^l_a) to panels. */
function packY(run: usize, samples: usize, count: i32, l: i32, a: i32, m: i32, v: i32, c: usize): void {
  const sizes = addressAt(run, HessianRun.SIZES);
  const tile = wholeAt(run, HessianRun.ROWS);
  const yPack = partAt(run, Part.Y_PACK);
  const row = (<usize>stride(sizeOf(sizes, m - 1))) << 3;
  const h = rowsAt<f64>(partAt(run, Part.ACTIVATIONS), tile, sizes, m - 1);
  const tangent = rowsAt<f64>(partAt(run, Part.TANGENTS), tile, sizes, m - 1);
  const slope = partAt(run, Part.SLOPES) + ((<usize>v * <usize>tile) << 3);
  const own = yPack + <usize>(a >> 2) * PANEL + ((<usize>(a & 3)) << 3);
  for (let r = 0; r < count; r++) {
    const s = <usize>load<i32>(samples + ((<usize>r) << 2));
    const from = h + s * row;
    const factor = v128.load64_splat(c + (s << 3));
    let to = yPack + ((<usize>r) << 5);
    for (let t: usize = 0; t < row; t += 32) {
      v128.store(to, f64x2.mul(factor, v128.load(from + t)));
      v128.store(to, f64x2.mul(factor, v128.load(from + t, 16)), 16);
      to += PANEL;
    }
    if (l == m) continue;
    const g = load<f64>(slope + (s << 3));
    if (m == l + 1) {
      const at = own + ((<usize>r) << 5);
      store<f64>(at, load<f64>(at) + g);
    } else addTangent(yPack + ((<usize>r) << 5), tangent + s * row, row, g);
  }
}

function addTangent(to: usize, tangent: usize, row: usize, slope: f64): void {
  const g = f64x2.splat(slope);
  for (let t: usize = 0; t < row; t += 32) {
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(g, v128.load(tangent + t))));
    v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(g, v128.load(tangent + t, 16))), 16);
    to += PANEL;
  }
}

/** Mirrors the lower triangle of a block into its upper one. */
function completeBlock(n: i32, block: usize): void {
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++)
      store<f64>(block + ((<usize>(i * n + j)) << 3), load<f64>(block + ((<usize>(j * n + i)) << 3)));
}

/** Adds a block to the upper triangle of H. */
function scatter(run: usize, l: i32, a: i32, m: i32, b: i32, block: usize): void {
  const sizes = addressAt(run, HessianRun.SIZES);
  const hasBias = wholeAt(run, HessianRun.BIAS) != 0;
  const scale = numberAt(run, HessianRun.SCALE);
  const h = addressAt(run, HessianRun.HESSIAN);
  const order = layerOffset(run, wholeAt(run, HessianRun.LAYERS) + 1);
  const n = sizeOf(sizes, l - 1);
  const d = sizeOf(sizes, m - 1);
  const ld = stride(d);
  const same = l == m && a == b;
  const rowStart = layerOffset(run, l);
  const columnStart = layerOffset(run, m);
  const columnBias = columnStart + sizeOf(sizes, m) * d + b;
  for (let i = 0; i < n; i++) {
    const r = rowStart + a * n + i;
    const first = same ? i : 0;
    const from = block + ((<usize>(i * ld)) << 3);
    const to = h + ((<usize>r * <usize>order + <usize>(columnStart + b * d)) << 3);
    addRow(d - first, scale, from + ((<usize>first) << 3), to + ((<usize>first) << 3));
    if (hasBias) addTo(h, order, r, columnBias, scale * load<f64>(from + ((<usize>d) << 3)));
  }
  if (!hasBias) return;
  const r = rowStart + sizeOf(sizes, l) * n + a;
  const from = block + ((<usize>(n * ld)) << 3);
  if (!same)
    for (let j = 0; j < d; j++)
      addTo(h, order, r, columnStart + b * d + j, scale * load<f64>(from + ((<usize>j) << 3)));
  addTo(h, order, r, columnBias, scale * load<f64>(from + ((<usize>d) << 3)));
}

/** to += scale · from, n numbers. */
function addRow(n: i32, scale: f64, from: usize, to: usize): void {
  const factor = f64x2.splat(scale);
  const end = (<usize>n) << 3;
  let t: usize = 0;
  for (; t + 16 <= end; t += 16)
    v128.store(to + t, f64x2.add(v128.load(to + t), f64x2.mul(factor, v128.load(from + t))));
  if (t < end) store<f64>(to + t, load<f64>(to + t) + scale * load<f64>(from + t));
}

/** Adds a number to the entry (r, c) of the upper triangle. */
function addTo(h: usize, order: i32, r: i32, c: i32, value: f64): void {
  const at = h + ((<usize>min(r, c) * <usize>order + <usize>max(r, c)) << 3);
  store<f64>(at, load<f64>(at) + value);
}
