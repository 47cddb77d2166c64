/**
 * Classes of eigenpairs, (x, lambda) ~ (c x, c^(p-2) lambda), as certified balls, and which of them are surely different.
 *
 * lambda follows from x, so a class is a complex line [x]. Two lines have the angle theta with sin theta = the distance of y to
 * the line of x over |y|; sines obey the triangle inequality, and the line of a true x* within r of x has sin theta <= r / |x|.
 */

import { atOnce, type Steps } from "../../base/steps.ts";
import { norm } from "../../base/vector.ts";
import { ALPHA_LIMIT } from "../../engine/pspin/homotopy.ts";

/** Solutions (x, lambda) as rows of n + 1 complex numbers, a component of x being 1, with their bounds of Smale's test. */
export interface SolutionList {
  readonly n: number;
  readonly points: Float64Array;
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
}

/** Rounding of norms, sines and projections of a few hundred numbers, relative. */
const SLACK = 256 * Number.EPSILON;

/** A true solution lies within this distance of a solution whose alpha passes. */
export function radiusOf({ beta }: SolutionList, place: number): number {
  return 2 * beta[place]! * (1 + SLACK);
}

/** Row number `place`: x and lambda. */
export function solutionAt({ n, points }: SolutionList, place: number): Float64Array {
  const width = 2 * (n + 1);
  return points.subarray(place * width, (place + 1) * width);
}

interface Ball {
  readonly place: number;
  readonly x: Float64Array;
  readonly norm: number;
  /** Bounds the sine of the angle between the lines of x and of the true solution. */
  readonly sine: number;
  /** |l x| / |x| for a fixed generic l: lines whose values differ by more than sqrt 2 sines are different. */
  readonly mark: number;
}

export interface Separation {
  /** Places of certified solutions whose true classes are pairwise different, ascending. */
  readonly distinct: readonly number[];
  /** Places that are not certified, or whose ball meets another's, ascending. */
  readonly suspects: readonly number[];
}

/** Sorts out which of these places hold a class of their own. Cost: places times the few that have about the same mark. */
export function separate(list: SolutionList, places: Iterable<number>): Separation {
  return atOnce(() => separateSteps(list, places));
}

/** Balls between two pauses. */
const PIECE = 500;

/** The same as steps, for computations that have more to do. */
export function* separateSteps(list: SolutionList, places: Iterable<number>): Steps<Separation> {
  const suspects = new Set<number>();
  const balls: Ball[] = [];
  for (const place of places) {
    if (list.alpha[place]! < ALPHA_LIMIT) balls.push(ballOf(list, place));
    else suspects.add(place);
    if (balls.length % PIECE === PIECE - 1) yield;
  }
  balls.sort((a, b) => a.mark - b.mark || a.place - b.place);
  const widest = balls.reduce((most, { sine }) => Math.max(most, sine), 0);
  const dropped = new Set<Ball>();
  for (const [i, a] of balls.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    for (let j = i + 1; j < balls.length; j++) {
      const b = balls[j]!;
      if (b.mark - a.mark > Math.SQRT2 * (a.sine + widest)) break;
      if (b.mark - a.mark > Math.SQRT2 * (a.sine + b.sine)) continue;
      if (sineBetween(a, b) > a.sine + b.sine) continue;
      suspects.add(a.place).add(b.place);
      if (!dropped.has(a)) dropped.add(b); // what stays meets nothing else that stays
    }
  }
  const distinct = balls.filter((ball) => !dropped.has(ball)).map(({ place }) => place);
  return { distinct: distinct.sort((a, b) => a - b), suspects: [...suspects].sort((a, b) => a - b) };
}

function ballOf(list: SolutionList, place: number): Ball {
  const x = solutionAt(list, place).subarray(0, 2 * list.n);
  const size = norm(x);
  return { place, x, norm: size, sine: radiusOf(list, place) / size + SLACK, mark: markOf(x, size) };
}

/** |l x| / (|l| |x|) with the components of l on a spiral of irrational step (golden ratio), unlike any symmetry of a tensor. */
function markOf(x: Float64Array, norm: number): number {
  let re = 0;
  let im = 0;
  let size = 0;
  for (let i = 0; i < x.length; i += 2) {
    const turn = (i + 1) * 0.6180339887498949;
    const lr = turn - Math.floor(turn) + 0.1;
    const li = lr * lr - 0.5;
    re += lr * x[i]! - li * x[i + 1]!;
    im += lr * x[i + 1]! + li * x[i]!;
    size += lr * lr + li * li;
  }
  return Math.sqrt((re * re + im * im) / size) / norm;
}

/** |y - x (x·y) / |x|²| / |y| */
function sineBetween(a: Ball, b: Ball): number {
  const { x } = a;
  const y = b.x;
  let cr = 0;
  let ci = 0;
  for (let i = 0; i < x.length; i += 2) {
    cr += x[i]! * y[i]! + x[i + 1]! * y[i + 1]!;
    ci += x[i]! * y[i + 1]! - x[i + 1]! * y[i]!;
  }
  const square = a.norm * a.norm;
  cr /= square;
  ci /= square;
  let sum = 0;
  for (let i = 0; i < x.length; i += 2) {
    const re = y[i]! - (cr * x[i]! - ci * x[i + 1]!);
    const im = y[i + 1]! - (cr * x[i + 1]! + ci * x[i]!);
    sum += re * re + im * im;
  }
  return Math.sqrt(sum) / b.norm;
}
