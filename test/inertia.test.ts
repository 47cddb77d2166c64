import { expect, test } from "vitest";
import { eigenvaluesSymmetric, inertia } from "../dist/engine/linalg/index.js";
import { normals } from "../dist/engine/random.js";
import { Engine, streamKey } from "../dist/index.js";
import { indexOfEigenvalues, indexOfMatrix } from "../dist/spectrum/morse-index.js";

function symmetric(engine: Engine, n: number, seed: number): Float64Array {
  const x = normals(engine, streamKey("inertia", n, seed), n * n);
  return x.map((value, at) => value + x[(at % n) * n + Math.floor(at / n)]!);
}

test("inertia agrees with the signs of the eigenvalues at every shift that is clear of them", async () => {
  const engine = await Engine.create();
  for (const n of [1, 2, 3, 5, 16, 47, 48, 49, 50, 97, 150])
    for (const seed of [1, 2, 3]) {
      const A = symmetric(engine, n, seed);
      const values = eigenvaluesSymmetric(engine, A, n);
      const margin = 100 * n * Number.EPSILON * Math.max(...values.map(Math.abs));
      for (const shift of [0, 0.3, -1, 5, -n, n]) {
        const clear = values.every((value) => Math.abs(value + shift) > margin);
        expect(clear).toBe(true);
        const negative = values.filter((value) => value + shift < 0).length;
        expect(inertia(engine, A, { n, shift })).toEqual({ negative, zero: 0, positive: n - negative });
      }
    }
});

test("inertia needs 2 x 2 pivots and exchanges: zero diagonals, arrows, permuted blocks", async () => {
  const engine = await Engine.create();
  for (const n of [2, 3, 8, 60, 121]) {
    const hollow = symmetric(engine, n, 9);
    for (let i = 0; i < n; i++) hollow[i * n + i] = 0;
    const anti = new Float64Array(n * n);
    for (let i = 0; i < n; i++) anti[i * n + (n - 1 - i)] = 1 + i * (n - 1 - i);
    const arrow = new Float64Array(n * n);
    for (let i = 1; i < n; i++) arrow[i * n] = arrow[i] = 1;
    arrow[n * n - 1] = 1e-3;
    for (const A of [hollow, anti, arrow]) {
      const values = eigenvaluesSymmetric(engine, A, n);
      for (const shift of [1e-7, -1e-7, 0.01])
        expect(inertia(engine, A, { n, shift }).negative).toBe(values.filter((v) => v + shift < 0).length);
    }
  }
});

test("zero matrices and singular diagonals count zeros exactly", async () => {
  const engine = await Engine.create();
  expect(inertia(engine, new Float64Array(100 * 100), { n: 100 })).toEqual({
    negative: 0,
    zero: 100,
    positive: 0,
  });
  const diagonal = new Float64Array(9);
  diagonal[0] = -2;
  diagonal[8] = 1e-300;
  expect(inertia(engine, diagonal, { n: 3 })).toEqual({ negative: 1, zero: 1, positive: 1 });
  expect(inertia(engine, new Float64Array(0), { n: 0 })).toEqual({ negative: 0, zero: 0, positive: 0 });
});

test("inertia survives entries near overflow and underflow", async () => {
  const engine = await Engine.create();
  const n = 60;
  const A = symmetric(engine, n, 4);
  const expected = inertia(engine, A, { n });
  for (const scale of [1e300, 1e-300])
    expect(
      inertia(
        engine,
        A.map((value) => value * scale),
        { n },
      ),
    ).toEqual(expected);
});

test("the index with a dead band counts below, within and above, the same by inertia and by eigenvalues", async () => {
  const engine = await Engine.create();
  const n = 80;
  const A = symmetric(engine, n, 5);
  const values = eigenvaluesSymmetric(engine, A, n);
  for (const deadBand of [0, 0.5, 3, 1000]) {
    const byValues = indexOfEigenvalues(values, deadBand);
    expect(indexOfMatrix(engine, A, { n, deadBand })).toEqual(byValues);
    expect(byValues.index).toBe(values.filter((value) => value < -deadBand).length);
  }
  expect(indexOfEigenvalues(values, 1000)).toEqual({ index: 0, flat: n, dimension: n, normalised: 0 });
});

test("bad shifts, sizes and NaN are refused in a sentence", async () => {
  const engine = await Engine.create();
  const A = Float64Array.from([1, 5, 5, Number.POSITIVE_INFINITY]);
  expect(() => inertia(engine, A, { n: 2 })).toThrow("entry (1, 1) is Infinity");
  expect(() => inertia(engine, A, { n: 3 })).toThrow("has 9 entries, got 4");
  expect(() => inertia(engine, A, { n: 2, shift: Number.NaN })).toThrow("the shift must be finite");
  expect(() => indexOfMatrix(engine, A, { n: 2, deadBand: -1 })).toThrow("the dead band");
});

test("the index of a matrix by its lower triangle alone, where the upper one holds something else", async () => {
  const engine = await Engine.create();
  const n = 40;
  const A = symmetric(engine, n, 9);
  const whole = indexOfMatrix(engine, A, { n });
  for (const other of [0, 1e300, Number.NaN]) {
    const lower = A.map((value, at) => (at % n > Math.floor(at / n) ? other : value));
    expect(indexOfMatrix(engine, lower, { n, triangle: "lower" })).toEqual(whole);
    for (const options of [{ n }, { n, triangle: "both" as const }, { n, deadBand: 0 }])
      expect(() => indexOfMatrix(engine, lower, options)).toThrow(
        /^morseIndex: .*a symmetric matrix is needed/,
      );
  }
  // of the lower triangle |A| is 4, and the dead band 4 n eps |A| = 7e-15
  const small = Float64Array.of(4, 1e300, 0, 1e-13);
  expect(indexOfMatrix(engine, small, { n: 2, triangle: "lower" })).toMatchObject({ index: 0, flat: 0 });
  const wrong = { n: 2, triangle: "upper" } as never;
  expect(() => indexOfMatrix(engine, small, wrong)).toThrow(
    'morseIndex: triangle is "both" or "lower", got "upper".',
  );
  const infinite = Float64Array.of(1, 0, 0, Number.POSITIVE_INFINITY);
  expect(() => indexOfMatrix(engine, infinite, { n: 2 })).toThrow("morseIndex: entry (1, 1) is Infinity");
});
