import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eigenSymmetric, eigenvaluesSymmetric, inertia } from "../dist/engine/linalg/index.js";
import { Engine } from "../dist/index.js";
import { checkMatrix, checksum, readCases } from "./support/eigen-checks.ts";
import { FAMILIES, hardMatrix, power } from "./support/hard-matrices.ts";

const engine = await Engine.create();
const cases = readCases();
/** Orders of the short run: around the panels of 16, 32 and 48, the leaves of 32, and the first that made column norms subnormal. */
const ORDERS = [1, 2, 3, 5, 21, 33, 49, 66, 103];

test("the formulas give the bits that LAPACK was given", () => {
  for (const { family, n, entries } of cases.filter(({ n }) => n < 50))
    expect(checksum(hardMatrix(family, n), n), `${family}, ${n}`).toBe(entries);
});

test.each(ORDERS)("hard families over the whole range of exponents agree with LAPACK, order %i", (n) => {
  for (const { family, values } of cases.filter((item) => item.n === n))
    checkMatrix({ engine, family, n, reference: values, vectors: n < 50 });
});

test("debug and release builds agree bit for bit on hard families", () => {
  const bytes = readFileSync(new URL("../build/losscape-debug.wasm", import.meta.url));
  const debug = new Engine({ module: new WebAssembly.Module(bytes), sha256: "debug", relaxed: false });
  const n = 37;
  for (const family of Object.keys(FAMILIES).filter((name) =>
    /tiny|subnormal|ones|over|smallest/.test(name),
  )) {
    const A = hardMatrix(family, n);
    expect(eigenSymmetric(debug, A, n), family).toEqual(eigenSymmetric(engine, A, n));
    for (const reduction of ["one-stage", "two-stage"] as const)
      expect(eigenvaluesSymmetric(debug, A, n, { reduction })).toEqual(
        eigenvaluesSymmetric(engine, A, n, { reduction }),
      );
    const shift = A[5 * n + 5]! / 2;
    expect(inertia(debug, A, { n, shift })).toEqual(inertia(engine, A, { n, shift }));
  }
});

test("the fixture has every family", () => {
  expect(new Set(cases.map(({ family }) => family))).toEqual(new Set(Object.keys(FAMILIES)));
});

test("matrices of order 1 and diagonal matrices are their own eigenvalues, to the last bit", () => {
  const numbers = [
    power(-1074),
    1e-311,
    -1e-311,
    power(-1022),
    1e-200,
    -3,
    1e200,
    1.7e308,
    -Number.MAX_VALUE,
    0,
  ];
  for (const x of numbers) {
    expect(eigenvaluesSymmetric(engine, Float64Array.of(x), 1)).toEqual(Float64Array.of(x));
    expect(eigenSymmetric(engine, Float64Array.of(x), 1)).toEqual({
      values: Float64Array.of(x),
      vectors: Float64Array.of(1),
      first: 0,
    });
  }
  const n = numbers.length;
  const diagonal = new Float64Array(n * n);
  numbers.forEach((x, i) => {
    diagonal[i * n + i] = x;
  });
  const sorted = Float64Array.from(numbers).sort();
  for (const reduction of ["one-stage", "two-stage"] as const)
    expect(eigenvaluesSymmetric(engine, diagonal, n, { reduction })).toEqual(sorted);
  for (const solver of ["divide-and-conquer", "ql"] as const)
    expect(eigenSymmetric(engine, diagonal, n, { solver }).values).toEqual(sorted);
});

test("subnormal eigenvalues are rounded once", () => {
  // eigenvalues of x [[1, 1], [1, 1]] are 0 and 2 x; of [[3, 4], [4, -3]] x they are ±5 x
  for (const x of [power(-1074), power(-1073) * 3, power(-1022), 1e-310]) {
    expect(eigenvaluesSymmetric(engine, Float64Array.of(x, x, x, x), 2)).toEqual(Float64Array.of(0, 2 * x));
    const found = eigenvaluesSymmetric(engine, Float64Array.of(3 * x, 4 * x, 4 * x, -3 * x), 2);
    expect(found).toEqual(Float64Array.of(-5 * x, 5 * x));
  }
});

test("an eigenvalue above the largest double is named, never infinite", () => {
  const large = Float64Array.of(1.7e308, 1.7e308, 1.7e308, 1.7e308);
  expect(() => eigenvaluesSymmetric(engine, large, 2)).toThrow(
    "value 1 of 2 is larger than the largest double",
  );
  expect(() =>
    eigenSymmetric(
      engine,
      large.map((x) => -x),
      2,
    ),
  ).toThrow("value 0 of 2 is larger");
});

test("matrices of rank one and large order converge: 1536 ones, in two stages", { timeout: 600_000 }, () => {
  const n = 1536;
  const found = eigenvaluesSymmetric(engine, new Float64Array(n * n).fill(1), n);
  const bound = 4 * n * Number.EPSILON * n;
  expect(Math.abs(found[n - 1]! - n)).toBeLessThanOrEqual(bound);
  for (const value of found.subarray(0, n - 1)) expect(Math.abs(value)).toBeLessThanOrEqual(bound);
});
