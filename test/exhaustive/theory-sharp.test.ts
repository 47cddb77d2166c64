import { expect, test } from "vitest";
import { logMeanCount, logMeanCountSharp, thresholdEnergy } from "../../dist/theory/index.js";

/** As test/theory-edges.test.ts, whose bound this is, over more N, p and energies. */
const CONSTANT = 3;

for (const n of [2, 3, 5, 10, 25, 50, 100, 250, 1000])
  test(`N = ${n}: the sharp asymptotics lie within 3 N^(-1/3) of the exact logarithm for p = 3 … 32`, () => {
    let [worst, at] = [0, ""];
    for (const p of n > 200 ? [3, 10] : [3, 4, 5, 10, 32]) {
      const barrier = thresholdEnergy(p);
      const width = n ** (-2 / 3);
      const grid = Array.from(
        { length: n > 200 ? 13 : 41 },
        (_, i) => -1.25 + (i * 2.5) / (n > 200 ? 12 : 40),
      );
      for (const place of [...grid, -1, -1 - 1.000001 * width, -1 + 1.000001 * width, -1e-9, 0, 1e-9]) {
        if (place !== -1 && Math.abs(place + 1) < width) continue;
        const u = place * barrier;
        const gap = Math.abs(logMeanCountSharp(u, { n, p }) - logMeanCount(n, p, u));
        if (gap > worst) [worst, at] = [gap, `p = ${p}, u = ${place} E_inf`];
      }
    }
    console.log(`N = ${n}: ${(worst * n ** (1 / 3)).toFixed(3)} N^(-1/3) at ${at}`);
    expect(worst, at).toBeLessThan(CONSTANT * n ** (-1 / 3));
  });
