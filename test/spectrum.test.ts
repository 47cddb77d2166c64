import { expect, test } from "vitest";
import { eigenvaluesSymmetric } from "../dist/engine/linalg.js";
import { normals } from "../dist/engine/random.js";
import {
  Engine,
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
  const landscape: Landscape = {
    dimension: n,
    manifold: "euclidean",
    value: (x) => x.reduce((sum, xi, i) => sum + 0.5 * curvature[i]! * xi * xi, 0),
    gradient: (x, out) => {
      out.set(x.map((xi, i) => curvature[i]! * xi));
      return landscape.value(x);
    },
    hessianVectorProduct: (_, v, out) => out.set(v.map((vi, i) => curvature[i]! * vi)),
    hessian: () => Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) ? 0 : curvature[at % n]!)),
  };
  const x = new Float64Array(n);
  expect(hessianSpectrum(engine, landscape, x)).toEqual(Float64Array.from([-2, -0.5, 0, 3]));
  expect(morseIndex(engine, landscape, x, { deadBand: 0.001 })).toEqual({
    index: 2,
    flat: 1,
    dimension: 4,
    normalised: 0.5,
  });
  const lowest = lanczos(engine, hessianOperator(landscape, x), { count: 1, key: streamKey("h") });
  expect(lowest.values[0]).toBeCloseTo(-2, 12);
  expect(() => hessianSpectrum(engine, landscape, new Float64Array(3))).toThrow("4 coordinates here, got 3");
});

const ring = (n: number): LinearOperator => ({
  dimension: n,
  apply: (v, out) => {
    for (let i = 0; i < n; i++) out[i] = 2 * v[i]! - v[(i + 1) % n]! - v[(i + n - 1) % n]!;
  },
});

const diagonal = (d: ArrayLike<number>, scale = 1): LinearOperator => ({
  dimension: d.length,
  apply: (v, out) => {
    for (let i = 0; i < d.length; i++) out[i] = d[i]! * v[i]! * scale;
  },
});

/** Eigenvalues 2 - 2 cos(2 pi k / n) of a ring, ascending: double but for 0, and 4 where n is even. */
const ringValues = (n: number): number[] =>
  Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((2 * Math.PI * k) / n)).sort((a, b) => a - b);

test("Lanczos finds every copy of a multiple eigenvalue, at both ends, or says that some may be missing", async () => {
  const engine = await Engine.create();
  const key = streamKey("copies");
  const torus: LinearOperator = {
    dimension: 144,
    apply: (v, out) => {
      for (let i = 0; i < 12; i++)
        for (let j = 0; j < 12; j++)
          out[12 * i + j] =
            4 * v[12 * i + j]! -
            v[12 * ((i + 1) % 12) + j]! -
            v[12 * ((i + 11) % 12) + j]! -
            v[12 * i + ((j + 1) % 12)]! -
            v[12 * i + ((j + 11) % 12)]!;
    },
  };
  const torusValues = ringValues(12)
    .flatMap((a) => ringValues(12).map((b) => a + b))
    .sort((a, b) => a - b);
  const sevenfold = Float64Array.from({ length: 300 }, (_, i) => (i < 7 ? -3 : i));
  for (const [operator, exact, counts] of [
    [ring(200), ringValues(200), [1, 2, 3, 6]],
    [torus, torusValues, [3, 9]],
    [diagonal(sevenfold), Array.from(sevenfold), [7, 9]],
    [diagonal(new Float64Array(90).fill(1)), new Array<number>(90).fill(1), [4]],
    [diagonal(new Float64Array(90)), new Array<number>(90).fill(0), [4]],
  ] as const)
    for (const count of counts)
      for (const end of ["lowest", "highest"] as const) {
        const n = operator.dimension;
        const found = lanczos(engine, operator, { count, end, key });
        expect(found.status).toBe("converged");
        const scale = Math.abs(exact[0]!) + Math.abs(exact.at(-1)!);
        const wanted = end === "lowest" ? exact.slice(0, count) : exact.slice(n - count);
        found.values.forEach((value, r) => {
          // the residual bounds the error of a value
          expect(Math.abs(value - wanted[r]!)).toBeLessThanOrEqual(1e-10 * scale);
          for (let q = 0; q <= r; q++) {
            let product = 0;
            for (let i = 0; i < n; i++) product += found.vectors[q * n + i]! * found.vectors[r * n + i]!;
            expect(Math.abs(product - (q === r ? 1 : 0))).toBeLessThan(n * Number.EPSILON);
          }
        });
      }
  const alone = lanczos(engine, ring(200), { count: 3, key, copies: false });
  expect(alone.status).toBe("copies-may-be-missing");
  const short = lanczos(engine, ring(200), { count: 3, key, maxProducts: alone.products + 10 });
  expect(short.status).toBe("copies-may-be-missing");
  expect(lanczos(engine, ring(200), { count: 3, key, maxProducts: 50 })).toMatchObject({
    status: "max-products",
    products: 50,
  });
});

