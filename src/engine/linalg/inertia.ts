/** How many eigenvalues are negative, without computing them. */
import { NonFiniteError } from "../../base/errors.ts";
import type { Engine } from "../engine.ts";
import { placeSymmetric, type SymmetricMatrix, type Triangle } from "./matrix.ts";

/** Numbers of eigenvalues below, at and above zero; "zero" counts exactly singular pivots only. */
export interface Inertia {
  readonly negative: number;
  readonly zero: number;
  readonly positive: number;
}

/**
 * Inertia of A + shift I by a pivoted LDLᵀ factorisation [BunKau77]: n³/3 flops, a quarter of what eigenvalues cost.
 * Exact for a matrix within n eps |A| of A + shift I; so the number of eigenvalues below t is `negative` at shift -t, unless one
 * lies that close to t. Where rows are very small or very large, they and their columns are scaled first, which changes no sign: the
 * error is then one of n eps times the sizes of an entry's own row and column.
 *
 * @param matrix on the host (kept), or a block in the engine (overwritten, lower triangle)
 * @param options.triangle "lower" to read only that of a host matrix
 * @throws {ShapeError} for a wrong length, or a host matrix that is not symmetric
 * @throws {NonFiniteError} for NaN or infinity in the matrix or as shift
 */
export function inertia(
  engine: Engine,
  matrix: SymmetricMatrix,
  options: { readonly n: number; readonly shift?: number; readonly triangle?: Triangle },
): Inertia {
  return inertiaFor("inertia", engine, { ...options, matrix });
}

interface Shifted {
  readonly matrix: SymmetricMatrix;
  readonly n: number;
  readonly shift?: number;
  readonly triangle?: Triangle;
}

/** The same for a caller whose name, `what`, begins the sentences of errors. */
export function inertiaFor(
  what: string,
  engine: Engine,
  { matrix, n, shift = 0, triangle }: Shifted,
): Inertia {
  if (!Number.isFinite(shift)) throw new NonFiniteError(`${what}: the shift must be finite, got ${shift}.`);
  const { kernels, memory } = engine;
  return memory.scope(() => {
    const a = placeSymmetric(engine, matrix, { n, what, triangle });
    const work = memory.u8(Math.max(kernels.dinertiaWork(n), kernels.dequilibrateWork(n)));
    const counts = memory.i32(3);
    kernels.dequilibrate(n, shift, a.largest, a.pointer, a.leading, work.pointer);
    kernels.dinertia(n, a.pointer, a.leading, counts.pointer, work.pointer);
    const [negative, zero, positive] = counts.read();
    return { negative: negative!, zero: zero!, positive: positive! };
  });
}
