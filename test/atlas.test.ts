// The disconnectivity graph, the saddles' two sides, and the experiments built on a census.
import { beforeAll, expect, test } from "vitest";
import { mergeTree } from "../dist/critical/merge-tree.js";
import { takeCensus } from "../dist/critical/pspin/census.js";
import { connectMinima, minimaReached } from "../dist/critical/pspin/connections.js";
import { experiment as atlas } from "../dist/experiment/atlas/index.js";
import { experiment as barrier } from "../dist/experiment/barrier/index.js";
import { experiment as saddleEscape } from "../dist/experiment/escape/index.js";
import { experiment as kacRice } from "../dist/experiment/kac-rice/index.js";
import { experiment as layers } from "../dist/experiment/layers/index.js";
import { createTaskRunner, Engine, PSpinCouplings, streamKey, type Task } from "../dist/index.js";
import { liftTangent, restrictToTangent } from "../dist/landscape/sphere.js";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

test("minima join at the lowest pass between their components, and heights lead to the lowest minimum", () => {
  const tree = mergeTree(
    [-3, -2, -1, -2.5],
    [
      { a: 0, b: 1, energy: -1.5 },
      { a: 1, b: 0, energy: -1.8 },
      { a: 2, b: 3, energy: -0.5 },
      { a: 2, b: 2, energy: -0.9 },
      { a: 1, b: 3, energy: 0.5 },
    ],
  );
  expect(tree.components).toBe(1);
  expect(tree.merges.map(({ energy }) => energy)).toEqual([-1.8, -0.5, 0.5]);
  expect(tree.merges.at(-1)!.children).toEqual([4, 5]);
  expect(tree.heights).toEqual([null, -1.8, 0.5, 0.5]);
  expect(mergeTree([0, 1], []).components).toBe(2);
});

test("a lifted tangent vector is tangent, of the same length, and sees the Hessian's restriction", () => {
  const radius = Math.sqrt(2.9 / 4); // |x|² = 4
  const x = Float64Array.from([-1.2, 0.4, 1.1, 0.3], (value) => value / radius);
  const y = Float64Array.from([0.5, -1, 2]);
  const lifted = liftTangent(x, y);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  expect(Math.abs(dot(lifted, x))).toBeLessThan(1e-14);
  expect(dot(lifted, lifted)).toBeCloseTo(dot(y, y), 13);
  const a = Float64Array.from({ length: 16 }, (_, i) => Math.cos((i % 4) * Math.floor(i / 4) + 1));
  for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) a[i * 4 + j] = a[j * 4 + i]!;
  const small = restrictToTangent(a, x);
  const image = Float64Array.from({ length: 4 }, (_, i) => dot(a.subarray(4 * i, 4 * i + 4), lifted));
  const inner = Float64Array.from({ length: 3 }, (_, i) => dot(small.subarray(3 * i, 3 * i + 3), y));
  expect(dot(image, lifted)).toBeCloseTo(dot(inner, y), 12);
});

test("both sides of every index-1 saddle end in minima below it, and the minima of a complete census all join", async () => {
  const couplings = new PSpinCouplings(engine, { n: 8, p: 3, key: streamKey("atlas test", 4) });
  const census = await takeCensus(couplings, { gamma: [0.6, 0.8] });
  const minima = census.points.filter(({ index }) => index === 0);
  const { edges, unresolved } = await connectMinima(couplings, census.points);
  expect(unresolved).toBe(0);
  expect(edges).toHaveLength(census.counts[1]!);
  for (const { a, b, energy } of edges) {
    expect(minima[a]!.energy).toBeLessThan(energy);
    expect(minima[b]!.energy).toBeLessThan(energy);
  }
  // the sphere is connected: passes of index 1 join all minima
  expect(
    mergeTree(
      minima.map(({ energy }) => energy),
      edges,
    ).components,
  ).toBe(1);
  const starts = new Float64Array(minima.flatMap(({ sigma }) => Array.from(sigma)));
  expect(await minimaReached(couplings, minima, starts)).toEqual(minima.map((_, i) => i));
  couplings.dispose();
});

const SMALL = [
  { experiment: kacRice, config: { p: 3, sizes: [2, 4], disorders: [20, 10], budget: 1000 } },
  { experiment: layers, config: { p: 3, N: 5, disorders: 4, budget: 1000 } },
  { experiment: atlas, config: { p: 4, N: 4, draws: [0, 1], starts: 50, budget: 1000 } },
  { experiment: barrier, config: { p: 3, sizes: [4, 5], disorders: [6, 6], starts: 20, budget: 1000 } },
  {
    experiment: saddleEscape,
    config: {
      p: 3,
      N: 14,
      indices: [1, 2],
      saddles: 2,
      disorders: 2,
      samples: 2,
      temperature: 0.05,
      offset: 0.01,
      drop: 0.005,
      time: 5,
    },
  },
] as const;

test.each(SMALL.map(({ experiment, config }) => ({ id: experiment.id, experiment, config })))(
  "$id runs small, whatever the order of its tasks, and draws and claims from its rows",
  async ({ experiment, config }) => {
    const full = experiment.schema.parse({ ...config, seed: 5 }) as never;
    const runner = () =>
      createTaskRunner({
        experiments: [experiment as never],
        engine,
        files: { read: () => Promise.reject(new Error("no files here")) },
      });
    const tasks: readonly Task[] = experiment.tasks(full);
    const rowsOf = async (order: readonly Task[]) => {
      const run = runner();
      const rows = new Map<string, string>();
      for (const task of order)
        rows.set(
          task.key,
          await run.run({ experiment: experiment.id, config: full, task: task as never }, () => {}),
        );
      return tasks.map(({ key }) => rows.get(key)!);
    };
    const forward = await rowsOf(tasks);
    expect(await rowsOf([...tasks].reverse())).toEqual(forward);
    const summary = experiment.reduce(forward.map((row) => JSON.parse(row)) as never, full) as never;
    expect(experiment.figures(summary, full).length).toBeGreaterThan(0);
    for (const table of experiment.tables(summary, full))
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    const claims = experiment.claims(summary, full);
    expect(claims.length).toBeGreaterThan(0);
    for (const claim of claims) expect(claim.verdict).not.toBe("not supported");
    expect(experiment.notes!(summary, full).length).toBeGreaterThan(0);
  },
);

test("enumeration beyond the budget is refused before a run begins", () => {
  const config = { ...layers.presets.quick, seed: 1, N: 18, budget: 1000 };
  expect(() => layers.check!(config)).toThrow(/262143 paths/);
});
