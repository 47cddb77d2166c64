import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dgemm, inertia, sgemm, solve, solvePositiveDefinite } from "../dist/engine/linalg/index.js";
import { normals } from "../dist/engine/random.js";
import { Engine, ShapeError, streamKey } from "../dist/index.js";
import { gemm, gemm32, symmetricProduct } from "./oracle/linalg.ts";

const EPS = Number.EPSILON;
const SIZES = [1, 2, 3, 4, 5, 8, 12, 15, 17, 33, 64, 65, 100, 257];
const shapes = SIZES.map(
  (m, i) => [m, SIZES[(i * 5 + 3) % SIZES.length]!, SIZES[(i * 3 + 1) % SIZES.length]!] as const,
);

async function debugEngine(): Promise<Engine> {
  const bytes = readFileSync(new URL("../build/losscape-debug.wasm", import.meta.url));
  return new Engine({ module: new WebAssembly.Module(bytes), sha256: "debug", relaxed: false });
}

function random(engine: Engine, name: string, length: number): Float64Array {
  return normals(engine, streamKey("linalg", name), length);
}

test("dgemm equals the definition bit for bit, all transposes, sizes across the tiles", async () => {
  const engine = await Engine.create();
  for (const [m, n, k] of shapes) {
    const [A, B, C] = [random(engine, "a", m * k), random(engine, "b", k * n), random(engine, "c", m * n)];
    for (const transA of [false, true])
      for (const transB of [false, true])
        for (const beta of [0, 1, -2]) {
          const options = { m, n, k, transA, transB, alpha: 0.7, beta };
          const result = engine.memory.scope(() => {
            const [a, b, c] = [A, B, C].map((x) => engine.memory.fromF64(x));
            dgemm(engine, { a: a!, b: b!, c: c! }, options);
            return c!.read();
          });
          expect(result, JSON.stringify(options)).toEqual(gemm(A, B, C, options));
        }
  }
});

test("sgemm equals the definition in single precision bit for bit", async () => {
  const engine = await Engine.create();
  for (const [m, n, k] of shapes) {
    const [A, B, C] = ["a", "b", "c"].map((name, i) =>
      Float32Array.from(random(engine, name, [m * k, k * n, m * n][i]!)),
    ) as [Float32Array, Float32Array, Float32Array];
    for (const transA of [false, true])
      for (const transB of [false, true]) {
        const options = { m, n, k, transA, transB, alpha: 0.75, beta: 0.5 };
        const result = engine.memory.scope(() => {
          const [a, b, c] = [A, B, C].map((x) => engine.memory.f32(x.length).set(x));
          sgemm(engine, { a: a!, b: b!, c: c! }, options);
          return c!.read();
        });
        expect(result, JSON.stringify(options)).toEqual(gemm32(A, B, C, options));
      }
  }
});

test("dgemmt writes the lower triangle only, and there what dgemm writes", async () => {
  const engine = await Engine.create();
  const { kernels, memory } = engine;
  for (const [n, k] of [
    [1, 1],
    [5, 3],
    [17, 40],
    [66, 300],
    [131, 20],
  ] as const)
    memory.scope(() => {
      const [A, B] = [random(engine, "a", n * k), random(engine, "b", n * k)];
      const [a, b] = [memory.fromF64(A), memory.fromF64(B)];
      const c = memory.f64(n * n).set(new Float64Array(n * n).fill(7));
      const work = memory.u8(kernels.dgemmWork(n, n, k));
      kernels.dgemmt(false, true, n, k, -1, a.pointer, k, b.pointer, k, 2, c.pointer, n, work.pointer);
      const start = new Float64Array(n * n).fill(7);
      const full = gemm(A, B, start, { m: n, n, k, transA: false, transB: true, alpha: -1, beta: 2 });
      const expected = full.map((value, at) => (at % n > Math.floor(at / n) ? 7 : value));
      expect(c.read()).toEqual(expected);
    });
});

test("dgemm does nothing for empty shapes but scale C, and beta = 0 erases NaN", async () => {
  const engine = await Engine.create();
  engine.memory.scope(() => {
    const { memory } = engine;
    const c = memory.fromF64([Number.NaN, 2]);
    dgemm(engine, { a: memory.f64(0), b: memory.f64(0), c }, { m: 1, n: 2, k: 0 });
    expect(c.read()).toEqual(new Float64Array(2));
    const a = memory.fromF64([3]);
    expect(() => dgemm(engine, { a, b: a, c: a }, { m: 1, n: 1, k: 1 })).toThrow("C overlaps A");
    expect(() => dgemm(engine, { a, b: a, c }, { m: 2, n: 1, k: 1 })).toThrow("A needs 2 numbers");
    expect(() => dgemm(engine, { a, b: a, c }, { m: 0.5, n: 1, k: 1 })).toThrow(ShapeError);
  });
});

