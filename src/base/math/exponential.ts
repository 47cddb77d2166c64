/**
 * exp, expm1, sinh and tanh by a table of 2^(j/64) and a short Taylor series [Tan89; Mul16, section 6.2]: with
 * x = (64 n + j) log(2) / 64 + r, |r| <= log(2) / 128, e^x = 2^n 2^(j/64) (1 + expm1 r).
 */
import { powerOfTwo } from "../powers-of-two.ts";
import { scaled } from "./bits.ts";
import { type DoubleDouble, dd, ddMultiply, ddSqrt, productError } from "./double-double.ts";

const SIZE = 64;
/** 2^(j/64) as hi + lo: by square roots of 2 in double-double arithmetic, to 2^-98. */
const [TABLE_HI, TABLE_LO] = powersOfTwo();
const STEPS_PER_UNIT = 92.33248261689366; // 64 / log 2
const STEP_HI = 0.010830424695996044; // log(2) / 64 to 34 bits: its multiples by whole numbers below 2^19 are exact
const STEP_LO = 2.5310172166650877e-13;
const LN2_HI = 0.6931471805598903; // a multiple of 2^-42
const LN2_LO = 5.497923018708371e-14;
/** Adding and subtracting it rounds to a whole number. */
const ROUNDER = 1.5 * 2 ** 52;
const OVERFLOW = 709.782712893384; // the largest double whose exp is finite
const UNDERFLOW = -745.1332191019412; // exp(x) < 2^-1075 for this x and all below

function powersOfTwo(): readonly [Float64Array, Float64Array] {
  const [hi, lo] = [new Float64Array(SIZE), new Float64Array(SIZE)];
  let root: DoubleDouble = dd(2);
  const roots: DoubleDouble[] = []; // 2^(1/2), 2^(1/4), …, 2^(1/64)
  for (let bit = SIZE / 2; bit >= 1; bit /= 2) roots.push((root = ddSqrt(root)));
  for (let j = 0; j < SIZE; j++) {
    let product = dd(1);
    roots.forEach((factor, i) => {
      if (j & (SIZE >> (i + 1))) product = ddMultiply(product, factor);
    });
    hi[j] = product.hi;
    lo[j] = product.lo;
  }
  return [hi, lo];
}

/** What a kernel leaves beside the number that it returns: `rest[0]`, its lower part; `rest[1]`, a power of two. */
export const rest: Float64Array = new Float64Array(2);

/** e^(x + low) = (result + rest[0]) 2^(rest[1]), 1/2 < result < 4, relative error below 2^-60; |x| < 1e6, |low| < 1e-8 |x|. */
export function expParts(x: number, low: number): number {
  const steps = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - steps * STEP_HI - steps * STEP_LO + low;
  const j = steps & (SIZE - 1);
  const grown = r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720))));
  const base = TABLE_HI[j]!;
  rest[0] = TABLE_LO[j]! + base * grown;
  rest[1] = steps >> 6;
  return base;
}

/**
 * e^x. Error below 0.52 ulp over the whole range (subnormal results too, rounded once).
 * 0 below -745.13, Infinity above 709.78.
 */
export function exp(x: number): number {
  if (!(x <= OVERFLOW)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x <= UNDERFLOW) return 0;
  const base = expParts(x, 0);
  const k = rest[1]!;
  return k > -1021 && k < 1022 ? (base + rest[0]!) * powerOfTwo(k) : scaled(base, rest[0]!, k);
}

/** e^x - 1 for |x| < 0.25 but for its leading term x: by Taylor's series. */
function expm1Tail(x: number): number {
  let sum = 1 / 6227020800;
  sum = 1 / 479001600 + x * sum;
  sum = 1 / 39916800 + x * sum;
  sum = 1 / 3628800 + x * sum;
  sum = 1 / 362880 + x * sum;
  sum = 1 / 40320 + x * sum;
  sum = 1 / 5040 + x * sum;
  sum = 1 / 720 + x * sum;
  sum = 1 / 120 + x * sum;
  sum = 1 / 24 + x * sum;
  sum = 1 / 6 + x * sum;
  return x * x * (1 / 2 + x * sum);
}

/** e^x - 1 = result + rest[0] for |x| < 40, relative error below 2^-56. */
function expm1Parts(x: number): number {
  if (Math.abs(x) < 0.25) {
    const tail = expm1Tail(x);
    const hi = x + tail;
    rest[0] = x - hi + tail;
    return hi;
  }
  const scale = expParts(x, 0);
  const factor = powerOfTwo(rest[1]!);
  const [base, low] = [scale * factor, rest[0]! * factor];
  const whole = base - 1;
  const lost = base >= 1 ? base - whole - 1 : base - (whole + 1);
  const hi = whole + (lost + low);
  rest[0] = whole - hi + (lost + low);
  return hi;
}

/** e^x - 1, accurate for small x too. Error below 0.6 ulp. */
export function expm1(x: number): number {
  if (!(Math.abs(x) < 40)) return x > 0 ? exp(x) : x < 0 ? -1 : x;
  return x === 0 ? x : expm1Parts(x);
}

/** (e^x - e^-x) / 2. Error below 0.6 ulp. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (!(size < 40)) {
    if (Number.isNaN(x)) return x;
    if (size > OVERFLOW + 1) return x > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const base = expParts(size - LN2_HI, -LN2_LO); // e^x / 2 where e^x itself may overflow
    return Math.sign(x) * scaled(base, rest[0]!, rest[1]!);
  }
  if (size < 2 ** -27) return x;
  const grown = expm1Parts(size);
  const low = rest[0]!;
  const other = quotient(grown, low, 1); // 1 - e^-x
  const half = grown + other;
  return (Math.sign(x) * (half + (grown - half + other + (low + rest[0]!)))) / 2;
}

/** (e^x - e^-x) / (e^x + e^-x). Error below 0.7 ulp. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27) return x;
  if (!(size < 20)) return Number.isNaN(x) ? x : Math.sign(x); // 1 - tanh 20 < 2^-56
  const grown = expm1Parts(2 * size);
  const q = quotient(grown, rest[0]!, 2);
  return Math.sign(x) * (q + rest[0]!);
}

/** (a + low) / (a + low + b) = result + rest[0], for a > 0 and b > 0. */
function quotient(a: number, low: number, b: number): number {
  const sum = a + b;
  const lost = a > b ? a - sum + b : b - sum + a;
  const q = a / sum;
  const p = q * sum;
  rest[0] = (a - p - productError(q, sum, p) + low - q * (lost + low)) / sum;
  return q;
}
