/** Typed access to the dense linear algebra kernels. Matrices are row-major. */
import { ShapeError } from "../base/errors.ts";
import type { Engine } from "./engine.ts";
import type { BlockF32, BlockF64 } from "./memory.ts";

export { KrylovBasis, type Projection } from "./krylov-basis.ts";
export {
  type EigenDecomposition,
  eigenSymmetric,
  eigenvaluesSymmetric,
  type WantedVectors,
} from "./linalg-eigen.ts";
export { type Inertia, inertia } from "./linalg-inertia.ts";
export type { SymmetricMatrix } from "./linalg-matrix.ts";
export { solve, solvePositiveDefinite } from "./linalg-solve.ts";

export interface GemmOptions {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
}

interface Operands<B> {
  readonly a: B;
  readonly b: B;
  readonly c: B;
}

interface AnyBlock {
  readonly pointer: number;
  readonly byteLength: number;
  readonly length: number;
}

function assertFits(what: string, { a, b, c }: Operands<AnyBlock>, { m, n, k }: GemmOptions): void {
  for (const [name, size] of Object.entries({ m, n, k }))
    if (!Number.isInteger(size) || size < 0)
      throw new ShapeError(`${what}: ${name} is a whole number of 0 or more, got ${size}.`);
  for (const [name, block, length] of [
    ["A", a, m * k],
    ["B", b, k * n],
    ["C", c, m * n],
  ] as const)
    if (block.length < length)
      throw new ShapeError(
        `${what}: ${name} needs ${length} numbers for m=${m}, n=${n}, k=${k}, got ${block.length}.`,
      );
  for (const [name, block] of [
    ["A", a],
    ["B", b],
  ] as const)
    if (block.pointer < c.pointer + c.byteLength && c.pointer < block.pointer + block.byteLength)
      throw new ShapeError(`${what}: C overlaps ${name}; the result needs a block of its own.`);
}

function multiply(
  engine: Engine,
  kernel: "dgemm" | "sgemm",
  operands: Operands<AnyBlock>,
  options: GemmOptions,
): void {
  const { m, n, k, transA = false, transB = false, alpha = 1, beta = 0 } = options;
  assertFits(kernel, operands, options);
  const { kernels, memory } = engine;
  memory.scope(() => {
    const work = memory.u8(kernel === "dgemm" ? kernels.dgemmWork(m, n, k) : kernels.sgemmWork(m, n, k));
    const [a, b, c] = [operands.a.pointer, operands.b.pointer, operands.c.pointer];
    const [lda, ldb] = [transA ? m : k, transB ? k : n];
    kernels[kernel](transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, n, work.pointer);
  });
}

/**
 * C = alpha op(A) op(B) + beta C; op(A) is m x k, op(B) k x n, C m x n. Element by element the products are added in ascending k:
 * the result equals the definition bit for bit.
 *
 * @throws {ShapeError} when a block is too short, or C overlaps an operand
 */
export function dgemm(engine: Engine, blocks: Operands<BlockF64>, options: GemmOptions): void {
  multiply(engine, "dgemm", blocks, options);
}

/** The same in f32. */
export function sgemm(engine: Engine, blocks: Operands<BlockF32>, options: GemmOptions): void {
  multiply(engine, "sgemm", blocks, options);
}
