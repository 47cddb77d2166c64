/** How a symmetric matrix gets from a caller to the kernels: checked, copied or taken in place, scaled. */
import { NonFiniteError, ShapeError } from "../../base/errors.ts";
import { exponentOf, powerOfTwo } from "../../base/powers-of-two.ts";
import type { Steps } from "../../base/steps.ts";
import type { Engine } from "../engine.ts";
import { type Arena, Block, type BlockF64 } from "../memory.ts";

/** A symmetric matrix on the host (copied), or a block in the engine, n x n row-major (lower triangle read, overwritten). */
export type SymmetricMatrix = Float64Array | BlockF64;

/**
 * What of a matrix on the host is read: by default its lower triangle, after the upper one has been found to be the same ("both");
 * with "lower" the upper triangle may hold anything. Of blocks in the engine the lower triangle alone is ever looked at.
 */
export type Triangle = "both" | "lower";

/** In the engine, with its leading dimension; finite. `assertThere` throws once the caller has freed his block. */
export interface PlacedMatrix {
  readonly pointer: number;
  readonly leading: number;
  /** Size of the largest entry. */
  readonly largest: number;
  readonly assertThere: () => void;
}

/** The same, its entries multiplied by 2^exponent. */
export interface LoadedMatrix extends PlacedMatrix {
  readonly exponent: number;
}

interface Expected {
  readonly n: number;
  readonly what: string;
  readonly triangle?: Triangle | undefined;
}

/** Entries below and above these are scaled, so that no product of two of them overflows or underflows. */
const SMALL = 2 ** -300;
const LARGE = 2 ** 300;
/** Rows a multiple of 1 kB apart fall into few cache sets. */
const BAD_STRIDE = 128;
/** Entries (i, j) and (j, i) may differ by this times n eps |A|: what rounding leaves, and the size of the solvers' own errors. */
const ASYMMETRY = 8;
/** Side of the tiles in which a matrix is compared with its transpose. */
const TILE = 16;
/** Entries looked at or copied between two pauses. */
const PIECE = 2 ** 21;

export function assertOrder(what: string, matrix: { length: number }, n: number): void {
  if (!Number.isInteger(n) || n < 0)
    throw new ShapeError(`${what}: the order of a matrix is a whole number of 0 or more, got ${n}.`);
  if (matrix.length < n * n || (matrix instanceof Float64Array && matrix.length > n * n))
    throw new ShapeError(`${what}: a matrix of order ${n} has ${n * n} entries, got ${matrix.length}.`);
}

/** Names the first NaN or infinity in the lower triangle. */
function throwNonFinite(what: string, at: (i: number, j: number) => number, n: number): never {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      if (!Number.isFinite(at(i, j)))
        throw new NonFiniteError(`${what}: entry (${i}, ${j}) is ${at(i, j)}; a finite number is needed.`);
  throw new NonFiniteError(`${what}: an entry is not finite.`);
}

/** Place in A of the first entry, by tiles, that is further than `most` from its mirror image, or NaN, or whose image is; else -1. */
function* findAsymmetry(a: Float64Array, n: number, most: number): Steps<number> {
  let seen = 0;
  for (let top = 0; top < n; top += TILE) {
    seen += TILE * top;
    if (seen > PIECE) {
      yield 0;
      seen = 0;
    }
    const bottom = Math.min(n, top + TILE);
    for (let left = 0; left <= top; left += TILE)
      for (let i = top; i < bottom; i++) {
        const end = i * n + Math.min(i, left + TILE);
        let image = left * n + i;
        for (let at = i * n + left; at < end; at++) {
          // equal nearly always, and nothing else is computed then
          if (a[at] !== a[image] && !(Math.abs(a[at]! - a[image]!) <= most)) return at;
          image += n;
        }
      }
  }
  return -1;
}

/** @throws {ShapeError} that names a pair of entries that differ by more than rounding, or of which one is NaN */
function* assertSymmetric(a: Float64Array, { n, what }: Expected, largest: number): Steps<void> {
  const at = yield* findAsymmetry(a, n, ASYMMETRY * n * Number.EPSILON * largest);
  if (at < 0) return;
  const [i, j] = [Math.floor(at / n), at % n];
  throw new ShapeError(
    `${what}: entry (${i}, ${j}) is ${a[at]} and entry (${j}, ${i}) is ${a[j * n + i]}; a symmetric matrix is needed. ` +
      `With triangle: "lower" the upper triangle is not looked at.`,
  );
}

