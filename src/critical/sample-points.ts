/**
 * Critical points of any landscape, by eigenvector following from random starts: for landscapes whose points nobody can list. What is
 * found favours points with wide basins of Newton's iteration; counts and means are those of the sample, not of the landscape.
 */
import type { LongRun } from "../base/breather.ts";
import type { Landscape } from "../base/landscape.ts";
import { piecesOf, type Steps, within } from "../base/steps.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { normals } from "../engine/random.ts";
import { type Followed, followSteps } from "./follow-eigenvectors.ts";

export interface SamplePointsOptions extends LongRun {
  /** The indices to look for, each from every start. */
  readonly indices: readonly number[];
  readonly starts: number;
  readonly key: StreamKey;
  /** Standard deviation of the starts' coordinates before they are put on the manifold (default 1). */
  readonly spread?: number;
}

export interface FoundPoint extends Followed {
  readonly value: number;
  /** The number of starts and wanted indices that led here. */
  readonly times: number;
}

export interface PointSample {
  /** Distinct points, in ascending order of value. */
  readonly points: readonly FoundPoint[];
  /** Searches, and how many of them ended at no critical point or left the range of numbers. */
  readonly searches: number;
  readonly failed: number;
}

/** Points closer than this share of the manifold's scale are one: far above what the iteration leaves, far below what separates two. */
const SAME = 1e-6;

/**
 * Cost: an eigendecomposition a step, some ten steps a search.
 *
 * @throws {SpecError} for options that cannot be; the landscape's own errors at points that it does not have
 */
export function samplePoints(
  engine: Engine,
  landscape: Landscape,
  options: SamplePointsOptions,
): Promise<PointSample> {
  return piecesOf("samplePoints", options, ["indices", "starts", "key", "spread"], (own, allowed) =>
    sampleSteps(engine, landscape, own, allowed),
  );
}

function* sampleSteps(
  engine: Engine,
  landscape: Landscape,
  options: SamplePointsOptions,
  allowed: number,
): Steps<PointSample> {
  const { indices, starts, key, spread = 1 } = options;
  const { dimension: n, manifold } = landscape;
  const points: (FoundPoint & { times: number })[] = [];
  const searches = starts * indices.length;
  let failed = 0;
  for (let s = 0; s < starts; s++) {
    const raw = normals(engine, subStream(key, s), n).map((value) => spread * value);
    const start = manifold.nearest(raw, raw);
    for (const [i, index] of indices.entries()) {
      const done = s * indices.length + i;
      const search = followSteps(engine, landscape, { start, index }, allowed);
      const found = yield* within(search, done / searches, (done + 1) / searches);
      const value = found.status === "critical" ? landscape.value(found.point) : Number.NaN;
      if (!Number.isFinite(value)) failed++;
      else record(points, { ...found, value, times: 1 }, SAME * manifold.scale(found.point));
    }
  }
  points.sort((a, b) => a.value - b.value || a.index - b.index);
  return { points, searches, failed };
}

function record(points: (FoundPoint & { times: number })[], found: FoundPoint, within: number): void {
  const square = within * within;
  for (const [at, known] of points.entries()) {
    let distance = 0;
    for (let i = 0; i < found.point.length; i++) {
      const difference = known.point[i]! - found.point[i]!;
      distance += difference * difference;
    }
    if (distance > square) continue;
    points[at] = { ...known, times: known.times + 1 };
    return;
  }
  points.push({ ...found });
}
