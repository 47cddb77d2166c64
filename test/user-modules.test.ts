// Modules and rows of the user's own: what is wrong with them is said by name and place, and no file leaves the directory.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LosscapeError, run } from "../dist/index.js";
import { tableMarkdown } from "../dist/report/index.js";
import { rowsCsv } from "../dist/run/rows-csv.js";
import { coinWalks } from "./fakes/coin-walks.ts";
import { losscape, temporaryDirectory } from "./fakes/command.ts";

const figure = { id: "f", title: "", caption: "", grammar: "vega-lite", spec: { mark: "tick" } };
const table = { id: "t", title: "", columns: [{ name: "a" }], rows: [[1]] };
const fail = () => {
  throw new TypeError("x is not iterable");
};

/** Changes of a right experiment, and what is said of each. */
const malformed: readonly (readonly [object, RegExp])[] = [
  [{ id: "../up" }, /needs `id`, 1 to 100 small letters/],
  [{ id: "Upper" }, /needs `id`/],
  [{ id: "a".repeat(101) }, /needs `id`/],
  [{ id: "a/b" }, /needs `id`/],
  [{ id: 7 }, /needs `id`, a text; it is 7/],
  [{ schema: null }, /needs `schema`, an object of zod 4; it is null/],
  [{ schema: { safeParse: () => ({}) } }, /needs `schema`/],
  [{ presets: undefined }, /needs `presets`/],
  [{ presets: { quick: {} } }, /needs `presets`/],
  [{ figures: null }, /needs `figures`, a function; it is null/],
  [{ data: {} }, /needs `data`, an object with of and overrides/],
  [{ landscape: 3 }, /needs `landscape`/],
  [{ files: [] }, /needs `files`, a function or left out/],
  [{ tasks: () => ({}) }, /`tasks` gives a list, it gives an object/],
  [{ tasks: () => undefined }, /`tasks` gives a list, it gives undefined/],
  [{ tasks: () => [null] }, /`tasks`\[0\] is null; a task is an object/],
  [{ tasks: () => [{ key: "a" }] }, /"a" needs `seconds`/],
  [{ tasks: () => [{ key: "a", seconds: Number.NaN }] }, /"a" needs `seconds`.*NaN/],
  [{ tasks: fail }, /`tasks` failed: x is not iterable/],
  [{ check: fail }, /`check` failed: x is not iterable/],
  [{ run: () => null }, /returns null; a row is an object/],
  [{ run: () => [1] }, /returns Array of 1; a row is an object/],
  [{ run: () => "row" }, /returns "row"; a row is an object/],
  [{ run: () => ({ f: () => 1 }) }, /cannot hold a function/],
  [{ reduce: fail }, /`reduce` failed: x is not iterable/],
  [{ reduce: () => null }, /`reduce` gives an object, it gives null/],
  [{ figures: () => null }, /`figures` gives a list, it gives null/],
  [{ figures: () => [null] }, /`figures`\[0\] is null; a figure is an object/],
  [
    { figures: () => [{ ...figure, id: "../../f" }] },
    /`figures`\[0\] needs `id`, 1 to 100 small letters.*"\.\.\/\.\.\/f"/,
  ],
  [{ figures: () => [{ ...figure, id: "/tmp/f" }] }, /needs `id`/],
  [{ figures: () => [{ ...figure, id: "a\0b" }] }, /needs `id`/],
  [{ figures: () => [{ ...figure, spec: [] }] }, /needs `spec`, an object/],
  [{ figures: () => [{ ...figure, caption: undefined }] }, /needs `caption`/],
  [{ figures: () => [{ ...figure, grammar: "svg" }] }, /needs `grammar`/],
  [{ figures: () => [figure, figure] }, /two of its figures have the id "f"/],
  [{ figures: fail }, /`figures` failed/],
  [{ tables: () => [{ ...table, id: "..\\t" }] }, /`tables`\[0\] needs `id`/],
  [{ tables: () => [{ ...table, id: "ledger" }] }, /has the id "ledger"/],
  [{ tables: () => [{ ...table, rows: [[1, 2]] }] }, /row 0 of the table "t" has 2 cells/],
  [{ tables: () => [{ ...table, rows: [[{}]] }] }, /needs `rows`/],
  [{ tables: () => [{ ...table, columns: "a" }] }, /needs `columns`/],
  [{ tables: () => "t" }, /`tables` gives a list/],
  [{ claims: () => [{ id: "1" }] }, /`claims`\[0\] needs `statement`/],
  [{ claims: () => ({}) }, /`claims` gives a list/],
  [{ notes: () => [3] }, /`notes` gives a list of texts/],
  [
    { data: { of: () => null, overrides: () => ({}) } },
    /`data\.of` gives an object with a `kind`, it gives null/,
  ],
];

test.each(malformed)("a malformed experiment is named with its part: %o", async (change, sentence) => {
  const error = await run({ ...coinWalks, ...change } as never, { set: ["walks=1"] }).catch(
    (reason) => reason,
  );
  expect(error, String(error.stack)).toBeInstanceOf(LosscapeError);
  expect(error.message).toMatch(sentence);
});

