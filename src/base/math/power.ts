/** x^y = exp(y log x), the logarithm and the product to about 2^-67 [Mul16, section 11.5]. */
import { scaled } from "./bits.ts";
import { productError } from "./double-double.ts";
import { expParts, rest } from "./exponential.ts";
import { logParts, logRest } from "./logarithm.ts";

/** Beyond it every x but 1 over- or underflows: |log x| > 2^-54. */
const LARGEST = 2 ** 64;
/** Below it x^y rounds to 1: |log x| < 746. */
const SMALLEST = 2 ** -65;

/**
 * x^y as ECMAScript has it: NaN for x < 0 and a y that is not whole, 1 for y = 0 whatever x is, NaN for |x| = 1 and an infinite y
 * (where C has 1). Error below 0.52 ulp over the whole range, results that are subnormal rounded once; exact results are exact.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  const size = Math.abs(x);
  if (!(size > 0 && size < Number.POSITIVE_INFINITY && Math.abs(y) < LARGEST)) return special(x, y);
  let sign = 1;
  if (x < 0) {
    if (!Number.isInteger(y)) return Number.NaN;
    if (isOdd(y)) sign = -1;
  }
  if (size === 1 || Math.abs(y) < SMALLEST) return sign;
  const high = logParts(size);
  const low = logRest[0]!;
  const product = y * high;
  if (product > 710) return sign * Number.POSITIVE_INFINITY;
  if (product < -746) return sign * 0;
  const base = expParts(product, productError(y, high, product) + y * low);
  return sign * scaled(base, rest[0]!, rest[1]!);
}

const isOdd = (y: number): boolean => Math.abs(y % 2) === 1;

/** x^y where one is 0, infinite or NaN, or y is huge. */
function special(x: number, y: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(size) || Number.isNaN(y)) return Number.NaN;
  if (size === 1) return Math.abs(y) < Number.POSITIVE_INFINITY ? 1 : Number.NaN; // a y this large is even
  const large = size > 1 === y > 0;
  const negative = (x < 0 || Object.is(x, -0)) && isOdd(y);
  if (x < 0 && size < Number.POSITIVE_INFINITY && !Number.isInteger(y) && Math.abs(y) < LARGEST)
    return Number.NaN;
  const result = large ? Number.POSITIVE_INFINITY : 0;
  return negative ? -result : result;
}
