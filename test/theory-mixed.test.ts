// The theory of mixed glasses against numerical maxima and minima that use none of its closed forms (fixtures/make_mixed.py).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  complexity,
  complexityOfIndex,
  layerEnergy,
  marginalReaction,
  mixedComplexity,
  mixedComplexityOfMinima,
  mixedGroundState,
  mixedThresholdEnergy,
  mixtureAt,
  mixtureKind,
  thresholdEnergy,
} from "../dist/theory/index.js";

interface Case {
  readonly weights: Record<string, number>;
  readonly threshold: number;
  readonly ground: number;
  readonly complexity: readonly { u: number; total: number; minima: number }[];
}
const cases: readonly Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/mixed.json"), "utf8"),
);
const named = cases.map((each) => [JSON.stringify(each.weights), each] as const);

/** Sums of a few terms of order 1. */
const ROUNDING = 1e-12;
/** What 60 steps and the minimiser leave of the ground state: always above it, by less in one step than where all is broken. */
const MINIMISED = { "1rsb": 1e-9, "full-rsb": 2e-7, "replica-symmetric": 1e-9 };

test.each([2, 3, 4, 7, 32])("a mixture of p = %i alone is the pure glass", (p) => {
  for (const weight of [1, 0.3, 7]) {
    const pure = { [p]: weight, [p === 5 ? 6 : 5]: 0 };
    expect(Math.abs(mixedThresholdEnergy(pure) / weight - thresholdEnergy(p))).toBeLessThan(ROUNDING);
    expect(Math.abs(mixedGroundState(pure)!.energy / weight - layerEnergy(0, p))).toBeLessThan(ROUNDING);
    expect(mixtureKind(pure)).toBe(p === 2 ? "critical" : "pure-like");
    expect(marginalReaction(pure) / weight).toBeCloseTo(2 * Math.sqrt(p * (p - 1)), 12);
    const barrier = thresholdEnergy(p);
    for (const u of [-3, -2, -1.7, -barrier - 1e-7, -barrier, -barrier + 1e-7, -1.2, -0.1, 0, 1]) {
      expect(Math.abs(mixedComplexity(u * weight, pure) - complexity(u, p))).toBeLessThan(ROUNDING);
      const minima = complexityOfIndex(u, { k: 0, p });
      expect(Math.abs(mixedComplexityOfMinima(u * weight, pure) - minima)).toBeLessThan(ROUNDING);
    }
  }
});

test("almost pure mixtures are continuous in the weight", () => {
  for (const small of [1e-3, 1e-6, 1e-9, 1e-15]) {
    const almost = { 3: 1, 4: small };
    expect(Math.abs(mixedGroundState(almost)!.energy - layerEnergy(0, 3))).toBeLessThan(
      2 * small * small + ROUNDING,
    );
    for (const u of [-1.8, -1.633, -1.6329931, -1.5])
      expect(
        Math.abs(mixedComplexityOfMinima(u, almost) - complexityOfIndex(u, { k: 0, p: 3 })),
      ).toBeLessThan(10 * small * small + 1e-7 * small + ROUNDING);
  }
});

test.each(named)(
  "%s: threshold and complexities are maxima of the Kac-Rice exponent",
  (_, { weights, ...found }) => {
    expect(Math.abs(mixedThresholdEnergy(weights) - found.threshold)).toBeLessThan(ROUNDING);
    for (const { u, total, minima } of found.complexity) {
      expect(Math.abs(mixedComplexity(u, weights) - total)).toBeLessThan(ROUNDING);
      expect(Math.abs(mixedComplexityOfMinima(u, weights) - minima)).toBeLessThan(ROUNDING);
    }
  },
);

test.each(named)(
  "%s: the ground state is the minimum over all orders of breaking, or is not told",
  (_, of) => {
    const state = mixedGroundState(of.weights);
    let [low, high] = [-3 * of.threshold, -of.threshold / 2];
    for (let i = 0; i < 100; i++) {
      const middle = (low + high) / 2;
      if (mixedComplexityOfMinima(middle, of.weights) > 0) high = middle;
      else low = middle;
    }
    // no minima are expected below: the ground state cannot be there
    expect(of.ground).toBeLessThan(-high + 1e-9);
    if (!state) {
      expect(of.ground).toBeLessThan(-high - 1e-4); // several steps: below the annealed bound
      return;
    }
    expect(of.ground - state.energy).toBeGreaterThan(-1e-12);
    expect(of.ground - state.energy).toBeLessThan(MINIMISED[state.phase]);
    if (state.phase === "1rsb") expect(Math.abs(-high - state.energy)).toBeLessThan(1e-11);
  },
);

test("the phases of the cases are the known ones", () => {
  expect(cases.map(({ weights }) => mixedGroundState(weights)?.phase)).toEqual([
    "1rsb",
    "1rsb",
    undefined, // 3 + 16: two steps [CriLeu07]
    "full-rsb",
    "1rsb",
    "1rsb",
  ]);
});

test("in the units of Folena and others, xi = (q³ + q⁴) / 2, the 3 + 4 glass has its threshold at -1.6905", () => {
  const half = Math.SQRT1_2;
  expect(mixedThresholdEnergy({ 3: half, 4: half })).toBeCloseTo(17.75 / 10.5, 12);
  expect(mixtureAt({ 3: half, 4: half }, 1)).toEqual({
    xi: expect.closeTo(1, 14),
    first: expect.closeTo(3.5, 14),
    second: expect.closeTo(9, 14),
  });
});
