// A run is what it says: every bit of manifest and journal is covered, and no row stands under another run's manifest.
import { expect, test } from "vitest";
import { LosscapeError } from "../dist/index.js";
import { removeReproduction, removeRun } from "../dist/run/fresh.js";
import {
  completeConfig,
  createInlinePool,
  createMemoryStore,
  type MemoryStore,
  mergeRuns,
  type RunOptions,
  readManifest,
  reportRun,
  reproduce,
  runExperiment,
  type Store,
  type TaskPool,
} from "../dist/run/index.js";
import { formatJournalLine, parseJournal } from "../dist/run/journal.js";
import { formatManifest } from "../dist/run/manifest.js";
import { coinExperiments, coinWalks } from "./fakes/coin-walks.ts";
import { plainRenderer } from "./fakes/renderer.ts";
import { resultFiles } from "./fakes/run-files.ts";

const inline = await createInlinePool({ experiments: coinExperiments });
/** Its experiments are values, whatever module a run says that they are from. */
const pool: TaskPool = {
  size: 1,
  close: inline.close,
  submit: ({ experiment, config: own, task, files = [] }, options) =>
    inline.submit({ experiment, config: own, task, files }, options),
};
const wasm = { sha256: "0".repeat(64), relaxed: false };
const config = completeConfig(coinWalks, { settings: ["walks=4"] });
const seal = (digit: string) => [{ path: "t.csv", sha256: digit.repeat(64) }];

async function run(store: Store, options: Partial<RunOptions> = {}, chosen = config): Promise<void> {
  const all = { store, pool, renderer: plainRenderer, wasm, files: seal("a"), ...options };
  for await (const _ of runExperiment(coinWalks, chosen, all));
}

const known = { experiments: coinExperiments, renderer: plainRenderer };
const report = (store: Store) => reportRun(store, known);
const merge = (...stores: Store[]) => mergeRuns(stores, { ...known, target: createMemoryStore("target") });

const whole = createMemoryStore("whole");
await run(whole);
const undisturbed = resultFiles(whole);

async function copyOf(store: MemoryStore, label: string): Promise<MemoryStore> {
  const copy = createMemoryStore(label);
  for (const [name, bytes] of store.files) await copy.write(name, bytes);
  return copy;
}

/** A fixed sequence of numbers below 2^32 [Numerical Recipes, 7.1]. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

/** The sentence with which something is refused, or null when it is not; anything but a sentence fails the test. */
async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  const error = await work.then(
    () => null,
    (reason) => reason,
  );
  if (error === null) return null;
  expect(error, String(error?.stack)).toBeInstanceOf(LosscapeError);
  expect(error.message).toMatch(/^\S.* .*[.!]$|losscape replay/s);
  return error.message;
}

