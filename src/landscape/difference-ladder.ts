/**
 * Difference quotients whose step the function itself chooses: Richardson extrapolation on a ladder of steps 2^k, up from where
 * rounding rules to where truncation begins to show, with an estimate of the error.
 *
 * Quotients are q(h) = q + c h² + O(h⁴) with rounding noise; E(h) = (4 q(h/2) - q(h)) / 3 has lost the h² term.
 */
import { scaledNorm } from "../base/vector.ts";

/** A quotient at one step; undefined where the function has no finite value. */
export interface Quotient {
  readonly value: Float64Array;
  /** Rounding of the values that went into it. */
  readonly noise: number;
  /**
   * From the same values, the difference of the other parity (second for first, first for second), with its noise, and the size
   * below which it does not matter. It has to converge as well: on both sides of a bump, or over many periods, one of the two may
   * seem to by chance.
   */
  readonly companion?: Companion;
}

export interface Companion {
  readonly value: Float64Array;
  readonly noise: number;
  readonly size: number;
  /** How far the two one-sided quotients are apart, where this one is what they have in common. */
  readonly gap: number;
}

export interface Estimate {
  readonly value: Float64Array;
  /** Truncation as the last two extrapolations show it, and rounding: absolute, of the whole vector. */
  readonly error: number;
  /** The largest step used is 2^k. */
  readonly k: number;
}

/** Levels k to search: the first, and the limits of what the floating-point grid around x and common sense allow. */
export interface LadderRange {
  readonly start: number;
  readonly least: number;
  readonly most: number;
}

/** Levels of the first jump; jumps double while they help. */
const JUMP = 3;
/** Differences of quotients up to this many times the noise are noise. */
const WITHIN_NOISE = 4;
/** An estimate this accurate is not worth another value: a few hundred roundings. */
const ENOUGH = 2 ** -43;
/** Largest relative difference of quotients at h and h/2 that still counts as truncation of a convergent expansion. */
const CONVERGENT = 0.1;

/** An estimate this accurate needs no other supposition about noise. */
const GOOD = 2 ** -30;
/** By how much more noise is supposed next. */
const LOUDER = 32;
/** Levels further down at which a quotient must still agree, and the least that tells something. */
const BELOW = 16;
const LEAST_BELOW = 7;
/** Values that jump by up to this share of themselves, 2^-20 in units of 2^-52, are taken to be of lower precision. */
const COARSEST = 2 ** 32;

interface Ladder {
  readonly at: (k: number) => Quotient | undefined;
  /** Whether the quotients at k, k-1 and k-2 are of one expansion: all noise, or differences that fall as h² does. */
  readonly valid: (k: number) => boolean;
  readonly estimate: (k: number) => Level;
  readonly sober: (level: Level) => Level;
}

interface Level extends Estimate {
  /** What is noise of `error`. */
  readonly noise: number;
  readonly size: number;
}

const NONE: Level = {
  value: new Float64Array(0),
  error: Number.POSITIVE_INFINITY,
  noise: Number.POSITIVE_INFINITY,
  size: 0,
  k: 0,
};

export function distance(a: Float64Array, b: Float64Array): number {
  return scaledNorm(a.map((value, i) => value - b[i]!));
}

interface Triple {
  readonly values: readonly [Float64Array, Float64Array, Float64Array];
  readonly noise: number;
  /** Differences are compared with this, or with the values where they are larger. */
  readonly size: number;
}

/** Whether values at h, h/2, h/4 are of one expansion: all noise, or differences that fall as h² does, or nearly. */
function converges({ values: [high, middle, low], noise, size }: Triple): boolean {
  const [first, second] = [distance(high, middle), distance(middle, low)];
  const rounding = WITHIN_NOISE * noise;
  if (first <= rounding && second <= rounding) return true;
  if (first <= CONVERGENT * Math.max(scaledNorm(middle), size) && second <= first / 2 + rounding) return true;
  // a quotient that goes to 0 as h² does, as that of x⁴ at 0
  return Math.abs(4 * second - first) <= CONVERGENT * first;
}

function createLadder(at: (k: number) => Quotient | undefined): Ladder {
  const valid = (k: number): boolean => {
    const [high, middle] = [at(k), at(k - 1)];
    const low = high && middle ? at(k - 2) : undefined;
    if (!high || !middle || !low) return false;
    if (!converges({ values: [high.value, middle.value, low.value], noise: low.noise, size: 0 }))
      return false;
    const [a, b, c] = [high.companion, middle.companion, low.companion];
    return !a || !b || !c || converges({ values: [a.value, b.value, c.value], noise: c.noise, size: b.size });
  };
  const extrapolated = (k: number): Float64Array | undefined => {
    const [high, low] = [at(k), at(k - 1)];
    return high && low ? low.value.map((value, i) => (4 * value - high.value[i]!) / 3) : undefined;
  };
  const estimate = (k: number): Level => {
    const [value, next] = [extrapolated(k), extrapolated(k - 1)];
    if (!value || !next) return NONE;
    const noise = (4 * at(k - 1)!.noise + at(k)!.noise) / 3;
    const error = distance(value, next) + noise;
    return Number.isNaN(error) ? NONE : { value, error, noise, k, size: scaledNorm(value) };
  };
  /** The least of many errors is small by chance at times: what rounding made of the two estimates below counts as well. */
  const sober = (level: Level): Level => {
    const [above, below] = [extrapolated(level.k - 1), extrapolated(level.k - 2)];
    return above && below ? { ...level, error: Math.max(level.error, distance(above, below) / 4) } : level;
  };
  return { at, valid, estimate, sober };
}

