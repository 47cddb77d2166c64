/** Derivatives of a function from its values, or from its gradient, with an estimate of their errors. */
import { ShapeError } from "../base/errors.ts";
import { exponentOf, powerOfTwo } from "../base/powers-of-two.ts";
import { scaledNorm } from "../base/vector.ts";
import { type Estimate, extrapolate, type LadderRange, type Quotient } from "./difference-ladder.ts";

/** What is known of the function: finite values are needed at the point, others mark the end of its domain. */
export interface Sampled {
  readonly value: (x: Float64Array) => number;
  readonly gradient?: (x: Float64Array) => Float64Array;
  /** Relative error of what they give. */
  readonly valueError: number;
  /** Largest step along each coordinate; undefined: found. */
  readonly steps?: Float64Array | undefined;
}

const EPS = Number.EPSILON;
/** First guesses, in powers of two of |x|: where first and second differences of a function that varies with x are best. */
const FIRST_GUESS = -9;
const SECOND_GUESS = -7;
/** Longest step, in powers of two of the larger of |x| and 1. */
const LONGEST = 24;
/** Least steps, in powers of two of x: a quarter of the step still has two places of x's last bit. */
const SHORTEST = -49;
/** Coordinates are taken for no smaller than this share of the largest, as a first guess. */
const SMALLEST = -40;
const TINY = -1000;
/** How far steps of two directions are scaled down together. */
const SHRINK = -60;

