/** Matrix products in the engine's memory. */
import type { LongRun } from "../../base/breather.ts";
import { NonFiniteError, ShapeError } from "../../base/errors.ts";
import { piecesOf, type Steps } from "../../base/steps.ts";
import type { Engine } from "../engine.ts";
import type { BlockF32, BlockF64, EngineMemory } from "../memory.ts";

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

type AnyBlock = BlockF64 | BlockF32;

function assertSize(what: string, name: string, size: number): void {
  if (!Number.isInteger(size) || size < 0)
    throw new ShapeError(`${what}: ${name} is a whole number of 0 or more, got ${size}.`);
}

function assertOperand(
  what: string,
  name: string,
  block: AnyBlock,
  length: number,
  shape: GemmOptions,
): void {
  if (block.length >= length) return;
  const { m, n, k } = shape;
  throw new ShapeError(
    `${what}: ${name} needs ${length} numbers for m=${m}, n=${n}, k=${k}, got ${block.length}.`,
  );
}

function assertApart(what: string, name: string, block: AnyBlock, c: AnyBlock): void {
  if (block.pointer < c.pointer + c.byteLength && c.pointer < block.pointer + block.byteLength)
    throw new ShapeError(`${what}: C overlaps ${name}; the result needs a block of its own.`);
}

// Straight calls, no lists: a product of 8 x 8 matrices takes less time than a loop over names would.
function assertFits(
  memory: EngineMemory,
  what: string,
  { a, b, c }: Operands<AnyBlock>,
  shape: GemmOptions,
): void {
  const { m, n, k } = shape;
  assertSize(what, "m", m);
  assertSize(what, "n", n);
  assertSize(what, "k", k);
  assertOperand(what, "A", a, m * k, shape);
  assertOperand(what, "B", b, k * n, shape);
  assertOperand(what, "C", c, m * n, shape);
  memory.assertUsable(what, "A", a);
  memory.assertUsable(what, "B", b);
  memory.assertUsable(what, "C", c);
  assertApart(what, "A", a, c);
  assertApart(what, "B", b, c);
}

/** A NaN or an infinity in an operand always reaches C, so that looking at C is enough until one is there. */
function throwNonFinite(what: string, { a, b }: Operands<AnyBlock>, { m, n, k }: GemmOptions): never {
  for (const [name, block, length] of [
    ["A", a, m * k],
    ["B", b, k * n],
  ] as const) {
    const values = block.view().subarray(0, length);
    const at = values.findIndex((value: number) => !Number.isFinite(value));
    if (at >= 0)
      throw new NonFiniteError(`${what}: number ${at} of ${name} is ${values[at]}; C is of no use.`);
  }
  throw new NonFiniteError(`${what}: the result overflows, or C or a factor was not finite; C is of no use.`);
}

/** @throws {NonFiniteError} that names the number that is to blame */
function assertFiniteProduct(
  { kernels }: Engine,
  kernel: "dgemm" | "sgemm",
  operands: Operands<AnyBlock>,
  options: GemmOptions,
): void {
  const finite = kernel === "dgemm" ? kernels.dallFinite : kernels.sallFinite;
  if (!finite(options.m * options.n, operands.c.pointer)) throwNonFinite(kernel, operands, options);
}

function multiply(
  engine: Engine,
  kernel: "dgemm" | "sgemm",
  operands: Operands<AnyBlock>,
  options: GemmOptions,
): void {
  const { m, n, k, transA = false, transB = false, alpha = 1, beta = 0 } = options;
  const { kernels, memory } = engine;
  assertFits(memory, kernel, operands, options);
  const bytes = kernel === "dgemm" ? kernels.dgemmWork(m, n, k) : kernels.sgemmWork(m, n, k);
  const work = memory.scratch(bytes);
  const { a, b, c } = operands;
  const lda = transA ? m : k;
  const ldb = transB ? k : n;
  kernels[kernel](transA, transB, m, n, k, alpha, a.pointer, lda, b.pointer, ldb, beta, c.pointer, n, work);
  assertFiniteProduct(engine, kernel, operands, options);
}

/** Side of the pieces of a long product, and its inner length: 13 ms at 10 GFLOP/s. */
const PIECE = 256;
const PIECE_INNER = 1024;

/** The same by blocks of C and parts of the inner length, in ascending order: sums are formed in the order of the whole product. */
function* multiplySteps(
  engine: Engine,
  kernel: "dgemm" | "sgemm",
  operands: Operands<AnyBlock>,
  options: GemmOptions,
): Steps<void> {
  const { m, n, k, transA = false, transB = false, alpha = 1, beta = 0 } = options;
  const { kernels, memory } = engine;
  const { a, b, c } = operands;
  const [lda, ldb] = [transA ? m : k, transB ? k : n];
  const depth = Math.max(k, 1); // C = beta C wants one part of no length
  assertFits(memory, kernel, operands, options);
  for (let i = 0; i < m; i += PIECE)
    for (let j = 0; j < n; j += PIECE)
      for (let l = 0; l < depth; l += PIECE_INNER) {
        yield (i + (PIECE * j) / n) / m;
        assertFits(memory, kernel, operands, options);
        const [rows, columns, inner] = [
          Math.min(PIECE, m - i),
          Math.min(PIECE, n - j),
          Math.min(PIECE_INNER, k - l),
        ];
        const bytes = kernels[kernel === "dgemm" ? "dgemmWork" : "sgemmWork"](rows, columns, inner);
        const work = memory.scratch(bytes);
        const fromA = a.at(transA ? l * lda + i : i * lda + l);
        const fromB = b.at(transB ? j * ldb + l : l * ldb + j);
        const factor = l === 0 ? beta : 1;
        const [t, u, to] = [transA, transB, c.at(i * n + j)];
        kernels[kernel](t, u, rows, columns, inner, alpha, fromA, lda, fromB, ldb, factor, to, n, work);
      }
  assertFiniteProduct(engine, kernel, operands, options);
}

const KNOWN = ["m", "n", "k", "transA", "transB", "alpha", "beta"];

/**
 * `dgemm` with the thread given back on the way: the same bytes. The operands must stay there until the end, C is of no use before.
 *
 * @throws the reason of the signal; what `dgemm` throws
 */
export function dgemmAsync(
  engine: Engine,
  blocks: Operands<BlockF64>,
  options: GemmOptions & LongRun,
): Promise<void> {
  return piecesOf("dgemmAsync", options, KNOWN, (own) => multiplySteps(engine, "dgemm", blocks, own));
}

/** The same in f32. */
export function sgemmAsync(
  engine: Engine,
  blocks: Operands<BlockF32>,
  options: GemmOptions & LongRun,
): Promise<void> {
  return piecesOf("sgemmAsync", options, KNOWN, (own) => multiplySteps(engine, "sgemm", blocks, own));
}

/**
 * C = alpha op(A) op(B) + beta C; op(A) is m x k, op(B) k x n, C m x n. Element by element the products are added in ascending k:
 * the result equals the definition bit for bit.
 *
 * @throws {ShapeError} when a block is too short, freed or of another engine, or when C overlaps an operand
 * @throws {NonFiniteError} when A or B holds a NaN or an infinity, the result overflows, or a factor or the C that came in was not finite
 */
export function dgemm(engine: Engine, blocks: Operands<BlockF64>, options: GemmOptions): void {
  multiply(engine, "dgemm", blocks, options);
}

/** The same in f32. */
export function sgemm(engine: Engine, blocks: Operands<BlockF32>, options: GemmOptions): void {
  multiply(engine, "sgemm", blocks, options);
}
