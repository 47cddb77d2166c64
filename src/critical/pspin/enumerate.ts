/**
 * Every critical point of a spherical p-spin sample, with a proof of completeness.
 *
 * Critical points on |sigma|² = n are the real eigenvectors of the symmetric tensor A: A v^(p-1) = lambda v, |v| = 1. Over the
 * complex numbers a generic tensor has exactly ((p-1)^n - 1) / (p-2) classes (c x, c^(p-2) lambda), and no tensor has more
 * isolated ones [CarStu13, Thm 1.2]. When that many different, alpha-certified classes are in hand, no other exists. Each has a
 * representative with a component of x equal to 1, which is real if and only if the class is: it is proved real (the alpha test
 * passes at its real part, and Newton's iteration from there stays real), or not (no real point lies in its ball).
 */

import type { LongRun } from "../../base/breather.ts";
import { inPieces, type Steps, within } from "../../base/steps.ts";
import { norm as euclidean } from "../../base/vector.ts";
import type { Engine } from "../../engine/engine.ts";
import {
  ALPHA_LIMIT,
  type CertifiedSolutions,
  homotopyCertify,
  homotopyPathCount,
  homotopyTrack,
} from "../../engine/pspin/homotopy.ts";
import type { SymmetricTensor } from "../../engine/pspin/symmetric-tensor.ts";
import {
  radiusOf,
  type Separation,
  type SolutionList,
  separateSteps,
  solutionAt,
} from "./eigenpair-classes.ts";
import { refineEigenpairs } from "./refine-eigenpairs.ts";

/** One antipodal pair of critical points: +sqrt(n) v and -sqrt(n) v. */
export interface CriticalPair {
  /** Unit eigenvector v. */
  readonly direction: Float64Array;
  /** A v^(p-1) = lambda v. For odd p, -v has -lambda: v is the one with lambda >= 0. */
  readonly eigenvalue: number;
  /** Bounds of Smale's test at the real solution: a true v lies within 2 sqrt 2 beta. */
  readonly alpha: number;
  readonly beta: number;
}

export interface Enumeration {
  /** In ascending order of the eigenvalue. */
  readonly pairs: readonly CriticalPair[];
  /** Classes that a generic tensor has, and distinct certified ones that were found. */
  readonly expected: number;
  readonly found: number;
  /** Paths tracked a second time (collision, weak certificate). */
  readonly retracked: number;
  /** Sentences: what stands in the way of completeness; empty when the list is proved complete. */
  readonly missing: readonly string[];
}

export interface EnumerateOptions {
  /** The generic number of the homotopy, of modulus one. */
  readonly gamma: readonly [number, number];
}

/** Paths tracked in one call of the kernel, at most; two are tracked at a time. */
const BATCH = 512;
/** Share of the time until all paths have been tracked once. */
const TRACKED = 0.95;
/** Steps of a path, of four linear solves each. */
const STEPS_OF_PATH = 60;
/** Relative predictor error of the first tracking and of each retracking. */
const TOLERANCES = [1e-3, 1e-5, 1e-7] as const;

/** Share of lost paths that only a degenerate tensor has: tracking them again would take long, and find nothing. */
const HOPELESS = 0.5;
/**
 * Real solutions with a larger alpha are refined: the uncertainty of their Hessian's eigenvalues beside the smallest is some
 * tens of alphas, and it must not blur the index.
 */
const FINE = 1e-3;

/** Finds all critical pairs of the tensor. Cost: `homotopyPathCount` paths of some hundred linear solves of order n. */
export function enumerateCriticalPairs(
  engine: Engine,
  tensor: SymmetricTensor,
  options: EnumerateOptions & LongRun,
): Promise<Enumeration> {
  return inPieces((allowed) => enumerateSteps(engine, tensor, options, allowed), options);
}

