import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type * as baseMath from "../dist/base/math.js";
import { determinedDigits } from "../dist/stats/determined.js";
import { fitExponentialScaling, scalingFactor } from "../dist/stats/exponential-scaling.js";
import { ulpOf } from "./support/ulp.js";

/** While `perturbed`, every result of base/math moves by one unit in the last place, up or down or not at all. */
const noise = vi.hoisted(() => ({ perturbed: false, seed: 1 }));

function draw(): number {
  noise.seed = (noise.seed * 16807) % 2147483647;
  return noise.seed / 2147483647;
}

const moved = (x: number): number => x + Math.floor(3 * draw() - 1) * ulpOf(x);

vi.mock("../dist/base/math.js", async (original) => {
  const actual = await original<typeof baseMath>();
  const wrapped = Object.entries(actual).map(([name, f]) => [
    name,
    (...x: number[]) => {
      const value = (f as (...x: number[]) => number)(...x);
      return noise.perturbed && Number.isFinite(value) ? moved(value) : value;
    },
  ]);
  return Object.fromEntries(wrapped);
});

/** Made by test/fixtures/make_stats.py. */
const { scaling } = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "stats.json"), "utf8")) as {
  scaling: { sizes: number[]; losses: number[]; fit: [number, number, number] }[];
};

interface Problem {
  readonly sizes: readonly number[];
  readonly losses: readonly number[];
}

/** Sizes from 25 to 500, losses near a scaling law or far from any. */
function problem(): Problem {
  const chosen = new Set<number>();
  const count = 3 + Math.floor(5 * draw());
  while (chosen.size < count) chosen.add(25 + Math.floor(476 * draw()));
  const sizes = [...chosen].sort((a, b) => a - b);
  const law = { alpha: 20 * draw() - 3, beta: -3 * draw() };
  const [limit, spread] = [0.05 + draw(), draw() < 0.5 ? 0.002 : 0.1];
  return { sizes, losses: sizes.map((n) => limit * scalingFactor(law, n) * (1 + spread * (draw() - 0.5))) };
}

function perturbedFit({ sizes, losses }: Problem): ReturnType<typeof fitExponentialScaling> {
  noise.perturbed = true;
  const fit = fitExponentialScaling(sizes, losses.map(moved));
  noise.perturbed = false;
  return fit;
}

const KEYS = ["alpha", "beta", "limit", "residual"] as const;

/** Units of the last written digit of either between two rounded numbers. */
function digitsApart(a: number, b: number): number {
  const unit = (x: number) => {
    const [digits, power] = Math.abs(x).toExponential().split("e");
    return 10 ** (Number(power) - (digits!.length > 1 ? digits!.length - 2 : 0));
  };
  return Math.abs(a - b) / Math.max(Math.min(unit(a), unit(b)), 8 * ulpOf(a));
}

test("the fit finds the coefficients that made the data", () => {
  const sizes = [25, 50, 100, 250, 500];
  const made = { alpha: 13.71, beta: -1.128 };
  const losses = sizes.map((n) => 0.0762 * scalingFactor(made, n));
  expect(fitExponentialScaling(sizes, losses)).toMatchObject({ ...made, limit: 0.0762 });
});

test("the fit is the least sum of squares over the whole range of beta, to the digits that it gives", () => {
  for (const { sizes, losses, fit } of scaling) {
    const found = fitExponentialScaling(sizes, losses)!;
    const message = `${sizes}: ${JSON.stringify(found)} ${fit}`;
    expect(Math.abs(found.beta - fit[1]), message).toBeLessThan(1e-8);
    expect(Math.abs(found.alpha / fit[0] - 1), message).toBeLessThan(1e-6);
    expect(Math.abs(found.limit / fit[2] - 1), message).toBeLessThan(1e-7);
  }
});

test("losses and functions moved by a unit in the last place give the same digits, or the next ones where a rounding boundary lies between", () => {
  let [same, neighbours, free] = [0, 0, 0];
  for (let i = 0; i < 300; i++) {
    const given = problem();
    const fit = fitExponentialScaling(given.sizes, given.losses);
    const other = perturbedFit(given);
    if (JSON.stringify(fit) === JSON.stringify(other)) same++;
    else {
      neighbours++;
      expect(fit !== null && other !== null, JSON.stringify(given)).toBe(true);
      // beta's last digit moves by one; alpha and the limit follow it, by more of their own units
      expect(digitsApart(fit!.beta, other!.beta), JSON.stringify([fit, other])).toBeLessThan(1.5);
      for (const key of KEYS) expect(Math.abs(fit![key] / other![key] - 1)).toBeLessThan(1e-3);
    }
    if (fit !== null && fit.beta > -3 && fit.beta < -0.05) free++;
  }
  if (process.env.LOSSCAPE_PRINT) console.log({ same, neighbours, free });
  expect(same).toBeGreaterThanOrEqual(294); // 2% on a boundary: a digit stands for 64 bounds of the error, of which the errors use a part
  expect(free).toBeGreaterThan(100);
});

test("what does not determine a scaling is null, what is no loss is refused", () => {
  expect(fitExponentialScaling([25, 50], [0.1, 0.09])).toBeNull();
  expect(fitExponentialScaling([25, 50, 50], [0.1, 0.09, 0.08])).toBeNull();
  expect(fitExponentialScaling([25, 30, 40, 50], [0.7, 0.7, 0.7, 0.7])).toBeNull();
  expect(fitExponentialScaling([], [])).toBeNull();
  const bad = [0, -1, Number.NaN, Number.POSITIVE_INFINITY];
  for (const value of bad) {
    expect(() => fitExponentialScaling([25, 50, 100], [0.1, value, 0.3])).toThrow(/losses.*got/);
    expect(() => fitExponentialScaling([25, value, 100], [0.1, 0.2, 0.3])).toThrow(/sizes.*got/);
  }
  expect(() => fitExponentialScaling([25, 50, 100], [0.1, 0.2])).toThrow(/one each/);
});

test("determined digits end where 64 errors stand", () => {
  expect(determinedDigits(1.23456789, 1e-5)).toBe(1.235);
  expect(determinedDigits(-1234.5678, 0.1)).toBe(-1230);
  expect(determinedDigits(0.001, 1)).toBe(0);
  expect(determinedDigits(Math.PI, 0)).toBe(Math.PI);
  expect(determinedDigits(Math.PI, 1e-30)).toBe(Math.PI);
});
