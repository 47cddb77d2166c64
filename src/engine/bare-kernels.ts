/** Results of the kernels that no façade calls, because other kernels or benchmarks do: so that they can be compared between hosts. */
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "./engine.ts";
import type { BlockF64 } from "./memory.ts";
import { normalInto } from "./random.ts";

function random(engine: Engine, key: StreamKey, start: number, count: number): BlockF64 {
  const block = engine.memory.f64(count);
  normalInto(engine, key, block, { start });
  return block;
}

/** Philox's words: one block of four, and `count` of the stream from word `start` on. */
export function philoxWords(
  engine: Engine,
  key: StreamKey,
  { start, count }: { start: number; count: number },
): Int32Array {
  const { memory, kernels } = engine;
  const { k0, k1, c2, c3 } = key;
  return memory.scope(() => {
    const [words, work] = [memory.i32(count + 4), memory.u8(16)];
    kernels.philox4x32(start, 0, c2, c3, k0, k1, words.pointer);
    kernels.philoxFill(k0, k1, c2, c3, start, count, words.at(4), work.pointer);
    return words.read();
  });
}

/** Sums and updates of vectors of n numbers in f64: x·y and max |x|, then the vector that the updates leave. */
export function vectorSums(engine: Engine, key: StreamKey, n: number): Float64Array {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const [x, y] = [random(engine, key, 0, n), random(engine, key, n, n)];
    const sums = [kernels.ddot(n, x.pointer, y.pointer), kernels.damax(n, x.pointer)];
    sums.push(kernels.dnrm2(n, x.pointer));
    kernels.daxpy(n, -1.75, x.pointer, y.pointer);
    kernels.dscal(n, 1 / 3, y.pointer);
    return Float64Array.from([...sums, ...y.view()]);
  });
}

/** The same in f32. */
export function vectorSumsF32(engine: Engine, key: StreamKey, n: number): Float32Array {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const [x, y] = [memory.f32(n), memory.f32(n)];
    normalInto(engine, key, x);
    normalInto(engine, key, y, { start: n });
    const sum = kernels.sdot(n, x.pointer, y.pointer);
    kernels.saxpy(n, -1.75, x.pointer, y.pointer);
    return Float32Array.from([sum, ...y.view()]);
  });
}

/** A of order n after a rank-one and a symmetric rank-two update, then A x and A' x by rows, A x by the lower triangle. */
export function matrixVectorProducts(engine: Engine, key: StreamKey, n: number): Float64Array {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const [a, x] = [random(engine, key, 0, n * n), random(engine, key, n * n, n)];
    const [y, out] = [random(engine, key, n * n + n, n), memory.f64(3 * n)];
    const work = memory.u8(32);
    kernels.dger(n, n, 0.5, x.pointer, y.pointer, a.pointer, n);
    kernels.dsyr2(n, -0.25, x.pointer, y.pointer, a.pointer, n);
    out.view().fill(1);
    kernels.dgemv(false, n, n, 0.75, a.pointer, n, x.pointer, 0.5, out.at(0), work.pointer);
    kernels.dgemv(true, n, n, -1, a.pointer, n, x.pointer, 2, out.at(n), work.pointer);
    kernels.dsymv(n, a.pointer, n, x.pointer, out.at(2 * n), work.pointer);
    return Float64Array.from([...a.view(), ...out.view()]);
  });
}

/** The lower triangle of C = 2 C - A B' (n x n, inner length k), all of C. */
export function symmetricProduct(engine: Engine, key: StreamKey, n: number, k: number): Float64Array {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const [a, b] = [random(engine, key, 0, n * k), random(engine, key, n * k, n * k)];
    const c = random(engine, key, 2 * n * k, n * n);
    const work = memory.u8(kernels.dgemmWork(n, n, k));
    kernels.dgemmt(false, true, n, k, -1, a.pointer, k, b.pointer, k, 2, c.pointer, n, work.pointer);
    return c.read();
  });
}

/** What the factorisation for the inertia of A + shift I leaves in A (L, D and the counts), with or without balanced rows before it. */
export function inertiaFactors(
  engine: Engine,
  matrix: Float64Array,
  { n, shift, balanced }: { n: number; shift: number; balanced: boolean },
): Float64Array {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const [a, counts] = [memory.f64(n * n).set(matrix), memory.i32(3)];
    const work = memory.u8(Math.max(kernels.dinertiaWork(n), kernels.dequilibrateWork(n)));
    const largest = kernels.dmaxLower(n, a.pointer, n);
    if (balanced) kernels.dequilibrate(n, shift, largest, a.pointer, n, work.pointer);
    kernels.dinertia(n, a.pointer, n, counts.pointer, work.pointer, 0, Number.POSITIVE_INFINITY);
    return Float64Array.from([...a.view(), ...counts.view()]);
  });
}

/** exp, log and log1p as the network kernels have them, at n normals times 20 (for the logarithms at their moduli). */
export function elementaryFunctions(engine: Engine, key: StreamKey, n: number): Float64Array {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const x = random(engine, key, 0, n);
    kernels.dscal(n, 20, x.pointer);
    const wide = memory.f64(2 * n);
    kernels.networkExpF64(n, x.pointer, wide.at(0));
    const sizes = memory.fromF64(x.view().map(Math.abs));
    kernels.networkLog1pF64(n, sizes.pointer, wide.at(n));
    const [narrow, out] = [memory.f32(n).set(x.view()), memory.f32(2 * n)];
    kernels.networkExpF32(n, narrow.pointer, out.at(0));
    narrow.set(x.view().map(Math.abs));
    kernels.networkLogF32(n, narrow.pointer, out.at(n));
    return Float64Array.from([...wide.view(), ...out.view()]);
  });
}
