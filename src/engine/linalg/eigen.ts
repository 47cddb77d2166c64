/** Eigenvalues and eigenvectors of dense symmetric matrices. */
import { assertKnownOptions } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { ConvergenceError, ShapeError } from "../../base/errors.ts";
import { powerOfTwo } from "../../base/powers-of-two.ts";
import { atOnce, callInPieces, piecesOf, type Steps, within } from "../../base/steps.ts";
import { readSteps } from "../copies.ts";
import type { Engine } from "../engine.ts";
import type { Arena, BlockF64 } from "../memory.ts";
import { type LoadedMatrix, loadSymmetric, type SymmetricMatrix, type Triangle } from "./matrix.ts";

/** Which eigenvectors: all, or those of the k lowest or highest eigenvalues. */
export type WantedVectors = "all" | { readonly lowest: number } | { readonly highest: number };

/** All n eigenvalues, ascending, and unit eigenvectors: row r of `vectors` belongs to `values[first + r]`. */
export interface EigenDecomposition {
  readonly values: Float64Array;
  /** Number of vectors times n, row-major. */
  readonly vectors: Float64Array;
  /** Number of the eigenvalue that the first vector belongs to: 0 unless the highest were asked for. */
  readonly first: number;
}

/** How a matrix becomes tridiagonal: at once, or through a band, which reads the matrix 32 times less often. */
export type Reduction = "one-stage" | "two-stage";

/** How the tridiagonal problem is solved when vectors are wanted. */
export type TridiagonalSolver = "divide-and-conquer" | "ql";

/** Order up to which the matrix, its vectors and the workspace of divide and conquer, 4 n² doubles, fit into 3 GiB. */
const MOST_CONQUERED = 10000;

/** Order from which the band's detour of 192 n² flops costs less than the memory traffic that it saves. */
const TWO_STAGES_FROM = 1536;

const VALUES_KNOWN = ["reduction", "triangle"];
const VECTORS_KNOWN = ["vectors", "solver", "triangle"];

export interface EigenvaluesOptions {
  /** By default two stages for large matrices; the last bits of the values depend on it. */
  readonly reduction?: Reduction;
  /** "lower" to read only that of a host matrix. */
  readonly triangle?: Triangle;
}

export interface EigenOptions {
  /** Default: all. */
  readonly vectors?: WantedVectors;
  /** Of the tridiagonal problem; by default "divide-and-conquer" while its workspace of 2 n² doubles fits. */
  readonly solver?: TridiagonalSolver;
  /** "lower" to read only that of a host matrix. */
  readonly triangle?: Triangle;
}

/**
 * All eigenvalues of a symmetric matrix, ascending. Backward stable for entries of every size, subnormal or near the largest
 * double: the values are exact for A + E with |E| of the order n eps |A|. Cost: 4 n³ / 3 flops.
 *
 * @param matrix n x n on the host (kept), or a block in the engine (overwritten, lower triangle)
 * @throws {ShapeError} for a wrong length, a host matrix that is not symmetric, or a value that overflows
 * @throws {NonFiniteError} for NaN or infinity
 */
export function eigenvaluesSymmetric(
  engine: Engine,
  matrix: SymmetricMatrix,
  n: number,
  options: EigenvaluesOptions = {},
): Float64Array {
  assertKnownOptions("eigenvaluesSymmetric", options, VALUES_KNOWN);
  return atOnce((allowed) => eigenvaluesSteps(engine, { matrix, n, ...options }, allowed));
}

/**
 * The same bytes, with the thread given back on the way; a matrix in the engine must stay there until the end.
 *
 * @throws the reason of the signal
 */
export function eigenvaluesSymmetricAsync(
  engine: Engine,
  matrix: SymmetricMatrix,
  n: number,
  options: EigenvaluesOptions & LongRun = {},
): Promise<Float64Array> {
  return piecesOf("eigenvaluesSymmetricAsync", options, VALUES_KNOWN, (own, allowed) =>
    eigenvaluesSteps(engine, { matrix, n, ...own }, allowed),
  );
}

/** Share of the time that a tridiagonal matrix's eigenvalues take, at most. */
const VALUES_SHARE = 0.1;

/** `eigenvaluesSymmetric` as steps, for computations that have more to do. */
export function* eigenvaluesSteps(
  engine: Engine,
  problem: EigenvaluesOptions & { readonly matrix: SymmetricMatrix; readonly n: number },
  allowed: number,
): Steps<Float64Array> {
  const { matrix, n, triangle } = problem;
  const { reduction = n < TWO_STAGES_FROM ? "one-stage" : "two-stage" } = problem;
  const { memory } = engine;
  const arena = memory.arena();
  try {
    const a = yield* loadSymmetric(engine, arena, matrix, { n, what: "eigenvalues", triangle });
    if (n === 0) return new Float64Array(0);
    const reduce = reduction === "one-stage" ? tridiagonalise : reduceInTwo;
    const { d, e } = yield* within(reduce(engine, arena, { a, n }, allowed), 0, 1 - VALUES_SHARE);
    yield* within(tridiagonalValues(engine, arena, { d, e, n }, allowed), 1 - VALUES_SHARE, 1);
    return unscaled("eigenvalues", d.read().sort(), a.exponent);
  } finally {
    arena.free();
  }
}

