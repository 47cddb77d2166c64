// Simulated annealing of a network with one hidden layer, without gradients: one parameter a move, the loss kept up to date
// incrementally. f32, the sample index innermost, `lanes` samples a row (n rounded up to a multiple of 4):
//
//   state   xT [d+1][lanes] | labels i32 [lanes] | z1 [n1][lanes] | z2 [K][lanes] | loss [lanes] | scratch
//   xT's last row is 1 (the bias's input); samples past n have inputs 0 there and loss 0, and so never count.
//
// A move of an input weight (a, i) changes z1_a by Δ x_i, and the logits only where the unit's output changes; a move of an
// output weight (k, a) changes z_k by Δ h_a. Blocks of four samples that do not change cost one load. [KirGelVec83]

import { AnnealRun, Proposal } from "../codes";
import { valueLanes } from "../generated/losses";
import { philox4x32 } from "../random/philox";
import { addressAt, numberAt, wholeAt } from "../run-block";
import { sizeOf, stride } from "./layout";

const TWO_M32: f64 = 2.3283064365386963e-10;
/** Moves between full recomputations, which wipe out the rounding of the increments; at fixed move numbers. */
const REFRESH: u64 = 8192;

// Bytes from `run` to the numbers of the run.
const SUM: usize = (<usize>AnnealRun.SUM) << 3;
const TEMPERATURE: usize = (<usize>AnnealRun.TEMPERATURE) << 3;
const TEMPERATURE_RATIO: usize = (<usize>AnnealRun.TEMPERATURE_RATIO) << 3;
const SCALE: usize = (<usize>AnnealRun.SCALE) << 3;
const SCALE_RATIO: usize = (<usize>AnnealRun.SCALE_RATIO) << 3;
const ACCEPTED: usize = (<usize>AnnealRun.ACCEPTED) << 3;
const HIDDEN_LEVEL: usize = (<usize>AnnealRun.HIDDEN_LEVEL) << 3;
const OUTPUT_LEVEL: usize = (<usize>AnnealRun.OUTPUT_LEVEL) << 3;
const WORDS: usize = (<usize>AnnealRun.WORDS) << 3;
const DIFFERENCE: usize = (<usize>AnnealRun.DIFFERENCE) << 3;

function lanesOf(n: i32): i32 {
  return (n + 3) & ~3;
}

/** Bytes of state for n samples of a d-n1-k network. */
export function networkAnnealWork(n: i32, sizes: usize): usize {
  const d = sizeOf(sizes, 0);
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  return ((<usize>lanesOf(n) * <usize>(d + 1 + 1 + n1 + k + 1 + k + 2)) << 2) + 64;
}

/** exp((ln to - ln from) / steps): the factor a move of a geometric schedule. */
export function networkGeometricRatio(from: f64, to: f64, steps: f64): f64 {
  return Math.exp((Math.log(to) - Math.log(from)) / steps);
}

/** Lays out the samples (padded rows of `networkPackInputs`) and computes everything from the weights. */
export function networkAnnealStart(
  sizes: usize,
  loss: i32,
  n: i32,
  inputs: usize,
  labels: usize,
  w: usize,
  state: usize,
  run: usize,
): void {
  const d = sizeOf(sizes, 0);
  const ld = stride(d);
  const lanes = lanesOf(n);
  const row = (<usize>lanes) << 2;
  for (let i = 0; i <= d; i++)
    for (let s = 0; s < lanes; s++)
      store<f32>(
        state + <usize>i * row + ((<usize>s) << 2),
        s < n ? load<f32>(inputs + ((<usize>s * <usize>ld + <usize>i) << 2)) : 0,
      );
  const y = state + <usize>(d + 1) * row;
  for (let s = 0; s < lanes; s++)
    store<i32>(y + ((<usize>s) << 2), s < n ? load<i32>(labels + ((<usize>s) << 2)) : -1);
  refresh(sizes, loss, n, w, state, run);
}

