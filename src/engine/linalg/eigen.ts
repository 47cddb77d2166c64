/** Eigenvalues and eigenvectors of dense symmetric matrices. */
import { ConvergenceError, ShapeError } from "../../base/errors.ts";
import { powerOfTwo } from "../../base/powers-of-two.ts";
import type { Engine } from "../engine.ts";
import type { BlockF64 } from "../memory.ts";
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

/**
 * All eigenvalues of a symmetric matrix, ascending. Backward stable for entries of every size, subnormal or near the largest
 * double: the values are exact for A + E with |E| of the order n eps |A|. Cost: 4 n³ / 3 flops.
 *
 * @param options.reduction by default two stages for large matrices; the last bits of the values depend on it
 * @param options.triangle "lower" to read only that of a host matrix
 * @param matrix n x n on the host (kept), or a block in the engine (overwritten, lower triangle)
 * @throws {ShapeError} for a wrong length, a host matrix that is not symmetric, or a value that overflows
 * @throws {NonFiniteError} for NaN or infinity
 */
export function eigenvaluesSymmetric(
  engine: Engine,
  matrix: SymmetricMatrix,
  n: number,
  options: { readonly reduction?: Reduction; readonly triangle?: Triangle } = {},
): Float64Array {
  const { reduction = n < TWO_STAGES_FROM ? "one-stage" : "two-stage", triangle } = options;
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const a = loadSymmetric(engine, matrix, { n, what: "eigenvalues", triangle });
    if (n === 0) return new Float64Array(0);
    const { d, e } = reduction === "one-stage" ? tridiagonalise(engine, a, n) : reduceInTwo(engine, a, n);
    if (kernels.dsterf(n, d.pointer, e.pointer) !== 0)
      throw new ConvergenceError(
        `eigenvalues: the QL iteration did not converge for this matrix of order ${n}.`,
      );
    return unscaled("eigenvalues", d.read().sort(), a.exponent);
  });
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

function tridiagonalise(engine: Engine, a: LoadedMatrix, n: number) {
  const { memory, kernels } = engine;
  const [d, e, tau] = [memory.f64(n), memory.f64(n), memory.f64(n)];
  const work = memory.u8(kernels.dsytrdWork(n));
  kernels.dsytrd(n, a.pointer, a.leading, d.pointer, e.pointer, tau.pointer, work.pointer);
  work.free();
  return { d, e, tau };
}

function reduceInTwo(engine: Engine, a: LoadedMatrix, n: number) {
  const { memory, kernels } = engine;
  const [d, e] = [memory.f64(n), memory.f64(n)];
  const [band, work] = [memory.u8(kernels.dsbtrdBand(n)), memory.u8(kernels.dsytrbWork(n))];
  kernels.dsytrb(n, a.pointer, a.leading, band.pointer, work.pointer);
  kernels.dsbtrd(n, band.pointer, d.pointer, e.pointer, memory.u8(kernels.dsbtrdWork()).pointer);
  return { d, e };
}

function wantedRange(wanted: WantedVectors, n: number): { first: number; count: number } {
  if (wanted === "all") return { first: 0, count: n };
  const count = "lowest" in wanted ? wanted.lowest : wanted.highest;
  if (!Number.isInteger(count) || count < 0 || count > n)
    throw new ShapeError(`eigenvectors: between 0 and ${n} vectors can be asked for, got ${count}.`);
  return { first: "lowest" in wanted ? 0 : n - count, count };
}

interface Tridiagonal {
  readonly d: BlockF64;
  readonly e: BlockF64;
}

/** Eigenvectors of the tridiagonal matrix, `count` of them from number `first` on, as rows; d becomes the values, ascending. */
function conquer(engine: Engine, n: number, { d, e }: Tridiagonal, first: number, count: number): BlockF64 {
  const { memory, kernels } = engine;
  const [q, order] = [memory.f64(n * n), memory.i32(n)];
  const work = memory.u8(kernels.dstedcWork(n));
  if (kernels.dstedc(n, d.pointer, e.pointer, q.pointer, n, order.pointer, work.pointer) !== 0)
    throw new ConvergenceError(`eigenvectors: a block of this matrix of order ${n} did not converge.`);
  work.free();
  const z = memory.f64(count * n);
  const [from, to, rows, values] = [q.view(), z.view(), order.read(), d.read()];
  for (let r = 0; r < count; r++) {
    const row = rows[first + r]!;
    to.set(from.subarray(row * n, (row + 1) * n), r * n);
  }
  d.view().set(Float64Array.from(rows, (row) => values[row]!));
  q.free();
  return z;
}

/** The same by the QL iteration, which needs a third of the workspace. */
function iterate(engine: Engine, n: number, { d, e }: Tridiagonal, first: number, count: number): BlockF64 {
  const { memory, kernels } = engine;
  const panels = memory.u8(kernels.dsteqrVectors(n));
  const rotations = memory.u8(kernels.dsteqrWork(n));
  const info = kernels.dsteqr(n, d.pointer, e.pointer, panels.pointer, rotations.pointer);
  if (info > 0) throw new ConvergenceError(`eigenvectors: value ${info} of ${n} did not converge.`);
  const values = d.read();
  const order = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]! || i - j);
  const z = memory.f64(count * n);
  for (let r = 0; r < count; r++) kernels.dsteqrVector(n, panels.pointer, order[first + r]!, z.at(r * n));
  panels.free();
  d.view().set(values.sort());
  return z;
}

/**
 * All eigenvalues of a symmetric matrix, and the wanted eigenvectors. Cost: 4 n³ / 3 flops to make it tridiagonal, up to 8 n³ / 3
 * to solve that by divide and conquer, 2 n² a vector to transform it back.
 *
 * @param matrix n x n on the host (kept), or a block in the engine (overwritten, lower triangle)
 * @param options.solver of the tridiagonal problem; by default "divide-and-conquer" while its workspace of 2 n² doubles fits
 * @param options.triangle "lower" to read only that of a host matrix
 * @throws {ShapeError} for a wrong length or number of vectors, a host matrix that is not symmetric, or a value that overflows
 * @throws {NonFiniteError} for NaN or infinity
 */
export function eigenSymmetric(
  engine: Engine,
  matrix: SymmetricMatrix,
  n: number,
  options: {
    readonly vectors?: WantedVectors;
    readonly solver?: TridiagonalSolver;
    readonly triangle?: Triangle;
  } = {},
): EigenDecomposition {
  const { first, count } = wantedRange(options.vectors ?? "all", n);
  const solver = options.solver ?? (n <= MOST_CONQUERED ? "divide-and-conquer" : "ql");
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const a = loadSymmetric(engine, matrix, { n, what: "eigenvectors", triangle: options.triangle });
    if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0), first };
    const { d, e, tau } = tridiagonalise(engine, a, n);
    const z = (solver === "ql" ? iterate : conquer)(engine, n, { d, e }, first, count);
    const work = memory.u8(kernels.dormtrWork(n, count));
    kernels.dormtr(n, count, a.pointer, a.leading, tau.pointer, z.pointer, n, work.pointer);
    return { values: unscaled("eigenvectors", d.read(), a.exponent), vectors: z.read(), first };
  });
}