interface Tridiagonal {
  readonly d: BlockF64;
  readonly e: BlockF64;
}

interface Loaded {
  readonly a: LoadedMatrix;
  readonly n: number;
}

/** Kernels' answer beside DONE and 1, which says that pieces are left. */
const NOT_CONVERGED = 2;

/** d becomes the eigenvalues. */
function* tridiagonalValues(
  { kernels }: Engine,
  arena: Arena,
  { d, e, n }: Tridiagonal & { readonly n: number },
  allowed: number,
): Steps<void> {
  const state = arena.u8(kernels.dsterfState());
  const call = (from: number): number => {
    const next = kernels.dsterf(n, d.pointer, e.pointer, state.pointer, from, allowed);
    if (next === NOT_CONVERGED)
      throw new ConvergenceError(
        `eigenvalues: the QL iteration did not converge for this matrix of order ${n}.`,
      );
    return next;
  };
  yield* callInPieces(call, { flops: 60 * n * n, allowed });
}

/** values 2^-exponent, each rounded once. */
function unscaled(what: string, values: Float64Array, exponent: number): Float64Array {
  if (exponent === 0) return values;
  const factor = powerOfTwo(-exponent);
  const result = values.map((value) => value * factor);
  const over = result.findIndex((value) => !Number.isFinite(value));
  if (over >= 0)
    throw new ShapeError(
      `${what}: value ${over} of ${values.length} is larger than the largest double, 1.798e308; scale the matrix down.`,
    );
  return result;
}

function* tridiagonalise(
  { kernels }: Engine,
  arena: Arena,
  { a, n }: Loaded,
  allowed: number,
): Steps<Tridiagonal & { readonly tau: BlockF64 }> {
  const [d, e, tau] = [arena.f64(n), arena.f64(n), arena.f64(n)];
  const work = arena.u8(kernels.dsytrdWork(n));
  const call = (from: number): number => {
    a.assertThere();
    const [to, w] = [tau.pointer, work.pointer];
    return kernels.dsytrd(n, a.pointer, a.leading, d.pointer, e.pointer, to, w, from, allowed);
  };
  yield* callInPieces(call, { flops: (4 * n * n * n) / 3, allowed });
  arena.release(work);
  return { d, e, tau };
}

function* reduceInTwo(
  { kernels }: Engine,
  arena: Arena,
  { a, n }: Loaded,
  allowed: number,
): Steps<Tridiagonal> {
  const [d, e] = [arena.f64(n), arena.f64(n)];
  const [band, work] = [arena.u8(kernels.dsbtrdBand(n)), arena.u8(kernels.dsytrbWork(n))];
  const toBand = (from: number): number => {
    a.assertThere();
    return kernels.dsytrb(n, a.pointer, a.leading, band.pointer, work.pointer, from, allowed);
  };
  const [first, second] = [(4 * n * n * n) / 3, 192 * n * n];
  const share = first / (first + second);
  yield* within(callInPieces(toBand, { flops: first, allowed }), 0, share);
  const small = arena.u8(kernels.dsbtrdWork());
  const toThree = (from: number): number =>
    kernels.dsbtrd(n, band.pointer, d.pointer, e.pointer, small.pointer, from, allowed);
  yield* within(callInPieces(toThree, { flops: second, allowed }), share, 1);
  return { d, e };
}

function wantedRange(wanted: WantedVectors, n: number): { first: number; count: number } {
  if (wanted === "all") return { first: 0, count: n };
  const count = "lowest" in wanted ? wanted.lowest : wanted.highest;
  if (!Number.isInteger(count) || count < 0 || count > n)
    throw new ShapeError(`eigenvectors: between 0 and ${n} vectors can be asked for, got ${count}.`);
  return { first: "lowest" in wanted ? 0 : n - count, count };
}

/** Between two pauses. */
const ROWS_COPIED = 256;

interface Wanted {
  readonly n: number;
  readonly first: number;
  readonly count: number;
}

