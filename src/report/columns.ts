/** Columns and cells that the tables of several experiments share. */

import type { Interval } from "../stats/estimate.ts";
import type { Cell, Column } from "./figure.ts";

export function numberColumn(name: string, digits = 4, unit?: string): Column {
  return unit === undefined ? { name, digits, align: "right" } : { name, digits, unit, align: "right" };
}

export const intervalColumn = (name = "95% interval"): Column => ({ name, align: "right" });

/** "0.71 to 0.83", or empty. */
export function intervalText(bounds: Interval | null | undefined, digits = 3): Cell {
  if (bounds == null) return null;
  return `${Number(bounds[0].toPrecision(digits))} to ${Number(bounds[1].toPrecision(digits))}`;
}

/** ours - paper, or empty where one is missing. */
export function difference(ours: number | null | undefined, paper: number | null | undefined): Cell {
  return ours == null || paper == null ? null : ours - paper;
}
