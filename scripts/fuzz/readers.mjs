// What reads bytes or texts of others, each with inputs made by grammar and by mutation, and with what is known of the answer.
import { gunzipSync, gzipSync } from "node:zlib";
import Papa from "papaparse";
import { parseJsonText, readJson } from "../../dist/base/json-text.js";
import { parseCsv } from "../../dist/data/csv.js";
import { csvText } from "../../dist/data/csv-text.js";
import { unpacked } from "../../dist/data/gzip.js";
import { readIdx } from "../../dist/data/idx.js";
import { experiments } from "../../dist/generated/experiments.js";
import { completeConfig, createMemoryStore } from "../../dist/run/index.js";
import { formatJournal, parseJournal } from "../../dist/run/journal.js";
import { readManifest } from "../../dist/run/manifest.js";
import { unzipStore, zipStore } from "../../dist/run/zip.js";
import { joined, mutate } from "./random.mjs";

const encode = (text) => new TextEncoder().encode(text);
const same = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;

/** Differences are told by this: what was read is not what an independent reader has. */
export class Difference extends Error {}
const assertSame = (isSame, what) => {
  if (!isSame) throw new Difference(what);
};

const bytesOf = (draw) =>
  Uint8Array.from(
    draw.times(draw.below(draw.chance(0.1) ? 3000 : 60), () =>
      draw.chance(0.5) ? draw.below(256) : draw.below(3),
    ),
  );
const gzipOf = (draw, bytes) =>
  new Uint8Array(
    gzipSync(bytes, { level: draw.below(10), strategy: draw.below(5), memLevel: 1 + draw.below(9) }),
  );

const gzip = {
  make(draw) {
    const whole = joined(
      ...draw.times(1 + draw.below(3), () => gzipOf(draw, bytesOf(draw))),
      new Uint8Array(draw.chance(0.2) ? draw.below(9) : 0),
    );
    return draw.chance(0.2) ? whole : mutate(draw, whole);
  },
  read(input) {
    return unpacked(input, { name: "input", limitAt: () => 1e7 });
  },
  check(input, out) {
    if (input[0] !== 0x1f || input[1] !== 0x8b)
      return assertSame(out === input, "bytes that are no gzip were changed");
    assertSame(same(out, gunzipSync(input)), "zlib unpacks other bytes");
  },
  refused(input) {
    // what zlib takes and we refuse: bytes after zero padding alone
    let taken;
    try {
      taken = gunzipSync(input);
    } catch {
      return;
    }
    const padded = input.some((byte, i) => byte === 0 && i > 17);
    assertSame(padded, `zlib takes it: ${taken.length} bytes`);
  },
};

const IDX = [
  [8, 1, "setUint8"],
  [9, 1, "setInt8"],
  [11, 2, "setInt16"],
  [12, 4, "setInt32"],
  [13, 4, "setFloat32"],
  [14, 8, "setFloat64"],
];
function idxOf(draw) {
  const [type, size, set] = draw.pick(IDX);
  const shape = draw.times(3, () => draw.below(4));
  const count = shape.reduce((a, b) => a * b, 1);
  const view = new DataView(new ArrayBuffer(16 + size * count));
  view.setUint8(2, type);
  view.setUint8(3, 3);
  shape.forEach((length, i) => {
    view.setUint32(4 + 4 * i, length);
  });
  for (let i = 0; i < count; i++) view[set](16 + size * i, draw.below(256));
  return new Uint8Array(view.buffer);
}

const idx = {
  make(draw) {
    const whole = idxOf(draw);
    const packed = draw.chance(0.3) ? gzipOf(draw, whole) : whole;
    return draw.chance(0.2) ? packed : mutate(draw, packed);
  },
  read: (input) => readIdx(input, { name: "input", dimensions: 3, floats: true }),
  check(input, { shape, values }) {
    const raw = input[0] === 0x1f && input[1] === 0x8b ? new Uint8Array(gunzipSync(input)) : input;
    const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
    const [, size, set] = IDX.find(([type]) => type === raw[2]);
    assertSame(raw[0] === 0 && raw[1] === 0 && raw[3] === 3, "another header was taken");
    assertSame(
      shape.every((length, i) => view.getUint32(4 + 4 * i) === length),
      "another shape",
    );
    assertSame(raw.length === 16 + size * values.length, "another length");
    for (let i = 0; i < values.length; i++)
      assertSame(Object.is(view[set.replace("set", "get")](16 + size * i), values[i]), `value ${i} differs`);
  },
};

