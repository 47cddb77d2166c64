// A user's own landscape in experiments: named by a module, sealed by its checksum, sampled, and never mistaken for the glass.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { run } from "../dist/index.js";

const folder = mkdtempSync(join(tmpdir(), "losscape-landscape-"));
afterAll(() => rmSync(folder, { recursive: true }));

function moduleOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** x^4 / 4 - x² / 2 + y² / 2 + 3 z² / 2: minima at x = ±1, value -1/4, a saddle of index 1 at 0, value 0; nothing else. */
const doubleWell = moduleOf(
  "double-well.mjs",
  `export default {
    dimension: 3,
    value: ([x, y, z]) => (x * x * x * x) / 4 - (x * x) / 2 + (y * y) / 2 + 1.5 * z * z,
    gradient: ([x, y, z], out) => out.set([x * x * x - x, y, 3 * z]),
  };`,
);

/** The quadratic form with eigenvalues 1 … n in coordinates, on a sphere: critical points ±e_k of index k, value (k + 1) n / 2. */
const quadratic = moduleOf(
  "quadratic.mjs",
  `export const landscape = ({ dimension, sphere, userLandscape }) =>
    userLandscape({
      dimension,
      manifold: sphere(dimension),
      value: (x) => x.reduce((sum, value, i) => sum + ((i + 1) * value * value) / 2, 0),
      gradient: (x, out) => out.set(x.map((value, i) => (i + 1) * value)),
      hessianVectorProduct: (x, v, out) => out.set(v.map((value, i) => (i + 1) * value)),
    });`,
);

const sampled = (file: string, more: object = {}) => ({
  disorders: 2,
  landscape: { kind: "module", file, starts: 12, ...more },
});

test("layers finds the critical points that a double well has, and says whose landscape it was", async () => {
  const { rows, config, notes, claims, manifest } = await run("layers", {
    config: sampled(doubleWell),
    workers: 1,
  });
  for (const { points } of rows as unknown as { points: [number, number][] }[]) {
    expect(points.map(([, index]) => index)).toEqual([0, 0, 1]);
    expect(points[0]![0]).toBeCloseTo(-0.25, 12);
    expect(points[2]![0]).toBeCloseTo(0, 12);
  }
  const sha256 = createHash("sha256").update(readFileSync(doubleWell)).digest("hex");
  expect(config).toMatchObject({ landscape: { sha256, dimension: 3 } });
  expect(manifest.config).toEqual(config);
  expect(notes.join(" ")).toContain(sha256);
  expect(notes.join(" ")).toContain("the host that ran it");
  expect(claims).toEqual([]);
});

test("a function makes landscapes of the size that the config names, each draw from its own stream", async () => {
  const { rows } = await run("layers", {
    config: sampled(quadratic, { dimension: 5, highestIndex: 4 }),
    workers: 1,
  });
  for (const { points } of rows as unknown as { points: [number, number][] }[])
    for (let k = 0; k < 5; k++) {
      const values = points.filter(([, index]) => index === k).map(([value]) => value);
      expect(values.length).toBe(2); // ±e_k
      for (const value of values) expect(value).toBeCloseTo((5 * (k + 1)) / 2, 10);
    }
});

/** x^4 / 4 - x² / 2 + x / 10 + …: minima of two depths, the roots of x³ - x + 1/10, and the saddle between them. */
const tilted = moduleOf(
  "tilted.mjs",
  `export default {
    dimension: 3,
    value: ([x, y, z]) => (x * x * x * x) / 4 - (x * x) / 2 + x / 10 + (y * y) / 2 + 1.5 * z * z,
    gradient: ([x, y, z], out) => out.set([x * x * x - x + 0.1, y, 3 * z]),
  };`,
);
const along = (x: number) => x ** 4 / 4 - x ** 2 / 2 + x / 10;
// the three roots of x³ - x + 1/10 by Cardano's formula in cosines
const roots = [0, 1, 2]
  .map((k) => (2 / Math.sqrt(3)) * Math.cos((Math.acos((-3 * Math.sqrt(3)) / 20) - 2 * Math.PI * k) / 3))
  .sort((a, b) => a - b);
/** Values of the deep well, the saddle and the shallow well. */
const [deep, pass, shallow] = roots.map(along) as [number, number, number];
const isWell = (value: number): boolean => Math.min(Math.abs(value - deep), Math.abs(value - shallow)) < 1e-9;

