import { describe, expect, test } from "vitest";
import { streamKey } from "../dist/base/stream.js";
import { Engine } from "../dist/engine/engine.js";
import {
  initialise,
  Network,
  NetworkData,
  type NetworkLoss,
  networkShape,
} from "../dist/engine/network/network.js";
import { naiveGradient, testData, testNumbers } from "./oracle/network.ts";

const EPS = 2 ** -52;
const engine = await Engine.create();

const cases: { sizes: number[]; bias: boolean; loss: NetworkLoss; n: number }[] = [
  { sizes: [3, 2], bias: true, loss: "cross-entropy", n: 1 },
  { sizes: [5, 4, 3], bias: true, loss: "cross-entropy", n: 7 },
  { sizes: [8, 1, 2], bias: false, loss: "cross-entropy", n: 33 },
  { sizes: [7, 9, 6, 4], bias: true, loss: "cross-entropy", n: 40 },
  { sizes: [7, 9, 6, 4], bias: false, loss: "mse", n: 65 },
  { sizes: [6, 5, 5, 3, 4], bias: true, loss: "hinge", n: 31 },
  { sizes: [100, 25, 10], bias: true, loss: "cross-entropy", n: 20 },
];

function setting({ sizes, bias, loss, n }: (typeof cases)[number]) {
  const shape = networkShape({ sizes, bias, loss });
  const raw = testData(n, sizes[0]!, sizes.at(-1)!);
  const data = new NetworkData(engine, raw);
  const network = new Network(engine, shape);
  const w = initialise(engine, shape, { key: streamKey("test", 1), init: { kind: "uniform", range: 0.5 } });
  return { shape, raw, data, network, w };
}

describe.each(cases)("$sizes, $loss, bias $bias, $n samples", (options) => {
  test("loss and gradient agree with the naive twin", () => {
    const { shape, raw, data, network, w } = setting(options);
    const expected = naiveGradient(shape, raw, w);
    const g = new Float64Array(shape.parameterCount);
    const loss = network.gradient(w, data, g);
    const depth = shape.sizes.reduce((a, b) => a + b, 0) + options.n;
    const bound = 8 * depth * EPS;
    expect(Math.abs(loss - expected.loss)).toBeLessThanOrEqual(bound * (1 + expected.loss));
    const scale = Math.max(1, ...expected.gradient.map(Math.abs));
    const error = Math.max(...g.map((x, i) => Math.abs(x - expected.gradient[i]!)));
    expect(error).toBeLessThanOrEqual(bound * scale);
    expect(network.evaluate(w, data).loss).toBeCloseTo(loss, 14);
  });

  test("the Hessian is that of gradient differences, symmetric, and gives the Hessian-vector product", () => {
    const { shape, data, network, w } = setting(options);
    const p = shape.parameterCount;
    const v = testNumbers(p, 5);
    const step = 1e-6;
    const plus = new Float64Array(p);
    const minus = new Float64Array(p);
    const hv = new Float64Array(p);
    network.gradient(
      w.map((x, i) => x + step * v[i]!),
      data,
      plus,
    );
    network.gradient(
      w.map((x, i) => x - step * v[i]!),
      data,
      minus,
    );
    network.hessianVectorProduct({ parameters: w, data }, v, hv);
    if (options.loss !== "hinge") {
      const error = Math.max(...hv.map((x, i) => Math.abs(x - (plus[i]! - minus[i]!) / (2 * step))));
      expect(error).toBeLessThan(1e-7);
    }
    if (p > 500) return;
    const block = network.hessian(w, data);
    const h = block.read();
    block.free();
    const norm = Math.max(...h.map(Math.abs));
    for (let i = 0; i < p; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++) {
        sum += h[i * p + j]! * v[j]!;
        expect(Math.abs(h[i * p + j]! - h[j * p + i]!)).toBeLessThanOrEqual(16 * p * EPS * norm);
      }
      expect(Math.abs(sum - hv[i]!)).toBeLessThanOrEqual(16 * p * EPS * (1 + norm));
    }
  });
});
