/** atan and asin by a table of atan(j/8) and Taylor's series [Mul16, chapter 11]. */
import { type DoubleDouble, dd, ddAdd, ddDivide, ddMultiply, ddSqrt, ddSubtract } from "./double-double.ts";

/** atan(j/8), j = 2 … 8. */
const TABLE: readonly DoubleDouble[] = [
  dd(0.24497866312686414, 1.0698755618734451e-17),
  dd(0.35877067027057225, -2.4623815582638635e-17),
  dd(0.4636476090008061, 2.2698777452961687e-17),
  dd(0.5585993153435624, -5.4556305485916264e-18),
  dd(0.6435011087932844, 1.5834785051444286e-17),
  dd(0.7188299996216245, -2.1478388444456983e-17),
  dd(0.7853981633974483, 3.061616997868383e-17),
];
const HALF_PI = dd(1.5707963267948966, 6.123233995736766e-17);
/** Below it Taylor's series is used, whose terms fall like 0.19²ᵏ. */
const SERIES = 0.1875;

/** -x³/3 + x⁵/5 - … for |x| <= 0.19. */
function atanTail(x: number): number {
  const square = x * x;
  let sum = 0;
  for (let k = 25; k >= 3; k -= 2) sum = 1 / k - square * sum;
  return -x * square * sum;
}

/** atan of x in 0 … 1. */
function atanOfFraction(x: DoubleDouble): DoubleDouble {
  if (x.hi < SERIES) return ddAdd(x, dd(atanTail(x.hi)));
  const j = Math.max(2, Math.round(x.hi * 8));
  const c = dd(j / 8);
  const t = ddDivide(ddSubtract(x, c), ddAdd(dd(1), ddMultiply(x, c)));
  return ddAdd(TABLE[j - 2]!, ddAdd(t, dd(atanTail(t.hi))));
}

function atanOf(x: DoubleDouble): DoubleDouble {
  if (x.hi <= 1) return atanOfFraction(x);
  return ddSubtract(HALF_PI, atanOfFraction(ddDivide(dd(1), x)));
}

/** Inverse of tan, in -pi/2 … pi/2. Error below 0.6 ulp. */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27 || Number.isNaN(x)) return x;
  return Math.sign(x) * (size > 2 ** 54 ? HALF_PI.hi : atanOf(dd(size)).hi);
}

/** Inverse of sin: atan(x / sqrt(1 - x²)). Error below 0.6 ulp; NaN outside -1 … 1. */
export function asin(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27) return x;
  if (!(size < 1)) return size === 1 ? x * HALF_PI.hi : Number.NaN;
  const rest = ddSubtract(dd(1), ddMultiply(dd(size), dd(size)));
  return Math.sign(x) * atanOf(ddDivide(dd(size), ddSqrt(rest))).hi;
}
