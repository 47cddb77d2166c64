// The exact Hessian of the summed loss, by structured weighted Gram matrices, for any depth. For weights (l, a, i) and
// (m, b, j), l <= m, with the gates fixed and h the padded activations (the bias is input number n):
//
//   H = sum_s h^{l-1}_i [ (G_la · G_mb) h^{m-1}_j + (d loss / d pre^m_b) (d h^{m-1}_j / d pre^l_a) ]
//
// so that each pair of units is one matrix product over the samples at which both are on; the second term exists for
// l < m only. Within one layer the block is symmetric in (i, j). Compare: a Hessian-vector product a column costs about
// eight times as much, for it uses neither the symmetry nor the gates.

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

// One call's sizes and places, set anew by every call, so that the functions below have few arguments.
let layerCount: i32 = 0;
let sizesAt: usize = 0;
let rowCount: i32 = 0;
let classCount: i32 = 0;
let hasBias: bool = false;
let parameterCount: i32 = 0;
let hessianAt: usize = 0;
let scaleBy: f64 = 0;
let activations: usize = 0;
let tangents: usize = 0;
let slopes: usize = 0;
let gates: usize = 0;
let factors: usize = 0;
let weights: usize = 0; // c_ab of the samples, one vector a unit b of the group; before that, what curvature.ts calls roots
let chosen: usize = 0; // samples at which both units are on
let xPack: usize = 0;
let yPack: usize = 0;
let blocks: usize = 0;

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
  return (doubles << 3) + rootsWork(tile, k) + packs + rows * <usize>(units + 4) + 256;
}

/** Cuts the workspace into its parts; returns where the deltas stand. */
function place(layers: i32, sizes: usize, rows: i32, work: usize): usize {
  const k = sizeOf(sizes, layers);
  const units = unitOffset(sizes, layers + 1);
  const widest = widestRow(layers, sizes);
  const set = (<usize>rows * <usize>rowOffset(sizes, layers + 1)) << 3;
  const vector = (<usize>rows) << 3;
  activations = work;
  tangents = activations + set;
  const delta = tangents + set;
  slopes = delta + set;
  factors = slopes + <usize>units * vector;
  weights = factors + <usize>(units * k) * vector;
  xPack = (weights + rootsWork(rows, k) + 63) & ~63;
  yPack = xPack + <usize>(widest >> 2) * PANEL;
  blocks = yPack + <usize>(widest >> 2) * PANEL;
  chosen = blocks + ((<usize>(widest * (k * stride(sizeOf(sizes, layers - 1)) + widest))) << 3);
  gates = chosen + ((<usize>rows) << 2);
  return delta;
}

/**
 * Adds `scale` times the Hessian of samples start … start+rows-1 to the upper triangle of h (P x P, canonical order).
 * `networkMirror` then fills the lower one.
 */
export function networkHessian(
  layers: i32,
  sizes: usize,
  loss: i32,
  bias: i32,
  start: i32,
  rows: i32,
  inputs: usize,
  labels: usize,
  w: usize,
  scale: f64,
  h: usize,
  work: usize,
): void {
  const delta = place(layers, sizes, rows, work);
  layerCount = layers;
  sizesAt = sizes;
  rowCount = rows;
  classCount = sizeOf(sizes, layers);
  hasBias = bias != 0;
  hessianAt = h;
  scaleBy = scale;
  parameterCount = layerOffset(layers + 1);
  loadRows<f64>(inputs, stride(sizeOf(sizes, 0)), 0, start, rows, activations);
  forward<f64>(layers, sizes, rows, w, activations);
  const z = rowsAt<f64>(activations, rows, sizes, layers);
  const dz = rowsAt<f64>(delta, rows, sizes, layers);
  outputCurvature(loss, rows, classCount, labels + ((<usize>start) << 2), z, dz, weights);
  backDeltas<f64>(layers, sizes, rows, w, activations, delta);
  slopesAndGates(layers, sizes, rows, activations, delta, slopes, gates);
  curvatureFactors(layers, sizes, loss, rows, w, activations, delta, weights, factors);
  for (let l = 1; l <= layers; l++)
    for (let a = 0; a < sizeOf(sizes, l); a++) {
      if (l + 1 < layers) tangentsOf(l, a, w);
      rowOfBlocks(l, a);
    }
}

