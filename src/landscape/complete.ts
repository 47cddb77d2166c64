/** Batches made of single evaluations. */
import type { Landscape } from "../base/landscape.ts";
import { rowCount, rowOf } from "../base/rows.ts";

/** A landscape but for its batches. */
export type SingleLandscape = Omit<Landscape, "evaluate" | "hessianProducts">;

/**
 * The landscape with `evaluate` and `hessianProducts` that call the single forms row by row. What it has of them already stays, and
 * `this` of its methods stays the object that was given.
 */
export function completeLandscape<L extends SingleLandscape>(
  landscape: L & Partial<Landscape>,
): L & Landscape {
  const n = landscape.dimension;
  landscape.evaluate ??= (points, gradients) =>
    Float64Array.from({ length: rowCount("landscape", points, n) }, (_, r) => {
      const x = rowOf(points, r, n);
      return gradients ? landscape.gradient(x, rowOf(gradients, r, n)) : landscape.value(x);
    });
  landscape.hessianProducts ??= (x, directions, out) => {
    const count = rowCount("landscape", directions, n);
    for (let r = 0; r < count; r++)
      landscape.hessianVectorProduct(x, rowOf(directions, r, n), rowOf(out, r, n));
  };
  return landscape as L & Landscape;
}
