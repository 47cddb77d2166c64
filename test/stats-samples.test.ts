import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  paperScaledTestLoss,
  paperTable1,
  paperTrainTest,
  paperTrainTestPoints,
} from "../dist/paper/measured.js";
import { fisherInterval, pearson } from "../dist/stats/correlation.js";
import { scalingFactor } from "../dist/stats/exponential-scaling.js";
import { ascending, mean, quantile, standardDeviation, variance } from "../dist/stats/moments.js";
import { wilsonInterval } from "../dist/stats/proportion.js";
import { resampleInterval } from "../dist/stats/resample.js";
import { studentQuantile, welchDifference } from "../dist/stats/student.js";
import { logLogSlope, slopeAgainstLog, weightedSlope } from "../dist/stats/weighted-slope.js";

/** Made by test/fixtures/make_stats.py. */
const scipy = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "stats.json"), "utf8")) as {
  student: [number, number, number][];
  fishers: [number, number, number, number][];
  wilsons: [number, number, number, number][];
  welch: { a: number[]; b: number[]; value: number; interval: [number, number] };
  fisher: { r: number; n: number; interval: [number, number] };
  wilson: { hits: number; n: number; interval: [number, number] };
};
const EPS = 2 ** -52;
const PRINTED_DIGITS = 0.00005;

test("correlations of the paper's points are those that its Table 1 prints", () => {
  for (const [size, printed] of Object.entries(paperTable1)) {
    const points = paperTrainTestPoints[size]!;
    const r = pearson(
      points.map((point) => point[0]!),
      points.map((point) => point[1]!),
    );
    expect(Math.abs(r - printed)).toBeLessThanOrEqual(PRINTED_DIGITS);
  }
});

test("moments of the paper's points are those that were recorded beside them", () => {
  for (const [size, paper] of Object.entries(paperTrainTest)) {
    const test = paperTrainTestPoints[size]!.map((point) => point[1]!);
    // the stored points are rounded to six decimals
    expect(Math.abs(mean(test) - paper.test_mean)).toBeLessThan(1e-6);
    expect(Math.abs(standardDeviation(test) - paper.test_sd)).toBeLessThan(1e-6);
  }
});

test("quantiles interpolate between order statistics", () => {
  const sorted = ascending([4, 1, 3, 2]);
  expect(sorted).toEqual([1, 2, 3, 4]);
  expect([0, 0.25, 0.5, 1].map((p) => quantile(sorted, p))).toEqual([1, 1.75, 2.5, 4]);
  expect(variance([1, 2, 3, 4])).toBeCloseTo(5 / 3, 14);
});

test("Student's quantiles have twelve digits at every level and freedom", () => {
  for (const [level, freedom, t] of scipy.student)
    expect(Math.abs(studentQuantile(level, freedom) / t - 1), `${level}, ${freedom}`).toBeLessThan(1e-12);
  expect(Math.abs(studentQuantile(0.95, Number.POSITIVE_INFINITY) - 1.959963984540054)).toBeLessThan(8 * EPS);
});

test("Welch's interval is that of scipy.stats.ttest_ind(equal_var=False)", () => {
  const { value, interval } = welchDifference(scipy.welch.a, scipy.welch.b);
  expect(value).toBeCloseTo(scipy.welch.value, 12);
  expect(interval![0]).toBeCloseTo(scipy.welch.interval[0], 11);
  expect(interval![1]).toBeCloseTo(scipy.welch.interval[1], 11);
  expect(welchDifference([1], [2, 3]).interval).toBeNull();
});

