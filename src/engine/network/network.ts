/** Typed access to the network kernels: initial parameters, loss, gradient, Hessian products, the exact Hessian. */
import { assertWhole } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { MemoryError, SpecError } from "../../base/errors.ts";
import { atOnce, callInPieces, inPieces, type Steps, within } from "../../base/steps.ts";
import type { StreamKey } from "../../base/stream.ts";
import type { Engine } from "../engine.ts";
import { HESSIAN_RUN } from "../generated/codes.ts";
import { type BlockF64, type BlockU8, formatBytes } from "../memory.ts";
import { normals, uniforms } from "../random.ts";
import { runNumbers } from "../run-block.ts";
import { assertFits, type NetworkData, rowStride } from "./data.ts";
import { PackedParameters } from "./parameters.ts";
import { assertParameters, lossCode, type NetworkShape } from "./shape.ts";

export { NetworkData, type Samples } from "./data.ts";
export { type NetworkLoss, type NetworkShape, networkShape, parameterCount } from "./shape.ts";

/**
 * How parameters start:
 *
 * - `uniform`: all of them, biases too, uniform in [-range, range]; range 0.5 is the unit cube around 0
 * - `uniform-positive`: uniform in [0, range]; range 1 is the other reading of the paper's "within the unit cube"
 * - `scaled-normal`: weights N(0, 2 / n_in), biases 0 [HeZhaRenSun15]
 */
export type Initialisation =
  | { readonly kind: "uniform"; readonly range: number }
  | { readonly kind: "uniform-positive"; readonly range: number }
  | { readonly kind: "scaled-normal" };

/** Samples a call of the Hessian kernel: enough that adding its blocks to H costs little beside computing them. */
const HESSIAN_TILE = 4096;

/** Mean loss and share of samples whose largest logit (the first such) is their class. */
export interface Evaluation {
  /** NaN or infinite when the parameters have diverged. */
  readonly loss: number;
  readonly accuracy: number;
}

/** Parameters drawn from a stream, rounded to f32: a pure function of (shape, key, init). */
export function initialise(
  engine: Engine,
  shape: NetworkShape,
  options: { readonly key: StreamKey; readonly init: Initialisation },
): Float64Array {
  const { key, init } = options;
  if (init.kind === "scaled-normal") return scaledNormal(engine, shape, key);
  if (!(init.range > 0) || !Number.isFinite(init.range))
    throw new SpecError("range", `The range of a uniform start is a positive number, got ${init.range}.`);
  const u = uniforms(engine, key, shape.parameterCount);
  const [scale, shift] = init.kind === "uniform" ? [2 * init.range, init.range] : [init.range, 0];
  return u.map((x) => Math.fround(x * scale - shift));
}

function scaledNormal(engine: Engine, shape: NetworkShape, key: StreamKey): Float64Array {
  const x = normals(engine, key, shape.parameterCount);
  let offset = 0;
  for (let l = 1; l < shape.sizes.length; l++) {
    const fanIn = shape.sizes[l - 1]!;
    const weights = shape.sizes[l]! * fanIn;
    const deviation = Math.sqrt(2 / fanIn);
    for (let i = 0; i < weights; i++) x[offset + i] = Math.fround(x[offset + i]! * deviation);
    offset += weights;
    if (!shape.bias) continue;
    x.fill(0, offset, offset + shape.sizes[l]!);
    offset += shape.sizes[l]!;
  }
  return x;
}

/**
 * A network of one shape on one engine: owns the workspace of its kernels (call `dispose`). Parameters are plain vectors;
 * everything is computed in f64 on the data's f32 inputs, and averaged over the samples.
 */
export class Network {
  readonly shape: NetworkShape;
  readonly #engine: Engine;
  readonly #packed: PackedParameters;
  readonly #work: BlockU8;

