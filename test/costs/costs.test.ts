/**
 * What a change costs: a loss, an experiment, a figure, a landscape and an optimiser are one new file and one changed line each. The patches beside this test
 * are applied to a copy of the sources, counted, built, and what they add is used.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..", "..");
const copy = mkdtempSync(join(tmpdir(), "losscape-costs-"));
const patches = ["loss", "experiment", "figure", "landscape", "optimiser"] as const;
const patchOf = (name: string) => join(import.meta.dirname, `${name}.patch`);
const git = (...args: string[]) => execFileSync("git", args, { cwd: copy, encoding: "utf8" });
// biome-ignore lint/suspicious/noExplicitAny: modules of a build that no type checker has seen
const load = (path: string): Promise<any> => import(pathToFileURL(join(copy, "dist", path)).href);

beforeAll(() => {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "dir");
  git("init", "--quiet");
  for (const name of patches) git("apply", patchOf(name));
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: copy, stdio: "pipe" });
}, 600_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test.each(patches)("a new %s is one new file and one changed line", (name) => {
  const counts = git("apply", "--numstat", patchOf(name))
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
  const text = readFileSync(patchOf(name), "utf8");
  expect(text.match(/^new file mode/gm)).toHaveLength(1);
  expect(counts).toHaveLength(2);
  const changed = counts.find(([, , path]) => !text.includes(`--- /dev/null\n+++ b/${path}`))!;
  expect(changed.slice(0, 2), changed[2]!).toEqual(["1", "0"]);
});

test("the new loss has derivatives, trains alone and side by side, and anneals", async () => {
  const m = await load("index.js");
  const engine = await m.Engine.create();
  const shape = m.networkShape({ sizes: [6, 5, 3], loss: "log-cosh" });
  const key = m.streamKey("costs", 1);
  const [n, d] = [40, 6];
  const inputs = Float32Array.from(m.normals(engine, key, n * d));
  const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
  const data = new m.NetworkData(engine, { inputs, labels, n, d, classes: 3 });
  const network = new m.Network(engine, shape);
  const start: Float64Array = m.initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
  const P = shape.parameterCount;
  const at = (point: Float64Array) => {
    const g = new Float64Array(P);
    return { loss: network.gradient(point, data, g) as number, g };
  };
  const { loss, g } = at(start);
  expect(network.evaluate(start, data).loss).toBeCloseTo(loss, 12);

  // central differences with h = 1e-5: truncation and rounding both below 1e-9 relative to derivatives of size 1
  const h = 1e-5;
  const v = Float64Array.from({ length: P }, (_, i) => Math.sin(i + 1));
  const moved = (s: number) => at(start.map((x, i) => x + s * v[i]!));
  const [up, down] = [moved(h), moved(-h)];
  const slope = g.reduce((sum, x, i) => sum + x * v[i]!, 0);
  expect((up.loss - down.loss) / (2 * h)).toBeCloseTo(slope, 7);
  const product = new Float64Array(P);
  network.hessianVectorProduct({ parameters: start, data }, v, product);
  const H = network.hessian(start, data).read();
  for (let i = 0; i < P; i++) {
    expect((up.g[i]! - down.g[i]!) / (2 * h)).toBeCloseTo(product[i]!, 6);
    let row = 0;
    for (let j = 0; j < P; j++) row += H[i * P + j]! * v[j]!;
    expect(row).toBeCloseTo(product[i]!, 12);
  }

  const train = (replicas: number): Float64Array => {
    const each = Array.from({ length: replicas }, () => ({ parameters: start, shuffle: key }));
    const trainer = new m.NetworkTrainer(shape, data, { replicas: each, batch: 4 });
    for (let epoch = 0; epoch < 30; epoch++) trainer.epoch(0.05);
    return trainer.parameters(0);
  };
  const [alone, beside] = [train(1), train(4)];
  expect(at(alone).loss).toBeLessThan(0.9 * loss);
  // 300 steps in 32 bits, in another order of sums
  expect(at(beside).loss).toBeCloseTo(at(alone).loss, 3);

  const annealer = new m.NetworkAnnealer(shape, data, {
    parameters: start,
    key,
    proposal: { kind: "gaussian" },
  });
  annealer.run({ moves: 2000, temperature: { from: 1e-6, to: 1e-6 }, scale: { from: 0.1, to: 0.1 } });
  const { progress } = annealer;
  expect(progress.loss).toBeLessThan(loss);
  expect(network.evaluate(annealer.parameters(), data).loss).toBeCloseTo(progress.loss, 4);
});

test("the new experiment runs to a report", () => {
  const losscape = (...args: string[]) =>
    execFileSync(process.execPath, ["dist/cli/main.js", ...args], {
      cwd: copy,
      encoding: "utf8",
      stdio: "pipe",
    });
  expect(losscape("list")).toContain("gradient-norm");
  const out = join(copy, "run");
  losscape("run", "gradient-norm", "--scale", "quick", "--out", out);
  const { summary } = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  expect(summary.points.map(({ n }: { n: number }) => n)).toEqual([10, 20]);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("How steep the sphere is");
});

test("the new landscape is gone down by its experiment, which draws its ground state", () => {
  const out = join(copy, "field");
  const settings = [
    'landscape={"kind":"random-field","strength":2}',
    ...["sizes=10", "starts=8", "disorders=4", "compareLargest=10", "startTemperatures=1"],
  ].flatMap((setting) => ["--set", setting]);
  execFileSync(
    process.execPath,
    ["dist/cli/main.js", "run", "spin-glass-minima", ...settings, "--out", out],
    { cwd: copy, stdio: "pipe" },
  );
  const { summary } = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  expect(summary).toMatchObject({ landscape: "random field", thresholdEnergy: null, groundState: 2 });
  for (const { minimaShare, unconverged } of summary.groups)
    expect({ minima: minimaShare.value, unconverged }).toEqual({ minima: 1, unconverged: 0 });
  // one minimum a disorder: nothing to remember
  for (const { lower } of summary.prepared) expect(Math.abs(lower.value)).toBeLessThan(1e-9);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("random field");
});

test("the new optimiser comes to rest on a glass and in a bent valley", async () => {
  const m = await load("index.js");
  const engine = await m.Engine.create();
  const key = m.streamKey("costs", "optimiser");
  const glass = new m.SphericalPSpin(new m.PSpinCouplings(engine, { n: 20, p: 3, key }));
  const start = glass.manifold.nearest(m.normals(engine, key, 20), new Float64Array(20));
  const valley = m.userLandscape({
    dimension: 2,
    value: ([x, y]: Float64Array) => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2,
  });
  for (const [landscape, from] of [
    [glass, start],
    [valley, Float64Array.of(-1, 1)],
  ]) {
    const method = m.barzilaiBorwein();
    const ends = await m.optimise(engine, landscape, from, { method, maxEvaluations: 5000 });
    expect(ends.status).toEqual(["converged"]);
    expect(ends.gradientNorms[0]).toBeLessThanOrEqual(1e-6);
  }
});

test("the new figure is drawn", async () => {
  const { stepFigure } = await load("report/index.js");
  const { presentHost } = await load("run/host.js");
  const figure = stepFigure({
    id: "steps",
    title: "Steps",
    caption: "An empirical distribution function.",
    x: { title: "x" },
    y: { title: "share" },
    colour: "#336699",
    points: [
      [0, 0],
      [1, 0.5],
      [2, 1],
    ],
  });
  const renderer = await (await presentHost()).createRenderer();
  const svg: string = await renderer.figureSvg(figure);
  expect(svg).toContain("#336699");
});
