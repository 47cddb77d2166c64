/** The mean loss of a network on a data set, as a landscape over its parameters. */
import type { FiniteSum, HessianBlock, Landscape } from "../base/landscape.ts";
import type { Manifold } from "../base/manifold.ts";
import { rowCount, rowOf } from "../base/rows.ts";
import type { Steps } from "../base/steps.ts";
import { Network, type NetworkData, type NetworkShape } from "../engine/network/network.ts";
import { euclidean } from "./euclidean.ts";

/**
 * L(θ) = (1/n) Σ_s loss(z(θ; x_s), y_s) on R^P. The ReLU's derivative is 0 at 0 and the second derivative of a gate is
 * taken as 0, so `hessian` is that of the smooth piece around θ. Owns workspace: call `dispose`. The data stay the caller's.
 */
export class NetworkLandscape implements Landscape {
  readonly dimension: number;
  readonly manifold: Manifold;
  readonly network: Network;
  readonly data: NetworkData;

  /** In the engine of the data. */
  constructor(shape: NetworkShape, data: NetworkData) {
    this.network = new Network(data.engine, shape);
    this.data = data;
    this.dimension = shape.parameterCount;
    this.manifold = euclidean(this.dimension);
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

  /** The loss as the mean of the samples' losses, in the order of the data. */
  get samples(): FiniteSum {
    const { network, data } = this;
    return { count: data.n, gradient: (x, batch, out) => network.gradient(x, data, out, batch) };
  }

  hessianSteps(x: Float64Array, allowed: number): Steps<HessianBlock> {
    return this.network.hessianSteps(x, this.data, allowed);
  }

  evaluate(points: Float64Array, gradients?: Float64Array): Float64Array {
    const n = this.dimension;
    return Float64Array.from({ length: rowCount("network landscape", points, n) }, (_, r) => {
      const x = rowOf(points, r, n);
      return gradients ? this.gradient(x, rowOf(gradients, r, n)) : this.value(x);
    });
  }

  hessianProducts(x: Float64Array, directions: Float64Array, out: Float64Array): void {
    const n = this.dimension;
    const count = rowCount("network landscape", directions, n);
    for (let r = 0; r < count; r++) this.hessianVectorProduct(x, rowOf(directions, r, n), rowOf(out, r, n));
  }

  dispose(): void {
    this.network.dispose();
  }
}
