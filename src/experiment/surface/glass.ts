/** The energy of the glass over a great sphere, which three of its minima span. */
import type { Manifold } from "../../base/manifold.ts";
import { rowOf } from "../../base/rows.ts";
import { normals } from "../../engine/random.ts";
import { evenly } from "../../landscape/plane.ts";
import {
  SPHERE_MAP_SQUARE,
  sphereCoordinates,
  sphereInto,
  sphereThrough,
} from "../../landscape/sphere-map.ts";
import { chosenLandscape } from "../kit/landscapes/chosen.ts";
import { descendFrom } from "../kit/landscapes/descend.ts";
import type { Glass } from "../kit/landscapes/family.ts";
import type { SurfaceTask } from "./config.ts";
import { type Context, type Coordinates, evaluateGrid, idOf, marked, type SurfaceRow } from "./grid.ts";

/** Descent stops at this |gradient| / sqrt(N). */
const TOLERANCE = 1e-8;

const MOST_EVALUATIONS = 20_000;

export async function greatSphere(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config, engine } = context;
  const n = task.size;
  const chosen = chosenLandscape(config);
  const glass = await chosen.make(engine, { n, key: context.sharedStream(`N=${n}/couplings`) });
  try {
    const starts = normals(engine, context.sharedStream(`N=${n}/starts`), 3 * n);
    const { points, status } = await descend(glass, starts);
    const minima = [0, 1, 2].map((i) => points.subarray(i * n, (i + 1) * n));
    const map = sphereThrough(minima[0]!, minima[1]!, minima[2]!);
    const point = new Float64Array(n);
    let isMoved = false;
    const energy = (at: Coordinates) => {
      sphereInto(map, at, { radius: Math.sqrt(n), out: point });
      const near = onManifold(glass.manifold, point);
      isMoved ||= near !== point;
      return glass.value(near) / n;
    };
    const axis = evenly(-SPHERE_MAP_SQUARE, SPHERE_MAP_SQUARE, config.grid);
    const coordinates = minima.map((minimum) => sphereCoordinates(map, minimum));
    const grid = await evaluateGrid(context, { xs: axis, ys: axis, value: energy });
    return {
      ...idOf(task),
      ...(config.landscape ? { landscape: chosen.name } : {}),
      ...(isMoved ? { isMoved } : {}),
      ...grid,
      points: marked(coordinates, energy),
      status,
      diverged: 0,
      lines: [],
    };
  } finally {
    glass.dispose();
  }
}

/** Three descents: the pure glass's own, the general ones for the rest. */
async function descend(glass: Glass, starts: Float64Array) {
  const options = { method: "lbfgs", tolerance: TOLERANCE, maxEvaluations: MOST_EVALUATIONS } as const;
  if (glass.couplings) return glass.couplings.descend(starts, options);
  const n = glass.dimension;
  const points = new Float64Array(starts.length);
  for (let r = 0; r < 3; r++) glass.manifold.nearest(rowOf(starts, r, n), rowOf(points, r, n));
  return descendFrom(glass, points, options);
}

/** Distance, of a sphere's radius, up to which a point is one of the manifold. */
const ROUNDING = 1e-9;

/** The point itself where it lies on the manifold, as all of the great sphere do for a glass of one sphere; else the nearest one. */
function onManifold(manifold: Manifold, point: Float64Array): Float64Array {
  const nearest = manifold.nearest(point, new Float64Array(point.length));
  const reach = ROUNDING * Math.sqrt(point.length);
  return nearest.every((value, i) => Math.abs(value - point[i]!) <= reach) ? point : nearest;
}
