/** An orthonormal set of long vectors in the engine, against which new ones are orthogonalised. */
import { assertWhole } from "../../base/arguments.ts";
import { ShapeError } from "../../base/errors.ts";
import type { Engine } from "../engine.ts";
import type { BlockF64 } from "../memory.ts";

/** Coefficients on the basis, and what is left of the vector. */
export interface Projection {
  readonly coefficients: Float64Array;
  readonly norm: number;
}

/** Rows v_0 … v_{size-1} of a matrix, capacity x n; `dispose` frees them. */
export class KrylovBasis {
  readonly dimension: number;
  readonly capacity: number;
  #size = 0;
  readonly #engine: Engine;
  readonly #rows: BlockF64;
  readonly #vector: BlockF64;
  readonly #sums: BlockF64;

  constructor(engine: Engine, dimension: number, capacity: number) {
    assertWhole("Krylov basis", "dimension", dimension, { least: 1 });
    assertWhole("Krylov basis", "capacity", capacity, { least: 1 });
    this.#engine = engine;
    this.dimension = dimension;
    this.capacity = capacity;
    const { memory } = engine;
    [this.#rows, this.#vector, this.#sums] = memory.build(() => [
      memory.f64(dimension * capacity),
      memory.f64(dimension),
      memory.f64(capacity + 4),
    ]);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * w <- w - V'V w, twice (once is not enough; twice is, to rounding [GirLanRozEsh05]); returns V w and |w| afterwards, which
   * is NaN when w has a number that is not finite.
   */
  orthogonalise(w: Float64Array): Projection {
    const { kernels } = this.#engine;
    const [n, m] = [this.dimension, this.#size];
    if (w.length !== n) throw new ShapeError(`Krylov basis: its vectors have ${n} numbers, got ${w.length}.`);
    this.#vector.set(w);
    const [rows, vector, sums] = [this.#rows.pointer, this.#vector.pointer, this.#sums.pointer];
    const coefficients = new Float64Array(m);
    const work = this.#sums.at(this.capacity);
    for (let pass = 0; pass < 2 && m > 0; pass++) {
      kernels.dgemv(false, m, n, 1, rows, n, vector, 0, sums, work);
      kernels.dgemv(true, m, n, -1, rows, n, sums, 1, vector, work);
      const found = this.#sums.view();
      for (let i = 0; i < m; i++) coefficients[i]! += found[i]!;
    }
    const norm = kernels.dnrm2(n, vector);
    w.set(this.#vector.view());
    return { coefficients, norm };
  }

  /** Appends w / |w|; w is orthogonal to the basis already. */
  append(w: Float64Array, norm: number): void {
    if (this.#size === this.capacity)
      throw new ShapeError(`Krylov basis: its ${this.capacity} places are taken.`);
    if (!(norm > 0 && norm < Number.POSITIVE_INFINITY))
      throw new ShapeError(`Krylov basis: a vector of norm ${norm} cannot be made a unit vector.`);
    const row = this.#rows.view().subarray(this.#size * this.dimension, (this.#size + 1) * this.dimension);
    for (let i = 0; i < this.dimension; i++) row[i] = w[i]! / norm;
    this.#size++;
  }

  /** Copies vector i. */
  readInto(i: number, out: Float64Array): void {
    out.set(this.#rows.view().subarray(i * this.dimension, (i + 1) * this.dimension));
  }

  /** Replaces the basis by `count` combinations of it; row r of `weights` (count x size) makes vector r. */
  recombine(weights: Float64Array, count: number): void {
    const { kernels, memory } = this.#engine;
    const [n, m] = [this.dimension, this.#size];
    assertWhole("Krylov basis", "count", count, { most: this.capacity });
    if (weights.length < count * m)
      throw new ShapeError(
        `Krylov basis: ${count} combinations of ${m} vectors need ${count * m} weights, got ${weights.length}.`,
      );
    memory.scope(() => {
      const w = memory.fromF64(weights.subarray(0, count * m));
      const out = memory.f64(count * n);
      const work = memory.u8(kernels.dgemmWork(count, n, m));
      kernels.dgemm(
        false,
        false,
        count,
        n,
        m,
        1,
        w.pointer,
        m,
        this.#rows.pointer,
        n,
        0,
        out.pointer,
        n,
        work.pointer,
      );
      this.#rows.set(out.view());
    });
    this.#size = count;
  }

  dispose(): void {
    for (const block of [this.#rows, this.#vector, this.#sums]) block.free();
  }
}