/** Position of layer l's first parameter. */
function layerOffset(l: i32): i32 {
  let total = 0;
  for (let q = 1; q < l; q++) total += sizeOf(sizesAt, q) * (sizeOf(sizesAt, q - 1) + (hasBias ? 1 : 0));
  return total;
}

/** All blocks (l, a) x (m, b) with (m, b) >= (l, a). The output units share their samples, and so are done together. */
function rowOfBlocks(l: i32, a: i32): void {
  for (let m = l; m < layerCount; m++)
    for (let b = m == l ? a : 0; b < sizeOf(sizesAt, m); b++) blocksOf(l, a, m, b, b + 1);
  blocksOf(l, a, layerCount, l == layerCount ? a : 0, classCount);
}

/** d h^q / d pre^l_a for q = l+1 … L-1, rows of the tile. */
function tangentsOf(l: i32, a: i32, w: usize): void {
  const n = sizeOf(sizesAt, l);
  const ld = stride(n);
  const own = rowsAt<f64>(tangents, rowCount, sizesAt, l);
  const open = gates + <usize>(unitOffset(sizesAt, l) + a) * <usize>rowCount;
  memory.fill(own, 0, (<usize>rowCount * <usize>ld) << 3);
  for (let r = 0; r < rowCount; r++)
    store<f64>(own + ((<usize>r * <usize>ld + <usize>a) << 3), <f64>load<u8>(open + <usize>r));
  for (let q = l + 1; q < layerCount; q++) {
    const from = rowsAt<f64>(tangents, rowCount, sizesAt, q - 1);
    const to = rowsAt<f64>(tangents, rowCount, sizesAt, q);
    const d = stride(sizeOf(sizesAt, q - 1));
    const nq = sizeOf(sizesAt, q);
    productNT<f64>(rowCount, nq, d, from, d, weightsAt<f64>(w, sizesAt, q), d, to, stride(nq), false);
    gate<f64>(to, rowsAt<f64>(activations, rowCount, sizesAt, q), rowCount, nq);
  }
}

/** Samples at which unit u and (unless v < 0) unit v are on, ascending. */
function choose(u: i32, v: i32): i32 {
  const gu = gates + <usize>u * <usize>rowCount;
  const gv = v < 0 ? gu : gates + <usize>v * <usize>rowCount;
  let count = 0;
  for (let r = 0; r < rowCount; r++) {
    store<i32>(chosen + ((<usize>count) << 2), r);
    count += <i32>(load<u8>(gu + <usize>r) & load<u8>(gv + <usize>r));
  }
  return count;
}

