/** The engine's linear memory: blocks of typed numbers, allocated and freed by the host, never by a kernel. */
import { MemoryError, ShapeError } from "../base/errors.ts";

const PAGE_BYTES = 65536;
/** Cache-line alignment: no v128 access ever straddles two lines. */
const ALIGNMENT = 64;
const LIMIT_BYTES = 65536 * PAGE_BYTES;

type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;
type ArrayConstructor<T extends NumberArray> = {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/**
 * A run of numbers in the engine's memory. `view()` is valid until the next allocation (memory may grow and detach it):
 * take it anew, use it, drop it.
 */
export class Block<T extends NumberArray> {
  readonly pointer: number;
  readonly length: number;
  readonly byteLength: number;
  readonly #memory: EngineMemory;
  readonly #type: ArrayConstructor<T>;

  /** @throws {ShapeError} when the address is not a multiple of the element's size */
  constructor(memory: EngineMemory, type: ArrayConstructor<T>, pointer: number, length: number) {
    if (pointer % type.BYTES_PER_ELEMENT !== 0)
      throw new ShapeError(
        `memory: address ${pointer} is misaligned; it must be a multiple of ${type.BYTES_PER_ELEMENT}.`,
      );
    this.#memory = memory;
    this.#type = type;
    this.pointer = pointer;
    this.length = length;
    this.byteLength = length * type.BYTES_PER_ELEMENT;
  }

  view(): T {
    return new this.#type(this.#memory.buffer, this.pointer, this.length);
  }

  /** Byte address of element i. */
  at(i: number): number {
    return this.pointer + i * this.#type.BYTES_PER_ELEMENT;
  }

  isIn(memory: EngineMemory): boolean {
    return this.#memory === memory;
  }

  /** Copies `values` in, starting at element `offset`. */
  set(values: ArrayLike<number>, offset = 0): this {
    if (offset + values.length > this.length)
      throw new ShapeError(
        `block.set: ${values.length} values at ${offset} exceed a block of ${this.length}.`,
      );
    this.view().set(values, offset);
    return this;
  }

  /** A copy on the host's side. */
  read(): T {
    return this.view().slice() as T;
  }

  free(): void {
    this.#memory.free(this.pointer);
  }
}

export type BlockF64 = Block<Float64Array>;
export type BlockF32 = Block<Float32Array>;
export type BlockI32 = Block<Int32Array>;
export type BlockU8 = Block<Uint8Array>;

interface Gap {
  start: number;
  bytes: number;
}

/** First-fit allocator over a growing WebAssembly.Memory; free neighbours merge. */
export class EngineMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;
  readonly #sizes = new Map<number, number>();
  readonly #blocks = new Map<number, Block<NumberArray>>();
  #gaps: Gap[] = [];
  #top: number;
  #peak: number;
  #scopes: number[][] = [];
  #scratch: Gap = { start: 0, bytes: 0 };

  constructor(memory: WebAssembly.Memory, heapBase: number) {
    this.#memory = memory;
    this.#base = roundUp(heapBase);
    this.#top = this.#base;
    this.#peak = this.#base;
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Bytes ever in use at once, for comparison with predictions. */
  get peakBytes(): number {
    return this.#peak - this.#base;
  }

  /** Bytes of the blocks that live now. */
  get usedBytes(): number {
    let sum = 0;
    for (const bytes of this.#sizes.values()) sum += bytes;
    return sum;
  }

  /** Bytes that a single new block could have. */
  get availableBytes(): number {
    return LIMIT_BYTES - this.#top;
  }

  f64(length: number): BlockF64 {
    return this.#block(Float64Array, length);
  }

  f32(length: number): BlockF32 {
    return this.#block(Float32Array, length);
  }

  i32(length: number): BlockI32 {
    return this.#block(Int32Array, length);
  }

  u8(length: number): BlockU8 {
    return this.#block(Uint8Array, length);
  }

  /** A block that holds a copy of `values`. */
  fromF64(values: ArrayLike<number>): BlockF64 {
    return this.f64(values.length).set(values);
  }

  /** A block that is not cleared, for what is written before it is read: clearing a large one takes longer than a frame. */
  rawF64(length: number): BlockF64 {
    return this.#block(Float64Array, length, false);
  }

  /** Address of a workspace that the next call for one may overwrite: kept, grown when it is too small, never cleared. */
  scratch(bytes: number): number {
    if (bytes > this.#scratch.bytes) {
      if (this.#scratch.bytes > 0) this.#release(this.#scratch.start, this.#scratch.bytes);
      this.#scratch = { start: 0, bytes: 0 };
      const size = roundUp(bytes);
      this.#scratch = { start: this.#take(size), bytes: size };
    }
    return this.#scratch.start;
  }

  /** @throws {ShapeError} when the block was freed, or belongs to another engine */
  assertUsable(what: string, name: string, block: Block<NumberArray>): void {
    if (!block.isIn(this))
      throw new ShapeError(`${what}: ${name} is in the memory of another engine; copy it with block.read().`);
    if (this.#blocks.get(block.pointer) !== block)
      throw new ShapeError(`${what}: ${name} was freed, or its scope has ended.`);
  }

  /** Runs `work`; every block allocated inside, and not freed there, is freed at the end. */
  scope<R>(work: () => R): R {
    const owned: number[] = [];
    this.#scopes.push(owned);
    try {
      return work();
    } finally {
      this.#scopes.pop();
      this.#freeAll(owned);
    }
  }

  /** Runs `work`, which allocates what something will own: when it throws, every block that it allocated is freed. */
  build<R>(work: () => R): R {
    const owned: number[] = [];
    this.#scopes.push(owned);
    try {
      const result = work();
      this.#scopes.at(-2)?.push(...owned);
      return result;
    } catch (error) {
      this.#freeAll(owned);
      throw error;
    } finally {
      this.#scopes.pop();
    }
  }

  /** Blocks of a computation that pauses, during which others allocate: they end with `free`, not with a scope. */
  arena(): Arena {
    return new Arena(this);
  }

  free(pointer: number): void {
    const bytes = this.#sizes.get(pointer);
    if (bytes === undefined)
      throw new MemoryError(0, 0, `memory: nothing is allocated at ${pointer}; was it freed before?`);
    this.#sizes.delete(pointer);
    this.#blocks.delete(pointer);
    this.#release(pointer, bytes);
  }

  /** Those that are still there. */
  #freeAll(pointers: readonly number[]): void {
    for (const pointer of pointers) if (this.#sizes.has(pointer)) this.free(pointer);
  }

  #block<T extends NumberArray>(type: ArrayConstructor<T>, length: number, isCleared = true): Block<T> {
    if (!Number.isInteger(length) || length < 0)
      throw new ShapeError(
        `memory: a block needs a whole, non-negative length, got ${typeof length === "number" ? length : typeof length}.`,
      );
    const bytes = Math.max(ALIGNMENT, roundUp(length * type.BYTES_PER_ELEMENT));
    const pointer = this.#take(bytes);
    this.#sizes.set(pointer, bytes);
    this.#scopes.at(-1)?.push(pointer);
    const block = new Block(this, type, pointer, length);
    this.#blocks.set(pointer, block as Block<NumberArray>);
    if (isCleared) block.view().fill(0);
    return block;
  }

  #take(bytes: number): number {
    const found = this.#gaps.findIndex((gap) => gap.bytes >= bytes);
    if (found >= 0) {
      const gap = this.#gaps[found]!;
      const start = gap.start;
      gap.start += bytes;
      gap.bytes -= bytes;
      if (gap.bytes === 0) this.#gaps.splice(found, 1);
      return start;
    }
    const start = this.#top;
    this.#growTo(start + bytes);
    this.#top = start + bytes;
    this.#peak = Math.max(this.#peak, this.#top);
    return start;
  }

  #growTo(end: number): void {
    const missing = end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch {
      const available = LIMIT_BYTES - this.#top;
      const needed = end - this.#top;
      throw new MemoryError(
        needed,
        available,
        `memory: ${formatBytes(needed)} more are needed, and at most ${formatBytes(available)} are left of the 4 GiB of a WebAssembly memory.`,
      );
    }
  }

  #release(start: number, bytes: number): void {
    const after = this.#gaps.findIndex((gap) => gap.start > start);
    this.#gaps.splice(after < 0 ? this.#gaps.length : after, 0, { start, bytes });
    const merged: Gap[] = [];
    for (const gap of this.#gaps) {
      const last = merged.at(-1);
      if (last && last.start + last.bytes === gap.start) last.bytes += gap.bytes;
      else merged.push({ ...gap });
    }
    const last = merged.at(-1);
    if (last && last.start + last.bytes === this.#top) {
      this.#top = last.start;
      merged.pop();
    }
    this.#gaps = merged;
  }
}

