// Every setting of every experiment at its edges, alone and in pairs: a report, or a refusal before the first task.
import { expect, test } from "vitest";
import { degenerate, edgesOf, outcomeOf, pairsOf, smallConfigs } from "../support/config-edges.ts";

const HOUR = 3_600_000;

test.each(Object.keys(smallConfigs))(
  "%s with one setting at an edge, drawn",
  async (id) => {
    for (const { name, config, side } of edgesOf(id))
      if (side === "min")
        expect.soft(await outcomeOf(id, config, { drawn: true }), name).toMatch(/^(?:report|refused)/);
  },
  HOUR,
);

test.each(Object.keys(smallConfigs))(
  "%s with two settings at an edge",
  async (id) => {
    for (const { name, config } of pairsOf(id))
      expect.soft(await outcomeOf(id, config), name).toMatch(/^(?:report|refused)/);
  },
  HOUR,
);

test.each(degenerate)("%s with %j has statistics, or none", async (id, changes) => {
  const config = { seed: 1, ...smallConfigs[id], ...changes };
  expect(await outcomeOf(id, config, { drawn: true })).toBe("report");
});
