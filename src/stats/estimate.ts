/** A number measured from a sample, with what the sample says of its error. */
export type Interval = readonly [number, number];

/** A value and its 95% interval; null where the sample is too small for one. */
export type Estimate = { readonly value: number; readonly interval: Interval | null };
