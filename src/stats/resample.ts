/** Bootstrap intervals, the same on every host: the indices come from a fixed integer generator. */
import { SpecError } from "../base/errors.ts";
import { ascending, quantile } from "./moments.ts";

export interface ResampleOptions {
  readonly seed?: number;
  readonly resamples?: number;
  readonly level?: number;
}

const MOST_RESAMPLES = 1e7;

/** xorshift32 [Marsaglia 2003]: enough for choosing resamples, and exact in 32-bit integers. */
function indexSource(seed: number): (below: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

/**
 * Percentile bootstrap interval of a statistic of several independent samples, each resampled by itself with replacement.
 * Non-finite resampled statistics (a resample of one value many times over) are left out.
 *
 * @throws {SpecError} for options out of range
 * @returns null when a sample has fewer than two items, or most resamples gave nothing finite
 */
export function resampleInterval<T>(
  samples: readonly (readonly T[])[],
  statistic: (resampled: readonly (readonly T[])[]) => number,
  options: ResampleOptions = {},
): readonly [number, number] | null {
  const { seed = 1, resamples = 1000, level = 0.95 } = options;
  if (!(level > 0 && level < 1))
    throw new SpecError("level", `A level of confidence lies between 0 and 1, both excluded, got ${level}.`);
  if (!Number.isInteger(resamples) || resamples < 1 || resamples > MOST_RESAMPLES)
    throw new SpecError(
      "resamples",
      `The number of resamples is a whole number from 1 to ${MOST_RESAMPLES}, got ${resamples}.`,
    );
  if (!Number.isInteger(seed)) throw new SpecError("seed", `A seed is a whole number, got ${seed}.`);
  if (samples.length === 0 || samples.some((sample) => sample.length < 2)) return null;
  const next = indexSource(seed);
  const values: number[] = [];
  for (let b = 0; b < resamples; b++) {
    const drawn = samples.map((sample) => sample.map(() => sample[next(sample.length)]!));
    const value = statistic(drawn);
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length < resamples / 2) return null;
  const sorted = ascending(values);
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}
