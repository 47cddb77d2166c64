import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { streamKey } from "../dist/base/stream.js";
import { Engine } from "../dist/engine/engine.js";
import { NetworkAnnealer } from "../dist/engine/network/annealer.js";
import { Network, NetworkData, networkShape } from "../dist/engine/network/network.js";
import {
  annealerLoss,
  errorUnits,
  LEAST,
  type LogitCase,
  LogitNetworks,
  trainedDeltas,
  U,
  U32,
} from "./support/cross-entropy.ts";
import { checkF32, checkF64, summarise } from "./support/cross-entropy-bounds.ts";

const fixture = JSON.parse(
  readFileSync(new URL("./fixtures/cross-entropy.json", import.meta.url), "utf8"),
) as {
  f64: LogitCase[];
  f32: LogitCase[];
  elementary: { log1p: [x: number, y: number][]; exp: [x: number, y: number][] };
};
const engine = await Engine.create();
const networks = new LogitNetworks(engine);

describe("cross-entropy in f64", () => {
  test("at the logits of reported faults", () => {
    expect(networks.at([1e16, 1e16], 0).loss()).toBe(Math.LN2);
    expect(networks.at([30, 0], 0).loss()).toBe(9.357622968839737e-14);
    expect(networks.at([30, 0], 0).gradient().value).toBe(9.357622968839737e-14);
    expect(networks.at([1e308, -1e308], 0).loss()).toBe(0);
    expect(networks.at([1e308, -1e308], 1).loss()).toBe(Number.POSITIVE_INFINITY);
    expect(networks.at([-Number.MAX_VALUE, -Number.MAX_VALUE], 1).loss()).toBe(Math.LN2);
  });

  test("loss, gradient, Hessian and its product agree with mpmath to a few units in the last place", () => {
    expect(summarise(fixture.f64.flatMap((c) => checkF64(networks, c))).outside).toEqual([]);
  });

  test("logits that overflow give no finite loss, and no sample classified rightly", () => {
    const data = new NetworkData(engine, { inputs: [1], labels: [1], n: 1, d: 1, classes: 3 });
    for (const loss of ["cross-entropy", "mse", "hinge"] as const) {
      // hidden units 1e200 and 1e200: the first logit is Infinity - Infinity, the others 0
      const network = new Network(engine, networkShape({ sizes: [1, 2, 3], bias: false, loss }));
      const weights = [1e200, 1e200, 1e200, -1e200, 0, 0, 0, 0];
      expect(network.evaluate(weights, data)).toEqual({ loss: Number.NaN, accuracy: 0 });
      network.dispose();
    }
    data.dispose();
  });
});

describe("the other losses in f64", () => {
  test("the hinge agrees with mpmath, its end exactly", () => {
    for (const { z, y, hinge } of fixture.f64) {
      const exact = hinge ?? Number.POSITIVE_INFINITY;
      const { value, g } = networks.at(z, y, "hinge").gradient();
      expect(errorUnits(value, exact, { unit: U, floor: 0 })).toBeLessThanOrEqual(3);
      expect(g[y]).toBe(exact > 0 ? -1 : 0);
    }
    expect(networks.at([1e16, 1e16], 0, "hinge").loss()).toBe(1);
    expect(networks.at([1, 1e-17], 0, "hinge").loss()).toBe(1e-17);
  });

  test("mse overflows only where it is above the largest double", () => {
    expect(networks.at([1.8e154, 0], 1, "mse").loss() / 1.62e308).toBeCloseTo(1, 14);
    expect(networks.at([1.9e154, 0], 1, "mse").loss()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("in f32", () => {
  test("a step of SGD, alone, in a batch and in lanes, and the loss that annealing keeps are right to f32", () => {
    const checked = fixture.f32.map((c) => checkF32(engine, c));
    for (const { paths } of checked)
      for (const path of [paths.batch, paths.deep, paths.first, paths.last])
        expect(path).toEqual(paths.single);
    expect(summarise(checked.flatMap(({ bounds }) => bounds)).outside).toEqual([]);
  });

  test("the hinge ends at the same logits alone, in lanes and in annealing", () => {
    const cases = [
      { z: [1, 1e-9], active: true },
      { z: [1, -1e-9], active: false },
      { z: [1, 0], active: false },
      { z: [16777216, 16777215], active: false },
      { z: [16777216, 16777216], active: true },
      { z: [1e30, -1e30, 1e30], active: true },
    ].map(({ z, active }) => ({ z: z.map(Math.fround), active }));
    for (const { z, active } of cases) {
      const { single, batch, deep, first, last } = trainedDeltas(engine, z, 0, "hinge");
      for (const deltas of [single, batch, deep, first, last]) expect(deltas[0]! + 0).toBe(active ? -1 : 0);
      const exact = networks.at(z, 0, "hinge").loss();
      const kept = annealerLoss(engine, z, 0, "hinge");
      expect(errorUnits(kept, exact, { unit: U32, floor: 0 })).toBeLessThanOrEqual(3);
      expect(kept > 0).toBe(active);
    }
  });

  test("numbers that 32 bits have no place for are refused, and a start without a finite loss", () => {
    expect(() => trainedDeltas(engine, [1e39, 0], 0)).toThrow(/parameters\[2\] is 1e\+39/);
    expect(() => annealerLoss(engine, [1e39, 0], 0)).toThrow(/parameters\[1\] is 1e\+39/);
    expect(() => annealerLoss(engine, [2e20, 0], 1, "mse")).toThrow("the loss of the start is Infinity");
    expect(annealerLoss(engine, [2.5e19, 0], 1, "mse") / 3.125e38).toBeCloseTo(1, 6);
    expect(() => annealerLoss(engine, [3e38, -3e38], 1)).toThrow("the loss of the start is Infinity");
    expect(annealerLoss(engine, [3e38, -3e38], 0)).toBe(0);
    // a third logit of Infinity - Infinity
    const data = new NetworkData(engine, { inputs: [1], labels: [1], n: 1, d: 1, classes: 3 });
    for (const loss of ["cross-entropy", "mse", "hinge"] as const) {
      const shape = networkShape({ sizes: [1, 2, 3], bias: false, loss });
      const options = { key: streamKey("test", "overflow"), proposal: { kind: "gaussian" } as const };
      const parameters = [1e20, 1e20, 0, 0, 0, 0, 1e20, -1e20];
      expect(() => new NetworkAnnealer(shape, data, { parameters, ...options })).toThrow("is NaN in 32");
    }
    data.dispose();
  });
});

describe("elementary functions", () => {
  const map = (kernel: "networkLog1pF64" | "networkExpF64", points: number[]) =>
    engine.memory.scope(() => {
      const x = engine.memory.fromF64(points.length % 2 ? [...points, 0] : points);
      const out = engine.memory.f64(x.length);
      engine.kernels[kernel](x.length, x.pointer, out.pointer);
      return out.read();
    });

  test.each([
    ["networkLog1pF64", fixture.elementary.log1p, 2],
    ["networkExpF64", fixture.elementary.exp, 3],
  ] as const)("%s is within its ulp, and right where it is subnormal", (kernel, table, most) => {
    const got = map(
      kernel,
      table.map(([x]) => x),
    );
    table.forEach(([, exact], i) => {
      expect(errorUnits(got[i]!, exact, { unit: U, floor: LEAST })).toBeLessThanOrEqual(most);
    });
  });
});
