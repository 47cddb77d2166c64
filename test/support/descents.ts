// Many descents of many disorders, and what their ends are judged by.
import { couplingCount, PSpinCouplings } from "../../dist/engine/pspin/couplings.js";
import { normals } from "../../dist/engine/random.js";
import { type DescentOptions, type DescentStatus, type Engine, streamKey } from "../../dist/index.js";

export interface DescentSet {
  readonly n: number;
  readonly p: number;
  readonly disorders: number;
  readonly starts: number;
  readonly eta: number;
  readonly tolerance: number;
  readonly method?: DescentOptions["method"];
  /** Factor of all couplings; the tolerance is in its units. */
  readonly scale?: number;
}

export interface Outcomes {
  readonly status: Readonly<Record<DescentStatus, number>>;
  /** Largest |gradient| / sqrt(n) of those converged, over the tolerance. */
  readonly largest: number;
  /** Ends that are neither converged nor stalled with a gradient below the bound of its rounding errors. */
  readonly far: readonly string[];
  readonly meanEvaluations: number;
  readonly mostEvaluations: number;
}

export const MOST_EVALUATIONS = 20_000;

/**
 * Bound of the rounding error of |projected gradient| / sqrt(n) at a point: a sum of products in which each term meets at most
 * `depth` additions is off by depth eps times the sum of absolute values; so is the projection's, of 2 n more.
 */
export function gradientRounding(engine: Engine, glass: PSpinCouplings, point: Float64Array): number {
  const { n, p } = glass;
  const couplings = glass.couplings().map(Math.abs);
  const absolute = new PSpinCouplings(engine, { n, p, couplings });
  const { gradients } = absolute.evaluate(point.map(Math.abs));
  absolute.dispose();
  const depth = (p === 3 ? 3 * n : couplingCount(n, p)) + 2 * n + 8;
  return (depth * Number.EPSILON * Math.hypot(...gradients)) / Math.sqrt(n);
}

function drawn(engine: Engine, { n, p, scale }: DescentSet, key: ReturnType<typeof streamKey>) {
  const glass = new PSpinCouplings(engine, { n, p, key });
  if (scale === undefined) return glass;
  const couplings = glass.couplings().map((value) => scale * value);
  glass.dispose();
  return new PSpinCouplings(engine, { n, p, couplings });
}

/** Descends all starts of all disorders of a set, drawn from streams of the given name. */
export function descendAll(engine: Engine, set: DescentSet, name: string): Outcomes {
  const { n, p, disorders, starts, eta, method = "lbfgs" } = set;
  const tolerance = set.tolerance * (set.scale ?? 1);
  const status = { converged: 0, "max-evaluations": 0, stalled: 0, "not-finite": 0 };
  const far: string[] = [];
  let [largest, total, most] = [0, 0, 0];
  for (let draw = 0; draw < disorders; draw++) {
    const glass = drawn(engine, set, streamKey(name, "disorder", n, p, draw));
    const points = normals(engine, streamKey(name, "starts", n, p, draw), n * starts);
    const ends = glass.descend(points, { method, eta, tolerance, maxEvaluations: MOST_EVALUATIONS });
    for (const [r, outcome] of ends.status.entries()) {
      status[outcome]++;
      total += ends.evaluations[r]!;
      most = Math.max(most, ends.evaluations[r]!);
      const gradient = ends.gradients[r]!;
      if (outcome === "converged" && tolerance > 0) largest = Math.max(largest, gradient / tolerance);
      const isNear =
        (outcome === "converged" && gradient <= tolerance) ||
        (outcome === "stalled" &&
          gradient <= gradientRounding(engine, glass, ends.points.slice(r * n, (r + 1) * n)));
      if (!isNear) far.push(`disorder ${draw}, start ${r}: ${outcome} at ${gradient}`);
    }
    glass.dispose();
  }
  const count = disorders * starts;
  return { status, largest, far, meanEvaluations: total / count, mostEvaluations: most };
}
