/** Which minima a saddle of index 1 joins, on any landscape: down along both directions of its negative curvature. */
import { Breather, type LongRun, signalOf } from "../base/breather.ts";
import type { Landscape } from "../base/landscape.ts";
import { rowOf } from "../base/rows.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenSymmetricAsync } from "../engine/linalg/index.ts";
import { gradientDescent } from "../optimise/methods/index.ts";
import { optimise } from "../optimise/optimise.ts";
import type { SaddleEdge } from "./merge-tree.ts";

/** Of 1 / the largest curvature at the saddle: steps so short follow the flow, and end where it ends. */
const STEP_SHARE = 0.2;
const TOLERANCE = 1e-8;
const MOST_EVALUATIONS = 100_000;
/** How far from the saddle a descent begins, in units of the manifold's scale. */
const OFFSET = 1e-3;
/** Ends closer to a minimum than this share of the scale are in it: far above the tolerance, far below the distance of two minima. */
const SAME = 1e-4;

export interface StationaryPoint {
  readonly point: Float64Array;
  readonly value: number;
  readonly index: number;
}

/** A descent that converged to a point that is none of the known minima, and one that did not converge. */
export const NO_MINIMUM = -1;
export const UNCONVERGED = -2;

export interface SampledConnections {
  readonly edges: readonly SaddleEdge[];
  /** Saddles of which a side ended in no known minimum. */
  readonly unresolved: number;
  /** Saddles of which the descent down a side did not reach its tolerance. */
  readonly unconverged: number;
}

/** Number of the minimum that a point lies in, or NO_MINIMUM. */
export function minimumAt(
  { manifold }: Landscape,
  minima: readonly StationaryPoint[],
  x: Float64Array,
): number {
  const most = SAME * manifold.scale(x);
  return minima.findIndex(({ point }) => {
    let square = 0;
    for (let i = 0; i < x.length; i++) square += (x[i]! - point[i]!) * (x[i]! - point[i]!);
    return square < most * most;
  });
}

/** Descends from both sides of every saddle of index 1. Cost: an eigenvector and two descents of short steps each. */
export async function connectStationaryPoints(
  engine: Engine,
  landscape: Landscape,
  points: readonly StationaryPoint[],
  run: LongRun = {},
): Promise<SampledConnections> {
  const { manifold, dimension: n } = landscape;
  const minima = points.filter(({ index }) => index === 0);
  const saddles = points.filter(({ index }) => index === 1);
  const breather = new Breather(run);
  const abort = signalOf(run);
  const edges: SaddleEdge[] = [];
  let [unresolved, unconverged] = [0, 0];
  for (const [s, { point, value }] of saddles.entries()) {
    await breather.breathe(s / saddles.length);
    const order = manifold.tangentDimension;
    const { values, vectors } = await eigenSymmetricAsync(engine, landscape.hessian(point), order, abort);
    const direction = manifold.liftTangent(point, vectors.subarray(0, order));
    const starts = new Float64Array(2 * n);
    for (const [side, sign] of [1, -1].entries()) {
      const offset = direction.map((each) => sign * OFFSET * manifold.scale(point) * each);
      manifold.retract(point, offset, rowOf(starts, side, n));
    }
    const eta = STEP_SHARE / Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
    const method = gradientDescent({ eta });
    const options = { method, tolerance: TOLERANCE, maxEvaluations: MOST_EVALUATIONS };
    const ends = await optimise(engine, landscape, starts, { ...options, ...abort });
    const [a, b] = ends.status.map((status, side) =>
      status === "converged" ? minimumAt(landscape, minima, rowOf(ends.points, side, n)) : UNCONVERGED,
    ) as [number, number];
    if (a === UNCONVERGED || b === UNCONVERGED) unconverged++;
    else if (a === NO_MINIMUM || b === NO_MINIMUM) unresolved++;
    else edges.push({ a, b, energy: value });
  }
  return { edges, unresolved, unconverged };
}
