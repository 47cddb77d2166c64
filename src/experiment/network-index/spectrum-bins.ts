/** Eigenvalues of a Hessian as a short record: how many lie in each bin of a logarithmic scale, and the extreme ones. */

/** Eigenvalues by size: counts in the bins of `spectrumEdges`, and the extreme ones themselves. */
export type SpectrumRecord = {
  readonly negative: readonly number[];
  readonly positive: readonly number[];
  /** Ascending. */
  readonly lowest: readonly number[];
  /** Descending. */
  readonly highest: readonly number[];
};

/** 10^0, 10^(1/4), 10^(1/2), 10^(3/4): written out, for the host's powers are not the same everywhere. */
const QUARTERS = [1, 1.7782794100389228, 3.1622776601683795, 5.623413251903491];
const FIRST_DECADE = -10;
const LAST_DECADE = 3;
const EXTREMES = 20;

/** Edges of the bins of |lambda|, ascending, four a decade; the first bin starts at 0, the last has no end. */
export const spectrumEdges: readonly number[] = Array.from({ length: LAST_DECADE - FIRST_DECADE }, (_, i) =>
  QUARTERS.map((quarter) => quarter * Number(`1e${FIRST_DECADE + i}`)),
).flat();

function binOf(size: number): number {
  let low = 0;
  let high = spectrumEdges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spectrumEdges[middle]! <= size) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param values eigenvalues, ascending */
export function spectrumRecord(values: Float64Array): SpectrumRecord {
  const negative = new Array<number>(spectrumEdges.length + 1).fill(0);
  const positive = [...negative];
  for (const value of values) {
    const side = value < 0 ? negative : positive;
    const bin = binOf(Math.abs(value));
    side[bin] = side[bin]! + 1;
  }
  return {
    negative,
    positive,
    lowest: [...values.subarray(0, EXTREMES)],
    highest: [...values.subarray(Math.max(0, values.length - EXTREMES))].reverse(),
  };
}