test("Lanczos and quadrature work at every scale: 1e-310 to 4e307, orders 1 and 2, the zero operator", async () => {
  const engine = await Engine.create();
  const key = streamKey("scales");
  const exact = ringValues(60);
  for (const scale of [1e-310, 1e-300, 1e-150, 1, 1e150, 1e300, 4e307]) {
    const operator: LinearOperator = {
      dimension: 60,
      apply: (v, out) => {
        ring(60).apply(v, out);
        for (let i = 0; i < 60; i++) out[i]! *= scale;
      },
    };
    const { status, values } = lanczos(engine, operator, { count: 3, end: "highest", key, basis: 12 });
    expect(status).toBe("converged");
    // products of 1e-310 have 13 digits
    values.forEach((value, r) => {
      expect(Math.abs(value / scale - exact[57 + r]!)).toBeLessThan(1e-9);
    });
    const { nodes } = spectralQuadrature(engine, operator, { key, probes: 1, steps: 40 });
    expect(Math.abs(Math.max(...nodes) / scale - 4)).toBeLessThan(1e-6);
  }
  for (const d of [[7], [0], [7, 7], [-1, 2]])
    expect(Array.from(lanczos(engine, diagonal(d), { count: d.length, key }).values)).toEqual(
      d.map((value) => expect.closeTo(value, 14)),
    );
  expect(spectralQuadrature(engine, diagonal([0, 0, 0]), { key, probes: 2 }).nodes).toEqual(
    new Float64Array(2),
  );
});

/** Operators that are none, and what is said of them. */
const BAD_OPERATORS: readonly (readonly [string, unknown, RegExp])[] = [
  [
    "a rotation by 90°",
    { dimension: 2, apply: (v: number[], out: number[]) => ([out[0], out[1]] = [-v[1]!, v[0]!]) },
    /not symmetric/,
  ],
  [
    "a shift",
    {
      dimension: 30,
      apply: (v: Float64Array, out: Float64Array) =>
        out.forEach((_, i) => {
          out[i] = v[(i + 1) % 30]!;
        }),
    },
    /not symmetric/,
  ],
  [
    "an affine map",
    { dimension: 9, apply: (v: Float64Array, out: Float64Array) => out.set(v.map((x) => x + 1)) },
    /not symmetric, or not linear/,
  ],
  ["no apply", { dimension: 3 }, /a function apply\(v, out\), got an object/],
  ["null", null, /got null/],
  ["nothing written", { dimension: 5, apply: () => undefined }, /did not write its result into `out`/],
  ["a returned array", { dimension: 5, apply: (v: Float64Array) => v }, /returned Float64Array of 5 instead/],
  [
    "a part written",
    { dimension: 5, apply: (v: Float64Array, out: Float64Array) => out.set(v.subarray(0, 3)) },
    /did not write number 3 of the 5/,
  ],
  [
    "added",
    {
      dimension: 5,
      apply: (v: Float64Array, out: Float64Array) =>
        out.forEach((_, i) => {
          out[i]! += v[i]!;
        }),
    },
    /must overwrite/,
  ],
  [
    "asynchronous",
    { dimension: 5, apply: async (v: Float64Array, out: Float64Array) => out.set(v) },
    /is asynchronous/,
  ],
  ["a rejected promise", { dimension: 5, apply: () => Promise.reject(new Error("late")) }, /is asynchronous/],
  [
    "NaN",
    { dimension: 2, apply: (_: Float64Array, out: Float64Array) => out.fill(Number.NaN) },
    /norm NaN: number 0 is NaN/,
  ],
  [
    "infinity",
    { dimension: 2, apply: (_: Float64Array, out: Float64Array) => out.fill(Number.POSITIVE_INFINITY) },
    /norm Infinity/,
  ],
  ...[Number.NaN, 0, -1, 2.5, "7", Number.POSITIVE_INFINITY].map(
    (dimension) =>
      [
        `dimension ${dimension}`,
        { dimension, apply: () => undefined },
        /dimension is a whole number of 1 or more, got/,
      ] as const,
  ),
  ["dimension 2^31", { dimension: 2 ** 31, apply: () => undefined }, /are needed/],
];

