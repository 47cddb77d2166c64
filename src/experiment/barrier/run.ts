/** One task of barrier: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import { mergeTree } from "../../critical/merge-tree.ts";
import { connectMinima, minimaReached, UNCONVERGED } from "../../critical/pspin/connections.ts";
import type { TaskContext } from "../../run/contract.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { startDirections } from "../kit/disorder/starts.ts";
import type { Barriers } from "./barriers.ts";
import type { BarrierConfig, BarrierTask } from "./config.ts";
import { barriersOfOwn } from "./own.ts";

export type { Barriers } from "./barriers.ts";

export type BarrierRow = JsonObject & { readonly n: number; readonly disorders: readonly Barriers[] };

export async function run(
  { n, first, past }: BarrierTask,
  context: TaskContext<BarrierConfig>,
): Promise<BarrierRow> {
  const disorders: Barriers[] = [];
  for (let draw = first; draw < past; draw++) {
    const { landscape } = context.config;
    disorders.push(
      await (landscape ? barriersOfOwn(landscape, draw, context) : barriersOf(n, draw, context)),
    );
    context.progress((draw + 1 - first) / (past - first));
  }
  return { n, disorders };
}

async function barriersOf(n: number, draw: number, context: TaskContext<BarrierConfig>): Promise<Barriers> {
  const { p, starts, budget } = context.config;
  const couplings = drawCouplings(context, { n, p, draw });
  try {
    const census = await censusOf(context, couplings, { budget });
    const minima = census.points.filter(({ index }) => index === 0);
    const { edges, unconverged: unconvergedSaddles } = await connectMinima(couplings, census.points);
    const { heights } = mergeTree(
      minima.map(({ energy }) => energy),
      edges,
    );
    const key = context.sharedStream(`barrier starts ${n} ${draw}`);
    const points = startDirections(context.engine, { n, first: 0, past: starts, key });
    const ends = await minimaReached(couplings, minima, points);
    const unconverged = ends.filter((end) => end === UNCONVERGED).length;
    const shareOf = (i: number): number =>
      ends.filter((end) => end === i).length / Math.max(1, starts - unconverged);
    const others = minima.map((_, i) => i).slice(1);
    return {
      draw,
      complete: census.complete,
      minima: minima.length,
      barriers: others.flatMap((i) =>
        heights[i] === null || heights[i] === undefined
          ? []
          : [{ height: n * (heights[i] - minima[i]!.energy), share: shareOf(i) }],
      ),
      cut: others.filter((i) => heights[i] === null).length,
      lowestShare: shareOf(0),
      unconverged,
      unconvergedSaddles,
    };
  } finally {
    couplings.dispose();
  }
}
