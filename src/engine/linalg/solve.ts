/** Linear systems: Cholesky for positive definite matrices, LU for the rest. */
import { assertKnownOptions } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { NonFiniteError, ShapeError } from "../../base/errors.ts";
import { exponentOf, scaleByPower } from "../../base/powers-of-two.ts";
import { atOnce, callInPieces, piecesOf, type Steps } from "../../base/steps.ts";
import { writeSteps } from "../copies.ts";
import type { Engine } from "../engine.ts";
import type { Arena } from "../memory.ts";
import { assertOrder, type PlacedMatrix, placeSymmetric, type Triangle } from "./matrix.ts";
import { columnExponents, type Exponents, hasModerateSizes, scaleEntries, splitColumns } from "./scaling.ts";

interface System {
  readonly a: Float64Array;
  /** n x m, row-major. */
  readonly b: Float64Array;
  readonly n: number;
  readonly m: number;
}

/** X, or nothing when A is singular (or not positive definite). */
type Solution = Float64Array | undefined;

/** X from A and B, as kernels find it. */
type Solver = (engine: Engine, system: System, allowed: number) => Steps<Solution>;

function rightHandSides(what: string, b: Float64Array, n: number): number {
  const m = n === 0 ? 0 : b.length / n;
  if (!Number.isInteger(m) || (n === 0 && b.length > 0))
    throw new ShapeError(
      `${what}: right-hand sides of order ${n} need a multiple of ${n} numbers, got ${b.length}.`,
    );
  const wrong = b.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new NonFiniteError(
      `${what}: number ${wrong} of the right-hand side is ${b[wrong]}; it has a NaN or an infinity.`,
    );
  return m;
}

/** Powers of two that right-hand sides of size 1 are multiplied by, one after the other until no element of the solution overflows. */
const TARGETS = [0, -600, -1000];

/** Y of the scaled system with right-hand sides of size 2^target, which is returned beside it. */
function* solveParts(
  engine: Engine,
  system: System,
  solver: Solver,
  allowed: number,
): Steps<{ y: Float64Array; target: number } | undefined | null> {
  const { n, m, b } = system;
  for (const target of TARGETS) {
    const columns = new Int32Array(m).fill(target);
    const scaled = { ...system, b: scaleEntries(b, { rows: new Int32Array(n), columns, width: m }) };
    const y = yield* solver(engine, scaled, allowed);
    if (y === undefined) return undefined;
    if (y.every(Number.isFinite)) return { y, target };
  }
  return null;
}

/**
 * The scaled system (R A C) (C^-1 X) = R B with R and C of powers of two. Columns of B are brought to size 1, in parts where their
 * entries are of very different sizes, so that nothing over- or underflows on the way.
 *
 * @throws {ShapeError} when an entry of X is larger than the largest double
 */
function* solveScaled(
  engine: Engine,
  { a, b, n, m }: System,
  { what, exponents, solver }: { what: string; exponents: Exponents; solver: Solver },
  allowed: number,
): Steps<Solution> {
  const { rows, columns } = exponents;
  const { entries, owners, sizes } = splitColumns(b, rows, m);
  const count = owners.length;
  const scaled = { a: scaleEntries(a, { rows, columns, width: n }), b: entries, n, m: count };
  const found = yield* solveParts(engine, scaled, solver, allowed);
  if (found === undefined) return undefined;
  if (found === null)
    throw new ShapeError(`${what}: the elimination overflows for this matrix of order ${n}.`);
  const x = new Float64Array(n * m);
  found.y.forEach((value, at) => {
    const [i, part] = [Math.floor(at / count), at % count];
    x[i * m + owners[part]!]! += scaleByPower(value, columns[i]! + sizes[part]! - found.target);
  });
  const over = x.findIndex((value) => !Number.isFinite(value));
  if (over < 0) return x;
  throw new ShapeError(
    `${what}: number ${over} of the solution is larger than the largest double, 1.798e308; scale the right-hand side down.`,
  );
}

/** Right-hand sides below this lose bits to underflow on the way. */
const TINY = 2 ** -300;

function isTiny(b: Float64Array): boolean {
  return b.some((value) => value !== 0 && Math.abs(value) < TINY);
}

