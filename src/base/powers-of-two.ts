/** Exact scaling: exponents of doubles, and products with powers of two that round at most once. */

const cell = new DataView(new ArrayBuffer(8));

/** floor(log2 |x|) of a finite x other than 0: between -1074 and 1023. */
export function exponentOf(x: number): number {
  cell.setFloat64(0, x);
  const high = cell.getUint32(0) & 0x7fffffff;
  if (high >= 0x00100000) return (high >>> 20) - 1023;
  return high > 0 ? -1043 - Math.clz32(high) + 32 : -1043 - Math.clz32(cell.getUint32(4));
}

/** 2^k for -1022 <= k <= 1023: a table, since a double put together from two words costs a dozen cycles more to load. */
const POWERS: Float64Array = powers();

function powers(): Float64Array {
  const found = new Float64Array(2046);
  found[1022] = 1;
  for (let k = 1; k <= 1023; k++) found[1022 + k] = 2 * found[1021 + k]!;
  for (let k = 1; k <= 1022; k++) found[1022 - k] = found[1023 - k]! / 2;
  return found;
}

/** 2^k for a whole k between -1074 and 1023. */
export function powerOfTwo(k: number): number {
  return k >= -1022 ? POWERS[k + 1022]! : POWERS[k + 52 + 1022]! * 2 ** -52;
}

/** x 2^k for any whole k, correctly rounded: subnormal results round once; too large ones are infinite. */
export function scaleByPower(x: number, k: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = exponentOf(x) + k;
  if (exponent > 1023) return x > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (exponent < -1075) return x > 0 ? 0 : -0;
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  // the first factor keeps x normal, the second rounds
  return k < -1074 ? x * powerOfTwo(k + 1074) * powerOfTwo(-1074) : x * powerOfTwo(k);
}
