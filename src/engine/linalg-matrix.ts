/** How a symmetric matrix gets from a caller to the kernels: checked, copied or taken in place, scaled. */
import { ShapeError } from "../base/errors.ts";
import type { Engine } from "./engine.ts";
import { Block, type BlockF64 } from "./memory.ts";

/** A symmetric matrix on the host (copied), or a block in the engine, n x n row-major (overwritten). Lower triangle. */
export type SymmetricMatrix = Float64Array | BlockF64;

/** In the engine, with its leading dimension; the entries were multiplied by `scale`, a power of two. */
export interface LoadedMatrix {
  readonly pointer: number;
  readonly leading: number;
  readonly scale: number;
}

/** Entries below and above these are scaled, so that no product of two of them overflows or underflows. */
const SMALL = 2 ** -300;
const LARGE = 2 ** 300;
/** Rows a multiple of 1 kB apart fall into few cache sets. */
const BAD_STRIDE = 128;

export function assertOrder(what: string, matrix: { length: number }, n: number): void {
  if (!Number.isInteger(n) || n < 0)
    throw new ShapeError(`${what}: the order of a matrix is a whole number of 0 or more, got ${n}.`);
  if (matrix.length < n * n)
    throw new ShapeError(`${what}: a matrix of order ${n} has ${n * n} entries, got ${matrix.length}.`);
}

/** Names the first NaN or infinity in the lower triangle. */
function throwNonFinite(what: string, at: (i: number, j: number) => number, n: number): never {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      if (!Number.isFinite(at(i, j)))
        throw new ShapeError(`${what}: entry (${i}, ${j}) is ${at(i, j)}; a finite number is needed.`);
  throw new ShapeError(`${what}: an entry is not finite.`);
}

function scaleFor(largest: number): number {
  if (largest === 0 || (largest > SMALL && largest < LARGE)) return 1;
  let scale = 1;
  while (largest * scale > 1) scale /= 1024;
  while (largest * scale < 1 / 1024) scale *= 1024;
  return scale;
}

/** A host matrix goes, lower triangle only, into a padded block of the current scope. */
function copyIn(engine: Engine, matrix: Float64Array, n: number): { pointer: number; leading: number } {
  let leading = (n + 7) & ~7;
  if (leading % BAD_STRIDE === 0) leading += 8;
  const block = engine.memory.f64(n * leading);
  const view = block.view();
  for (let i = 0; i < n; i++) view.set(matrix.subarray(i * n, i * n + i + 1), i * leading);
  return { pointer: block.pointer, leading };
}

/**
 * The lower triangle in the engine, ready to be overwritten. Call inside `engine.memory.scope`.
 *
 * @throws {ShapeError} for a wrong length, NaN or infinity (with its place), or a block that is not this engine's
 */
export function loadSymmetric(
  engine: Engine,
  matrix: SymmetricMatrix,
  { n, what }: { n: number; what: string },
): LoadedMatrix {
  assertOrder(what, matrix, n);
  const inPlace = matrix instanceof Block;
  if (inPlace) engine.memory.assertUsable(what, "the matrix", matrix);
  const { pointer, leading } = inPlace ? { pointer: matrix.pointer, leading: n } : copyIn(engine, matrix, n);
  const largest = engine.kernels.dmaxLower(n, pointer, leading);
  if (!(largest < Number.POSITIVE_INFINITY)) {
    const entries = inPlace ? matrix.view() : matrix;
    throwNonFinite(what, (i, j) => entries[i * n + j]!, n);
  }
  const scale = scaleFor(largest);
  if (scale !== 1) for (let i = 0; i < n; i++) engine.kernels.dscal(i + 1, scale, pointer + i * leading * 8);
  return { pointer, leading, scale };
}
