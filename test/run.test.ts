// The one entry point: what it returns, keeps and refuses, and that it writes what the command line writes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { experiments, type RunProgress, run, unzipStore, zipStore } from "../dist/index.js";
import { EventQueue } from "../dist/run/events.js";
import { createMemoryStore } from "../dist/run/index.js";
import { coinWalks } from "./fakes/coin-walks.ts";
import { losscape, temporaryDirectory } from "./fakes/command.ts";

const SETTINGS = ["sizes=[5,8]", "starts=[16,24]", "disorders=[2,2]", "compare=[]"] as const;
const read = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes!);

/** Files that are functions of config and seed alone. */
const COMPARED = /^(rows\.(jsonl|csv)|summary\.json|tables\/.*|figures\/.*)$/;

test("an id and settings give rows, summary, claims and figures, and the files that the command line writes", async () => {
  const outcome = await run("spin-glass-minima", { set: SETTINGS, workers: 2, seed: 4 });
  expect(outcome.rows.length).toBeGreaterThan(1);
  expect(outcome.rows.map(({ size }) => size)).toEqual([...outcome.rows.map(({ size }) => size)].sort());
  expect(outcome.claims.map(({ id }) => id)).toContain("1a");
  expect(outcome.figures.map(({ id }) => id)).toContain("spin-glass-energies");
  expect(outcome.config).toMatchObject({ sizes: [5, 8], seed: 4, p: 3 });

  const out = join(temporaryDirectory(), "run");
  const words = SETTINGS.flatMap((setting) => ["--set", setting]);
  const command = await losscape([
    "run",
    "spin-glass-minima",
    ...words,
    "--seed",
    "4",
    "--out",
    out,
    "--workers",
    "1",
  ]);
  expect(command.code).toBe(0);
  const names = (await outcome.store.list("")).filter((name) => COMPARED.test(name));
  expect(names.length).toBeGreaterThan(8);
  for (const name of names)
    expect(read(await outcome.store.read(name)), name).toBe(readFileSync(join(out, name), "utf8"));
  const written = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
    COMPARED.test(name),
  );
  expect(written.sort()).toEqual([...names].sort());
});

test("an experiment of one's own runs in this thread, tells its progress and resumes from its store", async () => {
  const store = createMemoryStore("own");
  const seen: RunProgress[] = [];
  const first = await run(coinWalks, { store, set: ["walks=3"], onProgress: (now) => seen.push(now) });
  expect(seen.at(-1)).toMatchObject({ done: first.rows.length, tasks: first.rows.length, fraction: 1 });
  expect(seen.every(({ fraction }, i) => i === 0 || fraction >= seen[i - 1]!.fraction)).toBe(true);
  const events: string[] = [];
  const again = await run(coinWalks, {
    store,
    set: ["walks=3"],
    onProgress: (_, { type }) => events.push(type),
  });
  expect(events).toEqual(["started", "summarising", "finished"]);
  expect(again.rows).toEqual(first.rows);
  await expect(run(coinWalks, { store, set: ["walks=4"] })).rejects.toThrow(
    "another config: walks: 3 there, 4 asked for.",
  );
});

test("waiting progress of equal task keys of two experiments is told for both", async () => {
  const queue = new EventQueue();
  for (const experiment of ["layers", "atlas"])
    for (const fraction of [0.1, 0.2])
      queue.push({ type: "progress", experiment, task: "disorder=0", fraction, expectedSeconds: 1 });
  queue.close();
  const told: unknown[] = [];
  for await (const event of queue) told.push(event);
  expect(told).toMatchObject([
    { experiment: "layers", fraction: 0.2 },
    { experiment: "atlas", fraction: 0.2 },
  ]);
});

test("aborting rejects with the reason, and the same call finishes the run", async () => {
  const store = createMemoryStore("stopped");
  const controller = new AbortController();
  const stop = new Error("enough");
  const onProgress = (_: RunProgress, { type }: { type: string }) =>
    type === "task" && controller.abort(stop);
  await expect(run(coinWalks, { store, signal: controller.signal, onProgress })).rejects.toBe(stop);
  const whole = await run(coinWalks, { store });
  const undisturbed = await run(coinWalks);
  expect(whole.rows).toEqual(undisturbed.rows);
  expect(read(await store.read("summary.json"))).toBe(read(await undisturbed.store.read("summary.json")));
});

