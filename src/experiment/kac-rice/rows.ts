/** What kac-rice writes down: one row a group of disorders, one summary a run. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";

export type KacRiceRow = JsonObject & {
  readonly n: number;
  readonly first: number;
  /** Critical points of index 0 … n-1, one list a disorder. */
  readonly counts: readonly (readonly number[])[];
  /** Draws whose census is not proved complete, with the reason. */
  readonly incomplete: readonly { readonly draw: number; readonly why: string }[];
};

export type IndexComparison = {
  /** -1 stands for all indices together. */
  readonly k: number;
  readonly exact: number;
  readonly measured: Estimate;
  /** (measured - exact) / standard error; null where every disorder gave the same count. */
  readonly z: number | null;
};

export type SizeComparison = {
  readonly n: number;
  readonly disorders: number;
  readonly incomplete: number;
  readonly byIndex: readonly IndexComparison[];
  readonly total: IndexComparison;
};

export type KacRiceSummary = JsonObject & {
  readonly p: number;
  readonly sizes: readonly SizeComparison[];
  readonly comparisons: number;
  readonly largestZ: number | null;
  readonly complete: number;
  readonly disorders: number;
};

/** A row of the table differs from theory beyond this many standard errors. */
export const Z_LIMIT = 3;
