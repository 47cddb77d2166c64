/** From a network's architecture to the spin glass that the paper maps it to [ChoEtAl15, section 3]. */

import { SpecError } from "../base/errors.ts";
import { exp, log } from "../base/math.ts";

export interface NetworkMapping {
  /** n_0 … n_H with n_H = 1: the paper's network has one output, and one of several is mapped by itself. */
  readonly layers: readonly number[];
  /** H: layers of weights, the order p of the interaction. */
  readonly depth: number;
  /** log Psi, Psi = product of n_0 … n_H: the number of paths. */
  readonly logMass: number;
  /** Lambda = Psi^(1/H): spins of the spin glass. */
  readonly lambda: number;
  /** N = sum of n_i n_(i+1): weights. */
  readonly size: number;
  /** Theorem 3.1: Psi² H >= N >= Psi^(2/H) H / d^(1/H) >= Psi^(1/H), as logarithms, left to right. */
  readonly logChain: readonly [number, number, number, number];
  readonly chainHolds: boolean;
}

const LARGEST_LAYER = 2 ** 31;

/**
 * Spins, order and size of the spin glass of a network.
 * @throws {SpecError} for fewer than two layers, or sizes that are not whole numbers from 1 to 2^31 - 1
 * @param architecture sizes from the input to the output, as [100, 25, 10]; each output is counted by itself
 */
export function mapNetwork(architecture: readonly number[]): NetworkMapping {
  if (
    architecture.length < 2 ||
    !architecture.every((n) => Number.isInteger(n) && n >= 1 && n < LARGEST_LAYER)
  )
    throw new SpecError(
      "architecture",
      `An architecture is two or more layer sizes from 1 to 2^31 - 1, as 100-25-10; got ${architecture.join("-") || "nothing"}.`,
    );
  const layers = [...architecture.slice(0, -1), 1];
  const depth = layers.length - 1;
  const logMass = layers.reduce((sum, n) => sum + log(n), 0);
  const size = layers.slice(1).reduce((sum, n, i) => sum + n * layers[i]!, 0);
  const logChain = [
    2 * logMass + log(depth),
    log(size),
    (2 * logMass - log(layers[0]!)) / depth + log(depth),
    logMass / depth,
  ] as const;
  const slack = 1e-12 * Math.abs(logMass);
  const chainHolds = logChain.every((value, i) => i === 0 || logChain[i - 1]! >= value - slack);
  return { layers, depth, logMass, lambda: exp(logMass / depth), size, logChain, chainHolds };
}
