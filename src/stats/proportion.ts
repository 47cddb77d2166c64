/** Intervals for shares. */

const Z_95 = 1.959963984540054;

/** Wilson's 95% score interval for `hits` of `n`. */
export function wilsonInterval(hits: number, n: number): readonly [number, number] {
  const share = hits / n;
  const z2 = Z_95 * Z_95;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
