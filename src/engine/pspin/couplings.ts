/** Typed access to the p-spin kernels: couplings of one disorder in the engine's memory, and what is computed from them. */
import { assertWhole, shown } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { MemoryError, NonFiniteError, ShapeError, SpecError } from "../../base/errors.ts";
import { pow } from "../../base/math.ts";
import { atOnce, inPieces } from "../../base/steps.ts";
import { type StreamKey, subStream } from "../../base/stream.ts";
import { norm } from "../../base/vector.ts";
import type { Engine } from "../engine.ts";
import { type BlockF32, formatBytes } from "../memory.ts";
import type { Descent, DescentOptions, SampleSgdOptions } from "./descent.ts";
import { descendSteps, type GlassInEngine, sgdSteps } from "./descent-steps.ts";

/** Largest p of a disorder. */
const MOST_P = 32;

/**
 * Number of packed couplings: sorted tuples i1 <= … <= ip of n spins, C(n+p-1, p), exact up to 2^53, the nearest number above.
 *
 * @throws {SpecError} for an n that is no whole number of 1 or more, a p that is none from 1 to 32
 */
export function couplingCount(n: number, p: number): number {
  assertWhole("couplingCount", "N", n, { least: 1 });
  assertWhole("couplingCount", "p", p, { least: 1, most: MOST_P });
  let count = 1n;
  for (let k = 1n; k <= p; k++) count = (count * (BigInt(n) + k - 1n)) / k;
  return Number(count);
}

/** Bytes of the packed couplings, all samples and their sum. */
export function couplingBytes(n: number, p: number, samples = 1): number {
  assertWhole("couplingBytes", "samples", samples, { least: 1 });
  return 4 * couplingCount(n, p) * (samples > 1 ? samples + 1 : 1);
}

/** What a WebAssembly memory can hold beside some work. */
const MOST_COUPLING_BYTES = 3.9e9;

/** @throws {SpecError} for n or p out of range, @throws {MemoryError} when the couplings do not fit, before anything is allocated */
export function assertPSpinFits(n: number, p: number, samples = 1): void {
  if (!Number.isSafeInteger(n) || n < 2)
    throw new SpecError("N", `N must be a whole number of 2 or more, got ${shown(n)}.`);
  if (!Number.isInteger(p) || p < 2 || p > MOST_P)
    throw new SpecError("p", `p must be a whole number from 2 to ${MOST_P}, got ${shown(p)}.`);
  const bytes = couplingBytes(n, p, samples);
  if (bytes > MOST_COUPLING_BYTES)
    throw new MemoryError(
      bytes,
      MOST_COUPLING_BYTES,
      `The couplings of N = ${n}, p = ${p}${samples > 1 ? ` in ${samples} samples` : ""} need ${formatBytes(bytes)}; a worker has ${formatBytes(MOST_COUPLING_BYTES)} for them. Take a smaller N or p.`,
    );
}

/** A random disorder of a stream, or packed couplings of your own: sorted tuples i1 <= … <= ip in lexicographic order. */
export type PSpinOptions =
  | { readonly n: number; readonly p: number; readonly key: StreamKey; readonly samples?: number }
  | { readonly n: number; readonly p: number; readonly couplings: Float32Array };

function assertCouplings(couplings: Float32Array, shape: { n: number; p: number; length: number }): void {
  const { n, p, length } = shape;
  if (couplings.length !== length)
    throw new ShapeError(
      `p-spin: N = ${n}, p = ${p} has ${length} packed couplings, got ${couplings.length}.`,
    );
  if (!couplings.every(Number.isFinite)) throw new NonFiniteError("p-spin: a coupling is NaN or infinite.");
}

/** Hessian products that one pass over the couplings gives at p = 3: two points each beside the point itself, of eight. */
const PRODUCTS = 3;

function concatenated(rows: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(rows.length * rows[0]!.length);
  for (const [r, row] of rows.entries()) all.set(row, r * row.length);
  return all;
}

/** Writes `length` random packed couplings from number `at` of the block on. */
function writeRandomCouplings(
  engine: Engine,
  block: BlockF32,
  of: {
    readonly n: number;
    readonly p: number;
    readonly key: StreamKey;
    readonly at: number;
    readonly length: number;
  },
): void {
  const { n, p, key, at, length } = of;
  const { memory, kernels } = engine;
  memory.scope(() => {
    const idx = memory.i32(p);
    const work = memory.u8(kernels.normalWork());
    const { k0, k1, c2, c3 } = key;
    kernels.pspinCouplings(n, p, k0, k1, c2, c3, 0, length, block.at(at), idx.pointer, work.pointer);
  });
}

/**
 * One disorder of the spherical p-spin glass on |sigma|² = n:
 *
 *   H(sigma) = n^(-(p-1)/2) sum over all ordered tuples of X sigma … sigma,  X iid N(0, 1)      [ChoEtAl15, (2)]
 *
 * kept as one f32 coupling for each sorted tuple. Owns engine memory: call `dispose`.
 */