test("Wilson's interval is that of scipy.stats.binomtest, and stays within [0, 1]", () => {
  const [low, high] = wilsonInterval(scipy.wilson.hits, scipy.wilson.n);
  expect(low).toBeCloseTo(scipy.wilson.interval[0], 12);
  expect(high).toBeCloseTo(scipy.wilson.interval[1], 12);
  for (const [hits, n, from, to] of scipy.wilsons) {
    expect(wilsonInterval(hits, n)[0]).toBeCloseTo(from, 14);
    expect(wilsonInterval(hits, n)[1]).toBeCloseTo(to, 14);
  }
  for (let n = 1; n < 2000; n += 7) {
    expect(wilsonInterval(0, n)[0]).toBe(0);
    expect(wilsonInterval(n, n)[1]).toBe(1);
  }
  expect(wilsonInterval(0, 5)[0]).toBe(0);
  expect(wilsonInterval(5, 5)[1]).toBe(1);
});

test("Fisher's interval holds the correlation, narrows with n, and needs four points", () => {
  const [wide, narrow] = [
    fisherInterval(scipy.fisher.r, scipy.fisher.n)!,
    fisherInterval(scipy.fisher.r, 1000)!,
  ];
  expect(wide[0]).toBeLessThan(narrow[0]);
  expect(narrow[1]).toBeLessThan(wide[1]);
  expect(wide[0]).toBeCloseTo(scipy.fisher.interval[0], 12);
  expect(wide[1]).toBeCloseTo(scipy.fisher.interval[1], 12);
  for (const [r, n, from, to] of scipy.fishers) {
    expect(fisherInterval(r, n)![0]).toBeCloseTo(from, 13);
    expect(fisherInterval(r, n)![1]).toBeCloseTo(to, 13);
  }
  expect(fisherInterval(0.6, 3)).toBeNull();
  expect(fisherInterval(1, 30)).toBeNull();
});

test("bootstrap intervals are the same every time, and near to those of theory", () => {
  const sample = Array.from({ length: 400 }, (_, i) => (Math.sin(12.9898 * i) * 43758.5453) % 1);
  const interval = () => resampleInterval([sample], ([drawn]) => mean(drawn!))!;
  expect(interval()).toEqual(interval());
  const half = (1.96 * standardDeviation(sample)) / Math.sqrt(sample.length);
  const [low, high] = interval();
  // the half width of 1000 resamples has a relative error of about 1 / sqrt(2 * 1000 * 0.05) = 10%
  expect(Math.abs((high - low) / 2 / half - 1)).toBeLessThan(0.2);
  expect(resampleInterval([[1]], ([drawn]) => mean(drawn!))).toBeNull();
  expect(resampleInterval([], () => 0)).toBeNull();
});

test("a weighted line through exact points has their slope, and the error that the weights say", () => {
  const points = [1, 2, 4, 8].map((x, i) => ({ x, y: 3 - 2 * x, weight: 1 + i }));
  const fit = weightedSlope(points);
  expect(Math.abs(fit.slope + 2)).toBeLessThan(64 * EPS);
  expect(Math.abs(fit.intercept - 3)).toBeLessThan(64 * EPS);
  const two = weightedSlope([
    { x: 0, y: 0, weight: 4 },
    { x: 1, y: 1, weight: 4 },
  ]);
  // difference of two numbers of variance 1/4 each
  expect(two.standardError).toBeCloseTo(Math.sqrt(0.5), 14);
  expect(logLogSlope([1, 2, 4], [5, 5 / 8, 5 / 64])).toBeCloseTo(-3, 12);
  expect(
    slopeAgainstLog([1, Math.E, Math.E ** 2].map((x, i) => ({ x, y: 7 * i, weight: 1 }))).slope,
  ).toBeCloseTo(7, 12);
});

test("the paper's raw means over its scaled means follow exp(13.71 n^-1.128)", () => {
  for (const [size, scaled] of Object.entries(paperScaledTestLoss)) {
    const ratio = paperTrainTest[size]!.test_mean / scaled.mean;
    expect(Math.abs(ratio / scalingFactor({ alpha: 13.71, beta: -1.128 }, Number(size)) - 1)).toBeLessThan(
      2e-3,
    );
  }
});
