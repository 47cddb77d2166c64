/**
 * log and its relatives by a table of logarithms and a short Taylor series [Tan90; Mul16, section 6.2]: x = 2^k m with m in
 * [0.6875, 1.375), c = 512 / (a whole number) near m, and log x = k log 2 + log c + log(1 + r), r = m / c - 1, |r| < 2^-6.9.
 * All sums are kept as hi + lo, so that pow can use them.
 */
import { powerOfTwo } from "../powers-of-two.ts";
import { highWord } from "./bits.ts";
import { type DoubleDouble, dd, ddAdd, ddDivide, ddMultiply, ddSqrt, productError } from "./double-double.ts";

const SIZE = 128;
/** 1 / c; log c to a multiple of 2^-42; the rest of log c. */
const [INVERSE, TABLE_HI, TABLE_LO] = tables();
const LN2_HI = 0.6931471805598903; // a multiple of 2^-42: its sum with a table entry is exact for |k| < 1100
const LN2_LO = 5.497923018708371e-14;
const LOG2_E: DoubleDouble = dd(Math.LOG2E, 2.0355273740931033e-17);
const LOG10_E: DoubleDouble = dd(Math.LOG10E, 1.098319650216765e-17);
/** Adding and subtracting it rounds to a multiple of 2^-21. */
const SPLITTER = 1.5 * 2 ** 31;
/** High word of 0.6875, where the table begins. */
const START = 0x3fe60000;

function tables(): readonly [Float64Array, Float64Array, Float64Array] {
  const inverse = new Float64Array(SIZE);
  const [hi, lo] = [new Float64Array(SIZE), new Float64Array(SIZE)];
  for (let j = 0; j < SIZE; j++) {
    const below = j < 80; // m < 1, where the spacing is 1/256
    const middle = below ? 0.6875 + (j + 0.5) / 256 : 1 + (j - 80 + 0.5) / 128;
    const atOne = j === 79 || j === 80; // the two intervals that meet at 1 have c = 1: log x ~ x - 1 there, with no sum
    const whole = atOne ? 512 : Math.round(512 / middle);
    inverse[j] = whole / 512;
    const { hi: high, lo: low } = logOfRatio(512, whole);
    hi[j] = Math.round(high * 2 ** 42) / 2 ** 42;
    lo[j] = high - hi[j]! + low;
  }
  return [inverse, hi, lo];
}

/** log(a / b) = 2 artanh((a - b) / (a + b)) for a / b near 1. */
function logOfRatio(a: number, b: number): DoubleDouble {
  const t = ddDivide(dd(a - b), dd(a + b));
  const square = ddMultiply(t, t);
  let sum = dd(0);
  for (let k = 81; k >= 1; k -= 2) sum = ddAdd(ddDivide(dd(1), dd(k)), ddMultiply(square, sum));
  return ddMultiply(dd(2), ddMultiply(t, sum));
}

/** Lower part of what `logParts` returns. */
export const logRest: Float64Array = new Float64Array(1);

/** (log(1 + r) - r + r²/2) / r³ for |r| < 2^-6.9, to 2^-60. */
function logTail(r: number): number {
  let sum = 1 / 9 - r / 10;
  sum = 1 / 8 - r * sum;
  sum = 1 / 7 - r * sum;
  sum = 1 / 6 - r * sum;
  sum = 1 / 5 - r * sum;
  sum = 1 / 4 - r * sum;
  return 1 / 3 - r * sum;
}

/** log x = result + logRest[0] for positive finite x: relative error below 2^-67, near x = 1 too. */
export function logParts(x: number): number {
  let k = 0;
  let m = x;
  if (x < 2 ** -1022) {
    m = x * 2 ** 54;
    k = -54;
  }
  const offset = highWord(m) - START;
  const j = (offset >> 13) & (SIZE - 1);
  const exponent = offset >> 20;
  m = exponent > 1021 ? (m / 4) * powerOfTwo(2 - exponent) : m * powerOfTwo(-exponent);
  k += exponent;
  const c = INVERSE[j]!;
  const upper = m + SPLITTER - SPLITTER;
  const [exact, small] = [upper * c - 1, (m - upper) * c]; // neither rounds: 22 and 32 bits times 10
  const r = exact + small;
  const rLow = exact - r + small;
  const whole = k * LN2_HI + TABLE_HI[j]!;
  const first = whole + r;
  const square = r * r;
  const squareLow = productError(r, r, square);
  const second = first - square / 2;
  const low =
    first -
    second -
    square / 2 +
    (whole - first + r) +
    (k * LN2_LO + TABLE_LO[j]! + (rLow - r * rLow) - squareLow / 2 + r * square * logTail(r));
  const hi = second + low;
  logRest[0] = second - hi + low;
  return hi;
}

