/**
 * Every critical point of a spherical p-spin sample, with a proof of completeness.
 *
 * Critical points on |sigma|² = n are the real eigenvectors of the symmetric tensor A: A v^(p-1) = lambda v, |v| = 1. They are
 * the real solutions, up to scale, of A x^(p-1) = x; a generic tensor has exactly ((p-1)^n - 1) / (p-2) classes of complex
 * solutions (x ~ w x, w^(p-2) = 1) [CarStu13, Thm 1.2]. When that many disjoint, alpha-certified solutions are in hand, no other
 * exists; and each is proved real (the alpha test passes at its real projection) or proved not real (its ball misses them).
 */
import type { Engine } from "../engine/engine.ts";
import {
  ALPHA_LIMIT,
  homotopyCertify,
  homotopyPathCount,
  homotopyTrack,
  type SymmetricTensor,
} from "../engine/homotopy.ts";
import { rootsOfUnity } from "./roots-of-unity.ts";

/** One antipodal pair of critical points: +sqrt(n) v and -sqrt(n) v. */
export interface CriticalPair {
  /** Unit eigenvector v. */
  readonly direction: Float64Array;
  /** A v^(p-1) = lambda v. For odd p, -v has -lambda. */
  readonly eigenvalue: number;
  /** Bounds of Smale's test at the real solution: a true one lies within 2 beta. */
  readonly alpha: number;
  readonly beta: number;
}

export interface Enumeration {
  /** In ascending order of the eigenvalue. */
  readonly pairs: readonly CriticalPair[];
  /** Classes that a generic tensor has, and distinct certified ones that were found. */
  readonly expected: number;
  readonly found: number;
  /** Paths tracked a second time (collision, failure, weak certificate). */
  readonly retracked: number;
  /** Sentences: what stands in the way of completeness; empty when the list is proved complete. */
  readonly missing: readonly string[];
}

export interface EnumerateOptions {
  /** The generic number of the homotopy, of modulus one. */
  readonly gamma: readonly [number, number];
  /** Called between batches of paths with the fraction done. */
  readonly progress?: (fraction: number) => void | Promise<void>;
}

const BATCH = 512;
/** Relative predictor error of the first tracking and of each retracking. */
const TOLERANCES = [1e-3, 1e-5, 1e-7] as const;
/** Rounding of norms and rotations, relative to |x|. */
const SLACK = 64 * Number.EPSILON;

interface Solutions {
  readonly points: Float64Array;
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly reached: Uint8Array;
}

/** Finds all critical pairs of the tensor. Cost: `homotopyPathCount` paths of some hundred linear solves of order n. */
export async function enumerateCriticalPairs(
  engine: Engine,
  tensor: SymmetricTensor,
  options: EnumerateOptions,
): Promise<Enumeration> {
  const expected = homotopyPathCount(tensor.n, tensor.p);
  const solutions: Solutions = {
    points: new Float64Array(2 * tensor.n * expected),
    alpha: new Float64Array(expected).fill(Number.POSITIVE_INFINITY),
    beta: new Float64Array(expected).fill(Number.POSITIVE_INFINITY),
    reached: new Uint8Array(expected),
  };
  let suspects = Uint32Array.from({ length: expected }, (_, i) => i);
  let retracked = 0;
  for (const [round, tolerance] of TOLERANCES.entries()) {
    if (suspects.length === 0) break;
    if (round > 0) retracked += suspects.length;
    await trackInto(engine, tensor, { solutions, paths: suspects, tolerance, options });
    suspects = findSuspects(tensor, solutions);
  }
  const missing: string[] = [];
  if (suspects.length > 0)
    missing.push(
      `${suspects.length} of ${expected} paths ended without a certified solution of their own (failed, not certified, or equal to another's).`,
    );
  const pairs = realPairs(engine, tensor, { solutions, uncertain: new Set(suspects), missing });
  return { pairs, expected, found: expected - suspects.length, retracked, missing };
}

