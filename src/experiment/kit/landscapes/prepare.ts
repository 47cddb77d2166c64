/** Starts that remember a temperature: Langevin dynamics on any landscape before the descent. */
import type { LongRun } from "../../../base/breather.ts";
import type { Landscape } from "../../../base/landscape.ts";
import { rowCount, rowOf } from "../../../base/rows.ts";
import type { StreamKey } from "../../../base/stream.ts";
import type { Engine } from "../../../engine/engine.ts";
import { langevinDynamics } from "../../../optimise/methods/index.ts";
import { optimise } from "../../../optimise/optimise.ts";

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
  const { temperature, time, eta, key, first, ...run } = preparation;
  const { manifold, dimension: n } = landscape;
  const x = new Float64Array(starts.length);
  for (let r = 0; r < rowCount("prepareStarts", starts, n); r++)
    manifold.nearest(rowOf(starts, r, n), rowOf(x, r, n));
  const method = langevinDynamics({ eta, temperature });
  // the start is evaluated too
  const maxEvaluations = Math.ceil(time / eta) + 1;
  const { points } = await optimise(engine, landscape, x, { ...run, method, maxEvaluations, key, first });
  return points;
}
