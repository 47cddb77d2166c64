import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LosscapeError, SpecError } from "../dist/base/errors.js";
import * as correlation from "../dist/stats/correlation.js";
import * as moments from "../dist/stats/moments.js";
import { wilsonInterval } from "../dist/stats/proportion.js";
import { resampleInterval } from "../dist/stats/resample.js";
import { studentQuantile, welchDifference } from "../dist/stats/student.js";
import { logLogSlope, slopeAgainstLog, weightedSlope } from "../dist/stats/weighted-slope.js";
import * as theory from "../dist/theory/index.js";

const INF = Number.POSITIVE_INFINITY;
const ODD = [Number.NaN, INF, -INF, 0, -0, -1, 1, 0.5, 2, 3, 2 ** 31, 2 ** 53, 1e200, -1e200, 1e-320, -3];

/** Every public function of theory/ with each of its arguments odd in turn. */
const CALLS: Record<string, (x: number) => unknown[]> = {
  assertInteractionOrder: (x) => [() => theory.assertInteractionOrder(x) ?? 0],
  assertEnergy: (x) => [() => theory.assertEnergy(x) ?? 0],
  assertLargeN: (x) => [() => theory.assertLargeN(x) ?? 0],
  thresholdEnergy: (x) => [() => theory.thresholdEnergy(x)],
  rateFunction: (x) => [() => theory.rateFunction(x, 3), () => theory.rateFunction(-2, x)],
  complexity: (x) => [2, 3].map((p) => () => theory.complexity(x, p)).concat(() => theory.complexity(-2, x)),
  complexityOfIndex: (x) => [
    ...[2, 3].map((p) => () => theory.complexityOfIndex(x, { k: 1, p })),
    () => theory.complexityOfIndex(-2, { k: x, p: 3 }),
    () => theory.complexityOfIndex(-2, { k: 0, p: x }),
  ],
  complexitySlope: (x) => [
    ...[2, 3].flatMap((p) => [0, null].map((k) => () => theory.complexitySlope(x, { k, p }))),
    () => theory.complexitySlope(-2, { k: x, p: 3 }),
    () => theory.complexitySlope(-2, { k: 0, p: x }),
  ],
  logSlopeOfCount: (x) => [
    ...[2, 3].flatMap((p) => [0, null].map((k) => () => theory.logSlopeOfCount(x, { k, p, n: 10 }))),
    () => theory.logSlopeOfCount(-2, { k: x, p: 3, n: 10 }),
    () => theory.logSlopeOfCount(-2, { k: 0, p: x, n: 10 }),
    () => theory.logSlopeOfCount(-2, { k: 0, p: 3, n: x }),
  ],
  layerEnergy: (x) => [
    () => theory.layerEnergy(x, 3),
    () => theory.layerEnergy(x, 2),
    () => theory.layerEnergy(0, x),
  ],
  indexFraction: (x) => [() => theory.indexFraction(x, 3), () => theory.indexFraction(-1, x)],
  energyAtIndexFraction: (x) => [
    () => theory.energyAtIndexFraction(x, 3),
    () => theory.energyAtIndexFraction(0.2, x),
  ],
  energyWindow: (x) => [() => theory.energyWindow(x, 3).length, () => theory.energyWindow(-1, x).length],
  logMeanCountSharp: (x) => [
    () => theory.logMeanCountSharp(x, { n: 10, p: 3 }),
    () => theory.logMeanCountSharp(x, { n: 2 ** 53, p: 32 }),
    () => theory.logMeanCountSharp(-2, { n: x, p: 3 }),
    () => theory.logMeanCountSharp(-2, { n: 10, p: x }),
  ],
  logMeanMinimaSharp: (x) => [
    () => theory.logMeanMinimaSharp(x, { n: 10, p: 3 }),
    () => theory.logMeanMinimaSharp(-2, { n: x, p: 3 }),
    () => theory.logMeanMinimaSharp(-2, { n: 10, p: x }),
  ],
  logGoeDensity: (x) => [
    ...[1, 7, 10].map((n) => () => theory.logGoeDensity(n, x)),
    () => theory.logGoeDensity(x, 1),
  ],
  logMeanDensity: (x) => [
    ...[2, 3].map((p) => () => theory.logMeanDensity(x, { n: 10, p })),
    () => theory.logMeanDensity(-1, { n: x, p: 3 }),
    () => theory.logMeanDensity(-1, { n: 10, p: x }),
  ],
  logMeanCount: (x) => [
    ...[2, 3].map((p) => () => theory.logMeanCount(10, p, x)),
    () => theory.logMeanCount(x, 3, -1),
    () => theory.logMeanCount(10, x, -1),
  ],
  logMeanCountAsymptotic: (x) => [
    () => theory.logMeanCountAsymptotic(x, 3),
    () => theory.logMeanCountAsymptotic(x, 2),
    () => theory.logMeanCountAsymptotic(10, x),
  ],
  logMeanDensityOfIndex: (x) => [
    ...[2, 3].map((p) => () => theory.logMeanDensityOfIndex(x, { n: 3, p, k: 1 })),
    () => theory.logMeanDensityOfIndex(-1, { n: x, p: 3, k: 0 }),
    () => theory.logMeanDensityOfIndex(-1, { n: 3, p: x, k: 0 }),
    () => theory.logMeanDensityOfIndex(-1, { n: 3, p: 3, k: x }),
  ],
  logMeanCountOfIndex: (x) => [
    () => theory.logMeanCountOfIndex({ n: 3, p: 3 }, 0, x),
    () => theory.logMeanCountOfIndex({ n: x, p: 3 }, 0),
    () => theory.logMeanCountOfIndex({ n: 3, p: x }, 0),
    () => theory.logMeanCountOfIndex({ n: 3, p: 3 }, x),
  ],
  meanCountsOfIndices: (x) => [() => theory.meanCountsOfIndices({ n: 3, p: 3 }, [0, x])[1]!.meanEnergy],
  orderStatisticDensities: (x) => [
    ...[3, 4].map((n) => () => theory.orderStatisticDensities(n, x).density.reduce((a, b) => a + b)),
    () => theory.orderStatisticDensities(x, 1).noise.reduce((a, b) => a + b),
    () => theory.orderStatisticDensities(5, 1, { parities: [x] }).density[0],
  ],
  ...Object.fromEntries(
    (
      [
        ["marginalReaction", (weights) => theory.marginalReaction(weights)],
        ["mixedThresholdEnergy", (weights) => theory.mixedThresholdEnergy(weights)],
        ["mixtureKind", (weights) => theory.mixtureKind(weights).length],
        ["mixedGroundState", (weights) => theory.mixedGroundState(weights)?.energy ?? 0],
        ["mixtureAt", (weights) => theory.mixtureAt(weights, 0.5).xi],
        ["mixedComplexity", (weights) => theory.mixedComplexity(-2, weights)],
        ["mixedComplexityOfMinima", (weights) => theory.mixedComplexityOfMinima(-2, weights)],
      ] as readonly [string, (weights: theory.Mixture) => number][]
    ).map(([name, call]) => [
      name,
      (x: number) => [
        () => call({ 3: x }),
        () => call({ [x]: 1 }),
        () => call({ 2: 1, 3: x, 4: 0.5 }),
        ...(name === "mixtureAt" ? [() => theory.mixtureAt({ 3: 1 }, x).second] : []),
        ...(name === "mixedComplexity" ? [() => theory.mixedComplexity(x, { 2: 1, 3: 1 })] : []),
        ...(name === "mixedComplexityOfMinima"
          ? [() => theory.mixedComplexityOfMinima(x, { 2: 1, 3: 1 })]
          : []),
      ],
    ]),
  ),
  mapNetwork: (x) => [() => theory.mapNetwork([x, 3, 2]).lambda, () => theory.mapNetwork([3, x, 2]).logMass],
};

