/** What training a network leaves behind. */

/** A trained network, reproducible from (config, seed, hidden, net). */
export type NetworkOutcome = {
  readonly net: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
};
