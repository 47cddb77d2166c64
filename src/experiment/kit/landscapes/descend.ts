/** Ways down a landscape, by the name that a config has for them. */
import type { LongRun } from "../../../base/breather.ts";
import type { Landscape } from "../../../base/landscape.ts";
import type { Engine } from "../../../engine/engine.ts";
import type { DescentStatus } from "../../../engine/pspin/descent.ts";
import { gradientDescent, lbfgs } from "../../../optimise/methods/index.ts";
import { type Optimised, optimise } from "../../../optimise/optimise.ts";

const METHODS = { lbfgs, "gradient-descent": gradientDescent } as const;

export interface GeneralDescentOptions extends LongRun {
  readonly method: keyof typeof METHODS;
  /** Wanted |gradient| / sqrt(n). */
  readonly tolerance: number;
  /** Evaluations of each descent, at most. */
  readonly maxEvaluations: number;
}

/** Descents end in no other way. */
export type GeneralEnds = Omit<Optimised, "status"> & { readonly status: readonly DescentStatus[] };

/**
 * Goes down from each start by the general optimisers. What happens to one depends on no other.
 *
 * @param starts rows on the manifold
 */
export async function descendFrom(
  engine: Engine,
  landscape: Landscape,
  starts: Float64Array,
  { method, ...options }: GeneralDescentOptions,
): Promise<GeneralEnds> {
  const ends = await optimise(engine, landscape, starts, { ...options, method: METHODS[method]() });
  return ends as GeneralEnds;
}
