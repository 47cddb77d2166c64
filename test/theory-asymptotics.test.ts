import { expect, test } from "vitest";
import { SpecError } from "../dist/index.js";
import {
  AIRY_AT_ZERO,
  energyAtIndexFraction,
  energyWindow,
  indexFraction,
  logMeanCount,
  logMeanCountOfIndex,
  logMeanCountSharp,
  logMeanMinimaSharp,
  thresholdEnergy,
} from "../dist/theory/index.js";

/** exact / sharp - 1 */
const gap = (u: number, { n, p }: { n: number; p: number }): number =>
  Math.exp(logMeanCount(n, p, u) - logMeanCountSharp(u, { n, p })) - 1;

test("in each window the sharp asymptotic of the total is missed by c/N, halved when N doubles", () => {
  for (const p of [3, 7]) {
    const barrier = thresholdEnergy(p);
    for (const share of [-1.3, -1.15, -0.8, -0.6, 0, 0.5]) {
      const u = share * barrier;
      const [before, after] = [gap(u, { n: 200, p }), gap(u, { n: 400, p })];
      expect(Math.abs(after), `p = ${p}, u = ${share} E_inf`).toBeLessThan(0.02);
      expect(Math.abs(after / before - 0.5), `p = ${p}, u = ${share} E_inf`).toBeLessThan(0.03);
    }
    expect(Math.abs(gap(Number.POSITIVE_INFINITY, { n: 200, p }) / gap(1, { n: 200, p }) - 1)).toBeLessThan(
      1e-6,
    );
  }
});

/** N (log sharp - log exact) */
const scaledGap = (u: number, { n, p }: { n: number; p: number }): number =>
  n * (logMeanCountSharp(u, { n, p }) - logMeanCount(n, p, u));

/**
 * What `scaledGap` tends to, u = s E. The GOE's level density is the semicircle's times 1 - 1 / (4N (1 - s²)) + …. The sharp formula takes the semicircle sqrt(1 - s²) at u for all energies t below, of weight exp(-a t²), a = N (p-2) / (4 (p-1)): for
 * u < 0 their mean distance from u is 1 / (2a |u|), and the semicircle's logarithm has there the slope |u| / (E² - u²); around 0
 * the mean of t² / (2 E²) is missed, p / (4 (p-2) N). Below -E it is extrapolated from larger N.
 */
function limitOfScaledGap(s: number, p: number): number {
  if (s < -1) {
    const u = s * thresholdEnergy(p);
    return 2 * scaledGap(u, { n: 200, p }) - scaledGap(u, { n: 100, p });
  }
  return s < 0 ? (p / (2 * (p - 2)) + 1 / 4) / (1 - s * s) : (p - 1) / (2 * (p - 2));
}

test("inside the windows N times the error of the logarithm is the next term's c, to within 2 c² / N, from N = 10 on", () => {
  for (const p of [3, 7, 32])
    for (const s of [-1.5, -1.3, -0.8, -0.6, 0, 0.5, 1.2]) {
      const c = limitOfScaledGap(s, p);
      for (const n of [10, 30, 100]) {
        if (Math.abs(s + 1) < n ** (-2 / 3)) continue; // refused
        const found = scaledGap(s * thresholdEnergy(p), { n, p });
        // the term after it is not derived: of the order of c² / N, as that of a series in c / N
        expect(Math.abs(found - c), `p = ${p}, N = ${n}, u = ${s} E`).toBeLessThan((2 * c * c) / n);
      }
    }
});

test("at the barrier itself the logarithm is as far off as the documentation says", () => {
  for (const [p, stated] of [
    [3, [1.16, 0.73, 0.48]],
    [32, [0.65, 0.37, 0.23]],
  ] as const)
    for (const [i, n] of [10, 50, 200].entries()) {
      const off = scaledGap(-thresholdEnergy(p), { n, p }) / n;
      expect(Math.abs(off - stated[i]!), `p = ${p}, N = ${n}`).toBeLessThan(0.005); // two decimals
    }
});

