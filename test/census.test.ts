// Every critical point of small disorders: counts against exact theory, against brute force, and against topology.
import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { assertCensusFits, type Census, takeCensus, topologyFaults } from "../dist/critical/census.js";
import { refineEigenpairs } from "../dist/critical/refine-eigenpairs.js";
import { homotopyCertify, homotopyTrack } from "../dist/engine/homotopy.js";
import { scaledTensor } from "../dist/engine/symmetric-tensor.js";
import {
  couplingCount,
  Engine,
  meanCountsOfIndices,
  normals,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
  subStream,
} from "../dist/index.js";
import { mean, variance } from "../dist/stats/moments.js";

const GAMMA = [0.6, 0.8] as const;
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.create();
});

async function censusOf(options: ConstructorParameters<typeof PSpinCouplings>[1]): Promise<Census> {
  const couplings = new PSpinCouplings(engine, options);
  const census = await takeCensus(engine, couplings, { gamma: GAMMA });
  couplings.dispose();
  return census;
}

const own = (n: number, p: number, fill: (couplings: Float32Array) => void): Promise<Census> => {
  const couplings = new Float32Array(couplingCount(n, p));
  fill(couplings);
  return censusOf({ n, p, couplings });
};

const SAMPLES = 160;
const ENSEMBLES = [
  { n: 2, p: 3 },
  { n: 3, p: 3 },
  { n: 4, p: 3 },
  { n: 5, p: 3 },
  { n: 6, p: 3 },
  { n: 2, p: 4 },
  { n: 3, p: 4 },
  { n: 4, p: 4 },
  { n: 2, p: 5 },
  { n: 3, p: 5 },
];

test.each(ENSEMBLES)(
  "mean counts by index at N = $n, p = $p are the exact ones of Kac and Rice",
  async ({ n, p }) => {
    const key = streamKey(`census test ${n} ${p}`, 1);
    const counts: (readonly number[])[] = [];
    for (let s = 0; s < SAMPLES; s++) {
      const census = await censusOf({ n, p, key: subStream(key, s) });
      expect(census.missing).toEqual([]);
      counts.push(census.counts);
    }
    const indices = Array.from({ length: n }, (_, k) => k);
    const exact = meanCountsOfIndices({ n, p }, indices).map(({ logCount }) => Math.exp(logCount));
    for (const k of indices) {
      const found = counts.map((row) => row[k]!);
      const standardError = Math.sqrt(variance(found) / SAMPLES);
      // 10 ensembles of some 3 independent counts: beyond 4 standard errors once in 500 such suites
      expect(Math.abs(mean(found) - exact[k]!)).toBeLessThan(4 * standardError + 1e-9);
    }
  },
);

/** Sorted tuples i1 <= … <= ip in lexicographic order: one a packed coupling. */
function sortedTuples(n: number, p: number): readonly (readonly number[])[] {
  if (p === 0) return [[]];
  return sortedTuples(n, p - 1).flatMap((head) => {
    const first = head.at(-1) ?? 0;
    return Array.from({ length: n - first }, (_, i) => [...head, first + i]);
  });
}

/** A x^(p-2), n x n, for the symmetric tensor of the couplings, straight from its definition. */
function matrixOf(couplings: Float32Array, n: number, p: number): (x: Float64Array) => Float64Array {
  const terms = sortedTuples(n, p).flatMap((tuple, at) => {
    // d² / (dx_i dx_j) of the packed form, over p (p-1)
    const pairs = tuple.flatMap((i, a) => tuple.flatMap((j, b) => (a === b ? [] : [{ i, j, a, b }])));
    return pairs.map(({ i, j, a, b }) => ({
      cell: i * n + j,
      value: couplings[at]! / (p * (p - 1)),
      rest: tuple.filter((_, k) => k !== a && k !== b),
    }));
  });
  return (x) => {
    const m = new Float64Array(n * n);
    for (const { cell, value, rest } of terms)
      m[cell] = m[cell]! + rest.reduce((product, k) => product * x[k]!, value);
    return m;
  };
}

/**
 * Newton's iteration on A x^(p-1) = lambda x, |x| = 1, from a random x and lambda, damped to half a radian; independent of the
 * homotopy. A random lambda reaches saddles as easily as minima.
 */
