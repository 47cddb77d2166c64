import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SpecError } from "../dist/index.js";
import {
  erf,
  erfc,
  logMeanCount,
  logMeanCountAsymptotic,
  logMeanDensity,
  mapNetwork,
} from "../dist/theory/index.js";

const reference = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "theory.json"), "utf8"));
const TOLERANCE = 1e-10;

test("mean totals agree with the reference to 1e-10 for every p and N there", () => {
  let checked = 0;
  for (const [order, sizes] of Object.entries<Record<string, { total: { v: number } }>>(
    reference.finite_N_total.values,
  ))
    for (const [n, { total }] of Object.entries(sizes)) {
      const relative = Math.exp(logMeanCount(Number(n), Number(order)) - Math.log(total.v)) - 1;
      expect(Math.abs(relative), `p = ${order}, N = ${n}`).toBeLessThan(TOLERANCE);
      checked++;
    }
  expect(checked).toBeGreaterThan(40);
});

test("N = 2 has 2 sqrt(3p-2) critical points in the mean, N = 3 has 2 + 8 (p-1)^(3/2) / sqrt(3p-2), p = 2 has 2N", () => {
  for (let p = 2; p <= 32; p++) {
    expect(Math.abs(Math.exp(logMeanCount(2, p)) / (2 * Math.sqrt(3 * p - 2)) - 1)).toBeLessThan(TOLERANCE);
    const three = 2 + (8 * (p - 1) ** 1.5) / Math.sqrt(3 * p - 2);
    expect(Math.abs(Math.exp(logMeanCount(3, p)) / three - 1)).toBeLessThan(TOLERANCE);
  }
  for (const n of [2, 3, 10, 57, 200])
    expect(Math.abs(Math.exp(logMeanCount(n, 2)) / (2 * n) - 1)).toBeLessThan(TOLERANCE);
});

test("the density of energies and counts below an energy agree with the reference", () => {
  for (const [n, { E, density_per_unit_E }] of Object.entries<{
    E: number[];
    density_per_unit_E: number[][];
  }>(reference.finite_N_density_p3.values))
    E.forEach((u, i) => {
      const exact = density_per_unit_E[i]![0]!;
      expect(Math.abs(Math.exp(logMeanDensity(u, { n: Number(n), p: 3 })) / exact - 1)).toBeLessThan(
        TOLERANCE,
      );
    });
  for (const [n, levels] of Object.entries<Record<string, number[]>>(
    reference.finite_N_cumulative_p3.values,
  )) {
    const below = Math.exp(logMeanCount(Number(n), 3, -1));
    expect(Math.abs(below / levels["-1.0"]![0]! - 1)).toBeLessThan(TOLERANCE);
  }
});

test("N = 1000 does not overflow, and approaches the sharp asymptotic as 1/N", () => {
  const gap = (n: number) => Math.exp(logMeanCount(n, 3) - logMeanCountAsymptotic(n, 3)) - 1;
  expect(logMeanCount(1000, 3) / Math.LN10).toBeCloseTo(Math.log10(3.3) + 152, 2);
  expect(Math.abs(gap(1000) / gap(500) - 0.5)).toBeLessThan(0.01);
});

test("erf and erfc agree with published values", () => {
  // Abramowitz and Stegun, tables 7.1 and 7.3
  expect(Math.abs(erf(0.5) - 0.5204998778130465)).toBeLessThan(1e-15);
  expect(Math.abs(erf(1) - 0.8427007929497149)).toBeLessThan(1e-15);
  expect(Math.abs(erfc(2) / 0.004677734981047266 - 1)).toBeLessThan(1e-13);
  expect(Math.abs(erfc(5) / 1.5374597944280349e-12 - 1)).toBeLessThan(1e-13);
});

test("the mapping of a network gives paths, spins and weights, and Theorem 3.1 holds", () => {
  const mapping = mapNetwork([100, 25, 1]);
  expect(mapping.depth).toBe(2);
  expect(mapping.lambda).toBeCloseTo(50, 10);
  expect(mapping.size).toBe(2525);
  expect(mapNetwork([100, 25, 10])).toEqual(mapping); // one output of several
  for (const layers of [
    [100, 25, 10],
    [784, 300, 100, 10],
    [3, 1],
    [5, 5, 5, 5, 1],
  ])
    expect(mapNetwork(layers).chainHolds).toBe(true);
  expect(() => mapNetwork([100])).toThrow(SpecError);
});
