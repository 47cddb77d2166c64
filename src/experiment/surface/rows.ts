/** What surface writes down: one plane a row. */
import type { JsonObject } from "../../base/json.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";

export type PlaneKind = "random-directions" | "three-solutions" | "great-sphere";

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
  readonly provenance: string;
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

export type SurfaceSummary = JsonObject & {
  readonly planes: readonly SurfaceRow[];
  readonly provenance: string;
  readonly genuine: boolean;
  /** Height of each line above the straight line between the values at its ends. */
  readonly barriers: readonly {
    readonly size: number;
    readonly from: string;
    readonly to: string;
    readonly ends: number;
    readonly barrier: number;
  }[];
};
