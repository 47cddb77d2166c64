/** One task of kac-rice: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import type { TaskContext } from "../../run/contract.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import type { KacRiceConfig, KacRiceTask } from "./config.ts";

export type KacRiceRow = JsonObject & {
  readonly n: number;
  readonly first: number;
  /** Critical points of index 0 … n-1, one list a disorder. */
  readonly counts: readonly (readonly number[])[];
  /** Draws whose census is not proved complete, with the reason. */
  readonly incomplete: readonly { readonly draw: number; readonly why: string }[];
};

export async function run(task: KacRiceTask, context: TaskContext<KacRiceConfig>): Promise<KacRiceRow> {
  const { p, budget } = context.config;
  const { n, first, past } = task;
  const counts: (readonly number[])[] = [];
  const incomplete: { draw: number; why: string }[] = [];
  for (let draw = first; draw < past; draw++) {
    const couplings = drawCouplings(context, { n, p, draw });
    try {
      const census = await censusOf(context, couplings, { budget });
      counts.push(census.counts);
      if (!census.complete) incomplete.push({ draw, why: census.missing.join(" ") });
    } finally {
      couplings.dispose();
    }
    context.progress((draw + 1 - first) / (past - first));
  }
  return { n, first, counts, incomplete };
}
