/** What spin-glass-minima writes down. */
import type { JsonObject } from "../../base/json.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";
import type { Estimate } from "../../stats/estimate.ts";

export type SpinGlassOptimiser = "paper-sgd" | "gradient-descent" | "lbfgs";

/** One group of starts on one disorder. */
export type SpinGlassRow = JsonObject & {
  readonly size: number;
  readonly draw: number;
  readonly optimiser: SpinGlassOptimiser;
  readonly first: number;
  /** H/N of each end point. */
  readonly energies: readonly number[];
  /** |Riemannian gradient| / sqrt(N) of each end point. */
  readonly gradients: readonly number[];
  /** Gradient evaluations of each descent, those of the stochastic part counted once a sample. */
  readonly evaluations: readonly number[];
  /** How each descent ended; only "converged" is at the tolerance. */
  readonly status: readonly DescentStatus[];
  /** Negative eigenvalues of the Riemannian Hessian at each end point; empty when not asked for. */
  readonly indices: readonly number[];
  readonly lowestEigenvalues: readonly number[];
};

/** Null: no descent of the group converged (or too few for a deviation). */
export type SpinGlassGroup = {
  readonly size: number;
  readonly optimiser: SpinGlassOptimiser;
  readonly draws: number;
  /** Descents; all but `unconverged` enter what follows. */
  readonly starts: number;
  readonly unconverged: number;
  readonly energies: readonly number[];
  readonly mean: Estimate | null;
  readonly deviation: Estimate | null;
  /** Standard deviation of the draws' means; null for a single draw. */
  readonly betweenDraws: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly belowGroundState: Estimate | null;
  /** Share of end points of index 0; null when indices were not computed. */
  readonly minimaShare: Estimate | null;
  readonly largestIndex: number | null;
  readonly lowestEigenvalueMean: number | null;
  /** Over all descents, converged or not. */
  readonly largestGradient: number;
  readonly evaluationsMedian: number;
};

export type SpinGlassSummary = JsonObject & {
  readonly p: number;
  readonly thresholdEnergy: number;
  readonly groundState: number;
  readonly groups: readonly SpinGlassGroup[];
  /** Exponent w of mean + E_inf ~ N^-w, and of deviation ~ N^-w, main optimiser; null for fewer than two sizes. */
  readonly meanExponent: Estimate | null;
  readonly deviationExponent: Estimate | null;
};
