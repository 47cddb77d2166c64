import { expect, test } from "vitest";
import { experiment as annealing } from "../dist/experiment/annealing/index.js";
import { experiment as networkIndex } from "../dist/experiment/network-index/index.js";
import { experiment as networkLosses } from "../dist/experiment/network-losses/index.js";
import { experiment as surface } from "../dist/experiment/surface/index.js";
import { createInlinePool } from "../dist/run/index.js";

const strokes = { kind: "strokes", train: 300, test: 100, side: 10, seed: 1 } as const;
const training = { epochs: 3, batch: 20, learningRate: 0.2, decay: "linear", initRange: 0.5 } as const;

const losses = { seed: 3, data: strokes, hidden: [2, 3, 25, 30, 40], networks: [5, 4, 4, 4, 4], ...training };
const index = {
  seed: 3,
  data: { ...strokes, train: 60 },
  hidden: [2, 3],
  networks: [3, 2],
  ...training,
  deadBand: 0.001,
  spectrumLimit: 400,
  checkpoints: [0, 1],
  followed: [1, 0],
};
const anneal = {
  seed: 3,
  data: strokes,
  hidden: [2, 3],
  networks: [3, 2],
  ...training,
  annealed: [3, 2],
  proposals: 500,
  temperatureStart: 3e-4,
  temperatureEnd: 1e-6,
  step: 0.25,
  redundantHidden: 4,
  redundantNetworks: 2,
  redundantProposals: 500,
  threeValuedGain: 0.25,
};

/** All rows of a config, task by task in this thread. */
// biome-ignore lint/suspicious/noExplicitAny: experiments of every config and row type
async function rowsOf(experiment: any, config: any, keys?: readonly string[]): Promise<any[]> {
  const pool = await createInlinePool({ experiments: [experiment] });
  const tasks = experiment.tasks(config).filter((t: { key: string }) => keys?.includes(t.key) ?? true);
  const rows = [];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  for (const task of tasks as any[]) {
    const outcome = await pool.submit({ experiment: experiment.id, config, task });
    rows.push(JSON.parse(outcome.row));
  }
  await pool.close();
  return rows;
}

const planes = {
  seed: 3,
  data: strokes,
  hidden: [3],
  ...training,
  grid: 9,
  range: 0.5,
  margin: 0.25,
  spins: 12,
  p: 3,
};

