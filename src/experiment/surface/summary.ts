/** Planes side by side, and the barriers between solutions. */
import type { JsonObject } from "../../base/json.ts";
import { provenanceOf } from "../kit/training/provenance.ts";
import type { SurfaceRow } from "./run.ts";

export type SurfaceSummary = JsonObject & {
  readonly planes: readonly SurfaceRow[];
  readonly provenance: string;
  readonly genuine: boolean;
  /** Height of each line above the straight line between the values at its ends. */
  readonly barriers: readonly {
    readonly size: number;
    readonly from: string;
    readonly to: string;
    readonly ends: number;
    readonly barrier: number;
  }[];
};

export function reduce(rows: readonly SurfaceRow[]): SurfaceSummary {
  return {
    ...provenanceOf(rows),
    planes: rows,
    barriers: rows.flatMap((row) =>
      row.lines.map((line) => {
        const barrier = barrierOf(line.values);
        const ends = (line.values[0]! + line.values.at(-1)!) / 2;
        return { size: row.size, from: line.from, to: line.to, ends, barrier };
      }),
    ),
  };
}

/** Greatest height above the chord from the first to the last value; at least 0. */
function barrierOf(values: readonly number[]): number {
  const last = values.length - 1;
  return Math.max(
    ...values.map((value, i) => value - (values[0]! + (i / last) * (values[last]! - values[0]!))),
  );
}
