/** The length of a plane vector. */

const LARGE = 2 ** 500;
const SMALL = 2 ** -500;

/** sqrt(x² + y²) without over- or underflow on the way. Error below 1.1 ulp; Infinity when one is infinite, NaN or not. */
export function hypot(x: number, y: number): number {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  const larger = a > b ? a : b;
  if (larger < LARGE && larger > SMALL) return Math.sqrt(a * a + b * b);
  if (a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const scale = larger >= LARGE ? 2 ** -600 : 2 ** 600;
  return Math.sqrt(a * scale * (a * scale) + b * scale * (b * scale)) / scale;
}
