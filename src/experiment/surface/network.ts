/** Planes through networks: along random directions, and through three solutions. */
import type { Landscape } from "../../base/landscape.ts";
import { normals } from "../../engine/random.ts";
import { NetworkLandscape } from "../../landscape/network.ts";
import {
  completedPlane,
  evenly,
  filterNormalised,
  type Plane,
  pointOf,
  type WeightRows,
} from "../../landscape/plane.ts";
import { type OpenData, openData, paperShape, trainNetworks } from "../kit/training/train.ts";
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
  TRAINING_SHARE,
} from "./grid.ts";

async function trained(context: Context, data: OpenData, { size, nets }: { size: number; nets: number[] }) {
  const networks = await trainNetworks(context, data, {
    hidden: size,
    nets,
    training: context.config,
    progress: [0, TRAINING_SHARE],
  });
  return {
    diverged: networks.filter((network) => !network.finite).length,
    parameters: networks.map((network) => network.parameters),
  };
}

/** The row of a plane that has nothing to go through. */
function withoutPlane(task: SurfaceTask, provenance: string, diverged: number): SurfaceRow {
  const nothing = { xs: [], ys: [], values: [], points: [], lines: [], status: [] };
  return { ...idOf(task, provenance), ...nothing, diverged };
}

/** The rows of weights that each unit reads; biases lie between them and are no part of a filter. */
function weightRows([inputs, hidden, outputs]: readonly number[]): readonly WeightRows[] {
  return [
    { offset: 0, rows: hidden!, columns: inputs! },
    { offset: hidden! * (inputs! + 1), rows: outputs!, columns: hidden! },
  ];
}

export async function randomDirections(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config, engine } = context;
  const data = await openData(context, config.data);
  const landscape = new NetworkLandscape(paperShape(data, task.size), data.train);
  try {
    const { parameters, diverged } = await trained(context, data, { size: task.size, nets: [0] });
    if (diverged > 0) return withoutPlane(task, data.provenance, diverged);
    const origin = parameters[0]!;
    const layers = weightRows(landscape.network.shape.sizes);
    const [e1, e2] = ["first", "second"].map((name) =>
      filterNormalised(
        normals(engine, context.sharedStream(`n1=${task.size}/direction/${name}`), origin.length),
        origin,
        layers,
      ),
    ) as [Float64Array, Float64Array];
    const axis = evenly(-config.range, config.range, config.grid);
    const loss = lossOnPlane(landscape, { origin, e1, e2 });
    return {
      ...idOf(task, data.provenance),
      ...(await evaluateGrid(context, { xs: axis, ys: axis, value: loss })),
      points: [{ x: 0, y: 0, value: loss([0, 0]), label: "solution" }],
      status: [],
      diverged: 0,
      lines: [],
    };
  } finally {
    landscape.dispose();
  }
}

export async function threeSolutions(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config } = context;
  const data = await openData(context, config.data);
  const landscape = new NetworkLandscape(paperShape(data, task.size), data.train);
  try {
    const { parameters, diverged } = await trained(context, data, { size: task.size, nets: [0, 1, 2] });
    if (diverged > 0) return withoutPlane(task, data.provenance, diverged);
    const { plane, coordinates } = completedPlane(parameters[0]!, parameters[1]!, parameters[2]!);
    const loss = lossOnPlane(landscape, plane);
    return {
      ...idOf(task, data.provenance),
      ...(await evaluateGrid(context, { ...squareAround(coordinates, config), value: loss })),
      points: marked(coordinates, loss),
      status: [],
      diverged: 0,
      lines: linesBetween(coordinates, loss),
    };
  } finally {
    landscape.dispose();
  }
}

function lossOnPlane(landscape: Landscape, plane: Plane): (at: Coordinates) => number {
  const point = new Float64Array(plane.origin.length);
  return (at) => landscape.value(pointOf(plane, at, point));
}