/** z1, z2, every sample's loss and their sum, from the weights. */
function refresh(sizes: usize, loss: i32, n: i32, w: usize, state: usize, run: usize): void {
  const d = sizeOf(sizes, 0);
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  const row = (<usize>lanesOf(n)) << 2;
  const y = state + <usize>(d + 1) * row;
  const z1 = y + row;
  const z2 = z1 + <usize>n1 * row;
  const losses = z2 + <usize>k * row;
  const zero = f32x4.splat(0);
  const w2 = w + ((<usize>(n1 * stride(d))) << 2);
  let sum = f64x2.splat(0);
  for (let t: usize = 0; t < row; t += 16) {
    for (let a = 0; a < n1; a++) {
      const wa = w + ((<usize>(a * stride(d))) << 2);
      let z = zero;
      for (let i = 0; i <= d; i++)
        z = f32x4.add(
          z,
          f32x4.mul(v128.load32_splat(wa + ((<usize>i) << 2)), v128.load(state + <usize>i * row + t)),
        );
      v128.store(z1 + <usize>a * row + t, z);
    }
    for (let c = 0; c < k; c++) {
      const wc = w2 + ((<usize>(c * stride(n1))) << 2);
      let z = v128.load32_splat(wc + ((<usize>n1) << 2));
      for (let a = 0; a < n1; a++)
        z = f32x4.add(
          z,
          f32x4.mul(
            v128.load32_splat(wc + ((<usize>a) << 2)),
            f32x4.pmax(v128.load(z1 + <usize>a * row + t), zero),
          ),
        );
      v128.store(z2 + <usize>c * row + t, z);
    }
    const l = blockLoss(loss, k, z2 + t, row, v128.load(y + t));
    v128.store(losses + t, l);
    sum = f64x2.add(
      sum,
      f64x2.add(f64x2.promote_low_f32x4(l), f64x2.promote_low_f32x4(i64x2.shuffle(l, l, 1, 0))),
    );
  }
  store<f64>(run + SUM, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** Losses of four samples whose logits stand at z + c step; classes in i32 lanes, -1 for none (loss 0). */
function blockLoss(loss: i32, k: i32, z: usize, step: usize, labels: v128): v128 {
  return v128.and(valueLanes(loss, k, z, step, labels), i32x4.ge_s(labels, i32x4.splat(0)));
}

/** A proposal's new value of one parameter, from the block of random words. */
function propose(kind: i32, value: f32, hidden: bool, words: usize, run: usize): f32 {
  const u1 = load<u32>(words, 4);
  const u2 = load<u32>(words, 8);
  const scale = load<f64>(run + SCALE);
  if (kind == Proposal.GAUSSIAN) {
    const radius = Math.sqrt(-2 * Math.log((<f64>u1 + 1) * TWO_M32));
    return <f32>(<f64>value + scale * radius * Math.cos(2 * Math.PI * (<f64>u2 * TWO_M32)));
  }
  if (kind == Proposal.UNIFORM) return <f32>(<f64>value + scale * (2 * ((<f64>u1 + 0.5) * TWO_M32) - 1));
  // one of the two other values
  const level = <f32>load<f64>(run + (hidden ? HIDDEN_LEVEL : OUTPUT_LEVEL));
  const up = u1 >> 31 != 0;
  if (value == 0) return up ? level : -level;
  return up ? 0 : -value;
}

/**
 * Moves first … first+moves-1. Move t takes block t of the stream: a parameter, its new value, and a Metropolis
 * decision at temperature T (in units of the mean loss): accept when u < exp(-(L' - L) / T). T and the proposal's width
 * are multiplied by their ratios after each move.
 *
 * @param run AnnealRun
 */
export function networkAnneal(run: usize): void {
  const k0 = <u32>numberAt(run, AnnealRun.K0);
  const k1 = <u32>numberAt(run, AnnealRun.K1);
  const c2 = <u32>numberAt(run, AnnealRun.C2);
  const c3 = <u32>numberAt(run, AnnealRun.C3);
  const first = <u64>numberAt(run, AnnealRun.FIRST);
  const moves = wholeAt(run, AnnealRun.MOVES);
  const kind = wholeAt(run, AnnealRun.KIND);
  const bias = wholeAt(run, AnnealRun.BIAS);
  const sizes = addressAt(run, AnnealRun.SIZES);
  const loss = wholeAt(run, AnnealRun.LOSS);
  const n = wholeAt(run, AnnealRun.SAMPLES);
  const w = addressAt(run, AnnealRun.WEIGHTS);
  const state = addressAt(run, AnnealRun.STATE);
  const d = sizeOf(sizes, 0);
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  const extra = bias != 0 ? 1 : 0;
  const inner = n1 * (d + extra);
  const total = <u64>(inner + k * (n1 + extra));
  const row = (<usize>lanesOf(n)) << 2;
  const scratch = state + <usize>(d + 1 + 1 + n1 + k + 1) * row;
  const words = run + WORDS;
  for (let m = 0; m < moves; m++) {
    const t = first + <u64>m;
    if (t % REFRESH == 0) refresh(sizes, loss, n, w, state, run);
    philox4x32(<u32>t, <u32>(t >> 32), c2, c3, k0, k1, words);
    const index = <i32>((<u64>load<u32>(words) * total) >> 32);
    const hidden = index < inner;
    const width = hidden ? d + extra : n1 + extra;
    const unit = (hidden ? index : index - inner) / width;
    const input = (hidden ? index : index - inner) % width;
    const layer = hidden ? w : w + ((<usize>(n1 * stride(d))) << 2);
    const at = layer + ((<usize>(unit * stride(hidden ? d : n1) + input)) << 2);
    const value = load<f32>(at);
    const proposed = propose(kind, value, hidden, words, run);
    const step = proposed - value;
    let count = 0;
    if (hidden) count = tryHidden(sizes, loss, n, unit, input, step, w, state, scratch, run);
    else count = tryOutput(sizes, loss, n, unit, input, step, state, scratch, run);
    const difference = load<f64>(run + DIFFERENCE);
    const temperature = load<f64>(run + TEMPERATURE);
    const u = (<f64>load<u32>(words, 12) + 0.5) * TWO_M32;
    if (difference <= 0 || u < Math.exp(-difference / (<f64>n * temperature))) {
      store<f32>(at, proposed);
      store<f64>(run + SUM, load<f64>(run + SUM) + difference);
      store<f64>(run + ACCEPTED, load<f64>(run + ACCEPTED) + 1);
      commit(sizes, n, count, state, scratch, hidden ? unit : -1, input, step);
    }
    store<f64>(run + TEMPERATURE, temperature * load<f64>(run + TEMPERATURE_RATIO));
    store<f64>(run + SCALE, load<f64>(run + SCALE) * load<f64>(run + SCALE_RATIO));
  }
}

// A tried block in scratch: byte offset t in its row (in 16 bytes), new losses, then the k new logits.

/** New logits and losses of the blocks where hidden unit `a` changes; the change of the summed loss to DIFFERENCE. */
function tryHidden(
  sizes: usize,
  loss: i32,
  n: i32,
  a: i32,
  i: i32,
  step: f32,
  w: usize,
  state: usize,
  scratch: usize,
  run: usize,
): i32 {
  const d = sizeOf(sizes, 0);
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  const row = (<usize>lanesOf(n)) << 2;
  const x = state + <usize>i * row;
  const y = state + <usize>(d + 1) * row;
  const z1 = y + row + <usize>a * row;
  const z2 = y + row + <usize>n1 * row;
  const losses = z2 + <usize>k * row;
  const ld2 = (<usize>stride(n1)) << 2;
  const column = w + ((<usize>(n1 * stride(d))) << 2) + ((<usize>a) << 2);
  const zero = f32x4.splat(0);
  const delta = f32x4.splat(step);
  let sum = f64x2.splat(0);
  let count = 0;
  let slot = scratch;
  for (let t: usize = 0; t < row; t += 16) {
    const z = v128.load(z1 + t);
    const now = f32x4.pmax(z, zero);
    const change = f32x4.sub(f32x4.pmax(f32x4.add(z, f32x4.mul(delta, v128.load(x + t))), zero), now);
    if (!v128.any_true(f32x4.ne(change, zero))) continue;
    store<i32>(slot, <i32>t);
    for (let c = 0; c < k; c++) {
      const s = f32x4.mul(v128.load32_splat(column + <usize>c * ld2), change);
      v128.store(slot + 32 + ((<usize>c) << 4), f32x4.add(v128.load(z2 + <usize>c * row + t), s));
    }
    const l = blockLoss(loss, k, slot + 32, 16, v128.load(y + t));
    v128.store(slot, l, 16);
    sum = addLanes(sum, f32x4.sub(l, v128.load(losses + t)));
    slot += 32 + ((<usize>k) << 4);
    count++;
  }
  store<f64>(run + DIFFERENCE, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  return count;
}

/** The same for a change of output weight (c, a); a = n1 is the bias. */
function tryOutput(
  sizes: usize,
  loss: i32,
  n: i32,
  c: i32,
  a: i32,
  step: f32,
  state: usize,
  scratch: usize,
  run: usize,
): i32 {
  const d = sizeOf(sizes, 0);
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  const row = (<usize>lanesOf(n)) << 2;
  const y = state + <usize>(d + 1) * row;
  const z1 = y + row + <usize>a * row;
  const z2 = y + row + <usize>n1 * row;
  const losses = z2 + <usize>k * row;
  const zero = f32x4.splat(0);
  const delta = f32x4.splat(step);
  let sum = f64x2.splat(0);
  let count = 0;
  let slot = scratch;
  for (let t: usize = 0; t < row; t += 16) {
    const h = a == n1 ? f32x4.splat(1) : f32x4.pmax(v128.load(z1 + t), zero);
    if (!v128.any_true(f32x4.ne(h, zero))) continue;
    store<i32>(slot, <i32>t);
    for (let q = 0; q < k; q++) v128.store(slot + 32 + ((<usize>q) << 4), v128.load(z2 + <usize>q * row + t));
    const own = slot + 32 + ((<usize>c) << 4);
    v128.store(own, f32x4.add(v128.load(own), f32x4.mul(delta, h)));
    const l = blockLoss(loss, k, slot + 32, 16, v128.load(y + t));
    v128.store(slot, l, 16);
    sum = addLanes(sum, f32x4.sub(l, v128.load(losses + t)));
    slot += 32 + ((<usize>k) << 4);
    count++;
  }
  store<f64>(run + DIFFERENCE, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  return count;
}

function addLanes(sum: v128, x: v128): v128 {
  return f64x2.add(
    sum,
    f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 0))),
  );
}

/** Makes the tried blocks the state's; `unit` >= 0 names the hidden unit whose pre-activations move. */
function commit(
  sizes: usize,
  n: i32,
  count: i32,
  state: usize,
  scratch: usize,
  unit: i32,
  input: i32,
  step: f32,
): void {
  const d = sizeOf(sizes, 0);
  const n1 = sizeOf(sizes, 1);
  const k = sizeOf(sizes, 2);
  const row = (<usize>lanesOf(n)) << 2;
  const z1 = state + <usize>(d + 2) * row;
  const z2 = z1 + <usize>n1 * row;
  const losses = z2 + <usize>k * row;
  if (unit >= 0) {
    const za = z1 + <usize>unit * row;
    const x = state + <usize>input * row;
    const delta = f32x4.splat(step);
    for (let t: usize = 0; t < row; t += 16)
      v128.store(za + t, f32x4.add(v128.load(za + t), f32x4.mul(delta, v128.load(x + t))));
  }
  let slot = scratch;
  for (let b = 0; b < count; b++) {
    const t = <usize>load<i32>(slot);
    v128.store(losses + t, v128.load(slot, 16));
    for (let c = 0; c < k; c++) v128.store(z2 + <usize>c * row + t, v128.load(slot + 32 + ((<usize>c) << 4)));
    slot += 32 + ((<usize>k) << 4);
  }
}
