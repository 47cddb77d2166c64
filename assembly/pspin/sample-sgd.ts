// The paper's stochastic gradient descent: down one of the samples of which the couplings are the sum, in turn.

import { SampleSgdRun } from "../codes";
import { addressAt, numberAt, wholeAt } from "../run-block";
import { evaluateBlock, evaluateWork, ROW } from "./evaluate";
import { addRows, gatherLane, normaliseRows, projectRows, scatterLane } from "./rows";

/** Bytes of workspace for `pspinSgd`. */
export function pspinSgdWork(n: i32, p: i32): usize {
  return <usize>(2 * n) * ROW + 2 * ROW + evaluateWork(p);
}

/**
 * The paper's stochastic gradient descent: the couplings are a sum of `samples` independent tensors / sqrt(samples), and a step
 * goes down one of them, cycled:  x <- x - eta_t P_x grad H_s(x), normalised;  eta_t = eta / (1 + decay t), t the epoch.
 *
 * `couplings` are samples x length f32, `points` at most LANES starts, in place.
 *
 * @param run SampleSgdRun
 */
export function pspinSgd(run: usize): void {
  const n = wholeAt(run, SampleSgdRun.N);
  const p = wholeAt(run, SampleSgdRun.P);
  const couplings = addressAt(run, SampleSgdRun.COUPLINGS);
  const length = numberAt(run, SampleSgdRun.LENGTH);
  const samples = wholeAt(run, SampleSgdRun.SAMPLES);
  const count = wholeAt(run, SampleSgdRun.COUNT);
  const points = addressAt(run, SampleSgdRun.POINTS);
  const eta = numberAt(run, SampleSgdRun.ETA);
  const decay = numberAt(run, SampleSgdRun.DECAY);
  const firstEpoch = wholeAt(run, SampleSgdRun.FIRST_EPOCH);
  const epochs = wholeAt(run, SampleSgdRun.EPOCHS);
  const work = addressAt(run, SampleSgdRun.WORK);
  const size = <usize>n * ROW;
  const x = work;
  const g = x + size;
  const energy = g + size;
  const scratch = energy + ROW;
  const evaluate = scratch + ROW;
  memory.fill(x, 0, size);
  for (let lane = 0; lane < count; lane++) scatterLane(n, lane, points + ((<usize>(lane * n)) << 3), x);
  if (wholeAt(run, SampleSgdRun.BEGUN) === 0) normaliseRows(n, x, scratch);
  for (let epoch = firstEpoch; epoch < firstEpoch + epochs; epoch++) {
    const step = -eta / (1 + decay * <f64>epoch);
    for (let s = 0; s < samples; s++) {
      evaluateBlock(n, p, couplings + ((<usize>(<f64>s * length)) << 2), x, g, energy, evaluate);
      projectRows(n, x, g, scratch);
      for (let o: usize = 0; o < ROW; o += 16) v128.store(scratch + o, f64x2.splat(step));
      addRows(n, scratch, g, x);
      normaliseRows(n, x, scratch);
    }
  }
  for (let lane = 0; lane < count; lane++) gatherLane(n, lane, x, points + ((<usize>(lane * n)) << 3));
}

/** total = f32(sum of the samples / sqrt(samples)) */
export function pspinSumSamples(length: f64, samples: i32, couplings: usize, total: usize): void {
  const n = <usize>length;
  const scale = 1 / Math.sqrt(<f64>samples);
  for (let t: usize = 0; t < n; t++) {
    let sum = 0.0;
    for (let s: usize = 0; s < <usize>samples; s++) sum += <f64>load<f32>(couplings + ((s * n + t) << 2));
    store<f32>(total + (t << 2), <f32>(sum * scale));
  }
}
