import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LosscapeError } from "../dist/base/errors.js";
import { streamKey, subStream } from "../dist/base/stream.js";
import { Engine } from "../dist/engine/engine.js";
import { NetworkAnnealer } from "../dist/engine/network/annealer.js";
import { initialise, Network, NetworkData, networkShape } from "../dist/engine/network/network.js";
import { NetworkTrainer } from "../dist/engine/network/trainer.js";
import { NetworkLandscape } from "../dist/landscape/network.js";
import { testData, testNumbers } from "./oracle/network.ts";

const engine = await Engine.create();
const key = streamKey("test", "invariance");
const cube = { kind: "uniform", range: 0.5 } as const;

describe("the loss does not see", () => {
  const shape = networkShape({ sizes: [9, 6, 5, 4] });
  const data = new NetworkData(engine, testData(50, 9, 4));
  const network = new Network(engine, shape);
  const w = initialise(engine, shape, { key, init: cube });
  /** Row j of layer 1, its bias, and column j of layer 2. */
  const unit = (j: number) => ({
    incoming: [...Array.from({ length: 9 }, (_, i) => j * 9 + i), 54 + j],
    outgoing: Array.from({ length: 5 }, (_, i) => 60 + i * 6 + j),
  });

  test("a factor 2 moved from a unit's outputs to its inputs: the same bits", () => {
    const scaled = w.slice();
    for (const i of unit(3).incoming) scaled[i]! *= 2;
    for (const i of unit(3).outgoing) scaled[i]! /= 2;
    expect(network.evaluate(scaled, data)).toEqual(network.evaluate(w, data));
  });

  test("two hidden units changing places", () => {
    const swapped = w.slice();
    for (const side of ["incoming", "outgoing"] as const)
      unit(1)[side].forEach((i, t) => {
        const j = unit(4)[side][t]!;
        [swapped[i], swapped[j]] = [w[j]!, w[i]!];
      });
    expect(swapped).not.toEqual(w);
    // only the order of a few sums changes
    expect(Math.abs(network.evaluate(swapped, data).loss - network.evaluate(w, data).loss)).toBeLessThan(
      2 ** -48,
    );
  });
});

test("an epoch's order is a permutation, another for every epoch and replica, and close to uniform", () => {
  const shape = networkShape({ sizes: [2, 2] });
  const n = 101;
  const data = new NetworkData(engine, testData(n, 2, 2));
  const counts = new Array<number>(n).fill(0);
  const epochs = 2000;
  const seen = new Set<string>();
  const parameters = new Float64Array(6);
  const trainer = new NetworkTrainer(shape, data, {
    replicas: [{ parameters, shuffle: key }],
    batch: n,
  });
  for (let t = 0; t < epochs; t++) {
    trainer.epoch(0);
    const order = trainer.lastOrder();
    if (t < 50) {
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      seen.add(order.join());
    }
    counts[order[0]!]!++;
  }
  expect(seen.size).toBe(50);
  const expected = epochs / n;
  const chiSquare = counts.reduce((s, c) => s + (c - expected) ** 2 / expected, 0);
  // chi-square with 100 degrees of freedom: mean 100, deviation 14; |z| < 4
  expect(Math.abs(chiSquare - 100)).toBeLessThan(4 * Math.sqrt(200));
});

