// Readers of data files against independent ones: what they take is right, and what is wrong is refused in a sentence.
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../dist/data/csv.js";
import { csvText } from "../dist/data/csv-text.js";
import { loadData } from "../dist/data/data-spec.js";
import { unpacked } from "../dist/data/gzip.js";
import { readIdx } from "../dist/data/idx.js";
import { Engine, FormatError } from "../dist/index.js";

const unzip = (bytes: Uint8Array, most = 1e9) => unpacked(bytes, { name: "x.gz", limitAt: () => most });
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.array(fc.constantFrom(0, 1, 255), { maxLength: 3000 }).map((list) => Uint8Array.from(list)),
);
const packed = fc
  .tuple(content, fc.constantFrom(0, 1, 6, 9), fc.constantFrom(0, 4))
  .map(([bytes, level, strategy]) => [bytes, new Uint8Array(gzipSync(bytes, { level, strategy }))] as const);

/** The message of a FormatError, or undefined where none is thrown; anything else is a fault. */
function refusal(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message.length).toBeLessThan(500);
    return (error as Error).message;
  }
}

describe("gzip", () => {
  test("all members are read, empty ones and zero bytes at the end among them", () => {
    fc.assert(
      fc.property(fc.array(packed, { minLength: 1, maxLength: 4 }), fc.nat(600), (members, zeros) => {
        const file = join(...members.map(([, bytes]) => bytes), gzipSync(""), new Uint8Array(zeros));
        expect(unzip(file)).toEqual(join(...members.map(([bytes]) => bytes)));
      }),
    );
  });

  test("a flipped bit is refused, or changes nothing of what is unpacked", () => {
    fc.assert(
      fc.property(packed, fc.double({ min: 0, max: 1, noNaN: true }), ([bytes, file], place) => {
        const bit = Math.min(8 * file.length - 1, Math.floor(place * 8 * file.length));
        const flipped = file.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        if (bit >> 3 < 2) return; // no gzip file any more
        const message = refusal(() => expect(unzip(flipped)).toEqual(bytes));
        if (message !== undefined) expect(message).toMatch(/^x\.gz: .*\.$/);
      }),
      { numRuns: 500 },
    );
  });

  test("what zlib refuses is refused, and the rest is the same", () => {
    fc.assert(
      fc.property(
        packed,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
        ([, file], changes) => {
          const bytes = file.slice();
          for (const [at, value] of changes) bytes[2 + (at % (bytes.length - 2))] = value;
          let expected: Uint8Array | undefined;
          try {
            expected = new Uint8Array(gunzipSync(bytes));
          } catch {}
          const message = refusal(() => expect(unzip(bytes)).toEqual(expected));
          expect(message === undefined).toBe(expected !== undefined);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("no room is made beyond the limit", () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(5_000_000)));
    expect(refusal(() => unzip(bomb, 1000))).toContain("more than 1000 bytes");
    const header = Uint8Array.from([0, 0, 8, 3, 0x10, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 10]);
    const lying = new Uint8Array(gzipSync(header));
    expect(refusal(() => readIdx(lying, { name: "x", dimensions: 3 }))).toContain("at most");
  });
});

const idx = (type: number, shape: number[], body: Uint8Array) => {
  const view = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  shape.forEach((length, i) => {
    view.setUint32(4 + 4 * i, length);
  });
  return join(new Uint8Array(view.buffer), body);
};

describe("IDX", () => {
  const types = [
    [8, 1, "setUint8"],
    [9, 1, "setInt8"],
    [11, 2, "setInt16"],
    [12, 4, "setInt32"],
    [13, 4, "setFloat32"],
    [14, 8, "setFloat64"],
  ] as const;

  test.each(types)(
    "type %i is read as it is written, at any length but its own refused",
    (type, size, set) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 30 }),
          fc.integer({ min: -9, max: 9 }),
          (list, off) => {
            const view = new DataView(new ArrayBuffer(size * list.length));
            list.forEach((value, i) => {
              view[set](size * i, value);
            });
            const file = idx(type, [list.length], new Uint8Array(view.buffer));
            const read = (bytes: Uint8Array) => readIdx(bytes, { name: "x", dimensions: 1, floats: true });
            expect(Array.from(read(file).values)).toEqual(list);
            expect(Array.from(read(new Uint8Array(gzipSync(file))).values)).toEqual(list);
            const other =
              off < 0 ? file.subarray(0, Math.max(0, file.length + off)) : join(file, new Uint8Array(off));
            if (off !== 0) expect(refusal(() => read(other))).toMatch(/^x: /);
          },
        ),
      );
    },
  );

  const images = idx(
    8,
    [4, 2, 2],
    Uint8Array.from({ length: 16 }, (_, i) => 15 * i),
  );
  const load = async (contents: Record<string, Uint8Array>, more: object = {}) =>
    loadData(
      {
        kind: "idx",
        images: "i",
        labels: "l",
        testImages: "i",
        testLabels: "l",
        train: 4,
        test: 2,
        side: 2,
        ...more,
      },
      { engine: await Engine.create(), files: { read: async (name: string) => contents[name]! } },
    );
  const labels = (...list: number[]) => idx(8, [list.length], Uint8Array.from(list));

  test("images can be transposed, labels begin anywhere", async () => {
    const straight = await load({ i: images, l: labels(0, 1, 2, 0) });
    const turned = await load({ i: images, l: labels(1, 2, 3, 1) }, { transpose: true, firstLabel: 1 });
    const first = [...straight.train.inputs.subarray(0, 4)];
    expect([...turned.train.inputs.subarray(0, 4)]).toEqual([first[0], first[2], first[1], first[3]]);
    expect(turned.train.labels).toEqual(straight.train.labels);
    expect(turned.train.classes).toBe(3);
  });

  test("floats and wide integers give the images that bytes give", async () => {
    const view = new DataView(new ArrayBuffer(64));
    for (let i = 0; i < 16; i++) view.setFloat32(4 * i, (15 * i) / 255);
    const floats = idx(13, [4, 2, 2], new Uint8Array(view.buffer));
    const l = labels(0, 1, 0, 1);
    const [a, b] = [await load({ i: images, l }, { side: 1 }), await load({ i: floats, l }, { side: 1 })];
    b.train.inputs.forEach((value, i) => {
      expect(value).toBeCloseTo(a.train.inputs[i]!, 6);
    });
  });

  test.each([
    [
      "labels from 1",
      { i: images, l: labels(1, 2, 1, 2) },
      {},
      "l: its labels go from 1 to 2; say firstLabel: 1",
    ],
    ["one class", { i: images, l: labels(0, 0, 0, 0) }, {}, "all 4 training samples have the label 0"],
    [
      "images of nothing",
      { i: idx(8, [4, 0, 0], new Uint8Array(0)), l: labels(0, 1, 0, 1) },
      {},
      "i: its header says images of 0 x 0 pixels.",
    ],
    [
      "a level beyond white",
      { i: images, l: labels(0, 1, 0, 1) },
      { white: 100 },
      "i: image 1 has the level 105; levels go from 0 to 100.",
    ],
    [
      "labels that are floats",
      { i: images, l: idx(13, [4], new Uint8Array(16)) },
      {},
      "l: byte 2 gives type 0d; whole numbers",
    ],
  ])("%s: refused with the file's name", async (_, contents, more, sentence) => {
    await expect(load(contents, more)).rejects.toThrow(sentence);
  });
});

