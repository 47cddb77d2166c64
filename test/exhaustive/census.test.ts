// All critical points of many random disorders: every census complete, and the mean numbers those of exact theory.
import { beforeAll, expect, test } from "vitest";
import { takeCensus } from "../../dist/critical/pspin/census.js";
import { Engine, meanCountsOfIndices, PSpinCouplings, streamKey, subStream } from "../../dist/index.js";

/** Together 100,000; more where the list is short. LOSSCAPE_CENSUS_SHARE=0.1 takes a tenth of each. */
const ENSEMBLES = [
  { n: 3, p: 3, disorders: 20_000 },
  { n: 4, p: 3, disorders: 16_000 },
  { n: 5, p: 3, disorders: 14_000 },
  { n: 6, p: 3, disorders: 12_000 },
  { n: 7, p: 3, disorders: 6000 },
  { n: 8, p: 3, disorders: 4000 },
  { n: 3, p: 4, disorders: 14_000 },
  { n: 4, p: 4, disorders: 10_000 },
  { n: 5, p: 4, disorders: 3400 },
  { n: 6, p: 4, disorders: 500 },
  { n: 7, p: 4, disorders: 80 },
  { n: 8, p: 4, disorders: 20 },
];
const share = Number(process.env.LOSSCAPE_CENSUS_SHARE ?? 1);
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.create();
});

test.each(ENSEMBLES)(
  "$disorders disorders at N = $n, p = $p: every census is complete, and the mean counts are exact theory's",
  async ({ n, p, disorders }) => {
    const key = streamKey(`exhaustive census ${n} ${p}`, 1);
    const count = Math.max(2, Math.ceil(disorders * share));
    const sums = new Float64Array(n);
    const squares = new Float64Array(n);
    const incomplete: string[] = [];
    let retracked = 0;
    let alpha = 0;
    for (let s = 0; s < count; s++) {
      const couplings = new PSpinCouplings(engine, { n, p, key: subStream(key, s) });
      const census = await takeCensus(couplings, { gamma: [0.6, 0.8] });
      couplings.dispose();
      if (!census.complete) incomplete.push(`${s}: ${census.missing.join(" ")}`);
      if (census.retracked > 0) retracked++;
      for (const point of census.points) alpha = Math.max(alpha, point.alpha);
      census.counts.forEach((value, k) => {
        sums[k] = sums[k]! + value;
        squares[k] = squares[k]! + value * value;
      });
    }
    const exact = meanCountsOfIndices(
      { n, p },
      Array.from({ length: n }, (_, k) => k),
    ).map(({ logCount }) => Math.exp(logCount));
    const scores = exact.map((value, k) => {
      const mean = sums[k]! / count;
      const error = Math.sqrt(Math.max(0, squares[k]! / count - mean * mean) / (count - 1));
      return (mean - value) / (error + 1e-9);
    });
    console.log(
      `N = ${n}, p = ${p}: ${count} disorders, ${incomplete.length} incomplete, ${retracked} with paths tracked again, largest alpha ${alpha.toExponential(1)}, z by index ${scores.map((z) => z.toFixed(2)).join(" ")}`,
    );
    expect(incomplete).toEqual([]);
    // 66 means, half of them mirror images: beyond 4.5 standard errors once in 4,000 such suites
    for (const z of scores) expect(Math.abs(z)).toBeLessThan(4.5);
  },
  36_000_000,
);
