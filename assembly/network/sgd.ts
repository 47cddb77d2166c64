// Stochastic gradient descent in f32: a run of mini-batches in one call.

import { SgdRun } from "../codes";
import { outputDelta } from "../generated/losses";
import { addressAt, numberAt, wholeAt } from "../run-block";
import { clearBias, networkPacked, rowOffset, sizeOf, stride } from "./layout";
import { backward, forward, loadRows, rowsAt } from "./pass";
import { stepOnSample } from "./sgd-single";

/** Samples a tile: larger batches add their gradients tile by tile. */
export const TILE: i32 = 128;

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
 *
 * @param run SgdRun
 */
export function networkSgd(run: usize): void {
  const layers = wholeAt(run, SgdRun.LAYERS);
  const sizes = addressAt(run, SgdRun.SIZES);
  const batch = wholeAt(run, SgdRun.BATCH);
  const rate = <f32>numberAt(run, SgdRun.RATE);
  const w = addressAt(run, SgdRun.WEIGHTS);
  const direct =
    addressAt(run, SgdRun.VELOCITY) == 0 && <f32>numberAt(run, SgdRun.DECAY) == 0 && batch <= TILE;
  const start = wholeAt(run, SgdRun.START);
  const end = start + wholeAt(run, SgdRun.COUNT);
  if (direct && batch == 1) {
    stepOnEach(run, start, end);
    return;
  }
  const packed = networkPacked(layers, sizes);
  const gradient = gradientAt(run, min(batch, TILE));
  for (let first = start; first < end; first += batch) {
    const size = min(batch, end - first);
    if (!direct) memory.fill(gradient, 0, (<usize>packed) << 2);
    const scale: f32 = 1 / <f32>size;
    const alpha = f32x4.splat(direct ? -rate * scale : scale);
    for (let t = 0; t < size; t += TILE)
      tile(run, first + t, min(TILE, size - t), direct ? w : gradient, alpha);
    if (!direct) step(packed, run, gradient);
    if (wholeAt(run, SgdRun.BIAS) == 0) clearBias<f32>(layers, sizes, w);
  }
}

/** Bytes of the activations, or deltas, of a tile. */
function tileBytes(run: usize, rows: i32): usize {
  const all = rowOffset(addressAt(run, SgdRun.SIZES), wholeAt(run, SgdRun.LAYERS) + 1);
  return (<usize>rows * <usize>all) << 2;
}

/** Behind the activations and deltas of tiles of up to `rows` samples. */
function gradientAt(run: usize, rows: i32): usize {
  return addressAt(run, SgdRun.WORK) + 2 * tileBytes(run, rows);
}

/** Batches of one sample. */
function stepOnEach(run: usize, start: i32, end: i32): void {
  const layers = wholeAt(run, SgdRun.LAYERS);
  const sizes = addressAt(run, SgdRun.SIZES);
  const loss = wholeAt(run, SgdRun.LOSS);
  const bias = wholeAt(run, SgdRun.BIAS);
  const inputs = addressAt(run, SgdRun.INPUTS);
  const labels = addressAt(run, SgdRun.LABELS);
  const order = addressAt(run, SgdRun.ORDER);
  const rate = <f32>numberAt(run, SgdRun.RATE);
  const w = addressAt(run, SgdRun.WEIGHTS);
  const work = addressAt(run, SgdRun.WORK);
  const delta = work + tileBytes(run, 1);
  const row = (<usize>stride(sizeOf(sizes, 0))) << 2;
  for (let t = start; t < end; t++) {
    const sample = <usize>load<i32>(order + ((<usize>t) << 2));
    const label = load<i32>(labels + (sample << 2));
    stepOnSample(layers, sizes, loss, bias, inputs + sample * row, label, rate, w, work, delta);
  }
}

/** The gradient of samples order[first … first+rows-1], times alpha, added to `target`. */
function tile(run: usize, first: i32, rows: i32, target: usize, alpha: v128): void {
  const layers = wholeAt(run, SgdRun.LAYERS);
  const sizes = addressAt(run, SgdRun.SIZES);
  const loss = wholeAt(run, SgdRun.LOSS);
  const labels = addressAt(run, SgdRun.LABELS);
  const order = addressAt(run, SgdRun.ORDER);
  const w = addressAt(run, SgdRun.WEIGHTS);
  const act = addressAt(run, SgdRun.WORK);
  const delta = act + tileBytes(run, min(wholeAt(run, SgdRun.BATCH), TILE));
  const k = sizeOf(sizes, layers);
  const row = (<usize>stride(k)) << 2;
  loadRows<f32>(addressAt(run, SgdRun.INPUTS), stride(sizeOf(sizes, 0)), order, first, rows, act);
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

/** Moves n weights after a batch, whose mean gradient stands at `gradient`. */
export function step(n: i32, run: usize, gradient: usize): void {
  const w = addressAt(run, SgdRun.WEIGHTS);
  const velocity = addressAt(run, SgdRun.VELOCITY);
  const mu = f32x4.splat(<f32>numberAt(run, SgdRun.MOMENTUM));
  const lambda = f32x4.splat(<f32>numberAt(run, SgdRun.DECAY));
  const eta = f32x4.splat(-(<f32>numberAt(run, SgdRun.RATE)));
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