test("every flipped bit of manifest and journal is refused in a sentence, or repaired", async () => {
  const next = sequence(2026);
  const outcomes = { refused: 0, repaired: 0 };
  for (const name of ["manifest.json", "rows.jsonl"] as const) {
    const bytes = whole.files.get(name)!;
    for (let flip = 0; flip < 1100; flip++) {
      const place = next() % (8 * bytes.length);
      const damaged = bytes.slice();
      damaged[place >> 3]! ^= 1 << (place & 7);
      const store = await copyOf(whole, "damaged");
      await store.write(name, damaged);
      const said = await refusalOf(report(store));
      expect(said, `${name}, bit ${place}`).not.toBeNull();
      if (flip % 4 !== 0 && place < 8 * (bytes.length - 1)) {
        outcomes.refused++;
        continue;
      }
      expect(await refusalOf(merge(store))).not.toBeNull();
      if ((await refusalOf(run(store))) === null) {
        // a last line without its line feed is torn: its task runs again
        expect([name, place >> 3]).toEqual(["rows.jsonl", bytes.length - 1]);
        expect(resultFiles(store)).toEqual(undisturbed);
        outcomes.repaired++;
      } else outcomes.refused++;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(2000);
});

test("cut anywhere, manifest and journal are refused in a sentence, or go on to the same bytes", async () => {
  for (const name of ["manifest.json", "rows.jsonl"] as const) {
    const bytes = whole.files.get(name)!;
    for (let length = 0; length < bytes.length; length += 7) {
      const store = await copyOf(whole, "cut");
      await store.write(name, bytes.subarray(0, length));
      expect(await refusalOf(report(store))).not.toBeNull();
      if ((await refusalOf(run(store))) === null) expect(resultFiles(store)).toEqual(undisturbed);
      else expect(name).toBe("manifest.json");
    }
  }
});

/** Runs that differ from `whole` in one thing. */
const others: readonly (readonly [string, Partial<RunOptions>, string[]])[] = [
  ["seed", {}, ["walks=4", "seed=2"]],
  ["config", {}, ["walks=4", "steps=99"]],
  ["data", { files: seal("b") }, ["walks=4"]],
  ["data's name", { files: [{ path: "u.csv", sha256: "a".repeat(64) }] }, ["walks=4"]],
  ["kernels", { wasm: { ...wasm, sha256: "1".repeat(64) } }, ["walks=4"]],
  ["fast-math", { wasm: { ...wasm, relaxed: true } }, ["walks=4"]],
  ["code", { code: "c".repeat(64) }, ["walks=4"]],
];

const versionOf = async (store: MemoryStore): Promise<MemoryStore> => {
  const { run: name, ...manifest } = (await readManifest(store))!;
  const older = { ...manifest, losscape: "0.1.9", run: name };
  const { runHash } = await import("../dist/run/manifest.js");
  const made = { ...older, run: runHash(older) };
  const copy = await copyOf(store, "version");
  await copy.write("manifest.json", formatManifest(made));
  const { entries } = parseJournal(store.files.get("rows.jsonl")!, "x", name);
  await copy.write("rows.jsonl", entries.map((entry) => formatJournalLine(entry, made.run)).join(""));
  return copy;
};

const stores = new Map<string, MemoryStore>([["this", whole]]);
for (const [name, options, settings] of others) {
  const store = createMemoryStore(name);
  await run(store, options, completeConfig(coinWalks, { settings }));
  stores.set(name, store);
}
stores.set("version", await versionOf(whole));

const pairs = [...stores.keys()].flatMap((a) =>
  [...stores.keys()].filter((b) => b !== a).map((b) => [a, b] as const),
);
test.each(pairs)(
  "under the manifest of another %s, rows of another %s are refused, and so is a mixture",
  async (a, b) => {
    const rows = (name: string) => new TextDecoder().decode(stores.get(name)!.files.get("rows.jsonl")!);
    const all = await copyOf(stores.get(a)!, "foreign");
    await all.write("rows.jsonl", rows(b));
    const mixed = await copyOf(stores.get(a)!, "mixed");
    await mixed.write(
      "rows.jsonl",
      rows(a).split("\n").slice(0, 2).concat(rows(b).split("\n").slice(2)).join("\n"),
    );
    for (const store of [all, mixed]) {
      const said = await refusalOf(report(store));
      expect(said).toMatch(
        a === "version" ? /was computed with losscape 0\.1\.9/ : /row belongs to another run/,
      );
      expect(await refusalOf(merge(store))).toBe(said);
      if (a === "this") expect(await refusalOf(run(store))).toBe(said);
    }
    expect(await refusalOf(merge(stores.get(a)!, stores.get(b)!))).not.toBeNull();
  },
);

test("merge says what differs between its parts", async () => {
  const said = (name: string) => refusalOf(merge(whole, stores.get(name)!));
  expect(await said("seed")).toContain("seed: 2 there, 1 asked for");
  expect(await said("data")).toContain("data was computed from t.csv with SHA-256 bbbbbbbbbbbb…");
  expect(await said("data's name")).toContain("computed from u.csv; t.csv would be read");
  expect(await said("kernels")).toContain("other kernels");
  expect(await said("fast-math")).toContain("--fast-math");
  expect(await said("code")).toContain("other code");
  expect(await said("version")).toContain("losscape 0.1.9");
});

test("merge refuses two rows of one task, with the task and both directories", async () => {
  const { run: name } = (await readManifest(whole))!;
  const other = await copyOf(whole, "other");
  const { entries } = parseJournal(whole.files.get("rows.jsonl")!, "x", name);
  const changed = entries.map((entry, i) => (i === 2 ? { ...entry, row: '{"size":2,"end":7}' } : entry));
  await other.write("rows.jsonl", changed.map((entry) => formatJournalLine(entry, name)).join(""));
  expect(await refusalOf(merge(whole, other))).toContain(
    'whole and other have different rows for task "walk-2/size-2"',
  );
  const target = await copyOf(other, "target");
  expect(await refusalOf(mergeRuns([whole], { ...known, target }))).toContain(
    "target has another row for task",
  );
  expect(resultFiles(target)).toEqual(resultFiles(other));
});

test("a manifest whose checksum fits, but whose parts do not, is refused", async () => {
  const manifest = (await readManifest(whole))!;
  const said = async (changes: object) => {
    const store = await copyOf(whole, "made");
    await store.write("manifest.json", formatManifest({ ...manifest, ...changes } as never));
    const refusal = await refusalOf(report(store));
    expect(await refusalOf(run(store))).not.toBeNull();
    return refusal;
  };
  expect(await said({ config: { ...config, walks: 5 } })).toContain("contradicts itself");
  expect(await said({ experiment: 7 })).toContain("its `experiment` is wrong");
  expect(await said({ wasm: null })).toContain("its `wasm` is wrong");
  expect(await said({ files: [{ path: 3 }] })).toContain("its `files.0.path` is wrong");
  expect(await said({ shard: "0/0" })).toContain("its `shard` is wrong");
  expect(await said({ extra: 1 })).toContain("wrong");
  for (const text of ["", "null", "[]", "7", '"manifest"', "{}", '{"format":3}', '{"format":"3"}', "{"]) {
    const store = await copyOf(whole, "made");
    await store.write("manifest.json", text);
    expect(await refusalOf(report(store)), text).toMatch(/manifest\.json/);
    expect(await refusalOf(run(store)), text).toMatch(/manifest\.json/);
  }
});

const items = (name: string) =>
  coinExperiments.map((experiment) => ({
    experiment,
    config: completeConfig(experiment, { settings: ["walks=2"] }),
    store: createMemoryStore(`${name}/${experiment.id}`),
  }));

async function reproduceAll(all: ReturnType<typeof items>, store: MemoryStore): Promise<void> {
  const options = { store, pool, renderer: plainRenderer, wasm, scale: "quick", seed: 1 } as const;
  for await (const _ of reproduce(all, options));
}

test("every flipped bit of a reproduction's manifest is refused, and --fresh removes what is damaged", async () => {
  const all = items("top");
  const top = createMemoryStore("top");
  await reproduceAll(all, top);
  const manifest = top.files.get("manifest.json")!;
  for (let bit = 0; bit < 8 * manifest.length; bit += 3) {
    const damaged = manifest.slice();
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    await top.write("manifest.json", damaged);
    expect(await refusalOf(reproduceAll(all, top)), `bit ${bit}`).not.toBeNull();
  }
  await top.write("manifest.json", "no JSON at all");
  expect(await refusalOf(reproduceAll(all, top))).toContain("top/manifest.json is damaged: it is not JSON.");
  await removeReproduction(top, all);
  expect([top, ...all.map(({ store }) => store)].flatMap(({ files }) => [...files.keys()])).toEqual([]);
  await reproduceAll(all, top);
  expect(top.files.has("report.html")).toBe(true);
});

test("--fresh removes a damaged run, and no manifest of another program", async () => {
  for (const text of ["", "{", '{"name":"a page"}']) {
    const store = await copyOf(whole, "damaged");
    await store.write("manifest.json", text);
    await store.write("mine.txt", "mine");
    await removeRun(store);
    expect([...store.files.keys()]).toEqual(["mine.txt"]);
  }
  const page = createMemoryStore("page");
  await page.write("manifest.json", '{"name":"a page"}');
  expect(await refusalOf(removeRun(page))).toContain("is not a manifest of losscape");
});
