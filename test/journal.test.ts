import fc from "fast-check";
import { expect, test } from "vitest";
import {
  completeConfig,
  createInlinePool,
  createMemoryStore,
  type MemoryStore,
  readManifest,
  runExperiment,
  type Store,
} from "../dist/run/index.js";
import { formatJournal, formatJournalLine, parseJournal } from "../dist/run/journal.js";
import { coinExperiments, coinWalks } from "./fakes/coin-walks.ts";
import { Crash, crashingStore } from "./fakes/crashing-store.ts";
import { plainRenderer } from "./fakes/renderer.ts";
import { resultFiles } from "./fakes/run-files.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const entries = ["a", "b/2", 'c "q"'].map((key, i) => ({
  key,
  row: JSON.stringify({ u: -1.63 - i, text: "π\n" }),
}));
const RUN = "ab".repeat(32);
const text = formatJournal(entries, RUN);

test("a journal reads back as it was written, for any keys and rows", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 8 }), fc.jsonValue(), (keys, value) => {
      const written = keys.map((key) => ({ key, row: JSON.stringify({ value }) }));
      expect(parseJournal(bytesOf(formatJournal(written, RUN)), "x", RUN)).toEqual({
        entries: written,
        torn: false,
      });
    }),
    { seed: 1 },
  );
});

test("every line is JSON of its own", () => {
  for (const line of text.trim().split("\n"))
    expect(Object.keys(JSON.parse(line))).toEqual(["check", "row", "run", "task"]);
});

test("cut at any byte, a journal gives its whole lines and no more", () => {
  const bytes = bytesOf(text);
  const ends = [...bytes.keys()].filter((i) => bytes[i] === 10).map((i) => i + 1);
  for (let length = 0; length <= bytes.length; length++) {
    const whole = ends.filter((end) => end <= length).length;
    const parsed = parseJournal(bytes.subarray(0, length), "x", RUN);
    expect(parsed.entries).toEqual(entries.slice(0, whole));
    expect(parsed.torn).toBe(length !== 0 && !ends.includes(length));
  }
});

test("any changed byte before the last line feed is found, and named by file and line", () => {
  const bytes = bytesOf(text);
  fc.assert(
    fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const damaged = bytes.slice();
      damaged[place]! ^= change;
      const line =
        text.slice(0, 0).length + bytes.subarray(0, place).filter((byte) => byte === 10).length + 1;
      const read = () => parseJournal(damaged, "out/rows.jsonl", RUN);
      expect(read).toThrow(new RegExp(`^out/rows\\.jsonl, line (${line}|${line + 1}):`));
      expect(read).toThrow(/damaged/);
    }),
    { seed: 2, numRuns: 400 },
  );
});

test("a line of another run is refused, by its run and not as damage", () => {
  const foreign = formatJournalLine(entries[1]!, "cd".repeat(32));
  expect(() =>
    parseJournal(bytesOf(formatJournalLine(entries[0]!, RUN) + foreign), "rows.jsonl", RUN),
  ).toThrow("rows.jsonl, line 2: this row belongs to another run (cdcdcdcdcdcdcdcd) than the manifest");
});

test("two rows of one task are refused", () => {
  const twice = text + formatJournalLine(entries[1]!, RUN);
  expect(() => parseJournal(bytesOf(twice), "rows.jsonl", RUN)).toThrow(
    'rows.jsonl, line 4: task "b/2" stands there already in line 2',
  );
});

const pool = await createInlinePool({ experiments: coinExperiments });
const config = completeConfig(coinWalks, { settings: ["walks=5"] });
const kernels = { sha256: "0".repeat(64), relaxed: false };

async function run(store: Store): Promise<void> {
  for await (const _ of runExperiment(coinWalks, config, {
    store,
    pool,
    renderer: plainRenderer,
    wasm: kernels,
  }));
}

const undisturbed = createMemoryStore();
await run(undisturbed);

/** Runs against a store that dies at change `at`; true when the run was over before. */
const runUntilCrash = (store: MemoryStore, at: number, torn: number): Promise<boolean> =>
  run(crashingStore(store, { at, torn })).then(
    () => true,
    (error) => (error instanceof Crash || error.code === "task-failed" ? false : Promise.reject(error)),
  );

test("killed at any change to the directory, a run goes on to the same bytes", async () => {
  let crashes = 0;
  for (const torn of [0, 0.5, 0.99])
    for (let at = 0, complete = false; !complete; at++) {
      const store = createMemoryStore();
      complete = await runUntilCrash(store, at, torn);
      if (!complete) crashes++;
      await run(store);
      expect(resultFiles(store)).toEqual(resultFiles(undisturbed));
    }
  expect(crashes).toBeGreaterThan(30);
});

test("killed again and again while going on, a run still ends with the same bytes", async () => {
  const store = createMemoryStore();
  let crashes = 0;
  while (crashes < 100 && !(await runUntilCrash(store, 3, 0.7))) crashes++;
  expect(crashes).toBeGreaterThan(1);
  expect(resultFiles(store)).toEqual(resultFiles(undisturbed));
});

test("a row that belongs to no task of the run is refused", async () => {
  const store = createMemoryStore("here");
  await run(store);
  const { run: name } = (await readManifest(store))!;
  await store.append("rows.jsonl", formatJournalLine({ key: "stranger", row: "{}" }, name));
  await expect(run(store)).rejects.toThrow('here/rows.jsonl, line 6: this run has no task "stranger"');
});

test("rows without a manifest are left alone", async () => {
  const store = createMemoryStore("here");
  await store.write("rows.jsonl", text);
  await expect(run(store)).rejects.toThrow("here has a rows.jsonl but no manifest.json");
  expect([...store.files.keys()]).toEqual(["rows.jsonl"]);
});
