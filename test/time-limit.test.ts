// --max-seconds: a run that is expected to take longer is refused before anything is computed, removed or written.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../dist/index.js";
import { createMemoryStore } from "../dist/run/index.js";
import { coinWalks } from "./fakes/coin-walks.ts";
import { digests, losscape, temporaryDirectory, withCoins } from "./fakes/command.ts";

const walks = ["run", "coin-walks", ...withCoins, "--set", "walks=4", "--workers", "2"];

test("a run that is expected to take longer is refused with both times, and leaves no directory", async () => {
  const out = join(temporaryDirectory(), "run");
  const long = [...walks, "--set", "pauseMs=60000", "--out", out];
  const { code, stderr } = await losscape([...long, "--max-seconds", "60"]);
  expect(stderr).toContain(
    "This is expected to take about 2 min (121 s) on 2 workers, and --max-seconds allows 60 s. Take a smaller --scale",
  );
  expect(code).toBe(2);
  expect(existsSync(out)).toBe(false);
  expect((await losscape([...walks, "--out", out, "--max-seconds", "60"])).code).toBe(0);
});

test("what is done already does not count, and --fresh counts it and removes nothing that it refuses", async () => {
  const out = join(temporaryDirectory(), "run");
  const command = [...walks, "--set", "pauseMs=30", "--out", out];
  expect((await losscape(command)).code).toBe(0);
  expect((await losscape([...command, "--max-seconds", "0.01"])).code).toBe(0);
  const before = digests(out);
  const { code, stderr } = await losscape([...command, "--max-seconds", "0.01", "--fresh"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--max-seconds allows 0.01 s")]);
  expect(digests(out)).toEqual(before);
});

test("a reproduction's experiments are counted together", async () => {
  const out = join(temporaryDirectory(), "all");
  const command = ["reproduce", "--only", "complexity,kac-rice", "--out", out];
  const { code, stderr } = await losscape([...command, "--max-seconds", "0.5"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("This is expected to take about")]);
  expect(existsSync(out)).toBe(false);
});

test.each(["0", "-1", "", "soon", "NaN", "Infinity"])("--max-seconds %j is refused", async (text) => {
  const { code, stderr } = await losscape([...walks, "--out", "none", "--max-seconds", text]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--max-seconds must be a number above 0")]);
});

test("run takes the limit as an option", async () => {
  const store = createMemoryStore("timed");
  const set = ["walks=2", "pauseMs=60000"];
  await expect(run(coinWalks, { store, set, maxSeconds: 5 })).rejects.toThrow("allows 5 s");
  expect([...store.files.keys()]).toEqual([]);
  await expect(run(coinWalks, { maxSeconds: 0 })).rejects.toThrow("maxSeconds is a number above 0, got 0");
  expect(readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8")).toContain("--max-seconds");
});
