// Critical points of a chosen index, Langevin dynamics, impostors.
import { beforeAll, expect, test } from "vitest";
import { followEigenvectors } from "../dist/critical/follow-eigenvectors.js";
import { takeCensus } from "../dist/critical/pspin/census.js";
import { sampleCriticalPoints } from "../dist/critical/pspin/sample.js";
import {
  Engine,
  normals,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
  subStream,
  userLandscape,
} from "../dist/index.js";
import { langevin } from "../dist/optimise/langevin.js";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test("what eigenvector following finds at N = 9 stands in the complete census, with its energy and index", async () => {
  const couplings = new PSpinCouplings(engine, { n: 9, p: 3, key: streamKey("saddles", 1) });
  const census = await takeCensus(couplings, { gamma: [0.6, 0.8] });
  expect(census.complete).toBe(true);
  let found = 0;
  for (const index of [0, 1, 2, 3]) {
    const key = streamKey("saddle starts", index);
    const sample = await sampleCriticalPoints(couplings, {
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

test("saddles of a wanted index are found at N = 60, from descent paths and from thermal states, the same every time", async () => {
  const couplings = new PSpinCouplings(engine, { n: 60, p: 3, key: streamKey("saddles", 2) });
  const landscape = new SphericalPSpin(couplings);
  for (const temperature of [0, 0.3]) {
    const sample = () =>
      sampleCriticalPoints(couplings, {
        index: 3,
        count: 2,
        energy: -1.3,
        temperature,
        key: streamKey("starts", 5),
        maxStarts: 12,
      });
    const { points } = await sample();
    expect(points.length).toBeGreaterThan(0);
    for (const { point, index } of points) {
      const gradient = new Float64Array(60);
      landscape.gradient(point, gradient);
      expect(Math.sqrt(dot(gradient, gradient) / 60)).toBeLessThan(1e-11);
      expect(index).toBe(3);
    }
    expect((await sample()).points.map(({ energy }) => energy)).toEqual(points.map(({ energy }) => energy));
  }
  couplings.dispose();
});

test("a place where the gradient lies in the kernel of the Hessian is called gradient-flat, not critical", async () => {
  // f = 1e-3 x + y²: no critical point at all
  const slope = userLandscape({
    dimension: 2,
    value: ([x, y]) => 1e-3 * x! + y! * y!,
    gradient: ([, y], out) => out.set([1e-3, 2 * y!]),
    hessianVectorProduct: (_, v, out) => out.set([0, 2 * v[1]!]),
  });
  const end = await followEigenvectors(engine, slope, Float64Array.from([0.3, 0.4]), {
    index: 0,
    maxIterations: 12,
  });
  expect(end.status).toBe("gradient-flat");
  expect(end.flatness).toBeGreaterThan(0.99);
});

test("eigenvector following in flat space finds the saddle of a two-well potential", async () => {
  const wells = userLandscape({ dimension: 2, value: ([x, y]) => (x! * x! - 1) ** 2 + y! * y! });
  const end = await followEigenvectors(engine, wells, Float64Array.from([0.2, 0.3]), { index: 1 });
  expect(Math.hypot(...end.point)).toBeLessThan(1e-6);
  expect(end.index).toBe(1);
});

test("Langevin dynamics without temperature goes down, with it warms up, and no replica sees the others", async () => {
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
  await langevin(couplings, starts, {
    ...options,
    temperature: 0,
    watch: (_, now) => {
      energies.push(now[0]!);
      return false;
    },
  });
  for (let i = 1; i < energies.length; i++) expect(energies[i]!).toBeLessThan(energies[i - 1]! + 1e-12);
  const cold = couplings.evaluate(await langevin(couplings, starts, { ...options, temperature: 0 })).energies;
  const together = await langevin(couplings, starts, { ...options, temperature: 0.5 });
  expect(couplings.evaluate(together).energies[0]!).toBeGreaterThan(cold[0]!);
  const second = await langevin(couplings, starts.slice(n, 2 * n), {
    ...options,
    temperature: 0.5,
    first: 1,
  });
  expect(second).toEqual(together.slice(n, 2 * n));
  couplings.dispose();
});

/** Points of the sphere from a stream, count x n. */
function sphereStarts(name: string, n: number, count: number): Float64Array {
  const raw = normals(engine, streamKey(name), count * n);
  return raw.map((value, at) => {
    const row = raw.subarray(n * Math.floor(at / n), n * Math.floor(at / n) + n);
    return value * Math.sqrt(n / dot(row, row));
  });
}

test("a step of Langevin dynamics is x + P(-eta grad H + sqrt(2 eta T) xi), back on the sphere", async () => {
  const [n, eta, temperature] = [5, 0.07, 0.9];
  const key = streamKey("langevin step");
  const couplings = new PSpinCouplings(engine, { n, p: 3, key });
  const starts = sphereStarts("langevin step starts", n, 3);
  const end = await langevin(couplings, starts, { eta, temperature, steps: 1, key, first: 4 });
  for (let r = 0; r < 3; r++) {
    const x = starts.slice(r * n, (r + 1) * n);
    const xi = normals(engine, subStream(key, 4 + r, 1), n);
    const g = couplings.evaluate(x).gradients;
    const move = xi.map((each, i) => Math.sqrt(2 * eta * temperature) * each - eta * g[i]!);
    const along = dot(move, x) / n;
    const moved = x.map((value, i) => value + move[i]! - along * value);
    const scale = Math.sqrt(n / dot(moved, moved));
    // 20 roundings of numbers of order 1 at most
    for (let i = 0; i < n; i++)
      expect(Math.abs(end[r * n + i]! - scale * moved[i]!)).toBeLessThan(20 * Number.EPSILON);
  }
  couplings.dispose();
});

test("Langevin dynamics settles in exp(-H/T): mean and variance of H at N = 2, p = 2 against quadrature", async () => {
  const [n, eta] = [2, 0.05];
  const couplings = new PSpinCouplings(engine, { n, p: 2, key: streamKey("langevin law", 2) });
  const starts = sphereStarts("langevin law starts", n, 8);
  for (const temperature of [0.5, 2]) {
    // the trapezoidal rule on the circle converges faster than any power
    const exact = [0, 0, 0];
    for (let k = 0; k < 512; k++) {
      const angle = (2 * Math.PI * k) / 512;
      const x = Float64Array.of(Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle));
      const h = couplings.evaluate(x).energies[0]!;
      const weight = Math.exp(-h / temperature);
      for (const power of [0, 1, 2]) exact[power]! += weight * h ** power;
    }
    const sums = Array.from({ length: 8 }, () => [0, 0, 0]);
    await langevin(couplings, starts, {
      eta,
      temperature,
      steps: 4000,
      key: streamKey("langevin law noise", temperature),
      watch: (step, energies) => {
        // 100 steps are 5 units of time, many times the relaxation time 1 / (4 p E) of a well
        if (step >= 100)
          for (const [r, sum] of sums.entries())
            for (const power of [0, 1, 2]) sum[power]! += (n * energies[r]!) ** power;
        return false;
      },
    });
    for (const power of [1, 2]) {
      const means = sums.map((sum) => sum[power]! / sum[0]!);
      const mean = means.reduce((a, b) => a + b) / 8;
      // the replicas are independent, so their spread has the autocorrelation in it
      const error = Math.sqrt(means.reduce((a, b) => a + (b - mean) ** 2, 0) / 7 / 8);
      const scale = power === 1 ? 1 : 2 * Math.abs(exact[1]! / exact[0]!) + 2 * temperature;
      const bias = 0.5 * eta * scale * Math.max(1, temperature);
      expect(Math.abs(mean - exact[power]! / exact[0]!)).toBeLessThan(4 * error + bias);
      expect(error).toBeLessThan(0.05 * scale);
    }
  }
  couplings.dispose();
});
