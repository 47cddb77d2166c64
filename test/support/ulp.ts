const value = new Float64Array(1);
const bits = new BigUint64Array(value.buffer);

/** Distance from |x| to the next larger double: the unit in the last place. 2^-1074 for 0, that of the largest double for Infinity. */
export function ulpOf(x: number): number {
  const size = Math.min(Math.abs(x), 2 ** 1023);
  value[0] = size;
  bits[0]! += 1n;
  return value[0]! - size;
}
