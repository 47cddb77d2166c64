// Every critical point of small disorders: counts against exact theory, against brute force, and against topology.
import { beforeAll, expect, test } from "vitest";
import { assertCensusFits, type Census, takeCensus, topologyFaults } from "../dist/critical/census.js";
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

/** Newton's iteration on the Lagrangian: A x² = lambda x, |x|² = 1, from a random start; independent of the homotopy. */
function newton(couplings: PSpinCouplings, start: Float64Array): Float64Array | null {
  const { n } = couplings;
  const radius = Math.sqrt(n);
  let x = start.map((value) => value / Math.sqrt(start.reduce((sum, v) => sum + v * v, 0) / n));
  for (let step = 0; step < 60; step++) {
    const { gradients } = couplings.evaluate(x);
    const hessian = couplings.hessian(x);
    let radial = 0;
    for (let i = 0; i < n; i++) radial += (gradients[i]! * x[i]!) / n;
    const size = n + 1;
    const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
    let norm = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) matrix[i]![j] = hessian[i * n + j]! - (i === j ? radial : 0);
      matrix[i]![n] = -x[i]! / radius;
      matrix[n]![i] = x[i]! / radius;
      const residual = gradients[i]! - radial * x[i]!;
      norm += residual * residual;
      matrix[i]![size] = -residual;
    }
    if (norm < 1e-24 * n) return x;
    const delta = solveDense(matrix);
    if (!delta) return null;
    const length = Math.sqrt(delta.slice(0, n).reduce((sum, v) => sum + v * v, 0));
    const damping = Math.min(1, (0.5 * radius) / length);
    x = x.map((value, i) => value + damping * delta[i]!);
    const scale = radius / Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
    x = x.map((value) => value * scale);
  }
  return null;
}

function solveDense(rows: number[][]): number[] | null {
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
  return rows.map((row, i) => row[n]! / row[i]!);
}

test.each([
  { n: 5, p: 3, starts: 100_000 },
  { n: 4, p: 4, starts: 10_000 },
])(
  "Newton's iteration from $starts starts finds no critical point that the census lacks (N = $n, p = $p)",
  async ({ n, p, starts }) => {
    const key = streamKey("census brute force", 1);
    const couplings = new PSpinCouplings(engine, { n, p, key });
    const census = await takeCensus(engine, couplings, { gamma: GAMMA });
    expect(census.complete).toBe(true);
    const seen = new Set<number>();
    for (let s = 0; s < starts; s++) {
      const x = newton(couplings, normals(engine, subStream(key, s, 1), n));
      if (!x) continue;
      const at = census.points.findIndex(
        ({ sigma }) => sigma.reduce((sum, v, i) => sum + (v - x[i]!) ** 2, 0) < 1e-12 * n,
      );
      expect(at).toBeGreaterThanOrEqual(0);
      seen.add(at);
    }
    expect(seen.size).toBe(census.points.length);
    couplings.dispose();
  },
  60_000,
);

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
});

test("topology faults are found in counts that no function on the sphere can have", () => {
  expect(topologyFaults([1, 0, 1])).toEqual([]);
  expect(topologyFaults([2, 1, 2])).toHaveLength(1);
  expect(topologyFaults([1, 2, 2])).not.toEqual([]);
  expect(topologyFaults([0, 1, 2, 1])).not.toEqual([]);
});
