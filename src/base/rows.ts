/** Batches of vectors: rows of n numbers in one array. */
import { ShapeError } from "./errors.ts";

/**
 * How many rows there are.
 *
 * @throws {ShapeError} for what is no Float64Array of whole rows
 */
export function rowCount(what: string, rows: Float64Array, n: number): number {
  if (!(rows instanceof Float64Array) || rows.length % n !== 0)
    throw new ShapeError(
      `${what}: points are rows of ${n} numbers in a Float64Array; ${(rows as { length?: number } | undefined)?.length} numbers are no whole number of them.`,
    );
  return rows.length / n;
}

/** Row r, sharing its numbers. */
export function rowOf(rows: Float64Array, r: number, n: number): Float64Array {
  return rows.subarray(r * n, (r + 1) * n);
}
