// Landscapes that experiments take by config: the pure glass by name is the default one, and each has a golden file.
import { expect, test } from "vitest";
import { normals } from "../dist/engine/random.js";
import { chosenLandscape } from "../dist/experiment/kit/landscapes/chosen.js";
import { descendFrom } from "../dist/experiment/kit/landscapes/descend.js";
import * as families from "../dist/experiment/kit/landscapes/families.js";
import { prepareStarts } from "../dist/experiment/kit/landscapes/prepare.js";
import { experiments } from "../dist/generated/experiments.js";
import {
  createMixedPSpin,
  createMultiSpecies,
  Engine,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
} from "../dist/index.js";
import { checkConfig, completeConfig } from "../dist/run/index.js";
import { outcomeOf, smallConfigs } from "./support/config-edges.ts";
import { smallCases } from "./support/small-configs.ts";
import { abridged, resultsOf, smallRun } from "./support/small-run.ts";

const engine = await Engine.create();
const experimentOf = (id: string) => experiments.find((experiment) => experiment.id === id)!;
const caseOf = (name: string) => smallCases.find((each) => each.name === name)!;
const minima = experimentOf("spin-glass-minima");

test("every family is in the list once, under a kind of its own", () => {
  const kinds = Object.values(families).map(({ schema }) => schema.shape.kind.value);
  expect(kinds.sort()).toEqual(["mixed-p-spin", "module", "multi-species", "p-spin"]);
});

test.each([
  "spin-glass-pure-cold",
  "spin-glass-mixed",
  "spin-glass-full-mixture",
  "spin-glass-layers",
  "surface-mixed",
  "surface-layers",
])("%s: what a small fixed run says is its golden file", async (name) => {
  const small = caseOf(name);
  const experiment = experimentOf(small.experiment);
  const { config, rows } = await smallRun(experiment, small);
  for (const some of [[], rows.slice(0, 1)]) expect(() => resultsOf(experiment, some, config)).not.toThrow();
  const results = resultsOf(experiment, rows, config);
  const isPure = name === "spin-glass-pure-cold";
  expect(results.claims.length > 0).toBe(isPure);
  const text = JSON.stringify(results.notes);
  if (small.experiment === "spin-glass-minima") expect(text.includes("they are not judged")).toBe(!isPure);
  await expect(`${JSON.stringify(abridged({ rows, ...results }), null, 1)}\n`).toMatchFileSnapshot(
    `fixtures/golden/${name}.json`,
  );
});

test("the pure glass by name has the tasks and rows of a config without a landscape", async () => {
  for (const id of ["spin-glass-minima", "surface"]) {
    const experiment = experimentOf(id);
    const small = smallCases.find((each) => each.experiment === id)!;
    const named = { ...small, config: { ...small.config, landscape: { kind: "p-spin", p: small.config.p } } };
    const most = id === "surface" ? Number.POSITIVE_INFINITY : 12;
    const [plain, chosen] = [
      await smallRun(experiment, small, most),
      await smallRun(experiment, named, most),
    ];
    expect(experiment.tasks(chosen.config)).toEqual(experiment.tasks(plain.config));
    const rows = chosen.rows.map(({ landscape, ...row }) => row);
    expect(rows).toEqual(plain.rows);
  }
});

test("starts at temperatures add tasks and change no others", () => {
  const plain = completeConfig(minima, {});
  const cold = completeConfig(minima, { overrides: { startTemperatures: [2, 0.5], startTime: 3 } });
  const [before, after] = [minima.tasks(plain), minima.tasks(cold)];
  const keys = new Set(after.map(({ key }) => key));
  expect(keys.size).toBe(after.length);
  const random = after.filter((task) => !("temperature" in task));
  expect(random).toEqual(before);
  expect(after.length).toBeGreaterThan(before.length);
});

