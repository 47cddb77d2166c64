// The benchmark harness: it measures, and its arithmetic is right. No speed is asserted.
import { expect, test } from "vitest";
import { measureCase } from "../dist/bench/measure.js";
import { measureMemory } from "../dist/bench/memory.js";
import { fittedExponent } from "../dist/bench/scaling.js";
import { type CaseResultLike, kernelTable } from "./support/bench.ts";

test("a case is measured against a local peer in interleaved rounds, and its ratio is that of the works", async () => {
  const spin = (loops: number) => () => {
    let x = 1;
    for (let i = 0; i < loops; i++) x = Math.sqrt(x + i);
    return x;
  };
  const result: CaseResultLike = await measureCase(
    {
      group: "toy",
      name: "a loop",
      amount: [1000, "rounds"],
      checkUnit: "nothing",
      ours: () => ({ name: "losscape", run: spin(1000), check: () => 0.5 }),
      locals: () => [{ name: "ten times the loop", run: spin(10_000) }],
      targets: [{ peer: "ten times the loop", ratio: 1 }],
    },
    { rounds: 3, budget: 0.02, python: undefined },
  );
  expect(result.ours.medianSeconds).toBeGreaterThan(0);
  expect(result.ours.check).toBe(0.5);
  expect(result.ratios[0]!.low).toBeLessThanOrEqual(result.ratios[0]!.ratio);
  expect(result.ratios[0]!.high).toBeGreaterThanOrEqual(result.ratios[0]!.ratio);
  expect(result.ratios[0]!.reachFor).toBe(1);
  const { rows, columns } = kernelTable(result);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toHaveLength(columns.length);
  expect(rows[0]!.join(" ")).toContain("rounds/s");
});

test("the fitted exponent of a power law is its exponent", () => {
  const sizes = [10, 20, 40, 80];
  expect(
    fittedExponent(
      sizes,
      sizes.map((n) => 3e-9 * n ** 2.5),
    ),
  ).toBeCloseTo(2.5, 12);
});

test("peak memory is what is predicted, and at most as much again in workspace", async () => {
  for (const { name, predictedBytes, measuredBytes } of await measureMemory()) {
    expect(measuredBytes, name).toBeGreaterThanOrEqual(predictedBytes);
    expect(measuredBytes, name).toBeLessThanOrEqual(2 * predictedBytes);
  }
});