test.each(BAD_OPERATORS)(
  "an operator that is no symmetric one is named: %s",
  async (_, operator, sentence) => {
    const engine = await Engine.create();
    const key = streamKey("bad operators");
    for (const end of ["lowest", "highest"] as const)
      expect(() => lanczos(engine, operator as LinearOperator, { count: 1, end, key })).toThrow(sentence);
    expect(() =>
      spectralQuadrature(engine, operator as LinearOperator, { key, probes: 1, steps: 20 }),
    ).toThrow(sentence);
  },
);

test("an asymmetry of 1e-6, all over or in one entry, is seen; symmetryTolerance lets noise pass; arguments may be changed", async () => {
  const engine = await Engine.create();
  const key = streamKey("asymmetry");
  for (const n of [3, 100, 1000])
    for (const perturbed of ["one", "all"] as const) {
      const operator: LinearOperator = {
        dimension: n,
        apply: (v, out) => {
          ring(n).apply(v, out);
          for (let i = 0; i < (perturbed === "one" ? 1 : n - 1); i++) out[i]! += 1e-6 * v[i + 1]!;
        },
      };
      const options = { count: 1, end: "highest", key, maxProducts: 60 } as const;
      expect(() => lanczos(engine, operator, options)).toThrow(/not symmetric.*symmetryTolerance/);
      expect(() => spectralQuadrature(engine, operator, { key, probes: 1, steps: 30 })).toThrow(
        /not symmetric/,
      );
      const { values } = lanczos(engine, operator, { ...options, symmetryTolerance: 1e-3 });
      expect(Math.abs(values[0]! - (n === 3 ? 3 : 4))).toBeLessThan(0.05);
    }
  const kept: Float64Array[] = [];
  const rude: LinearOperator = {
    dimension: 50,
    apply: (v, out) => {
      for (const old of kept) old.fill(Number.NaN);
      for (let i = 0; i < 50; i++) v[i]! *= i;
      out.set(v);
      kept.push(v);
    },
  };
  expect(lanczos(engine, rude, { count: 2, end: "highest", key }).values).toEqual(
    lanczos(engine, diagonal(Array.from({ length: 50 }, (_, i) => i)), { count: 2, end: "highest", key })
      .values,
  );
});

