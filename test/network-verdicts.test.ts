import { expect, test } from "vitest";
import { groupsOf } from "../dist/experiment/kit/tasks.js";
import { learningRateAt } from "../dist/experiment/kit/training/protocol.js";
import { spectrumEdges, spectrumRecord } from "../dist/experiment/network-index/spectrum-bins.js";
import { verdictOf } from "../dist/report/claim.js";
import { binWidthFor } from "../dist/report/figures/bin-width.js";

test("a verdict needs the whole interval on one side of the threshold", () => {
  const at = (low: number, high: number) => ({ value: (low + high) / 2, interval: [low, high] as const });
  expect(verdictOf(at(1, 2), { side: "below", value: 3, reason: "" })).toBe("supported");
  expect(verdictOf(at(1, 2), { side: "above", value: 3, reason: "" })).toBe("not supported");
  expect(verdictOf(at(4, 5), { side: "below", value: 3, reason: "" })).toBe("not supported");
  expect(verdictOf(at(4, 5), { side: "above", value: 3, reason: "" })).toBe("supported");
  expect(verdictOf(at(2, 4), { side: "below", value: 3, reason: "" })).toBe("inconclusive");
  expect(verdictOf({ value: 1, interval: null }, { side: "below", value: 3, reason: "" })).toBe(
    "inconclusive",
  );
  expect(verdictOf(null, { side: "below", value: 3, reason: "" })).toBe("inconclusive");
});

test("groups cover every number once, in order", () => {
  expect(groupsOf(7, 3)).toEqual([
    [0, 3],
    [3, 6],
    [6, 7],
  ]);
  expect(groupsOf(3, 5)).toEqual([[0, 3]]);
  expect(groupsOf(0, 5)).toEqual([]);
});

test("the step size falls linearly to zero, or as Torch's law", () => {
  const training = { epochs: 10, batch: 20, learningRate: 0.3, initRange: 0.5 };
  expect(learningRateAt({ ...training, decay: "linear" }, 0)).toBe(0.3);
  expect(learningRateAt({ ...training, decay: "linear" }, 5)).toBe(0.15);
  expect(learningRateAt({ ...training, decay: "hyperbolic" }, 0)).toBe(0.3);
  expect(learningRateAt({ ...training, decay: "hyperbolic" }, 10)).toBe(0.03);
});

test("eigenvalues fall into the bin of their size and sign, edges to the right", () => {
  const edge = spectrumEdges.indexOf(1e-3);
  const record = spectrumRecord(Float64Array.from([-2e-3, -1e-3, 0, 1e-12, 0.9e-3, 1e-3, 5e9]));
  expect(record.negative[edge + 1]).toBe(1 + Number(2e-3 < spectrumEdges[edge + 1]!));
  expect(record.positive[edge]).toBe(1);
  expect(record.positive[edge + 1]).toBe(1);
  expect(record.positive[0]).toBe(2);
  expect(record.positive.at(-1)).toBe(1);
  expect(record.lowest.slice(0, 2)).toEqual([-2e-3, -1e-3]);
  expect(record.highest[0]).toBe(5e9);
  for (let i = 1; i < spectrumEdges.length; i++) {
    const decades = Math.log10(spectrumEdges[i]! / spectrumEdges[i - 1]!);
    expect(Math.abs(decades - 0.25)).toBeLessThan(8 * 2 ** -52);
  }
});

test("bins are as narrow as the narrowest sample asks, but never more than can be drawn", () => {
  const even = (low: number, high: number) =>
    Array.from({ length: 101 }, (_, i) => low + ((high - low) * i) / 100);
  expect(binWidthFor([even(0, 1)])).toBe(0.05);
  expect(binWidthFor([even(0, 1), even(0.4, 0.4001)])).toBe(0.005);
  expect(binWidthFor([[2, 2, 2]])).toBe(1);
  expect(binWidthFor([])).toBe(1);
});