test.each([
  ["experiments = [null]", /own\.mjs: an experiment is .* got null/],
  ["experiments = [undefined]", /got undefined/],
  ["experiments = [[]]", /got Array of 0/],
  ["experiments = null", /must export `experiments`, a list/],
  ["experiments = {}", /must export `experiments`, a list/],
  ['experiments = [{ id: "x" }]', /the experiment "x" needs `title`/],
  ["experiment = 1", /must export `experiments`/],
])("a module that exports %s is refused by its name", async (text, sentence) => {
  const path = join(temporaryDirectory(), "own.mjs");
  writeFileSync(path, `export const ${text};`);
  const { code, stderr } = await losscape(["list", "--load", path]);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toContain("--debug");
  expect(code).toBe(2);
});

test("no id of figures or tables writes outside of the run's directory", async () => {
  const folder = temporaryDirectory();
  for (const id of ["../../escaped", "..", "a/../../b", "C:\\x"])
    for (const part of [{ figures: () => [{ ...figure, id }] }, { tables: () => [{ ...table, id }] }])
      await expect(
        run({ ...coinWalks, ...part } as never, { out: join(folder, "run"), set: ["walks=1"], fresh: true }),
      ).rejects.toThrow("small letters, digits and hyphens");
  expect(readdirSync(folder)).toEqual(["run"]);
  const kept = readdirSync(join(folder, "run"), { recursive: true, encoding: "utf8" });
  expect(kept.filter((name) => !/^(manifest\.json|rows\.jsonl|timings\.jsonl)$/.test(name))).toEqual([]);
});

const csvOf = (...rows: object[]) =>
  rowsCsv(rows.map((row, i) => ({ key: `k${i}`, row: JSON.stringify(row) })))
    .trimEnd()
    .split("\r\n");

test("names that could be taken for paths have columns of their own", () => {
  expect(csvOf({ "a.b": 2, a: { b: 3 } })).toEqual(['task,"[""a.b""]",a.b', "k0,2,3"]);
  expect(csvOf({ task: 5 })).toEqual(['task,"[""task""]"', "k0,5"]);
  expect(csvOf({ path: { first: 1, last: {} } })).toEqual(["task,path.first,path.last", "k0,1,{}"]);
});

test("no two places of a row share a column", () => {
  const key = fc.constantFrom("a", "b", "a.b", "", "[", "]", '"', '["a"]', "task", "a.", ".a", "[a]");
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.dictionary(key, tie("node"), { maxKeys: 4 })),
  })).node;
  const leaves = (value: unknown): number =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0
      ? Object.values(value).reduce((sum: number, each) => sum + leaves(each), 0)
      : 1;
  fc.assert(
    fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4 }), (row) => {
      const [head] = rowsCsv([{ key: "k", row: JSON.stringify(row) }]).split("\r\n");
      const columns = head!.match(/(?:"(?:[^"]|"")*"|[^,"])+/g)!;
      expect(columns).toHaveLength(1 + leaves(row));
      expect(new Set(columns).size).toBe(columns.length);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("what a spreadsheet would run is marked as text; numbers and other words stay", () => {
  for (const start of ["=", "+", "-", "@", "\t", "\r", "\n"]) {
    const cell = csvOf({ a: `${start}cmd|' /C calc'!A0` })
      .slice(1)
      .join("\r\n");
    expect(cell).toMatch(/^k0,"?'/);
  }
  expect(csvOf({ a: "-5", b: "+1e3", c: -5, d: "a=b" })[1]).toBe("k0,-5,+1e3,-5,a=b");
  expect(csvOf({ "=1+1": 1 })[0]).toBe("task,'=1+1");
  expect(rowsCsv([{ key: "=x", row: "{}" }])).toBe("task\r\n'=x\r\n");
});

test("cells of Markdown tables neither end their cell nor open a tag", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("|", "\\", "a", "<b>", "&lt;", "\n", "</td>", "<!--"), { maxLength: 8 }),
      (parts) => {
        const lines = tableMarkdown({ ...table, rows: [[parts.join("")], ["last"]] } as never).split("\n");
        const row = lines[4]!;
        expect(row.startsWith("| ") && row.endsWith(" |")).toBe(true);
        // as GitHub reads it: a backslash takes the next mark with it
        expect(row.slice(1, -1).replace(/\\[|\\]/g, "")).not.toContain("|");
        expect(row).not.toMatch(/<[A-Za-z/!?]/);
        expect(lines[5]).toBe("| last |");
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

test("a run on disk has the marked cells in rows.csv", async () => {
  const out = join(temporaryDirectory(), "run");
  const spiteful = { ...coinWalks, run: () => Promise.resolve({ end: 1, note: "=1+1" }) };
  await run(spiteful as never, { out, set: ["walks=1"] });
  expect(readFileSync(join(out, "rows.csv"), "utf8")).toContain(",'=1+1");
});
