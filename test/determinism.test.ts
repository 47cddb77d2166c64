// One workload through every family of kernels: debug and release builds, and a second engine, give the same bits.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  compileKernels,
  Engine,
  eigenvaluesSymmetric,
  normals,
  PSpinCouplings,
  streamKey,
} from "../dist/index.js";
import { enableRelaxedSimd } from "../dist/platform/node/index.js";
import { workloadDigests } from "../dist/workload/digest.js";
import { OTHER_HOSTS } from "./support/other-hosts.ts";

const root = join(import.meta.dirname, "..");
const wasm = join(root, "build", "losscape-debug.wasm");

/** The exports that are no kernels, or give no numbers of ours, each with its reason. */
const OUTSIDE: Readonly<Record<string, string>> = {
  heapBase: "where the engine's memory begins; read when it is made",
  peakF64: "a loop without meaning, which the benchmarks time",
  peakFlops: "the number of its operations",
};

test("the workload calls every kernel", async () => {
  const compiled = await compileKernels();
  const engine = new Engine(compiled);
  const called = new Set<string>();
  const counted = Object.fromEntries(
    Object.entries(engine.kernels).map(([name, kernel]) => [
      name,
      (...values: number[]) => {
        called.add(name);
        return (kernel as (...values: number[]) => unknown)(...values);
      },
    ]),
  );
  Object.defineProperty(engine, "kernels", { value: counted });
  workloadDigests(engine);
  const exported = WebAssembly.Module.exports(compiled.module)
    .filter(({ kind }) => kind === "function")
    .map(({ name }) => name);
  expect(exported.length).toBeGreaterThan(90);
  expect(exported.filter((name) => !called.has(name) && !(name in OUTSIDE))).toEqual([]);
  expect(Object.keys(OUTSIDE).filter((name) => called.has(name) || !exported.includes(name))).toEqual([]);
});

test("a digest notices one number that differs in its last bit, and names the family", async () => {
  const [engine, other] = [await Engine.create(), await Engine.create()];
  const { dnrm2 } = engine.kernels;
  let calls = 0;
  const changed = (n: number, x: number) => dnrm2(n, x) * (++calls === 5 ? 1 + Number.EPSILON : 1);
  Object.defineProperty(engine, "kernels", { value: { ...engine.kernels, dnrm2: changed } });
  const [here, there] = [workloadDigests(engine), workloadDigests(other)];
  const names = Object.keys(here) as (keyof typeof here)[];
  expect(names.filter((name) => here[name] !== there[name])).toEqual(["vectors"]);
});

test("the debug build, which no optimiser has touched, gives the digests of the release build", async () => {
  const module = await WebAssembly.compile(readFileSync(wasm));
  const debug = new Engine({ module, sha256: "", relaxed: false });
  expect(workloadDigests(debug)).toEqual(workloadDigests(await Engine.create()));
});

test("a digest does not depend on what an engine did before", async () => {
  const engine = await Engine.create();
  const first = workloadDigests(engine);
  expect(workloadDigests(engine)).toEqual(first);
});

const script = `
  import { Engine } from "./dist/index.js";
  import { workloadDigests } from "./dist/workload/digest.js";
  console.log(JSON.stringify(workloadDigests(await Engine.create())));`;

for (const { name, variable, path } of OTHER_HOSTS)
  test.skipIf(!path)(`${name}, named in ${variable}, gives the same digests`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "losscape-digest-"));
    try {
      const file = join(folder, "digest.mjs");
      writeFileSync(file, script.replaceAll("./dist/", `${pathToFileURL(join(root, "dist"))}/`));
      const out = execFileSync(path!, [file], { encoding: "utf8" });
      expect(JSON.parse(out)).toEqual(workloadDigests(await Engine.create()));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

test("the relaxed build agrees with the baseline to rounding, and says what it is", async () => {
  expect(enableRelaxedSimd()).toBe(true);
  const [baseline, relaxed] = [await Engine.create(), await Engine.create({ relaxed: true })];
  expect(relaxed.relaxed).toBe(true);
  expect(relaxed.sha256).not.toBe(baseline.sha256);
  const n = 60;
  const a = normals(baseline, streamKey("relaxed", 1), n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!;
  const [left, right] = [eigenvaluesSymmetric(baseline, a, n), eigenvaluesSymmetric(relaxed, a, n)];
  const size = Math.max(-left[0]!, left.at(-1)!);
  for (let i = 0; i < n; i++)
    expect(Math.abs(left[i]! - right[i]!)).toBeLessThan(8 * n * Number.EPSILON * size);
  const key = streamKey("relaxed glass", 1);
  const energies = [baseline, relaxed].map((engine) => {
    const couplings = new PSpinCouplings(engine, { n: 20, p: 3, key });
    return couplings.evaluate(normals(baseline, key, 20)).energies[0]!;
  });
  expect(Math.abs(energies[0]! - energies[1]!)).toBeLessThan(1e-12 * Math.abs(energies[0]!) + 1e-12);
});