export class PSpinCouplings {
  readonly n: number;
  readonly p: number;
  readonly #engine: Engine;
  readonly #total: BlockF32;
  readonly #samples: BlockF32 | undefined;
  readonly #sampleCount: number;

  /**
   * @param options.samples with more than one, the disorder is a sum of that many independent tensors / sqrt(samples), which are
   * kept: the paper's stochastic gradient descent goes down one at a time
   */
  constructor(engine: Engine, options: PSpinOptions) {
    const { n, p } = options;
    const samples = "samples" in options ? (options.samples ?? 1) : 1;
    assertPSpinFits(n, p, samples);
    this.#engine = engine;
    this.n = n;
    this.p = p;
    this.#sampleCount = samples;
    const length = couplingCount(n, p);
    if ("couplings" in options) {
      assertCouplings(options.couplings, { n, p, length });
      this.#total = engine.memory.f32(length);
      this.#total.set(options.couplings);
      return;
    }
    const { key } = options;
    const { memory, kernels } = engine;
    [this.#total, this.#samples] = memory.build(() => {
      const total = memory.f32(length);
      if (samples === 1) {
        writeRandomCouplings(engine, total, { n, p, key, at: 0, length });
        return [total, undefined];
      }
      const block = memory.f32(length * samples);
      for (let s = 0; s < samples; s++)
        writeRandomCouplings(engine, block, { n, p, key: subStream(key, 0, s + 1), at: s * length, length });
      kernels.pspinSumSamples(length, samples, block.pointer, total.pointer);
      return [total, block];
    });
  }

  /** The engine whose memory holds the couplings: what is computed from them is computed there. */
  get engine(): Engine {
    return this.#engine;
  }

  dispose(): void {
    this.#total.free();
    this.#samples?.free();
  }

  /** A copy of the packed couplings. */
  couplings(): Float32Array {
    return this.#total.read();
  }

  /** For the kernels' descents. */
  get #glass(): GlassInEngine {
    return {
      engine: this.#engine,
      n: this.n,
      p: this.p,
      total: this.#total,
      samples: this.#samples,
      sampleCount: this.#sampleCount,
      assertThere: () => this.#assertThere(),
      assertPoint: (points, count) => this.#assertPoint(points, count),
    };
  }

  #assertThere(): void {
    this.#engine.memory.assertUsable("p-spin", "the disorder", this.#total);
  }

  #assertPoint(x: Float64Array | Float32Array, count = 1): void {
    this.#assertThere();
    if (x.length !== this.n * count)
      throw new ShapeError(
        `p-spin: ${count} points of ${this.n} spins are ${this.n * count} numbers, got ${x.length}.`,
      );
    const odd = x.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0)
      throw new NonFiniteError(
        `p-spin: spin ${odd % this.n} of point ${Math.floor(odd / this.n)} is ${x[odd]}; a finite number is needed.`,
      );
  }

  /** H and the Euclidean gradient at up to 8 points, at any |sigma|. */
  evaluate(points: Float64Array): { energies: Float64Array; gradients: Float64Array } {
    const { memory, kernels } = this.#engine;
    const lanes = kernels.pspinLanes();
    const count = points.length / this.n;
    this.#assertPoint(points, Math.min(lanes, Math.max(1, Math.floor(count))));
    return memory.scope(() => {
      const interleaved = new Float64Array(this.n * lanes);
      for (let r = 0; r < count; r++)
        for (let i = 0; i < this.n; i++) interleaved[i * lanes + r] = points[r * this.n + i]!;
      const sigma = memory.fromF64(interleaved);
      const g = memory.f64(this.n * lanes);
      const energy = memory.f64(lanes);
      const work = memory.u8(kernels.pspinEvaluateWork(this.p));
      kernels.pspinEvaluate(
        this.n,
        this.p,
        this.#total.pointer,
        sigma.pointer,
        g.pointer,
        energy.pointer,
        work.pointer,
      );
      const rows = g.view();
      const gradients = Float64Array.from(
        points,
        (_, at) => rows[(at % this.n) * lanes + Math.floor(at / this.n)]!,
      );
      return { energies: energy.view().slice(0, count), gradients };
    });
  }

  /**
   * H and the Euclidean gradient in single precision at any number of points, p = 3: all replicas share one pass over the
   * couplings. Relative error of a gradient about 1e-6.
   *
   * @param points count x n
   */
  evaluateF32(points: Float32Array): { energies: Float32Array; gradients: Float32Array } {
    if (this.p !== 3)
      throw new ShapeError(`p-spin: single precision is for p = 3; this disorder has p = ${this.p}.`);
    const { n } = this;
    const count = Math.floor(points.length / n);
    this.#assertPoint(points, count);
    const { memory, kernels } = this.#engine;
    return memory.scope(() => {
      const sigma = memory.f32(count * n).set(points);
      const g = memory.f32(count * n);
      const energy = memory.f32(count);
      const work = memory.u8(kernels.pspinEvaluateF32Work(n, count));
      kernels.pspinEvaluateF32(
        n,
        this.#total.pointer,
        count,
        sigma.pointer,
        g.pointer,
        energy.pointer,
        work.pointer,
      );
      return { energies: energy.read(), gradients: g.read() };
    });
  }

  /** `gradientAndProducts` of one vector. */
  gradientAndProduct(
    point: Float64Array,
    v: Float64Array,
  ): { gradient: Float64Array; product: Float64Array } {
    const { gradient, products } = this.gradientAndProducts(point, v);
    return { gradient, product: products };
  }

  /**
   * Euclidean gradient at a point, and Hessian times each of count vectors v (rows). At p = 3 the gradient is a quadratic form, so
   * that G v = (g(x + v) - g(x - v)) / 2 exactly: a pass over the couplings for three vectors, no Hessian. v is taken at the length
   * of x, for accuracy. At other p the Hessian is made once.
   */
  gradientAndProducts(
    point: Float64Array,
    directions: Float64Array,
  ): { gradient: Float64Array; products: Float64Array } {
    const { n } = this;
    const count = directions.length / n;
    this.#assertPoint(point);
    this.#assertPoint(directions, count);
    const products = new Float64Array(directions.length);
    let hessian: Float64Array | undefined;
    let gradient: Float64Array | undefined;
    for (let first = 0; first < count; first += PRODUCTS) {
      const points = [point];
      const quotients: { readonly at: number; readonly scale: number; readonly row: number }[] = [];
      for (let r = first; r < Math.min(first + PRODUCTS, count); r++) {
        const v = directions.subarray(r * n, (r + 1) * n);
        const length = norm(v);
        if (this.p !== 3 || length === 0) {
          const h = (hessian ??= this.hessian(point));
          products.set(
            v.map((_, i) => v.reduce((sum, x, j) => sum + h[i * n + j]! * x, 0)),
            r * n,
          );
          continue;
        }
        const scale = (norm(point) || 1) / length;
        quotients.push({ at: r * n, scale, row: points.length });
        points.push(
          point.map((x, i) => x + scale * v[i]!),
          point.map((x, i) => x - scale * v[i]!),
        );
      }
      if (gradient && quotients.length === 0) continue;
      const { gradients } = this.evaluate(concatenated(points));
      gradient ??= gradients.slice(0, n);
      for (const { at, scale, row } of quotients)
        for (let i = 0; i < n; i++)
          products[at + i] = (gradients[row * n + i]! - gradients[(row + 1) * n + i]!) / (2 * scale);
    }
    return { gradient: gradient ?? this.evaluate(point).gradients, products };
  }

  /** Euclidean Hessian at a point, n x n. */
  hessian(point: Float64Array): Float64Array {
    this.#assertPoint(point);
    const { memory, kernels } = this.#engine;
    return memory.scope(() => {
      const x = memory.fromF64(point);
      const h = memory.f64(this.n * this.n);
      const work = memory.u8(kernels.pspinHessianWork(this.p));
      kernels.pspinHessian(this.n, this.p, this.#total.pointer, x.pointer, h.pointer, work.pointer);
      return h.read();
    });
  }

  /** The symmetric tensor: n^p entries, for enumeration. */
  tensor(): Float64Array {
    const { memory, kernels } = this.#engine;
    return memory.scope(() => {
      const entries = memory.f64(pow(this.n, this.p));
      const idx = memory.i32(2 * this.p);
      kernels.pspinTensor(this.n, this.p, this.#total.pointer, entries.pointer, idx.pointer);
      return entries.read();
    });
  }

  /** Goes down from each start (rows of n numbers, of any length but zero) until the gradient is small. */
  descend(starts: Float64Array, options: DescentOptions): Descent {
    return atOnce((allowed) => descendSteps(this.#glass, starts, options, allowed));
  }

  /**
   * The same bytes, with the thread given back on the way.
   *
   * @throws the reason of the signal
   */
  descendAsync(starts: Float64Array, options: DescentOptions, run: LongRun = {}): Promise<Descent> {
    return inPieces((allowed) => descendSteps(this.#glass, starts, options, allowed), run);
  }

  /**
   * Epochs of the paper's stochastic gradient descent from up to 8 points: in each epoch one step down every sample,
   * of length eta / (1 + decay · epoch).
   */
  sgd(starts: Float64Array, options: SampleSgdOptions): Float64Array {
    return atOnce((allowed) => sgdSteps(this.#glass, starts, options, allowed));
  }

  /**
   * The same bytes, with the thread given back between epochs.
   *
   * @throws the reason of the signal
   */
  sgdAsync(starts: Float64Array, options: SampleSgdOptions, run: LongRun = {}): Promise<Float64Array> {
    return inPieces((allowed) => sgdSteps(this.#glass, starts, options, allowed), run);
  }
}
