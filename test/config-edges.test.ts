// Valid configs at the edges of every experiment's schema run to a report, or are refused before the first task.
import { expect, test } from "vitest";
import { experiments } from "../dist/generated/experiments.js";
import { canonicalJson } from "../dist/index.js";
import { schemaOf } from "../dist/run/allowed.js";
import { checkConfig } from "../dist/run/index.js";
import {
  dataKinds,
  degenerate,
  edgesOf,
  experimentOf,
  outcomeOf,
  smallConfigs,
} from "./support/config-edges.ts";

test("every experiment has a small config", () => {
  expect(Object.keys(smallConfigs).sort()).toEqual(experiments.map(({ id }) => id).sort());
});

/** Every experiment with the smallest sizes it has, and every list as short as it may be. */
test.each(Object.keys(smallConfigs))(
  "%s runs at the lower edges of its sizes (all edges: test/exhaustive)",
  async (id) => {
    const sizes =
      /^(?:small|every list|N|sizes|hidden|draws|disorders|starts|checkpoints|followed|compare|points|grid|spins)\b/;
    const edges = edgesOf(id).filter(
      ({ name, side }) => side === "min" && sizes.test(name) && !/^p=|=\[?\d{2,}/.test(name),
    );
    expect(edges.length).toBeGreaterThan(1);
    for (const { name, config } of edges)
      expect
        .soft(await outcomeOf(id, config), name)
        .toMatch(/^report$|names \d+ twice|out of order|has 0 entries/);
  },
);

test("atlas of three spins: layers that no disorder has make no step", async () => {
  const config = { seed: 1, p: 3, N: 3, draws: [0], starts: 10, budget: 300_000 };
  expect(await outcomeOf("atlas", config, { drawn: true })).toBe("report");
});

const few = degenerate.filter(
  ([id, { data }]) => id !== "surface" && id !== "network-index" && data === undefined,
);

test.each(few)("%s with %j has statistics, or none (all: test/exhaustive)", async (id, changes) => {
  expect(await outcomeOf(id, { seed: 1, ...smallConfigs[id], ...changes })).toBe("report");
});

test.each(dataKinds)("%s runs on data of kind %s", async (id, _, changes) => {
  expect(await outcomeOf(id, { seed: 1, ...smallConfigs[id], ...changes })).toBe("report");
});

test("data of every kind that needs no files of others are visited", () => {
  const visited = new Set(dataKinds.map(([, kind]) => kind));
  const kinds = (schemaOf(experimentOf("surface")).properties!.data!.oneOf ??
    schemaOf(experimentOf("surface")).properties!.data!.anyOf)!.map((node) => node.properties!.kind!.const);
  expect([...visited, "gaussian", "mnist", "idx"].sort()).toEqual([...kinds].sort());
});

/** Losses by size (0 to 4) and network (0 to 5), for sizes from 25 units on. */
const losses: Readonly<Record<string, (size: number, net: number) => readonly [number, number]>> = {
  "all 0": () => [0, 0],
  "all the same": () => [1, 1],
  "0 at one size": (size, net) => [size + net, size === 2 ? 0 : 1 + net],
  "0 for most": (_, net) => [1, net === 0 ? 1 : 0],
  "train equal to test": (size, net) => [1 + size + net, 1 + size + net],
  tiny: (size, net) => [1e-300 * (1 + net), 1e-300 * (1 + size + net)],
  "over many decades": (size, net) => [1, 10 ** (-60 * size) * (1 + net)],
};

test.each(Object.keys(losses))("network-losses summarises losses that are %s", (name) => {
  const rows = [25, 50, 100, 250, 500].map((hidden, size) => ({
    hidden,
    parameters: 10 * hidden,
    networks: [0, 1, 2, 3, 4, 5].map((net) => {
      const [trainLoss, testLoss] = losses[name]!(size, net);
      return { net, trainLoss, testLoss, trainAccuracy: 1, testAccuracy: 1 };
    }),
    diverged: [],
    slots: { data: "made" },
  }));
  const { reduce, figures, tables, claims } = experimentOf("network-losses");
  const config = { seed: 1, ...smallConfigs["network-losses"] };
  const summary = reduce(rows, config);
  for (const part of [summary, figures(summary, config), tables(summary, config), claims(summary, config)])
    expect(() => canonicalJson(part)).not.toThrow();
});

/** Upper edges that cost too much to run are accepted or refused in a sentence, without a task. */
test.each(Object.keys(smallConfigs))("%s checks the upper edges", (id) => {
  for (const { name, config, side } of edgesOf(id)) {
    if (side !== "max") continue;
    try {
      checkConfig(experimentOf(id), config as never);
    } catch (error) {
      expect.soft(["SpecError", "MemoryError"], name).toContain((error as Error).name);
      expect.soft((error as Error).message, name).toMatch(/\.$/);
    }
  }
});

test.each([
  ["network-losses", { batch: 13 }, "batch is 13 and data.train is 12"],
  ["surface", { batch: 1000 }, "batch is 1000 and data.train is 12"],
  ["kac-rice", { sizes: [3, 3] }, "sizes names 3 twice"],
  ["barrier", { sizes: [3, 3] }, "sizes names 3 twice"],
  ["atlas", { draws: [0, 0] }, "draws names 0 twice"],
  ["annealing", { temperatureStart: 10, temperatureEnd: 5e-324 }, "by a factor of at most 1e300"],
  ["escape", { indices: [2, 2] }, "indices names 2 twice"],
  ["escape", { indices: [1, 10] }, "10 spins has an index of at most 9"],
  ["spin-glass-minima", { sizes: [4, 4] }, "sizes names 4 twice"],
] as const)("%s with %o is refused before the run", async (id, changes, sentence) => {
  expect(await outcomeOf(id, { seed: 1, ...smallConfigs[id], ...changes })).toContain(sentence);
});