test("at the barrier the ratio tends to 1 in powers of N^(-1/3), and to 1.566 with the constant as printed", () => {
  const p = 3;
  const u = -thresholdEnergy(p);
  const printed = (2 * AIRY_AT_ZERO.value) / 3 / 2;
  const corrected = AIRY_AT_ZERO.slope ** 2 + AIRY_AT_ZERO.value / 3;
  const root = 2 ** (1 / 3);
  const ratios = [500, 1000, 2000, 4000].map((n) => 1 + gap(u, { n, p }));
  const once = [0, 1, 2].map((i) => (root * ratios[i + 1]! - ratios[i]!) / (root - 1)); // removes N^(-1/3)
  const twice = [0, 1].map((i) => (root ** 2 * once[i + 1]! - once[i]!) / (root ** 2 - 1)); // removes N^(-2/3)
  const limit = 2 * twice[1]! - twice[0]!; // removes N^(-1)
  expect(Math.abs(limit - 1)).toBeLessThan(2e-3);
  expect(Math.abs((limit * corrected) / printed - 1.566)).toBeLessThan(4e-3);
});

test("minima below the barrier approach their asymptotic as 1/N, and saddles of index 1 are of lower order", () => {
  for (const u of [-2, -2.1]) {
    const error = (n: number): number =>
      Math.exp(logMeanCountOfIndex({ n, p: 3 }, 0, u) - logMeanMinimaSharp(u, { n, p: 3 })) - 1;
    const errors = [10, 20, 40, 80].map((n) => error(n) * n);
    const steps = [1, 2, 3].map((i) => errors[i]! - errors[i - 1]!);
    expect(Math.abs(error(80))).toBeLessThan(0.05);
    expect(steps[1]! / steps[0]!).toBeLessThan(0.9); // N · error settles
    expect(steps[2]! / steps[1]!).toBeLessThan(0.9);
    const saddles = [20, 40].map(
      (n) => logMeanCountOfIndex({ n, p: 3 }, 1, u) - logMeanMinimaSharp(u, { n, p: 3 }),
    );
    expect(saddles[1]!).toBeLessThan(saddles[0]! - 1);
    expect(logMeanMinimaSharp(u, { n: 50, p: 3 })).toBe(logMeanCountSharp(u, { n: 50, p: 3 }));
  }
});

test("the Airy constants satisfy the Wronskian identity Ai(0) Ai'(0) = -1 / (2 pi sqrt 3)", () => {
  const product = AIRY_AT_ZERO.value * AIRY_AT_ZERO.slope;
  expect(Math.abs(product * 2 * Math.PI * Math.sqrt(3) + 1)).toBeLessThan(4 * Number.EPSILON);
});

test("windows meet where they should, and what the theorems do not cover is refused", () => {
  const barrier = thresholdEnergy(3);
  expect([-2, -barrier, -1, 0, 1].map((u) => energyWindow(u, 3))).toEqual([
    "below-barrier",
    "at-barrier",
    "bulk",
    "zero",
    "above-zero",
  ]);
  expect(() => logMeanCountSharp(-1, { n: 10, p: 2 })).toThrow("2N");
  expect(() => logMeanMinimaSharp(-1, { n: 10, p: 3 })).toThrow("-E_inf");
  expect(() => logMeanCountSharp(Number.NaN, { n: 10, p: 3 })).toThrow(SpecError);
  expect(() => logMeanCountSharp(-1, { n: 0, p: 3 })).toThrow(SpecError);
});

test("the energy at an index fraction is the inverse of the index fraction, also next to the barrier", () => {
  for (const p of [2, 3, 10]) {
    const barrier = thresholdEnergy(p);
    expect(energyAtIndexFraction(0, p)).toBe(-barrier);
    expect(energyAtIndexFraction(0.5, p)).toBe(0);
    expect(energyAtIndexFraction(1, p)).toBe(barrier);
    for (const alpha of [1e-9, 1e-4, 0.01, 0.2, 0.4, 0.77, 0.999]) {
      const u = energyAtIndexFraction(alpha, p);
      // u is rounded to eps E_inf, near the barrier alpha ~ (1 + u/E_inf)^(3/2)
      const rounding = (16 * Number.EPSILON * barrier) / Math.min(barrier + u, barrier);
      expect(Math.abs(indexFraction(u, p) / alpha - 1)).toBeLessThan(rounding);
    }
    const near = 1e-6;
    const leading = ((4 * Math.SQRT2) / (3 * Math.PI)) * near ** 1.5;
    expect(Math.abs(indexFraction(-barrier * (1 - near), p) / leading - 1)).toBeLessThan(near);
  }
  expect(() => energyAtIndexFraction(1.1, 3)).toThrow("between 0 and 1");
});
