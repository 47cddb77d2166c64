import { expect, test } from "vitest";
import { streamKey } from "../dist/base/stream.js";
import { Engine } from "../dist/engine/engine.js";
import { initialiseLevels, NetworkAnnealer, type Proposal } from "../dist/engine/network/annealer.js";
import {
  initialise,
  Network,
  NetworkData,
  type NetworkLoss,
  networkShape,
} from "../dist/engine/network/network.js";
import { testData } from "./oracle/network.ts";

const EPS_F32 = 2 ** -23;
const engine = await Engine.create();
const key = streamKey("test", "annealer");
const levels = { hidden: 1, output: 0.5 };

function setting(loss: NetworkLoss = "cross-entropy", bias = true) {
  const raw = testData(61, 7, 4);
  const data = new NetworkData(engine, raw);
  const shape = networkShape({ sizes: [7, 5, 4], loss, bias });
  const init = { kind: "uniform", range: 0.5 } as const;
  return {
    data,
    shape,
    network: new Network(engine, shape),
    parameters: initialise(engine, shape, { key, init }),
  };
}

const proposals: Proposal[] = [{ kind: "gaussian" }, { kind: "uniform" }, { kind: "levels", levels }];

test.each(
  proposals.flatMap((proposal) =>
    (["cross-entropy", "mse", "hinge"] as const).flatMap((loss) =>
      [true, false].map((bias) => ({ proposal, loss, bias })),
    ),
  ),
)("the incremental loss equals the loss at the parameters: $proposal.kind, $loss, bias $bias", (options) => {
  const { proposal, loss, bias } = options;
  const { data, shape, network, parameters } = setting(loss, bias);
  const start = proposal.kind === "levels" ? initialiseLevels(engine, shape, { key, levels }) : parameters;
  const annealer = new NetworkAnnealer(shape, data, { parameters: start, key, proposal });
  const before = annealer.progress.loss;
  expect(Math.abs(before - network.evaluate(start, data).loss)).toBeLessThan(64 * EPS_F32 * (1 + before));
  const moves = 3000;
  const after = annealer.run({ moves, temperature: { from: 0.01, to: 1e-4 }, scale: { from: 0.5, to: 0.1 } });
  const exact = network.evaluate(annealer.parameters(), data).loss;
  // each accepted move rounds a handful of numbers of the size of a logit (below 8 here) once
  expect(Math.abs(after.loss - exact)).toBeLessThan(8 * Math.sqrt(moves) * EPS_F32);
  expect(after.loss).toBeLessThan(before);
  expect(after.accepted).toBeGreaterThan(50);
  expect(after.accepted).toBeLessThan(moves);
  if (proposal.kind === "levels")
    annealer.parameters().forEach((x, i) => {
      const level = i < 5 * (bias ? 8 : 7) ? levels.hidden : levels.output;
      expect([-level, 0, level]).toContain(x + 0);
    });
  annealer.dispose();
});

test("a walk in one call and in pieces visits the same points when the schedule is flat", () => {
  const { data, shape, parameters } = setting();
  const temperature = { from: 1 / 64, to: 1 / 64 };
  const walk = (pieces: number[]) => {
    const annealer = new NetworkAnnealer(shape, data, {
      parameters,
      key,
      proposal: { kind: "gaussian" },
    });
    for (const moves of pieces) annealer.run({ moves, temperature, scale: { from: 0.5, to: 0.5 } });
    return { at: annealer.parameters(), progress: annealer.progress };
  };
  expect(walk([9000])).toEqual(walk([1, 4096, 4903]));
});

test("at a fixed temperature three-valued weights visit their 27 states as exp(-L / T) says", () => {
  const data = new NetworkData(engine, { inputs: [1, -0.5], labels: [0, 1], n: 2, d: 1, classes: 2 });
  const shape = networkShape({ sizes: [1, 1, 2], bias: false, loss: "mse" });
  const network = new Network(engine, shape);
  const annealer = new NetworkAnnealer(shape, data, {
    parameters: [1, 0, 0],
    key,
    proposal: { kind: "levels", levels },
  });
  const states = Array.from({ length: 27 }, (_, s) => [
    (s % 3) - 1,
    ((Math.floor(s / 3) % 3) - 1) * levels.output,
    (Math.floor(s / 9) - 1) * levels.output,
  ]);
  const flat = { from: 0.25, to: 0.25 };
  const weights = states.map((w) => Math.exp(-network.evaluate(w, data).loss / flat.from));
  const total = weights.reduce((a, b) => a + b, 0);
  const visits = new Array<number>(27).fill(0);
  const samples = 30_000;
  for (let i = 0; i < samples; i++) {
    annealer.run({ moves: 25, temperature: flat });
    const [a, b, c] = annealer.parameters();
    visits[a! + 1 + 3 * (b! / levels.output + 1) + 9 * (c! / levels.output + 1)]!++;
  }
  const z = states.map((_, s) => {
    const expected = weights[s]! / total;
    return (visits[s]! / samples - expected) / Math.sqrt((expected * (1 - expected)) / samples);
  });
  // 27 nearly independent normal scores; 25 moves apart the samples still correlate a little
  expect(Math.max(...z.map(Math.abs))).toBeLessThan(4.5);
});