describe("odd arguments", () => {
  test("every function of theory/ answers each with a number or a sentence that names it", () => {
    for (const [name, calls] of Object.entries(CALLS))
      for (const x of ODD)
        for (const call of calls(x)) {
          try {
            expect((call as () => number)(), `${name} at ${x}: ${call}`).not.toBeNaN();
          } catch (error) {
            expect(error, `${name} at ${x}: ${call}`).toBeInstanceOf(LosscapeError);
            expect((error as Error).message).toMatch(/[a-z].* .*\.$/s);
          }
        }
  });

  test("no function of theory/ is left out", () => {
    const functions = Object.entries(theory).filter(([, value]) => typeof value === "function");
    const covered = [...Object.keys(CALLS), "erf", "erfc"];
    expect(functions.map(([name]) => name).filter((name) => !covered.includes(name))).toEqual([]);
  });

  test("NaN is refused wherever a number is asked for", () => {
    for (const [name, calls] of Object.entries(CALLS))
      for (const call of calls(Number.NaN)) expect(call as () => void, `${name}: ${call}`).toThrow(SpecError);
  });

  test("statistics refuse what is no sample, no share and no level", () => {
    const bad = [Number.NaN, INF, -INF];
    for (const x of bad) {
      expect(() => moments.variance([1, x, 2])).toThrow(SpecError);
      expect(() => correlation.pearson([1, x, 2], [1, 2, 3])).toThrow(SpecError);
      expect(() => wilsonInterval(x, 5)).toThrow(SpecError);
      expect(() => wilsonInterval(1, x)).toThrow(SpecError);
      expect(() => moments.quantile([1, 2], x)).toThrow(SpecError);
      expect(() => studentQuantile(x, 5)).toThrow(SpecError);
      expect(() => correlation.fisherZ(x)).toThrow(SpecError);
      expect(() => resampleInterval([[1, 2]], () => 0, { resamples: x })).toThrow(SpecError);
      expect(() => welchDifference([1, 2], [1, 3], x)).toThrow(SpecError);
    }
    for (const x of [Number.NaN, -INF, 0, 0.5]) expect(() => studentQuantile(0.95, x)).toThrow(SpecError);
    for (const level of [0, 1, -1]) expect(() => studentQuantile(level, 3)).toThrow(SpecError);
    expect(() => moments.mean([])).toThrow("none");
    expect(() => moments.mean([1, Number.NaN])).toThrow("NaN");
    expect(() => moments.ascending([1, Number.NaN])).toThrow("NaN");
    expect(() => moments.quantile([], 0.5)).toThrow("none");
    expect(() => wilsonInterval(3, 2)).toThrow("3");
    expect(() => wilsonInterval(0.5, 2)).toThrow("0.5");
    expect(() => correlation.fisherInterval(2, 10)).toThrow("2");
    expect(() => correlation.fisherInterval(0, Number.NaN)).toThrow("NaN");
    expect(() => correlation.pearson([1, 2], [1])).toThrow("pairs");
    expect(() => logLogSlope([1, 2], [1])).toThrow("pairs");
    expect(() => weightedSlope([{ x: 1, y: Number.NaN, weight: 1 }])).toThrow("NaN");
    expect(() => slopeAgainstLog([{ x: -1, y: 1, weight: 1 }])).toThrow("NaN");
  });

  test("statistics take limits where there are some", () => {
    expect(correlation.fisherZ(1)).toBe(INF);
    expect(moments.mean([1, INF])).toBe(INF);
    expect(moments.quantile([1, INF], 0)).toBe(1);
    const scaled = [1e-170, 2e-170, 4e-170];
    expect(correlation.pearson(scaled, [1, 2, 4])).toBe(1);
    expect(correlation.pearson([0.1, 0.1, 0.1], [1, 2, 4])).toBeNaN();
    const tiny = welchDifference([1e-100, 2e-100, 4e-100], [1e-100, 1e-100, 2e-100]).interval!;
    const plain = welchDifference([1, 2, 4], [1, 1, 2]).interval!;
    for (const i of [0, 1]) expect((tiny[i]! * 1e100) / plain[i]!).toBeCloseTo(1, 12);
  });
});