async function trackInto(
  engine: Engine,
  tensor: SymmetricTensor,
  work: { solutions: Solutions; paths: Uint32Array; tolerance: number; options: EnumerateOptions },
): Promise<void> {
  const { solutions, paths, tolerance, options } = work;
  const width = 2 * tensor.n;
  for (let start = 0; start < paths.length; start += BATCH) {
    const batch = paths.slice(start, start + BATCH);
    const tracked = homotopyTrack(engine, tensor, { paths: batch, gamma: options.gamma, tolerance });
    const certified = homotopyCertify(engine, tensor, tracked.solutions);
    for (let i = 0; i < batch.length; i++) {
      const path = batch[i]!;
      solutions.points.set(certified.solutions.subarray(i * width, (i + 1) * width), path * width);
      solutions.alpha[path] = certified.alpha[i]!;
      solutions.beta[path] = certified.beta[i]!;
      solutions.reached[path] = tracked.status[i] === "reached" ? 1 : 0;
    }
    await options.progress?.(Math.min(1, (start + BATCH) / paths.length));
  }
}

interface Ball {
  readonly path: number;
  readonly norm: number;
  readonly radius: number;
}

/** Paths that failed, are not certified, or whose certified balls (radius 2 beta, up to the common phase) meet another's. */
function findSuspects(tensor: SymmetricTensor, solutions: Solutions): Uint32Array<ArrayBuffer> {
  const suspects = new Set<number>();
  const balls: Ball[] = [];
  for (let path = 0; path < solutions.alpha.length; path++) {
    if (solutions.reached[path] === 0 || !(solutions.alpha[path]! < ALPHA_LIMIT)) {
      suspects.add(path);
      continue;
    }
    const norm = Math.sqrt(sumOfSquares(pointOf(solutions, tensor.n, path)));
    balls.push({ path, norm, radius: 2 * solutions.beta[path]! + SLACK * norm });
  }
  for (const path of touching(balls, tensor, solutions)) suspects.add(path);
  return Uint32Array.from([...suspects].sort((a, b) => a - b));
}

/** Balls that meet another's. |x| is one for a whole class: only neighbours in that order can meet. */
function touching(balls: Ball[], { n, p }: SymmetricTensor, solutions: Solutions): Set<number> {
  const found = new Set<number>();
  const roots = rootsOfUnity(p - 2);
  balls.sort((a, b) => a.norm - b.norm || a.path - b.path);
  const widest = balls.reduce((most, { radius }) => Math.max(most, radius), 0);
  for (const [i, a] of balls.entries()) {
    for (let j = i + 1; j < balls.length; j++) {
      const b = balls[j]!;
      const gap = b.norm - a.norm;
      if (gap > a.radius + widest) break;
      if (gap > a.radius + b.radius) continue;
      const distance = classDistance(pointOf(solutions, n, a.path), pointOf(solutions, n, b.path), roots);
      if (distance > a.radius + b.radius) continue;
      found.add(a.path);
      found.add(b.path);
    }
  }
  return found;
}

/** min over w of |x - w y| */
function classDistance(
  x: Float64Array,
  y: Float64Array,
  roots: readonly (readonly [number, number])[],
): number {
  let best = Number.POSITIVE_INFINITY;
  for (const [wr, wi] of roots) {
    let sum = 0;
    for (let i = 0; i < x.length; i += 2) {
      const re = x[i]! - (wr * y[i]! - wi * y[i + 1]!);
      const im = x[i + 1]! - (wr * y[i + 1]! + wi * y[i]!);
      sum += re * re + im * im;
    }
    best = Math.min(best, sum);
  }
  return Math.sqrt(best);
}

interface Candidate {
  readonly path: number;
  /** x divided by a phase, real part: A y^(p-1) = sign y. */
  readonly real: Float64Array;
  readonly sign: 1 | -1;
}

/**
 * The real classes. With q = sum x_i², the distance of x to the vectors e^(i phi) R^n is sqrt((|x|² - |q|) / 2), reached at
 * phi = arg(q) / 2: farther than 2 beta proves "not real". For even p an eigenvector with a negative eigenvalue has the phase
 * e^(i pi / (p-2)): divided out, it solves (-A) y^(p-1) = y.
 */