/** Eigenvectors of the tridiagonal matrix, `count` of them from number `first` on, as rows; d becomes the values, ascending. */
function* conquer(
  { kernels }: Engine,
  arena: Arena,
  { d, e, n, first, count }: Tridiagonal & Wanted,
  allowed: number,
): Steps<BlockF64> {
  const [q, order] = [arena.rawF64(n * n), arena.i32(n)];
  const work = arena.rawF64(Math.ceil(kernels.dstedcWork(n) / 8));
  const state = arena.u8(kernels.dstedcState());
  const call = (): number => {
    const [rows, w, kept] = [order.pointer, work.pointer, state.pointer];
    const next = kernels.dstedc(n, d.pointer, e.pointer, q.pointer, n, rows, w, kept, allowed);
    if (next === NOT_CONVERGED)
      throw new ConvergenceError(`eigenvectors: a block of this matrix of order ${n} did not converge.`);
    return next;
  };
  yield* callInPieces(call, { flops: (8 * n * n * n) / 3, allowed });
  arena.release(work);
  const z = arena.rawF64(count * n);
  const [rows, values] = [order.read(), d.read()];
  for (let r = 0; r < count; r++) {
    if (r > 0 && r % ROWS_COPIED === 0) yield 1;
    const row = rows[first + r]!;
    z.view().set(q.view().subarray(row * n, (row + 1) * n), r * n);
  }
  d.view().set(Float64Array.from(rows, (row) => values[row]!));
  arena.release(q);
  return z;
}

/** The same by the QL iteration, which needs a third of the workspace; in one piece. */
function* iterate(
  { kernels }: Engine,
  arena: Arena,
  { d, e, n, first, count }: Tridiagonal & Wanted,
): Steps<BlockF64> {
  yield 0;
  const panels = arena.u8(kernels.dsteqrVectors(n));
  const rotations = arena.u8(kernels.dsteqrWork(n));
  const info = kernels.dsteqr(n, d.pointer, e.pointer, panels.pointer, rotations.pointer);
  if (info > 0) throw new ConvergenceError(`eigenvectors: value ${info} of ${n} did not converge.`);
  const values = d.read();
  const order = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]! || i - j);
  const z = arena.f64(count * n);
  for (let r = 0; r < count; r++) kernels.dsteqrVector(n, panels.pointer, order[first + r]!, z.at(r * n));
  arena.release(panels);
  d.view().set(values.sort());
  return z;
}

/**
 * All eigenvalues of a symmetric matrix, and the wanted eigenvectors. Cost: 4 n³ / 3 flops to make it tridiagonal, up to 8 n³ / 3
 * to solve that by divide and conquer, 2 n² a vector to transform it back.
 *
 * @param matrix n x n on the host (kept), or a block in the engine (overwritten, lower triangle)
 * @throws {ShapeError} for a wrong length or number of vectors, a host matrix that is not symmetric, or a value that overflows
 * @throws {NonFiniteError} for NaN or infinity
 */
export function eigenSymmetric(
  engine: Engine,
  matrix: SymmetricMatrix,
  n: number,
  options: EigenOptions = {},
): EigenDecomposition {
  assertKnownOptions("eigenSymmetric", options, VECTORS_KNOWN);
  return atOnce((allowed) => eigenSteps(engine, { matrix, n, ...options }, allowed));
}

/**
 * The same bytes, with the thread given back on the way (but for the solver "ql", which is one piece); a matrix in the engine must
 * stay there until the end.
 *
 * @throws the reason of the signal
 */
export function eigenSymmetricAsync(
  engine: Engine,
  matrix: SymmetricMatrix,
  n: number,
  options: EigenOptions & LongRun = {},
): Promise<EigenDecomposition> {
  return piecesOf("eigenSymmetricAsync", options, VECTORS_KNOWN, (own, allowed) =>
    eigenSteps(engine, { matrix, n, ...own }, allowed),
  );
}

/** Shares of the time: to make the matrix tridiagonal, to solve that, to transform the vectors back. */
const REDUCED = 0.3;
const SOLVED = 0.7;

/** `eigenSymmetric` as steps, for computations that have more to do. */
export function* eigenSteps(
  engine: Engine,
  problem: EigenOptions & { readonly matrix: SymmetricMatrix; readonly n: number },
  allowed: number,
): Steps<EigenDecomposition> {
  const { matrix, n, vectors = "all", triangle } = problem;
  const { solver = n <= MOST_CONQUERED ? "divide-and-conquer" : "ql" } = problem;
  const { first, count } = wantedRange(vectors, n);
  const { memory, kernels } = engine;
  const arena = memory.arena();
  try {
    const a = yield* loadSymmetric(engine, arena, matrix, { n, what: "eigenvectors", triangle });
    if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0), first };
    const { d, e, tau } = yield* within(tridiagonalise(engine, arena, { a, n }, allowed), 0, REDUCED);
    const solve = solver === "ql" ? iterate : conquer;
    const z = yield* within(solve(engine, arena, { d, e, n, first, count }, allowed), REDUCED, SOLVED);
    const work = arena.u8(kernels.dormtrWork(n, count));
    const call = (from: number): number => {
      a.assertThere();
      const [to, w] = [z.pointer, work.pointer];
      return kernels.dormtr(n, count, a.pointer, a.leading, tau.pointer, to, n, w, from, allowed);
    };
    yield* within(callInPieces(call, { flops: 2 * n * n * count, allowed }), SOLVED, 1);
    const rows = yield* within(readSteps(z), 1, 1);
    return { values: unscaled("eigenvectors", d.read(), a.exponent), vectors: rows, first };
  } finally {
    arena.free();
  }
}
