/** Columns and cells that the tables of several experiments share. */

import type { Interval } from "../stats/estimate.ts";
import type { Cell, Column } from "./figure.ts";
import { formatInterval } from "./format.ts";

export function numberColumn(name: string, digits = 3, unit?: string): Column {
  return unit === undefined ? { name, digits, align: "right" } : { name, digits, unit, align: "right" };
}

export const intervalColumn = (name = "95% interval"): Column => ({ name, align: "right" });

/** An interval as a cell, or an empty cell. */
export function intervalCell(bounds: Interval | null | undefined, digits = 3): Cell {
  return bounds == null ? null : formatInterval(bounds, digits);
}

/** ours - paper, or empty where one is missing. */
export function difference(ours: number | null | undefined, paper: number | null | undefined): Cell {
  return ours == null || paper == null ? null : ours - paper;
}
