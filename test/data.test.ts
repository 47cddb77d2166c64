import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseCsv } from "../dist/data/csv.js";
import { dataSpec, loadData } from "../dist/data/data-spec.js";
import { parseIdx } from "../dist/data/idx.js";
import { Engine, FormatError } from "../dist/index.js";
import { directoryCache } from "../dist/platform/node/byte-cache.js";

function idx(shape: number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, 8);
  view.setUint8(3, shape.length);
  shape.forEach((length, i) => {
    view.setUint32(4 + 4 * i, length);
  });
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

const files = (contents: Record<string, Uint8Array>) => ({
  read: (path: string) =>
    contents[path] ? Promise.resolve(contents[path]) : Promise.reject(new Error(`no file ${path}`)),
});

const images = idx(
  [3, 4, 4],
  Uint8Array.from({ length: 48 }, (_, i) => i * 5),
);
const labels = idx([3], Uint8Array.from([0, 2, 1]));

test("files in MNIST's format are read, gzipped or not, and not called genuine", async () => {
  const engine = await Engine.create();
  const data = await loadData(
    { kind: "mnist", directory: "d", train: 3, test: 2, side: 2 },
    {
      engine,
      files: files({
        "d/train-images-idx3-ubyte": images,
        "d/train-labels-idx1-ubyte.gz": gzipSync(labels),
        "d/t10k-images.idx3-ubyte": images,
        "d/t10k-labels-idx1-ubyte": labels,
      }),
    },
  );
  expect(data.provenance).toContain("not genuine MNIST");
  expect([...data.train.labels]).toEqual([0, 2, 1]);
  expect(data.test.n).toBe(2);
  // the first target pixel of image 0 averages grey levels 0, 5, 20, 25
  expect(data.train.inputs[0]).toBeCloseTo(50 / 4 / 255, 6);
});

test("what was made of MNIST's files is kept, and made again when the files, the shape or the kept bytes differ", async () => {
  const engine = await Engine.create();
  const kept = new Map<string, Uint8Array>();
  const cache = {
    read: (name: string) => Promise.resolve(kept.get(name)),
    write: (name: string, parts: readonly Uint8Array[]) => {
      kept.set(name, Buffer.concat(parts));
      return Promise.resolve();
    },
  };
  const load = (last: Uint8Array, side = 2) =>
    loadData(
      { kind: "mnist", directory: "d", train: 3, test: 2, side },
      {
        engine,
        files: {
          ...files({
            "d/train-images-idx3-ubyte": images,
            "d/train-labels-idx1-ubyte": labels,
            "d/t10k-images-idx3-ubyte": images,
            "d/t10k-labels-idx1-ubyte": last,
          }),
          cache,
        },
      },
    );
  const first = await load(labels);
  expect(kept.size).toBe(1);
  const [name, bytes] = [...kept][0]!;
  expect(name).toMatch(/^[a-z0-9-]+$/);
  // the second time it is read: a mark left in the kept labels comes back
  const marked = Buffer.from(bytes); // as a file is read: in a pool, at any address
  marked[marked.length - 4] = 1;
  kept.set(name, marked);
  expect(first.test.labels[1]).toBe(2);
  expect((await load(labels)).test.labels[1]).toBe(1);
  // cut short, it is made again
  kept.set(name, bytes.subarray(0, bytes.length - 1));
  expect(await load(labels)).toEqual(first);
  expect(kept.get(name)).toEqual(bytes);
  // another file or another shape has another name
  expect((await load(idx([3], Uint8Array.from([1, 1, 1])))).test.labels[0]).toBe(1);
  expect((await load(labels, 4)).train.d).toBe(16);
  expect(kept.size).toBe(3);
});

test("averages of MNIST's files that were damaged in the cache are made again", async () => {
  const engine = await Engine.create();
  const directory = mkdtempSync(join(tmpdir(), "losscape-cache-"));
  const contents = files({
    "d/train-images-idx3-ubyte": images,
    "d/train-labels-idx1-ubyte": labels,
    "d/t10k-images-idx3-ubyte": images,
    "d/t10k-labels-idx1-ubyte": labels,
  });
  const spec = { kind: "mnist", directory: "d", train: 3, test: 2, side: 2 } as const;
  const load = () => loadData(spec, { engine, files: { ...contents, cache: directoryCache(directory) } });
  const first = await load();
  const path = join(directory, readdirSync(directory)[0]!);
  const bytes = readFileSync(path);
  for (let bit = 0; bit < 8 * bytes.length; bit += 5) {
    const damaged = Buffer.from(bytes);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, damaged);
    expect(await load()).toEqual(first);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
  rmSync(directory, { recursive: true });
});

