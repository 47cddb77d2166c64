/** Typed access to the dense linear algebra kernels. Matrices are row-major. */
import { ConvergenceError, ShapeError } from "../base/errors.ts";
import type { Engine } from "./engine.ts";
import type { BlockF64 } from "./memory.ts";

export interface GemmOptions {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
}

/** C = alpha op(A) op(B) + beta C; op(A) is m x k, op(B) k x n, C m x n. */
export function dgemm(
  engine: Engine,
  blocks: { a: BlockF64; b: BlockF64; c: BlockF64 },
  options: GemmOptions,
): void {
  const { m, n, k, transA = false, transB = false, alpha = 1, beta = 0 } = options;
  const { a, b, c } = blocks;
  for (const [name, block, length] of [
    ["A", a, m * k],
    ["B", b, k * n],
    ["C", c, m * n],
  ] as const)
    if (block.length < length)
      throw new ShapeError(
        `dgemm: ${name} needs ${length} numbers for m=${m}, n=${n}, k=${k}, got ${block.length}.`,
      );
  engine.memory.scope(() => {
    const work = engine.memory.u8(engine.kernels.dgemmWork());
    engine.kernels.dgemm(
      transA,
      transB,
      m,
      n,
      k,
      alpha,
      a.pointer,
      transA ? m : k,
      b.pointer,
      transB ? k : n,
      beta,
      c.pointer,
      n,
      work.pointer,
    );
  });
}

/** Largest |entry| of the lower triangle; throws for NaN and infinities. */
function largestEntry(matrix: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = Math.abs(matrix[i * n + j]!);
      if (!(value < Number.POSITIVE_INFINITY))
        throw new ShapeError(
          `eigenvalues: entry (${i}, ${j}) is ${matrix[i * n + j]}; a finite number is needed.`,
        );
      if (value > largest) largest = value;
    }
  return largest;
}

/** A power of two that brings `largest` near 1, so that no intermediate square overflows or underflows. */
function scaleFor(largest: number): number {
  if (largest === 0 || (largest > 1e-100 && largest < 1e100)) return 1;
  let scale = 1;
  while (largest * scale > 1) scale /= 1024;
  while (largest * scale < 1 / 1024) scale *= 1024;
  return scale;
}

/** Eigenvalues in ascending order; `vectors` holds row k, the unit eigenvector of value k. */
export interface EigenDecomposition {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues of a symmetric matrix, ascending. Only the lower triangle is read. Backward stable: the values are exact
 * for A + E with |E| of the order n eps |A|. Cost: 4 n³ / 3 flops.
 *
 * @param matrix n x n on the host, or a block in the engine, which is overwritten
 */
export function eigenvaluesSymmetric(
  engine: Engine,
  matrix: Float64Array | BlockF64,
  n: number,
): Float64Array {
  return decompose(engine, matrix, { n, vectors: false }).values;
}

/** All eigenvalues and eigenvectors of a symmetric matrix. Cost: about 9 n³ flops. */
export function eigenSymmetric(
  engine: Engine,
  matrix: Float64Array | BlockF64,
  n: number,
): EigenDecomposition {
  return decompose(engine, matrix, { n, vectors: true });
}

function decompose(
  engine: Engine,
  matrix: Float64Array | BlockF64,
  options: { n: number; vectors: boolean },
): EigenDecomposition {
  const { n, vectors } = options;
  if (matrix.length < n * n)
    throw new ShapeError(`eigenvalues: a matrix of order ${n} has ${n * n} entries, got ${matrix.length}.`);
  if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0) };
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const a = matrix instanceof Float64Array ? memory.fromF64(matrix) : matrix;
    const scale = scaleFor(largestEntry(a.view(), n));
    if (scale !== 1) {
      const view = a.view();
      for (let i = 0; i < n * n; i++) view[i]! *= scale;
    }
    const [d, e, tau] = [memory.f64(n), memory.f64(n), memory.f64(n)];
    const work = memory.u8(kernels.dsytrdWork(n));
    const z = vectors ? memory.f64(n * n) : undefined;
    if (z) {
      const identity = z.view();
      for (let i = 0; i < n; i++) identity[i * n + i] = 1;
    }
    kernels.dsytrd(n, a.pointer, n, d.pointer, e.pointer, tau.pointer, work.pointer);
    const info = kernels.dsteqr(n, d.pointer, e.pointer, z ? z.pointer : 0, n);
    if (info > 0) throw new ConvergenceError(`eigenvalues: value ${info} of ${n} did not converge.`);
    if (z) kernels.dormtr(n, n, a.pointer, n, tau.pointer, z.pointer, n, work.pointer);
    return sorted(
      { values: d.read().map((value) => value / scale), vectors: z ? z.read() : new Float64Array(0) },
      n,
    );
  });
}

function sorted({ values, vectors }: EigenDecomposition, n: number): EigenDecomposition {
  if (vectors.length === 0) return { values: values.sort(), vectors };
  const order = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const rows = new Float64Array(vectors.length);
  order.forEach((from, to) => {
    rows.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, (i) => values[i]!), vectors: rows };
}
