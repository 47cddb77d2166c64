/** The index of a critical point: how many directions go down, with a dead band around zero. */
import { SpecError } from "../base/errors.ts";
import { type Landscape, tangentDimension } from "../base/landscape.ts";
import type { Engine } from "../engine/engine.ts";
import { inertia } from "../engine/linalg.ts";
import { assertPoint } from "./spectrum.ts";

/** Counts of eigenvalues below -t, within [-t, t], and above t. */
export interface MorseIndex {
  readonly index: number;
  readonly flat: number;
  readonly dimension: number;
  /** index / dimension; 0 for an empty matrix */
  readonly normalised: number;
}

function assertDeadBand(deadBand: number): void {
  if (!(deadBand >= 0 && deadBand < Number.POSITIVE_INFINITY))
    throw new SpecError("deadBand", `morseIndex: the dead band is a number of 0 or more, got ${deadBand}.`);
}

function describe(index: number, flat: number, dimension: number): MorseIndex {
  return { index, flat, dimension, normalised: dimension === 0 ? 0 : index / dimension };
}

/** By eigenvalues that are known already. Eigenvalues of exactly ±t are flat. */
export function indexOfEigenvalues(eigenvalues: Float64Array, deadBand = 0): MorseIndex {
  assertDeadBand(deadBand);
  let below = 0;
  let above = 0;
  for (const value of eigenvalues) {
    if (value < -deadBand) below++;
    if (value > deadBand) above++;
  }
  return describe(below, eigenvalues.length - below - above, eigenvalues.length);
}

/**
 * By inertia: two factorisations (of A + tI and A - tI), n³/3 flops each; one with `countFlat: false`, or t = 0.
 *
 * @param matrix symmetric, on the host, lower triangle read; kept
 */
export function indexOfMatrix(
  engine: Engine,
  matrix: Float64Array,
  options: { readonly n: number; readonly deadBand?: number; readonly countFlat?: boolean },
): MorseIndex {
  const { n, deadBand = 0, countFlat = true } = options;
  assertDeadBand(deadBand);
  const lower = inertia(engine, matrix, { n, shift: deadBand });
  if (!countFlat || deadBand === 0) return describe(lower.negative, deadBand === 0 ? lower.zero : 0, n);
  const upper = inertia(engine, matrix, { n, shift: -deadBand });
  return describe(lower.negative, n - lower.negative - upper.positive, n);
}

/** Index of a landscape's Hessian at x (on the sphere: of the Riemannian Hessian). */
export function morseIndex(
  engine: Engine,
  landscape: Landscape,
  x: Float64Array,
  options: { readonly deadBand?: number; readonly countFlat?: boolean } = {},
): MorseIndex {
  assertPoint(landscape, x);
  return indexOfMatrix(engine, landscape.hessian(x), { ...options, n: tangentDimension(landscape) });
}
