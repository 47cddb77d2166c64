/**
 * Critical points of a chosen index where there are too many to list them all. Starts lie where a descent path or a thermal
 * state has the energy at which points of that index are typical; eigenvector following goes on from there.
 *
 * What this favours: points with wide basins of Newton's iteration, near the energies asked for; of two points the one nearer to a
 * descent path. Counts and mean energies of such a sample are not those of all critical points of that index.
 */
import type { LongRun } from "../../base/breather.ts";
import { inPieces, type Steps, within } from "../../base/steps.ts";
import { type StreamKey, subStream } from "../../base/stream.ts";
import { dot } from "../../base/vector.ts";
import type { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import { normals } from "../../engine/random.ts";
import { SphericalPSpin } from "../../landscape/spherical-p-spin.ts";
import { langevinSteps } from "../../optimise/langevin.ts";
import { type Followed, followSteps } from "../follow-eigenvectors.ts";

export interface SampleOptions {
  readonly index: number;
  /** Distinct points wanted. */
  readonly count: number;
  /** Energy per spin at which a path is left for the search. */
  readonly energy: number;
  /** 0: descent paths; above: thermal paths at this temperature. */
  readonly temperature: number;
  readonly key: StreamKey;
  /** Number of starts, at most. */
  readonly maxStarts: number;
}

export interface SampledPoint extends Followed {
  /** H / n */
  readonly energy: number;
  readonly start: number;
}

export interface CriticalSample {
  readonly points: readonly SampledPoint[];
  readonly starts: number;
  /** Ends that were no critical point (not converged, or gradient-flat), of another index, or found before. */
  readonly rejected: { readonly impostors: number; readonly otherIndex: number; readonly repeated: number };
}

const ETA_SHARE = 0.5;
const MOST_STEPS = 5000;
/** 1 - |overlap| below this is the same point. */
const SAME = 1e-8;

/**
 * Critical points of the wanted index, by eigenvector following from where Langevin paths pass an energy.
 *
 * @throws the reason of the signal
 */
export function sampleCriticalPoints(
  couplings: PSpinCouplings,
  options: SampleOptions & LongRun,
): Promise<CriticalSample> {
  return inPieces((allowed) => sampleSteps(couplings, options, allowed), options);
}

function* sampleSteps(
  couplings: PSpinCouplings,
  options: SampleOptions,
  allowed: number,
): Steps<CriticalSample> {
  const { index, count, energy, temperature, key, maxStarts } = options;
  const { n, p, engine } = couplings;
  const landscape = new SphericalPSpin(couplings);
  const eta = ETA_SHARE / (2 * Math.sqrt(p * (p - 1)) + p * 2);
  const points: SampledPoint[] = [];
  const rejected = { impostors: 0, otherIndex: 0, repeated: 0 };
  let start = 0;
  for (; start < maxStarts && points.length < count; start++) {
    const raw = normals(engine, subStream(key, start), n);
    const scale = Math.sqrt(n / dot(raw, raw));
    const path = yield* within(
      langevinSteps(
        couplings,
        raw.map((value) => scale * value),
        {
          eta,
          temperature,
          steps: MOST_STEPS,
          key,
          first: start,
          watch: (_, energies) => energies[0]! <= energy,
        },
      ),
      start / maxStarts,
      (start + 0.5) / maxStarts,
    );
    const search = followSteps(engine, landscape, { start: path, index }, allowed);
    const found = yield* within(search, (start + 0.5) / maxStarts, (start + 1) / maxStarts);
    if (found.status !== "critical") rejected.impostors++;
    else if (found.index !== index) rejected.otherIndex++;
    else if (points.some(({ point }) => dot(point, found.point) / n > 1 - SAME)) rejected.repeated++;
    else points.push({ ...found, energy: landscape.value(found.point) / n, start });
  }
  return { points, starts: start, rejected };
}
