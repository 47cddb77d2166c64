// Valid configs at the edges of every experiment's schema run to a report, or are refused before the first task.
import { expect, test } from "vitest";
import { experiments } from "../dist/experiment/registry.js";
import { checkConfig } from "../dist/run/index.js";
import { edgesOf, experimentOf, outcomeOf, smallConfigs } from "./support/config-edges.ts";

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
  ["escape", { indices: [2, 2] }, "indices names 2 twice"],
  ["spin-glass-minima", { sizes: [4, 4] }, "sizes names 4 twice"],
] as const)("%s with %o is refused before the run", async (id, changes, sentence) => {
  expect(await outcomeOf(id, { seed: 1, ...smallConfigs[id], ...changes })).toContain(sentence);
});
