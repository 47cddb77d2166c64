/** Starts that remember a temperature: Langevin dynamics on any landscape before the descent. */
import { Breather, type LongRun } from "../../../base/breather.ts";
import type { Landscape } from "../../../base/landscape.ts";
import { rowCount, rowOf } from "../../../base/rows.ts";
import { type StreamKey, subStream } from "../../../base/stream.ts";
import type { Engine } from "../../../engine/engine.ts";
import { normals } from "../../../engine/random.ts";

export interface Preparation extends LongRun {
  /** In units of H. */
  readonly temperature: number;
  /** Length of the run, in units in which a step of gradient flow is eta grad H. */
  readonly time: number;
  readonly eta: number;
  /** Noise of row r comes from sub-stream (first + r, chunk). */
  readonly key: StreamKey;
  readonly first: number;
}

/** Steps whose noise is drawn at once. */
const CHUNK = 64;
/** Points evaluated at once. */
const LANES = 8;

/**
 * The starts after time of x <- retract(x, -eta grad H + sqrt(2 eta T) P xi), xi N(0, 1): for long times the law exp(-H/T) up to a
 * bias of order eta. Rows are independent of each other and of their grouping.
 *
 * @param starts rows of any length but zero, which go to their nearest points first
 */
export async function prepareStarts(
  engine: Engine,
  landscape: Landscape,
  starts: Float64Array,
  preparation: Preparation,
): Promise<Float64Array> {
  const { temperature, time, eta, key, first } = preparation;
  const { manifold, dimension: n } = landscape;
  const count = rowCount("prepareStarts", starts, n);
  const x = new Float64Array(starts.length);
  for (let r = 0; r < count; r++) manifold.nearest(rowOf(starts, r, n), rowOf(x, r, n));
  const steps = Math.ceil(time / eta);
  const amplitude = Math.sqrt(2 * eta * temperature);
  const breather = new Breather(preparation);
  const gradients = new Float64Array(x.length);
  const move = new Float64Array(n);
  let noise: Float64Array[] = [];
  for (let step = 0; step < steps; step++) {
    if (step % CHUNK === 0)
      noise = Array.from({ length: count }, (_, r) =>
        normals(engine, subStream(key, first + r, 1 + step / CHUNK), CHUNK * n),
      );
    for (let from = 0; from < count; from += LANES) {
      const rows = [from * n, Math.min(from + LANES, count) * n] as const;
      landscape.evaluate(x.subarray(...rows), gradients.subarray(...rows));
    }
    for (let r = 0; r < count; r++) {
      const [row, xi] = [rowOf(x, r, n), rowOf(noise[r]!, step % CHUNK, n)];
      for (let i = 0; i < n; i++) move[i] = amplitude * xi[i]! - eta * gradients[r * n + i]!;
      manifold.project(row, move, move);
      manifold.retract(row, move, row);
    }
    await breather.breathe((step + 1) / steps);
  }
  return x;
}