function newton(
  matrix: (x: Float64Array) => Float64Array,
  p: number,
  start: Float64Array,
): Float64Array | null {
  const n = start.length - 1;
  const size = Math.sqrt(start.subarray(0, n).reduce((sum, v) => sum + v * v, 0));
  const x = start.slice(0, n).map((value) => value / size);
  let lambda = 2 * start[n]!;
  for (let step = 0; step < 40; step++) {
    const m = matrix(x);
    const rows = Array.from({ length: n + 1 }, () => new Float64Array(n + 2));
    let norm = 0;
    for (let i = 0; i < n; i++) {
      const row = rows[i]!;
      let product = 0;
      for (let j = 0; j < n; j++) {
        product += m[i * n + j]! * x[j]!;
        row[j] = (p - 1) * m[i * n + j]! - (i === j ? lambda : 0);
      }
      row[n] = -x[i]!;
      row[n + 1] = lambda * x[i]! - product;
      rows[n]![i] = x[i]!;
      rows[n]![n + 1] = rows[n]![n + 1]! - (x[i]! * x[i]!) / 2;
      norm += row[n + 1]! ** 2;
    }
    rows[n]![n + 1] = rows[n]![n + 1]! + 0.5;
    if (norm + rows[n]![n + 1]! ** 2 < 1e-26) return x;
    const delta = solveDense(rows);
    if (!delta) return null;
    const length = Math.sqrt(delta.subarray(0, n).reduce((sum, v) => sum + v * v, 0));
    const damping = Math.min(1, 0.5 / length);
    for (let i = 0; i < n; i++) x[i] = x[i]! + damping * delta[i]!;
    lambda += damping * delta[n]!;
  }
  return null;
}

function solveDense(rows: Float64Array[]): Float64Array | null {
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    if (Math.abs(rows[c]![c]!) < 1e-13) return null;
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]! / rows[c]![c]!;
      for (let k = c; k <= n; k++) rows[r]![k]! -= factor * rows[c]![k]!;
    }
  }
  return Float64Array.from(rows, (row, i) => row[n]! / row[i]!);
}

/** Every critical point is met at least 50 times in 8000 such starts (other disorders, N = 4 … 6): missed once in e^12. */
const STARTS = 2000;

test.each([
  { n: 5, p: 3 },
  { n: 4, p: 4 },
])(
  "Newton's iteration from random starts finds all that the census has, and nothing else (N = $n, p = $p)",
  async ({ n, p }) => {
    const key = streamKey("census brute force", 1);
    const couplings = new PSpinCouplings(engine, { n, p, key });
    const census = await takeCensus(engine, couplings, { gamma: GAMMA });
    expect(census.complete).toBe(true);
    const matrix = matrixOf(couplings.couplings(), n, p);
    const starts = normals(engine, subStream(key, 1, 1), (n + 1) * STARTS);
    const seen = new Set<number>();
    for (let s = 0; s < STARTS; s++) {
      const x = newton(matrix, p, starts.slice(s * (n + 1), (s + 1) * (n + 1)));
      if (!x) continue;
      const at = census.points.findIndex(
        ({ sigma }) => sigma.reduce((sum, v, i) => sum + (v - Math.sqrt(n) * x[i]!) ** 2, 0) < 1e-12 * n,
      );
      expect(at).toBeGreaterThanOrEqual(0);
      seen.add(at);
    }
    expect(seen.size).toBe(census.points.length);
    couplings.dispose();
  },
);

interface PhcCase {
  readonly n: number;
  readonly p: number;
  readonly key: readonly (string | number)[];
  readonly classes: number;
  readonly eigenvalues: readonly number[];
}
const phc = JSON.parse(
  readFileSync(new URL("fixtures/phc.json", import.meta.url), "utf8"),
) as readonly PhcCase[];

