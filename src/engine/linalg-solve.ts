/** Linear systems: Cholesky for positive definite matrices, LU for the rest. */
import { ShapeError } from "../base/errors.ts";
import type { Engine } from "./engine.ts";
import { assertOrder, loadSymmetric } from "./linalg-matrix.ts";

function rightHandSides(what: string, b: Float64Array, n: number): number {
  const m = n === 0 ? 0 : b.length / n;
  if (!Number.isInteger(m))
    throw new ShapeError(
      `${what}: right-hand sides of order ${n} need a multiple of ${n} numbers, got ${b.length}.`,
    );
  if (!b.every(Number.isFinite))
    throw new ShapeError(`${what}: the right-hand side has a NaN or an infinity.`);
  return m;
}

/**
 * Solves A X = B for a symmetric positive definite A (n x n, lower triangle read) and B (n x m, row-major). n³/3 flops.
 *
 * @returns X, or undefined when A is not positive definite (a pivot of its Cholesky factorisation is not positive)
 */
export function solvePositiveDefinite(
  engine: Engine,
  a: Float64Array,
  b: Float64Array,
  n: number,
): Float64Array | undefined {
  const { kernels, memory } = engine;
  const m = rightHandSides("solvePositiveDefinite", b, n);
  return memory.scope(() => {
    const matrix = loadSymmetric(engine, a, { n, what: "solvePositiveDefinite" });
    const x = memory.fromF64(b);
    const work = memory.u8(kernels.dpotrfWork(n));
    if (kernels.dpotrf(n, matrix.pointer, matrix.leading, work.pointer) !== 0) return undefined;
    kernels.dpotrs(n, m, matrix.pointer, matrix.leading, x.pointer, m);
    return x.read().map((value) => value * matrix.scale);
  });
}

/**
 * Solves A X = B for a general A (n x n) and B (n x m), row-major, by LU with partial pivoting. 2n³/3 flops.
 *
 * @returns X, or undefined when A is singular to working precision (a column without a pivot)
 */
export function solve(engine: Engine, a: Float64Array, b: Float64Array, n: number): Float64Array | undefined {
  const { kernels, memory } = engine;
  assertOrder("solve", a, n);
  const m = rightHandSides("solve", b, n);
  if (!a.every(Number.isFinite)) throw new ShapeError("solve: the matrix has a NaN or an infinity.");
  return memory.scope(() => {
    const [matrix, x, pivots] = [memory.fromF64(a), memory.fromF64(b), memory.i32(n)];
    const work = memory.u8(kernels.dgetrfWork(n));
    if (kernels.dgetrf(n, matrix.pointer, n, pivots.pointer, work.pointer) !== 0) return undefined;
    kernels.dgetrs(n, m, matrix.pointer, n, pivots.pointer, x.pointer, m);
    return x.read();
  });
}
