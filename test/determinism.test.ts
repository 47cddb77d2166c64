// One workload through every family of kernels: debug and release builds, and a second engine, give the same bits.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workloadDigest } from "../dist/experiment/workload-digest.js";
import { Engine, eigenvaluesSymmetric, normals, PSpinCouplings, streamKey } from "../dist/index.js";
import { enableRelaxedSimd } from "../dist/platform/node/index.js";

const wasm = join(import.meta.dirname, "..", "build", "losscape-debug.wasm");

test("the debug build, which no optimiser has touched, gives the digest of the release build", async () => {
  const module = await WebAssembly.compile(readFileSync(wasm));
  const debug = new Engine({ module, sha256: "", relaxed: false });
  expect(workloadDigest(debug)).toBe(workloadDigest(await Engine.create()));
});

test("a digest does not depend on what an engine did before", async () => {
  const engine = await Engine.create();
  const first = workloadDigest(engine);
  expect(workloadDigest(engine)).toBe(first);
});

const other = process.env.LOSSCAPE_OTHER_NODE;
test.skipIf(!other)(
  "another version of Node, named in LOSSCAPE_OTHER_NODE, gives the same digest",
  async () => {
    const script = `
    import { Engine } from "./dist/index.js";
    import { workloadDigest } from "./dist/experiment/workload-digest.js";
    console.log(JSON.stringify([process.versions.node, workloadDigest(await Engine.create())]));`;
    const out = execFileSync(other!, ["--input-type=module", "-e", script], {
      cwd: join(import.meta.dirname, ".."),
      encoding: "utf8",
    });
    const [version, digest] = JSON.parse(out);
    expect(version).not.toBe(process.versions.node);
    expect(digest).toBe(workloadDigest(await Engine.create()));
  },
);

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