test("dsymv and dgemv agree with the definition to rounding", async () => {
  const engine = await Engine.create();
  const { kernels, memory } = engine;
  for (const n of [1, 2, 3, 4, 5, 9, 30, 67])
    memory.scope(() => {
      const [A, X] = [random(engine, "a", n * n), random(engine, "x", n)];
      const full = A.map(
        (_, at) => A[Math.max(Math.floor(at / n), at % n) * n + Math.min(Math.floor(at / n), at % n)]!,
      );
      const [a, x, y] = [memory.fromF64(A), memory.fromF64(X), memory.f64(n)];
      const work = memory.u8(32);
      const shape = { m: n, n: 1, k: n, transA: false, transB: false, alpha: 1, beta: 0 };
      const near = (matrix: Float64Array, transA: boolean) => {
        const bound = 2 * n * EPS * Math.max(...matrix.map(Math.abs)) * Math.max(...X.map(Math.abs)) * n;
        const expected = gemm(matrix, X, X, { ...shape, transA });
        y.read().forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(bound);
        });
      };
      kernels.dsymv(n, a.pointer, n, x.pointer, y.pointer, work.pointer);
      near(full, false);
      kernels.dgemv(false, n, n, 1, a.pointer, n, x.pointer, 0, y.pointer, work.pointer);
      near(A, false);
      kernels.dgemv(true, n, n, 1, a.pointer, n, x.pointer, 0, y.pointer, work.pointer);
      near(A, true);
    });
});

test("the norm neither overflows nor underflows", async () => {
  const engine = await Engine.create();
  for (const scale of [1e-300, 1, 1e300]) {
    const x = engine.memory.fromF64([3 * scale, 4 * scale, 0]);
    expect(Math.abs(engine.kernels.dnrm2(3, x.pointer) / (5 * scale) - 1)).toBeLessThanOrEqual(4 * EPS);
  }
});

test("Cholesky and LU solve systems with small backward error, many right-hand sides or one", async () => {
  const engine = await Engine.create();
  for (const n of [1, 2, 7, 48, 49, 120])
    for (const m of [1, 3]) {
      const G = random(engine, "g", n * n);
      const b = random(engine, "rhs", n * m);
      const spd = symmetricProduct(G, n);
      for (const [A, x] of [
        [spd, solvePositiveDefinite(engine, spd, b, n)!],
        [G, solve(engine, G, b, n)!],
      ] as const) {
        const shape = { m: n, n: m, k: n, transA: false, transB: false, alpha: 1, beta: -1 };
        const residual = Math.max(...gemm(A, x, b, shape).map(Math.abs));
        const size = n * Math.max(...A.map(Math.abs)) * Math.max(...x.map(Math.abs));
        expect(residual).toBeLessThanOrEqual(4 * n * EPS * size);
      }
    }
});

test("Cholesky factors multiply to the matrix; an indefinite or singular matrix is refused", async () => {
  const engine = await Engine.create();
  for (const n of [3, 48, 70, 130]) {
    const A = symmetricProduct(random(engine, "g", n * n), n);
    const L = engine.memory.scope(() => {
      const a = engine.memory.fromF64(A);
      const work = engine.memory.u8(engine.kernels.dpotrfWork(n));
      const info = engine.memory.i32(1);
      const all = Number.POSITIVE_INFINITY;
      expect(engine.kernels.dpotrf(n, a.pointer, n, work.pointer, info.pointer, 0, all)).toBe(-1);
      expect(info.view()[0]).toBe(0);
      return a.read().map((value, at) => (at % n > Math.floor(at / n) ? 0 : value));
    });
    const shape = { m: n, n, k: n, transA: false, transB: true, alpha: 1, beta: -1 };
    const residual = gemm(L, L, A, shape).map(Math.abs);
    // |A - L L'| <= (n + 1) eps |L||L'| elementwise, and |L||L'| <= largest diagonal element of A [Hig02, (10.6)]
    expect(Math.max(...residual)).toBeLessThanOrEqual((n + 1) * EPS * Math.max(...A));
  }
  expect(
    solvePositiveDefinite(engine, Float64Array.from([1, 2, 2, 1]), new Float64Array(2), 2),
  ).toBeUndefined();
  expect(solve(engine, Float64Array.from([1, 2, 2, 4]), new Float64Array(2), 2)).toBeUndefined();
  expect(() => solve(engine, new Float64Array(3), new Float64Array(2), 2)).toThrow("has 4 entries, got 3");
});

test("debug and release builds agree bit for bit", async () => {
  const results = [await Engine.create(), await debugEngine()].map((engine) => {
    const n = 75;
    const G = random(engine, "g", n * n);
    const spd = symmetricProduct(G, n);
    const b = random(engine, "rhs", n);
    const [a, c] = [engine.memory.fromF64(G), engine.memory.f64(n * n)];
    dgemm(engine, { a, b: engine.memory.fromF64(G), c }, { m: n, n, k: n, transB: true });
    const s = inertia(engine, G, { n, triangle: "lower" });
    return [
      ...c.read(),
      ...solve(engine, G, b, n)!,
      ...solvePositiveDefinite(engine, spd, b, n)!,
      s.negative,
    ];
  });
  expect(results[0]).toEqual(results[1]);
});
