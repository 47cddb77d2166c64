/**
 * Numbers of about 32 digits as unevaluated sums of two doubles, |lo| <= ulp(hi) / 2 [Dek71; HidLiBai01]. For the few places in
 * theory/ where 16 digits are too few. Relative errors of the operations: below 2^-102 (of add and subtract: of the larger operand).
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** 2^-104: spacing of the numbers, roughly. */
export const DD_EPSILON: number = 2 ** -104;

const SPLITTER = 2 ** 27 + 1;

/** Upper 26 bits of a, so that products of halves are exact. |a| < 1e300. */
export function upperHalf(a: number): number {
  const c = SPLITTER * a;
  return c - (c - a);
}

export const dd = (hi: number, lo = 0): DoubleDouble => ({ hi, lo });

export function ddAdd(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const s = a.hi + b.hi;
  const v = s - a.hi;
  const low = a.hi - (s - v) + (b.hi - v) + (a.lo + b.lo);
  const hi = s + low;
  return { hi, lo: low - (hi - s) };
}

export const ddNegate = (a: DoubleDouble): DoubleDouble => ({ hi: -a.hi, lo: -a.lo });

export const ddSubtract = (a: DoubleDouble, b: DoubleDouble): DoubleDouble => ddAdd(a, ddNegate(b));

export function ddMultiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const p = a.hi * b.hi;
  const a1 = upperHalf(a.hi);
  const a2 = a.hi - a1;
  const b1 = upperHalf(b.hi);
  const b2 = b.hi - b1;
  const low = a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2 + (a.hi * b.lo + a.lo * b.hi);
  const hi = p + low;
  return { hi, lo: low - (hi - p) };
}

export function ddDivide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.hi / b.hi;
  const rest = ddSubtract(a, ddMultiply(b, dd(first)));
  const second = rest.hi / b.hi;
  const last = ddSubtract(rest, ddMultiply(b, dd(second))).hi / b.hi;
  return ddAdd(ddAdd(dd(first), dd(second)), dd(last));
}

/** Square root of a >= 0: one Newton step from the double. */
export function ddSqrt(a: DoubleDouble): DoubleDouble {
  if (a.hi <= 0) return dd(0);
  const x = dd(Math.sqrt(a.hi));
  const correction = ddSubtract(a, ddMultiply(x, x)).hi / (2 * x.hi);
  return ddAdd(x, dd(correction));
}

const LN2 = dd(Math.LN2, 2.3190468138462996e-17);
export const DD_PI: DoubleDouble = dd(Math.PI, 1.2246467991473532e-16);

/** e^a: Taylor series of e^r - 1, r = (a - k log 2) / 512, doubled nine times as (1 + x)² - 1 = x (2 + x). */
export function ddExp(a: DoubleDouble): DoubleDouble {
  const k = Math.round(a.hi / Math.LN2);
  const rest = ddSubtract(a, ddMultiply(LN2, dd(k)));
  const r = { hi: rest.hi / 512, lo: rest.lo / 512 };
  let sum = r;
  let term = r;
  for (let j = 2; j < 14; j++) {
    term = ddDivide(ddMultiply(term, r), dd(j));
    sum = ddAdd(sum, term);
  }
  for (let j = 0; j < 9; j++) sum = ddMultiply(sum, ddAdd(sum, dd(2)));
  const { hi, lo } = ddAdd(sum, dd(1));
  const scale = 2 ** k;
  return { hi: hi * scale, lo: lo * scale };
}

/** Below this erf is summed, beyond it erfc is a continued fraction. */
const SWITCH = 3;

/** erfc(x): relative error about 1e-27 near x = 3 (1 - erf), below 1e-30 elsewhere. */
export function ddErfc(x: DoubleDouble): DoubleDouble {
  if (x.hi < 0) return ddSubtract(dd(2), ddErfc(ddNegate(x)));
  const square = ddMultiply(x, x);
  const decay = ddExp(ddNegate(square));
  if (x.hi < SWITCH) {
    let term = x; // erf x = 2/sqrt(pi) e^(-x²) sum 2^n x^(2n+1) / (2n+1)!!
    let sum = x;
    for (let j = 1; term.hi > 1e-34 * sum.hi; j++) {
      term = ddDivide(ddMultiply(term, { hi: 2 * square.hi, lo: 2 * square.lo }), dd(2 * j + 1));
      sum = ddAdd(sum, term);
    }
    const erf = ddDivide(ddMultiply(ddMultiply(dd(2), decay), sum), ddSqrt(DD_PI));
    return ddSubtract(dd(1), erf);
  }
  let fraction = dd(0); // e^(x²) sqrt(pi) erfc x = 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + …))))
  for (let j = 250; j >= 1; j--) fraction = ddDivide(dd(j / 2), ddAdd(x, fraction));
  return ddDivide(decay, ddMultiply(ddSqrt(DD_PI), ddAdd(x, fraction)));
}

/** A vector, or a row-major matrix, of such numbers. */
export interface DoubleDoubles {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

export const ddArray = (length: number): DoubleDoubles => ({
  hi: new Float64Array(length),
  lo: new Float64Array(length),
});

export const ddGet = (x: DoubleDoubles, i: number): DoubleDouble => ({ hi: x.hi[i]!, lo: x.lo[i]! });

export function ddSet(x: DoubleDoubles, i: number, value: DoubleDouble): void {
  x.hi[i] = value.hi;
  x.lo[i] = value.lo;
}
