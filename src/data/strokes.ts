/** `strokes`, the embedded default: synthetic handwritten-like digits at any side length. */
import { streamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { areaAverage, renderStrokes, STROKES_SIDE } from "../engine/strokes.ts";
import type { DataSet, Samples } from "./data-set.ts";

const CLASSES = 10;

/** Image i of a split is a pure function of (seed, split, i): more images only add to fewer. */
export function makeStrokes(
  engine: Engine,
  spec: { readonly train: number; readonly test: number; readonly side: number; readonly seed: number },
): DataSet {
  const key = streamKey("strokes", spec.seed);
  const split = (count: number, plane: number): Samples => {
    const { images, labels } = renderStrokes(engine, key, { count, plane });
    return {
      inputs: areaAverage(engine, images, { from: STROKES_SIDE, to: spec.side }),
      labels: Int32Array.from(labels),
      n: count,
      d: spec.side * spec.side,
      classes: CLASSES,
    };
  };
  return {
    name: "strokes",
    provenance: "synthetic strokes",
    side: spec.side,
    train: split(spec.train, 0),
    test: split(spec.test, 1),
  };
}