test("a list that a preset leaves out is written on the command line as any other", () => {
  const settings = [
    "landscape.kind=multi-species",
    "landscape.layers=1,2,1",
    "startTemperatures=2,0.5",
    "sizes=8,16",
  ];
  const lists = ["starts=4,4", "disorders=1,1"];
  expect(completeConfig(minima, { settings: [...settings, ...lists] })).toMatchObject({
    landscape: { kind: "multi-species", layers: [1, 2, 1] },
    startTemperatures: [2, 0.5],
  });
  const weights = ["landscape.kind=mixed-p-spin", "landscape.weights.2=1", "landscape.weights.3=0.5"];
  expect(completeConfig(minima, { settings: weights }).landscape).toEqual({
    kind: "mixed-p-spin",
    weights: { "2": 1, "3": 0.5 },
  });
});

test("what does not go together is refused in a sentence", () => {
  const check = (changes: object) => () =>
    checkConfig(minima, {
      ...completeConfig(minima, {}),
      sizes: [24],
      starts: [8],
      disorders: [1],
      ...changes,
    });
  const mixed = { kind: "mixed-p-spin", weights: { "2": 1, "3": 1 } };
  expect(check({ landscape: mixed })).not.toThrow();
  expect(check({ landscape: mixed, optimiser: "paper-sgd" })).toThrow(
    /a pure glass alone has; take lbfgs or gradient-descent on the mixed p-spin glass H₂ \+ H₃/,
  );
  expect(check({ landscape: { kind: "multi-species", layers: [3, 4] } })).toThrow(
    /N = 24 spins cannot be shared out as 3 : 4; take a multiple of 7/,
  );
  expect(check({ landscape: { kind: "multi-species", layers: [1, 1] }, sizes: [2] })).toThrow(
    /nothing that can move/,
  );
  expect(check({ landscape: { kind: "mixed-p-spin", weights: {} } })).toThrow(
    /one weight at least is above 0/,
  );
  expect(check({ landscape: { kind: "mixed-p-spin", weights: { "1": 1 } } })).toThrow(
    /whole ones from 2 to 32/,
  );
  expect(check({ landscape: { kind: "mixed-p-spin", weights: { "3": -1 } } })).toThrow(
    /landscape.weights.3 must be a number from 0 to 1000; got -1/,
  );
  expect(check({ landscape: { kind: "mixed-p-spin", weights: { "9": 1, "8": 1 } }, sizes: [100] })).toThrow(
    /Take a smaller N or p/,
  );
  expect(check({ landscape: { kind: "other" } })).toThrow(/landscape.kind must be/);
  expect(check({ startTemperatures: [1, 1] })).toThrow(/names 1 twice/);
});

const edges: readonly (readonly [string, object])[] = [
  ["spin-glass-minima", { landscape: { kind: "multi-species", layers: [1, 1] }, sizes: [4, 6] }],
  [
    "spin-glass-minima",
    {
      landscape: { kind: "multi-species", layers: [1, 1, 1, 1, 1, 1, 1, 2] },
      sizes: [9],
      starts: [2],
      disorders: [1],
    },
  ],
  ["spin-glass-minima", { landscape: { kind: "mixed-p-spin", weights: { "2": 1 } }, sizes: [2, 3] }],
  [
    "spin-glass-minima",
    { landscape: { kind: "mixed-p-spin", weights: { "2": 1000, "32": 5e-324 } }, sizes: [2, 3] },
  ],
  ["spin-glass-minima", { landscape: { kind: "mixed-p-spin", weights: { "3": 1e-150 } } }],
  ["spin-glass-minima", { startTemperatures: [] }],
  ["spin-glass-minima", { startTemperatures: [1e6, 5e-324, 1], startTime: 5e-324, startStep: 1 }],
  [
    "spin-glass-minima",
    { startTemperatures: [0.1], startTime: 1, startStep: 1, disorders: [1, 1], maxEvaluations: 1 },
  ],
  ["surface", { landscape: { kind: "multi-species", layers: [1, 3] }, spins: 4 }],
  ["surface", { landscape: { kind: "mixed-p-spin", weights: { "2": 0.5, "5": 1 } }, spins: 4 }],
];

