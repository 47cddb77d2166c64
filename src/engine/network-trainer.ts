/** Trains one or many networks of one shape by SGD, each epoch whole in WebAssembly. */
import { SpecError } from "../base/errors.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "./engine.ts";
import type { BlockF32, BlockI32, BlockU8 } from "./memory.ts";
import { assertCount, assertFinite } from "./network.ts";
import { assertFits, type NetworkData } from "./network-data.ts";
import { assertParameters, lossCode, type NetworkShape } from "./network-shape.ts";

/** One network to train: its start, and the stream that shuffles its samples. */
export interface Replica {
  readonly parameters: ArrayLike<number>;
  readonly shuffle: StreamKey;
}

export interface TrainerOptions {
  readonly replicas: readonly Replica[];
  /** Samples a step, 1 … n; n is plain gradient descent. */
  readonly batch: number;
  /** v = momentum v + g; w -= rate v. */
  readonly momentum?: number;
  /** g = mean gradient + weightDecay w, of weights and biases. */
  readonly weightDecay?: number;
}

/**
 * Networks under training, in f32, in the engine's memory (call `dispose`). Epoch t of a replica visits the samples in an
 * order that depends on its stream and t alone; a replica's bits do not depend on which others are trained beside it.
 */
export class NetworkTrainer {
  readonly shape: NetworkShape;
  readonly #engine: Engine;
  readonly #data: NetworkData;
  readonly #options: Required<TrainerOptions>;
  readonly #sizes: BlockI32;
  readonly #weights: readonly BlockF32[];
  readonly #velocities: readonly BlockF32[];
  readonly #order: BlockI32;
  readonly #work: BlockU8;
  #epoch = 0;

  constructor(engine: Engine, shape: NetworkShape, data: NetworkData, options: TrainerOptions) {
    const { momentum = 0, weightDecay = 0 } = options;
    this.shape = shape;
    this.#engine = engine;
    this.#data = data;
    this.#options = { ...options, momentum, weightDecay };
    this.#check();
    const { memory, kernels } = engine;
    const layers = shape.sizes.length - 1;
    this.#sizes = memory.i32(shape.sizes.length).set(shape.sizes);
    const packed = kernels.networkPacked(layers, this.#sizes.pointer);
    this.#weights = options.replicas.map(() => memory.f32(packed));
    this.#velocities = momentum === 0 ? [] : options.replicas.map(() => memory.f32(packed));
    this.#order = memory.i32(data.n);
    this.#work = memory.u8(kernels.networkSgdWork(layers, this.#sizes.pointer, options.batch));
    options.replicas.forEach((replica, r) => {
      this.#setParameters(r, replica.parameters);
    });
  }

  get replicas(): number {
    return this.#weights.length;
  }

  /** Epochs made so far. */
  get epochs(): number {
    return this.#epoch;
  }

  /** One pass over the data for every replica, with step size `rate`. */
  epoch(rate: number): void {
    if (!Number.isFinite(rate) || rate < 0)
      throw new SpecError("rate", `The step size is a finite number of 0 or more, got ${rate}.`);
    for (let r = 0; r < this.replicas; r++) this.#epochOf(r, rate);
    this.#epoch++;
  }

  /** Parameters of a replica (f32 values); NaN or infinite when it has diverged. */
  parameters(replica: number): Float64Array {
    assertCount(replica, "replica", { min: 0, max: this.replicas - 1 });
    const { memory, kernels } = this.#engine;
    return memory.scope(() => {
      const raw = memory.f64(this.shape.parameterCount);
      kernels.networkUnpackF32(
        this.shape.sizes.length - 1,
        this.#sizes.pointer,
        this.shape.bias ? 1 : 0,
        this.#weights[replica]!.pointer,
        raw.pointer,
      );
      return raw.read();
    });
  }

  /** The order in which the last epoch visited the samples (of the last replica). */
  lastOrder(): Int32Array {
    return this.#order.read();
  }

  dispose(): void {
    for (const block of [this.#sizes, ...this.#weights, ...this.#velocities, this.#order, this.#work])
      block.free();
  }

  #epochOf(r: number, rate: number): void {
    const { kernels } = this.#engine;
    const { replicas, batch, momentum, weightDecay } = this.#options;
    const { k0, k1, c2, c3 } = replicas[r]!.shuffle;
    const data = this.#data;
    kernels.networkShuffle(k0, k1, c2, c3, this.#epoch, data.n, this.#order.pointer, this.#work.pointer);
    kernels.networkSgd(
      this.shape.sizes.length - 1,
      this.#sizes.pointer,
      lossCode(this.shape.loss),
      this.shape.bias ? 1 : 0,
      data.inputs.pointer,
      data.labels.pointer,
      this.#order.pointer,
      0,
      data.n,
      batch,
      rate,
      momentum,
      weightDecay,
      this.#weights[r]!.pointer,
      this.#velocities[r]?.pointer ?? 0,
      this.#work.pointer,
    );
  }

  #setParameters(r: number, parameters: ArrayLike<number>): void {
    const { memory, kernels } = this.#engine;
    memory.scope(() => {
      const raw = memory.fromF64(parameters);
      kernels.networkPackF32(
        this.shape.sizes.length - 1,
        this.#sizes.pointer,
        this.shape.bias ? 1 : 0,
        raw.pointer,
        this.#weights[r]!.pointer,
      );
    });
  }

  #check(): void {
    const { replicas, batch, momentum, weightDecay } = this.#options;
    assertFits(this.shape, this.#data);
    assertCount(replicas.length, "the number of replicas");
    assertCount(batch, "batch", { max: this.#data.n });
    if (!(momentum >= 0 && momentum < 1))
      throw new SpecError("momentum", `Momentum is from 0 up to, not including, 1; got ${momentum}.`);
    if (!(weightDecay >= 0) || !Number.isFinite(weightDecay))
      throw new SpecError("weightDecay", `Weight decay is a finite number of 0 or more, got ${weightDecay}.`);
    replicas.forEach(({ parameters }, r) => {
      assertParameters(this.shape, parameters, `replica ${r}'s parameters`);
      assertFinite(parameters, `replica ${r}'s parameters`);
    });
  }
}
