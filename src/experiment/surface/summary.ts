/** Planes side by side, and the barriers between solutions. */

import { numberColumn } from "../../report/columns.ts";
import type { Table } from "../../report/figure.ts";
import { provenanceOf } from "../kit/training/provenance.ts";
import type { SurfaceRow, SurfaceSummary } from "./rows.ts";

export function summariseSurface(rows: readonly SurfaceRow[]): SurfaceSummary {
  return {
    ...provenanceOf(rows.filter((row) => row.kind !== "great-sphere")),
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

export function surfaceTables(summary: SurfaceSummary): readonly Table[] {
  if (summary.barriers.length === 0) return [];
  return [
    {
      id: "straight-line-barriers",
      title: "Straight lines between solutions",
      caption:
        "Greatest height of the train loss on the straight line between two solutions, above the chord between its ends.",
      columns: [
        numberColumn("n1"),
        { name: "line" },
        numberColumn("loss at the ends"),
        numberColumn("barrier"),
      ],
      rows: summary.barriers.map((line) => [
        line.size,
        `${line.from} to ${line.to}`,
        line.ends,
        line.barrier,
      ]),
    },
  ];
}