test("options of Lanczos, quadrature, densities that cannot be are refused, each in a sentence", async () => {
  const engine = await Engine.create();
  const key = streamKey("bad options");
  const good = { count: 2, key };
  for (const [options, sentence] of [
    [{ ...good, count: Number.NaN }, /between 1 and 50 .* got NaN/],
    [{ ...good, count: "2" }, /got "2"/],
    [{ ...good, end: "LOWEST" }, /end is "lowest" or "highest", got "LOWEST"/],
    [{ ...good, tolerance: Number.NaN }, /tolerance is a finite number of 0 or more, got NaN/],
    [{ ...good, tolerance: -1 }, /got -1/],
    [{ ...good, tolerance: "small" }, /got "small"/],
    [{ ...good, maxProducts: Number.NaN }, /maxProducts is a whole number of 2 or more, got NaN/],
    [{ ...good, maxProducts: 1 }, /got 1/],
    [{ ...good, maxProducts: "9" }, /got "9"/],
    [{ ...good, basis: Number.NaN }, /basis.*got NaN/],
    [{ ...good, symmetryTolerance: Number.NaN }, /symmetryTolerance.*got NaN/],
    [{ ...good, copies: 1 }, /copies is true or false, got 1/],
    [{ ...good, tol: 1e-3 }, /no option "tol"; there are count, end/],
    [{ count: 2, key: "a" }, /key is a stream.*got "a"/],
    [{ count: 2 }, /key is a stream.*got undefined/],
  ] as const)
    expect(() => lanczos(engine, ring(50), options as never)).toThrow(sentence);
  for (const [options, sentence] of [
    [{ key, probes: Number.NaN }, /probes is a whole number from 1 to .*got NaN/],
    [{ key, steps: Number.POSITIVE_INFINITY }, /steps.*got Infinity/],
    [{ key, steps: 0 }, /steps.*got 0/],
    [{ key, probes: 2 ** 27, steps: 50 }, /take fewer/],
    [{ key, moments: 3 }, /no option "moments"/],
  ] as const)
    expect(() => spectralQuadrature(engine, ring(50), options as never)).toThrow(sentence);
  const q = spectralQuadrature(engine, ring(50), { key, probes: 1, steps: 5 });
  expect(() => shareBelow(q, Number.NaN)).toThrow("t is a number, got NaN");
  expect(shareBelow(q, Number.POSITIVE_INFINITY)).toBeCloseTo(1, 14);
  expect(() => shareBelow({} as never, 0)).toThrow("as many nodes as weights");
  const grid = Float64Array.of(0, Number.NaN);
  expect(() => densityOnGrid(q, grid, 1)).toThrow("point 1 of the grid is NaN");
  for (const bandwidth of [Number.NaN, -1, Number.POSITIVE_INFINITY, "1", 1e-310])
    expect(() => densityOnGrid(q, Float64Array.of(0), bandwidth as number)).toThrow("bandwidth");
});

test("softmax regression is convex: index 0 at every point, by inertia and by eigenvalues, flat directions told", async () => {
  const engine = await Engine.create();
  for (let round = 0; round < 50; round++) {
    const [d, classes, n] = round === 0 ? [1, 2, 1] : [5, 4, 1 + (round % 9)];
    const key = streamKey("convex", round);
    const inputs = Float32Array.from(round === 0 ? [1] : normals(engine, key, n * d));
    const labels = Int32Array.from({ length: n }, (_, s) => (s * 3 + round) % classes);
    const data = new NetworkData(engine, { inputs, labels, n, d, classes });
    const landscape = new NetworkLandscape(engine, networkShape({ sizes: [d, classes], bias: false }), data);
    const zero = new Float64Array(landscape.dimension);
    for (const x of [zero, normals(engine, subStream(key, 1), landscape.dimension)]) {
      const found = morseIndex(engine, landscape, x);
      expect(found.index).toBe(0);
      // adding one vector to all classes changes nothing; samples span no more than n of the d inputs
      expect(found.flat).toBeGreaterThanOrEqual(landscape.dimension - (classes - 1) * Math.min(n, d));
      expect(indexOfEigenvalues(hessianSpectrum(engine, landscape, x)).index).toBe(0);
    }
    expect(morseIndex(engine, landscape, zero, { countFlat: false }).flat).toBeNull();
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
  expect(morseIndex(engine, valley, Float64Array.of(0.3, -0.3, 0))).toMatchObject({ index: 1, flat: 1 });
  expect(hessianOperator(valley, new Float64Array(3)).error).toBe(0);
  const { values } = lanczos(engine, hessianOperator(valley, Float64Array.of(0.3, -0.3, 0)), {
    count: 3,
    key: streamKey("valley"),
  });
  for (const [r, wanted] of [-1, 0, 4].entries()) expect(Math.abs(values[r]! - wanted)).toBeLessThan(1e-8);
});
