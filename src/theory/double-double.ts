/**
 * Functions of numbers of about 32 digits (base/math/double-double.ts), and arrays of such numbers, for the few places in theory/ where 16
 * digits are too few.
 */

import {
  type DoubleDouble,
  dd,
  ddAdd,
  ddDivide,
  ddMultiply,
  ddNegate,
  ddSqrt,
  ddSubtract,
  upperHalf,
} from "../base/math/double-double.ts";
import { pow } from "../base/math.ts";

export { type DoubleDouble, dd, ddAdd, ddDivide, ddMultiply, ddNegate, ddSqrt, ddSubtract, upperHalf };

/** 2^-104: spacing of the numbers, roughly. */
export const DD_EPSILON: number = 2 ** -104;

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
  const scale = pow(2, k);
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
