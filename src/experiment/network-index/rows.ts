/** What network-index writes down. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";

/** How many of a Hessian's eigenvalues are below -t and within [-t, t], and its ends; null where only the first was counted. */
export type SignCount = {
  readonly negative: number;
  readonly zero: number | null;
  readonly lambdaMin: number | null;
  readonly lambdaMax: number | null;
};

/** A point on the way down, or the end point. */
export type IndexPoint = SignCount & {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  /** Euclidean norm of the gradient of the training loss. */
  readonly gradientNorm: number;
};

/** Eigenvalues by size: counts in the bins of `spectrumEdges`, and the extreme ones themselves. */
export type SpectrumRecord = {
  readonly negative: readonly number[];
  readonly positive: readonly number[];
  /** Ascending. */
  readonly lowest: readonly number[];
  /** Descending. */
  readonly highest: readonly number[];
};

export type NetworkIndexRow = JsonObject & {
  readonly hidden: number;
  readonly net: number;
  readonly parameters: number;
  readonly provenance: string;
  readonly method: "eigenvalues" | "inertia";
  /** Null when the training diverged: a loss that left the finite numbers has no Hessian. */
  readonly solution: IndexPoint | null;
  readonly spectrum: SpectrumRecord | null;
  /** Points before the solution, in order of epochs; empty for most networks. */
  readonly path: readonly IndexPoint[];
};

/** A row of a network that did not diverge. */
export type SolvedRow = NetworkIndexRow & { readonly solution: IndexPoint };

export type IndexSize = {
  readonly hidden: number;
  readonly parameters: number;
  readonly networks: number;
  /** Mean of negative / parameters. */
  readonly indexMean: Estimate;
  readonly indexMax: number;
  /** Share of the solutions without an eigenvalue below -t; Wilson's interval. */
  readonly minimaShare: Estimate;
  /** Mean share of eigenvalues in the dead band, where it was counted. */
  readonly zeroShare: number | null;
  readonly gradientNorm: number;
  readonly trainLoss: number;
  /** [index, how many solutions], index ascending. */
  readonly counts: readonly (readonly [number, number])[];
  /** Mean normalised index before training, where it was measured. */
  readonly startIndex: number | null;
};

export type NetworkIndexSummary = JsonObject & {
  readonly provenance: string;
  readonly genuine: boolean;
  /** Networks whose loss left the finite numbers, of all trained. */
  readonly diverged: number;
  readonly trained: number;
  readonly deadBand: number;
  readonly sizes: readonly IndexSize[];
  /** The size whose mean normalised index is largest, and that mean. */
  readonly worst: { readonly hidden: number; readonly index: Estimate } | null;
  /** Mean eigenvalue histograms: [hidden, sign, left edge, right edge, eigenvalues a network]. */
  readonly spectra: readonly (readonly [number, number, number, number, number])[];
  /** [hidden, mean k-th largest eigenvalue], k = 1, 2, …: the outliers. */
  readonly outliers: readonly (readonly [number, number, number])[];
  /** [hidden, net, epoch, train loss, normalised index] on the way down. */
  readonly paths: readonly (readonly [number, number, number, number, number])[];
};