const name = "t.csv";
const cell = fc.oneof(
  fc.constantFrom("x", "y z", 'a "q"', "1,5", "é", "line\nend", "cr\r\nlf", "a;b"),
  fc.string({ maxLength: 6 }),
);

describe("CSV", () => {
  test("cells are those of another reader, with any delimiter, quotes and ends of lines", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), cell), {
          minLength: 2,
          maxLength: 20,
        }),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.nat(3),
        (rows, delimiter, newline, blank) => {
          const labelled = rows.filter(([, label]) => label.trim() !== "");
          fc.pre(labelled.length > 0);
          const table = [
            ["value", "label"],
            ...labelled.map(([value, label]) => [String(value + 0), `L${label}`]),
          ];
          const text = Papa.unparse(table, { delimiter, newline }) + newline.repeat(blank);
          const read = parseCsv(text, { name, delimiter: delimiter as "," });
          expect([...read.inputs]).toEqual(labelled.map(([value]) => Math.fround(value + 0)));
          expect(labelled.map((_, i) => read.classNames[read.labels[i]!])).toEqual(
            labelled.map(([, label]) => `L${label}`.trim()),
          );
        },
      ),
    );
  });

  test("classes are numbered alike in any order of the rows", () => {
    const label = fc.oneof(
      fc.integer({ min: -20, max: 20 }).map(String),
      fc.constantFrom("1a", "b", "é", "😀", "10.50"),
    );
    fc.assert(
      fc.property(
        fc
          .array(label, { minLength: 1, maxLength: 30 })
          .chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
        ([list, shuffled]) => {
          const names = (labels: readonly string[]) =>
            parseCsv(`a,y\n${labels.map((each) => `1,${each}`).join("\n")}`, { name }).classNames;
          expect(names(shuffled)).toEqual(names(list));
        },
      ),
    );
    expect(parseCsv("a,y\n1,10\n2,9\n3,1a\n", { name }).classNames).toEqual(["10", "1a", "9"]);
    expect(parseCsv("a,y\n1,1\n2,1.0\n3,01\n4,-2\n5,10\n", { name }).classNames).toEqual(["-2", "1", "10"]);
  });

  const bytes = (text: string, ...encoding: BufferEncoding[]) =>
    new Uint8Array(Buffer.from(text, ...encoding));
  test("text is decoded as it is marked or named, packed or not", () => {
    const text = "a,y\n1,é\n2,è\n";
    const marked = bytes(`\ufeff${text}`, "utf16le");
    for (const raw of [
      bytes(text),
      bytes(`\ufeff${text}`),
      marked,
      marked.slice().reverse().reverse(),
      new Uint8Array(gzipSync(text)),
    ])
      expect(csvText(raw, { name })).toBe(text);
    expect(csvText(bytes(text, "latin1"), { name, encoding: "latin1" })).toBe(text);
    expect(csvText(Uint8Array.of(0x80, 0xe9), { name, encoding: "windows-1252" })).toBe("€é");
    const swapped = marked.slice();
    for (let i = 0; i < swapped.length; i += 2) [swapped[i], swapped[i + 1]] = [swapped[i + 1]!, swapped[i]!];
    expect(csvText(swapped, { name })).toBe(text);
    expect(refusal(() => csvText(bytes(text, "latin1"), { name }))).toMatch(
      /line 2: is not text in UTF-8\. Name its encoding/,
    );
  });

  test.each([
    ["a,y\n1,cat\n2,\n", "line 3, column “y”: the label is empty"],
    ["a,y\n1e39,0\n2,1\n", "line 2, column “a”: “1e39” is beyond"],
    ["a,y\n0x10,0\n", "“0x10” is not a number"],
    ["a,y\nInfinity,0\n", "“Infinity” is not a number"],
    ["a,y\nNaN,0\n", "“NaN” is not a number"],

    ['a,y\n1,"x\nz"\nBAD,w\n', "line 4, column “a”: “BAD”"],
    ['a,y\r1,"x\rz"\rBAD,w\r', "line 4, column “a”: “BAD”"],
    ['a,y\n1,"x\n', "line 2: a quoted cell begins here and does not end"],
    ['a,y\n1,"x"z\n', "line 2: text follows a quoted cell"],
    ["a,y\n1,0\n\n2,1\n", "line 3: is empty"],
    ["a,y,\n1,0,\n2,1,7\n", "line 3: cell 3, “7”, stands in a column without a name"],
    ["a,y\n1,0,\n", "line 2: has 3 cells"],
    [",a,y\n0,1,0\n", "column 1 has no name"],
    ["1,0\n2,1\n", "say header: false"],
    ["a;y\n1,234;0\n2,345;1\n", "may be a fraction or a thousand"],
    ["a,y\n1,1\n2,1.0\n3,x\n", "are one number among labels that are none"],
    ["", "a header with at least one input"],
  ])("%j is refused: %s", (text, sentence) => {
    expect(refusal(() => parseCsv(text, { name }))).toContain(sentence);
  });

  test.each([
    ["a,y,\n1,0,\n2,1,\n", {}, [1, 2], ["0", "1"]],
    ["a,y\r\n1,0\n2,1\r", {}, [1, 2], ["0", "1"]],
    ["a,y\n1,0\n2,1\n\n\n", {}, [1, 2], ["0", "1"]],
    ["a;y\n1,5;x\n2;z\n", {}, [1.5, 2], ["x", "z"]],
    ["1,0\n2,1\n", { header: false }, [1, 2], ["0", "1"]],
    ["7,1\n8,2\n", { header: false, label: "1" }, [1, 2], ["7", "8"]],
    ["0,1\n1,7\n2,8\n", { header: true }, [1, 2], ["7", "8"]],
  ] as const)("%j with %j is read", (text, form, inputs, names) => {
    const table = parseCsv(text, { name, ...form });
    expect([...table.inputs]).toEqual(inputs);
    expect(table.classNames).toEqual(names);
  });

  test("a long cell is cut in the message", () => {
    const message = refusal(() => parseCsv(`a,y\n${"z".repeat(1e6)},0\n`, { name }));
    expect(message).toContain("zzz…” is not a number");
  });

  test("a million different labels are refused in a sentence", () => {
    const text = `a,y\n${Array.from({ length: 1e6 }, (_, i) => `1,id${i}`).join("\n")}`;
    expect(refusal(() => parseCsv(text, { name }))).toContain("has 1000000 different labels in 1000000 rows");
  });
});