test.each(edges)("%s with %j runs to a report", async (id, changes) => {
  expect(await outcomeOf(id, { seed: 1, ...smallConfigs[id], ...changes } as never)).toBe("report");
});

test("theory stands where it is known", () => {
  const theoryOf = (landscape: never) => chosenLandscape({ p: 3, landscape }).theory;
  const mixed = (weights: object) => theoryOf({ kind: "mixed-p-spin", weights } as never);
  expect(chosenLandscape({ p: 3 }).theory.thresholdEnergy).toBeCloseTo(1.632993161855, 11);
  expect(mixed({ "3": 2 }).groundState).toBeCloseTo(2 * 1.656998363527, 11);
  expect(mixed({ "2": 1, "4": 0.2 }).thresholdEnergy).toBe(null);
  expect(mixed({ "3": 1, "16": 0.6 }).groundState).toBe(null);
  expect(mixed({ "3": 1, "16": 0.6 }).thresholdEnergy).not.toBe(null);
  expect(theoryOf({ kind: "multi-species", layers: [1, 1] } as never)).toMatchObject({
    thresholdEnergy: null,
    groundState: null,
  });
});

test("descents of any landscape end where they should, each by itself", async () => {
  const key = streamKey("test", "families");
  const glasses = [
    createMixedPSpin(engine, { n: 12, weights: { 2: 1, 3: 1 }, key }),
    createMultiSpecies(engine, { layers: [4, 5, 3], key }),
    new SphericalPSpin(new PSpinCouplings(engine, { n: 12, p: 3, key })),
  ];
  for (const glass of glasses) {
    const n = glass.dimension;
    const starts = normals(engine, streamKey("test", "starts"), 11 * n);
    for (let r = 0; r < 11; r++) {
      const row = starts.subarray(r * n, (r + 1) * n);
      glass.manifold.nearest(row, row);
    }
    for (const method of ["lbfgs", "gradient-descent"] as const) {
      const options = { method, tolerance: 1e-7, maxEvaluations: 20_000 };
      const all = await descendFrom(engine, glass, starts, options);
      expect(all.status.filter((status) => status !== "converged")).toEqual([]);
      expect(Math.max(...all.gradientNorms)).toBeLessThan(1e-7);
      const some = await descendFrom(engine, glass, starts.slice(9 * n), options);
      expect(some.points).toEqual(all.points.slice(9 * n));
      const { status } = await descendFrom(engine, glass, starts, { ...options, maxEvaluations: 3 });
      expect(new Set(status)).toEqual(new Set(["max-evaluations"]));
    }
  }
});

test("prepared starts have the energy of equilibrium at a high temperature, each by itself", async () => {
  const key = streamKey("test", "prepared");
  const n = 40;
  const glass = createMixedPSpin(engine, { n, weights: { 2: 0.6, 3: 1 }, key });
  const random = normals(engine, streamKey("test", "random"), 24 * n);
  const preparation = { temperature: 4, time: 6, eta: 0.01, key, first: 0 };
  const starts = await prepareStarts(engine, glass, random, preparation);
  const energies = glass.evaluate(starts).map((energy) => energy / n);
  const mean = energies.reduce((a, b) => a + b) / 24;
  const error = Math.sqrt(energies.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 24 / 23);
  // -xi(1) / T; one disorder of 40 spins is off by order 1 / n
  expect(Math.abs(mean + 1.36 / 4)).toBeLessThan(4 * error + 1.36 / 4 / 10);
  const last = await prepareStarts(engine, glass, random.slice(20 * n), { ...preparation, first: 20 });
  expect(last).toEqual(starts.slice(20 * n));
});
