/** Intervals for shares. */
import { SpecError } from "../base/errors.ts";
import { Z_95 } from "./estimate.ts";

/**
 * Wilson's 95% score interval for `hits` of `n`; its ends are exactly 0 and 1 for no and all hits.
 * @throws {SpecError} unless n is a whole number of 1 or more and hits one from 0 to n
 */
export function wilsonInterval(hits: number, n: number): readonly [number, number] {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new SpecError("n", `A share is of 1 or more (a whole number), got ${n}.`);
  if (!Number.isSafeInteger(hits) || hits < 0 || hits > n)
    throw new SpecError("hits", `The hits of ${n} are a whole number from 0 to ${n}, got ${hits}.`);
  const share = hits / n;
  const z2 = Z_95 * Z_95;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [hits === 0 ? 0 : Math.max(0, centre - half), hits === n ? 1 : Math.min(1, centre + half)];
}
