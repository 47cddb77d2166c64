/** One task of layers: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import type { TaskContext } from "../../run/contract.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import type { LayersConfig, LayersTask } from "./config.ts";

export type LayersRow = JsonObject & {
  readonly draw: number;
  readonly complete: boolean;
  /** [H/N, index] of every critical point. */
  readonly points: readonly (readonly [number, number])[];
};

export async function run({ draw }: LayersTask, context: TaskContext<LayersConfig>): Promise<LayersRow> {
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
