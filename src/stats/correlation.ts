/** Pearson's correlation, and its interval by Fisher's z. */
import { atanh, tanh } from "../base/math.ts";
import { mean } from "./moments.ts";

const Z_95 = 1.959963984540054;

/** NaN when one side does not vary. */
export function pearson(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** z = artanh r, near to normal with variance 1 / (n - 3). */
export const fisherZ = (r: number): number => atanh(r);

/** 95% interval of a correlation of n pairs; null for n < 4 or |r| = 1. */
export function fisherInterval(r: number, n: number): readonly [number, number] | null {
  if (n < 4 || !(Math.abs(r) < 1)) return null;
  const half = Z_95 / Math.sqrt(n - 3);
  return [tanh(fisherZ(r) - half), tanh(fisherZ(r) + half)];
}
