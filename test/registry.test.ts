import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { experiments } from "../dist/generated/experiments.js";
import { paperClaims } from "../dist/paper/claims.js";
import { type AnyExperiment, completeConfig, SCALES } from "../dist/run/index.js";
import { type SmallCase, smallCases } from "./support/small-configs.ts";
import { abridged, resultsOf, smallRun } from "./support/small-run.ts";

const root = resolve(import.meta.dirname, "..");
const smallOf = ({ id }: AnyExperiment): SmallCase => smallCases.find((each) => each.experiment === id)!;

describe.each(experiments.map((experiment) => [experiment.id, experiment] as const))(
  "%s",
  (id, experiment) => {
    test.each([...SCALES])(
      "its preset %s satisfies the schema, fits, and makes tasks of unique keys",
      (scale) => {
        const config = completeConfig(experiment, { scale, seed: 1 });
        expect(experiment.schema.parse(config)).toEqual(config);
        const tasks = experiment.tasks(config);
        expect(tasks.length).toBeGreaterThan(0);
        expect(new Set(tasks.map(({ key }) => key)).size).toBe(tasks.length);
        expect(tasks.filter(({ seconds }) => !(seconds > 0 && seconds < 1e9))).toEqual([]);
        expect(JSON.parse(JSON.stringify(tasks))).toEqual(tasks);
      },
    );

    test("no row at all and one row can be reduced, drawn and judged", async () => {
      const { config, rows } = await smallRun(experiment, smallOf(experiment), 1);
      for (const some of [[], rows]) {
        const { claims, tables, figures } = resultsOf(experiment, some, config);
        expect(claims.filter(({ value, verdict }) => value === null && verdict !== "inconclusive")).toEqual(
          [],
        );
        for (const { columns, rows } of tables)
          for (const row of rows) expect(row).toHaveLength(columns.length);
        expect(new Set([...figures, ...tables].map((each) => each.id)).size).toBe(
          new Set(figures.map((each) => each.id)).size +
            tables.filter((table) => figures.every((figure) => figure.id !== table.id)).length,
        );
      }
    });

    test("figures, tables, claims and notes of a small fixed run are those of its golden file", async () => {
      const { config, rows } = await smallRun(experiment, smallOf(experiment));
      const results = resultsOf(experiment, rows, config);
      expect(results.figures.length + results.tables.length).toBeGreaterThan(0);
      const ours = paperClaims.filter((claim) => claim.experiment === id);
      for (const claim of results.claims) {
        const entry = ours.find((each) => each.id === claim.id);
        expect(claim.statement).toBe(entry?.sentence);
      }
      await expect(`${JSON.stringify(abridged(results), null, 1)}\n`).toMatchFileSnapshot(
        `fixtures/golden/${id}.json`,
      );
    });
  },
);

test("ids of claims are unique, and each is decided by its experiment and by no other", () => {
  expect(new Set(paperClaims.map(({ id }) => id)).size).toBe(paperClaims.length);
  const decided = experiments.flatMap(({ id }) => {
    const text = readFileSync(join(root, "src", "experiment", id, "claims.ts"), "utf8");
    return [...text.matchAll(/"(\d[a-z]?)"/g)].map((match) => `${match[1]} ${id}`);
  });
  expect([...new Set(decided)].sort()).toEqual(
    paperClaims.map((claim) => `${claim.id} ${claim.experiment}`).sort(),
  );
  expect(paperClaims.filter(({ threshold }) => threshold.reason.length < 10)).toEqual([]);
});
