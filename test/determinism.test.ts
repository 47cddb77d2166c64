// One workload through every family of kernels: debug and release builds, and a second engine, give the same bits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workloadDigest } from "../dist/experiment/workload-digest.js";
import { Engine } from "../dist/index.js";

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