/** From a matrix in the engine, which is overwritten. */
function* solveCholesky(
  { kernels }: Engine,
  arena: Arena,
  { matrix, b, n, m }: Omit<System, "a"> & { readonly matrix: PlacedMatrix },
  allowed: number,
): Steps<Solution> {
  const { pointer, leading } = matrix;
  const [x, info] = [arena.fromF64(b), arena.i32(1)];
  const work = arena.u8(kernels.dpotrfWork(n));
  const call = (from: number): number =>
    kernels.dpotrf(n, pointer, leading, work.pointer, info.pointer, from, allowed);
  yield* callInPieces(call, { flops: (n * n * n) / 3, allowed });
  if (info.view()[0] !== 0) return undefined;
  const solve = (from: number): number => kernels.dpotrs(n, m, pointer, leading, x.pointer, m, from, allowed);
  yield* callInPieces(solve, { flops: 2 * n * n * m, allowed });
  return x.read();
}

const cholesky: Solver = function* (engine, system, allowed) {
  const { a, n } = system;
  const arena = engine.memory.arena();
  try {
    const what = "solvePositiveDefinite";
    const matrix = yield* placeSymmetric(engine, arena, a, { n, what, triangle: "lower" });
    return yield* solveCholesky(engine, arena, { ...system, matrix }, allowed);
  } finally {
    arena.free();
  }
};

/** Whether an entry below the diagonal, once scaled, exceeds 4: the diagonal is below 4 then, and A is not positive definite. */
function exceedsDiagonal(a: Float64Array, halves: Int32Array): boolean {
  const n = halves.length;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = a[i * n + j]!;
      if (value !== 0 && exponentOf(value) + halves[i]! + halves[j]! > 2) return true;
    }
  return false;
}

/**
 * Solves A X = B for a symmetric positive definite A (n x n) and B (n x m, row-major), at every size of their entries. n³/3 flops.
 * The result is that of the matrix with its diagonal scaled to about 1, which no scaling of rows and columns together can harm.
 *
 * @param options.triangle "lower" to read only that of A
 * @returns X, or undefined when A is not positive definite (a pivot of its Cholesky factorisation is not positive)
 * @throws {ShapeError} for a wrong length, an A that is not symmetric, or an X that overflows
 * @throws {NonFiniteError} for NaN or infinity in A or B
 */
export function solvePositiveDefinite(
  engine: Engine,
  a: Float64Array,
  b: Float64Array,
  n: number,
  options: { readonly triangle?: Triangle } = {},
): Float64Array | undefined {
  assertKnownOptions("solvePositiveDefinite", options, ["triangle"]);
  return atOnce((allowed) => positiveDefiniteSteps(engine, { a, b, n, ...options }, allowed));
}

/**
 * The same bytes, with the thread given back on the way; a and b must stay as they are until the end.
 *
 * @throws the reason of the signal
 */
export function solvePositiveDefiniteAsync(
  engine: Engine,
  a: Float64Array,
  b: Float64Array,
  n: number,
  options: { readonly triangle?: Triangle } & LongRun = {},
): Promise<Float64Array | undefined> {
  return piecesOf("solvePositiveDefiniteAsync", options, ["triangle"], (own, allowed) =>
    positiveDefiniteSteps(engine, { a, b, n, ...own }, allowed),
  );
}

type PositiveDefinite = Omit<System, "m"> & { readonly triangle?: Triangle };

function* positiveDefiniteSteps(
  engine: Engine,
  { a, b, n, triangle }: PositiveDefinite,
  allowed: number,
): Steps<Solution> {
  const what = "solvePositiveDefinite";
  const m = rightHandSides(what, b, n);
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  const arena = engine.memory.arena();
  try {
    const matrix = yield* placeSymmetric(engine, arena, a, { n, what, triangle });
    if (!diagonal.every((value) => value > 0)) return undefined;
    if (hasModerateSizes(diagonal) && !isTiny(b)) {
      const x = yield* solveCholesky(engine, arena, { matrix, b, n, m }, allowed);
      if (x === undefined || x.every(Number.isFinite)) return x;
    }
  } finally {
    arena.free();
  }
  const halves = columnExponents(diagonal, new Int32Array(1), n).map((exponent) => -(exponent >> 1));
  if (exceedsDiagonal(a, halves)) return undefined;
  const exponents = { rows: halves, columns: halves };
  return yield* solveScaled(engine, { a, b, n, m }, { what, exponents, solver: cholesky }, allowed);
}

