/**
 * The census of one disorder: every critical point on the sphere with its energy and index, and whether the list is complete.
 *
 * H(sigma) = sqrt(n) A v^p on sigma = sqrt(n) v, so energy per spin = lambda / sqrt(n) for A v^(p-1) = lambda v. Complete means
 * that all of these hold: as many distinct certified complex solutions as a generic tensor has; every one proved real or not;
 * no Hessian eigenvalue that its error bound leaves in doubt; the Euler characteristic of the sphere S^(n-1); Morse's inequalities; for odd p, index k at v and
 * n-1-k at -v.
 */

import { assertWhole } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { SpecError } from "../../base/errors.ts";
import { piecesOf, type Steps, within } from "../../base/steps.ts";
import type { Engine } from "../../engine/engine.ts";
import { couplingCount, type PSpinCouplings } from "../../engine/pspin/couplings.ts";
import { homotopyPathCount } from "../../engine/pspin/homotopy.ts";
import { type SymmetricTensor, scaledTensor } from "../../engine/pspin/symmetric-tensor.ts";
import { SphericalPSpin } from "../../landscape/spherical-p-spin.ts";
import { hessianSpectrumSteps } from "../../spectrum/spectrum.ts";
import { type CriticalPair, type EnumerateOptions, enumerateSteps } from "./enumerate.ts";

export interface CriticalPoint {
  /** |sigma|² = n */
  readonly sigma: Float64Array;
  /** H / n */
  readonly energy: number;
  /** Negative eigenvalues of the Riemannian Hessian, of n - 1. */
  readonly index: number;
  /** The eigenvalue of H's Hessian that is nearest to zero, as |lambda|. */
  readonly smallest: number;
  /** Smale's alpha at the point: below 0.157 a true critical point is proved to lie within 2 beta. */
  readonly alpha: number;
  readonly beta: number;
}

export interface Census {
  readonly n: number;
  readonly p: number;
  /** Ascending in energy; antipodes included. */
  readonly points: readonly CriticalPoint[];
  /** Number of points of index 0 … n-1. */
  readonly counts: readonly number[];
  readonly expectedClasses: number;
  readonly foundClasses: number;
  readonly retracked: number;
  readonly complete: boolean;
  /** Sentences: what stands in the way of completeness. */
  readonly missing: readonly string[];
}

/**
 * Work of one path in whole units, a multiplication of complex elimination each: n³ of it, and the contractions of sorted tuples
 * from order p - 1 down to 2, whose multiplications take three times as long. What has to be decided, the budget and the cut into
 * tasks, is decided by it: these numbers are part of the protocol and are not retuned.
 */
export function pathWork(n: number, p: number): number {
  let products = 0;
  for (let q = 2; q < p; q++) products += n * couplingCount(n, q);
  return 3 * products + n * n * n;
}

/** Seconds of a unit of work, fitted at n = 4 … 12, p = 3 … 6: for estimates, never for decisions. */
const SECONDS_OF_WORK = 5.4e-8;
/** About five minutes of one core at p = 3, n = 18; a path that costs more counts as so many. */
export const DEFAULT_PATH_BUDGET = 300_000;
const BUDGETED = { n: 18, p: 3 } as const;

/** More spins than any census will ever have; the paths are as many as 2^N at least. */
const MOST_SPINS = 1000;

function assertCensusSize(n: number, p: number): void {
  assertWhole("Enumeration", "N", n, { least: 1, most: MOST_SPINS });
  if (p === 2) throw new SpecError("p", "Enumeration takes p of 3 or more; p = 2 is an eigenvalue problem.");
  assertWhole("Enumeration", "p", p, { least: 3, most: 32 });
}

/**
 * Rough seconds of one core for all paths of a disorder; for estimates only.
 *
 * @throws {SpecError} for an N that is no whole number from 1 to 1000, a p that is none from 3 to 32
 */
export function censusSeconds(n: number, p: number): number {
  assertCensusSize(n, p);
  return homotopyPathCount(n, p) * pathWork(n, p) * SECONDS_OF_WORK + 1e-3;
}

/** @throws {SpecError} when more paths than the budget would have to be tracked; says how many and how long they take */
export function assertCensusFits(n: number, p: number, budget: number = DEFAULT_PATH_BUDGET): void {
  assertCensusSize(n, p);
  const paths = homotopyPathCount(n, p);
  const budgeted = pathWork(BUDGETED.n, BUDGETED.p);
  if (paths * Math.max(budgeted, pathWork(n, p)) <= budget * budgeted) return;
  const seconds = censusSeconds(n, p);
  const time =
    seconds < 120
      ? `${Math.ceil(seconds)} s`
      : seconds < 7200
        ? `${Math.ceil(seconds / 60)} minutes`
        : `${Math.ceil(seconds / 3600)} hours`;
  throw new SpecError(
    "N",
    `All critical points of N = ${n}, p = ${p} take ${paths} paths, about ${time} on one core; the budget is ${budget} paths of the work that one takes at N = ${BUDGETED.n}, p = ${BUDGETED.p}. Take a smaller N or p, or raise the budget.`,
  );
}

/**
 * How far an eigenvalue of the computed Hessian of H can be from that at the true critical point: a bound. On |v| = 1,
 * Hess = (p / sqrt n) ((p-1) A v^(p-2) - lambda) on the tangent space, whose change with v, its projector's included, is at
 * most ((p-1)(p-2) + 3p) |A| a unit; a true v lies within 2 sqrt 2 beta. The second term is the rounding of Hessian and
 * eigenvalues, norm p |A|, some ten times its worst case.
 */
