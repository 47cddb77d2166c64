/** From the rows of barrier to what is reported. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { bootstrapEstimate, bootstrapMean } from "../../stats/estimate.ts";
import { mean } from "../../stats/moments.ts";
import { logLogSlope } from "../../stats/weighted-slope.ts";
import type { BarrierConfig } from "./config.ts";
import type { BarrierRow, Barriers } from "./run.ts";

export type BarrierSize = {
  readonly n: number;
  readonly disorders: number;
  readonly single: number;
  readonly incomplete: number;
  readonly cut: number;
  readonly starts: number;
  readonly unconverged: number;
  readonly unconvergedSaddles: number;
  /** Mean over disorders of the mean barrier over minima but the lowest, weighted by their basins. */
  readonly weighted: Estimate;
  readonly plain: Estimate;
  readonly highest: Estimate;
  readonly lowestShare: Estimate;
};

export type BarrierSummary = JsonObject & {
  readonly p: number;
  /** Where the landscape is the user's own. */
  readonly isOwn?: boolean;
  readonly sizes: readonly BarrierSize[];
  /** d log(barrier) / d log N. */
  readonly exponent: Estimate | null;
};

export function reduce(rows: readonly BarrierRow[], { p, starts, landscape }: BarrierConfig): BarrierSummary {
  const sizes = [...new Set(rows.map(({ n }) => n))].sort((a, b) => a - b);
  const samples = sizes.map((n) => rows.filter((row) => row.n === n).flatMap((row) => row.disorders));
  const usable = samples.map((list) => list.filter(({ barriers }) => weightedMean(barriers) !== null));
  const ready = sizes.flatMap((n, i) =>
    usable[i]!.length >= (landscape ? 1 : 2) ? [{ n, list: samples[i]!, usable: usable[i]! }] : [],
  );
  const slope = (drawn: readonly (readonly Barriers[])[]): number =>
    logLogSlope(
      ready.map(({ n }) => n),
      drawn.map((list) => mean(list.map(({ barriers }) => weightedMean(barriers)!))),
    );
  const lists = ready.map((each) => each.usable);
  return {
    p,
    ...(landscape ? { isOwn: true } : {}),
    sizes: ready.map((each) => sizeOf(each, starts)),
    exponent: ready.length < 2 ? null : bootstrapEstimate(lists, slope),
  };
}

/** Null when no start ends in any of them. */
function weightedMean(barriers: Barriers["barriers"]): number | null {
  const weight = barriers.reduce((sum, { share }) => sum + share, 0);
  if (weight === 0) return null;
  return barriers.reduce((sum, { height, share }) => sum + height * share, 0) / weight;
}

interface SizeParts {
  readonly n: number;
  readonly list: readonly Barriers[];
  /** Those with a minimum beside the lowest that descents end in. */
  readonly usable: readonly Barriers[];
}

function sizeOf({ n, list, usable }: SizeParts, starts: number): BarrierSize {
  const estimate = (statistic: (one: Barriers) => number): Estimate => bootstrapMean(usable.map(statistic));
  return {
    n,
    disorders: list.length,
    single: list.filter(({ minima }) => minima === 1).length,
    incomplete: list.filter(({ complete }) => !complete).length,
    cut: list.reduce((sum, { cut }) => sum + cut, 0),
    starts: starts * list.length,
    unconverged: list.reduce((sum, { unconverged }) => sum + unconverged, 0),
    unconvergedSaddles: list.reduce((sum, { unconvergedSaddles }) => sum + unconvergedSaddles, 0),
    weighted: estimate(({ barriers }) => weightedMean(barriers)!),
    plain: estimate(({ barriers }) => mean(barriers.map(({ height }) => height))),
    highest: estimate(({ barriers }) => Math.max(...barriers.map(({ height }) => height))),
    lowestShare: estimate(({ lowestShare }) => lowestShare),
  };
}