// the first is a disorder with an eigenvalue of 2e-6: in A x² = x its solution has |x| = 5e5
test.each(phc)("PHCpack finds the same classes and eigenvalues: $key", async (own) => {
  const { n, p, key, classes, eigenvalues } = own;
  const census = await censusOf({ n, p, key: streamKey(...key) });
  expect(census).toMatchObject({ complete: true, foundClasses: classes, expectedClasses: classes });
  expect(census.points).toHaveLength(2 * eigenvalues.length);
  const energies = eigenvalues.flatMap((value) => (p % 2 === 1 ? [-value, value] : [value, value]));
  energies.sort((a, b) => a - b);
  energies.forEach((value, i) => {
    expect(census.points[i]!.energy * Math.sqrt(n)).toBeCloseTo(value, 10);
  });
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

test.each([
  { n: 2, p: 16 },
  { n: 2, p: 32 },
  { n: 3, p: 8 },
])("high orders need no n^p numbers: N = $n, p = $p is complete", async ({ n, p }) => {
  const census = await censusOf({ n, p, key: streamKey("census high order", n, p) });
  expect(census.missing).toEqual([]);
});

test("no path's result depends on the others that are tracked with it, nor on the build", async () => {
  const { n, p } = { n: 5, p: 4 };
  const couplings = new PSpinCouplings(engine, { n, p, key: streamKey("census lanes", 1) });
  const tensor = scaledTensor(couplings.couplings(), { n, p });
  couplings.dispose();
  const count = 40;
  const paths = Uint32Array.from({ length: count }, (_, i) => 3 * i);
  const bytes = readFileSync(new URL("../build/losscape-debug.wasm", import.meta.url));
  const debug = new Engine({ module: new WebAssembly.Module(bytes), sha256: "debug", relaxed: false });
  const together = homotopyTrack(engine, tensor, { paths, gamma: GAMMA });
  expect(homotopyTrack(debug, tensor, { paths, gamma: GAMMA })).toEqual(together);
  const width = 2 * (n + 1);
  for (let i = 0; i < count; i += 7) {
    const alone = homotopyTrack(engine, tensor, { paths: paths.slice(i, i + 1), gamma: GAMMA });
    expect(alone.solutions).toEqual(together.solutions.slice(i * width, (i + 1) * width));
    expect(alone.steps[0]).toBe(together.steps[i]);
  }
  const certified = homotopyCertify(engine, tensor, together.solutions, { inverses: true });
  expect(homotopyCertify(debug, tensor, together.solutions, { inverses: true })).toEqual(certified);
  const refined = refineEigenpairs(engine, tensor, certified.solutions);
  expect(refineEigenpairs(debug, tensor, certified.solutions)).toEqual(refined);
});

test("a gamma that is not of modulus one is refused", async () => {
  const couplings = new PSpinCouplings(engine, { n: 3, p: 3, key: streamKey("census gamma", 1) });
  for (const gamma of [
    [0, 0],
    [2, 0],
    [Number.NaN, 1],
  ] as const)
    await expect(takeCensus(engine, couplings, { gamma })).rejects.toThrow(/modulus 1, got/);
  couplings.dispose();
});

test("every point of the census has a gradient at rounding level, and certificates below the limit", async () => {
  const key = streamKey("census gradients", 2);
  const couplings = new PSpinCouplings(engine, { n: 9, p: 3, key });
  const census = await takeCensus(engine, couplings, { gamma: GAMMA });
  const landscape = new SphericalPSpin(couplings);
  expect(census.complete).toBe(true);
  expect(census.foundClasses).toBe(2 ** 9 - 1);
  for (const { sigma, alpha } of census.points) {
    const gradient = new Float64Array(9);
    landscape.gradient(sigma, gradient);
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    expect(norm).toBeLessThan(1e-11);
    expect(alpha).toBeLessThan(0.157);
  }
  couplings.dispose();
});

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

test("the same disorder gives the same census with another generic number", async () => {
  const key = streamKey("census gamma", 3);
  const couplings = new PSpinCouplings(engine, { n: 6, p: 3, key });
  const a = await takeCensus(engine, couplings, { gamma: GAMMA });
  const b = await takeCensus(engine, couplings, { gamma: [-0.8, 0.6] });
  expect(a.complete && b.complete).toBe(true);
  expect(b.counts).toEqual(a.counts);
  for (const [i, point] of a.points.entries()) expect(b.points[i]!.energy).toBeCloseTo(point.energy, 12);
  couplings.dispose();
});

test("too many paths are refused, with their number and the time", () => {
  expect(() => assertCensusFits(30, 3)).toThrow(/1073741823 paths, about \d+ hours/);
  expect(() => assertCensusFits(12, 2)).toThrow(/eigenvalue problem/);
  // fewer paths than the budget, but each of them far more work than those it is meant for
  expect(() => assertCensusFits(4, 32)).toThrow(/30784 paths, about \d+ (minutes|hours)/);
  assertCensusFits(18, 3);
  assertCensusFits(2, 32);
});

test("topology faults are found in counts that no function on the sphere can have", () => {
  expect(topologyFaults([1, 0, 1])).toEqual([]);
  expect(topologyFaults([2, 1, 2])).toHaveLength(1);
  expect(topologyFaults([1, 2, 2])).not.toEqual([]);
  expect(topologyFaults([0, 1, 2, 1])).not.toEqual([]);
});