/** 0, or what brings the largest entry between 1 and 2 from below, just below 2^300 from above (so that little underflows). */
function exponentFor(largest: number): number {
  if (largest === 0 || (largest > SMALL && largest < LARGE)) return 0;
  return largest < 1 ? -exponentOf(largest) : 299 - exponentOf(largest);
}

/** Whether all entries below the diagonal are 0: no product of entries is then ever formed. */
function isDiagonal(
  engine: Engine,
  n: number,
  { pointer, leading }: Pick<PlacedMatrix, "pointer" | "leading">,
): boolean {
  for (let i = 1; i < n; i++) if (engine.kernels.damax(i, pointer + i * leading * 8) > 0) return false;
  return true;
}

/** A host matrix goes, lower triangle only, into a padded block of the arena. */
function* copyIn(arena: Arena, matrix: Float64Array, n: number): Steps<{ pointer: number; leading: number }> {
  let leading = (n + 7) & ~7;
  if (leading % BAD_STRIDE === 0) leading += 8;
  const block = arena.rawF64(n * leading);
  let view = block.view();
  for (let i = 0, seen = 0; i < n; i++, seen += i) {
    if (seen > PIECE) {
      yield 0;
      view = block.view();
      seen = 0;
    }
    view.set(matrix.subarray(i * n, i * n + i + 1), i * leading);
  }
  return { pointer: block.pointer, leading };
}

function assertDoubles(what: string, matrix: SymmetricMatrix): void {
  const entries = matrix instanceof Block ? matrix.view() : matrix;
  if (!((entries as unknown) instanceof Float64Array))
    throw new ShapeError(
      `${what}: a matrix is a Float64Array or a block of doubles, got ${Object.prototype.toString.call(entries).slice(8, -1)}.`,
    );
}

/**
 * The lower triangle in the engine, ready to be overwritten; a copy belongs to the arena.
 *
 * @throws {NonFiniteError} for NaN or infinity, with its place
 * @throws {ShapeError} for a wrong length, a matrix on the host that is not symmetric (with a
 *   pair of entries that differ by more than 8 n eps times the largest), or a block that is not this engine's
 */
export function* placeSymmetric(
  engine: Engine,
  arena: Arena,
  matrix: SymmetricMatrix,
  expected: Expected,
): Steps<PlacedMatrix> {
  const { n, what, triangle = "both" } = expected;
  assertDoubles(what, matrix);
  assertOrder(what, matrix, n);
  const inPlace = matrix instanceof Block;
  const assertThere = () => {
    if (inPlace) engine.memory.assertUsable(what, "the matrix", matrix);
  };
  assertThere();
  const { pointer, leading } = inPlace
    ? { pointer: matrix.pointer, leading: n }
    : yield* copyIn(arena, matrix, n);
  const largest = engine.kernels.dmaxLower(n, pointer, leading);
  if (!(largest < Number.POSITIVE_INFINITY)) {
    const entries = inPlace ? matrix.view() : matrix;
    throwNonFinite(what, (i, j) => entries[i * n + j]!, n);
  }
  if (!inPlace && triangle !== "lower") yield* assertSymmetric(matrix, expected, largest);
  return { pointer, leading, largest, assertThere };
}

/**
 * `placeSymmetric`, scaled by a power of two where entries are too large or too small for products. A diagonal matrix is not: its
 * eigenvalues are exact.
 */
export function* loadSymmetric(
  engine: Engine,
  arena: Arena,
  matrix: SymmetricMatrix,
  expected: Expected,
): Steps<LoadedMatrix> {
  const placed = yield* placeSymmetric(engine, arena, matrix, expected);
  const { pointer, leading } = placed;
  const wanted = exponentFor(placed.largest);
  const exponent = wanted !== 0 && isDiagonal(engine, expected.n, placed) ? 0 : wanted;
  // up to 2^1074, which is two factors
  for (let left = exponent; left !== 0; left -= Math.min(left, 1023))
    for (let i = 0; i < expected.n; i++)
      engine.kernels.dscal(i + 1, powerOfTwo(Math.min(left, 1023)), pointer + i * leading * 8);
  return { ...placed, exponent };
}
