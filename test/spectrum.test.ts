import { expect, test } from "vitest";
import { eigenvaluesSymmetric } from "../dist/engine/linalg/index.js";
import { normals } from "../dist/engine/random.js";
import {
  completeLandscape,
  Engine,
  euclidean,
  indexOfEigenvalues,
  indexOfMatrix,
  type Landscape,
  type LinearOperator,
  NetworkData,
  NetworkLandscape,
  networkShape,
  SpecError,
  streamKey,
  subStream,
  userLandscape,
} from "../dist/index.js";
import { densityOnGrid, shareBelow, spectralQuadrature } from "../dist/spectrum/density.js";
import { lanczos } from "../dist/spectrum/lanczos.js";
import { morseIndex } from "../dist/spectrum/morse-index.js";
import { hessianOperator, hessianSpectrum } from "../dist/spectrum/spectrum.js";

function symmetric(engine: Engine, n: number): Float64Array {
  const x = normals(engine, streamKey("spectrum", n), n * n);
  return x.map((value, at) => (value + x[(at % n) * n + Math.floor(at / n)]!) / Math.sqrt(8 * n));
}

function operatorOf(A: Float64Array, n: number): LinearOperator {
  return {
    dimension: n,
    apply: (v, out) => {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += A[i * n + j]! * v[j]!;
        out[i] = sum;
      }
    },
  };
}

test("Lanczos finds the lowest and the highest eigenpairs that the dense solver finds", async () => {
  const engine = await Engine.create();
  for (const [n, count] of [
    [1, 1],
    [5, 2],
    [60, 4],
    [300, 6],
  ] as const) {
    const A = symmetric(engine, n);
    const exact = eigenvaluesSymmetric(engine, A, n);
    for (const end of ["lowest", "highest"] as const) {
      const found = lanczos(engine, operatorOf(A, n), { count, end, key: streamKey("lanczos") });
      expect(found.status).toBe("converged");
      const expected = end === "lowest" ? exact.slice(0, count) : exact.slice(n - count);
      found.values.forEach((value, r) => {
        expect(Math.abs(value - expected[r]!)).toBeLessThanOrEqual(1e-12);
        const v = found.vectors.subarray(r * n, (r + 1) * n);
        const image = new Float64Array(n);
        operatorOf(A, n).apply(v, image);
        const residual = Math.sqrt(image.reduce((sum, y, i) => sum + (y - value * v[i]!) ** 2, 0));
        expect(residual).toBeLessThanOrEqual(1e-10 * Math.max(...exact.map(Math.abs)) * 1.01);
      });
    }
  }
});

test("Lanczos is a function of its stream, and goes on where a subspace is exhausted", async () => {
  const engine = await Engine.create();
  const n = 50;
  const few = Float64Array.from({ length: n }, (_, i) => (i < 3 ? i - 3 : 1));
  const operator: LinearOperator = {
    dimension: n,
    apply: (v, out) => {
      v.forEach((x, i) => {
        out[i] = few[i]! * x;
      });
    },
  };
  const options = { count: 3, key: streamKey("few") };
  const first = lanczos(engine, operator, options);
  first.values.forEach((value, r) => {
    expect(Math.abs(value - (r - 3))).toBeLessThanOrEqual(1e-13);
  });
  expect(lanczos(engine, operator, options)).toEqual(first);
});

test("Lanczos refuses a count, a basis or an operator that cannot be", async () => {
  const engine = await Engine.create();
  const operator = operatorOf(Float64Array.from([1, 0, 0, Number.NaN]), 2);
  const key = streamKey("bad");
  expect(() => lanczos(engine, operator, { count: 3, key })).toThrow("between 1 and 2");
  expect(() => lanczos(engine, operator, { count: 1, key, basis: 7 })).toThrow(SpecError);
  expect(() => lanczos(engine, operator, { count: 1, key })).toThrow("norm NaN");
});