  constructor(engine: Engine, shape: NetworkShape) {
    this.shape = shape;
    this.#engine = engine;
    const { memory, kernels } = engine;
    [this.#packed, this.#work] = memory.build(() => {
      const packed = new PackedParameters(engine, shape);
      return [packed, memory.u8(kernels.networkWork(packed.layers, packed.sizes))];
    });
  }

  /** Mean loss and accuracy. */
  evaluate(parameters: ArrayLike<number>, data: NetworkData): Evaluation {
    assertFits(this.#engine, this.shape, data);
    return this.#engine.memory.scope(() => {
      const w = this.#packed.pack(parameters, "parameters");
      const out = this.#engine.memory.f64(2);
      this.#engine.kernels.networkEvaluate(...this.#head(data), w.pointer, this.#work.pointer, out.pointer);
      const [loss, right] = out.read();
      return { loss: loss! / data.n, accuracy: right! / data.n };
    });
  }

  /**
   * Writes ∂L/∂θ into `out` and returns the mean loss L, of all samples or of a batch of them.
   *
   * @throws {SpecError} for a batch that is not among the samples
   */
  gradient(
    parameters: ArrayLike<number>,
    data: NetworkData,
    out: Float64Array,
    batch: { readonly first: number; readonly size: number } = { first: 0, size: data.n },
  ): number {
    const { first, size } = batch;
    assertWhole("network", "first", first, { most: data.n - 1 });
    assertWhole("network", "size", size, { least: 1, most: data.n - first });
    assertFits(this.#engine, this.shape, data);
    assertParameters(this.shape, out, "out");
    return this.#engine.memory.scope(() => {
      const w = this.#packed.pack(parameters, "parameters");
      const g = this.#engine.memory.f64(this.#packed.length);
      const sum = this.#engine.memory.f64(1);
      this.#engine.kernels.networkGradient(
        ...this.#head(data, batch),
        w.pointer,
        g.pointer,
        this.#work.pointer,
        sum.pointer,
      );
      this.#packed.unpack(g, out, 1 / size);
      return sum.view()[0]! / size;
    });
  }

  /** Writes (∂²L/∂θ²) v into `out`; the gates of the ReLUs are held fixed, as everywhere off the kinks they are. */
  hessianVectorProduct(
    point: { readonly parameters: ArrayLike<number>; readonly data: NetworkData },
    v: ArrayLike<number>,
    out: Float64Array,
  ): void {
    const { parameters, data } = point;
    assertFits(this.#engine, this.shape, data);
    assertParameters(this.shape, out, "out");
    this.#engine.memory.scope(() => {
      const w = this.#packed.pack(parameters, "parameters");
      const direction = this.#packed.pack(v, "v");
      const hv = this.#engine.memory.f64(this.#packed.length);
      this.#engine.kernels.networkHvp(
        ...this.#head(data),
        w.pointer,
        direction.pointer,
        hv.pointer,
        this.#work.pointer,
      );
      this.#packed.unpack(hv, out, 1 / data.n);
    });
  }

  /**
   * The exact Hessian of the mean loss, P x P row-major in the engine's memory, both triangles. The caller frees it.
   *
   * @throws {MemoryError} before any work, when 8 P² bytes are not to be had
   */
  hessian(parameters: ArrayLike<number>, data: NetworkData): BlockF64 {
    return atOnce((allowed) => this.hessianSteps(parameters, data, allowed));
  }

  /**
   * The same bytes, with the thread given back on the way.
   *
   * @throws the reason of the signal
   */
  hessianAsync(parameters: ArrayLike<number>, data: NetworkData, run: LongRun = {}): Promise<BlockF64> {
    return inPieces((allowed) => this.hessianSteps(parameters, data, allowed), run);
  }

  /** The same as steps, for computations that have more to do; those that are not taken to their end free everything. */
  *hessianSteps(parameters: ArrayLike<number>, data: NetworkData, allowed: number): Steps<BlockF64> {
    assertFits(this.#engine, this.shape, data);
    assertParameters(this.shape, parameters);
    const p = this.shape.parameterCount;
    const { memory } = this.#engine;
    const bytes = 8 * p * p;
    if (bytes > memory.availableBytes)
      throw new MemoryError(
        bytes,
        memory.availableBytes,
        `network.hessian: ${p} parameters need ${formatBytes(bytes)}, and ${formatBytes(memory.availableBytes)} are left.`,
      );
    const h = memory.f64(p * p);
    let complete = false;
    try {
      yield* this.#addTiles(parameters, data, { h, allowed });
      complete = true;
      return h;
    } finally {
      if (!complete) h.free();
    }
  }

  *#addTiles(
    parameters: ArrayLike<number>,
    data: NetworkData,
    { h, allowed }: { readonly h: BlockF64; readonly allowed: number },
  ): Steps<void> {
    const { memory, kernels } = this.#engine;
    const tile = Math.min(data.n, HESSIAN_TILE);
    const { layers, sizes } = this.#packed;
    const [w, work, block] = memory.build(() => [
      this.#packed.pack(parameters, "parameters"),
      memory.u8(kernels.networkHessianWork(layers, sizes, tile)),
      memory.f64(HESSIAN_RUN.length),
    ]);
    const set = (name: (typeof HESSIAN_RUN)[number], value: number): void => {
      block.set([value], HESSIAN_RUN.indexOf(name));
    };
    const at = (name: (typeof HESSIAN_RUN)[number]): number => block.view()[HESSIAN_RUN.indexOf(name)]!;
    const order = this.shape.parameterCount;
    try {
      for (let start = 0; start < data.n; start += tile) {
        const rows = Math.min(tile, data.n - start);
        block.set(
          runNumbers(HESSIAN_RUN, {
            layers,
            sizes,
            loss: lossCode(this.shape.loss),
            bias: this.shape.bias ? 1 : 0,
            start,
            rows,
            inputs: data.inputs.pointer,
            labels: data.labels.pointer,
            weights: w.pointer,
            scale: 1 / data.n,
            hessian: h.pointer,
            work: work.pointer,
            "row-layer": 0,
            "row-unit": 0,
            "column-layer": 0,
            "column-unit": 0,
            sample: 0,
            allowed,
          }),
        );
        while (kernels.networkHessian(block.pointer)) {
          yield (start + rows * this.#shareOfRows(at("row-layer"), at("row-unit"))) / data.n;
          assertFits(this.#engine, this.shape, data);
          set("allowed", allowed);
        }
        yield (start + rows) / data.n;
      }
      const mirror = (from: number): number => kernels.networkMirror(order, h.pointer, from, allowed);
      yield* within(callInPieces(mirror, { flops: 10 * order * order, allowed }), 1, 1);
    } finally {
      for (const own of [w, work, block]) own.free();
    }
  }

  /** Share of the Hessian's upper triangle above the rows of this unit. */
  #shareOfRows(layer: number, unit: number): number {
    const { sizes, parameterCount, bias } = this.shape;
    let before = 0;
    for (let l = 1; l < layer; l++) before += sizes[l]! * (sizes[l - 1]! + (bias ? 1 : 0));
    before += unit * (sizes[layer - 1]! + (bias ? 1 : 0));
    const left = 1 - before / parameterCount;
    return 1 - left * left;
  }

  dispose(): void {
    this.#packed.free();
    this.#work.free();
  }

  #head(
    data: NetworkData,
    { first, size }: { readonly first: number; readonly size: number } = { first: 0, size: data.n },
  ): [number, number, number, number, number, number] {
    return [
      this.#packed.layers,
      this.#packed.sizes,
      lossCode(this.shape.loss),
      size,
      data.inputs.at(first * rowStride(data.d)),
      data.labels.at(first),
    ];
  }
}
