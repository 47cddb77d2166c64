import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../dist/index.js";
import {
  completeConfig,
  createInlinePool,
  createMemoryStore,
  type MemoryStore,
  mergeRuns,
  type RunEvent,
  type RunOptions,
  reproduce,
  runExperiment,
  type TaskPool,
} from "../dist/run/index.js";
import { coinExperiments, coinWalks } from "./fakes/coin-walks.ts";
import { plainRenderer } from "./fakes/renderer.ts";
import { resultFiles as results } from "./fakes/run-files.ts";

const pool = await createInlinePool({ experiments: coinExperiments });
const wasm = { sha256: "0".repeat(64), relaxed: false };
const config = completeConfig(coinWalks, { seed: 3 });

async function run(
  store: MemoryStore,
  options: Partial<RunOptions> = {},
  chosen = config,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const all = { store, pool, renderer: plainRenderer, wasm, ...options };
  for await (const event of runExperiment(coinWalks, chosen, all)) events.push(event);
  return events;
}

const undisturbed = createMemoryStore();
await run(undisturbed);

/** A pool that hands results back in another order, after `delay(i)` rounds of the event loop, or fails at will. */
function shuffledPool(delay: (i: number) => number, { failAfter = Number.POSITIVE_INFINITY } = {}): TaskPool {
  let count = 0;
  return {
    size: 4,
    close: async () => undefined,
    async submit(request, options = {}) {
      const i = count++;
      const outcome = await pool.submit(request, {});
      for (let round = 0; round < delay(i); round++) await new Promise((resolve) => setTimeout(resolve, 0));
      options.signal?.throwIfAborted();
      if (i >= failAfter) throw new Error("the machine caught fire.");
      return outcome;
    },
  };
}

test("a run leaves manifest, rows, summary, figures, tables and report", () => {
  expect(Object.keys(results(undisturbed))).toEqual([
    "figures/ends.svg",
    "figures/ends.vl.json",
    "manifest.json",
    "report.html",
    "rows.csv",
    "rows.jsonl",
    "summary.json",
    "tables/ends.md",
    "tables/ledger.md",
  ]);
  const summary = JSON.parse(results(undisturbed)["summary.json"]!);
  expect(summary.summary.count).toBe(12);
  expect(summary.config).toEqual(config);
});

test("events tell the start, every task and the end", async () => {
  const events = await run(createMemoryStore());
  expect(events[0]).toMatchObject({ type: "started", tasks: 12, reused: 0 });
  expect(events.filter(({ type }) => type === "task")).toHaveLength(12);
  expect(events.at(-1)).toMatchObject({ type: "finished", complete: true });
  for (const event of events) expect(JSON.parse(canonicalJson(event as never))).toEqual(event);
});

test("the order in which tasks finish changes no byte", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { minLength: 12, maxLength: 12 }), async (delays) => {
      const store = createMemoryStore();
      await run(store, { pool: shuffledPool((i) => delays[i]!) });
      expect(results(store)).toEqual(results(undisturbed));
    }),
    { seed: 7, numRuns: 20 },
  );
});

test("a run that failed anywhere goes on, reuses what was done, and ends with the same bytes", async () => {
  for (let failAfter = 0; failAfter <= 12; failAfter += 3) {
    const store = createMemoryStore();
    const first = run(store, { pool: shuffledPool(() => 0, { failAfter }) });
    if (failAfter < 12) await expect(first).rejects.toMatchObject({ code: "task-failed" });
    else await first;
    const events = await run(store);
    expect(events[0]).toMatchObject({ type: "started", reused: failAfter });
    expect(results(store)).toEqual(results(undisturbed));
  }
});

test("a failure names the experiment, the task, the reason and how to see it again", async () => {
  const failing = completeConfig(coinWalks, { settings: ["failAt=4"] });
  await expect(run(createMemoryStore("out/x"), {}, failing)).rejects.toThrow(
    'coin-walks, task "walk-4/size-2" failed: walk 4 was told to fail. Run it alone with: losscape replay out/x "walk-4/size-2"',
  );
});

test("aborting rejects with the signal's reason and leaves a directory that goes on", async () => {
  const store = createMemoryStore();
  const controller = new AbortController();
  const slow = shuffledPool((i) => i * 3);
  const iterator = runExperiment(coinWalks, config, {
    store,
    pool: slow,
    renderer: plainRenderer,
    wasm,
    signal: controller.signal,
  });
  const reason = new Error("enough");
  await expect(async () => {
    for await (const event of iterator)
      if (event.type === "task" && event.done === 3) controller.abort(reason);
  }).rejects.toBe(reason);
  const events = await run(store);
  expect((events[0] as { reused: number }).reused).toBeGreaterThanOrEqual(3);
  expect(results(store)).toEqual(results(undisturbed));
});

test("leaving the loop frees the directory and leaves it so that the run goes on", async () => {
  const store = createMemoryStore();
  for await (const event of runExperiment(coinWalks, config, {
    store,
    pool,
    renderer: plainRenderer,
    wasm,
  }))
    if (event.type === "task" && event.done === 5) break;
  await run(store);
  expect(results(store)).toEqual(results(undisturbed));
});

