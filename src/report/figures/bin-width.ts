/** One width of bins for several samples on one axis. */
import { ascending, quantile } from "../../stats/moments.ts";

const NARROWEST_BINS = 6;
const MOST_BINS = 160;

/**
 * The sample of least spread gets some bins within its middle half, but the whole range no more bins than can be drawn;
 * rounded down to 1, 2 or 5 times a power of ten.
 */
export function binWidthFor(samples: readonly (readonly number[])[]): number {
  const sorted = samples.filter((sample) => sample.length > 0).map(ascending);
  if (sorted.length === 0) return 1;
  const low = Math.min(...sorted.map((sample) => sample[0]!));
  const high = Math.max(...sorted.map((sample) => sample.at(-1)!));
  const spreads = sorted.map((sample) => quantile(sample, 0.75) - quantile(sample, 0.25));
  const wanted = Math.max(Math.min(...spreads) / NARROWEST_BINS, (high - low) / MOST_BINS);
  return wanted > 0 ? roundedDown(wanted) : 1;
}

function roundedDown(value: number): number {
  const [digit, exponent] = value.toExponential().split("e").map(Number) as [number, number];
  const step = digit >= 5 ? 5 : digit >= 2 ? 2 : 1;
  return Number(`${step}e${exponent}`);
}