test("limits at the infinities", () => {
  expect(theory.rateFunction(-INF, 3)).toBe(INF);
  for (const p of [2, 3, 32]) {
    expect(theory.complexity(-INF, p)).toBe(-INF);
    expect(theory.complexityOfIndex(-INF, { k: 2, p })).toBe(-INF);
    expect(theory.complexitySlope(-INF, { k: 2, p })).toBe(INF);
    expect(theory.logSlopeOfCount(-INF, { k: 2, p, n: 9 })).toBe(-INF);
    expect(theory.logMeanCount(9, p, -INF)).toBe(-INF);
    expect(theory.logMeanCount(9, p, 1e10)).toBe(theory.logMeanCount(9, p));
    expect(theory.logMeanDensity(INF, { n: 9, p })).toBe(-INF);
    expect([-INF, INF].map((u) => theory.indexFraction(u, p))).toEqual([0, 1]);
  }
  expect(theory.logMeanCountSharp(-INF, { n: 9, p: 3 })).toBe(-INF);
  expect(theory.logMeanMinimaSharp(-INF, { n: 9, p: 3 })).toBe(-INF);
  expect(theory.logMeanCountSharp(INF, { n: 9, p: 3 })).toBe(theory.logMeanCountAsymptotic(9, 3));
  expect(theory.logGoeDensity(1, 3)).toBeCloseTo(-4.5 - Math.log(2 * Math.PI) / 2, 14);
  expect(theory.complexitySlope(-1e200, { k: 0, p: 2 }) / 1e200).toBeCloseTo(1, 14);
  // far outside the spectrum an eigenvalue has the weight exp(-y²/2) of a single Gaussian, but for powers of y
  expect(theory.logGoeDensity(10, 1e100) / -5e199).toBeCloseTo(1, 14);
  expect(theory.orderStatisticDensities(10, 60).density.every((f) => f === 0)).toBe(true);
});

