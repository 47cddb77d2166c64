/** Trains one or many networks of one shape by SGD, each epoch whole in WebAssembly. */
import { assertWhole } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { SpecError } from "../../base/errors.ts";
import { inPieces } from "../../base/steps.ts";
import type { StreamKey } from "../../base/stream.ts";
import { assertFiniteF32 } from "../check.ts";
import type { Engine } from "../engine.ts";
import { SGD_RUN } from "../generated/codes.ts";
import type { BlockF32, BlockI32, BlockU8 } from "../memory.ts";
import { runBlock } from "../run-block.ts";
import { assertFits, type NetworkData } from "./data.ts";
import { PackedParameters } from "./parameters.ts";
import { assertParameters, lossCode, type NetworkShape } from "./shape.ts";

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

/** Replicas that the side-by-side kernel trains at once: the lanes of an f32 vector. */
const LANES = 4 as const;

/**
 * Hidden units up to which four networks side by side beat four one after the other, in batches of 2 or more: by 1.2 for
 * 2 and 5 units and not at all for 15 (100 inputs, 10 classes). The two kernels give the same bits.
 */
const SIDE_BY_SIDE_UNITS = 8;

/** Replicas that share a kernel call: one, or four in the lanes. */
interface Group {
  readonly first: number;
  readonly size: 1 | typeof LANES;
  readonly weights: BlockF32;
  readonly velocity: BlockF32 | undefined;
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
  readonly #packed: PackedParameters;
  readonly #groups: readonly Group[];
  readonly #orders: BlockI32;
  readonly #work: BlockU8;
  #epoch = 0;

