/** Linear systems: Cholesky for positive definite matrices, LU for the rest. */
import { NonFiniteError, ShapeError } from "../../base/errors.ts";
import { exponentOf, scaleByPower } from "../../base/powers-of-two.ts";
import type { Engine } from "../engine.ts";
import { assertOrder, type PlacedMatrix, placeSymmetric, type Triangle } from "./matrix.ts";
import { columnExponents, type Exponents, hasModerateSizes, scaleEntries, splitColumns } from "./scaling.ts";

interface System {
  readonly a: Float64Array;
  /** n x m, row-major. */
  readonly b: Float64Array;
  readonly n: number;
  readonly m: number;
}

/** X from A and B, as kernels find it; undefined when A is singular (or not positive definite). */
type Solver = (engine: Engine, system: System) => Float64Array | undefined;

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
function solveParts(
  engine: Engine,
  system: System,
  solver: Solver,
): { y: Float64Array; target: number } | undefined | null {
  const { n, m, b } = system;
  for (const target of TARGETS) {
    const columns = new Int32Array(m).fill(target);
    const y = solver(engine, {
      ...system,
      b: scaleEntries(b, { rows: new Int32Array(n), columns, width: m }),
    });
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
function solveScaled(
  engine: Engine,
  { a, b, n, m }: System,
  { what, exponents, solver }: { what: string; exponents: Exponents; solver: Solver },
): Float64Array | undefined {
  const { rows, columns } = exponents;
  const { entries, owners, sizes } = splitColumns(b, rows, m);
  const count = owners.length;
  const scaled = { a: scaleEntries(a, { rows, columns, width: n }), b: entries, n, m: count };
  const found = solveParts(engine, scaled, solver);
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

/** From a matrix in the engine, which is overwritten; call in a scope. */
function solveCholesky(
  { kernels, memory }: Engine,
  { pointer, leading }: PlacedMatrix,
  { b, n, m }: Omit<System, "a">,
): Float64Array | undefined {
  const x = memory.fromF64(b);
  const work = memory.u8(kernels.dpotrfWork(n));
  if (kernels.dpotrf(n, pointer, leading, work.pointer) !== 0) return undefined;
  kernels.dpotrs(n, m, pointer, leading, x.pointer, m);
  return x.read();
}

const cholesky: Solver = (engine, system) =>
  engine.memory.scope(() => {
    const { a, n } = system;
    const placed = placeSymmetric(engine, a, { n, what: "solvePositiveDefinite", triangle: "lower" });
    return solveCholesky(engine, placed, system);
  });

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
  const what = "solvePositiveDefinite";
  const m = rightHandSides(what, b, n);
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  const plain = engine.memory.scope(() => {
    const placed = placeSymmetric(engine, a, { n, what, ...options });
    if (!diagonal.every((value) => value > 0)) return undefined;
    if (!hasModerateSizes(diagonal) || isTiny(b)) return "scale first";
    const x = solveCholesky(engine, placed, { b, n, m });
    return x === undefined || x.every(Number.isFinite) ? x : "scale first";
  });
  if (plain !== "scale first") return plain;
  const halves = columnExponents(diagonal, new Int32Array(1), n).map((exponent) => -(exponent >> 1));
  if (exceedsDiagonal(a, halves)) return undefined;
  const exponents = { rows: halves, columns: halves };
  return solveScaled(engine, { a, b, n, m }, { what, exponents, solver: cholesky });
}

const gauss: Solver = (engine, { a, b, n, m }) => {
  const { kernels, memory } = engine;
  return memory.scope(() => {
    const [matrix, x, pivots] = [memory.fromF64(a), memory.fromF64(b), memory.i32(n)];
    const work = memory.u8(kernels.dgetrfWork(n));
    if (kernels.dgetrf(n, matrix.pointer, n, pivots.pointer, work.pointer) !== 0) return undefined;
    kernels.dgetrs(n, m, matrix.pointer, n, pivots.pointer, x.pointer, m);
    return x.read();
  });
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

/** Size of the largest entry by row; NaN or Infinity where one is not finite. */
function rowSizes(a: Float64Array, n: number): Float64Array {
  const sizes = new Float64Array(n);
  for (let i = 0; i < n; i++) {
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
  const what = "solve";
  assertOrder(what, a, n);
  const m = rightHandSides(what, b, n);
  const sizes = rowSizes(a, n);
  if (!sizes.every(Number.isFinite)) assertFiniteMatrix(a, n);
  if (sizes.includes(0)) return undefined;
  const even = sizes.reduce((x, y) => Math.min(x, y), Infinity) >= ROW_RATIO * Math.max(...sizes);
  if (even && hasModerateSizes(sizes) && !isTiny(b)) {
    const x = gauss(engine, { a, b, n, m });
    if (x === undefined || x.every(Number.isFinite)) return x;
  }
  const rows = columnExponents(sizes, new Int32Array(1), n).map((exponent) => -exponent);
  const columns = columnExponents(a, rows, n).map((exponent) => -exponent);
  return solveScaled(engine, { a, b, n, m }, { what, exponents: { rows, columns }, solver: gauss });
}
