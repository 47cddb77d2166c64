import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  complexity,
  complexityOfIndex,
  complexitySlope,
  indexFraction,
  layerEnergy,
  rateFunction,
  thresholdEnergy,
} from "../dist/theory/complexity.js";

const reference = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "theory.json"), "utf8"));
const TOLERANCE = 1e-10;
const close = (value: number, exact: number) =>
  expect(Math.abs(value - exact)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(exact)));

test("thresholds agree with the reference to 1e-10", () => {
  for (const [order, constants] of Object.entries<Record<string, { v: number }>>(reference.constants)) {
    const p = Number(order);
    close(thresholdEnergy(p), constants.E_inf!.v);
    for (const [name, entry] of Object.entries(constants))
      if (/^E_\d+$/.test(name)) close(layerEnergy(Number(name.slice(2)), p), entry.v);
    close(complexity(0, p), constants.theta_max!.v);
    close(complexityOfIndex(-thresholdEnergy(p), { k: 3, p }), constants.theta_k_at_minus_Einf!.v);
  }
});

test("the branches of the complexities join at -E_inf, and their slopes are their derivatives", () => {
  for (const p of [2, 3, 4, 7, 32]) {
    const barrier = thresholdEnergy(p);
    for (const k of [0, 1, 5]) {
      const below = complexityOfIndex(-barrier * (1 + 1e-13), { k, p });
      expect(Math.abs(below - complexityOfIndex(-barrier, { k, p }))).toBeLessThan(1e-9);
      for (const u of [-1.02 * barrier, -1.3 * barrier, -0.5 * barrier]) {
        const h = 1e-6;
        const slope = (complexityOfIndex(u + h, { k, p }) - complexityOfIndex(u - h, { k, p })) / (2 * h);
        expect(Math.abs(slope - complexitySlope(u, { k, p }))).toBeLessThan(1e-7 * (k + 1) * p);
        const whole = (complexity(u + h, p) - complexity(u - h, p)) / (2 * h);
        expect(Math.abs(whole - complexitySlope(u, { k: null, p }))).toBeLessThan(1e-7 * p);
      }
    }
  }
});

test("the rate function agrees with its logarithmic form away from the edge", () => {
  for (const p of [3, 5])
    for (const ratio of [1.01, 1.2, 3]) {
      const barrier = thresholdEnergy(p);
      const u = -ratio * barrier;
      const root = Math.sqrt(u * u - barrier * barrier);
      const direct = (-u / barrier ** 2) * root - Math.log(-u + root) + Math.log(barrier);
      expect(Math.abs(rateFunction(u, p) - direct)).toBeLessThan(1e-13 * ratio ** 2);
    }
});

test("layers are ordered: E_k falls with k towards E_inf", () => {
  for (const p of [3, 4, 10, 32]) {
    let last = Number.POSITIVE_INFINITY;
    for (let k = 0; k < 30; k++) {
      const energy = layerEnergy(k, p);
      expect(energy).toBeLessThan(last);
      expect(energy).toBeGreaterThan(thresholdEnergy(p));
      last = energy;
    }
  }
});

test("the index fraction is the mass of the shifted semicircle below zero", () => {
  for (const u of [-1.6, -1.2, -0.3, 0, 0.8]) {
    const t = u / thresholdEnergy(3);
    let mass = 0;
    const steps = 200_000; // semicircle density (2/pi) sqrt(1 - x²) on (-1, t'), midpoint rule
    for (let i = 0; i < steps; i++) {
      const x = -1 + ((t + 1) * (i + 0.5)) / steps;
      mass += (2 / Math.PI) * Math.sqrt(1 - x * x) * ((t + 1) / steps);
    }
    expect(Math.abs(indexFraction(u, 3) - mass)).toBeLessThan(1e-7);
  }
  expect(indexFraction(-1.7, 3)).toBe(0);
});