interface Part {
  readonly value: Float64Array;
  readonly noise: number;
  readonly size?: number;
}

/**
 * Whether the quotient far below, at h / 2^16, agrees within its noise: steps of many periods of a function can look like small
 * ones, at h, h/2 and h/4 together (2^12 is 652 periods of a cosine less 0.6), but hardly at that one as well.
 */
function agreesBelow({ at }: Ladder, k: number, least: number): boolean {
  const below = Math.max(k - BELOW, least - 2);
  const [high, middle, low] = [at(k), at(k - 1), k - below < LEAST_BELOW ? undefined : at(below)];
  if (!high || !middle || !low) return false;
  const near = (a: Part, b: Part, c: Part): boolean => {
    const value = b.value.map((m, i) => (4 * m - a.value[i]!) / 3);
    const scale = Math.max(scaledNorm(value), scaledNorm(a.value), b.size ?? 0);
    return distance(value, c.value) <= CONVERGENT * scale + WITHIN_NOISE * c.noise;
  };
  if (!near(high, middle, low)) return false;
  const [a, b, c] = [high.companion, middle.companion, low.companion];
  return !a || !b || !c || near(a, b, c);
}

/** Down from the start, in growing jumps, until the quotients are of one expansion; undefined when they never are. */
function descend(ladder: Ladder, { start, least }: LadderRange): number | undefined {
  const fits = (k: number): boolean => ladder.valid(k) && agreesBelow(ladder, k, least);
  let jump = JUMP;
  for (let k = start; k >= least; k -= jump, jump *= 2) if (fits(k)) return k;
  return undefined;
}

/** From level k to where the estimated error is least: up while noise rules, down while truncation does. */
function climb(ladder: Ladder, k: number, { least, most }: LadderRange): Level {
  let best = ladder.estimate(k);
  let jump = JUMP;
  const enough = (): boolean => best.error <= ENOUGH * best.size;
  const truncated = (): boolean => best.error > 2 * WITHIN_NOISE * best.noise;
  while (jump >= 1 && !enough() && !truncated()) {
    const to = Math.min(best.k + jump, most);
    const next = to > best.k && ladder.valid(to) ? ladder.estimate(to) : NONE;
    const agrees = next !== NONE && !(distance(next.value, best.value) > WITHIN_NOISE * best.error);
    const better = agrees && (next.error < best.error || best.error === Number.POSITIVE_INFINITY);
    if (better) best = next;
    jump = better ? 2 * jump : Math.floor(jump / 2);
  }
  while (truncated() && !enough() && best.k > least && ladder.valid(best.k - 1)) {
    const next = ladder.estimate(best.k - 1);
    if (!(next.error < best.error)) break;
    best = next;
  }
  return best;
}

/** Where nothing converges (a kink, values with more noise than was said): the level of the least estimated error. */
function leastBad({ at, estimate }: Ladder, { start, least }: LadderRange): Level {
  let best = NONE;
  for (let k = start; k >= Math.max(least, start - 8 * JUMP); k -= JUMP) {
    const level = estimate(k);
    const next = { ...level, error: level.error + (at(k)?.companion?.gap ?? 0) };
    if (next.error < best.error) best = next;
  }
  return best;
}

/**
 * Values in single precision stand still for small steps, and a quotient of exactly 0 seems certain. The jump that comes next tells
 * their precision: noise is that many times what was supposed. 1 where there is none.
 */
function coarseness({ at }: Ladder, { size, k }: Level, most: number): number {
  if (size > 0) return 1;
  for (let up = k + 1; up <= Math.min(k + JUMP, most); up++) {
    const next = at(up);
    const times = next ? scaledNorm(next.value) / next.noise : 0;
    if (times > WITHIN_NOISE && times < COARSEST) return 2 * times;
  }
  return 1;
}

/**
 * The limit of a difference quotient for h -> 0.
 *
 * @returns undefined when the function has no finite values at any step tried
 * Cost: mostly 6 to 12 quotients, more where the first guess is far from the function's scale.
 */
export function extrapolate(
  quotient: (k: number) => Quotient | undefined,
  range: LadderRange,
): Estimate | undefined {
  const known = new Map<number, Quotient | undefined>();
  const at = (k: number): Quotient | undefined => {
    if (!known.has(k)) known.set(k, quotient(k));
    return known.get(k);
  };
  if (range.least === range.most) return orNothing(createLadder(at).estimate(range.start));
  // values may have more noise than was said, near a zero of the function above all: as much as makes the best of them
  let best = NONE;
  for (let times = 1; times <= COARSEST; times *= LOUDER) {
    const ladder = createLadder((k) => noisier(at(k), times));
    const k = descend(ladder, range);
    if (k === undefined) continue;
    const level = ladder.sober(climb(ladder, k, range));
    const coarse = coarseness(ladder, level, range.most);
    if (coarse > 1) times = Math.max(times, coarse / LOUDER);
    else if (level.error < best.error) best = level;
    if (best !== NONE && (k === range.start || best.error <= GOOD * best.size)) break;
  }
  return orNothing(best === NONE ? leastBad(createLadder(at), range) : best);
}

function orNothing(level: Level): Estimate | undefined {
  return level.value.length > 0 ? level : undefined;
}

function noisier(quotient: Quotient | undefined, times: number): Quotient | undefined {
  if (!quotient) return undefined;
  const { value, noise, companion } = quotient;
  const louder = { value, noise: noise * times };
  return companion ? { ...louder, companion: { ...companion, noise: companion.noise * times } } : louder;
}
