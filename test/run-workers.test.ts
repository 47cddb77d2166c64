import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compileKernels } from "../dist/index.js";
import { createDirectoryStore, createNodePool } from "../dist/platform/node/index.js";
import { completeConfig, createInlinePool, planTasks, runExperiment } from "../dist/run/index.js";
import { Memo } from "../dist/run/memo.js";
import { serveTasks } from "../dist/run/serve-tasks.js";
import type { FromWorker } from "../dist/run/worker-messages.js";
import { coinExperiments, coinWalks } from "./fakes/coin-walks.ts";
import { temporaryDirectory } from "./fakes/command.ts";
import { plainRenderer } from "./fakes/renderer.ts";

const wasm = await compileKernels();
const modules = [join(import.meta.dirname, "fixtures-experiments", "coin-walks.mjs")];
const pool = createNodePool({ wasm, size: 2, modules });
const inline = await createInlinePool({ experiments: coinExperiments });
afterAll(() => pool.close());

function request(index: number, ...settings: string[]) {
  const config = completeConfig(coinWalks, { settings });
  return { experiment: "coin-walks", config, task: planTasks(coinWalks, config)[index]!.task as never };
}

test("a worker's row is the row of the present thread, to the byte", async () => {
  for (const index of [0, 1, 7]) {
    const [there, here] = await Promise.all([pool.submit(request(index)), inline.submit(request(index))]);
    expect(there.row).toBe(here.row);
  }
});

test("workers tell progress, ten times a second at most", async () => {
  const sent: FromWorker[] = [];
  let clock = 0;
  const runner = {
    async run(_: unknown, progress: (fraction: number) => void) {
      for (let step = 1; step <= 100; step++) {
        clock += 20;
        progress(step / 100);
      }
      return "{}";
    },
    close: async () => undefined,
  };
  const handle = serveTasks({ runner, send: (message) => sent.push(message), now: () => clock });
  await handle({ type: "run", id: 4, request: request(0) });
  const told = sent.flatMap((message) => (message.type === "progress" ? [message.fraction] : []));
  expect(told).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) / 20));
  expect(sent.at(-1)).toEqual({ type: "done", id: 4, row: "{}", seconds: 2 });
});

test("a worker that ends by itself fails its task, and the pool goes on", async () => {
  await expect(pool.submit(request(3, "failAt=3", "failure=exit"))).rejects.toThrow(
    "the worker ended by itself with code 7",
  );
  await expect(pool.submit(request(3))).resolves.toHaveProperty("row");
});

test("a row that is no JSON fails its task", async () => {
  await expect(pool.submit(request(3, "failAt=3", "failure=nan"))).rejects.toThrow(
    "canonical JSON has no NaN",
  );
});

test("aborting drops waiting tasks, stops a worker inside a loop without end, and the pool goes on", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { signal } = controller;
  const spinning = [0, 1, 2, 3].map((index) => pool.submit(request(index, "spin=true"), { signal }));
  const other = pool.submit(request(5));
  setTimeout(() => controller.abort(reason), 200);
  const ends = await Promise.allSettled(spinning);
  for (const end of ends) expect(end).toEqual({ status: "rejected", reason });
  await expect(other).resolves.toHaveProperty("row");
  await expect(pool.submit(request(0), { signal })).rejects.toBe(reason);
});

test("an unknown experiment is told by the worker", async () => {
  await expect(pool.submit({ ...request(0), experiment: "none" })).rejects.toThrow(
    'knows no experiment "none"',
  );
});

test("a run on worker threads in a real directory gives what the inline pool gives in memory", async () => {
  const { createMemoryStore } = await import("../dist/run/index.js");
  const memory = createMemoryStore();
  const directory = createDirectoryStore(temporaryDirectory());
  const config = completeConfig(coinWalks);
  for (const [store, hands] of [
    [memory, inline],
    [directory, pool],
  ] as const)
    for await (const _ of runExperiment(coinWalks, config, {
      store,
      pool: hands,
      renderer: plainRenderer,
      wasm,
    }));
  const names = (await memory.list("")).filter((name) => name !== "timings.jsonl");
  expect((await directory.list("")).filter((name) => name !== "timings.jsonl")).toEqual(names);
  for (const name of names)
    expect(Buffer.from((await directory.read(name))!), name).toEqual(Buffer.from((await memory.read(name))!));
});

test("a memo drops the least recently used value, disposes of it, and never one that the task has in use", async () => {
  const memo = new Memo(2);
  const dropped: string[] = [];
  const get = (key: string) =>
    memo.get(
      key,
      () => key.toUpperCase(),
      (value) => dropped.push(value),
    );
  memo.beginTask();
  expect([await get("a"), await get("b"), await get("c"), await get("a")]).toEqual(["A", "B", "C", "A"]);
  expect(dropped).toEqual([]);
  memo.beginTask();
  await get("b");
  await get("d");
  expect(dropped).toEqual(["C", "A"]);
  await memo.clear();
  expect(dropped).toEqual(["C", "A", "B", "D"]);
});

test("a memo makes a value once, and tries again after a failure", async () => {
  const memo = new Memo(2);
  let made = 0;
  const make = async () => {
    if (++made === 1) throw new Error("not yet");
    return made;
  };
  await expect(memo.get("x", make)).rejects.toThrow("not yet");
  expect(await Promise.all([memo.get("x", make), memo.get("x", make)])).toEqual([2, 2]);
});
