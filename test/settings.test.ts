// --set and --config: what is written is what is meant, in any order, or a sentence.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonText, readJson } from "../dist/base/json-text.js";
import { experiments } from "../dist/generated/experiments.js";
import { LosscapeError } from "../dist/index.js";
import { checkConfig, completeConfig } from "../dist/run/index.js";

const experimentOf = (id: string) => experiments.find((experiment) => experiment.id === id)!;
const set = (id: string, ...settings: string[]) => completeConfig(experimentOf(id), { settings });
const message = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(LosscapeError);
    return (error as Error).message;
  }
  return "";
};

const kinds = {
  csv: { file: "7", label: "1", header: false, decimal: "," },
  teacher: { inputs: 3, hidden: 2, classes: 4 },
  gaussian: { inputs: 3, classes: 4, separation: 0.5 },
  strokes: { side: 4 },
  idx: {
    images: "a",
    labels: "b",
    testImages: "c",
    testLabels: "d",
    side: 4,
    transpose: true,
    firstLabel: 1,
  },
  mnist: { directory: "d", side: 4 },
} as const;

describe("--set", () => {
  test("chooses any kind of data by its keys, in any order", () => {
    const drawn = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])).chain((kind) => {
      const wanted = { kind, train: 30, test: 20, ...kinds[kind] };
      const settings = Object.entries(wanted).map(([key, value]) => `data.${key}=${value}`);
      return fc.tuple(fc.constant(wanted), fc.shuffledSubarray(settings, { minLength: settings.length }));
    });
    fc.assert(
      fc.property(drawn, ([wanted, settings]) => {
        const { seed: _, ...data } = set("network-losses", ...settings, "batch=5").data as Record<
          string,
          unknown
        >;
        expect(data).toEqual(wanted);
      }),
    );
  });

  test("numbers are read in every usual form", () => {
    for (const [text, value] of [
      [".1", 0.1],
      ["1.", 1],
      ["1e-3", 0.001],
      ["+2", 2],
      ["0.50", 0.5],
    ] as const)
      expect(set("network-losses", `learningRate=${text}`).learningRate).toBe(value);
    expect(set("network-losses", "epochs=1e3").epochs).toBe(1000);
    for (const text of ["0x10", "1_000", "Infinity", "NaN", "1e999", "one", "--1", "1,5"])
      expect(message(() => set("network-losses", `learningRate=${text}`))).toContain(
        "must be a number above 0",
      );
  });

  test.each([
    ["sizes[100000000]=5", "sizes has 5 items; the next is sizes[5]"],
    [`${"a.".repeat(50_000)}a=1`, "a key is written as"],
    [`${"a.".repeat(90)}a=1`, "nests deeper than 64 levels"],
    [`sizes=${"[".repeat(50_000)}`, "nests deeper than 64 levels"],
    ['sizes={"a":1,"a":2}', "the key a stands twice"],
    ["sizes[=1", "a key is written as"],
    ["a..b=1", "a key is written as"],
    ["__proto__.x=1", "There is no key"],
    [`${"x".repeat(900)}=1`, "There is no key"],
    ["=1", "written key=value"],
  ])("%s is refused at once", (setting, sentence) => {
    const said = message(() => set("spin-glass-minima", setting));
    expect(said).toContain(sentence);
    expect(said.length).toBeLessThan(2000);
  });

  test("a config that holds itself is refused", () => {
    const config: Record<string, unknown> = { seed: 1 };
    config.sizes = [config];
    expect(message(() => checkConfig(experimentOf("kac-rice"), config as never))).toContain("64 levels");
  });
});

describe("JSON of a config", () => {
  test("is what JSON.parse gives, or refused", () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:0.eE-\\u \n')), { maxLength: 2 }),
      )
      .map(([text, changes]) => {
        let changed = text;
        for (const [at, character] of changes) {
          const place = at % (changed.length + 1);
          changed = changed.slice(0, place) + character + changed.slice(place + (at % 2));
        }
        return changed;
      });
    fc.assert(
      fc.property(mutated, (text) => {
        let expected: unknown;
        let isJson = true;
        try {
          expected = JSON.parse(text);
        } catch {
          isJson = false;
        }
        const said = message(() => expect(parseJsonText(text, "c.json")).toEqual(expected));
        if (!isJson) expect(said).toMatch(/^c\.json is not JSON: .* at position \d+ \(line \d+\)\.$/s);
        else if (said !== "") expect(said).toMatch(/stands twice|beyond/);
      }),
      { numRuns: 1000 },
    );
  });

  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  test("a byte order mark is let through; what cannot be meant is told with its place", () => {
    expect(readJson(bytes('\ufeff{"a":1}'), "c")).toEqual({ a: 1 });
    expect(message(() => readJson(Uint8Array.of(0x7b, 0xe9), "c"))).toContain("c is not text in UTF-8");
    expect(message(() => readJson(bytes('{"data":{"a":1,\n"a":2}}'), "c"))).toContain(
      "the key data.a stands twice in one object, at position 19 (line 2)",
    );
    expect(message(() => readJson(bytes("[".repeat(1e5)), "c"))).toContain("deeper than 64 levels");
    expect(message(() => readJson(bytes("[1e999]"), "c"))).toContain("beyond what a double holds");
    expect(message(() => readJson(bytes("[9007199254740993]"), "c"))).toContain("beyond 2^53");
  });
});
