// The files that a run reads are part of it: changed, the run is refused wherever it is opened, by the file's name.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "fflate";
import { expect, test } from "vitest";
import { type JsonObject, run } from "../dist/index.js";
import {
  createDirectoryStore,
  createRenderer,
  loadExperiments,
  nodeFiles,
} from "../dist/platform/node/index.js";
import { createMemoryStore, mergeRuns, reportRun, unzipStore, zipStore } from "../dist/run/index.js";
import { coinWalks } from "./fakes/coin-walks.ts";
import { losscape, temporaryDirectory } from "./fakes/command.ts";
import { smallCases } from "./support/small-configs.ts";

const caseOf = (name: string) => smallCases.find((one) => one.name === name)!;

/** Writes a case's files below `folder`; its config names them there. */
function placed(name: string, folder: string) {
  const { experiment, config, files = {} } = caseOf(name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), Buffer.from(text, "base64"));
  }
  const data: Record<string, JsonObject[string]> = { ...(config as { data: JsonObject }).data };
  for (const key of ["file", "directory", "images", "labels", "testImages", "testLabels"])
    if (typeof data[key] === "string") data[key] = join(folder, data[key]);
  return {
    experiment,
    config: { ...config, data },
    files: Object.keys(files).map((file) => join(folder, file)),
  };
}

/** The same file but for one value near its end. */
function change(path: string): void {
  const bytes = readFileSync(path);
  if (path.endsWith(".csv")) {
    writeFileSync(path, bytes.toString().replace("0.", "1."));
    return;
  }
  const isZipped = bytes[0] === 0x1f;
  const content = isZipped ? gunzipSync(bytes) : Uint8Array.from(bytes);
  content[content.length - 1] = content.at(-1) === 0 ? 1 : 0;
  writeFileSync(path, isZipped ? gzipSync(content) : content);
}

test.each(["network-losses-csv", "network-losses-idx", "network-losses-mnist"])(
  "%s: each of its files, when it was changed, refuses resume, report, merge and replay, and put back admits them",
  async (name) => {
    const folder = temporaryDirectory();
    const { experiment, config, files } = placed(name, folder);
    const out = join(folder, "run");
    const { manifest, store } = await run(experiment, { config, out, workers: 1 });
    expect(manifest.files.map(({ path }) => path)).toEqual([...files].sort());
    const [experiments, renderer] = [await loadExperiments(), await createRenderer()];
    const known = { experiments, renderer, files: nodeFiles };
    const key = JSON.parse(readFileSync(join(out, "rows.jsonl"), "utf8").split("\n")[0]!).task as string;
    const before = readFileSync(join(out, "rows.jsonl"), "utf8");
    for (const file of files) {
      copyFileSync(file, `${file}.kept`);
      change(file);
      const said = new RegExp(`was computed from ${file.replace(/[.\\/]/g, "\\$&")} with SHA-256 `);
      await expect(run(experiment, { config, out, workers: 1 })).rejects.toThrow(said);
      await expect(reportRun(store, known)).rejects.toThrow(said);
      await expect(mergeRuns([store], { ...known, target: createMemoryStore() })).rejects.toThrow(said);
      if (file === files[0]) {
        const replay = await losscape(["replay", out, key]);
        expect([replay.code, replay.stderr]).toEqual([2, expect.stringMatching(said)]);
      }
      expect(readFileSync(join(out, "rows.jsonl"), "utf8")).toBe(before);
      copyFileSync(`${file}.kept`, file);
    }
    await reportRun(store, known);
    await run(experiment, { config, out, workers: 1 });
    const replay = await losscape(["replay", out, key]);
    expect([replay.code, replay.stderr]).toEqual([0, expect.stringContaining("has the same row")]);
  },
);

test("shards of two versions of a file do not merge, and the command line says which file", async () => {
  const folder = temporaryDirectory();
  const { experiment, config, files } = placed("network-losses-csv", folder);
  const parts = [];
  for (const shard of ["1/2", "2/2"]) {
    const out = join(folder, `part-${shard[0]}`);
    await run(experiment, { config, out, shard, workers: 1 });
    parts.push(out);
    if (shard === "1/2") change(files[0]!);
  }
  const renderer = await createRenderer();
  const known = { experiments: await loadExperiments(), renderer, target: createMemoryStore() };
  await expect(mergeRuns(parts.map(createDirectoryStore), known)).rejects.toThrow(
    `part-2 was computed from ${files[0]} with SHA-256`,
  );
  const merged = await losscape(["merge", ...parts, "--out", join(folder, "whole")]);
  expect([merged.code, merged.stderr]).toEqual([2, expect.stringContaining(files[0]!)]);
  const again = await losscape(["report", parts[0]!]);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining(files[0]!)]);
});

