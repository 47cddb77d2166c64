/** The mean loss of a network on a data set, as a landscape over its parameters. */
import type { Landscape } from "../base/landscape.ts";
import type { Engine } from "../engine/engine.ts";
import { Network, type NetworkData, type NetworkShape } from "../engine/network/network.ts";

/**
 * L(θ) = (1/n) Σ_s loss(z(θ; x_s), y_s) on R^P. The ReLU's derivative is 0 at 0 and the second derivative of a gate is
 * taken as 0, so `hessian` is that of the smooth piece around θ. Owns workspace: call `dispose`. The data stay the caller's.
 */
export class NetworkLandscape implements Landscape {
  readonly dimension: number;
  readonly manifold = "euclidean";
  readonly network: Network;
  readonly data: NetworkData;

  constructor(engine: Engine, shape: NetworkShape, data: NetworkData) {
    this.network = new Network(engine, shape);
    this.data = data;
    this.dimension = shape.parameterCount;
  }

  value(x: Float64Array): number {
    return this.network.evaluate(x, this.data).loss;
  }

  gradient(x: Float64Array, out: Float64Array): number {
    return this.network.gradient(x, this.data, out);
  }

  hessianVectorProduct(x: Float64Array, v: Float64Array, out: Float64Array): void {
    this.network.hessianVectorProduct({ parameters: x, data: this.data }, v, out);
  }

  hessian(x: Float64Array): Float64Array {
    const block = this.network.hessian(x, this.data);
    const copy = block.read();
    block.free();
    return copy;
  }

  dispose(): void {
    this.network.dispose();
  }
}
