/** Between parameter vectors, as users have them, and the padded rows in which the kernels keep them. */
import { assertFinite } from "../check.ts";
import type { Engine } from "../engine.ts";
import type { BlockF32, BlockF64, BlockI32 } from "../memory.ts";
import { assertParameters, type NetworkShape } from "./shape.ts";

/**
 * The layer sizes of a network in the engine's memory, and the two directions of packing: a row of weights, its bias and zeros
 * up to a multiple of four numbers, layer by layer (assembly/network/layout.ts). Free it with its owner.
 */
export class PackedParameters {
  /** Weight matrices: one less than layers of units. */
  readonly layers: number;
  /** Numbers of a packed vector, f32 or f64. */
  readonly length: number;
  readonly #engine: Engine;
  readonly #shape: NetworkShape;
  readonly #sizes: BlockI32;

  constructor(engine: Engine, shape: NetworkShape) {
    this.#engine = engine;
    this.#shape = shape;
    this.layers = shape.sizes.length - 1;
    this.#sizes = engine.memory.i32(shape.sizes.length).set(shape.sizes);
    this.length = engine.kernels.networkPacked(this.layers, this.#sizes.pointer);
  }

  /** Address of the layer sizes. */
  get sizes(): number {
    return this.#sizes.pointer;
  }

  free(): void {
    this.#sizes.free();
  }

  /** A new block with the parameters. */
  pack(parameters: ArrayLike<number>, name: string): BlockF64 {
    assertParameters(this.#shape, parameters, name);
    assertFinite("network", name, parameters);
    const { memory, kernels } = this.#engine;
    return memory.build(() => {
      const packed = memory.f64(this.length);
      const raw = memory.fromF64(parameters);
      kernels.networkPackF64(this.layers, this.sizes, this.#bias, raw.pointer, packed.pointer);
      raw.free();
      return packed;
    });
  }

  /** Writes scale · packed into `out`. */
  unpack(packed: BlockF64, out: Float64Array, scale: number): void {
    const { memory, kernels } = this.#engine;
    memory.scope(() => {
      const raw = memory.f64(out.length);
      kernels.networkUnpackF64(this.layers, this.sizes, this.#bias, packed.pointer, raw.pointer, scale);
      out.set(raw.view());
    });
  }

  /** Rounds the parameters to 32 bits and packs them into a block of `length` numbers. */
  packF32(parameters: ArrayLike<number>, packed: BlockF32): void {
    const { memory, kernels } = this.#engine;
    memory.scope(() => {
      const raw = memory.fromF64(parameters);
      kernels.networkPackF32(this.layers, this.sizes, this.#bias, raw.pointer, packed.pointer);
    });
  }

  unpackF32(packed: BlockF32): Float64Array {
    const { memory, kernels } = this.#engine;
    return memory.scope(() => {
      const raw = memory.f64(this.#shape.parameterCount);
      kernels.networkUnpackF32(this.layers, this.sizes, this.#bias, packed.pointer, raw.pointer);
      return raw.read();
    });
  }

  get #bias(): number {
    return this.#shape.bias ? 1 : 0;
  }
}