function hessianError({ n, p, norm, scale }: SymmetricTensor, beta: number): number {
  const change = ((p - 1) * (p - 2) + 3 * p) * 2 * Math.SQRT2 * beta;
  const rounding = 64 * (n + 4) * p * 2 ** -53;
  return ((p * scale * norm) / Math.sqrt(n)) * (change + rounding);
}

export interface CensusOptions extends EnumerateOptions {
  /** Paths that may be tracked (default 300,000, of the work that one takes at N = 18, p = 3). */
  readonly budget?: number;
}

/** Share of the time until all solutions are found. */
const ENUMERATED = 0.9;

/**
 * Enumerates, classifies and checks. Cost: `censusSeconds`, the thread given back on the way.
 *
 * @throws {SpecError} for options that are unknown, and a disorder that takes more than the budget; the reason of the signal
 */
export function takeCensus(couplings: PSpinCouplings, options: CensusOptions & LongRun): Promise<Census> {
  return piecesOf("takeCensus", options, ["gamma", "budget"], (own, allowed) =>
    censusSteps(couplings, own, allowed),
  );
}

function* censusSteps(couplings: PSpinCouplings, options: CensusOptions, allowed: number): Steps<Census> {
  const { n, p, engine } = couplings;
  assertCensusFits(n, p, options.budget);
  const tensor = scaledTensor(couplings.couplings(), { n, p });
  if (tensor.norm === 0) return allZero(n, p);
  const found = yield* within(enumerateSteps(engine, tensor, options, allowed), 0, ENUMERATED);
  const landscape = new SphericalPSpin(couplings);
  const missing = [...found.missing];
  if (found.found < found.expected)
    missing.push("A generic disorder has them all, so this one is degenerate, or paths were lost.");
  const faults = { degenerate: 0, asymmetric: 0 };
  const points: CriticalPoint[] = [];
  for (const [i, pair] of found.pairs.entries()) {
    yield ENUMERATED + ((1 - ENUMERATED) * i) / found.pairs.length;
    points.push(...(yield* antipodes(engine, landscape, { pair, tensor, faults }, allowed)));
  }
  points.sort((a, b) => a.energy - b.energy || a.index - b.index);
  if (faults.degenerate > 0)
    missing.push(
      `${faults.degenerate} critical points are degenerate: an eigenvalue of their Hessian is zero to within its error.`,
    );
  if (faults.asymmetric > 0)
    missing.push(`${faults.asymmetric} pairs break the symmetry under negation of p = ${p}.`);
  const counts = Array.from({ length: n }, (_, k) => points.filter(({ index }) => index === k).length);
  missing.push(...topologyFaults(counts));
  return {
    n,
    p,
    points,
    counts,
    expectedClasses: found.expected,
    foundClasses: found.found,
    retracked: found.retracked,
    complete: missing.length === 0,
    missing,
  };
}

function allZero(n: number, p: number): Census {
  return {
    n,
    p,
    points: [],
    counts: new Array<number>(n).fill(0),
    expectedClasses: homotopyPathCount(n, p),
    foundClasses: 0,
    retracked: 0,
    complete: false,
    missing: ["All couplings are zero: every point of the sphere is critical."],
  };
}

/** +v and -v, each with the Hessian at its own place. */
function* antipodes(
  engine: Engine,
  landscape: SphericalPSpin,
  {
    pair,
    tensor,
    faults,
  }: { pair: CriticalPair; tensor: SymmetricTensor; faults: { degenerate: number; asymmetric: number } },
  allowed: number,
): Steps<CriticalPoint[]> {
  const { n, p } = tensor;
  const error = hessianError(tensor, pair.beta);
  const radius = Math.sqrt(n);
  const both: CriticalPoint[] = [];
  for (const factor of [radius, -radius]) {
    const sigma = pair.direction.map((value) => factor * value);
    const spectrum = yield* within(hessianSpectrumSteps(engine, landscape, sigma, allowed), 1, 1);
    const index = spectrum.reduce((count, value) => count + (value < 0 ? 1 : 0), 0);
    const smallest = spectrum.reduce((least, value) => Math.min(least, Math.abs(value)), Number.MAX_VALUE);
    if (!(smallest > error)) faults.degenerate++;
    const { alpha, beta } = pair;
    both.push({ sigma, energy: landscape.value(sigma) / n, index, smallest, alpha, beta });
  }
  const mirrored = p % 2 === 1 ? n - 1 - both[0]!.index : both[0]!.index;
  if (both[1]!.index !== mirrored) faults.asymmetric++;
  return both;
}

/** Betti numbers of S^(n-1): 1 in dimensions 0 and n-1. Euler's characteristic and Morse's inequalities, as sentences. */
export function topologyFaults(counts: readonly number[]): readonly string[] {
  const n = counts.length;
  const faults: string[] = [];
  const alternating = (values: readonly number[], upTo: number): number =>
    values.slice(0, upTo + 1).reduce((sum, value) => value - sum, 0);
  const betti = counts.map((_, k) => (k === 0 ? 1 : 0) + (k === n - 1 ? 1 : 0));
  const euler = counts.reduce((sum, count, k) => sum + (k % 2 === 0 ? count : -count), 0);
  const wanted = n % 2 === 1 ? 2 : 0;
  if (euler !== wanted)
    faults.push(`The alternating sum of the counts is ${euler}; the Euler characteristic is ${wanted}.`);
  for (let k = 0; k < n - 1; k++) {
    const [left, right] = [alternating(counts, k), alternating(betti, k)];
    if (left < right) faults.push(`Morse's inequality fails at index ${k}: ${left} is less than ${right}.`);
  }
  return faults;
}
