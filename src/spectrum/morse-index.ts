/** The index of a critical point: how many directions go down, with a dead band around zero. */
import { assertKnownOptions, assertSize, assertVector, assertWhole, shown } from "../base/arguments.ts";
import type { LongRun } from "../base/breather.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import type { Landscape } from "../base/landscape.ts";
import { atOnce, piecesOf, type Steps, within } from "../base/steps.ts";
import { scaledNorm } from "../base/vector.ts";
import { copySteps } from "../engine/copies.ts";
import type { Engine } from "../engine/engine.ts";
import { withHessian } from "../engine/hessian-of.ts";
import type { SymmetricMatrix, Triangle } from "../engine/linalg/index.ts";
import { inertiaSteps } from "../engine/linalg/inertia.ts";
import { Block } from "../engine/memory.ts";
import { assertPoint } from "./spectrum.ts";

/** Counts of eigenvalues below -t, within [-t, t], and above t. */
export interface MorseIndex {
  readonly index: number;
  /** Within the dead band; null where that was not counted. */
  readonly flat: number | null;
  readonly dimension: number;
  /** index / dimension; 0 for an empty matrix */
  readonly normalised: number;
}

/**
 * The dead band where none is given is this many n eps |A|, |A| the Frobenius norm. Both ways to the signs are exact for a matrix
 * that differs from A by less than n eps |A|, and a Hessian's own sums have errors of that order: of 20,000 softmax regressions
 * with exactly flat directions (2 to 63 parameters, 1 to 60 samples) the lowest value was -1.2 n eps |A|.
 */
const ROUNDINGS = 4;

function describe(index: number, flat: number | null, dimension: number): MorseIndex {
  return { index, flat, dimension, normalised: dimension === 0 ? 0 : index / dimension };
}

/** 4 n eps |A|: below it, nothing is known of an eigenvalue's sign. */
function roundingBand(n: number, norm: number): number {
  return Math.min(ROUNDINGS * n * Number.EPSILON * norm, Number.MAX_VALUE);
}

/** Frobenius norm of the whole matrix, by its lower triangle: the norm of the norms of its rows. */
function frobenius(matrix: Float64Array, n: number): number {
  const row = new Float64Array(n);
  const norms = row.map((_, i) => {
    for (let j = 0; j < n; j++) row[j] = i >= j ? matrix[i * n + j]! : matrix[j * n + i]!;
    return scaledNorm(row);
  });
  return scaledNorm(norms);
}

/**
 * By eigenvalues that are known already. Eigenvalues of exactly ±t are flat.
 *
 * @param deadBand t; by default 4 n eps |A|, the level of rounding. 0 counts the signs as they are
 * @throws {SpecError} for a dead band that is no finite number of 0 or more; {NonFiniteError} for NaN among the eigenvalues
 */
export function indexOfEigenvalues(eigenvalues: Float64Array, deadBand?: number): MorseIndex {
  if (!(eigenvalues instanceof Float64Array))
    throw new ShapeError(`morseIndex: eigenvalues are a Float64Array, got ${shown(eigenvalues)}.`);
  const n = eigenvalues.length;
  assertVector("morseIndex", "the eigenvalues", eigenvalues, n);
  if (deadBand !== undefined) assertSize("morseIndex", "the dead band", deadBand);
  const t = deadBand ?? roundingBand(n, scaledNorm(eigenvalues));
  let below = 0;
  let above = 0;
  for (const value of eigenvalues) {
    if (value < -t) below++;
    if (value > t) above++;
  }
  return describe(below, n - below - above, n);
}

export interface IndexOptions {
  /** t; by default 4 n eps |A|, the level of rounding, or the error of the Hessian where that is estimated and larger. */
  readonly deadBand?: number;
  /** false saves one of two factorisations; `flat` is null then. */
  readonly countFlat?: boolean;
}

export interface MatrixIndexOptions extends IndexOptions {
  /** The order. */
  readonly n: number;
  /** "lower": the upper triangle is not looked at. By default it has to mirror the lower one. */
  readonly triangle?: Triangle;
}

/**
 * By inertia: two factorisations (of A + tI and A - tI), n³/3 flops each; one with `countFlat: false`, or t = 0.
 *
 * @param matrix symmetric, on the host; kept. Norm and factors are those of its lower triangle
 * @throws {SpecError} for options that are unknown or out of range; {NonFiniteError} for NaN or infinity; {ShapeError} for a wrong length and a
 *   matrix that is not symmetric to 8 n eps times its largest entry, unless `triangle` is "lower"
 */