const gauss: Solver = function* (engine, { a, b, n, m }, allowed) {
  const { kernels, memory } = engine;
  const arena = memory.arena();
  try {
    const [matrix, x] = [arena.rawF64(n * n), arena.fromF64(b)];
    const [pivots, info] = [arena.i32(n), arena.i32(1)];
    yield* writeSteps(matrix, a);
    const work = arena.u8(kernels.dgetrfWork(n));
    const call = (from: number): number =>
      kernels.dgetrf(n, matrix.pointer, n, pivots.pointer, work.pointer, info.pointer, from, allowed);
    yield* callInPieces(call, { flops: (2 * n * n * n) / 3, allowed });
    if (info.view()[0] !== 0) return undefined;
    const solve = (from: number): number =>
      kernels.dgetrs(n, m, matrix.pointer, n, pivots.pointer, x.pointer, m, from, allowed);
    yield* callInPieces(solve, { flops: 2 * n * n * m, allowed });
    return x.read();
  } finally {
    arena.free();
  }
};

/** Rows whose largest entries differ by more than this are brought to one size before pivots are compared, as in LAPACK's dgesvx. */
const ROW_RATIO = 0.1;

function assertFiniteMatrix(a: Float64Array, n: number): void {
  const wrong = a.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new NonFiniteError(
      `solve: the matrix has a NaN or an infinity: entry (${Math.floor(wrong / n)}, ${wrong % n}) is ${a[wrong]}.`,
    );
}

/** Between two pauses. */
const ROWS_SEEN = 500;

/** Size of the largest entry by row; NaN or Infinity where one is not finite. */
function* rowSizes(a: Float64Array, n: number): Steps<Float64Array> {
  const sizes = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (i > 0 && i % ROWS_SEEN === 0) yield;
    let largest = 0;
    for (let j = i * n; j < (i + 1) * n; j++) largest = Math.max(largest, Math.abs(a[j]!));
    sizes[i] = largest;
  }
  return sizes;
}

/**
 * Solves A X = B for a general A (n x n) and B (n x m), row-major, by LU with partial pivoting, at every size of their entries.
 * Rows of very different sizes are scaled to one size first, so that pivots compare like with like. 2n³/3 flops.
 *
 * @returns X, or undefined when A is singular to working precision (a column without a pivot)
 * @throws {ShapeError} for a wrong length, or an X that overflows
 * @throws {NonFiniteError} for NaN or infinity in A or B
 */
export function solve(engine: Engine, a: Float64Array, b: Float64Array, n: number): Float64Array | undefined {
  return atOnce((allowed) => generalSteps(engine, { a, b, n }, allowed));
}

/**
 * The same bytes, with the thread given back on the way; a and b must stay as they are until the end.
 *
 * @throws the reason of the signal
 */
export function solveAsync(
  engine: Engine,
  a: Float64Array,
  b: Float64Array,
  n: number,
  options: LongRun = {},
): Promise<Float64Array | undefined> {
  return piecesOf("solveAsync", options, [], (_, allowed) => generalSteps(engine, { a, b, n }, allowed));
}

function* generalSteps(engine: Engine, { a, b, n }: Omit<System, "m">, allowed: number): Steps<Solution> {
  const what = "solve";
  assertOrder(what, a, n);
  const m = rightHandSides(what, b, n);
  const sizes = yield* rowSizes(a, n);
  if (!sizes.every(Number.isFinite)) assertFiniteMatrix(a, n);
  if (sizes.includes(0)) return undefined;
  const even = sizes.reduce((x, y) => Math.min(x, y), Infinity) >= ROW_RATIO * Math.max(...sizes);
  if (even && hasModerateSizes(sizes) && !isTiny(b)) {
    const x = yield* gauss(engine, { a, b, n, m }, allowed);
    if (x === undefined || x.every(Number.isFinite)) return x;
  }
  const rows = columnExponents(sizes, new Int32Array(1), n).map((exponent) => -exponent);
  const columns = columnExponents(a, rows, n).map((exponent) => -exponent);
  const exponents = { rows, columns };
  return yield* solveScaled(engine, { a, b, n, m }, { what, exponents, solver: gauss }, allowed);
}
