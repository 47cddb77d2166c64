// All critical points of forms that one can write down: zero eigenvalues, any scale, near degeneracy, degeneracy.
import { beforeAll, expect, test } from "vitest";
import { assertCensusFits, type Census, censusSeconds, takeCensus } from "../dist/critical/pspin/census.js";
import { couplingCount, Engine, PSpinCouplings, streamKey } from "../dist/index.js";
import { sortedTuples } from "./support/sorted-tuples.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.create();
});

async function censusOf(options: ConstructorParameters<typeof PSpinCouplings>[1]): Promise<Census> {
  const couplings = new PSpinCouplings(engine, options);
  const census = await takeCensus(couplings, { gamma: [0.6, 0.8] });
  couplings.dispose();
  return census;
}

const own = (n: number, p: number, fill: (couplings: Float32Array) => void): Promise<Census> => {
  const couplings = new Float32Array(couplingCount(n, p));
  fill(couplings);
  return censusOf({ n, p, couplings });
};

test("a sum of cubes has the critical points that one can count by hand", async () => {
  // sum x_i^3 on the sphere: +-1/sqrt(m) on each of the 2^4 - 1 subsets, with their antipodes
  const census = await own(4, 3, (couplings) => {
    let at = 0;
    for (let i = 0; i < 4; i++)
      for (let j = i; j < 4; j++) for (let k = j; k < 4; k++) couplings[at++] = i === j && j === k ? 1 : 0;
  });
  expect(census.complete).toBe(true);
  expect(census.counts).toEqual([5, 10, 10, 5]);
});

test("degenerate disorders are reported, not counted", async () => {
  const zero = await own(4, 3, () => {});
  expect(zero.complete).toBe(false);
  expect(zero.missing[0]).toMatch(/zero/);
  const rankOne = await own(4, 3, (couplings) => couplings.fill(1, 0, 1));
  expect(rankOne.complete).toBe(false);
  expect(rankOne.missing.join(" ")).toMatch(/degenerate/);
  // |x|^4: every point is critical
  const round = await own(3, 4, (couplings) => {
    let at = 0;
    for (let i = 0; i < 3; i++)
      for (let j = i; j < 3; j++)
        for (let k = j; k < 3; k++)
          for (let l = k; l < 3; l++) couplings[at++] = i === j && k === l ? (i === k ? 1 : 2) : 0;
  });
  expect(round.complete).toBe(false);
  expect(round.missing.join(" ")).toMatch(/degenerate/);
});

/** The form with these monomials, "001" being x0² x1. */
const form = (n: number, monomials: Readonly<Record<string, number>>): Promise<Census> => {
  const p = Object.keys(monomials)[0]!.length;
  const values = sortedTuples(n, p).map((tuple) => monomials[tuple.join("")] ?? 0);
  return own(n, p, (couplings) => couplings.set(values));
};

test.each([
  { name: "x² y", n: 2, monomials: { "001": 1 }, counts: [3, 3] },
  { name: "x y z", n: 3, monomials: { "012": 1 }, counts: [4, 6, 4] },
  { name: "x y z + 1e-8 x³", n: 3, monomials: { "012": 1, "000": 1e-8 }, counts: [4, 6, 4] },
  { name: "x² y²", n: 2, monomials: { "0011": 1 }, counts: [4, 4] },
  {
    name: "e3(x) of four",
    n: 4,
    monomials: { "012": 1, "013": 1, "023": 1, "123": 1 },
    counts: [5, 10, 10, 5],
  },
])("an eigenvalue zero is one like any other: $name has all its critical points", async (example) => {
  const census = await form(example.n, example.monomials);
  expect(census.missing).toEqual([]);
  expect(census.counts).toEqual(example.counts);
  expect(census.points.filter(({ energy }) => Math.abs(energy) < 1e-7).length).toBeGreaterThan(0);
});