for (const experiment of [networkLosses, networkIndex, annealing, surface])
  test(`${experiment.id}: every preset passes its schema and its check, and its tasks have unique keys`, () => {
    for (const preset of Object.values(experiment.presets)) {
      const config = experiment.schema.parse({ ...preset, seed: 1 }) as never;
      experiment.check?.(config);
      const keys = experiment.tasks(config).map((task) => task.key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(experiment.tasks(config).every((task) => task.seconds > 0)).toBe(true);
    }
  });

test("a network's losses do not depend on which networks share its task", async () => {
  const all = await rowsOf(networkLosses, losses);
  const fewer = await rowsOf(networkLosses, { ...losses, networks: [2, 1, 1, 1, 1] });
  const byName = (rows: typeof all) =>
    new Map(rows.flatMap((row) => row.networks.map((n: { net: number }) => [`${row.hidden}/${n.net}`, n])));
  const complete = byName(all);
  for (const [name, network] of byName(fewer)) expect(complete.get(name)).toEqual(network);
  expect(complete.size).toBe(21);
});

test("network-losses summarises, tabulates and judges its rows, and half of them as well", async () => {
  const rows = await rowsOf(networkLosses, losses);
  const summary = networkLosses.reduce(rows, losses);
  expect(summary.sizes.map((size) => size.hidden)).toEqual([2, 3, 25, 30, 40]);
  expect(summary.points.length).toBe(21);
  expect(networkLosses.claims(summary, losses).map((claim) => claim.id)).toEqual(["4a", "4b", "4c", "7"]);
  for (const table of networkLosses.tables(summary, losses))
    for (const row of table.rows) expect(row.length).toBe(table.columns.length);
  for (const count of [0, 1]) {
    const part = networkLosses.reduce(rows.slice(0, count), losses);
    expect(networkLosses.claims(part, losses).every((claim) => claim.verdict === "inconclusive")).toBe(
      count === 0 || part.sizes.length < 2,
    );
    for (const table of networkLosses.tables(part, losses))
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    for (const figure of networkLosses.figures(part, losses))
      expect(JSON.stringify(figure)).not.toMatch(/NaN|undefined/);
    expect(part.sizes).toHaveLength(count);
  }
  expect(networkLosses.figures(summary, losses).map((figure) => figure.paperFigure ?? "")).toEqual([
    "", // the sheet of samples
    "Figure 3, right; Figure 8, bottom",
    "",
    "Figure 9",
    "Figure 10, left",
    "Figure 10, right",
    "Figure 7",
    "Table 1",
  ]);
});

test("network-index counts every eigenvalue once, at the end and on the way", async () => {
  const rows = await rowsOf(networkIndex, index);
  for (const row of rows) {
    const binned = [...row.spectrum.negative, ...row.spectrum.positive].reduce(
      (a: number, b: number) => a + b,
    );
    expect(binned).toBe(row.parameters);
    const t = index.deadBand;
    const isBelow = row.spectrum.lowest.filter((value: number) => value < -t).length;
    if (isBelow < row.spectrum.lowest.length) expect(row.solution.negative).toBe(isBelow);
  }
  expect(rows.map((row) => row.path.length)).toEqual([2, 0, 0, 0, 0]);
  const summary = networkIndex.reduce(rows, index);
  expect(summary.sizes.map((size) => size.parameters)).toEqual([232, 343]);
  expect(summary.sizes[0]!.startIndex).toBe(rows[0]!.path[0]!.negative / 232);
  for (const table of networkIndex.tables(summary, index))
    for (const row of table.rows) expect(row.length).toBe(table.columns.length);
});

test("beyond the spectrum limit the inertia counts the same eigenvalues", async () => {
  const values = await rowsOf(networkIndex, index);
  const signs = await rowsOf(networkIndex, { ...index, spectrumLimit: 0 });
  expect(signs.map((row) => row.method)).toEqual(signs.map(() => "inertia"));
  expect(signs.map((row) => row.solution.negative)).toEqual(values.map((row) => row.solution.negative));
  expect(signs.map((row) => row.path.map((p: { negative: number }) => p.negative))).toEqual(
    values.map((row) => row.path.map((p: { negative: number }) => p.negative)),
  );
});

test("annealing trains the same networks by every method, and three values are three values", async () => {
  const rows = await rowsOf(annealing, anneal);
  const summary = annealing.reduce(rows, anneal);
  expect(summary.methods.map((entry) => `${entry.method} ${entry.hidden} ${entry.networks}`)).toEqual([
    "sgd 2 3",
    "sgd 3 2",
    "annealing 2 3",
    "annealing 3 2",
    "three-valued 4 2",
    "unrestricted 4 2",
    "unrestricted-sgd 4 2",
  ]);
  expect(annealing.claims(summary, anneal).map((claim) => claim.id)).toEqual(["6", "8a", "8b"]);
  for (const entry of summary.methods) expect(entry.acceptance === null).toBe(entry.method.endsWith("sgd"));
  for (const table of annealing.tables(summary, anneal))
    for (const row of table.rows) expect(row.length).toBe(table.columns.length);
});

test("surface: the marked points have the values of their lines' ends and lie within the grid", async () => {
  const rows = await rowsOf(surface, planes);
  expect(rows.map((row) => row.kind)).toEqual(["random-directions", "three-solutions", "great-sphere"]);
  for (const row of rows) {
    expect(row.values.length).toBe(81);
    for (const point of row.points) {
      expect(point.x).toBeGreaterThan(row.xs[0]);
      expect(point.x).toBeLessThan(row.xs[8]);
      expect(point.y).toBeGreaterThan(row.ys[0]);
      expect(point.y).toBeLessThan(row.ys[8]);
    }
  }
  expect(rows[0].points[0].value).toBe(rows[0].values[40]);
  const { lines, points } = rows[1];
  expect(lines.map((line: { values: number[] }) => line.values[0])).toEqual(
    points.map((point: { value: number }) => point.value),
  );
  const [lowest, marked] = [
    Math.min(...rows[2].values),
    rows[2].points.map((p: { value: number }) => p.value),
  ];
  // in this disorder the deepest of the three minima is the lowest point of the map
  expect(Math.min(...marked)).toBeLessThanOrEqual(lowest);
  const summary = surface.reduce(rows, planes);
  expect(surface.figures(summary, planes).length).toBe(7);
  for (const table of surface.tables(summary, planes))
    for (const row of table.rows) expect(row.length).toBe(table.columns.length);
});

test("lists of different lengths, sizes named twice and misplaced checkpoints are refused with a sentence", () => {
  expect(() => networkLosses.check!({ ...losses, networks: [1] })).toThrow(/networks has 1 entries/);
  expect(() => networkLosses.check!({ ...losses, hidden: [2, 2, 3, 4, 5] })).toThrow(/2 twice/);
  expect(() => networkIndex.check!({ ...index, checkpoints: [2, 1] })).toThrow(/ascending/);
  expect(() => networkIndex.check!({ ...index, checkpoints: [3] })).toThrow(/below 3/);
  expect(() => annealing.check!({ ...anneal, temperatureEnd: 1 })).toThrow(/cools/);
  expect(() => annealing.check!({ ...anneal, threeValuedGain: 0.3 })).toThrow(/exact in 32 bits/);
});