/** c = G_u · G_v at every sample of the tile. */
function correlate(u: i32, v: i32, out: usize): void {
  const step = (<usize>rowCount) << 3;
  const gu = factorAt(factors, rowCount, classCount, u, 0);
  const gv = factorAt(factors, rowCount, classCount, v, 0);
  const end = step * <usize>classCount;
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

function blocksOf(l: i32, a: i32, m: i32, first: i32, end: i32): void {
  const u = unitOffset(sizesAt, l) + a;
  const v = unitOffset(sizesAt, m);
  const count = choose(u, m == layerCount ? -1 : v + first);
  if (count == 0) return;
  const rows = stride(sizeOf(sizesAt, l - 1)) >> 2;
  const columns = stride(sizeOf(sizesAt, m - 1)) >> 2;
  const bytes = (<usize>(rows * columns)) << 7;
  const x = rowsAt<f64>(activations, rowCount, sizesAt, l - 1);
  for (let b = first; b < end; b++)
    correlate(u, v + b, weights + ((<usize>(b - first) * <usize>rowCount) << 3));
  memory.fill(blocks, 0, bytes * <usize>(end - first));
  for (let t = 0; t < count; t += CHUNK) {
    const size = min(CHUNK, count - t);
    const samples = chosen + ((<usize>t) << 2);
    packX(samples, size, rows, x);
    for (let b = first; b < end; b++) {
      packY(samples, size, l, a, m, v + b, weights + ((<usize>(b - first) * <usize>rowCount) << 3));
      gram(size, rows, columns, xPack, yPack, blocks + <usize>(b - first) * bytes, l == m);
    }
  }
  for (let b = first; b < end; b++) {
    const block = blocks + <usize>(b - first) * bytes;
    if (l == m) completeBlock(4 * rows, block);
    scatter(l, a, m, b, block);
  }
}

/** Rows `samples` of x to panels. */
function packX(samples: usize, count: i32, panels: i32, x: usize): void {
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
function packY(samples: usize, count: i32, l: i32, a: i32, m: i32, v: i32, c: usize): void {
  const row = (<usize>stride(sizeOf(sizesAt, m - 1))) << 3;
  const h = rowsAt<f64>(activations, rowCount, sizesAt, m - 1);
  const tangent = rowsAt<f64>(tangents, rowCount, sizesAt, m - 1);
  const slope = slopes + ((<usize>v * <usize>rowCount) << 3);
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
function scatter(l: i32, a: i32, m: i32, b: i32, block: usize): void {
  const n = sizeOf(sizesAt, l - 1);
  const d = sizeOf(sizesAt, m - 1);
  const ld = stride(d);
  const same = l == m && a == b;
  const rowStart = layerOffset(l);
  const columnStart = layerOffset(m);
  const columnBias = columnStart + sizeOf(sizesAt, m) * d + b;
  for (let i = 0; i < n; i++) {
    const r = rowStart + a * n + i;
    const first = same ? i : 0;
    const from = block + ((<usize>(i * ld)) << 3);
    const to = hessianAt + ((<usize>r * <usize>parameterCount + <usize>(columnStart + b * d)) << 3);
    addRow(d - first, from + ((<usize>first) << 3), to + ((<usize>first) << 3));
    if (hasBias) addTo(r, columnBias, load<f64>(from + ((<usize>d) << 3)));
  }
  if (!hasBias) return;
  const r = rowStart + sizeOf(sizesAt, l) * n + a;
  const from = block + ((<usize>(n * ld)) << 3);
  if (!same)
    for (let j = 0; j < d; j++) addTo(r, columnStart + b * d + j, load<f64>(from + ((<usize>j) << 3)));
  addTo(r, columnBias, load<f64>(from + ((<usize>d) << 3)));
}

/** to += scale · from, n numbers. */
function addRow(n: i32, from: usize, to: usize): void {
  const scale = f64x2.splat(scaleBy);
  const end = (<usize>n) << 3;
  let t: usize = 0;
  for (; t + 16 <= end; t += 16)
    v128.store(to + t, f64x2.add(v128.load(to + t), f64x2.mul(scale, v128.load(from + t))));
  if (t < end) store<f64>(to + t, load<f64>(to + t) + scaleBy * load<f64>(from + t));
}

function addTo(r: i32, c: i32, value: f64): void {
  const at = hessianAt + ((<usize>min(r, c) * <usize>parameterCount + <usize>max(r, c)) << 3);
  store<f64>(at, load<f64>(at) + scaleBy * value);
}

/** Mirror in squares of this side, so that both a row's and a column's lines stay in cache. */
const SQUARE: i32 = 32;

/** The lower triangle of h (n x n) becomes the mirror of the upper one. */
export function networkMirror(n: i32, h: usize): void {
  for (let i0 = 0; i0 < n; i0 += SQUARE)
    for (let j0 = i0; j0 < n; j0 += SQUARE)
      for (let i = i0; i < min(i0 + SQUARE, n); i++)
        for (let j = max(j0, i + 1); j < min(j0 + SQUARE, n); j++)
          store<f64>(
            h + ((<usize>j * <usize>n + <usize>i) << 3),
            load<f64>(h + ((<usize>i * <usize>n + <usize>j) << 3)),
          );
}
