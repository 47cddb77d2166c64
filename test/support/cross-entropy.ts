/** What the tests of the output layer share: cases from make_cross_entropy.py, and networks whose logits are their weights. */
import { streamKey } from "../../dist/base/stream.js";
import type { Engine } from "../../dist/engine/engine.js";
import { NetworkAnnealer } from "../../dist/engine/network/annealer.js";
import { Network, NetworkData, type NetworkLoss, networkShape } from "../../dist/engine/network/network.js";
import { NetworkTrainer } from "../../dist/engine/network/trainer.js";

/** One vector of logits, its class, and the exact values; null stands for a number beyond the largest double. */
export interface LogitCase {
  readonly z: readonly number[];
  readonly y: number;
  readonly loss: number | null;
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly [i: number, j: number, value: number])[];
  readonly hinge: number | null;
}

/** Units of rounding, and the least normal numbers. */
export const U = 2 ** -53;
export const U32 = 2 ** -24;
export const LEAST = 2 ** -1074;
export const LEAST32 = 2 ** -126;

/** A network 1-k without biases at x = 1 has its weights for logits, exactly. */
export class LogitNetworks {
  readonly #engine: Engine;
  readonly #made = new Map<string, { network: Network; data: NetworkData }>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  at(z: readonly number[], y: number, loss: NetworkLoss = "cross-entropy") {
    const k = z.length;
    const key = `${k} ${y} ${loss}`;
    if (!this.#made.has(key))
      this.#made.set(key, {
        network: new Network(this.#engine, networkShape({ sizes: [1, k], bias: false, loss })),
        data: new NetworkData(this.#engine, { inputs: [1], labels: [y], n: 1, d: 1, classes: k }),
      });
    const { network, data } = this.#made.get(key)!;
    return {
      loss: () => network.evaluate(z, data).loss,
      accuracy: () => network.evaluate(z, data).accuracy,
      gradient: () => {
        const g = new Float64Array(k);
        const value = network.gradient(z, data, g);
        return { value, g };
      },
      hessian: () => {
        const block = network.hessian(z, data);
        const h = block.read();
        block.free();
        return h;
      },
      column: (j: number) => {
        const out = new Float64Array(k);
        const v = new Float64Array(k);
        v[j] = 1;
        network.hessianVectorProduct({ parameters: z, data }, v, out);
        return out;
      },
    };
  }
}

/**
 * The derivatives by the logits that one step of SGD in f32 uses: a second input (or hidden unit) of 1 has zero weights,
 * which the step makes -delta. One sample a step, a batch of two equal ones, and the latter in four lanes.
 */
export function trainedDeltas(engine: Engine, z: readonly number[], y: number, loss?: NetworkLoss) {
  const k = z.length;
  const shuffle = streamKey("test", "deltas");
  const step = (sizes: number[], batch: number, starts: number[][]) => {
    const d = sizes[0]!;
    const shape = networkShape({ sizes, bias: false, ...(loss ? { loss } : {}) });
    const inputs = new Array<number>(batch * d).fill(1);
    const labels = new Array<number>(batch).fill(y);
    const data = new NetworkData(engine, { inputs, labels, n: batch, d, classes: k });
    const replicas = starts.map((parameters) => ({ parameters, shuffle }));
    const trainer = new NetworkTrainer(shape, data, { replicas, batch });
    trainer.epoch(1);
    const deltas = starts.map((_, r) => {
      const w = trainer.parameters(r).slice(-2 * k);
      return Array.from({ length: k }, (_, j) => -w[2 * j + 1]!);
    });
    trainer.dispose();
    data.dispose();
    return deltas;
  };
  const pairs = (x: readonly number[]) => x.flatMap((value) => [value, 0]);
  const hidden = (x: readonly number[]) => [1, 1, ...pairs(x)];
  const reversed = [...z].reverse();
  const lanes = step([1, 2, k], 2, [hidden(z), hidden(reversed), hidden(z.map(() => 0)), hidden(z)]);
  return {
    single: step([2, k], 1, [pairs(z)])[0]!,
    batch: step([2, k], 2, [pairs(z)])[0]!,
    deep: step([1, 2, k], 2, [hidden(z)])[0]!,
    first: lanes[0]!,
    last: lanes[3]!,
  };
}

/** The loss that an annealer keeps, in f32. */
export function annealerLoss(engine: Engine, z: readonly number[], y: number, loss?: NetworkLoss): number {
  const k = z.length;
  const data = new NetworkData(engine, { inputs: [1], labels: [y], n: 1, d: 1, classes: k });
  const shape = networkShape({ sizes: [1, 1, k], bias: false, ...(loss ? { loss } : {}) });
  const annealer = new NetworkAnnealer(shape, data, {
    parameters: [1, ...z],
    key: streamKey("test", "annealer loss"),
    proposal: { kind: "gaussian" },
  });
  const value = annealer.progress.loss;
  annealer.dispose();
  data.dispose();
  return value;
}

/** How far `got` is from `exact`, in units of `unit` |exact|, leaving out an absolute error of `floor`. */
export function errorUnits(got: number, exact: number, scale: { unit: number; floor: number }): number {
  const error = Math.abs(got - exact);
  if (got === exact || error <= scale.floor) return 0;
  return Number.isNaN(got) ? Number.POSITIVE_INFINITY : (error - scale.floor) / Math.abs(exact) / scale.unit;
}
