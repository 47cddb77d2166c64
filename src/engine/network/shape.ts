/** Which network: its layer sizes, biases and loss, and how its parameters stand in one vector. */
import { ShapeError, SpecError } from "../../base/errors.ts";
import { NETWORK_LOSS } from "../generated/codes.ts";

/**
 * Loss of one sample with logits z and class y, averaged over the samples:
 *
 * - `cross-entropy`  log Σ_k exp z_k − z_y (softmax)
 * - `mse`            ½ Σ_k (z_k − [k = y])²
 * - `hinge`          max(0, 1 + max_{k≠y} z_k − z_y)   [CraSin01]
 */
export type NetworkLoss = (typeof NETWORK_LOSS)[number];

/**
 * Fully connected network n0 → n1 → … → nL, ReLU (with derivative 0 at 0) on all layers but the last.
 *
 * Parameters: for each layer the weights W[out][in], row-major, then (with `bias`) its biases; 100-n1-10 has 111 n1 + 10.
 */
export interface NetworkShape {
  readonly sizes: readonly number[];
  readonly bias: boolean;
  readonly loss: NetworkLoss;
  readonly parameterCount: number;
}

const MAX_LAYERS = 64;

/** Σ_l n_l (n_{l−1} + 1), without the 1 when there are no biases. */
export function parameterCount(sizes: readonly number[], bias = true): number {
  return sizes.slice(1).reduce((sum, n, l) => sum + n * (sizes[l]! + (bias ? 1 : 0)), 0);
}

/** @throws {SpecError} for sizes that are no network, or an unknown loss */
export function networkShape(options: {
  readonly sizes: readonly number[];
  readonly bias?: boolean;
  readonly loss?: NetworkLoss;
}): NetworkShape {
  const { sizes, bias = true, loss = "cross-entropy" } = options;
  if (sizes.length < 2 || sizes.length > MAX_LAYERS + 1)
    throw new SpecError(
      "sizes",
      `A network needs 2 to ${MAX_LAYERS + 1} layer sizes, as in [100, 25, 10]; got ${sizes.length}.`,
    );
  sizes.forEach((n, l) => {
    if (!Number.isInteger(n) || n < 1 || n > 1_000_000)
      throw new SpecError(
        `sizes[${l}]`,
        `Layer ${l} has ${n} units; a layer has a whole number of units from 1 to 1000000.`,
      );
  });
  if (sizes.at(-1)! < 2)
    throw new SpecError(
      `sizes[${sizes.length - 1}]`,
      "The last layer has 1 unit; it needs one for each of 2 or more classes.",
    );
  if (!NETWORK_LOSS.includes(loss))
    throw new SpecError("loss", `Unknown loss "${loss}"; there are ${NETWORK_LOSS.join(", ")}.`);
  const count = parameterCount(sizes, bias);
  if (count > 2 ** 28)
    throw new SpecError(
      "sizes",
      `Sizes ${sizes.join("-")} make ${count} parameters; at most ${2 ** 28} are supported.`,
    );
  return { sizes: [...sizes], bias, loss, parameterCount: count };
}

/** The number by which the kernels know a loss. */
export function lossCode(loss: NetworkLoss): number {
  return NETWORK_LOSS.indexOf(loss);
}

/** @throws {ShapeError} when a parameter vector has the wrong length */
export function assertParameters(
  shape: NetworkShape,
  parameters: ArrayLike<number>,
  name = "parameters",
): void {
  if (parameters.length !== shape.parameterCount)
    throw new ShapeError(
      `network: ${name} has ${parameters.length} numbers; ${shape.sizes.join("-")} ${shape.bias ? "with" : "without"} biases has ${shape.parameterCount}.`,
    );
}
