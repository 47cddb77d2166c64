/** The words of an IEEE double: little-endian and big-endian hosts alike. */
import { powerOfTwo } from "../powers-of-two.ts";

const value = new Float64Array(1);
const words = new Int32Array(value.buffer);
value[0] = 1; // 0x3ff00000, 0
const HIGH = words[1] === 0 ? 0 : 1;

/** Sign, exponent and upper 20 bits of the significand, as a signed integer. */
export function highWord(x: number): number {
  value[0] = x;
  return words[HIGH]!;
}

const SMALLEST_NORMAL = 2 ** -1022;

/**
 * (hi + lo) 2^k, rounded once, for 1/2 <= hi < 4, |lo| far below hi, and any whole k from -3000 to 3000. In the range of subnormal
 * numbers hi + lo is rounded at the place where the result ends, by adding it to 1 (whose last bit stands there).
 */
export function scaled(hi: number, lo: number, k: number): number {
  if (k > -1021) {
    if (k < 1022) return (hi + lo) * powerOfTwo(k);
    return k > 1025 ? Number.POSITIVE_INFINITY : (hi + lo) * powerOfTwo(1000) * powerOfTwo(k - 1000);
  }
  if (k < -1080) return 0;
  const scale = powerOfTwo(k + 1022);
  const [high, low] = [hi * scale, lo * scale];
  const y = high + low;
  if (y >= 1) return y * SMALLEST_NORMAL;
  const rest = high - y + low;
  const sum = 1 + y;
  return (sum + (1 - sum + y + rest) - 1) * SMALLEST_NORMAL;
}