/** Made by test/fixtures/make_theory_edges.py. */
test("mean counts far below the spectrum have the digits of their logarithm", () => {
  const rows = JSON.parse(
    readFileSync(join(import.meta.dirname, "fixtures", "theory-edges.json"), "utf8"),
  ) as [number, number, number, number][];
  expect(rows.length).toBeGreaterThan(10);
  for (const [n, p, u, logCount] of rows) {
    // y² / 2 and (p-2) y² / (2p) are rounded, and the Hermite recurrence grows by n steps
    const rounding = 8 * n * Number.EPSILON * Math.abs(logCount);
    expect(Math.abs(theory.logMeanCount(n, p, u) - logCount), `${[n, p, u]}`).toBeLessThan(1e-12 + rounding);
  }
});

describe("the sharp asymptotics", () => {
  /** Found over N = 2 … 1000, p = 3 … 32: at most 2.85, on the barrier itself, for p = 3. */
  const CONSTANT = 3;

  test("lie within 3 N^(-1/3) of the exact logarithm wherever they are given", () => {
    for (const p of [3, 32])
      for (const n of [2, 10, 30]) {
        const barrier = theory.thresholdEnergy(p);
        const nearest = 1.000001 * n ** (-2 / 3);
        const places = [
          -1.2,
          -1 - nearest,
          -1,
          -1 + nearest,
          -0.7,
          -0.3,
          -0.01,
          -1e-9,
          0,
          1e-9,
          0.01,
          0.3,
          1.1,
        ];
        for (const place of places) {
          const u = place * barrier;
          if (place !== -1 && Math.abs(place + 1) < n ** (-2 / 3)) continue;
          const gap = theory.logMeanCountSharp(u, { n, p }) - theory.logMeanCount(n, p, u);
          expect(Math.abs(gap), `p = ${p}, N = ${n}, u = ${place} E`).toBeLessThan(CONSTANT * n ** (-1 / 3));
        }
      }
  });

  test("are refused beside the barrier, and the sentence says what to use", () => {
    for (const [n, p] of [
      [10, 3],
      [50, 3],
      [1e6, 5],
    ] as const) {
      const barrier = theory.thresholdEnergy(p);
      for (const place of [1e-9, -1e-9, 0.99 * n ** (-2 / 3), -0.99 * n ** (-2 / 3)])
        expect(() => theory.logMeanCountSharp(-barrier * (1 + place), { n, p })).toThrow(/logMeanCount/);
      expect(() => theory.logMeanMinimaSharp(-barrier * (1 + 1e-9), { n, p })).toThrow(/logMeanCount/);
      expect(theory.logMeanCountSharp(-barrier, { n, p })).toBeGreaterThan(-1);
    }
  });

  test("pass through half of the total at energy 0 without a jump", () => {
    const ensemble = { n: 50, p: 3 };
    const half = theory.logMeanCountSharp(INF, ensemble) - Math.LN2;
    for (const u of [-1e-12, 0, 1e-12]) expect(theory.logMeanCountSharp(u, ensemble)).toBeCloseTo(half, 10);
  });
});

test("an energy that is no number at all is refused, not taken for 0", () => {
  const ensemble = { n: 10, p: 3 };
  const calls: readonly ((u: number) => unknown)[] = [
    (u) => theory.complexity(u, 3),
    (u) => theory.complexityOfIndex(u, { k: 1, p: 3 }),
    (u) => theory.complexitySlope(u, { k: null, p: 3 }),
    (u) => theory.logSlopeOfCount(u, { k: null, p: 3, n: 10 }),
    (u) => theory.indexFraction(u, 3),
    (u) => theory.energyWindow(u, 3),
    (u) => theory.logMeanCountSharp(u, ensemble),
    (u) => theory.logMeanMinimaSharp(u, ensemble),
    (u) => theory.logMeanDensity(u, ensemble),
  ];
  for (const call of calls)
    for (const odd of [undefined, {}, "", "-1", null, [], true])
      expect(() => call(odd as never), String(call)).toThrow(SpecError);
  for (const odd of ["3", true, 1e308])
    expect(() => theory.logMeanCountAsymptotic(odd as never, 3)).toThrow(
      /N must be a positive number up to 2\^53/,
    );
  expect(theory.erf(undefined as never)).toBeNaN();
  expect(theory.erfc(undefined as never)).toBeNaN();
});