test("a second run in the same directory is refused while the first goes on", async () => {
  const store = createMemoryStore("here");
  const first = run(store, { pool: shuffledPool(() => 2) });
  await expect(run(store)).rejects.toMatchObject({ code: "run-locked" });
  await first;
  expect(results(store)).toEqual(results(undisturbed));
});

test("another config, seed, shard or kernel in the same directory is refused, saying what differs", async () => {
  const before = results(undisturbed);
  const refusal = async (options: Partial<RunOptions>, settings: string[] = []) => {
    const other = completeConfig(coinWalks, { seed: 3, settings });
    const error = await run(undisturbed, options, other).catch((e) => e);
    expect(error.code).toBe("run-differs");
    return error.message as string;
  };
  expect(await refusal({}, ["walks=13", "sizes=2,5,7"])).toContain(
    "sizes: [2,5] there, [2,5,7] asked for; walks: 12 there, 13 asked for",
  );
  expect(await refusal({}, ["seed=4"])).toContain("seed: 3 there, 4 asked for");
  expect(await refusal({ shard: { index: 1, of: 2 } })).toContain("holds shard all of this run; shard 1/2");
  expect(await refusal({ wasm: { ...wasm, sha256: "1".repeat(64) } })).toContain("other kernels");
  expect(await refusal({ wasm: { ...wasm, relaxed: true } })).toContain("without --fast-math");
  expect(results(undisturbed)).toEqual(before);
});

test("shards of any number merge to the bytes of the undivided run", async () => {
  for (const of of [1, 2, 3, 5, 12]) {
    const stores = [];
    for (let index = of; index >= 1; index--) {
      const store = createMemoryStore(`part ${index}`);
      await run(store, { shard: { index, of } });
      expect(store.files.has("summary.json")).toBe(false);
      stores.push(store);
    }
    const target = createMemoryStore();
    await mergeRuns(stores, { target, experiments: coinExperiments, renderer: plainRenderer });
    expect(results(target)).toEqual(results(undisturbed));
  }
});

test("merging tells which tasks are missing, and refuses parts of different runs", async () => {
  const part = createMemoryStore("part");
  await run(part, { shard: { index: 1, of: 3 } });
  const other = createMemoryStore("other");
  await run(other, { shard: { index: 2, of: 3 } }, completeConfig(coinWalks, { seed: 4 }));
  const merge = (...stores: MemoryStore[]) =>
    mergeRuns(stores, { target: createMemoryStore(), experiments: coinExperiments, renderer: plainRenderer });
  await expect(merge(part)).rejects.toThrow('8 of 12 tasks are missing, the first is "walk-1/size-5"');
  await expect(merge(part, other)).rejects.toThrow("seed: 4 there, 3 asked for");
  await expect(merge(part, other)).rejects.toThrow("parts of one run");
  const all = createMemoryStore("all");
  await run(all);
  const taken = mergeRuns([all], { target: other, experiments: coinExperiments, renderer: plainRenderer });
  await expect(taken).rejects.toThrow(/asked for\. Choose another directory with --out\.$/);
  await expect(merge(part, createMemoryStore("empty"))).rejects.toThrow("empty is not a run directory");
});

const pair = (name: string) =>
  coinExperiments.map((experiment) => ({
    experiment,
    config: completeConfig(experiment, { seed: 3 }),
    store: createMemoryStore(`${name}/${experiment.id}`),
  }));

async function reproduceAll(items: ReturnType<typeof pair>, store: MemoryStore, chosenPool = pool) {
  const run = reproduce(items, {
    store,
    pool: chosenPool,
    renderer: plainRenderer,
    wasm,
    scale: "quick",
    seed: 3,
  });
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
  }
}

test("a reproduction runs all experiments, and each is the same as when run alone", async () => {
  const items = pair("all");
  const top = createMemoryStore();
  const { failures } = await reproduceAll(items, top);
  expect(failures).toEqual([]);
  expect(results(items[0]!.store)).toEqual(results(undisturbed));
  const summary = JSON.parse(results(top)["summary.json"]!);
  expect(Object.keys(summary.experiments)).toEqual(["coin-walks", "more-walks"]);
  expect(summary.ledger).toHaveLength(2);
});

test("experiments draw from different streams", async () => {
  const items = pair("streams");
  await reproduceAll(items, createMemoryStore());
  expect(results(items[0]!.store)["rows.csv"]).not.toEqual(results(items[1]!.store)["rows.csv"]);
});

test("an experiment that fails does not stop the others", async () => {
  const items = pair("failing");
  items[0] = { ...items[0]!, config: completeConfig(coinWalks, { settings: ["failAt=0"] }) };
  const { results: done, failures } = await reproduceAll(items, createMemoryStore());
  expect(failures.map(({ experiment }) => experiment)).toEqual(["coin-walks"]);
  expect(done.map(({ section }) => section.experiment)).toEqual(["more-walks"]);
});

test("nothing starts when one of the directories belongs to another run", async () => {
  const items = pair("mixed");
  await run(items[0]!.store, {}, completeConfig(coinWalks, { seed: 5 }));
  await expect(reproduceAll(items, createMemoryStore())).rejects.toMatchObject({ code: "run-differs" });
  expect(items[1]!.store.files.has("rows.jsonl")).toBe(false);
});
