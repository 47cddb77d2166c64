/** Labelled samples in the engine's memory: written once, shared by all networks. */
import { assertWhole } from "../../base/arguments.ts";
import { NonFiniteError, ShapeError } from "../../base/errors.ts";
import type { Engine } from "../engine.ts";
import type { BlockF32, BlockI32 } from "../memory.ts";
import type { NetworkShape } from "./shape.ts";

export interface Samples {
  /** n x d, row-major. */
  readonly inputs: ArrayLike<number>;
  /** n class numbers, 0 … classes-1. */
  readonly labels: ArrayLike<number>;
  readonly n: number;
  readonly d: number;
  readonly classes: number;
}

/** Inputs as f32, each row padded and with a constant 1 for the biases. Owned by whoever made it: call `dispose`. */
export class NetworkData {
  readonly n: number;
  readonly d: number;
  readonly classes: number;
  readonly inputs: BlockF32;
  readonly labels: BlockI32;
  readonly #engine: Engine;

  /** @throws {SpecError} for an n or d that is no size; {ShapeError} for other lengths or labels; {NonFiniteError} for a NaN or infinity */
  constructor(engine: Engine, samples: Samples) {
    const { n, d, classes } = samples;
    assertSamples(samples);
    this.#engine = engine;
    this.n = n;
    this.d = d;
    this.classes = classes;
    const stride = rowStride(d);
    const { memory, kernels } = engine;
    [this.inputs, this.labels] = memory.build(() => {
      const inputs = memory.f32(n * stride);
      const labels = memory.i32(n).set(samples.labels);
      const raw = memory.f32(n * d).set(samples.inputs);
      kernels.networkPackInputs(n, d, raw.pointer, inputs.pointer);
      raw.free();
      return [inputs, labels];
    });
  }

  /** The engine whose memory holds the data: what is computed from them is computed there. */
  get engine(): Engine {
    return this.#engine;
  }

  dispose(): void {
    this.inputs.free();
    this.labels.free();
  }
}

/** Elements of a padded row of d numbers and the constant 1: the kernels' `stride`. */
export function rowStride(d: number): number {
  return (d + 4) & ~3;
}

/** @throws {ShapeError} when data and network do not fit together, or the data were disposed or are another engine's */
export function assertFits(engine: Engine, shape: NetworkShape, data: NetworkData): void {
  engine.memory.assertUsable("network", "the data", data.inputs);
  if (shape.sizes[0] !== data.d)
    throw new ShapeError(
      `network: the data have ${data.d} inputs, and ${shape.sizes.join("-")} takes ${shape.sizes[0]}.`,
    );
  if (shape.sizes.at(-1)! < data.classes)
    throw new ShapeError(
      `network: the data have ${data.classes} classes, and ${shape.sizes.join("-")} has ${shape.sizes.at(-1)} outputs.`,
    );
}

function assertSamples({ inputs, labels, n, d, classes }: Samples): void {
  assertWhole("network data", "n", n, { least: 1 });
  assertWhole("network data", "d", d, { least: 1 });
  if (inputs.length !== n * d || labels.length !== n)
    throw new ShapeError(
      `network data: ${n} samples of ${d} inputs need ${n * d} numbers and ${n} labels, got ${inputs.length} and ${labels.length}.`,
    );
  for (let i = 0; i < n; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new ShapeError(
        `network data: label ${label} of sample ${i} is no class number 0 … ${classes - 1}.`,
      );
  }
  for (let i = 0; i < inputs.length; i++)
    if (!Number.isFinite(inputs[i]!))
      throw new NonFiniteError(
        `network data: input ${i % d} of sample ${Math.floor(i / d)} is ${inputs[i]}; inputs are finite.`,
      );
}