test("shards are archives that merge to the bytes of the whole, and an archive makes its report again", async () => {
  const folder = temporaryDirectory();
  const config = { indices: 3, points: 21 };
  const whole = await run("complexity", { config, workers: 1 });
  const archives = await Promise.all(
    ["1/2", "2/2"].map(async (shard) => {
      const { store, rows, summary } = await run("complexity", { config, shard, workers: 1 });
      expect([rows.length > 0, summary]).toEqual([true, null]);
      const path = join(folder, `shard-${shard[0]}.zip`);
      writeFileSync(path, await zipStore(store));
      return path;
    }),
  );
  const out = join(folder, "merged");
  expect((await losscape(["merge", ...archives, "--out", out])).code).toBe(0);
  for (const name of ["rows.jsonl", "summary.json"])
    expect(readFileSync(join(out, name), "utf8")).toBe(read(await whole.store.read(name)));

  writeFileSync(join(folder, "whole.zip"), await zipStore(whole.store));
  const report = await losscape(["report", join(folder, "whole.zip"), "--json"]);
  expect(report.code).toBe(0);
  expect(JSON.parse(report.stdout).ledger.map((claim: { id: string }) => claim.id)).toEqual(["2a"]);
  const again = await losscape(["report", join(folder, "whole.zip")]);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("holds a run already")]);
  writeFileSync(join(folder, "broken.zip"), "no archive");
  expect((await losscape(["report", join(folder, "broken.zip")])).stderr).toContain("is not a ZIP archive");
});

test("the archive of the same run has the same bytes, and its files come back", async () => {
  const { store } = await run("complexity", { config: { indices: 2, points: 12 }, workers: 1 });
  await store.remove("timings.jsonl");
  const bytes = await zipStore(store);
  expect(await zipStore(store)).toEqual(bytes);
  const back = await unzipStore(bytes, "back");
  expect(await back.list("")).toEqual(await store.list(""));
  for (const name of await store.list("")) expect(await back.read(name)).toEqual(await store.read(name));
});

test("what cannot be run is refused in a sentence", async () => {
  await expect(run("complexty")).rejects.toThrow(
    'There is no experiment "complexty". Did you mean "complexity"?',
  );
  await expect(run("complexity", { seed: 2 ** 32 })).rejects.toThrow(/seed/);
  await expect(run("complexity", { out: "a", store: createMemoryStore() })).rejects.toThrow(
    "give one of them",
  );
  await expect(run("complexity", { config: { p: 1 } })).rejects.toThrow(/\bp\b/);
  await expect(run("complexity", { workers: 0 })).rejects.toThrow(
    "workers must be a whole number from 1 to 1024",
  );
});

test("a directory of another format is refused in a sentence that names both", async () => {
  const store = createMemoryStore("old");
  const { store: made } = await run(coinWalks);
  const manifest = JSON.parse(read(await made.read("manifest.json")));
  expect(manifest).toMatchObject({ format: 3, losscape: "0.2.0" });
  await store.write("manifest.json", JSON.stringify({ ...manifest, format: 2 }));
  await store.write("rows.jsonl", (await made.read("rows.jsonl"))!);
  await expect(run(coinWalks, { store })).rejects.toThrow(
    "old/manifest.json has format 2; this is losscape 0.2.0, which reads format 3 alone: run it again.",
  );
});

