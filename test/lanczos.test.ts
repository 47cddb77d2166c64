// What Lanczos and stochastic quadrature make of multiple eigenvalues, scales, and operators that are none.
import { expect, test } from "vitest";
import { Engine, type LinearOperator, streamKey } from "../dist/index.js";
import { densityOnGrid, shareBelow, spectralQuadrature } from "../dist/spectrum/density.js";
import { lanczos } from "../dist/spectrum/lanczos.js";

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
