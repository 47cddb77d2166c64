/** What all planes have: a row, values on a grid, at marked points, and along the lines between them. */
import type { JsonObject } from "../../base/json.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";
import { evenly } from "../../landscape/plane.ts";
import type { RowSlots, TaskContext } from "../../run/contract.ts";
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
  /** Where the config names one. */
  readonly landscape?: string;
  /** Whether the great sphere leaves the landscape's manifold: values are then those of the nearest points on it. */
  readonly isMoved?: boolean;
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

export type Context = TaskContext<SurfaceConfig>;

export type Coordinates = readonly [number, number];

const LETTERS = ["A", "B", "C"] as const;

/** Points of a straight line between two solutions, both ends included. */
const LINE_POINTS = 41;

/** Share of a task's progress that training takes. */
export const TRAINING_SHARE = 0.3;

/** What every row begins with. */
export function idOf(task: SurfaceTask, data?: string) {
  const slots: RowSlots = data === undefined ? {} : { data };
  return { key: task.key, kind: task.kind, size: task.size, slots };
}

interface GridRequest {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly value: (at: Coordinates) => number;
}

export async function evaluateGrid(context: Context, { xs, ys, value }: GridRequest) {
  const values: number[] = [];
  for (const [row, y] of ys.entries()) {
    for (const x of xs) values.push(value([x, y]));
    context.progress(TRAINING_SHARE + ((1 - TRAINING_SHARE) * (row + 1)) / ys.length);
    await Promise.resolve();
  }
  return { xs, ys, values };
}

export function marked(
  coordinates: readonly Coordinates[],
  value: (at: Coordinates) => number,
): MarkedPoint[] {
  return coordinates.map(([x, y], i) => ({ x, y, value: value([x, y]), label: LETTERS[i]! }));
}

export function linesBetween(coordinates: readonly Coordinates[], value: (at: Coordinates) => number) {
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

/** A square around the points, reaching `margin` extents beyond them. */
export function squareAround(coordinates: readonly Coordinates[], { grid, margin }: SurfaceConfig) {
  const spans = [0, 1].map((axis) => {
    const values = coordinates.map((point) => point[axis]!);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const half = Math.max(...spans.map(([low, high]) => (high - low) / 2)) * (1 + 2 * margin);
  const [xs, ys] = spans.map(([low, high]) => evenly((low + high) / 2 - half, (low + high) / 2 + half, grid));
  return { xs: xs!, ys: ys! };
}