test("stochastic quadrature has the moments of the spectrum and its distribution function", async () => {
  const engine = await Engine.create();
  const n = 300;
  const A = symmetric(engine, n);
  const exact = eigenvaluesSymmetric(engine, A, n);
  const probes = 20;
  const q = spectralQuadrature(engine, operatorOf(A, n), { key: streamKey("slq"), probes, steps: 40 });
  expect(q.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
  for (const power of [1, 2, 4]) {
    const moment = q.nodes.reduce((sum, x, i) => sum + q.weights[i]! * x ** power, 0);
    const mean = exact.reduce((sum, x) => sum + x ** power, 0) / n;
    // a quadratic form in a random unit vector has variance 2 (mean of squares) / n at most
    const deviation = Math.sqrt((2 * exact.reduce((sum, x) => sum + x ** (2 * power), 0)) / n / n / probes);
    expect(Math.abs(moment - mean)).toBeLessThanOrEqual(4 * deviation);
  }
  const below = exact.filter((x) => x < 0).length / n;
  expect(Math.abs(shareBelow(q, 0) - below)).toBeLessThanOrEqual(4 * Math.sqrt(0.5 / n / probes) + 1 / 40);
});

test("the smoothed density integrates to 1", async () => {
  const engine = await Engine.create();
  const A = symmetric(engine, 100);
  const q = spectralQuadrature(engine, operatorOf(A, 100), { key: streamKey("slq"), probes: 3, steps: 30 });
  const step = 0.005;
  const grid = Float64Array.from({ length: 801 }, (_, i) => -2 + i * step);
  const mass = densityOnGrid(q, grid, 0.1).reduce((sum, y) => sum + y * step, 0);
  expect(mass).toBeCloseTo(1, 4);
  expect(() => densityOnGrid(q, grid, 0)).toThrow("bandwidth");
});

test("spectrum and index of a landscape are those of its Hessian", async () => {
  const engine = await Engine.create();
  const curvature = Float64Array.from([-2, -0.5, 0, 3]);
  const n = curvature.length;
  const landscape: Landscape = completeLandscape({
    dimension: n,
    manifold: euclidean(n),
    value: (x: Float64Array) => x.reduce((sum, xi, i) => sum + 0.5 * curvature[i]! * xi * xi, 0),
    gradient: (x: Float64Array, out: Float64Array): number => {
      out.set(x.map((xi, i) => curvature[i]! * xi));
      return landscape.value(x);
    },
    hessianVectorProduct: (_: Float64Array, v: Float64Array, out: Float64Array) =>
      out.set(v.map((vi, i) => curvature[i]! * vi)),
    hessian: () => Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) ? 0 : curvature[at % n]!)),
  });
  const x = new Float64Array(n);
  expect(await hessianSpectrum(engine, landscape, x)).toEqual(Float64Array.from([-2, -0.5, 0, 3]));
  expect(await morseIndex(engine, landscape, x, { deadBand: 0.001 })).toEqual({
    index: 2,
    flat: 1,
    dimension: 4,
    normalised: 0.5,
  });
  const lowest = lanczos(engine, hessianOperator(landscape, x), { count: 1, key: streamKey("h") });
  expect(lowest.values[0]).toBeCloseTo(-2, 12);
  await expect(hessianSpectrum(engine, landscape, new Float64Array(3))).rejects.toThrow(
    "4 coordinates here, got 3",
  );
});

test("softmax regression is convex: index 0 at every point, by inertia and by eigenvalues, flat directions told", async () => {
  const engine = await Engine.create();
  for (let round = 0; round < 50; round++) {
    const [d, classes, n] = round === 0 ? [1, 2, 1] : [5, 4, 1 + (round % 9)];
    const key = streamKey("convex", round);
    const inputs = Float32Array.from(round === 0 ? [1] : normals(engine, key, n * d));
    const labels = Int32Array.from({ length: n }, (_, s) => (s * 3 + round) % classes);
    const data = new NetworkData(engine, { inputs, labels, n, d, classes });
    const landscape = new NetworkLandscape(networkShape({ sizes: [d, classes], bias: false }), data);
    const zero = new Float64Array(landscape.dimension);
    for (const x of [zero, normals(engine, subStream(key, 1), landscape.dimension)]) {
      const found = await morseIndex(engine, landscape, x);
      expect(found.index).toBe(0);
      // adding one vector to all classes changes nothing; samples span no more than n of the d inputs
      expect(found.flat).toBeGreaterThanOrEqual(landscape.dimension - (classes - 1) * Math.min(n, d));
      expect(indexOfEigenvalues(await hessianSpectrum(engine, landscape, x)).index).toBe(0);
    }
    expect((await morseIndex(engine, landscape, zero, { countFlat: false })).flat).toBeNull();
    landscape.dispose();
    data.dispose();
  }
  // small against |A| is not flat for being small: 1e-14 of 2 numbers stands, 1e-16 does not
  expect(indexOfEigenvalues(Float64Array.of(-1e-14, 1))).toMatchObject({ index: 1, flat: 0 });
  expect(indexOfEigenvalues(Float64Array.of(-1e-16, 1))).toMatchObject({ index: 0, flat: 1 });
  expect(indexOfEigenvalues(Float64Array.of(-1e-16, 1), 0)).toMatchObject({ index: 1, flat: 0 });
  for (const scale of [1e-300, 1e300])
    expect(indexOfMatrix(engine, Float64Array.of(-scale, 0, 0, scale), { n: 2 })).toMatchObject({
      index: 1,
      flat: 0,
    });
});

test("the index of a Hessian by differences has their error for a dead band", async () => {
  const engine = await Engine.create();
  const valley = userLandscape({ dimension: 3, value: ([x, y, z]) => (x! + y!) ** 2 + Math.cos(z!) });
  expect(await morseIndex(engine, valley, Float64Array.of(0.3, -0.3, 0))).toMatchObject({
    index: 1,
    flat: 1,
  });
  expect(hessianOperator(valley, new Float64Array(3)).error).toBe(0);
  const { values } = lanczos(engine, hessianOperator(valley, Float64Array.of(0.3, -0.3, 0)), {
    count: 3,
    key: streamKey("valley"),
  });
  for (const [r, wanted] of [-1, 0, 4].entries()) expect(Math.abs(values[r]! - wanted)).toBeLessThan(1e-8);
});
