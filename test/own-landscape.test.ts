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