const atlas = experiments.find(({ id }) => id === "atlas")!;
test.each([
  ["nothing", () => run(undefined as never), /an experiment is an id, as "atlas", or a value.*got undefined/],
  ["a half experiment", () => run({ id: "mine" } as never), /"mine" needs `title`, a text; it is undefined/],
  ["an id with a slash", () => run({ ...atlas, id: "../x" } as never), /`id`, 1 to 100 small letters/],
  ["no reduce", () => run({ ...atlas, reduce: 3 } as never), /`reduce`, a function; it is 3/],
  [
    "an unknown option",
    () => run("atlas", { confg: {} } as never),
    /no option "confg"\. Did you mean "config"\?/,
  ],
  [
    "an unknown scale",
    () => run("atlas", { scale: "huge" as never }),
    /scale is quick, laptop, paper, got "huge"/,
  ],
  ["settings that are no list", () => run("atlas", { set: { N: 6 } as never }), /set is a list of texts/],
  [
    "a config that is a text",
    () => run("atlas", { config: "N=6" as never }),
    /config is an object of settings/,
  ],
  [
    "a progress that is none",
    () => run("atlas", { onProgress: 3 as never }),
    /onProgress is a function, got 3/,
  ],
  ["a key in other letters", () => run("atlas", { set: ["n=6"] }), /Did you mean "N"\?/],
  ["no tasks", () => run({ ...atlas, id: "none", tasks: () => [] }), /none makes no tasks/],
  [
    "a task without a key",
    () => run({ ...atlas, id: "none", tasks: () => [{ seconds: 1 } as never] }),
    /task without a `key`/,
  ],
])("run refuses %s in a sentence", async (_, call, sentence) => {
  await expect(call()).rejects.toThrow(sentence);
});

test("README's call of run does what README says", async () => {
  const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  const block = /```js\n(import \{ run \} from "losscape";[\s\S]*?)```/.exec(readme)![1]!;
  const settings = /run\("spin-glass-minima", (\{[\s\S]*?\n\})\)/.exec(block)![1]!;
  const said: string[] = [];
  const parse = new Function("console", `return (${settings});`);
  const { out, ...given } = parse({ log: (text: string) => said.push(text) });
  expect(out).toBe("runs/minima");
  const { rows, claims } = await run("spin-glass-minima", given);
  expect(rows.length).toBeGreaterThan(1);
  expect(claims.length).toBeGreaterThan(0);
  expect(said.at(-1)).toMatch(/^(\d+) of \1$/);
});

const tiny = { set: ["N=4", "draws=1"], workers: 1 } as const;

test("a progress that throws leaves no lock behind", async () => {
  const out = join(temporaryDirectory(), "thrown");
  const thrown = run("atlas", {
    ...tiny,
    out,
    onProgress: () => {
      throw new Error("mine");
    },
  });
  await expect(thrown).rejects.toThrow("mine");
  expect((await run("atlas", { ...tiny, out })).rows.length).toBeGreaterThan(0);
});

test("an earlier run is not removed for a call that is refused", async () => {
  const out = join(temporaryDirectory(), "kept");
  await run("atlas", { ...tiny, out });
  const before = readdirSync(out);
  await expect(run("atlas", { ...tiny, out, fresh: true, workers: 0 })).rejects.toThrow(/workers/);
  expect(readdirSync(out)).toEqual(before);
});

test.each([{ index: 5, of: 2 }, { index: 0, of: 2 }, { index: 1.5, of: 2 }, { index: 1, of: 0 }, {}, 2])(
  "the shard %j is refused",
  async (shard) => {
    await expect(run("atlas", { ...tiny, shard: shard as never })).rejects.toThrow(/1 <= index <= of/);
  },
);

test("an archive writes no file outside of its directory, over none, and nothing when it holds no run", async () => {
  const folder = temporaryDirectory();
  const { store } = await run("atlas", tiny);
  const whole = await zipStore(store);
  const archive = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return losscape(["report", join(folder, name)]);
  };
  for (const name of ["../escaped.txt", "/escaped.txt", "a/../../escaped.txt", "..\\escaped.txt"]) {
    const evil = createMemoryStore("evil");
    for (const each of await store.list("")) await evil.write(each, (await store.read(each))!);
    await evil.write(name, new TextEncoder().encode("x"));
    const { code, stderr } = await archive("evil.zip", await zipStore(evil));
    expect(code, name).not.toBe(0);
    expect(stderr).toContain("whose name no run's file has");
  }
  const none = createMemoryStore("none");
  await none.write("manifest.json", new TextEncoder().encode("{}"));
  expect((await archive("none.zip", await zipStore(none))).code).not.toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["evil.zip", "none.zip"]);
  mkdirSync(join(folder, "keep"));
  writeFileSync(join(folder, "keep", "report.html"), "mine");
  const kept = await archive("keep.zip", whole);
  expect(kept.stderr).toContain("holds other files (report.html)");
  expect(readFileSync(join(folder, "keep", "report.html"), "utf8")).toBe("mine");
  expect((await archive("whole.zip", whole)).code).toBe(0);
});