/** The same as steps, for computations that have more to do. */
export function* enumerateSteps(
  engine: Engine,
  tensor: SymmetricTensor,
  options: EnumerateOptions,
  allowed: number,
): Steps<Enumeration> {
  const { n, p } = tensor;
  const expected = homotopyPathCount(n, p);
  const list: SolutionList = {
    n,
    points: new Float64Array(2 * (n + 1) * expected),
    alpha: new Float64Array(expected).fill(Number.POSITIVE_INFINITY),
    beta: new Float64Array(expected).fill(Number.POSITIVE_INFINITY),
  };
  const every = Array.from({ length: expected }, (_, i) => i);
  let suspects: readonly number[] = every;
  let distinct: readonly number[] = [];
  let retracked = 0;
  for (const [round, tolerance] of TOLERANCES.entries()) {
    if (suspects.length === 0 || (round > 0 && suspects.length > HOPELESS * expected)) break;
    if (round > 0) retracked += suspects.length;
    const paths = Uint32Array.from(suspects);
    const tracking = trackInto(engine, tensor, { list, paths, tolerance, options }, allowed);
    yield* within(tracking, round === 0 ? 0 : TRACKED, TRACKED);
    ({ distinct, suspects } = yield* settle(engine, tensor, { list, places: every }, allowed));
  }
  const missing: string[] = [];
  if (distinct.length < expected)
    missing.push(
      `${expected - distinct.length} of ${expected} paths ended without a certified solution of their own (not certified, or equal to another's).`,
    );
  const pairs = yield* realPairs(engine, tensor, { list, distinct, missing }, allowed);
  return { pairs, expected, found: distinct.length, retracked, missing };
}

/** Solutions in a batch, of which each costs so many flops; an even number. */
function batchSize(flops: number, allowed: number): number {
  return Math.max(2, Math.min(BATCH, 2 * Math.floor(allowed / flops / 2)));
}

function* trackInto(
  engine: Engine,
  tensor: SymmetricTensor,
  work: { list: SolutionList; paths: Uint32Array; tolerance: number; options: EnumerateOptions },
  allowed: number,
): Steps<void> {
  const { list, paths, tolerance, options } = work;
  const size = batchSize(STEPS_OF_PATH * 4 * solveFlops(tensor), allowed);
  for (let start = 0; start < paths.length; start += size) {
    const batch = paths.slice(start, start + size);
    const tracked = homotopyTrack(engine, tensor, { paths: batch, gamma: options.gamma, tolerance });
    yield start / paths.length;
    yield* certifyInto(engine, tensor, { list, places: batch, points: tracked.solutions }, allowed);
    yield Math.min(1, (start + size) / paths.length);
  }
}

/** Of the complex linear system of order n and its making from the tensor. */
function solveFlops({ n, p }: SymmetricTensor): number {
  let entries = 0;
  for (let q = 2, count = n * n; q < p; q++) {
    count = (count * (n + q - 1)) / q;
    entries += count;
  }
  return 8 * entries + (8 * n * n * n) / 3;
}

/** Sorts the places out, those that 16 digits do not certify or tell apart once more with 32. */
function* settle(
  engine: Engine,
  tensor: SymmetricTensor,
  { list, places }: { list: SolutionList; places: readonly number[] },
  allowed: number,
): Steps<Separation> {
  const first = yield* separateSteps(list, places);
  if (first.suspects.length === 0) return first;
  yield* refineInto(engine, tensor, { list, places: first.suspects }, allowed);
  return yield* separateSteps(list, places);
}

/** Polishes and certifies once more with 32 digits. */
function* refineInto(
  engine: Engine,
  tensor: SymmetricTensor,
  { list, places }: { list: SolutionList; places: readonly number[] },
  allowed: number,
): Steps<void> {
  const width = 2 * (tensor.n + 1);
  const size = batchSize(200 * solveFlops(tensor), allowed);
  for (let start = 0; start < places.length; start += size) {
    const batch = places.slice(start, start + size);
    const points = new Float64Array(width * batch.length);
    batch.forEach((place, i) => {
      points.set(solutionAt(list, place), i * width);
    });
    storeAt(list, batch, refineEigenpairs(engine, tensor, points));
    yield;
  }
}

