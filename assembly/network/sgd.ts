// Stochastic gradient descent in f32: a run of mini-batches in one call.

import { outputDelta } from "../generated/losses";
import { clearBias, networkPacked, rowOffset, sizeOf, stride } from "./layout";
import { backward, forward, loadRows, rowsAt } from "./pass";
import { stepOnSample } from "./sgd-single";

/** Samples a tile: larger batches add their gradients tile by tile. */
const TILE: i32 = 128;

/** Bytes of workspace: activations and deltas of a tile, and a gradient. */
export function networkSgdWork(layers: i32, sizes: usize, batch: i32): usize {
  const rows = min(batch, TILE);
  return (
    ((<usize>(2 * rows) * <usize>rowOffset(sizes, layers + 1) + <usize>networkPacked(layers, sizes)) << 2) +
    64
  );
}

/**
 * SGD over samples order[start … start+count-1] in batches of `batch` (the last may be smaller), weights w packed f32.
 *
 *   g = mean gradient of the batch + decay w;   v = momentum v + g;   w -= rate v      (PyTorch's convention)
 *
 * `velocity` is 0 when momentum is 0; then, without decay, the gradient goes into the weights directly.
 */
export function networkSgd(
  layers: i32,
  sizes: usize,
  loss: i32,
  bias: i32,
  inputs: usize,
  labels: usize,
  order: usize,
  start: i32,
  count: i32,
  batch: i32,
  rate: f32,
  momentum: f32,
  decay: f32,
  w: usize,
  velocity: usize,
  work: usize,
): void {
  const direct = velocity == 0 && decay == 0 && batch <= TILE;
  const packed = networkPacked(layers, sizes);
  const set = (<usize>min(batch, TILE) * <usize>rowOffset(sizes, layers + 1)) << 2;
  const delta = work + set;
  const gradient = delta + set;
  const end = start + count;
  if (direct && batch == 1) {
    const row = (<usize>stride(sizeOf(sizes, 0))) << 2;
    for (let t = start; t < end; t++) {
      const sample = <usize>load<i32>(order + ((<usize>t) << 2));
      const label = load<i32>(labels + (sample << 2));
      stepOnSample(layers, sizes, loss, bias, inputs + sample * row, label, rate, w, work, delta);
    }
    return;
  }
  for (let first = start; first < end; first += batch) {
    const size = min(batch, end - first);
    if (!direct) memory.fill(gradient, 0, (<usize>packed) << 2);
    const scale: f32 = 1 / <f32>size;
    const alpha = f32x4.splat(direct ? -rate * scale : scale);
    for (let t = 0; t < size; t += TILE) {
      const rows = min(TILE, size - t);
      tile(
        layers,
        sizes,
        loss,
        inputs,
        labels,
        order,
        first + t,
        rows,
        w,
        work,
        delta,
        direct ? w : gradient,
        alpha,
      );
    }
    if (!direct) step(packed, rate, momentum, decay, w, velocity, gradient);
    if (bias == 0) clearBias<f32>(layers, sizes, w);
  }
}

/** One tile's gradient, times alpha, added to `target`. */
function tile(
  layers: i32,
  sizes: usize,
  loss: i32,
  inputs: usize,
  labels: usize,
  order: usize,
  first: i32,
  rows: i32,
  w: usize,
  act: usize,
  delta: usize,
  target: usize,
  alpha: v128,
): void {
  const k = sizeOf(sizes, layers);
  const row = (<usize>stride(k)) << 2;
  loadRows<f32>(inputs, stride(sizeOf(sizes, 0)), order, first, rows, act);
  forward<f32>(layers, sizes, rows, w, act);
  const z = rowsAt<f32>(act, rows, sizes, layers);
  const dz = rowsAt<f32>(delta, rows, sizes, layers);
  for (let r = 0; r < rows; r++) {
    const sample = load<i32>(order + ((<usize>(first + r)) << 2));
    outputDelta<f32>(
      loss,
      z + <usize>r * row,
      k,
      load<i32>(labels + ((<usize>sample) << 2)),
      dz + <usize>r * row,
    );
  }
  backward<f32>(layers, sizes, rows, w, act, delta, target, alpha);
}

function step(
  n: i32,
  rate: f32,
  momentum: f32,
  decay: f32,
  w: usize,
  velocity: usize,
  gradient: usize,
): void {
  const mu = f32x4.splat(momentum);
  const lambda = f32x4.splat(decay);
  const eta = f32x4.splat(-rate);
  for (let t: usize = 0; t < (<usize>n) << 2; t += 16) {
    const x = v128.load(w + t);
    let g = f32x4.add(v128.load(gradient + t), f32x4.mul(lambda, x));
    if (velocity != 0) {
      g = f32x4.add(f32x4.mul(mu, v128.load(velocity + t)), g);
      v128.store(velocity + t, g);
    }
    v128.store(w + t, f32x4.add(x, f32x4.mul(eta, g)));
  }
}
