/** From the rows of escape to what is reported. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { bootstrapEstimate, bootstrapMean } from "../../stats/estimate.ts";
import { ascending, mean, quantile } from "../../stats/moments.ts";
import { thresholdEnergy } from "../../theory/index.ts";
import type { EscapeConfig } from "./config.ts";
import { type EscapeRow, WAYS, type Way } from "./run.ts";

export type EscapeGroup = {
  readonly index: number;
  readonly way: Way;
  readonly saddles: number;
  readonly left: number;
  /** Over all saddles; those not left count with the time watched. */
  readonly medianTime: Estimate;
  readonly saddleEnergy: number;
  /** Over the descents that converged; null when none did. */
  readonly end: Estimate | null;
  readonly starts: number;
  readonly unconverged: number;
};

export type EscapeSummary = JsonObject & {
  readonly n: number;
  readonly p: number;
  readonly time: number;
  /** Null on a landscape of the user's own. */
  readonly thresholdEnergy: number | null;
  readonly groups: readonly EscapeGroup[];
  readonly rejected: { readonly impostors: number; readonly otherIndex: number; readonly repeated: number };
  readonly starts: number;
  /** Geometric-mean-free comparison: median time of gradient descent over that of SGD, all saddles. */
  readonly timeRatio: Estimate | null;
};

export function reduce(
  rows: readonly EscapeRow[],
  { N, p, time, indices, landscape }: EscapeConfig,
): EscapeSummary {
  const n = landscape?.dimension ?? N;
  const ways = WAYS.filter((way) => rows.every((row) => row.departures[way] !== undefined));
  const sum = (pick: (row: EscapeRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const timesOf = (way: Way, some: readonly EscapeRow[]): number[] =>
    some.flatMap((row) => row.departures[way]!.map((each) => each.time ?? time));
  const groups = indices.flatMap((index) => {
    const own = rows.filter((row) => row.index === index);
    const energies = own.flatMap((row) => row.saddles);
    if (energies.length === 0) return [];
    return ways.map((way): EscapeGroup => {
      const times = timesOf(way, own);
      const all = own.flatMap((row) => row.departures[way]!);
      const ends = all.filter(({ status }) => status === "converged").map(({ end }) => end);
      return {
        index,
        way,
        saddles: energies.length,
        left: all.filter((each) => each.time !== null).length,
        medianTime: bootstrapEstimate([times], ([drawn]) => median(drawn!)),
        saddleEnergy: mean(energies),
        end: ends.length === 0 ? null : bootstrapMean(ends),
        starts: all.length,
        unconverged: all.length - ends.length,
      };
    });
  });
  const pairs = rows.flatMap((row) =>
    (row.departures.SGD ?? []).map(
      (fast, i) => [row.departures["gradient descent"]![i]!.time ?? time, fast.time ?? time] as const,
    ),
  );
  const ratio = (drawn: readonly (readonly [number, number])[]): number =>
    median(drawn.map(([slow]) => slow)) / median(drawn.map(([, fast]) => fast));
  return {
    n,
    p,
    time,
    thresholdEnergy: landscape ? null : thresholdEnergy(p),
    groups,
    rejected: {
      impostors: sum((row) => row.rejected.impostors),
      otherIndex: sum((row) => row.rejected.otherIndex),
      repeated: sum((row) => row.rejected.repeated),
    },
    starts: sum((row) => row.starts),
    timeRatio:
      // without a median of SGD above 0 there is no ratio to it
      pairs.length < 2 || !Number.isFinite(ratio(pairs))
        ? null
        : bootstrapEstimate([pairs], ([drawn]) => ratio(drawn!)),
  };
}

const median = (values: readonly number[]): number => quantile(ascending(values), 0.5);