test("barrier gives the height between the wells of a function, and no claim of the paper", async () => {
  const { rows, claims } = await run("barrier", {
    config: { ...sampled(tilted), disorders: [2], starts: 40 },
    workers: 1,
  });
  const height = pass - shallow;
  expect(rows.length).toBe(2);
  for (const { disorders } of rows as unknown as {
    disorders: { barriers: { height: number }[]; cut: number }[];
  }[]) {
    expect(disorders[0]!.barriers.map((each) => each.height)).toEqual([expect.closeTo(height, 9)]);
    expect(disorders[0]!.cut).toBe(0);
  }
  expect(claims).toEqual([]);
});

test("escape leaves the saddle of a function to both sides, and ends in its wells", async () => {
  const { rows, claims, summary } = await run("escape", {
    config: { ...sampled(tilted), indices: [1], saddles: 2, disorders: 4 },
    workers: 1,
  });
  for (const row of rows as unknown as {
    saddles: number[];
    departures: Record<string, { end: number }[]>;
  }[]) {
    expect(row.saddles).toEqual([expect.closeTo(pass, 9)]);
    expect(Object.keys(row.departures).sort()).toEqual(["Langevin", "gradient descent"]);
    for (const [{ end }] of Object.values(row.departures) as [{ end: number }][])
      expect(isWell(end), String(end)).toBe(true);
  }
  expect(claims).toEqual([]);
  expect(summary).toMatchObject({ n: 3, thresholdEnergy: null });
});

test("spin-glass-minima and surface go down a function, at its own size", async () => {
  const minima = await run("spin-glass-minima", {
    config: { landscape: { kind: "module", file: tilted }, compare: [] },
    workers: 1,
  });
  expect(minima.config).toMatchObject({ sizes: [3], disorders: [1] });
  for (const { energies, status } of minima.rows as unknown as { energies: number[]; status: string[] }[])
    for (const [r, energy] of energies.entries()) {
      expect(status[r]).toBe("converged");
      expect(isWell(3 * energy), String(energy)).toBe(true);
    }
  expect(minima.claims).toEqual([]);
  const surface = await run("surface", {
    config: {
      landscape: { kind: "module", file: tilted },
      hidden: [10],
      epochs: 1,
      grid: 9,
      data: { kind: "strokes", train: 100, test: 50, side: 10, seed: 1 },
    },
    workers: 1,
  });
  const row = surface.rows.find(({ kind }) => kind === "great-sphere") as unknown as {
    points: { value: number }[];
    size: number;
  };
  expect(row.size).toBe(3);
  for (const { value } of row.points) expect(isWell(3 * value), String(value)).toBe(true);
});

test("workers give the bytes of one", async () => {
  const rows = async (workers: number) =>
    (await run("layers", { config: sampled(doubleWell), workers })).rows;
  expect(await rows(2)).toEqual(await rows(1));
});

test("a module that changed is not taken for the one that a run began with", async () => {
  const file = moduleOf("changing.mjs", readFileSync(doubleWell, "utf8"));
  const { config } = await run("layers", { config: sampled(file), workers: 1 });
  writeFileSync(file, `${readFileSync(doubleWell, "utf8")}\n`);
  await expect(run("layers", { config, workers: 1 })).rejects.toThrow(
    /changing\.mjs is not the module of this config/,
  );
});

test.each([
  ["no such file", "layers", join(folder, "none.mjs"), {}, /Cannot read .*none\.mjs/],
  [
    "no landscape",
    "layers",
    moduleOf("empty.mjs", "export const x = 1;"),
    {},
    /exports no landscape.*undefined/,
  ],
  ["no module", "layers", moduleOf("broken.mjs", "export default {"), {}, /Cannot load .*broken\.mjs/],
  ["no size", "layers", quadratic, {}, /say how many coordinates, as landscape\.dimension=20/],
  [
    "another size",
    "layers",
    doubleWell,
    { dimension: 4 },
    /a landscape of 3 coordinates; landscape\.dimension is 4/,
  ],
  ["an unknown key", "layers", doubleWell, { stars: 3 }, /stars/],
  ["another experiment", "kac-rice", doubleWell, {}, /landscape/],
])("%s is refused in a sentence", async (_, id, file, more, sentence) => {
  await expect(run(id, { config: sampled(file, more), workers: 1 })).rejects.toThrow(sentence);
});