test.each([1e10, 1e-10, 1e30, 1e-30, 3e38, 1e-38, 2 ** -149])(
  "couplings times %d have the critical points of the couplings",
  async (factor) => {
    const cubes = await form(2, { "000": factor, "111": factor });
    expect(cubes).toMatchObject({ complete: true, foundClasses: 3, counts: [3, 3] });
    // a power of two changes no bit of the directions; one that is none rounds the couplings
    const key = streamKey("census scale", 1);
    const plain = new PSpinCouplings(engine, { n: 4, p: 3, key });
    const base = plain.couplings();
    plain.dispose();
    const power = factor > 1 ? 2 ** 120 : 2 ** -100;
    const a = await censusOf({ n: 4, p: 3, couplings: base });
    const b = await censusOf({ n: 4, p: 3, couplings: base.map((value) => value * power) });
    expect(b.complete).toBe(true);
    expect(b.points.map(({ sigma }) => sigma)).toEqual(a.points.map(({ sigma }) => sigma));
    expect(b.points.map(({ energy }) => energy)).toEqual(a.points.map(({ energy }) => energy * power));
  },
);

/** Reproducible numbers of either sign between -1 and 1. */
const wave = (i: number): number => ((i * i * 0.6180339887498949) % 2) - 1;

const plus = (
  n: number,
  base: Readonly<Record<string, number>>,
  size: number,
): Readonly<Record<string, number>> => {
  const p = Object.keys(base)[0]!.length;
  return Object.fromEntries(
    sortedTuples(n, p).map((tuple, i) => [tuple.join(""), (base[tuple.join("")] ?? 0) + size * wave(i + 1)]),
  );
};
const ROUND = { "0000": 1, "0011": 2, "0022": 2, "1111": 1, "1122": 2, "2222": 1 }; // |x|⁴

test.each([
  { name: "x³ + 1e-4 …", n: 4, monomials: plus(4, { "000": 1 }, 1e-4) },
  { name: "x³ + 1e-6 …", n: 4, monomials: plus(4, { "000": 1 }, 1e-6) },
  { name: "x³ + 1e-7 …", n: 4, monomials: plus(4, { "000": 1 }, 1e-7) },
  { name: "|x|⁴ + 1e-4 …", n: 3, monomials: plus(3, ROUND, 1e-4) },
  { name: "|x|⁴ + 1e-5 …", n: 3, monomials: plus(3, ROUND, 1e-5) },
  { name: "|x|⁴ + 1e-6 …", n: 3, monomials: plus(3, ROUND, 1e-6) },
])("near a degenerate form all is found: $name", async ({ n, monomials }) => {
  const census = await form(n, monomials);
  expect(census.missing).toEqual([]);
  expect(census.foundClasses).toBe(census.expectedClasses);
});

test.each([
  { name: "x³", n: 2, monomials: { "000": 1 } },
  { name: "x³ + y³ of three", n: 3, monomials: { "000": 1, "111": 1 } },
  { name: "x³ y", n: 2, monomials: { "0001": 1 } },
  { name: "x |x|²", n: 3, monomials: { "000": 1, "011": 1, "022": 1 } },
  { name: "w x y z", n: 4, monomials: { "0123": 1 } },
  // x (x² + c y²) has a double critical point at c = 3/2
  { name: "x³ + 3/2 x y²", n: 2, monomials: { "000": 1, "011": 1.5 } },
])("a degenerate form is never complete: $name", async ({ n, monomials }) => {
  const census = await form(n, monomials);
  expect(census.complete).toBe(false);
  expect(census.missing.join(" ")).toMatch(/degenerate/);
  expect(census.foundClasses).toBeLessThan(census.expectedClasses);
});

test("a census of impossible size is refused at once", () => {
  for (const n of [Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53, 1e308, Number.NaN, -1, 0, 1.5, undefined])
    for (const ask of [assertCensusFits, censusSeconds])
      expect(() => ask(n as never, 3)).toThrow(/Enumeration: N is a whole number from 1 to 1000, got/);
  for (const p of [1, 33, Number.NaN, "", undefined, 2.5])
    expect(() => assertCensusFits(4, p as never)).toThrow(
      /Enumeration: p is a whole number from 3 to 32, got/,
    );
  expect(() => assertCensusFits(4, 2)).toThrow(/p = 2 is an eigenvalue problem/);
});
