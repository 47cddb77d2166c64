import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Engine } from "../../dist/engine/engine.js";
import { type LogitCase, LogitNetworks } from "../support/cross-entropy.ts";
import { checkF32, checkF64, summarise } from "../support/cross-entropy-bounds.ts";

const script = fileURLToPath(new URL("../fixtures/make_cross_entropy.py", import.meta.url));
const python = process.env.LOSSCAPE_PYTHON ?? "/usr/bin/python3";

const seeds = Array.from({ length: 20 }, (_, i) => 101 + i);

test.each(seeds)("5,000 vectors of logits, seed %d: all within bounds", (seed) => {
  const engines = Engine.create();
  const text = execFileSync(
    python,
    [script, "--count", "5000", "--count32", "500", "--seed", `${seed}`, "--out", "-"],
    {
      maxBuffer: 2 ** 30,
      encoding: "utf8",
    },
  );
  const { f64, f32 } = JSON.parse(text) as { f64: LogitCase[]; f32: LogitCase[] };
  return engines.then((engine) => {
    const networks = new LogitNetworks(engine);
    const { largest, outside } = summarise([
      ...f64.flatMap((c) => checkF64(networks, c)),
      ...f32.flatMap((c) => checkF32(engine, c).bounds),
    ]);
    console.log(
      `seed ${seed}: ${f64.length} vectors, largest errors in units of 2^-53 (f32: 2^-24):`,
      largest,
    );
    expect(outside).toEqual([]);
  });
});
