import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { streamKey } from "../dist/base/stream.js";
import { Engine } from "../dist/engine/engine.js";
import { Network, NetworkData, type NetworkLoss, networkShape } from "../dist/engine/network/network.js";
import { NetworkTrainer } from "../dist/engine/network/trainer.js";
import { testData, testNumbers } from "./oracle/network.ts";

const EPS = 2 ** -52;
const EPS_F32 = 2 ** -23;

interface Case {
  sizes: number[];
  bias: boolean;
  loss: NetworkLoss;
  n: number;
  seed: number;
  value: number;
  accuracy: number;
  gradient: number[];
  hessian: number[][];
  sgd: number[];
}

const { cases } = JSON.parse(readFileSync(new URL("./fixtures/network.json", import.meta.url), "utf8")) as {
  cases: Case[];
};
const engine = await Engine.create();
const largest = (values: Iterable<number>) => [...values].reduce((m, x) => Math.max(m, Math.abs(x)), 0);

describe.each(cases)("$sizes, $loss, bias $bias, against PyTorch in f64", (expected) => {
  const { sizes, bias, loss, n, seed } = expected;
  const shape = networkShape({ sizes, bias, loss });
  const data = new NetworkData(engine, testData(n, sizes[0]!, sizes.at(-1)!));
  const network = new Network(engine, shape);
  const w = testNumbers(shape.parameterCount, seed);
  // sums of at most this many products of numbers of order 1
  const bound = 8 * (sizes.reduce((a, b) => a + b, 0) + n) * EPS;

  test("loss, accuracy and gradient agree", () => {
    const g = new Float64Array(shape.parameterCount);
    expect(Math.abs(network.gradient(w, data, g) - expected.value)).toBeLessThanOrEqual(
      bound * (1 + expected.value),
    );
    expect(network.evaluate(w, data).accuracy).toBeCloseTo(expected.accuracy, 14);
    expect(largest(g.map((x, i) => x - expected.gradient[i]!))).toBeLessThanOrEqual(
      bound * (1 + largest(expected.gradient)),
    );
  });

  test("the Hessian agrees in every entry of both triangles", () => {
    const p = shape.parameterCount;
    const block = network.hessian(w, data);
    const h = block.read();
    block.free();
    const scale = 1 + largest(h);
    for (let i = 0; i < p; i++)
      for (let j = 0; j <= i; j++) {
        expect(Math.abs(h[i * p + j]! - expected.hessian[i]![j]!)).toBeLessThanOrEqual(bound * scale);
        expect(h[j * p + i]).toBe(h[i * p + j]);
      }
  });

  test("five steps of gradient descent with momentum and decay agree to f32", () => {
    const key = streamKey("test", "torch");
    const options = {
      replicas: [{ parameters: w, shuffle: key }],
      batch: n,
      momentum: 0.9,
      weightDecay: 0.01,
    };
    const trainer = new NetworkTrainer(shape, data, options);
    for (let t = 0; t < 5; t++) trainer.epoch(0.1);
    const error = largest(trainer.parameters(0).map((x, i) => x - expected.sgd[i]!));
    trainer.dispose();
    expect(error).toBeLessThanOrEqual(5 * 8 * EPS_F32 * (1 + largest(expected.sgd)));
  });
});