test("a run that was carried to a place without its files has a report there", async () => {
  const folder = temporaryDirectory();
  const { experiment, config, files } = placed("network-losses-csv", folder);
  const bytes = readFileSync(files[0]!);
  const data = { ...config.data, file: "upload.csv" };
  const { store } = await run(experiment, { config: { ...config, data }, host: pageHost(bytes), workers: 1 });
  const carried = await unzipStore(await zipStore(store), "carried");
  const known = { experiments: await loadExperiments(), renderer: await createRenderer(), files: nodeFiles };
  const { summary } = await reportRun(carried, known);
  expect(summary).toBeTruthy();
});

/** The present host, whose files are those of a page. */
function pageHost(bytes: Uint8Array): never {
  return hostWith({
    read: async (path) => (path === "upload.csv" ? bytes : Promise.reject(new Error(`no ${path}`))),
  }) as never;
}

const { host } = await import("../dist/platform/node/index.js");
const { checkDataFiles } = await import("../dist/data/check-data.js");
const { Engine } = await import("../dist/index.js");
const { createInlinePool } = await import("../dist/run/index.js");

function hostWith(files: { read: (path: string) => Promise<Uint8Array> }) {
  return {
    ...host,
    machine: {},
    filesOf: () => files,
    checkData: (wasm: never, sources: never) => checkDataFiles(() => new Engine(wasm), sources, files),
    createPool: async ({ wasm }: { wasm: never }) =>
      createInlinePool({ experiments: await loadExperiments(), wasm, files }),
  };
}

test("a file that changes while a run is under way fails the task that reads it", async () => {
  const { experiment, config } = placed("network-losses-csv", temporaryDirectory());
  const text = Buffer.from(caseOf("network-losses-csv").files!["t.csv"]!, "base64").toString();
  let reads = 0;
  const read = async () => new TextEncoder().encode(++reads < 3 ? text : text.replace("0.", "1."));
  await expect(
    run(experiment, {
      config: { ...config, data: { ...config.data, file: "t.csv" } },
      host: hostWith({ read }) as never,
    }),
  ).rejects.toThrow("t.csv was changed while the run was under way");
});

const readsFile = (paths: readonly string[], named: unknown = paths) => ({
  ...coinWalks,
  id: "reader",
  files: () => named as string[],
  run: async (_: never, { files }: { files: { read: (path: string) => Promise<Uint8Array> } }) => {
    let bytes = 0;
    for (const path of paths) bytes += (await files.read(path)).length;
    return { bytes, end: bytes };
  },
});

test("an experiment of one's own names its files, is held to them, and reads no others", async () => {
  const folder = temporaryDirectory();
  const path = join(folder, "own.txt");
  writeFileSync(path, "seven");
  const store = createMemoryStore("own");
  const set = ["walks=2"];
  const { rows, manifest } = await run(readsFile([path]), { store, set });
  expect(rows[0]).toMatchObject({ bytes: 5 });
  expect(manifest.files.map((file) => file.path)).toEqual([path]);
  writeFileSync(path, "eight");
  await expect(run(readsFile([path]), { store, set })).rejects.toThrow(`own was computed from ${path} with`);
  await expect(run(readsFile([path], []), { set })).rejects.toThrow(`${path} is no file of this run`);
  await expect(run(readsFile([path], [7]), { set })).rejects.toThrow("reader: `files` gives a list of paths");
  await expect(run(readsFile([join(folder, "none")]), { set })).rejects.toThrow("Cannot read");
});

test("a module that was changed does not go on with its rows, and its report can be made anew", async () => {
  const folder = temporaryDirectory();
  const path = join(folder, "own.mjs");
  const module = (steps: string) =>
    `import { experiments as all } from ${JSON.stringify(join(import.meta.dirname, "fixtures-experiments", "coin-walks.mjs"))};
     export const experiments = [{ ...all[0], id: "mine" }]; // ${steps}`;
  writeFileSync(path, module("one"));
  const out = join(folder, "run");
  const command = ["run", "mine", "--load", path, "--set", "walks=2", "--out", out, "--workers", "1"];
  expect((await losscape(command)).code).toBe(0);
  expect((await losscape(command)).code).toBe(0);
  expect((await losscape(["replay", out, "walk-1/size-5", "--load", path])).code).toBe(0);
  writeFileSync(path, module("two"));
  const again = await losscape(command);
  expect([again.code, again.stderr]).toEqual([
    2,
    expect.stringContaining('was begun with other code of "mine"'),
  ]);
  const replay = await losscape(["replay", out, "walk-1/size-5", "--load", path]);
  expect([replay.code, replay.stderr]).toEqual([2, expect.stringContaining("other code")]);
  expect((await losscape(["report", out, "--load", path])).code).toBe(0);
});