/** Polishes and certifies points into the given places of the list. */
function* certifyInto(
  engine: Engine,
  tensor: SymmetricTensor,
  work: { list: SolutionList; places: ArrayLike<number>; points: Float64Array },
  allowed: number,
): Steps<void> {
  const { list, places, points } = work;
  const width = 2 * (tensor.n + 1);
  const size = batchSize(20 * solveFlops(tensor), allowed);
  const all = Array.from(places);
  for (let start = 0; start < places.length; start += size) {
    const batch = all.slice(start, start + size);
    const certified = homotopyCertify(engine, tensor, points.subarray(start * width, (start + size) * width));
    storeAt(list, batch, certified);
    yield;
  }
}

function storeAt(
  list: SolutionList,
  places: ArrayLike<number>,
  certified: Pick<CertifiedSolutions, "solutions" | "alpha" | "beta">,
): void {
  const width = 2 * (list.n + 1);
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    solutionAt(list, place).set(certified.solutions.subarray(i * width, (i + 1) * width));
    list.alpha[place] = certified.alpha[i]!;
    list.beta[place] = certified.beta[i]!;
  }
}

/**
 * The real classes. A ball that no real point lies in belongs to a class that is not real; else the solution gives way to the
 * one that the alpha test finds from its real part. Afterwards all balls, real and complex, must be disjoint once more: then
 * the real solutions are as many different classes among the expected ones.
 */
function* realPairs(
  engine: Engine,
  tensor: SymmetricTensor,
  state: { list: SolutionList; distinct: readonly number[]; missing: string[] },
  allowed: number,
): Steps<CriticalPair[]> {
  const { list, distinct, missing } = state;
  const places = distinct.filter((place) => imaginaryNorm(solutionAt(list, place)) <= radiusOf(list, place));
  const points = new Float64Array(2 * (tensor.n + 1) * places.length);
  places.forEach((place, i) => {
    const solution = solutionAt(list, place);
    for (let j = 0; j < solution.length; j += 2) points[i * solution.length + j] = solution[j]!;
  });
  yield* certifyInto(engine, tensor, { list, places, points }, allowed);
  const coarse = places.filter((place) => !(list.alpha[place]! < FINE));
  yield* refineInto(engine, tensor, { list, places: coarse }, allowed);
  const again = new Set((yield* settle(engine, tensor, { list, places: distinct }, allowed)).distinct);
  if (again.size < distinct.length)
    missing.push(
      `${distinct.length - again.size} solutions could not be proved real or complex, or different from the others.`,
    );
  return places
    .filter((place) => again.has(place) && list.alpha[place]! < ALPHA_LIMIT)
    .map((place) => pairAt(tensor, list, place))
    .sort((a, b) => a.eigenvalue - b.eigenvalue);
}

/** The distance of x to all real vectors with the same component 1, but for rounding that `radiusOf` covers. */
function imaginaryNorm(solution: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < solution.length - 2; i += 2) sum += solution[i]! * solution[i]!;
  return Math.sqrt(sum);
}

/** The unit eigenvector of a real solution. */
function pairAt({ n, p }: SymmetricTensor, list: SolutionList, place: number): CriticalPair {
  const solution = solutionAt(list, place);
  const x = Float64Array.from({ length: n }, (_, i) => solution[2 * i]!);
  const norm = euclidean(x);
  let eigenvalue = solution[2 * n]!;
  for (let k = 2; k < p; k++) eigenvalue /= norm;
  const sign = p % 2 === 1 && eigenvalue < 0 ? -1 : 1;
  return {
    direction: x.map((value) => (sign * value) / norm),
    eigenvalue: sign * eigenvalue,
    alpha: list.alpha[place]!,
    beta: list.beta[place]!,
  };
}