/** NaN below 0, -Infinity at ±0, Infinity and NaN as they are; undefined for positive finite x. */
function special(x: number): number | undefined {
  if (x > 0 && x < Number.POSITIVE_INFINITY) return undefined;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x > 0 ? x : Number.NaN;
}

/** Natural logarithm. Error below 0.51 ulp; NaN below 0. */
export function log(x: number): number {
  if (x > 0 && x < Number.POSITIVE_INFINITY) return logParts(x);
  return special(x)!;
}

/** log(hi + lo) as a double-double, |lo| < 2^-50 hi. */
function logOf({ hi, lo }: DoubleDouble): DoubleDouble {
  const high = logParts(hi);
  return ddAdd(dd(high, logRest[0]!), dd(lo / hi));
}

/** log(1 + x), accurate for small x too. Error below 0.51 ulp; NaN below -1. */
export function log1p(x: number): number {
  if (!(x > -1 && x < Number.POSITIVE_INFINITY))
    return x === -1 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  if (Math.abs(x) < 2 ** -54) return x;
  const sum = 1 + x;
  const lost = x < 1 ? 1 - sum + x : x - sum + 1;
  const high = logParts(sum);
  return high + (logRest[0]! + lost / sum);
}

/** Logarithm to base 2, exact for powers of 2. Error below 0.51 ulp. */
export function log2(x: number): number {
  return special(x) ?? inBase(x, LOG2_E);
}

/** Logarithm to base 10, exact for powers of 10. Error below 0.51 ulp. */
export function log10(x: number): number {
  return special(x) ?? inBase(x, LOG10_E);
}

function inBase(x: number, unit: DoubleDouble): number {
  const high = logParts(x);
  return ddMultiply(dd(high, logRest[0]!), unit).hi;
}

/** x + x³/3 + x⁵/5 + … beyond its first term, for |x| < 0.2. */
function atanhTail(x: number): number {
  const square = x * x;
  let sum = 0;
  for (let k = 25; k >= 3; k -= 2) sum = 1 / k + square * sum;
  return x * square * sum;
}

/** Inverse of tanh: log((1 + x) / (1 - x)) / 2. Error below 0.6 ulp; ±Infinity at ±1, NaN outside. */
export function atanh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.2) return x + atanhTail(x);
  if (size === 1) return x * Number.POSITIVE_INFINITY;
  if (!(size < 1)) return Number.NaN;
  const above = logOf(ddAdd(dd(1), dd(size)));
  const below = logOf(dd(1 - size, 1 - (1 - size) - size));
  const { hi, lo } = ddAdd(above, { hi: -below.hi, lo: -below.lo });
  return (Math.sign(x) * (hi + lo)) / 2;
}

/** Inverse of cosh, x >= 1: log(x + sqrt(x² - 1)). Error below 0.6 ulp; NaN below 1. */
export function acosh(x: number): number {
  if (!(x > 1 && x < Number.POSITIVE_INFINITY)) return x === 1 ? 0 : x > 1 ? x : Number.NaN;
  if (x > 2 ** 30) {
    const high = logParts(x); // log 2x: the rest is below 2^-62
    const { hi } = ddAdd(dd(high, logRest[0]!), dd(LN2_HI, LN2_LO));
    return hi;
  }
  const square = ddMultiply(ddAdd(dd(x), dd(-1)), ddAdd(dd(x), dd(1)));
  return logOf(ddAdd(dd(x), ddSqrt(square))).hi;
}
