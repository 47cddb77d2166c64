import { describe, expect, test } from "vitest";
import { streamKey, subStream } from "../dist/base/stream.js";
import { Engine } from "../dist/engine/engine.js";
import { initialise, Network, NetworkData, networkShape } from "../dist/engine/network/network.js";
import { NetworkTrainer } from "../dist/engine/network/trainer.js";
import { naiveGradient, testData } from "./oracle/network.ts";

const EPS_F32 = 2 ** -23;
const engine = await Engine.create();
const key = streamKey("test", "trainer");

function start(sizes: number[], replica: number, bias = true) {
  const shape = networkShape({ sizes, bias });
  const init = { kind: "uniform", range: 0.5 } as const;
  return {
    shape,
    parameters: initialise(engine, shape, { key: subStream(key, replica), init }),
    shuffle: subStream(key, replica, 1),
  };
}

describe("an epoch of SGD", () => {
  test.each([
    { batch: 1, momentum: 0, weightDecay: 0, bias: true },
    { batch: 1, momentum: 0, weightDecay: 0, bias: false },
    { batch: 4, momentum: 0, weightDecay: 0, bias: true },
    { batch: 7, momentum: 0.9, weightDecay: 0, bias: false },
    { batch: 7, momentum: 0.5, weightDecay: 0.01, bias: true },
    { batch: 150, momentum: 0, weightDecay: 0, bias: true },
  ])("with $batch samples a step agrees with the naive twin: $momentum, $weightDecay, $bias", (options) => {
    const { batch, momentum, weightDecay, bias } = options;
    const { shape, parameters, shuffle } = start([13, 6, 4], 0, bias);
    const raw = testData(150, 13, 4);
    const data = new NetworkData(engine, raw);
    const trainer = new NetworkTrainer(shape, data, {
      replicas: [{ parameters, shuffle }],
      ...options,
    });
    const w = Float64Array.from(parameters);
    const velocity = new Float64Array(w.length);
    const rates = [0.1, 0.05];
    const steps = Math.ceil(raw.n / batch) * rates.length;
    for (const rate of rates) {
      trainer.epoch(rate);
      const order = trainer.lastOrder();
      for (let first = 0; first < raw.n; first += batch) {
        const { gradient } = naiveGradient(shape, raw, w, order.subarray(first, first + batch));
        for (let i = 0; i < w.length; i++) {
          velocity[i] = momentum * velocity[i]! + gradient[i]! + weightDecay * w[i]!;
          w[i]! -= rate * velocity[i]!;
        }
      }
    }
    const got = trainer.parameters(0);
    const error = Math.max(...got.map((x, i) => Math.abs(x - w[i]!)));
    // every step adds a few roundings of numbers of order 1, and training here amplifies them by less than 4
    expect(error).toBeLessThanOrEqual(4 * steps * EPS_F32);
    expect(Math.max(...got.map((x, i) => Math.abs(x - parameters[i]!)))).toBeGreaterThan(0.01);
    trainer.dispose();
  });

  test.each([
    { batch: 1, hidden: 3 },
    { batch: 7, hidden: 3 },
    { batch: 7, hidden: 5, momentum: 0.9, weightDecay: 0.01 },
    { batch: 150, hidden: 2, loss: "mse" as const },
    { batch: 40, hidden: 8, loss: "hinge" as const, bias: false },
    { batch: 10, hidden: 9 },
  ])(
    "gives each replica the same bits alone and side by side: %o",
    ({ hidden, bias = true, loss, ...options }) => {
      const sizes = [9, hidden, 5];
      const data = new NetworkData(engine, testData(160, 9, 5));
      const replicas = [0, 1, 2, 3, 4, 5].map((r) => start(sizes, r, bias));
      const shape = networkShape({ sizes, bias, ...(loss ? { loss } : {}) });
      const run = (chosen: typeof replicas) => {
        const trainer = new NetworkTrainer(shape, data, { replicas: chosen, ...options });
        for (const rate of [0.3, 0.2, 0.1]) trainer.epoch(rate);
        const result = chosen.map((_, r) => trainer.parameters(r));
        trainer.dispose();
        return result;
      };
      const together = run(replicas);
      replicas.forEach((replica, r) => {
        expect(run([replica])[0]).toEqual(together[r]);
      });
      expect(together[0]).not.toEqual(together[1]);
    },
  );

  test("lowers the loss of a learnable task", () => {
    const raw = testData(200, 9, 3);
    const labels = Array.from({ length: raw.n }, (_, s) =>
      raw.inputs[s * 9]! > 0 ? 1 : raw.inputs[s * 9 + 1]! > 0 ? 2 : 0,
    );
    const data = new NetworkData(engine, { ...raw, labels });
    const { shape, ...replica } = start([9, 8, 3], 0);
    const trainer = new NetworkTrainer(shape, data, { replicas: [replica], batch: 10 });
    const network = new Network(engine, shape);
    const before = network.evaluate(trainer.parameters(0), data);
    for (let epoch = 0; epoch < 50; epoch++) trainer.epoch(0.2 / (1 + epoch / 20));
    const after = network.evaluate(trainer.parameters(0), data);
    expect(before.loss).toBeGreaterThan(0.9);
    expect(after.loss).toBeLessThan(0.2);
    expect(after.accuracy).toBeGreaterThan(0.95);
  });
});
