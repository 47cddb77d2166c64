/** How many eigenvalues are negative, without computing them. */
import { assertKnownOptions } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { NonFiniteError } from "../../base/errors.ts";
import { atOnce, callInPieces, piecesOf, type Steps } from "../../base/steps.ts";
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
 * @throws {ShapeError} for a wrong length, or a host matrix that is not symmetric
 * @throws {NonFiniteError} for NaN or infinity in the matrix or as shift
 */
export function inertia(engine: Engine, matrix: SymmetricMatrix, options: InertiaOptions): Inertia {
  assertKnownOptions("inertia", options, KNOWN);
  return atOnce((allowed) => inertiaSteps("inertia", engine, { ...options, matrix }, allowed));
}

/**
 * The same, with the thread given back on the way; a matrix in the engine must stay there until the end.
 *
 * @throws the reason of the signal
 */
export function inertiaAsync(
  engine: Engine,
  matrix: SymmetricMatrix,
  options: InertiaOptions & LongRun,
): Promise<Inertia> {
  return piecesOf("inertiaAsync", options, KNOWN, (own, allowed) =>
    inertiaSteps("inertia", engine, { ...own, matrix }, allowed),
  );
}

const KNOWN = ["n", "shift", "triangle"];

export interface InertiaOptions {
  /** Order. */
  readonly n: number;
  /** Default 0. */
  readonly shift?: number;
  /** "lower" to read only that of a host matrix. */
  readonly triangle?: Triangle;
}

/** `inertia` as steps, for a caller whose name, `what`, begins the sentences of errors. */
export function* inertiaSteps(
  what: string,
  engine: Engine,
  problem: InertiaOptions & { readonly matrix: SymmetricMatrix },
  allowed: number,
): Steps<Inertia> {
  const { matrix, n, shift = 0, triangle } = problem;
  if (!Number.isFinite(shift)) throw new NonFiniteError(`${what}: the shift must be finite, got ${shift}.`);
  const { kernels, memory } = engine;
  const arena = memory.arena();
  try {
    const a = yield* placeSymmetric(engine, arena, matrix, { n, what, triangle });
    const work = arena.u8(Math.max(kernels.dinertiaWork(n), kernels.dequilibrateWork(n)));
    const counts = arena.i32(3);
    kernels.dequilibrate(n, shift, a.largest, a.pointer, a.leading, work.pointer);
    const call = (from: number): number => {
      a.assertThere();
      return kernels.dinertia(n, a.pointer, a.leading, counts.pointer, work.pointer, from, allowed);
    };
    yield* callInPieces(call, { flops: (n * n * n) / 3, allowed });
    const [negative, zero, positive] = counts.read();
    return { negative: negative!, zero: zero!, positive: positive! };
  } finally {
    arena.free();
  }
}