const NUMBERS = [
  "0",
  "-1",
  "1.5",
  ".5",
  "1e3",
  "2.",
  "+7",
  "1e39",
  "0x10",
  "NaN",
  "",
  " 3 ",
  "1,5",
  "1e-400",
  "Infinity",
  "١",
];
const LABELS = [
  "a",
  "b",
  "1",
  "01",
  "1.0",
  "é",
  "x y",
  'q"q',
  "l\nl",
  "",
  " a",
  "10",
  "9",
  "-0",
  "😀",
  "a;b",
  "1e2",
];
const csv = {
  make(draw) {
    const delimiter = draw.pick([",", ",", ";", "\t", "|"]);
    const columns = 1 + draw.below(3);
    const tame = draw.chance(0.6);
    const quote = (cell) =>
      draw.chance(0.2) || /["\n,;\t|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    const number = () => (tame ? String(Math.fround(draw.next() * 100 - 50)) : draw.pick(NUMBERS));
    const rows = draw.times(draw.below(8), () =>
      [...draw.times(columns, number), draw.pick(tame ? ["a", "b", "c d", "l\nl"] : LABELS)]
        .map(quote)
        .join(delimiter),
    );
    const head = [...draw.times(columns, (i) => `c${i}`), "y"].join(delimiter);
    const end = draw.pick(["\n", "\n", "\r\n", "\r"]);
    const text = [head, ...rows].join(end) + end.repeat(draw.below(3));
    const bytes = draw.chance(0.1) ? joined([0xff, 0xfe], Buffer.from(text, "utf16le")) : encode(text);
    const packed = draw.chance(0.1) ? gzipOf(draw, bytes) : bytes;
    return tame && draw.chance(0.4) ? packed : mutate(draw, packed);
  },
  read: (input) => parseCsv(csvText(input, { name: "input" }), { name: "input" }),
  check(input, { inputs, labels, d, classNames }) {
    const text = csvText(input, { name: "input" }).replace(/[\r\n]+$/, "");
    for (const value of inputs) assertSame(Number.isFinite(value), "a number that is none");
    assertSame(inputs.length === labels.length * d, "numbers and labels do not fit");
    assertSame(
      labels.every((label) => label >= 0 && label < classNames.length),
      "a label without a class",
    );
    assertSame(new Set(classNames).size === classNames.length, "a class stands twice");
    if (/[^\n]\r[^\n]|[\r\n]["\t ]*[ \t]"|[,;|\t]\s+"|"[ \t]+|[ \t]+"/.test(text) || !/\n|\r/.test(text))
      return; // the other reader knows one kind of end, and no blanks about quotes
    const delimiter = [",", ";", "\t", "|"].find(
      (each) =>
        text
          .split(/[\r\n]/)[0]
          .replace(/"[^"]*"/g, "")
          .split(each).length ===
        d + 1,
    );
    if (delimiter === undefined) return;
    const newline = /\r\n/.test(text) ? "\r\n" : text.includes("\n") ? "\n" : "\r";
    if (newline !== "\r" && text.replaceAll(newline, "").match(/[\r\n]/)) return;
    const { data, errors } = Papa.parse(text, { delimiter, newline });
    if (errors.length > 0) return;
    assertSame(data.length - 1 === labels.length, `${data.length - 1} rows, not ${labels.length}`);
    data.slice(1).forEach((row, i) => {
      const comma = delimiter !== ",";
      row.slice(0, d).forEach((cell, j) => {
        const value = Math.fround(Number(comma ? cell.replace(",", ".") : cell));
        assertSame(value === inputs[i * d + j], `row ${i + 1} has ${cell}, read as ${inputs[i * d + j]}`);
      });
      const label = row[d].trim();
      const name = classNames[labels[i]];
      assertSame(
        name === label || Number(name) === Number(label.replace(",", ".")),
        `row ${i + 1} has the label ${label}, read as ${name}`,
      );
    });
  },
};

function valueFor(draw, depth = 0) {
  const kind = draw.below(depth > 3 ? 5 : 7);
  if (kind < 2) return draw.pick([0, -1, 1.5, 1e300, 12345, 5e-324, true, false, null]);
  if (kind < 5) return draw.pick(["", "a", "é", "\u2028", "\ud800", "__proto__", '"\\', "\n"]);
  if (kind === 5) return draw.times(draw.below(4), () => valueFor(draw, depth + 1));
  return Object.fromEntries(
    draw.times(draw.below(4), () => [
      draw.pick(["a", "b", "data", "__proto__", "c d"]),
      valueFor(draw, depth + 1),
    ]),
  );
}
const json = {
  make(draw) {
    const text = JSON.stringify(valueFor(draw), null, draw.below(3));
    return draw.chance(0.3) ? encode(text) : mutate(draw, encode(text));
  },
  read: (input) => readJson(input, "input"),
  check(input, value) {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(input);
    assertSame(JSON.stringify(JSON.parse(text)) === JSON.stringify(value), "JSON.parse has another value");
  },
  refused(input, message) {
    if (/stands twice|beyond|nests|UTF-8/.test(message)) return;
    let taken = true;
    try {
      JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(input));
    } catch {
      taken = false;
    }
    assertSame(!taken, "JSON.parse takes it");
  },
};

const keysOf = (config, before = "") =>
  Object.entries(config).flatMap(([key, value]) => {
    const path = before ? `${before}.${key}` : key;
    return value && typeof value === "object" && !Array.isArray(value)
      ? [path, ...keysOf(value, path)]
      : [path];
  });
const KEYS = [...new Set(experiments.flatMap((each) => keysOf(each.presets.quick)))].concat(
  "data.file",
  "data.label",
  "landscape.kind",
  "landscape.weights.3",
  "landscape",
  "seed",
  "a.b",
  "__proto__",
  "sizes[1]",
  "sizes[9]",
  "data[0]",
  "hidden[0].x",
);
const VALUES = [
  "1",
  ".1",
  "1e3",
  "csv",
  "teacher",
  "gaussian",
  "p-spin",
  "mixed-p-spin",
  "module",
  "true",
  "null",
  "[1,2]",
  "3,4",
  "",
  "{}",
  '{"kind":"csv"}',
  '"x"',
  "-1",
  "1e999",
  "NaN",
  "[",
  "0x1",
];
const set = {
  make(draw) {
    const settings = draw.times(1 + draw.below(3), () => `${draw.pick(KEYS)}=${draw.pick(VALUES)}`);
    const text = [draw.pick(experiments).id, ...settings].join("\0");
    return draw.chance(0.5)
      ? encode(text)
      : joined(encode(text.split("\0")[0]), [0], mutate(draw, encode(settings.join("\0"))));
  },
  read(input) {
    const [id, ...settings] = Buffer.from(input).toString("utf8").split("\0");
    return completeConfig(experiments.find((each) => each.id === id) ?? experiments[0], { settings });
  },
  check(input, config) {
    assertSame(
      JSON.stringify(parseJsonText(JSON.stringify(config), "config")) === JSON.stringify(config),
      "the config is no JSON",
    );
    for (const setting of Buffer.from(input).toString("utf8").split("\0").slice(1, 2)) {
      const [key, value] = [
        setting.slice(0, setting.indexOf("=")).trim(),
        setting.slice(setting.indexOf("=") + 1).trim(),
      ];
      const rest = Buffer.from(input).toString("utf8").split("\0").slice(2);
      if (
        !/^[a-zA-Z]+$/.test(key) ||
        !/^\d+(\.\d+)?$/.test(value) ||
        rest.length > 0 ||
        typeof config[key] !== "number"
      )
        continue;
      assertSame(config[key] === Number(value), `${setting} gave ${config[key]}`);
    }
  },
};

const entries = Array.from({ length: 4 }, (_, i) => ({
  key: `N=${i}/é`,
  row: JSON.stringify({ value: i / 3, task: `N=${i}` }),
}));
const journal = {
  make: (draw) => mutate(draw, encode(formatJournal(entries.slice(0, 1 + draw.below(4))))),
  read: (input) => parseJournal(input, "input"),
  check(_, { entries: read }) {
    for (const entry of read)
      assertSame(
        entries.some(({ key, row }) => key === entry.key && row === entry.row),
        `a row that nobody wrote: ${entry.key}`,
      );
  },
};

const manifestText = JSON.stringify(
  {
    format: 2,
    losscape: "0.2.0",
    experiment: "complexity",
    config: { seed: 1, p: 3, indices: 1, points: 10 },
    shard: null,
    wasm: { sha256: "0".repeat(64), relaxed: false },
  },
  null,
  2,
);
const manifest = {
  make: (draw) => mutate(draw, encode(manifestText)),
  async read(input) {
    const store = createMemoryStore("input");
    await store.write("manifest.json", input);
    return readManifest(store);
  },
};

const zip = {
  async make(draw) {
    const store = createMemoryStore("input");
    await store.write("manifest.json", manifestText);
    await store.write("rows.jsonl", formatJournal(entries));
    return mutate(draw, await zipStore(store));
  },
  read: (input) => unzipStore(input, "input"),
};

export const readers = { gzip, csv, idx, json, set, journal, manifest, zip };
