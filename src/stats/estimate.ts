/** A number measured from a sample, with what the sample says of its error. */
import { mean, variance } from "./moments.ts";
import { resampleInterval } from "./resample.ts";
import { studentQuantile } from "./student.ts";

/** 97.5% quantile of the standard normal distribution: half the width of a 95% interval in standard errors. */
export const Z_95 = 1.959963984540054;

export type Interval = readonly [number, number];

/** A value and its 95% interval; null where the sample is too small for one. */
export type Estimate = { readonly value: number; readonly interval: Interval | null };

/** A statistic of several independent samples, with its bootstrap interval. */
export function bootstrapEstimate<T>(
  samples: readonly (readonly T[])[],
  statistic: (samples: readonly (readonly T[])[]) => number,
): Estimate {
  return { value: statistic(samples), interval: resampleInterval(samples, statistic) };
}

/** The mean of independent values, with its bootstrap interval. */
export function bootstrapMean(values: readonly number[]): Estimate {
  return bootstrapEstimate([values], ([drawn]) => mean(drawn!));
}

/** The mean of independent values, mean ± t s/√n with Student's t of n - 1 degrees; no interval where the values are all equal. */
export function studentMean(values: readonly number[]): Estimate {
  const value = mean(values);
  const error = Math.sqrt(variance(values) / values.length);
  if (!(error > 0)) return { value, interval: null };
  const half = studentQuantile(0.95, values.length - 1) * error;
  return { value, interval: [value - half, value + half] };
}
