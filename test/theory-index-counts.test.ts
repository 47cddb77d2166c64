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
const precise: { minima: { n: number; p: number; count: number }[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "theory-precise.json"), "utf8"),
);
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

test("minima of N = 10 … 50 agree with the reference for p = 3, 4, 5", () => {
  for (const n of [10, 20, 25, 40, 50])
    for (const [order, { count }] of Object.entries<{ count: Precise }>(
      reference.finite_N_minima.values[n],
    )) {
      const [minima] = meanCountsOfIndices({ n, p: Number(order) }, [0]);
      expect(relative(minima!.logCount, count.v), `N = ${n}, p = ${order}`).toBeLessThan(
        minima!.relativeError,
      );
    }
});

test("minima where doubles fall short agree with the reference: N up to 100, p up to 32", () => {
  for (const [n, p] of [
    [30, 32],
    [60, 32],
    [100, 32],
  ]) {
    const row = precise.minima.find((given) => given.n === n && given.p === p)!;
    const [minima] = meanCountsOfIndices(row, [0]);
    expect(minima!.relativeError).toBeLessThan(PROMISED);
    expect(relative(minima!.logCount, row.count), `N = ${n}, p = ${p}`).toBeLessThan(minima!.relativeError);
  }
});

test("doubles and pairs of doubles give the same densities, and the pairs more of the small ones", () => {
  for (const [n, y] of [
    [2, -0.5],
    [3, 0.4],
    [7, 0.3],
    [12, -2],
    [31, -4],
    [60, -9],
  ] as const) {
    const double = orderStatisticDensities(n, y);
    const pairs = orderStatisticDensities(n, y, { precision: "double-double" });
    const sum = double.density.reduce((a, b) => a + b, 0);
    pairs.density.forEach((exact, k) => {
      expect(Math.abs(double.density[k]! - exact), `N = ${n}, y = ${y}, k = ${k}`).toBeLessThan(
        double.noise[k]! + ROUNDING * sum,
      );
      expect(pairs.noise[k]!).toBeLessThan(double.noise[k]! + Number.MIN_VALUE);
    });
    const odd = orderStatisticDensities(n, y, { parities: [1] });
    expect(odd.density[0]).toBe(0);
    expect(odd.density[1]).toBe(double.density[1]);
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

test("counts below an energy agree with the reference, 1e-29 of a point included", () => {
  const levels: Record<string, number> = {
    "-E_0": -reference.constants[3].E_0.v,
    "-E_1": -reference.constants[3].E_1.v,
    "-E_inf": -thresholdEnergy(3),
    "-1.5": -1.5,
    "-1.0": -1,
  };
  let smallest = 1;
  for (const [n, rows] of Object.entries<Record<string, number[]>>(reference.finite_N_cumulative_p3.values))
    for (const [level, [total, ...counts]] of Object.entries(rows)) {
      const found = meanCountsOfIndices({ n: Number(n), p: 3 }, all(counts.length), levels[level]!);
      counts.forEach((exact, k) => {
        const place = `N = ${n}, below ${level}, k = ${k}`;
        expect(relative(found[k]!.logCount, exact), place).toBeLessThan(PROMISED / 100);
        smallest = Math.min(smallest, exact);
      });
      if (level === "-1.0") continue; // higher indices than the table's have their share there
      const sum = found.reduce((a, { logCount }) => a + Math.exp(logCount), 0);
      expect(Math.abs(sum / total! - 1)).toBeLessThan(PROMISED / 100);
    }
  expect(smallest).toBeLessThan(1e-28);
});

test("a count below a high energy is the count of all", () => {
  for (const k of [0, 3, 9])
    for (const u of [4, 50]) {
      const below = logMeanCountOfIndex({ n: 10, p: 3 }, k, u);
      expect(Math.abs(below - logMeanCountOfIndex({ n: 10, p: 3 }, k))).toBeLessThan(PROMISED);
    }
});

test("below any energy the indices add up to the total of the one-point density", () => {
  for (const [n, p, u] of [
    [2, 2, 0.3],
    [3, 32, 0.5],
    [5, 3, 0],
    [13, 5, 1.2],
    [30, 3, 1.4],
  ] as const) {
    const counts = meanCountsOfIndices({ n, p }, all(n), u);
    const sum = counts.reduce((a, { logCount }) => a + Math.exp(logCount - logMeanCount(n, p, u)), 0);
    expect(Math.abs(sum - 1)).toBeLessThan(ROUNDING);
  }
});

/** The table of densities was differenced numerically; at N = 20, u = -0.1, k = 0 (2e-38) it is off by 1.5e-45. */
const DIFFERENCED = 1e-44;

test("densities by index agree with the reference where they are not refused", () => {
  let refused = 0;
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
          const error = Math.abs(Math.exp(log) - exact);
          expect(error, `N = ${n}, u = ${u}, k = ${k}`).toBeLessThan(PROMISED * exact + DIFFERENCED);
          checked++;
        } catch (error) {
          if (!(error instanceof SpecError)) throw error;
          refused++;
        }
      });
    });
  expect(refused).toBeLessThan(checked / 10);
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
  expect(() => logMeanCountOfIndex({ n: 20, p: 3 }, 0, -10)).toThrow("below all critical points");
  expect(() => logMeanCountOfIndex({ n: 20, p: 3 }, 0, Number.NEGATIVE_INFINITY)).toThrow(SpecError);
  expect(() => logMeanCountOfIndex({ n: 20, p: 3 }, 15, -1.6)).toThrow("even with 32 digits");
});
