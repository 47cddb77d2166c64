import { expect, test } from "vitest";
import { dgemm, eigenSymmetric, eigenvaluesSymmetric } from "../dist/engine/linalg.js";
import { normals } from "../dist/engine/random.js";
import { Engine, ShapeError, streamKey } from "../dist/index.js";
import { multiply } from "./oracle/linalg.ts";

const EPS = Number.EPSILON;
const SIZES = [1, 2, 3, 4, 5, 8, 15, 17, 33, 64, 65, 100, 257];

test("dgemm agrees with the definition for all transposes and sizes across the tiles", async () => {
  const engine = await Engine.create();
  for (const [i, m] of SIZES.entries()) {
    const n = SIZES[(i * 5 + 3) % SIZES.length]!;
    const k = SIZES[(i * 7 + 1) % SIZES.length]!;
    const A = normals(engine, streamKey("a", m), m * k);
    const B = normals(engine, streamKey("b", n), k * n);
    const C = normals(engine, streamKey("c", n), m * n);
    for (const transA of [false, true])
      for (const transB of [false, true])
        engine.memory.scope(() => {
          const [a, b, c] = [A, B, C].map((x) => engine.memory.fromF64(x)) as [never, never, never];
          const shape = { m, n, k, transA, transB };
          dgemm(engine, { a, b, c }, { ...shape, alpha: 0.5, beta: -2 });
          const product = multiply(A, B, shape);
          const absolute = multiply(A.map(Math.abs), B.map(Math.abs), shape);
          (c as { read(): Float64Array }).read().forEach((value, at) => {
            const bound = (k + 4) * EPS * (absolute[at]! + 2 * Math.abs(C[at]!));
            expect(Math.abs(value - (0.5 * product[at]! - 2 * C[at]!))).toBeLessThanOrEqual(bound);
          });
        });
  }
});

test("eigenvalues and eigenvectors of random symmetric matrices have small residuals", async () => {
  const engine = await Engine.create();
  for (const n of [1, 2, 3, 10, 33, 100]) {
    const x = normals(engine, streamKey("s", n), n * n);
    const A = Float64Array.from(x, (_, at) => x[at]! + x[(at % n) * n + Math.floor(at / n)]!);
    const { values, vectors } = eigenSymmetric(engine, A, n);
    expect(
      eigenvaluesSymmetric(engine, A, n).every((v, i) => Math.abs(v - values[i]!) <= 30 * n * EPS * n),
    ).toBe(true);
    const norm = Math.max(...values.map(Math.abs));
    for (let k = 0; k < n; k++)
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += A[i * n + j]! * vectors[k * n + j]!;
        expect(Math.abs(sum - values[k]! * vectors[k * n + i]!)).toBeLessThanOrEqual(10 * n * EPS * norm);
      }
  }
});

test("a matrix with NaN is refused with its place", async () => {
  const engine = await Engine.create();
  const A = Float64Array.from([1, 0, 0, Number.NaN]);
  expect(() => eigenvaluesSymmetric(engine, A, 2)).toThrow(ShapeError);
  expect(() => eigenvaluesSymmetric(engine, A, 2)).toThrow("(1, 1) is NaN");
});
