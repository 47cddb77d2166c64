/** What is recorded of those who left the saddles of one index and disorder. */
import type { JsonObject } from "../../base/json.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";

export const WAYS = ["gradient descent", "SGD", "Langevin"] as const;

export type Way = (typeof WAYS)[number];

export type Departure = {
  readonly saddle: number;
  /** Null when the saddle was not left in the time watched. */
  readonly time: number | null;
  /** H/N where L-BFGS ends from there, and how: only "converged" is at a critical point. */
  readonly end: number;
  readonly status: DescentStatus;
};

export type EscapeRow = JsonObject & {
  readonly draw: number;
  readonly index: number;
  /** H/N of the saddles. */
  readonly saddles: readonly number[];
  readonly starts: number;
  readonly rejected: { readonly impostors: number; readonly otherIndex: number; readonly repeated: number };
  readonly departures: { readonly [way: string]: readonly Departure[] };
};
