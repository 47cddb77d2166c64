/** Values on a regular grid, some of which may be missing, and the range of those that can be drawn. */
import { ShapeError } from "../../base/errors.ts";
import { pow } from "../../base/math.ts";
import { createTally, isDrawable, isNarrow, isPointDrawable, type Tally } from "./drawable.ts";

/** Values on a regular grid, row-major: row j has y = y0 + j dy, column i has x = x0 + i dx. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  /** Null, like every value that the scale cannot show, is a hole. */
  readonly values: readonly (number | null)[];
}

export interface GridRange {
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log";
}

/** What can be drawn of a grid: holes are null. */
export interface DrawableGrid {
  readonly values: readonly (number | null)[];
  /** Null where nothing can be drawn. */
  readonly range: GridRange | null;
  readonly tally: Tally;
}

/** @throws {ShapeError} when the number of values is not columns x rows, or an end of the domains is no finite number */
export function drawableGrid(name: string, grid: Grid, logarithmic: boolean): DrawableGrid {
  const { columns, rows, values: all } = grid;
  if (columns * rows !== all.length)
    throw new ShapeError(
      `${name}: the grid has ${all.length} values; ${columns} columns and ${rows} rows make ${columns * rows}.`,
    );
  for (const end of [...grid.xDomain, ...grid.yDomain])
    if (!isDrawable(end, {}))
      throw new ShapeError(
        `${name}: the grid's domain ends at ${end}; it must be a finite number below 1e250.`,
      );
  const scale = logarithmic ? "log" : "linear";
  const tally = createTally();
  const values = all.map((value) => (isPointDrawable(tally, [[value, { scale }]]) ? value : null));
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { values, range: null, tally };
  return { values, range: rangeOf(known, scale), tally };
}

/** The ends of the values; one end where they are too near to each other for a scale. */
export function rangeOf(values: readonly number[], scale: GridRange["scale"]): GridRange {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return { low, high: isNarrow(low, high) ? low : high, scale };
}

/** Holes filled in from their neighbours, ring by ring: contours go on below what hides them. */
export function filledIn({ columns, rows }: Grid, values: readonly (number | null)[]): readonly number[] {
  const filled = [...values];
  while (filled.includes(null)) {
    const before = [...filled];
    for (let at = 0; at < before.length; at++) {
      if (before[at] !== null) continue;
      const column = at % columns;
      const around = [
        column > 0 ? before[at - 1] : null,
        column < columns - 1 ? before[at + 1] : null,
        at >= columns ? before[at - columns] : null,
        at < columns * (rows - 1) ? before[at + columns] : null,
      ].filter((value) => typeof value === "number");
      if (around.length > 0) filled[at] = around.reduce((sum, value) => sum + value / around.length, 0);
    }
    if (filled.every((value, at) => value === before[at])) break;
  }
  return filled as readonly number[];
}

const LEGEND_STEPS = 4;

/** Five numbers from the lowest to the highest, evenly spaced along the gradient; one where all are equal. */
export function legendValues({ low, high, scale }: GridRange): readonly number[] {
  if (low === high) return [low];
  return Array.from({ length: LEGEND_STEPS + 1 }, (_, i) => between({ low, high, scale }, i / LEGEND_STEPS));
}

/** The value at share t of the way from the lowest to the highest, on the scale of the range. */
export function between({ low, high, scale }: GridRange, t: number): number {
  return scale === "log" ? pow(low, 1 - t) * pow(high, t) : low * (1 - t) + high * t;
}
