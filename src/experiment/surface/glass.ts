/** The energy of the glass over a great sphere, which three of its minima span. */
import { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import { normals } from "../../engine/random.ts";
import { evenly } from "../../landscape/plane.ts";
import {
  SPHERE_MAP_SQUARE,
  sphereCoordinates,
  sphereInto,
  sphereThrough,
} from "../../landscape/sphere-map.ts";
import type { SurfaceTask } from "./config.ts";
import { type Context, type Coordinates, evaluateGrid, idOf, marked, type SurfaceRow } from "./grid.ts";

/** Descent stops at this |gradient| / sqrt(N). */
const TOLERANCE = 1e-8;

const MOST_EVALUATIONS = 20_000;

export async function greatSphere(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config, engine } = context;
  const n = task.size;
  const couplings = new PSpinCouplings(engine, {
    n,
    p: config.p,
    key: context.sharedStream(`N=${n}/couplings`),
  });
  try {
    const starts = normals(engine, context.sharedStream(`N=${n}/starts`), 3 * n);
    const { points, status } = couplings.descend(starts, {
      method: "lbfgs",
      tolerance: TOLERANCE,
      maxEvaluations: MOST_EVALUATIONS,
    });
    const minima = [0, 1, 2].map((i) => points.subarray(i * n, (i + 1) * n));
    const map = sphereThrough(minima[0]!, minima[1]!, minima[2]!);
    const point = new Float64Array(n);
    const energy = (at: Coordinates) => {
      sphereInto(map, at, { radius: Math.sqrt(n), out: point });
      return couplings.evaluate(point).energies[0]! / n;
    };
    const axis = evenly(-SPHERE_MAP_SQUARE, SPHERE_MAP_SQUARE, config.grid);
    const coordinates = minima.map((minimum) => sphereCoordinates(map, minimum));
    return {
      ...idOf(task),
      ...(await evaluateGrid(context, { xs: axis, ys: axis, value: energy })),
      points: marked(coordinates, energy),
      status,
      diverged: 0,
      lines: [],
    };
  } finally {
    couplings.dispose();
  }
}