function realPairs(
  engine: Engine,
  tensor: SymmetricTensor,
  state: { solutions: Solutions; uncertain: ReadonlySet<number>; missing: string[] },
): CriticalPair[] {
  const { solutions, uncertain, missing } = state;
  const candidates: Candidate[] = [];
  for (let path = 0; path < solutions.alpha.length; path++) {
    if (uncertain.has(path)) continue;
    const candidate = nearReal(pointOf(solutions, tensor.n, path), tensor.p, 2 * solutions.beta[path]!);
    if (candidate) candidates.push({ path, ...candidate });
  }
  const pairs: CriticalPair[] = [];
  let undecided = 0;
  for (const sign of [1, -1] as const) {
    const group = candidates.filter((candidate) => candidate.sign === sign);
    if (group.length === 0) continue;
    const proved = certifyReal(engine, tensor, group);
    undecided += group.length - proved.length;
    pairs.push(...proved);
  }
  if (undecided > 0) missing.push(`${undecided} solutions could be proved neither real nor complex.`);
  return pairs.sort((a, b) => a.eigenvalue - b.eigenvalue);
}

/** The real projection of a solution whose ball of this radius meets the real vectors in some phase; else undefined. */
function nearReal(x: Float64Array, p: number, radius: number): Omit<Candidate, "path"> | undefined {
  let qr = 0;
  let qi = 0;
  for (let i = 0; i < x.length; i += 2) {
    qr += x[i]! * x[i]! - x[i + 1]! * x[i + 1]!;
    qi += 2 * x[i]! * x[i + 1]!;
  }
  const norm2 = sumOfSquares(x);
  const modulus = Math.sqrt(qr * qr + qi * qi);
  // (|x|² - |q|) / 2 cancels for real vectors: its rounding is SLACK |x|², far above beta², so bound it from below
  if (Math.sqrt(Math.max(0, (norm2 - modulus) / 2 - SLACK * norm2)) > radius) return undefined;
  const [cr, ci] = squareRoot(qr / modulus, qi / modulus);
  const real = Float64Array.from({ length: x.length / 2 }, (_, i) => x[2 * i]! * cr + x[2 * i + 1]! * ci);
  let pr = 1; // e^(i (p-2) phi), +1 or -1 for a real class
  let pi = 0;
  for (let k = 0; k < p - 2; k++) [pr, pi] = [pr * cr - pi * ci, pr * ci + pi * cr];
  if (p % 2 === 1 && pr < 0) {
    for (let i = 0; i < real.length; i++) real[i] = -real[i]!; // odd p: the sign of y makes the eigenvalue positive
    return { real, sign: 1 };
  }
  return { real, sign: pr < 0 ? -1 : 1 };
}

/** Runs the alpha test at the real points themselves: arithmetic on zero imaginary parts stays real, and so does the zero. */
function certifyReal(engine: Engine, tensor: SymmetricTensor, group: readonly Candidate[]): CriticalPair[] {
  const { n, p } = tensor;
  const sign = group[0]!.sign;
  const signed = sign === 1 ? tensor : { ...tensor, entries: tensor.entries.map((entry) => -entry) };
  const points = new Float64Array(2 * n * group.length);
  for (const [i, { real }] of group.entries()) {
    for (let j = 0; j < n; j++) points[2 * (i * n + j)] = real[j]!;
  }
  const certified = homotopyCertify(engine, signed, points);
  const pairs: CriticalPair[] = [];
  for (let i = 0; i < group.length; i++) {
    if (!(certified.alpha[i]! < ALPHA_LIMIT)) continue;
    const y = Float64Array.from({ length: n }, (_, j) => certified.solutions[2 * (i * n + j)]!);
    const norm = Math.sqrt(sumOfSquares(y));
    let power = sign as number; // lambda = sign / |y|^(p-2)
    for (let k = 0; k < p - 2; k++) power /= norm;
    pairs.push({
      direction: y.map((value) => value / norm),
      eigenvalue: power,
      alpha: certified.alpha[i]!,
      beta: certified.beta[i]!,
    });
  }
  return pairs;
}

function pointOf(solutions: Solutions, n: number, path: number): Float64Array {
  return solutions.points.subarray(path * 2 * n, (path + 1) * 2 * n);
}

function sumOfSquares(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return sum;
}

/** The square root, with positive real part, of a complex number of modulus one. */
function squareRoot(re: number, im: number): [number, number] {
  const half = Math.sqrt(Math.max(0, (1 + re) / 2));
  const other = Math.sqrt(Math.max(0, (1 - re) / 2));
  return [half, im < 0 ? -other : other];
}
