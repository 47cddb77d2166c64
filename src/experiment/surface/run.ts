/** Computes one plane: trains or descends to what it goes through, then evaluates a grid and the lines between its points. */
import type { JsonObject } from "../../base/json.ts";
import { Network } from "../../engine/network/network.ts";
import { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";
import { normals } from "../../engine/random.ts";
import {
  completedPlane,
  evenly,
  filterNormalised,
  type Plane,
  pointOf,
  type WeightRows,
} from "../../landscape/plane.ts";
import {
  SPHERE_MAP_SQUARE,
  sphereCoordinates,
  sphereInto,
  sphereThrough,
} from "../../landscape/sphere-map.ts";
import type { RowSlots, TaskContext } from "../../run/contract.ts";
import { type OpenData, openData, paperShape, trainNetworks } from "../kit/training/train.ts";
import type { PlaneKind, SurfaceConfig, SurfaceTask } from "./config.ts";

/** A named point of the plane with the value there. */
export type MarkedPoint = {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly label: string;
};

export type SurfaceRow = JsonObject & {
  readonly key: string;
  readonly kind: PlaneKind;
  /** Hidden units, or spins. */
  readonly size: number;
  /** The networks' data; the glass has none. */
  readonly slots: RowSlots;
  /** Coordinates of the columns and of the rows of the grid. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** values[iy * xs.length + ix] */
  readonly values: readonly number[];
  readonly points: readonly MarkedPoint[];
  /** How the descents to the marked points ended, for the glass; only "converged" is a minimum. Empty for networks. */
  readonly status: readonly DescentStatus[];
  /** Networks whose training diverged: there is no plane then, and the grid is empty. */
  readonly diverged: number;
  /** Straight lines between the marked points: loss at evenly spaced fractions of the way, both ends included. */
  readonly lines: readonly {
    readonly from: string;
    readonly to: string;
    readonly values: readonly number[];
  }[];
};

type Context = TaskContext<SurfaceConfig>;

type Coordinates = readonly [number, number];

const LETTERS = ["A", "B", "C"] as const;

/** Points of a straight line between two solutions, both ends included. */
const LINE_POINTS = 41;

/** Share of a task's progress that training takes. */
const TRAINING_SHARE = 0.3;

export function run(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  if (task.kind === "great-sphere") return greatSphere(task, context);
  return task.kind === "three-solutions" ? threeSolutions(task, context) : randomDirections(task, context);
}

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
  return { ...heading(task, provenance), ...nothing, diverged };
}

/** The rows of weights that each unit reads; biases lie between them and are no part of a filter. */
function weightRows([inputs, hidden, outputs]: readonly number[]): readonly WeightRows[] {
  return [
    { offset: 0, rows: hidden!, columns: inputs! },
    { offset: hidden! * (inputs! + 1), rows: outputs!, columns: hidden! },
  ];
}

async function randomDirections(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config, engine } = context;
  const data = await openData(context, config.data);
  const network = new Network(engine, paperShape(data, task.size));
  try {
    const { parameters, diverged } = await trained(context, data, { size: task.size, nets: [0] });
    if (diverged > 0) return withoutPlane(task, data.provenance, diverged);
    const origin = parameters[0]!;
    const layers = weightRows(network.shape.sizes);
    const [e1, e2] = ["first", "second"].map((name) =>
      filterNormalised(
        normals(engine, context.sharedStream(`n1=${task.size}/direction/${name}`), origin.length),
        origin,
        layers,
      ),
    ) as [Float64Array, Float64Array];
    const axis = evenly(-config.range, config.range, config.grid);
    const loss = lossOnPlane(network, data, { origin, e1, e2 });
    return {
      ...heading(task, data.provenance),
      ...(await evaluateGrid(context, { xs: axis, ys: axis, value: loss })),
      points: [{ x: 0, y: 0, value: loss([0, 0]), label: "solution" }],
      status: [],
      diverged: 0,
      lines: [],
    };
  } finally {
    network.dispose();
  }
}

async function threeSolutions(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  const { config, engine } = context;
  const data = await openData(context, config.data);
  const network = new Network(engine, paperShape(data, task.size));
  try {
    const { parameters, diverged } = await trained(context, data, { size: task.size, nets: [0, 1, 2] });
    if (diverged > 0) return withoutPlane(task, data.provenance, diverged);
    const { plane, coordinates } = completedPlane(parameters[0]!, parameters[1]!, parameters[2]!);
    const loss = lossOnPlane(network, data, plane);
    return {
      ...heading(task, data.provenance),
      ...(await evaluateGrid(context, { ...squareAround(coordinates, config), value: loss })),
      points: marked(coordinates, loss),
      status: [],
      diverged: 0,
      lines: linesBetween(coordinates, loss),
    };
  } finally {
    network.dispose();
  }
}

function heading(task: SurfaceTask, data?: string) {
  const slots: RowSlots = data === undefined ? {} : { data };
  return { key: task.key, kind: task.kind, size: task.size, slots };
}

function lossOnPlane(network: Network, data: OpenData, plane: Plane): (at: Coordinates) => number {
  const point = new Float64Array(plane.origin.length);
  return (at) => network.evaluate(pointOf(plane, at, point), data.train).loss;
}

/** A square around the points, reaching `margin` extents beyond them. */
function squareAround(coordinates: readonly Coordinates[], { grid, margin }: SurfaceConfig) {
  const spans = [0, 1].map((axis) => {
    const values = coordinates.map((point) => point[axis]!);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const half = Math.max(...spans.map(([low, high]) => (high - low) / 2)) * (1 + 2 * margin);
  const [xs, ys] = spans.map(([low, high]) => evenly((low + high) / 2 - half, (low + high) / 2 + half, grid));
  return { xs: xs!, ys: ys! };
}

interface GridRequest {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly value: (at: Coordinates) => number;
}

async function evaluateGrid(context: Context, { xs, ys, value }: GridRequest) {
  const values: number[] = [];
  for (const [row, y] of ys.entries()) {
    for (const x of xs) values.push(value([x, y]));
    context.progress(TRAINING_SHARE + ((1 - TRAINING_SHARE) * (row + 1)) / ys.length);
    await Promise.resolve();
  }
  return { xs, ys, values };
}

function marked(coordinates: readonly Coordinates[], value: (at: Coordinates) => number): MarkedPoint[] {
  return coordinates.map(([x, y], i) => ({ x, y, value: value([x, y]), label: LETTERS[i]! }));
}

function linesBetween(coordinates: readonly Coordinates[], value: (at: Coordinates) => number) {
  const pairs = [
    [0, 1],
    [1, 2],
    [2, 0],
  ] as const;
  return pairs.map(([i, j]) => {
    const [a, b] = [coordinates[i]!, coordinates[j]!];
    const values = evenly(0, 1, LINE_POINTS).map((t) =>
      value([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]),
    );
    return { from: LETTERS[i]!, to: LETTERS[j]!, values };
  });
}

/** Descent stops at this |gradient| / sqrt(N). */
const TOLERANCE = 1e-8;

const MOST_EVALUATIONS = 20_000;

async function greatSphere(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
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
      ...heading(task),
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