/** Blocks that are freed together. */
export class Arena {
  readonly #memory: EngineMemory;
  readonly #blocks: Block<NumberArray>[] = [];

  constructor(memory: EngineMemory) {
    this.#memory = memory;
  }

  f64(length: number): BlockF64 {
    return this.#own(this.#memory.f64(length));
  }

  i32(length: number): BlockI32 {
    return this.#own(this.#memory.i32(length));
  }

  u8(length: number): BlockU8 {
    return this.#own(this.#memory.u8(length));
  }

  /** A block that holds a copy of `values`. */
  fromF64(values: ArrayLike<number>): BlockF64 {
    return this.#own(this.#memory.fromF64(values));
  }

  /** Not cleared. */
  rawF64(length: number): BlockF64 {
    return this.#own(this.#memory.rawF64(length));
  }

  /** Frees one block before the others. */
  release(block: Block<NumberArray>): void {
    this.#blocks.splice(this.#blocks.indexOf(block), 1);
    block.free();
  }

  /** Frees all. */
  free(): void {
    for (const block of this.#blocks.splice(0)) block.free();
  }

  #own<B extends Block<NumberArray>>(block: B): B {
    this.#blocks.push(block as Block<NumberArray>);
    return block;
  }
}

/** "670 MB": decimal units, three significant digits. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${units[unit]}`;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
