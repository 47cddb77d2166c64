// Every critical point of small disorders: counts against exact theory, against brute force, and against topology.
import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { assertCensusFits, type Census, takeCensus, topologyFaults } from "../dist/critical/pspin/census.js";
import { refineEigenpairs } from "../dist/critical/pspin/refine-eigenpairs.js";
import { homotopyCertify, homotopyTrack } from "../dist/engine/pspin/homotopy.js";
import { scaledTensor } from "../dist/engine/pspin/symmetric-tensor.js";
import {
  Engine,
  meanCountsOfIndices,
  normals,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
  subStream,
} from "../dist/index.js";
import { mean, variance } from "../dist/stats/moments.js";
import { sortedTuples } from "./support/sorted-tuples.ts";

const GAMMA = [0.6, 0.8] as const;
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.create();
});

async function censusOf(options: ConstructorParameters<typeof PSpinCouplings>[1]): Promise<Census> {
  const couplings = new PSpinCouplings(engine, options);
  const census = await takeCensus(couplings, { gamma: GAMMA });
  couplings.dispose();
  return census;
}

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
    const census = await takeCensus(couplings, { gamma: GAMMA });
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
    await expect(takeCensus(couplings, { gamma })).rejects.toThrow(/modulus 1, got/);
  couplings.dispose();
});

test("every point of the census has a gradient at rounding level, and certificates below the limit", async () => {
  const key = streamKey("census gradients", 2);
  const couplings = new PSpinCouplings(engine, { n: 9, p: 3, key });
  const census = await takeCensus(couplings, { gamma: GAMMA });
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

test("the same disorder gives the same census with another generic number", async () => {
  const key = streamKey("census gamma", 3);
  const couplings = new PSpinCouplings(engine, { n: 6, p: 3, key });
  const a = await takeCensus(couplings, { gamma: GAMMA });
  const b = await takeCensus(couplings, { gamma: [-0.8, 0.6] });
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
