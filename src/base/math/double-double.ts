/**
 * Numbers of about 32 digits as unevaluated sums of two doubles, |lo| <= ulp(hi) / 2 [Dek71; HidLiBai01]. Relative errors of the
 * operations: below 2^-102 (of add and subtract: of the larger operand).
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

const SPLITTER = 2 ** 27 + 1;

/** Upper 26 bits of a, so that products of halves are exact. |a| < 1e300. */
export function upperHalf(a: number): number {
  const c = SPLITTER * a;
  return c - (c - a);
}

/** a b - p for p = the rounded product a b: exact while nothing over- or underflows. */
export function productError(a: number, b: number, p: number): number {
  const a1 = upperHalf(a);
  const a2 = a - a1;
  const b1 = upperHalf(b);
  const b2 = b - b1;
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
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
  const low = productError(a.hi, b.hi, p) + (a.hi * b.lo + a.lo * b.hi);
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