test("a directory keeps bytes whole, and a place that cannot be written is no error", async () => {
  const directory = mkdtempSync(join(tmpdir(), "losscape-cache-"));
  const cache = directoryCache(join(directory, "deeper"));
  expect(await cache.read("a-1")).toBeUndefined();
  await cache.write("a-1", [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect([...(await cache.read("a-1"))!]).toEqual([1, 2, 3]);
  expect(readdirSync(join(directory, "deeper"))).toEqual(["a-1"]);
  // a flipped bit anywhere, a cut, or another's bytes: as if nothing were kept
  const path = join(directory, "deeper", "a-1");
  const bytes = readFileSync(path);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const damaged = Buffer.from(bytes);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, damaged);
    expect(await cache.read("a-1"), `bit ${bit}`).toBeUndefined();
  }
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(await cache.read("a-1")).toBeUndefined();
  }
  writeFileSync(join(directory, "deeper", "b-2"), bytes);
  expect(await cache.read("b-2")).toBeUndefined();
  await cache.write("a-1", [Uint8Array.of(9)]);
  expect([...(await cache.read("a-1"))!]).toEqual([9]);
  writeFileSync(join(directory, "file"), "");
  await directoryCache(join(directory, "file", "below")).write("a-1", [Uint8Array.of(1)]);
  rmSync(directory, { recursive: true });
});

test("missing, truncated and corrupt IDX files are refused with the file and the byte", async () => {
  const engine = await Engine.create();
  const load = (contents: Record<string, Uint8Array>) =>
    loadData(
      { kind: "mnist", directory: "d", train: 3, test: 3, side: 2 },
      { engine, files: files(contents) },
    );
  await expect(load({})).rejects.toThrow("four IDX files are needed");
  const parse = (bytes: Uint8Array) => () => parseIdx(bytes, { name: "x", dimensions: 3 });
  expect(parse(images.subarray(0, 7))).toThrow("ends at byte 7");
  expect(parse(images.subarray(0, 60))).toThrow(
    "holds 44 numbers from byte 16 on; its header says 3 x 4 x 4 = 48",
  );
  expect(parse(Uint8Array.from([1, ...images.subarray(1)]))).toThrow("starts with 00 00");
  expect(parse(labels)).toThrow("ends at byte 11");
  try {
    parse(images.subarray(0, 60))();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).offset).toBe(60);
  }
  const broken = gzipSync(labels).subarray(0, 12);
  await expect(
    load({
      "d/train-images-idx3-ubyte": images,
      "d/train-labels-idx1-ubyte": broken,
      "d/t10k-images-idx3-ubyte": images,
      "d/t10k-labels-idx1-ubyte": labels,
    }),
  ).rejects.toThrow("truncated or damaged");
});

test("a CSV table is read with its label column, and errors name line and column", () => {
  const table = parseCsv("a,kind,b\n1,cat,2.5\n-3,dog,4e1\n0,cat,7\n", { name: "t.csv", label: "kind" });
  expect([...table.inputs]).toEqual([1, 2.5, -3, 40, 0, 7]);
  expect([...table.labels]).toEqual([0, 1, 0]);
  expect(table.classNames).toEqual(["cat", "dog"]);
  const parse = (text: string, label?: string) => () => parseCsv(text, { name: "t.csv", label });
  expect(parse("a,b\n1,2\nx,3\n")).toThrow("t.csv, line 3, column “a”: “x” is not a number");
  expect(parse("a,b\n1,2,3\n")).toThrow("line 2: has 3 cells; its header has 2");
  expect(parse("a,b\n1,2\n", "c")).toThrow("has no column “c”; it has a, b");
  expect(parse("a,b\n")).toThrow("ends after its header");
  expect(parse("")).toThrow("a header");
});

test("made data are a pure function of their spec, and more samples only add to fewer", async () => {
  const engine = await Engine.create();
  const host = { engine, files: files({}) };
  for (const spec of [
    { kind: "strokes", train: 50, test: 20, side: 10, seed: 1 },
    { kind: "teacher", inputs: 8, hidden: 5, classes: 3, train: 50, test: 20, seed: 1 },
    { kind: "gaussian", inputs: 8, classes: 3, separation: 2, train: 50, test: 20, seed: 1 },
  ] as const) {
    const data = await loadData(dataSpec.parse(spec), host);
    const again = await loadData(spec, host);
    const fewer = await loadData({ ...spec, train: 30 }, host);
    expect(again.train.inputs).toEqual(data.train.inputs);
    expect(fewer.train.labels).toEqual(data.train.labels.slice(0, 30));
    expect(fewer.train.inputs).toEqual(data.train.inputs.slice(0, 30 * data.train.d));
    expect(data.train.inputs.slice(0, data.test.inputs.length)).not.toEqual(data.test.inputs);
    expect(Math.max(...data.train.labels)).toBeLessThan(data.train.classes);
  }
});

test("Gaussian clusters lie at the distance that was asked for", async () => {
  const engine = await Engine.create();
  const spec = {
    kind: "gaussian",
    inputs: 5,
    classes: 2,
    separation: 6,
    train: 4000,
    test: 1,
    seed: 3,
  } as const;
  const { train } = await loadData(spec, { engine, files: files({}) });
  for (let c = 0; c < 2; c++) {
    const members = [...train.labels.keys()].filter((i) => train.labels[i] === c);
    const mean = Array.from(
      { length: 5 },
      (_, j) => members.reduce((sum, i) => sum + train.inputs[i * 5 + j]!, 0) / members.length,
    );
    const norm = Math.sqrt(mean.reduce((sum, x) => sum + x * x, 0));
    expect(Math.abs(norm - 6)).toBeLessThan(5 * Math.sqrt(5 / members.length));
  }
});
