/** What atlas writes down: one disorder, all of it. */
import type { JsonObject } from "../../base/json.ts";

export type AtlasPoint = {
  /** H / N */
  readonly energy: number;
  readonly index: number;
  /** Smallest |eigenvalue| of the Riemannian Hessian of H. */
  readonly smallest: number;
  /** Smale's alpha: a certificate below 0.157. */
  readonly alpha: number;
};

export type AtlasRow = JsonObject & {
  readonly n: number;
  readonly p: number;
  readonly draw: number;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly solutions: number;
  readonly expectedSolutions: number;
  readonly retracked: number;
  readonly points: readonly AtlasPoint[];
  /** Index-1 saddles with the minima (numbers by ascending energy) on both sides. */
  readonly edges: readonly { readonly a: number; readonly b: number; readonly energy: number }[];
  /** Index-1 saddles of which a side led to no known minimum, and of which a descent did not converge. */
  readonly unresolved: number;
  readonly unconverged: number;
  /** Random starts that gradient descent led to each minimum, to none of them, and that did not converge. */
  readonly basins: readonly number[];
  readonly lost: number;
  readonly unconvergedStarts: number;
};

export type AtlasMinimum = {
  readonly energy: number;
  /** Of the starts whose descent converged. */
  readonly share: number;
  readonly shareInterval: readonly [number, number];
  /** H at the lowest pass to the lowest minimum, minus H here (total energy); null for the lowest. */
  readonly barrier: number | null;
};

export type AtlasSample = {
  readonly n: number;
  readonly draw: number;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly solutions: number;
  readonly expectedSolutions: number;
  readonly counts: readonly number[];
  readonly points: readonly AtlasPoint[];
  readonly minima: readonly AtlasMinimum[];
  readonly merges: readonly { readonly energy: number; readonly children: readonly [number, number] }[];
  readonly components: number;
  readonly unresolved: number;
  readonly unconverged: number;
  readonly lost: number;
  readonly unconvergedStarts: number;
};

export type AtlasSummary = JsonObject & {
  readonly p: number;
  readonly groundState: number;
  readonly thresholdEnergy: number;
  readonly samples: readonly AtlasSample[];
};
