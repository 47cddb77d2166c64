/** sin, cos and tan by reduction to |r| <= pi/4 and Taylor's series there, whose terms' inverse factorials need no source. */
import { productError } from "./double-double.ts";
import { reduce, reduced } from "./reduction.ts";

const QUARTER_PI = Math.PI / 4;
/** Lower part of what a kernel returns. */
const low = new Float64Array(1);

/** sin(r + e) = result + low[0], |r| < 0.79. */
function sinParts(r: number, e: number): number {
  const z = r * r;
  let sum = 1 / 355687428096000;
  sum = -1 / 1307674368000 + z * sum;
  sum = 1 / 6227020800 + z * sum;
  sum = -1 / 39916800 + z * sum;
  sum = 1 / 362880 + z * sum;
  sum = -1 / 5040 + z * sum;
  sum = 1 / 120 + z * sum;
  sum = -1 / 6 + z * sum;
  const tail = r * z * sum + e * (1 - z / 2);
  const hi = r + tail;
  low[0] = r - hi + tail;
  return hi;
}

/** cos(r + e) = result + low[0], |r| < 0.79. */
function cosParts(r: number, e: number): number {
  const z = r * r;
  let sum = -1 / 6402373705728000;
  sum = 1 / 20922789888000 + z * sum;
  sum = -1 / 87178291200 + z * sum;
  sum = 1 / 479001600 + z * sum;
  sum = -1 / 3628800 + z * sum;
  sum = 1 / 40320 + z * sum;
  sum = -1 / 720 + z * sum;
  sum = 1 / 24 + z * sum;
  const first = 1 - z / 2;
  const tail = 1 - first - z / 2 + (z * z * sum - r * e - productError(r, r, z) / 2);
  const hi = first + tail;
  low[0] = first - hi + tail;
  return hi;
}

/** Sine. Error below 0.7 ulp for every double; NaN for infinities. */
export function sin(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27) return x; // -0 and subnormal numbers too
  if (size <= QUARTER_PI) return sinParts(x, 0);
  if (!(size < Number.POSITIVE_INFINITY)) return Number.NaN;
  const n = reduce(x);
  const value = n & 1 ? cosParts(reduced[0]!, reduced[1]!) : sinParts(reduced[0]!, reduced[1]!);
  return n & 2 ? -value : value;
}

/** Cosine. Error below 0.7 ulp for every double; NaN for infinities. */
export function cos(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27) return 1;
  if (size <= QUARTER_PI) return cosParts(x, 0);
  if (!(size < Number.POSITIVE_INFINITY)) return Number.NaN;
  const n = reduce(x);
  const value = n & 1 ? sinParts(reduced[0]!, reduced[1]!) : cosParts(reduced[0]!, reduced[1]!);
  return (n + 1) & 2 ? -value : value;
}

/** Tangent. Error below 0.8 ulp for every double; NaN for infinities. */
export function tan(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -27) return x;
  if (!(size < Number.POSITIVE_INFINITY)) return Number.NaN;
  let n = 0;
  if (size <= QUARTER_PI) {
    reduced[0] = x;
    reduced[1] = 0;
  } else n = reduce(x);
  const sine = sinParts(reduced[0]!, reduced[1]!);
  const sineLow = low[0]!;
  const cosine = cosParts(reduced[0]!, reduced[1]!);
  const cosineLow = low[0]!;
  return n & 1
    ? -quotient([cosine, cosineLow], [sine, sineLow])
    : quotient([sine, sineLow], [cosine, cosineLow]);
}

function quotient([a, aLow]: readonly [number, number], [b, bLow]: readonly [number, number]): number {
  const q = a / b;
  const p = q * b;
  return q + (a - p - productError(q, b, p) + aLow - q * bLow) / b;
}
