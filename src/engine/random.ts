/** Typed access to the random-number kernels: uniforms, normals, permutations of a named stream. */
import { assertWhole, shown } from "../base/arguments.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "./engine.ts";
import type { BlockF32, BlockF64 } from "./memory.ts";

/** Which elements of the stream: `start` … `start + count - 1`, written from element `offset` of the block. */
export interface FillOptions {
  readonly start?: number;
  readonly offset?: number;
  readonly count?: number;
}

function resolve(block: { length: number }, { start = 0, offset = 0, count }: FillOptions) {
  const n = count ?? block.length - offset;
  if (!Number.isInteger(offset) || !Number.isInteger(n))
    throw new ShapeError(`random: offset and count are whole numbers, got ${offset} and ${n}.`);
  if (offset < 0 || n < 0 || offset + n > block.length)
    throw new ShapeError(`random: ${n} numbers at ${offset} exceed a block of ${block.length}.`);
  if (!Number.isSafeInteger(start) || start < 0)
    throw new ShapeError(`random: a stream starts at a whole number of 0 or more, got ${start}.`);
  return { start, offset, n };
}

function assertKey(key: StreamKey): void {
  for (const word of ["k0", "k1", "c2", "c3"] as const)
    if (!Number.isInteger(key?.[word]))
      throw new SpecError(
        "key",
        `random: the key is a stream, as from streamKey("name"), got ${shown(key)}.`,
      );
}

function fill(
  engine: Engine,
  kernel: "uniformF64" | "normalF64" | "uniformF32" | "normalF32",
  key: StreamKey,
  target: { block: BlockF64 | BlockF32; offset: number; n: number; start: number },
): void {
  assertKey(key);
  engine.memory.assertUsable("random", "the block", target.block);
  engine.memory.scope(() => {
    const work = engine.memory.u8(engine.kernels.normalWork());
    engine.kernels[kernel](
      key.k0,
      key.k1,
      key.c2,
      key.c3,
      target.start,
      target.n,
      target.block.at(target.offset),
      work.pointer,
    );
  });
}

/** Uniforms in [0, 1), 53 bits (f64) or 24 bits (f32). */
export function uniformInto(
  engine: Engine,
  key: StreamKey,
  block: BlockF64 | BlockF32,
  options: FillOptions = {},
): void {
  const { start, offset, n } = resolve(block, options);
  const wide = block.byteLength === block.length * 8;
  fill(engine, wide ? "uniformF64" : "uniformF32", key, { block, offset, n, start });
}

/** Standard normals; an f32 block gets the f64 numbers rounded. */
export function normalInto(
  engine: Engine,
  key: StreamKey,
  block: BlockF64 | BlockF32,
  options: FillOptions = {},
): void {
  const { start, offset, n } = resolve(block, options);
  const wide = block.byteLength === block.length * 8;
  fill(engine, wide ? "normalF64" : "normalF32", key, { block, offset, n, start });
}

/**
 * n uniforms on the host's side.
 *
 * @throws {SpecError} for an n that is no whole number of 0 or more; {MemoryError} when they do not fit
 */
export function uniforms(engine: Engine, key: StreamKey, n: number): Float64Array {
  assertWhole("uniforms", "n", n);
  return engine.memory.scope(() => {
    const block = engine.memory.f64(n);
    uniformInto(engine, key, block);
    return block.read();
  });
}

/**
 * n standard normals on the host's side.
 *
 * @throws {SpecError} for an n that is no whole number of 0 or more; {MemoryError} when they do not fit
 */
export function normals(engine: Engine, key: StreamKey, n: number): Float64Array {
  assertWhole("normals", "n", n);
  return engine.memory.scope(() => {
    const block = engine.memory.f64(n);
    normalInto(engine, key, block);
    return block.read();
  });
}

/**
 * A uniformly random order of 0 … n-1 (Fisher-Yates; the bias of 53-bit multiplication is below n 2^-53).
 *
 * @throws {SpecError} for an n that is no whole number of 0 or more; {MemoryError} when they do not fit
 */
export function permutation(engine: Engine, key: StreamKey, n: number): Int32Array {
  assertWhole("permutation", "n", n);
  const u = uniforms(engine, key, n); // before the list: what does not fit is refused at once
  const order = new Int32Array(n).map((_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(u[i]! * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
