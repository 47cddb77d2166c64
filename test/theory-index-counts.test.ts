import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SpecError } from "../dist/index.js";
import {
  logGoeDensity,
  logMeanCount,
  logMeanCountOfIndex,
  logMeanDensityOfIndex,
  meanCountsOfIndices,
  orderStatisticDensities,
  thresholdEnergy,
} from "../dist/theory/index.js";

// computed with 200-bit arithmetic by another method: fixtures/kacrice.py
const reference = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "theory.json"), "utf8"));
const PROMISED = 1e-10;
/** Longest sum is of 100 nodes, of N = 100 terms each. */
const ROUNDING = 100 * 100 * Number.EPSILON;

const all = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
const relative = (log: number, exact: number): number => Math.abs(Math.exp(log - Math.log(exact)) - 1);

interface Precise {
  readonly v: number;
}

test("the mean count of every index agrees with the reference, well within 1e-10 and within its own estimate", () => {
  type Row = { k: number; count: Precise; mean_E: Precise; sd_E: Precise };
  let checked = 0;
  for (const [size, orders] of Object.entries<Record<string, { by_index: Row[] }>>(
    reference.finite_N_by_index.values,
  ))
    for (const [order, { by_index }] of Object.entries(orders)) {
      const n = Number(size);
      const counts = meanCountsOfIndices({ n, p: Number(order) }, all(n));
      by_index.forEach(({ k, count, mean_E, sd_E }) => {
        const found = counts[k]!;
        const error = relative(found.logCount, count.v);
        expect(error, `N = ${n}, p = ${order}, k = ${k}`).toBeLessThan(ROUNDING);
        expect(error).toBeLessThan(found.relativeError);
        expect(Math.abs(found.meanEnergy - mean_E.v)).toBeLessThan(ROUNDING);
        expect(Math.abs(found.sdEnergy - sd_E.v)).toBeLessThan(ROUNDING);
        checked++;
      });
    }
  expect(checked).toBeGreaterThan(180);
});

test("minima up to N = 100 agree with the reference for p = 3, 4, 5", () => {
  for (const n of [10, 20, 25, 40, 50, 100])
    for (const [order, { count }] of Object.entries<{ count: Precise }>(
      reference.finite_N_minima.values[n],
    )) {
      const [minima] = meanCountsOfIndices({ n, p: Number(order) }, [0]);
      expect(relative(minima!.logCount, count.v), `N = ${n}, p = ${order}`).toBeLessThan(
        minima!.relativeError,
      );
    }
});

test("counts of all indices add up to the total, and alternately to the Euler characteristic of the sphere", () => {
  for (const p of [2, 3, 5, 11, 32])
    for (const n of [2, 3, 4, 7, 12, 13]) {
      const counts = meanCountsOfIndices({ n, p }, all(n));
      const shares = counts.map(({ logCount }) => Math.exp(logCount - logMeanCount(n, p)));
      const sum = shares.reduce((a, b) => a + b, 0);
      const alternating = shares.reduce((a, b, k) => a + (k % 2 === 0 ? b : -b), 0);
      const euler = (n % 2 === 0 ? 0 : 2) * Math.exp(-logMeanCount(n, p));
      expect(Math.abs(sum - 1)).toBeLessThan(ROUNDING);
      expect(Math.abs(alternating - euler)).toBeLessThan(ROUNDING);
    }
});

test("all sixty indices of N = 60 add up to the total", () => {
  const counts = meanCountsOfIndices({ n: 60, p: 4 }, all(60));
  const sum = counts.reduce((a, { logCount }) => a + Math.exp(logCount - logMeanCount(60, 4)), 0);
  expect(Math.abs(sum - 1)).toBeLessThan(ROUNDING);
});

test("p = 2 has two critical points of every index", () => {
  for (const n of [2, 5, 10, 31])
    for (const { logCount } of meanCountsOfIndices({ n, p: 2 }, all(n)))
      expect(Math.abs(Math.exp(logCount) - 2)).toBeLessThan(2 * PROMISED);
});