  /** In the engine of the data. */
  constructor(shape: NetworkShape, data: NetworkData, options: TrainerOptions) {
    const { engine } = data;
    const { momentum = 0, weightDecay = 0 } = options;
    this.shape = shape;
    this.#engine = engine;
    this.#data = data;
    this.#options = { ...options, momentum, weightDecay };
    this.#check();
    const { memory, kernels } = engine;
    [this.#packed, this.#groups, this.#orders, this.#work] = memory.build(() => {
      const packed = new PackedParameters(engine, shape);
      const groups = createGroups(engine, packed, { shape, options: this.#options });
      for (const group of groups) setParameters(engine, packed, { group, replicas: options.replicas });
      const { size } = groups[0]!;
      const work = Math.max(
        kernels.networkSgdWork(packed.layers, packed.sizes, options.batch),
        size === LANES ? kernels.networkSideWork(packed.sizes, options.batch) : 0,
      );
      return [packed, groups, memory.i32(data.n * size), memory.u8(work)] as const;
    });
  }

  get replicas(): number {
    return this.#options.replicas.length;
  }

  /** Epochs made so far. */
  get epochs(): number {
    return this.#epoch;
  }

  /** One pass over the data for every replica, with step size `rate`. */
  epoch(rate: number): void {
    for (const _ of this.epochParts(rate));
  }

  /**
   * The same bytes, with the thread given back on the way; no other call of this trainer may come in between.
   *
   * @throws the reason of the signal, after which replicas are at different epochs: dispose of the trainer then
   */
  epochAsync(rate: number, run: LongRun = {}): Promise<void> {
    return inPieces(() => this.epochParts(rate), run);
  }

  /**
   * The same in pieces of some milliseconds, so that the host can look in between; yields the fraction done. Leaving the loop early
   * leaves the replicas at different epochs: dispose of the trainer then.
   */
  *epochParts(rate: number): Generator<number, void, undefined> {
    if (!Number.isFinite(Math.fround(rate)) || rate < 0)
      throw new SpecError("rate", `The step size is a number from 0 to 3.4e38, got ${rate}.`);
    const n = this.#data.n;
    const part = partSamples(this.shape, { n, batch: this.#options.batch });
    for (const group of this.#groups) {
      this.#shuffle(group);
      for (let start = 0; start < n; start += part) {
        const count = Math.min(part, n - start);
        this.#trainOn(group, rate, { start, count });
        yield (group.first + (group.size * (start + count)) / n) / this.replicas;
      }
    }
    this.#epoch++;
  }

  /** Parameters of a replica (f32 values); NaN or infinite when it has diverged. */
  parameters(replica: number): Float64Array {
    assertWhole("network", "replica", replica, { most: this.replicas - 1 });
    const { group, lane } = this.#find(replica);
    if (group.size !== LANES) return this.#packed.unpackF32(group.weights);
    const { memory, kernels } = this.#engine;
    return memory.scope(() => {
      const packed = memory.f32(this.#packed.length);
      kernels.networkSideGet(this.#packed.sizes, lane, group.weights.pointer, packed.pointer);
      return this.#packed.unpackF32(packed);
    });
  }

  /** The order in which a replica of the group trained last visited the samples in its last epoch. */
  lastOrder(): Int32Array {
    return this.#orders.view().slice(0, this.#data.n);
  }

  dispose(): void {
    const own = this.#groups.flatMap(({ weights, velocity }) => (velocity ? [weights, velocity] : [weights]));
    for (const block of [this.#packed, this.#orders, this.#work, ...own]) block.free();
  }

  #find(replica: number): { group: Group; lane: number } {
    const group = this.#groups.findLast(({ first }) => first <= replica)!;
    return { group, lane: replica - group.first };
  }

  /** The epoch's order for each of the group's replicas. */
  #shuffle(group: Group): void {
    const { kernels } = this.#engine;
    const n = this.#data.n;
    for (let lane = 0; lane < group.size; lane++) {
      const { k0, k1, c2, c3 } = this.#options.replicas[group.first + lane]!.shuffle;
      kernels.networkShuffle(k0, k1, c2, c3, this.#epoch, n, this.#orders.at(lane * n), this.#work.pointer);
    }
  }

  /** Trains a group on samples start … start + count - 1 of its orders. */
  #trainOn(group: Group, rate: number, { start, count }: { start: number; count: number }): void {
    const { kernels, memory } = this.#engine;
    const { batch, momentum, weightDecay } = this.#options;
    memory.scope(() => {
      const run = runBlock(memory, SGD_RUN, {
        layers: this.#packed.layers,
        sizes: this.#packed.sizes,
        loss: lossCode(this.shape.loss),
        bias: this.shape.bias ? 1 : 0,
        inputs: this.#data.inputs.pointer,
        labels: this.#data.labels.pointer,
        samples: this.#data.n,
        order: this.#orders.pointer,
        start,
        count,
        batch,
        rate,
        momentum,
        decay: weightDecay,
        weights: group.weights.pointer,
        velocity: group.velocity?.pointer ?? 0,
        work: this.#work.pointer,
      });
      if (group.size === LANES) kernels.networkSideSgd(run.pointer);
      else kernels.networkSgd(run.pointer);
    });
  }

  #check(): void {
    const { replicas, batch, momentum, weightDecay } = this.#options;
    assertFits(this.#engine, this.shape, this.#data);
    assertWhole("network", "the number of replicas", replicas.length, { least: 1 });
    assertWhole("network", "batch", batch, { least: 1, most: this.#data.n });
    if (!(momentum >= 0 && momentum < 1))
      throw new SpecError("momentum", `Momentum is from 0 up to, not including, 1; got ${momentum}.`);
    if (!(weightDecay >= 0) || !Number.isFinite(weightDecay))
      throw new SpecError("weightDecay", `Weight decay is a finite number of 0 or more, got ${weightDecay}.`);
    replicas.forEach(({ parameters }, r) => {
      assertParameters(this.shape, parameters, `replica ${r}'s parameters`);
      assertFiniteF32("network", `replica ${r}'s parameters`, parameters);
    });
  }
}

/** Replicas in the order given: as many groups of LANES as small networks fill, then one by one. */
function createGroups(
  engine: Engine,
  packed: PackedParameters,
  of: { readonly shape: NetworkShape; readonly options: Required<TrainerOptions> },
): readonly Group[] {
  const { memory, kernels } = engine;
  const { replicas, batch, momentum } = of.options;
  const { sizes } = of.shape;
  const small = sizes.length === 3 && sizes[1]! <= SIDE_BY_SIDE_UNITS && batch > 1;
  const groups: Group[] = [];
  for (let first = 0; first < replicas.length; ) {
    const size = small && replicas.length - first >= LANES ? LANES : 1;
    const length = size === LANES ? kernels.networkSideBytes(packed.sizes) / 4 : packed.length;
    const velocity = momentum === 0 ? undefined : memory.f32(length);
    groups.push({ first, size, weights: memory.f32(length), velocity });
    first += size;
  }
  return groups;
}

function setParameters(
  engine: Engine,
  packed: PackedParameters,
  of: { readonly group: Group; readonly replicas: readonly Replica[] },
): void {
  const { memory, kernels } = engine;
  const { first, size, weights } = of.group;
  if (size !== LANES) {
    packed.packF32(of.replicas[first]!.parameters, weights);
    return;
  }
  memory.scope(() => {
    const one = memory.f32(packed.length);
    for (let lane = 0; lane < LANES; lane++) {
      packed.packF32(of.replicas[first + lane]!.parameters, one);
      kernels.networkSideSet(packed.sizes, lane, one.pointer, weights.pointer);
    }
  });
}

/** Samples of one kernel call: whole batches, of about 2·10⁷ multiply-adds forward. */
function partSamples(shape: NetworkShape, { n, batch }: { n: number; batch: number }): number {
  const wanted = Math.ceil(2e7 / (shape.parameterCount * LANES));
  return Math.min(n, Math.max(1, Math.ceil(wanted / batch)) * batch);
}
