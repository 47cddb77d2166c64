/** What every figure says of an axis, and of a threshold across it. */

export interface AxisText {
  /** "energy per spin H/N", with the unit where there is one: "time (s)". */
  readonly title: string;
  readonly scale?: "linear" | "log";
  readonly domain?: readonly [number, number];
  /** d3-format of the ticks. */
  readonly format?: string;
}

/** A labelled threshold of the theory: vertical at x or horizontal at y. */
export interface Rule {
  readonly value: number;
  readonly label: string;
  readonly colour?: string;
}
