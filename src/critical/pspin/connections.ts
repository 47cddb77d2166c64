import { type LongRun, signalOf } from "../../base/breather.ts";
import { eigenSymmetricAsync } from "../../engine/linalg/index.ts";
import type { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import { liftTangent } from "../../landscape/sphere.ts";
import { SphericalPSpin } from "../../landscape/spherical-p-spin.ts";
import type { SaddleEdge } from "../merge-tree.ts";
import type { CriticalPoint } from "./census.ts";

/** Step of gradient descent on H: well below 2 / (largest eigenvalue, 2 p E_inf at most), so that paths follow the flow. */
const STEP_SHARE = 0.2;
const TOLERANCE = 1e-7;
const MOST_EVALUATIONS = 400_000;
/** How far from the saddle a descent begins, in units of the radius. */
const OFFSET = 1e-3;
/** 1 - overlap below this is the same minimum: far above the descents' tolerance, far below the distance of two minima. */
const SAME = 1e-6;

/** A descent that converged, to a point that is none of the known minima. */
export const NO_MINIMUM = -1;
/** A descent that did not reach its tolerance: where it ends is not known. */
export const UNCONVERGED = -2;

export interface Connections {
  readonly edges: readonly SaddleEdge[];
  /** Saddles of which a side ended in no known minimum. */
  readonly unresolved: number;
  /** Saddles of which the descent down a side did not reach its tolerance. */
  readonly unconverged: number;
}

/** Descends along both directions of negative curvature of every index-1 saddle. */
export async function connectMinima(
  couplings: PSpinCouplings,
  points: readonly CriticalPoint[],
  run: LongRun = {},
): Promise<Connections> {
  const minima = points.filter(({ index }) => index === 0);
  const saddles = points.filter(({ index }) => index === 1);
  const { n } = couplings;
  const landscape = new SphericalPSpin(couplings);
  const starts = new Float64Array(2 * saddles.length * n);
  for (const [s, { sigma }] of saddles.entries()) {
    const { vectors } = await eigenSymmetricAsync(couplings.engine, landscape.hessian(sigma), n - 1, {
      vectors: { lowest: 1 },
      ...signalOf(run),
    });
    const direction = liftTangent(sigma, vectors.subarray(0, n - 1));
    const offset = OFFSET * Math.sqrt(n);
    for (let i = 0; i < n; i++) {
      starts[2 * s * n + i] = sigma[i]! + offset * direction[i]!;
      starts[(2 * s + 1) * n + i] = sigma[i]! - offset * direction[i]!;
    }
  }
  const ends = await minimaReached(couplings, minima, starts, run);
  const edges: SaddleEdge[] = [];
  let [unresolved, unconverged] = [0, 0];
  for (const [s, { energy }] of saddles.entries()) {
    const [a, b] = [ends[2 * s]!, ends[2 * s + 1]!];
    if (a === UNCONVERGED || b === UNCONVERGED) unconverged++;
    else if (a === NO_MINIMUM || b === NO_MINIMUM) unresolved++;
    else edges.push({ a, b, energy });
  }
  return { edges, unresolved, unconverged };
}

/** For each start the number of the minimum that gradient descent ends in, NO_MINIMUM or UNCONVERGED. */
export async function minimaReached(
  couplings: PSpinCouplings,
  minima: readonly CriticalPoint[],
  starts: Float64Array,
  options: LongRun & { readonly maxEvaluations?: number } = {},
): Promise<readonly number[]> {
  const { maxEvaluations = MOST_EVALUATIONS, ...run } = options;
  const { n, p } = couplings;
  if (starts.length === 0) return [];
  const settings = {
    method: "gradient-descent" as const,
    eta: STEP_SHARE / (4 * p * Math.sqrt((p - 1) / p)),
    tolerance: TOLERANCE,
    maxEvaluations,
  };
  const { points, status } = await couplings.descendAsync(starts, settings, run);
  return status.map((outcome, r) => {
    if (outcome !== "converged") return UNCONVERGED;
    const x = points.subarray(r * n, (r + 1) * n);
    return minima.findIndex(({ sigma }) => {
      let overlap = 0;
      for (let i = 0; i < n; i++) overlap += (sigma[i]! * x[i]!) / n;
      return 1 - overlap < SAME;
    });
  });
}
