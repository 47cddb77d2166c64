// The specification of the network kernels: one sample at a time, plain loops, host arithmetic.
import type { NetworkLoss, NetworkShape } from "../../dist/engine/network/network.js";

export interface NaiveData {
  readonly inputs: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly n: number;
  readonly d: number;
  readonly classes: number;
}

interface Layer {
  readonly weights: (i: number, j: number) => number;
  readonly bias: (i: number) => number;
  readonly inputs: number;
  readonly outputs: number;
  readonly at: (i: number, j: number) => number;
  readonly biasAt: (i: number) => number;
}

function layers(shape: NetworkShape, w: ArrayLike<number>): Layer[] {
  let offset = 0;
  return shape.sizes.slice(1).map((outputs, l) => {
    const inputs = shape.sizes[l]!;
    const start = offset;
    offset += outputs * (inputs + (shape.bias ? 1 : 0));
    const at = (i: number, j: number) => start + i * inputs + j;
    const biasAt = (i: number) => start + outputs * inputs + i;
    return {
      inputs,
      outputs,
      at,
      biasAt,
      weights: (i, j) => w[at(i, j)]!,
      bias: (i) => (shape.bias ? w[biasAt(i)]! : 0),
    };
  });
}

/** Loss of logits z for class y, and its derivative. */
export function outputLoss(
  loss: NetworkLoss,
  z: readonly number[],
  y: number,
): { value: number; delta: number[] } {
  if (loss === "mse") {
    const delta = z.map((x, k) => x - (k === y ? 1 : 0));
    return { value: delta.reduce((s, r) => s + (r * r) / 2, 0), delta };
  }
  if (loss === "hinge") {
    const rivals = z.map((x, k) => (k === y ? Number.NEGATIVE_INFINITY : x));
    const rival = rivals.indexOf(Math.max(...rivals));
    const value = Math.max(0, 1 + (z[rival]! - z[y]!));
    return { value, delta: z.map((_, k) => (value === 0 ? 0 : k === rival ? 1 : k === y ? -1 : 0)) };
  }
  const top = Math.max(...z);
  const e = z.map((x) => Math.exp(x - top));
  const others = e.reduce((s, x, k) => (k === y ? s : s + x), 0);
  const sum = others + e[y]!;
  const delta = e.map((x, k) => (k === y ? -others / sum : x / sum));
  return { value: z[y] === top ? Math.log1p(others) : top - z[y]! + Math.log(sum), delta };
}

/** Mean loss and gradient over the samples that `chosen` names. */
export function naiveGradient(
  shape: NetworkShape,
  data: NaiveData,
  w: ArrayLike<number>,
  chosen: ArrayLike<number> = Array.from({ length: data.n }, (_, i) => i),
): { loss: number; gradient: Float64Array } {
  const gradient = new Float64Array(shape.parameterCount);
  let loss = 0;
  const net = layers(shape, w);
  for (let c = 0; c < chosen.length; c++) {
    const s = chosen[c]!;
    const h = [Array.from({ length: data.d }, (_, j) => data.inputs[s * data.d + j]!)];
    net.forEach((layer, l) => {
      const z = Array.from({ length: layer.outputs }, (_, i) =>
        h[l]!.reduce((sum, x, j) => sum + layer.weights(i, j) * x, layer.bias(i)),
      );
      h.push(l < net.length - 1 ? z.map((x) => (x > 0 ? x : 0)) : z);
    });
    const out = outputLoss(shape.loss, h.at(-1)!, data.labels[s]!);
    loss += out.value;
    let delta = out.delta;
    for (let l = net.length - 1; l >= 0; l--) {
      const layer = net[l]!;
      for (let i = 0; i < layer.outputs; i++) {
        for (let j = 0; j < layer.inputs; j++) gradient[layer.at(i, j)]! += delta[i]! * h[l]![j]!;
        if (shape.bias) gradient[layer.biasAt(i)]! += delta[i]!;
      }
      delta = h[l]!.map((x, j) =>
        x > 0 ? delta.reduce((sum, d, i) => sum + d * layer.weights(i, j), 0) : 0,
      );
    }
  }
  return { loss: loss / chosen.length, gradient: gradient.map((g) => g / chosen.length) };
}

/** Small numbers from a fixed recurrence, for inputs of tests: uniform in [-1, 1). */
export function testNumbers(n: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}

export function testData(n: number, d: number, classes: number, seed = 1): NaiveData {
  const inputs = testNumbers(n * d, seed);
  const labels = Array.from(testNumbers(n, seed + 1), (x) => Math.floor(((x + 1) / 2) * classes));
  return { inputs, labels, n, d, classes };
}