/** Bits of everything the kernels compute on one small workload. */
function workload(host: Engine): unknown {
  const data = new NetworkData(host, testData(45, 11, 4));
  const result: unknown[] = [];
  for (const loss of ["cross-entropy", "mse", "hinge"] as const) {
    const shape = networkShape({ sizes: [11, 7, 6, 4], loss });
    const w = initialise(host, shape, { key, init: { kind: "scaled-normal" } });
    const landscape = new NetworkLandscape(shape, data);
    const g = new Float64Array(w.length);
    const hv = new Float64Array(w.length);
    result.push(landscape.gradient(w, g), g);
    landscape.hessianVectorProduct(w, testNumbers(w.length, 3), hv);
    result.push(hv, landscape.hessian(w), landscape.network.evaluate(w, data));
    landscape.dispose();
    for (const options of [{ batch: 1 }, { batch: 10 }, { batch: 9, momentum: 0.9, weightDecay: 0.01 }]) {
      const trainer = new NetworkTrainer(shape, data, {
        ...options,
        replicas: [{ parameters: w, shuffle: key }],
      });
      for (const rate of [0.1, 0.05]) trainer.epoch(rate);
      result.push(trainer.parameters(0));
      trainer.dispose();
    }
    const small = networkShape({ sizes: [11, 5, 4], loss });
    const start = initialise(host, small, { key, init: cube });
    const replicas = [0, 1, 2, 3, 4].map((r) => ({ parameters: start, shuffle: subStream(key, r) }));
    for (const batch of [1, 10]) {
      const trainer = new NetworkTrainer(small, data, { batch, replicas });
      trainer.epoch(0.1);
      result.push(...replicas.map((_, r) => trainer.parameters(r)));
      trainer.dispose();
    }
    const annealer = new NetworkAnnealer(small, data, {
      parameters: start,
      key,
      proposal: { kind: "gaussian" },
    });
    annealer.run({ moves: 400, temperature: { from: 0.1, to: 0.001 }, scale: { from: 1, to: 0.1 } });
    result.push(annealer.parameters(), annealer.progress);
    annealer.dispose();
  }
  return result;
}

test("the debug and the release build give the same bits, and so does a second run", () => {
  const bytes = readFileSync(new URL("../build/losscape-debug.wasm", import.meta.url));
  const debug = new Engine({ module: new WebAssembly.Module(bytes), sha256: "", relaxed: false });
  const release = workload(engine);
  expect(workload(debug)).toEqual(release);
  expect(workload(engine)).toEqual(release);
});

describe("bad input is named", () => {
  const shape = networkShape({ sizes: [3, 4, 2] });
  const data = new NetworkData(engine, testData(5, 3, 2));
  const network = new Network(engine, shape);
  const good = new Float64Array(shape.parameterCount);
  const cases: [string, () => unknown, RegExp][] = [
    ["one layer", () => networkShape({ sizes: [3] }), /2 to 65 layer sizes/],
    ["a fraction of a unit", () => networkShape({ sizes: [3, 1.5, 2] }), /Layer 1 has 1.5 units/],
    ["one class", () => networkShape({ sizes: [3, 1] }), /2 or more classes/],
    [
      "a label too large",
      () => new NetworkData(engine, { ...testData(5, 3, 2), labels: [0, 1, 2, 0, 0] }),
      /label 2 of sample 2/,
    ],
    [
      "a NaN input",
      () => new NetworkData(engine, { inputs: [0, Number.NaN], labels: [0], n: 1, d: 2, classes: 2 }),
      /input 1 of sample 0 is NaN/,
    ],
    ["too few parameters", () => network.evaluate([1, 2], data), /has 2 numbers; 3-4-2 with biases has 26/],
    [
      "data of another width",
      () => network.evaluate(good, new NetworkData(engine, testData(5, 4, 2))),
      /4 inputs, and 3-4-2 takes 3/,
    ],
    [
      "a batch of none",
      () => new NetworkTrainer(shape, data, { replicas: [{ parameters: good, shuffle: key }], batch: 0 }),
      /batch is a whole number from 1 to 5, got 0/,
    ],
    [
      "a negative step",
      () =>
        new NetworkTrainer(shape, data, {
          replicas: [{ parameters: good, shuffle: key }],
          batch: 1,
        }).epoch(-1),
      /got -1/,
    ],
    [
      "annealing a deep network",
      () =>
        new NetworkAnnealer(networkShape({ sizes: [3, 4, 4, 2] }), data, {
          parameters: [],
          key,
          proposal: { kind: "uniform" },
        }),
      /one hidden layer/,
    ],
    [
      "a weight off its levels",
      () =>
        new NetworkAnnealer(shape, data, {
          parameters: good.map(() => 0.5),
          key,
          proposal: { kind: "levels", levels: { hidden: 1, output: 1 } },
        }),
      /Parameter 0 is 0.5; it must be -1, 0 or 1/,
    ],
  ];
  test.each(cases)("%s", (_, act, message) => {
    expect(act).toThrow(LosscapeError);
    expect(act).toThrow(message);
  });
});
