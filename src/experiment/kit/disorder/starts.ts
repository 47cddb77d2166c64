/** Random starts on the sphere. */
import { type StreamKey, subStream } from "../../../base/stream.ts";
import type { Engine } from "../../../engine/engine.ts";
import { normals } from "../../../engine/random.ts";

export interface StartRange {
  readonly n: number;
  /** Number of the first start. */
  readonly first: number;
  /** Number past the last. */
  readonly past: number;
  readonly key: StreamKey;
}

/**
 * Directions of starts `first` to `past - 1`, row after row, n independent normal numbers each: uniform on the sphere once
 * scaled. Start r has a sub-stream of its own: the same for every optimiser, whatever the grouping.
 */
export function startDirections(engine: Engine, { n, first, past, key }: StartRange): Float64Array {
  const points = new Float64Array(n * (past - first));
  for (let r = first; r < past; r++) points.set(normals(engine, subStream(key, r), n), n * (r - first));
  return points;
}
