/** Lanczos with full reorthogonalisation and thick restart [WuSim00], beside vectors that are found already. */
import type { Steps } from "../base/steps.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenSymmetric, KrylovBasis } from "../engine/linalg/index.ts";
import { normals } from "../engine/random.ts";
import type { OperatorProducts } from "./operator-products.ts";

/** Ritz pairs of the operator on the active part of the basis, ascending; row r of `vectors` are coefficients on it. */
export interface RitzPairs {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  /** |A v - θ v|, as the recurrence knows it. */
  readonly residuals: Float64Array;
  /** Number of active vectors. */
  readonly size: number;
}

const EPS = Number.EPSILON;

/**
 * A basis whose first `locked` vectors are kept as they are and whose others, the active ones, span a Krylov space of P A P,
 * P the projector that is orthogonal to the locked ones. Owns engine memory: call `dispose`.
 */
export class KrylovCycle {
  readonly #engine: Engine;
  readonly #products: OperatorProducts;
  readonly #key: StreamKey;
  readonly #basis: KrylovBasis;
  /** The operator on the active vectors, row-major with leading dimension capacity. */
  readonly #projected: Float64Array;
  /** Row i: what A times active vector i has on the locked ones. */
  readonly #onLocked: Float64Array[] = [];
  /** What the last product has left outside the basis, its norm, and what symmetry says of the next product's coefficients. */
  #rest: Float64Array;
  #norm = 0;
  #expected = new Float64Array(0);
  #locked = 0;
  #starts = 0;

  constructor(
    engine: Engine,
    products: OperatorProducts,
    { capacity, key }: { capacity: number; key: StreamKey },
  ) {
    this.#engine = engine;
    this.#products = products;
    this.#key = key;
    this.#basis = new KrylovBasis(engine, products.dimension, capacity);
    this.#projected = new Float64Array(capacity * capacity);
    this.#rest = new Float64Array(products.dimension);
  }

  get locked(): number {
    return this.#locked;
  }

  /** Products, a step each, each of which adds an active vector, until there are `size` of them or `more()` is false. */
  *fill(size: number, more: () => boolean): Steps<void> {
    while (this.#basis.size - this.#locked < size && more()) {
      yield;
      this.#extend();
      this.#expand();
    }
  }

  /** Appends a unit vector: what is left of the last product, or, when nothing is, a random direction. */
  #extend(): void {
    const basis = this.#basis;
    const exhausted = this.#norm <= basis.dimension * EPS * this.#products.largest;
    if (basis.size === this.#locked || exhausted) {
      this.#rest = normals(this.#engine, subStream(this.#key, this.#starts++), basis.dimension);
      basis.append(this.#rest, basis.orthogonalise(this.#rest).norm);
      this.#expected = new Float64Array(basis.size - 1 - this.#locked);
    } else basis.append(this.#rest, this.#norm);
  }

  /** One product: the last column of the projection, and the new rest. */
  #expand(): void {
    const basis = this.#basis;
    const capacity = basis.capacity;
    const j = basis.size - 1 - this.#locked;
    const v = new Float64Array(basis.dimension);
    basis.readInto(basis.size - 1, v);
    this.#rest = this.#products.next(v);
    const { coefficients, norm } = basis.orthogonalise(this.#rest);
    const column = coefficients.slice(this.#locked);
    this.#products.assertSelfAdjoint(column, this.#expected, norm);
    this.#onLocked[j] = coefficients.slice(0, this.#locked);
    column.forEach((value, i) => {
      this.#projected[i * capacity + j] = value;
      this.#projected[j * capacity + i] = value;
    });
    this.#norm = norm;
    this.#expected = new Float64Array(j + 1);
    this.#expected[j] = norm;
  }

  ritz(): RitzPairs {
    const { capacity } = this.#basis;
    const size = this.#basis.size - this.#locked;
    const dense = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      dense.set(this.#projected.subarray(i * capacity, i * capacity + size), i * size);
    const { values, vectors } = eigenSymmetric(this.#engine, dense, size);
    const residuals = values.map((_, r) => this.#residual(vectors.subarray(r * size, (r + 1) * size)));
    return { values, vectors, residuals, size };
  }

  #residual(y: Float64Array): number {
    const outside = this.#norm * y.at(-1)!;
    let square = outside * outside;
    for (let q = 0; q < this.#locked; q++) {
      const along = y.reduce((sum, value, i) => sum + value * this.#onLocked[i]![q]!, 0);
      square += along * along;
    }
    return Math.sqrt(square);
  }

  /** Keeps the `keep` lowest Ritz vectors as active ones: the projection becomes diagonal. */
  restart({ values, vectors, size }: RitzPairs, keep: number): void {
    const onLocked = Array.from({ length: keep }, (_, r) =>
      Float64Array.from({ length: this.#locked }, (_, q) => {
        let sum = 0;
        for (let i = 0; i < size; i++) sum += vectors[r * size + i]! * this.#onLocked[i]![q]!;
        return sum;
      }),
    );
    this.#recombine(this.#keptRows(vectors, size, keep));
    this.#onLocked.splice(0, this.#onLocked.length, ...onLocked);
    this.#projected.fill(0);
    for (let i = 0; i < keep; i++) this.#projected[i * this.#basis.capacity + i] = values[i]!;
    this.#expected = Float64Array.from(
      { length: keep },
      (_, r) => this.#norm * vectors[r * size + size - 1]!,
    );
  }

  /** Identity on the locked vectors, then the lowest `keep` Ritz vectors: rows over the whole basis. */
  #keptRows(vectors: Float64Array, size: number, keep: number): Float64Array[] {
    return Array.from({ length: this.#locked + keep }, (_, row) => this.#row({ vectors, size }, row));
  }

  #row({ vectors, size }: Pick<RitzPairs, "vectors" | "size">, row: number): Float64Array {
    const weights = new Float64Array(this.#locked + size);
    const r = row - this.#locked;
    if (r < 0) weights[row] = 1;
    else weights.set(vectors.subarray(r * size, (r + 1) * size), this.#locked);
    return weights;
  }

  /** Locks the chosen vectors and gives the rest up: numbers below `locked` are locked ones, r + locked is Ritz vector r. */
  lock(pairs: RitzPairs, chosen: readonly number[]): void {
    this.#recombine(chosen.map((row) => this.#row(pairs, row)));
    this.#locked = chosen.length;
    this.#onLocked.length = 0;
    this.#projected.fill(0);
    this.#norm = 0;
  }

  #recombine(rows: readonly Float64Array[]): void {
    const size = this.#basis.size;
    const weights = new Float64Array(rows.length * size);
    for (const [r, row] of rows.entries()) weights.set(row, r * size);
    this.#basis.recombine(weights, rows.length);
  }

  /** A copy of the locked vectors, one a row. */
  lockedVectors(): Float64Array {
    const n = this.#basis.dimension;
    const vectors = new Float64Array(this.#locked * n);
    for (let r = 0; r < this.#locked; r++) this.#basis.readInto(r, vectors.subarray(r * n, (r + 1) * n));
    return vectors;
  }

  dispose(): void {
    this.#basis.dispose();
  }
}
