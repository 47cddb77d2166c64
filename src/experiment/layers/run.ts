/** One task of layers: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import type { TaskContext } from "../../run/contract.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { type SampledSource, sampleOwnLandscape } from "../kit/landscapes/sampled.ts";
import type { LayersConfig, LayersTask } from "./config.ts";

export type LayersRow = JsonObject & {
  readonly draw: number;
  readonly complete: boolean;
  /** [H/N, index] of every critical point; [value, index] of those found where the landscape is the user's own. */
  readonly points: readonly (readonly [number, number])[];
  /** Searches of a sample, and how many ended at no critical point; absent where all points are known. */
  readonly searches?: number;
  readonly failed?: number;
};

export async function run({ draw }: LayersTask, context: TaskContext<LayersConfig>): Promise<LayersRow> {
  if (context.config.landscape) return sampledLayers(draw, context.config.landscape, context);
  const { N: n, p, budget } = context.config;
  const couplings = drawCouplings(context, { n, p, draw });
  try {
    const census = await censusOf(context, couplings, { budget, progress: context.progress });
    return {
      draw,
      complete: census.complete,
      points: census.points.map(({ energy, index }) => [energy, index] as const),
    };
  } finally {
    couplings.dispose();
  }
}

async function sampledLayers(
  draw: number,
  source: SampledSource,
  context: TaskContext<LayersConfig>,
): Promise<LayersRow> {
  const { landscape, points, searches, failed } = await sampleOwnLandscape(context, source, draw);
  landscape.dispose?.();
  return {
    draw,
    complete: false,
    points: points.map(({ value, index }) => [value, index] as const),
    searches,
    failed,
  };
}
