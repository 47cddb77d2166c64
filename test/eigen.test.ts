import { expect, test } from "vitest";
import { eigenSymmetric, eigenvaluesSymmetric } from "../dist/engine/linalg.js";
import { normals } from "../dist/engine/random.js";
import { Engine, ShapeError, streamKey } from "../dist/index.js";

const EPS = Number.EPSILON;

test("eigenvalues and eigenvectors of random symmetric matrices have small residuals", async () => {
  const engine = await Engine.create();
  for (const n of [1, 2, 3, 10, 33, 100]) {
    const x = normals(engine, streamKey("s", n), n * n);
    const A = Float64Array.from(x, (_, at) => x[at]! + x[(at % n) * n + Math.floor(at / n)]!);
    const { values, vectors } = eigenSymmetric(engine, A, n);
    const alone = eigenvaluesSymmetric(engine, A, n);
    expect(alone.every((v, i) => Math.abs(v - values[i]!) <= 30 * n * EPS * n)).toBe(true);
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