export function indexOfMatrix(engine: Engine, matrix: Float64Array, options: MatrixIndexOptions): MorseIndex {
  assertKnownOptions("morseIndex", options, KNOWN);
  return atOnce((allowed) => matrixSteps(engine, matrix, options, allowed));
}

/**
 * The same, with the thread given back on the way.
 *
 * @throws the reason of the signal
 */
export function indexOfMatrixAsync(
  engine: Engine,
  matrix: Float64Array,
  options: MatrixIndexOptions & LongRun,
): Promise<MorseIndex> {
  return piecesOf("morseIndex", options, KNOWN, (own, allowed) => matrixSteps(engine, matrix, own, allowed));
}

const KNOWN = ["n", "deadBand", "countFlat", "triangle"];

/** A matrix in the engine is overwritten; where it is factored twice, a copy there of it comes first. */
function* matrixSteps(
  engine: Engine,
  matrix: SymmetricMatrix,
  options: MatrixIndexOptions,
  allowed: number,
): Steps<MorseIndex> {
  const { n, deadBand, countFlat = true, triangle = "both" } = options;
  assertWhole("morseIndex", "n", n);
  if (triangle !== "both" && triangle !== "lower")
    throw new SpecError(
      "triangle",
      `morseIndex: triangle is "both" or "lower", got ${shown(triangle as unknown)}.`,
    );
  if (deadBand !== undefined) assertSize("morseIndex", "the dead band", deadBand);
  const isInEngine = matrix instanceof Block;
  if (!isInEngine && !(matrix instanceof Float64Array))
    throw new ShapeError(`morseIndex: the matrix is a Float64Array, got ${shown(matrix)}.`);
  if (matrix.length < n * n)
    throw new ShapeError(`morseIndex: a matrix of order ${n} has ${n * n} entries, got ${matrix.length}.`);
  const t = deadBand ?? roundingBand(n, frobenius(isInEngine ? matrix.view() : matrix, n));
  const isTwice = t !== 0 && countFlat;
  const arena = engine.memory.arena();
  try {
    const other = isInEngine && isTwice ? yield* copySteps(arena, matrix) : matrix;
    const shift = Number.isFinite(t) ? t : 0;
    const first = inertiaSteps("morseIndex", engine, { matrix, n, triangle, shift }, allowed);
    const lower = yield* within(first, 0, isTwice ? 0.5 : 1);
    if (!isTwice) return describe(lower.negative, t === 0 ? lower.zero : null, n);
    const again = { matrix: other, n, triangle, shift: -t };
    const upper = yield* within(inertiaSteps("morseIndex", engine, again, allowed), 0.5, 1);
    return describe(lower.negative, n - lower.negative - upper.positive, n);
  } finally {
    arena.free();
  }
}

/**
 * Index of a landscape's Hessian at x (on the sphere: of the Riemannian Hessian). A landscape that estimates the error of its
 * Hessian has that for a dead band where it is larger than rounding.
 *
 * @throws {SpecError} for options that are unknown or out of range; {ShapeError} for a point that the landscape does not have, or a
 *   Hessian with NaN
 */
export function morseIndex(
  engine: Engine,
  landscape: Landscape,
  x: Float64Array,
  options: IndexOptions & LongRun = {},
): Promise<MorseIndex> {
  return piecesOf("morseIndex", options, ["deadBand", "countFlat"], (own, allowed) => {
    assertPoint(landscape, x);
    return indexSteps(engine, landscape, { ...own, x }, allowed);
  });
}

function* indexSteps(
  engine: Engine,
  landscape: Landscape,
  { x, ...options }: IndexOptions & { readonly x: Float64Array },
  allowed: number,
): Steps<MorseIndex> {
  const n = landscape.manifold.tangentDimension;
  if (options.deadBand === undefined && landscape.hessianWithError) {
    const { hessian, error } = landscape.hessianWithError(x);
    const deadBand = Math.max(error, roundingBand(n, frobenius(hessian, n)));
    return yield* matrixSteps(engine, hessian, { ...options, n, deadBand }, allowed);
  }
  const index = (matrix: SymmetricMatrix) => matrixSteps(engine, matrix, { ...options, n }, allowed);
  return yield* withHessian(landscape, x, index, allowed);
}
