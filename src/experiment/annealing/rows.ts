/** What annealing writes down. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import type { NetworkOutcome } from "../network-losses/rows.ts";

/**
 * How a network was trained: `sgd` and `annealing` for Figure 6; for the redundancy test annealing with every parameter
 * in {-1, 0, 1} (`three-valued`), and with real parameters (`unrestricted`, and `unrestricted-sgd`) to hold it against.
 */
export type AnnealingMethod = "sgd" | "annealing" | "three-valued" | "unrestricted" | "unrestricted-sgd";

export type AnnealingRow = JsonObject & {
  readonly method: AnnealingMethod;
  readonly hidden: number;
  readonly parameters: number;
  readonly provenance: string;
  readonly networks: readonly NetworkOutcome[];
  /** Networks whose loss left the finite numbers, and which are left out above. */
  readonly diverged: number;
  /** Share of proposals accepted; null for SGD. */
  readonly acceptance: number | null;
};

export type MethodSummary = {
  readonly method: AnnealingMethod;
  readonly hidden: number;
  readonly networks: number;
  readonly trainMean: number;
  readonly testMean: Estimate;
  readonly testSd: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: Estimate;
  readonly acceptance: number | null;
};

export type AnnealingSummary = JsonObject & {
  readonly provenance: string;
  readonly genuine: boolean;
  /** Networks whose loss left the finite numbers, of all trained by any method. */
  readonly diverged: number;
  readonly trained: number;
  readonly methods: readonly MethodSummary[];
  /** A size's mean test loss under SGD over that under annealing, minus one. */
  readonly excess: readonly { readonly hidden: number; readonly excess: Estimate }[];
  /** Mean of `excess` over the sizes. */
  readonly meanExcess: Estimate | null;
  /** The same of the train loss. */
  readonly meanTrainExcess: number | null;
  /** Test accuracy lost with three-valued parameters, in percentage points, against annealing and against SGD. */
  readonly dropAgainstAnnealing: Estimate | null;
  readonly dropAgainstSgd: Estimate | null;
  readonly redundantHidden: number | null;
  /** [method, hidden, test loss] of every network of Figure 6. */
  readonly points: readonly (readonly [string, number, number])[];
  /** [method, test accuracy] of every network of the redundancy test. */
  readonly redundancy: readonly (readonly [string, number])[];
};
