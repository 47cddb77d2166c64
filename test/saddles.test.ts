// Critical points of a chosen index, Langevin dynamics, impostors.
import { beforeAll, expect, test } from "vitest";
import { takeCensus } from "../dist/critical/census.js";
import { followEigenvectors } from "../dist/critical/follow-eigenvectors.js";
import { sampleCriticalPoints } from "../dist/critical/sample.js";
import { Engine, normals, PSpinCouplings, SphericalPSpin, streamKey, userLandscape } from "../dist/index.js";
import { langevin } from "../dist/optimise/langevin.js";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test("what eigenvector following finds at N = 9 stands in the complete census, with its energy and index", async () => {
  const couplings = new PSpinCouplings(engine, { n: 9, p: 3, key: streamKey("saddles", 1) });
  const census = await takeCensus(engine, couplings, { gamma: [0.6, 0.8] });
  expect(census.complete).toBe(true);
  let found = 0;
  for (const index of [0, 1, 2, 3]) {
    const key = streamKey("saddle starts", index);
    const sample = sampleCriticalPoints(engine, couplings, {
      index,
      count: 6,
      energy: -1 + 0.25 * index,
      temperature: 0,
      key,
      maxStarts: 20,
    });
    for (const point of sample.points) {
      const twin = census.points.find(({ sigma }) => dot(sigma, point.point) / 9 > 1 - 1e-12)!;
      expect(twin).toBeDefined();
      expect(twin.index).toBe(index);
      expect(twin.energy).toBeCloseTo(point.energy, 12);
    }
    found += sample.points.length;
  }
  expect(found).toBeGreaterThan(12);
  couplings.dispose();
});

test("saddles of a wanted index are found at N = 60, from descent paths and from thermal states, the same every time", () => {
  const couplings = new PSpinCouplings(engine, { n: 60, p: 3, key: streamKey("saddles", 2) });
  const landscape = new SphericalPSpin(couplings);
  for (const temperature of [0, 0.3]) {
    const sample = () =>
      sampleCriticalPoints(engine, couplings, {
        index: 3,
        count: 2,
        energy: -1.3,
        temperature,
        key: streamKey("starts", 5),
        maxStarts: 12,
      });
    const { points } = sample();
    expect(points.length).toBeGreaterThan(0);
    for (const { point, index } of points) {
      const gradient = new Float64Array(60);
      landscape.gradient(point, gradient);
      expect(Math.sqrt(dot(gradient, gradient) / 60)).toBeLessThan(1e-11);
      expect(index).toBe(3);
    }
    expect(sample().points.map(({ energy }) => energy)).toEqual(points.map(({ energy }) => energy));
  }
  couplings.dispose();
});

test("a place where the gradient lies in the kernel of the Hessian is called gradient-flat, not critical", () => {
  // f = 1e-3 x + y²: no critical point at all
  const slope = userLandscape({
    dimension: 2,
    value: ([x, y]) => 1e-3 * x! + y! * y!,
    gradient: ([, y], out) => out.set([1e-3, 2 * y!]),
    hessianVectorProduct: (_, v, out) => out.set([0, 2 * v[1]!]),
  });
  const end = followEigenvectors(engine, slope, Float64Array.from([0.3, 0.4]), {
    index: 0,
    maxIterations: 12,
  });
  expect(end.status).toBe("gradient-flat");
  expect(end.flatness).toBeGreaterThan(0.99);
});

test("eigenvector following in flat space finds the saddle of a two-well potential", () => {
  const wells = userLandscape({ dimension: 2, value: ([x, y]) => (x! * x! - 1) ** 2 + y! * y! });
  const end = followEigenvectors(engine, wells, Float64Array.from([0.2, 0.3]), { index: 1 });
  expect(Math.hypot(...end.point)).toBeLessThan(1e-6);
  expect(end.index).toBe(1);
});

test("Langevin dynamics without temperature goes down, with it warms up, and no replica sees the others", () => {
  const n = 30;
  const couplings = new PSpinCouplings(engine, { n, p: 3, key: streamKey("langevin", 1) });
  const raw = normals(engine, streamKey("langevin start", 1), 3 * n);
  const starts = new Float64Array(3 * n);
  for (let r = 0; r < 3; r++) {
    const row = raw.subarray(r * n, (r + 1) * n);
    const scale = Math.sqrt(n / dot(row, row));
    starts.set(
      row.map((value) => scale * value),
      r * n,
    );
  }
  const options = { eta: 0.05, steps: 200, key: streamKey("langevin noise", 1) };
  const energies: number[] = [];
  langevin(engine, couplings, starts, {
    ...options,
    temperature: 0,
    watch: (_, now) => {
      energies.push(now[0]!);
      return false;
    },
  });
  for (let i = 1; i < energies.length; i++) expect(energies[i]!).toBeLessThan(energies[i - 1]! + 1e-12);
  const cold = couplings.evaluate(
    langevin(engine, couplings, starts, { ...options, temperature: 0 }),
  ).energies;
  const together = langevin(engine, couplings, starts, { ...options, temperature: 0.5 });
  expect(couplings.evaluate(together).energies[0]!).toBeGreaterThan(cold[0]!);
  const second = langevin(engine, couplings, starts.slice(n, 2 * n), {
    ...options,
    temperature: 0.5,
    first: 1,
  });
  expect(second).toEqual(together.slice(n, 2 * n));
  couplings.dispose();
});