test("a count below an energy agrees with the reference or is refused, and is never wrong", () => {
  const levels: Record<string, number> = {
    "-E_0": -reference.constants[3].E_0.v,
    "-E_1": -reference.constants[3].E_1.v,
    "-E_inf": -thresholdEnergy(3),
    "-1.5": -1.5,
    "-1.0": -1,
  };
  const answered: Record<string, number> = {};
  for (const [n, rows] of Object.entries<Record<string, number[]>>(reference.finite_N_cumulative_p3.values))
    for (const [level, [, ...counts]] of Object.entries(rows))
      counts.forEach((exact, k) => {
        try {
          const log = logMeanCountOfIndex({ n: Number(n), p: 3 }, k, levels[level]!);
          expect(relative(log, exact), `N = ${n}, below ${level}, k = ${k}`).toBeLessThan(PROMISED);
          answered[`k=${k}`] = (answered[`k=${k}`] ?? 0) + 1;
        } catch (error) {
          if (!(error instanceof SpecError)) throw error;
          expect(error.message).toContain("double precision");
        }
      });
  expect(answered["k=0"]).toBe(10); // every minimum and every saddle of index 1 asked for
  expect(answered["k=1"]).toBe(10);
});

test("a count below a high energy is the count of all", () => {
  for (const k of [0, 3, 9]) {
    const below = logMeanCountOfIndex({ n: 10, p: 3 }, k, 4);
    expect(Math.abs(below - logMeanCountOfIndex({ n: 10, p: 3 }, k))).toBeLessThan(PROMISED);
  }
});

test("densities by index agree with the reference where they are not refused", () => {
  let checked = 0;
  for (const [n, { E, density_per_unit_E }] of Object.entries<{
    E: number[];
    density_per_unit_E: number[][];
  }>(reference.finite_N_density_p3.values))
    E.forEach((u, i) => {
      const [, ...byIndex] = density_per_unit_E[i]!;
      byIndex.forEach((exact, k) => {
        try {
          const log = logMeanDensityOfIndex(u, { n: Number(n), p: 3, k });
          expect(relative(log, exact), `N = ${n}, u = ${u}, k = ${k}`).toBeLessThan(PROMISED);
          checked++;
        } catch (error) {
          if (!(error instanceof SpecError)) throw error;
        }
      });
    });
  expect(checked).toBeGreaterThan(200);
});

test("densities of the ordered eigenvalues add up to the density of eigenvalues", () => {
  for (const n of [2, 3, 8, 25, 64, 101])
    for (const share of [-1.3, -0.9, -0.4, 0, 0.7]) {
      const y = share * Math.sqrt(2 * n);
      const sum = orderStatisticDensities(n, y).density.reduce((a, b) => a + b, 0);
      expect(Math.abs(sum / Math.exp(logGoeDensity(n, y)) - 1)).toBeLessThan(ROUNDING);
    }
});

test("what is out of range is refused with a sentence", () => {
  expect(() => meanCountsOfIndices({ n: 1, p: 3 }, [0])).toThrow("from 2 to 400");
  expect(() => meanCountsOfIndices({ n: 1000, p: 3 }, [0])).toThrow(SpecError);
  expect(() => meanCountsOfIndices({ n: 10, p: 1 }, [0])).toThrow(SpecError);
  expect(() => meanCountsOfIndices({ n: 10, p: 3 }, [10])).toThrow("N - 1 = 9");
  expect(() => meanCountsOfIndices({ n: 10, p: 3 }, [0.5])).toThrow(SpecError);
  expect(() => logMeanCountOfIndex({ n: 10, p: 3 }, 0, Number.NaN)).toThrow("NaN");
  expect(() => logMeanCountOfIndex({ n: 20, p: 3 }, 6, -1.6)).toThrow("double precision");
});