function largestOf(x: Float64Array): number {
  return x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function fixedRange(step: number): LadderRange {
  const start = exponentOf(step);
  return { start, least: start, most: start };
}

/** Where to look for the step along coordinate i. */
function rangeOf({ steps }: Sampled, x: Float64Array, i: number, guess: number): LadderRange {
  if (steps) return fixedRange(steps[i]!);
  const top = exponentOf(largestOf(x) || 1);
  const own = x[i] === 0 ? top : Math.max(exponentOf(x[i]!), top + SMALLEST);
  const least = x[i] === 0 ? TINY : Math.max(TINY, exponentOf(x[i]!) + SHORTEST);
  const start = Math.max(own + guess, least);
  return { start, least, most: Math.max(start, Math.max(0, top) + LONGEST) };
}

/** Where to look for the step along a unit vector. */
function rangeAlong({ steps }: Sampled, x: Float64Array, v: Float64Array): LadderRange {
  if (steps) {
    const most = steps.reduce((least, step, i) => Math.min(least, step / Math.abs(v[i]!)), Number.MAX_VALUE);
    return fixedRange(most);
  }
  const top = exponentOf(scaledNorm(x) || 1);
  const least = Math.max(TINY, top + SHORTEST);
  return { start: Math.max(top + SECOND_GUESS, least), least, most: Math.max(0, top) + LONGEST };
}

function found(estimate: Estimate | undefined, where: string): Estimate {
  if (estimate) return estimate;
  throw new ShapeError(
    `userLandscape: along ${where} no step has finite values on both sides of the point, and a finite quotient of them; give the function's derivatives, a smaller step, or a point inside its domain.`,
  );
}

function finite(values: readonly number[]): boolean {
  return values.every(Number.isFinite);
}

function scalar(value: number, noise: number): Quotient {
  return { value: Float64Array.of(value), noise: Number.isNaN(noise) ? Number.POSITIVE_INFINITY : noise };
}

/** x moved by a step along coordinate i. */
function moved(x: Float64Array, i: number, step: number): Float64Array {
  const at = x.slice();
  at[i]! += step;
  return at;
}

function movedAlong(x: Float64Array, v: Float64Array, step: number): Float64Array {
  return x.map((value, i) => value + step * v[i]!);
}

/** First and second differences of f along a line at step h: (f(h) - f(-h)) / 2h and (f(h) - 2 f(0) + f(-h)) / h². */
function differencesAlong(
  f: Sampled,
  move: (step: number) => Float64Array,
  centre: number,
): (k: number) => { first: Quotient; second: Quotient } | undefined {
  return (k) => {
    const h = powerOfTwo(k);
    const [high, low] = [f.value(move(h)), f.value(move(-h))];
    if (!finite([high, low])) return undefined;
    const noise = f.valueError * Math.max(Math.abs(high), Math.abs(low), Math.abs(centre));
    return {
      first: scalar((high / 2 - low / 2) / h, noise / h),
      second: scalar((high - centre + (low - centre)) / h / h, (4 * noise) / h / h),
    };
  };
}

/** `factor` turns the quotient's size into the other's; one that overflows tells nothing. */
function withCompanion(quotient: Quotient, { value, noise }: Quotient, factor: number): Quotient {
  const size = scaledNorm(quotient.value) * factor;
  const gap = scaledNorm(value) / factor;
  if (!Number.isFinite(gap + noise + size)) return quotient;
  return { ...quotient, companion: { value, noise, size, gap } };
}

/** ∂f/∂x_i; `centre` is f(x). */
export function partial(f: Sampled, x: Float64Array, { i, centre }: { i: number; centre: number }): Estimate {
  const both = differencesAlong(f, (step) => moved(x, i, step), centre);
  const quotient = (k: number): Quotient | undefined => {
    const { first, second } = both(k) ?? {};
    return first && second && withCompanion(first, second, powerOfTwo(-k));
  };
  return found(extrapolate(quotient, rangeOf(f, x, i, FIRST_GUESS)), `coordinate ${i}`);
}

/** The second derivative along the line that `move` takes. */
function secondAlong(
  f: Sampled,
  move: (step: number) => Float64Array,
  { range, where, centre }: { range: LadderRange; where: string; centre: number },
): Estimate {
  const both = differencesAlong(f, move, centre);
  const quotient = (k: number): Quotient | undefined => {
    const { first, second } = both(k) ?? {};
    return first && second && withCompanion(second, first, powerOfTwo(k));
  };
  return found(extrapolate(quotient, range), where);
}

/** ∂²f/∂x_i². */
export function secondPartial(
  f: Sampled,
  x: Float64Array,
  { i, centre }: { i: number; centre: number },
): Estimate {
  const range = rangeOf(f, x, i, SECOND_GUESS);
  return secondAlong(f, (step) => moved(x, i, step), { range, where: `coordinate ${i}`, centre });
}

/** uᵀ∇²f v from four values, with steps a along u and b along v that shrink together until the quotients converge. */
function mixed(
  f: Sampled,
  move: (a: number, b: number) => Float64Array,
  { ka, kb, where }: { ka: number; kb: number; where: string },
): Estimate {
  const quotient = (k: number): Quotient | undefined => {
    const [a, b] = [powerOfTwo(ka + k), powerOfTwo(kb + k)];
    const values = [f.value(move(a, b)), f.value(move(a, -b)), f.value(move(-a, b)), f.value(move(-a, -b))];
    if (!finite(values)) return undefined;
    const [pp, pm, mp, mm] = values as [number, number, number, number];
    const noise = f.valueError * Math.max(...values.map(Math.abs));
    return scalar((pp - pm - (mp - mm)) / (4 * a) / b, noise / a / b);
  };
  const least = f.steps ? 0 : SHRINK;
  return found(extrapolate(quotient, { start: 0, least, most: 0 }), where);
}

/** ∂²f/∂x_i∂x_j with the steps 2^k that the second differences along both coordinates took. */
export function mixedPartial(
  f: Sampled,
  x: Float64Array,
  { i, j, ki, kj }: { i: number; j: number; ki: number; kj: number },
): Estimate {
  const move = (a: number, b: number): Float64Array => {
    const at = moved(x, i, a);
    at[j]! += b;
    return at;
  };
  return mixed(f, move, { ka: ki, kb: kj, where: `coordinates ${i} and ${j}` });
}

/** ∇²f v for a unit vector v, from values: one mixed difference a coordinate; `centre` is f(x). */
export function productFromValues(
  f: Sampled,
  x: Float64Array,
  { v, centre }: { v: Float64Array; centre: number },
): Estimate {
  const range = rangeAlong(f, x, v);
  const along = secondAlong(f, (step) => movedAlong(x, v, step), { range, where: "the direction v", centre });
  const parts = Array.from(x, (_, i) => {
    const { k } = secondPartial(f, x, { i, centre });
    const move = (a: number, b: number): Float64Array => moved(movedAlong(x, v, a), i, b);
    return mixed(f, move, { ka: along.k, kb: k, where: `v and coordinate ${i}` });
  });
  return {
    value: Float64Array.from(parts, ({ value }) => value[0]!),
    error: scaledNorm(parts.map(({ error }) => error)),
    k: along.k,
  };
}

/** A directional derivative of the gradient: (g(x + h v) - g(x - h v)) / 2h. `blur` is the rounding of x + h v. */
function gradientQuotient(
  f: Sampled & { gradient: (x: Float64Array) => Float64Array },
  move: (step: number) => Float64Array,
  blur: number,
): (k: number) => Quotient | undefined {
  const centre = f.gradient(move(0));
  return (k) => {
    const h = powerOfTwo(k);
    const [high, low] = [f.gradient(move(h)), f.gradient(move(-h))];
    if (!(high.every(Number.isFinite) && low.every(Number.isFinite))) return undefined;
    const value = high.map((g, i) => (g / 2 - low[i]! / 2) / h);
    const noise = f.valueError * Math.max(scaledNorm(high), scaledNorm(low), scaledNorm(centre));
    const size = scaledNorm(value) / h;
    const second = high.map((g, i) => (g - centre[i]! + (low[i]! - centre[i]!)) / h / h);
    const companion = { value: second, noise: (4 * noise) / h / h + (4 * blur * size) / h };
    return withCompanion({ value, noise: noise / h + blur * size }, companion, 1 / h);
  };
}

/** Column j of the Hessian from the gradient; x ± h e_j is exact. */
export function columnFromGradient(f: Required<Sampled>, x: Float64Array, j: number): Estimate {
  const quotient = gradientQuotient(f, (step) => moved(x, j, step), 0);
  return found(extrapolate(quotient, rangeOf(f, x, j, FIRST_GUESS)), `coordinate ${j}`);
}

/** ∇²f v for a unit vector v, from the gradient; x ± h v is rounded to the grid of x, which moves it by up to eps |x|. */
export function productFromGradient(f: Required<Sampled>, x: Float64Array, v: Float64Array): Estimate {
  const quotient = gradientQuotient(f, (step) => movedAlong(x, v, step), EPS * scaledNorm(x));
  return found(extrapolate(quotient, rangeAlong(f, x, v)), "the direction v");
}
