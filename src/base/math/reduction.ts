/**
 * x - n pi/2 for the trigonometric functions: by Cody and Waite for moderate x, by Payne and Hanek for all others
 * [Mul16, sections 9.1, 9.3], with a relative error below 2^-70 at every double.
 */
import { dd, ddMultiply } from "./double-double.ts";

const ROUNDER = 1.5 * 2 ** 52;
const TWO_OVER_PI = 0.6366197723675814;
/** pi/2 in pieces of 33 bits, whose multiples by numbers below 2^20 are exact, and the rest. */
const PIECES = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;
const HALF_PI = dd(1.5707963267948966, 6.123233995736766e-17);
/** n pi/2 is exact in pieces below it. */
const MODERATE = 2 ** 20;
/** The first 1200 bits of 2/pi, with those beyond the last whose weight matters for the largest double. */
const BITS = 1200n;
const TWO_OVER_PI_BITS =
  0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7bn;
/** Bits kept of x 2/pi behind the point: its distance from a whole number is never below 2^-62. */
const KEPT = 160n;

/** hi and lo of what is left, |hi| < 0.79. */
export const reduced: Float64Array = new Float64Array(2);

/** Writes x - n pi/2 into `reduced`, returns n modulo 4; x finite. */
export function reduce(x: number): number {
  if (!(Math.abs(x) < MODERATE)) return reduceLarge(x);
  const n = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  const first = x - n * PIECES[0];
  const second = n * PIECES[1];
  const high = first - second;
  const back = high - first;
  let low = first - (high - back) - (second + back); // two-sum of first and -second
  const third = n * PIECES[2];
  low = low - third - n * PIECES[3];
  const hi = high + low;
  reduced[0] = hi;
  reduced[1] = high - hi + low;
  return n & 3;
}

/** As `reduce`, with 2/pi to 1200 bits and whole numbers. */
function reduceLarge(x: number): number {
  let exponent = 0n;
  let significand = Math.abs(x);
  while (significand >= 2 ** 53) {
    significand /= 2;
    exponent++;
  }
  while (!Number.isInteger(significand)) {
    significand *= 2;
    exponent--;
  }
  const shift = BITS - exponent; // |x| 2/pi = product / 2^shift
  const product = BigInt(significand) * TWO_OVER_PI_BITS;
  const n = (product + (1n << (shift - 1n))) >> shift;
  const fraction = (product - (n << shift)) >> (shift - KEPT);
  const hi = Number(fraction);
  const lo = Number(fraction - BigInt(hi));
  const angle = ddMultiply(dd(hi * 2 ** -160, lo * 2 ** -160), HALF_PI);
  const sign = Math.sign(x);
  reduced[0] = sign * angle.hi;
  reduced[1] = sign * angle.lo;
  return (Number(n & 3n) * (sign < 0 ? 3 : 1)) & 3;
}
