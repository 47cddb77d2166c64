/** The energy of the glass over a great sphere, which three of its minima span. */
import type { Manifold } from "../../base/manifold.ts";
import { rowOf } from "../../base/rows.ts";
import type { Engine } from "../../engine/engine.ts";
import { normals } from "../../engine/random.ts";
import { completedPlane, evenly, pointOf } from "../../landscape/plane.ts";
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
import {
  type Context,
  type Coordinates,
  evaluateGrid,
  idOf,
  linesBetween,
  marked,
  type SurfaceRow,
  squareAround,
} from "./grid.ts";

/** Descent stops at this |gradient| / sqrt(N). */
const TOLERANCE = 1e-8;

const MOST_EVALUATIONS = 20_000;

export async function greatSphere(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config, engine } = context;
  const n = task.size;
  const chosen = chosenLandscape(config);
  const key = context.sharedStream(`N=${n}/couplings`);
  const glass = await chosen.make(engine, { n, key, files: context.files });
  try {
    const draw = (count: number) => normals(engine, context.sharedStream(`N=${n}/starts`), count * n);
    const { points, status } = await descend(engine, glass, draw);
    const minima = [0, 1, 2].map((i) => points.subarray(i * n, (i + 1) * n));
    const named = config.landscape ? { landscape: chosen.name } : {};
    if (glass.manifold.tangentDimension === n)
      return { ...(await flatPlane(task, context, { glass, minima })), ...named, status };
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
      ...named,
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

/** The plane through three minima, where points fill their space. */
async function flatPlane(
  task: SurfaceTask,
  context: Context,
  { glass, minima }: { readonly glass: Glass; readonly minima: readonly Float64Array[] },
): Promise<SurfaceRow> {
  const n = glass.dimension;
  const { plane, coordinates } = completedPlane(minima[0]!, minima[1]!, minima[2]!);
  const point = new Float64Array(n);
  const value = (at: Coordinates) => glass.value(pointOf(plane, at, point)) / n;
  return {
    ...idOf(task),
    ...(await evaluateGrid(context, { ...squareAround(coordinates, context.config), value })),
    points: marked(coordinates, value),
    status: [],
    diverged: 0,
    lines: linesBetween(coordinates, value),
  };
}

/** Descents of which three are chosen, where a minimum may have copies: layers give each one several, by their signs. */
const CANDIDATES = 12;

/** Values closer than this, of their size, are those of one minimum or of its copies. */
const SAME_VALUE = 1e-9;

/** Ends of three descents: the pure glass's own, and the general ones for the rest, of different values where there are three. */
async function descend(engine: Engine, glass: Glass, draw: (count: number) => Float64Array) {
  const options = { method: "lbfgs", tolerance: TOLERANCE, maxEvaluations: MOST_EVALUATIONS } as const;
  if (glass.couplings) return glass.couplings.descend(draw(3), options);
  const n = glass.dimension;
  const starts = draw(CANDIDATES);
  for (let r = 0; r < CANDIDATES; r++) glass.manifold.nearest(rowOf(starts, r, n), rowOf(starts, r, n));
  const { points, values, status } = await descendFrom(engine, glass, starts, options);
  const isSame = (a: number, b: number) => Math.abs(a - b) <= SAME_VALUE * Math.max(Math.abs(a), Math.abs(b));
  const all = Array.from(values.keys());
  const firsts = all.filter((r) => all.findIndex((other) => isSame(values[other]!, values[r]!)) === r);
  const chosen = [...firsts, ...all.filter((r) => !firsts.includes(r))].slice(0, 3);
  const minima = new Float64Array(3 * n);
  for (const [k, r] of chosen.entries()) minima.set(rowOf(points, r, n), k * n);
  return { points: minima, status: chosen.map((r) => status[r]!) };
}

/** Distance, of a sphere's radius, up to which a point is one of the manifold. */
const ROUNDING = 1e-9;

/** The point itself where it lies on the manifold, as all of the great sphere do for a glass of one sphere; else the nearest one. */
function onManifold(manifold: Manifold, point: Float64Array): Float64Array {
  const nearest = manifold.nearest(point, new Float64Array(point.length));
  const reach = ROUNDING * Math.sqrt(point.length);
  return nearest.every((value, i) => Math.abs(value - point[i]!) <= reach) ? point : nearest;
}
