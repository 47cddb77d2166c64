import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseSeed, readConfigFile, selectExperiments } from "../dist/cli/arguments.js";
import { experiments as builtIn } from "../dist/generated/experiments.js";
import {
  type AnyExperiment,
  completeConfig,
  findExperiment,
  parseShard,
  planTasks,
  SCALES,
} from "../dist/run/index.js";
import { coinExperiments, coinWalks } from "./fakes/coin-walks.ts";
import { temporaryDirectory } from "./fakes/command.ts";

const set = (...settings: string[]) => completeConfig(coinWalks, { settings });

test("settings come from scale, file and --set, the later the stronger", () => {
  const config = completeConfig(coinWalks, {
    scale: "laptop",
    overrides: { walks: 5, law: "lazy", sizes: [7] },
    settings: ["walks=3"],
    seed: 9,
  });
  expect(config).toMatchObject({ walks: 3, law: "lazy", sizes: [7], steps: 100, seed: 9 });
});

test("values of --set are JSON where they are JSON, lists may be bare, items have their place", () => {
  expect(set("sizes=[3,4]").sizes).toEqual([3, 4]);
  expect(set("sizes=3, 4").sizes).toEqual([3, 4]);
  expect(set("sizes=3").sizes).toEqual([3]);
  expect(set("sizes[1]=9").sizes).toEqual([2, 9]);
  expect(set("law=lazy").law).toBe("lazy");
  expect(set("spin=true").spin).toBe(true);
});

describe("a bad config is told by key, value and what is allowed:", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["an unknown key", "walk=3", 'There is no key "walk". Did you mean "walks"?'],
    [
      "a key like no other",
      "temperature=3",
      'There is no key "temperature". The keys are walks, steps, sizes, law, pauseMs, failAt, failure, spin, seed.',
    ],
    [
      "a value below the range",
      "walks=0",
      "walks (Number of walks) must be a whole number from 1 to 10000; got 0.",
    ],
    [
      "a text for a number",
      "steps=many",
      'steps (Steps of a walk) must be a whole number from 1 to 1000000; got "many".',
    ],
    ["an empty value", "steps=", 'must be a whole number from 1 to 1000000; got "".'],
    ["a fraction for a whole number", "steps=1.5", "a whole number from 1 to 1000000; got 1.5."],
    ["infinity", "steps=1e999", "a whole number from 1 to 1000000"],
    ["an item out of range", "sizes=2,101", "sizes[1] must be a whole number from 2 to 100; got 101."],
    [
      "a list that is too short",
      "sizes=",
      "sizes (Step sizes) must be a list of at least 1 item with a whole number from 2 to 100 each; got [].",
    ],
    [
      "a word that is no choice",
      "law=loaded",
      'law (Law of a step) must be one of "fair", "lazy"; got "loaded".',
    ],
    ["null", "spin=null", "must be true or false; got null."],
    ["a setting without a value", "walks", "--set walks: a setting is written key=value, as starts=200."],
  ];
  test.each(cases)("%s", (_, setting, sentence) => {
    expect(() => set(setting)).toThrow(sentence);
  });
});

test("everything that is wrong is told at once", () => {
  expect(() => set("walks=0", "law=loaded", "colour=red")).toThrow(/walks .* law .* no key "colour"/);
});

test("a union says all that it allows, also in its kinds of object", () => {
  const kinds = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("made"), count: z.int().min(1) }),
    z.strictObject({ kind: z.literal("read"), file: z.string().min(1) }),
  ]);
  const schema = z.strictObject({
    data: kinds,
    size: z.union([z.literal("all"), z.int().min(1)]),
    seed: z.int(),
  });
  const preset = { data: { kind: "made", count: 3 }, size: "all" };
  const experiment = {
    ...coinWalks,
    schema,
    presets: { quick: preset, laptop: preset, paper: preset },
  } as AnyExperiment;
  const wrong = (...settings: string[]) => {
    try {
      completeConfig(experiment, { settings });
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(wrong("size=0")).toContain('size must be "all" or a whole number of at least 1; got 0.');
  expect(wrong("data.kind=found")).toContain('data.kind must be "made" or "read"; got "found".');
  expect(wrong("data.cuont=4")).toContain('There is no key "cuont" in data. Did you mean "count"?');
  expect(wrong("data=3")).toContain('data must be { kind: "made", count } or { kind: "read", file }; got 3.');
  expect(wrong('data={"kind":"read"}')).toContain(
    "data.file is missing; it must be a text that is not empty.",
  );
});

test("every built-in experiment's presets are complete, and their tasks have keys of their own", () => {
  for (const experiment of builtIn)
    for (const scale of SCALES) {
      const tasks = planTasks(experiment, completeConfig(experiment, { scale }));
      expect(tasks.length, `${experiment.id}, ${scale}`).toBeGreaterThan(0);
      expect(tasks.every(({ task }) => task.seconds > 0)).toBe(true);
    }
});

test("shards, seeds and names are checked", () => {
  expect(parseShard("3/8")).toEqual({ index: 3, of: 8 });
  for (const text of ["0/8", "9/8", "3", "a/b", "3/8/1", "-1/2"])
    expect(() => parseShard(text)).toThrow(`--shard ${text}: a shard is written i/n`);
  for (const text of ["-1", "1.5", "x", ""]) expect(() => parseSeed(text)).toThrow(`got "${text}"`);
  expect(() => findExperiment(coinExperiments, "walks")).toThrow('There is no experiment "walks".');
  expect(() => findExperiment(coinExperiments, "coin-wlks")).toThrow('Did you mean "coin-walks"?');
  expect(selectExperiments(coinExperiments, "more-walks,coin-walks")).toEqual(coinExperiments);
  expect(() => selectExperiments(coinExperiments, "coin-walks,mroe-walks")).toThrow(
    'Did you mean "more-walks"?',
  );
});

test("a config file that is no JSON object is refused, saying where", async () => {
  const directory = temporaryDirectory();
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return readConfigFile(join(directory, name));
  };
  await expect(file("a.json", '{ "walks": 3,, }')).rejects.toThrow(/a\.json is not JSON: .*position \d+/);
  await expect(file("b.json", "[3]")).rejects.toThrow("b.json must hold a JSON object of settings.");
  await expect(readConfigFile(join(directory, "none.json"))).rejects.toThrow(
    "there is no such file or directory",
  );
  expect(await file("c.json", '{ "walks": 3 }')).toEqual({ walks: 3 });
});
