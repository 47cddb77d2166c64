/** Critical points of a user's own landscape, which nobody can list: a sample of them, in the place of a census. */
import { z } from "zod";
import { type FoundPoint, type PointSample, samplePoints } from "../../../critical/sample-points.ts";
import type { ModuleSource, TaskContext } from "../../../run/contract.ts";
import { moduleSource, type OwnLandscape, ownLandscape } from "./own.ts";

/** A module, and how its critical points are looked for. */
export const sampledSource = moduleSource.extend({
  starts: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe("Random starts of the search for critical points, in each draw."),
  spread: z
    .number()
    .positive()
    .max(1e6)
    .default(1)
    .describe("Standard deviation of the starts' coordinates, before they are put on the manifold."),
  highestIndex: z.int().min(0).max(100).default(3).describe("Indices 0 to this are looked for."),
});

export type SampledSource = z.infer<typeof sampledSource>;

/** Rough seconds of all searches: some twenty steps, each an eigendecomposition and a Hessian, by differences of values perhaps. Estimates only. */
export function samplingSeconds({ dimension = 1, starts, highestIndex }: SampledSource): number {
  const step = 2e-5 + 5e-5 * dimension * dimension + 2e-8 * dimension * dimension * dimension;
  return starts * (highestIndex + 1) * 20 * step;
}

export interface SampledLandscape extends PointSample {
  readonly landscape: OwnLandscape;
  readonly points: readonly FoundPoint[];
}

/** The critical points found of one draw, and the landscape, of which the caller disposes where it can be disposed of. */
export async function sampleOwnLandscape<C>(
  context: TaskContext<C>,
  source: SampledSource,
  draw: number,
): Promise<SampledLandscape> {
  const { engine, files } = context;
  const landscape = await ownLandscape(source as ModuleSource, {
    files,
    engine,
    key: context.sharedStream(`landscape ${draw}`),
  });
  const most = Math.min(source.highestIndex, landscape.manifold.tangentDimension);
  const sample = await samplePoints(engine, landscape, {
    indices: Array.from({ length: most + 1 }, (_, k) => k),
    starts: source.starts,
    spread: source.spread,
    key: context.sharedStream(`landscape starts ${draw}`),
    progress: (share) => context.progress(share),
  });
  return { landscape, ...sample };
}
