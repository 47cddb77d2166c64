import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { uniforms } from "../dist/engine/random.js";
import { Engine, streamKey } from "../dist/index.js";
import { digests, losscape, start, temporaryDirectory, withCoins } from "./fakes/command.ts";

// 12 tasks of 50 ms: long enough to be killed in any part of the run, from the start of Node to the report
const command = ["run", "coin-walks", ...withCoins, "--set", "walks=12", "--set", "pauseMs=50"];
let undisturbed: Record<string, string>;
let seconds: number;

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), "losscape-test-"));
  const begin = performance.now();
  expect((await losscape([...command, "--out", out, "--workers", "2"])).code).toBe(0);
  seconds = (performance.now() - begin) / 1000;
  undisturbed = digests(out);
  rmSync(out, { recursive: true });
});

const DEATHS = 10;

test("killed at many random moments, a run goes on to the same bytes in every file", async () => {
  const engine = await Engine.create();
  const moments = uniforms(engine, streamKey("test", "moments of death"), 16);
  let deaths = 0;
  let out = temporaryDirectory();
  let span = seconds; // after each run that outlived its moment shorter, so that the test ends on a machine of any speed
  for (let i = 0; deaths < DEATHS; i++) {
    const { child, finished } = start([...command, "--out", out, "--workers", "2"]);
    const timer = setTimeout(() => child.kill("SIGKILL"), 1000 * span * moments[i % moments.length]!);
    const { code, signal } = await finished;
    clearTimeout(timer);
    if (signal === "SIGKILL") {
      deaths++;
      continue;
    }
    expect(code).toBe(0);
    expect(digests(out)).toEqual(undisturbed);
    span *= 0.9;
    out = temporaryDirectory();
  }
  expect((await losscape([...command, "--out", out])).code).toBe(0);
  expect(digests(out)).toEqual(undisturbed);
});

test("1, 2 and 5 workers give the same bytes in every file", async () => {
  for (const workers of ["1", "5"]) {
    const out = temporaryDirectory();
    expect((await losscape([...command, "--out", out, "--workers", workers])).code).toBe(0);
    expect(digests(out)).toEqual(undisturbed);
  }
});

test("shards merge to the same bytes in every file", async () => {
  const base = temporaryDirectory();
  const parts = ["1/3", "2/3", "3/3"].map((shard) => ({
    shard,
    out: join(base, shard.replace("/", "-of-")),
  }));
  for (const { shard, out } of parts)
    expect((await losscape([...command, "--shard", shard, "--out", out])).code).toBe(0);
  const whole = join(base, "whole");
  const merged = await losscape(["merge", ...parts.map(({ out }) => out), "--out", whole, ...withCoins]);
  expect(merged.code).toBe(0);
  expect(digests(whole)).toEqual(undisturbed);
});

test("a directory in use is refused, and taken over once its owner was killed", async () => {
  const out = temporaryDirectory();
  const walks = ["run", "coin-walks", ...withCoins, "--set", "walks=4", "--out", out];
  const long = [...walks, "--set", "pauseMs=60000"]; // still under way whenever the second one comes
  const first = start(long);
  await new Promise<void>((resolve) => first.child.stderr!.once("data", () => resolve()));
  const second = await losscape(long);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(new RegExp(`in use by another run \\(process ${first.child.pid}\\)`));
  first.child.kill("SIGKILL");
  await first.finished;
  expect(readFileSync(join(out, ".lock"), "utf8")).toContain(String(first.child.pid));
  const third = await losscape([...walks, "--fresh"]);
  expect(third.code).toBe(0);
  expect(Object.keys(digests(out))).not.toContain(".lock");
});

test("a lock of a process number that now belongs to another process is taken over", async () => {
  const out = temporaryDirectory();
  writeFileSync(
    join(out, ".lock"),
    JSON.stringify({ host: hostname(), pid: process.pid, started: "long ago" }),
  );
  expect((await losscape([...command, "--set", "pauseMs=0", "--out", out])).code).toBe(0);
});

test("Ctrl-C in the middle of a kernel loop ends the run, says how to go on, and the run goes on", async () => {
  for (const [signal, setting] of [
    ["SIGINT", "spin=true"],
    ["SIGTERM", "pauseMs=700"],
  ] as const) {
    const out = temporaryDirectory();
    const args = ["run", "coin-walks", ...withCoins, "--set", "walks=4", "--set", setting, "--out", out];
    const { child, finished } = start(args);
    await new Promise<void>((resolve) => child.stderr!.once("data", () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill(signal);
    const { code, stderr } = await finished; // of spinning tasks, which never end by themselves
    expect(code).toBe(130);
    expect(stderr).toContain(
      `Stopped; what was finished is kept in ${out}. Resume with: losscape run coin-walks`,
    );
    expect(Object.keys(digests(out))).not.toContain(".lock");
    if (setting !== "spin=true") expect((await losscape(args)).code).toBe(0);
  }
});

test("replaying a task gives the row of the journal", async () => {
  const out = temporaryDirectory();
  await losscape([...command, "--set", "pauseMs=0", "--out", out]);
  const { code, stdout, stderr } = await losscape(["replay", out, "walk-7/size-5", ...withCoins]);
  expect(code).toBe(0);
  expect(stderr).toContain("The journal has the same row.");
  expect(JSON.parse(stdout).size).toBe(5);
});

test("report makes every result file again from the rows", async () => {
  const out = temporaryDirectory();
  await losscape([...command, "--out", out]);
  for (const name of ["summary.json", "rows.csv", "figures/ends.svg"])
    writeFileSync(join(out, name), "spoilt");
  writeFileSync(join(out, "figures", "stale.svg"), "from an earlier version");
  expect((await losscape(["report", out, ...withCoins])).code).toBe(0);
  expect(digests(out)).toEqual(undisturbed);
});
