/** Barriers of a user's own landscape, between the minima that a search found and over the saddles that it found. */
import { rowOf } from "../../base/rows.ts";
import { connectStationaryPoints, minimumAt } from "../../critical/connect.ts";
import { mergeTree } from "../../critical/merge-tree.ts";
import { normals } from "../../engine/random.ts";
import { gradientDescent } from "../../optimise/methods/index.ts";
import { optimise } from "../../optimise/optimise.ts";
import type { TaskContext } from "../../run/contract.ts";
import { type SampledSource, sampleOwnLandscape } from "../kit/landscapes/sampled.ts";
import type { Barriers } from "./barriers.ts";
import type { BarrierConfig } from "./config.ts";

const TOLERANCE = 1e-7;
const MOST_EVALUATIONS = 20_000;

/** Heights are differences of values, and upper bounds of the true ones: a lower saddle may have been missed. */
export async function barriersOfOwn(
  source: SampledSource,
  draw: number,
  context: TaskContext<BarrierConfig>,
): Promise<Barriers> {
  const { engine, config } = context;
  const { starts } = config;
  const { landscape, points } = await sampleOwnLandscape(context, { ...source, highestIndex: 1 }, draw);
  try {
    const minima = points.filter(({ index }) => index === 0);
    const { edges, unconverged: unconvergedSaddles } = await connectStationaryPoints(
      engine,
      landscape,
      points,
    );
    const { heights } = mergeTree(
      minima.map(({ value }) => value),
      edges,
    );
    const n = landscape.dimension;
    const raw = normals(engine, context.sharedStream(`barrier starts ${n} ${draw}`), starts * n);
    const from = raw.map((value) => source.spread * value);
    for (let r = 0; r < starts; r++) landscape.manifold.nearest(rowOf(from, r, n), rowOf(from, r, n));
    const ends = await optimise(engine, landscape, from, {
      method: gradientDescent(),
      tolerance: TOLERANCE,
      maxEvaluations: MOST_EVALUATIONS,
    });
    const found = ends.status.map((status, r) =>
      status === "converged" ? minimumAt(landscape, minima, rowOf(ends.points, r, n)) : null,
    );
    const unconverged = found.filter((end) => end === null).length;
    const shareOf = (i: number): number =>
      found.filter((end) => end === i).length / Math.max(1, starts - unconverged);
    const others = minima.map((_, i) => i).slice(1);
    return {
      draw,
      complete: false,
      minima: minima.length,
      barriers: others.flatMap((i) =>
        typeof heights[i] === "number" ? [{ height: heights[i] - minima[i]!.value, share: shareOf(i) }] : [],
      ),
      cut: others.filter((i) => typeof heights[i] !== "number").length,
      lowestShare: shareOf(0),
      unconverged,
      unconvergedSaddles,
    };
  } finally {
    landscape.dispose?.();
  }
}
