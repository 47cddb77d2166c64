/** A few extreme eigenpairs of a large symmetric operator: Lanczos with full reorthogonalisation and thick restart. */
import { ShapeError, SpecError } from "../base/errors.ts";
import type { LinearOperator } from "../base/landscape.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenSymmetric, KrylovBasis } from "../engine/linalg.ts";
import { normals } from "../engine/random.ts";

export interface LanczosOptions {
  /** How many eigenpairs. */
  readonly count: number;
  readonly end?: "lowest" | "highest";
  /** Stream of the start vector; the result is a function of it. */
  readonly key: StreamKey;
  /** Residual |A v - λ v| relative to the largest |Ritz value|. */
  readonly tolerance?: number;
  /** Vectors kept at once (default: the larger of 2 count + 20 and 40, at most n). */
  readonly basis?: number;
  /** Most operator products (default 100 times the basis). */
  readonly maxProducts?: number;
}

export interface ExtremeEigenpairs {
  readonly status: "converged" | "max-products";
  /** Ascending. */
  readonly values: Float64Array;
  /** Row r is the unit eigenvector of value r. */
  readonly vectors: Float64Array;
  /** |A v - λ v|, as the recurrence knows it. */
  readonly residuals: Float64Array;
  readonly products: number;
}

interface Cycle {
  readonly basis: KrylovBasis;
  /** Projection V A V' of the operator on the basis, row-major with leading dimension `capacity`. */
  readonly projected: Float64Array;
  /** What the last product has left outside the basis, and its norm. */
  readonly rest: Float64Array;
  norm: number;
  products: number;
  restarts: number;
}

const EPS = Number.EPSILON;

function assertOptions(n: number, count: number, size: number): void {
  if (!Number.isInteger(count) || count < 1 || count > n)
    throw new SpecError("count", `lanczos: between 1 and ${n} eigenpairs can be asked for, got ${count}.`);
  if (!Number.isInteger(size) || size > n || (size < count + 2 && size < n))
    throw new SpecError(
      "basis",
      `lanczos: the basis needs at least count + 2 = ${count + 2} and at most n = ${n} vectors, got ${size}.`,
    );
}

/** Appends a unit vector: what is left of the last product, or, when nothing is, a random direction. */
function extend(engine: Engine, cycle: Cycle, key: StreamKey): void {
  const { basis, rest, projected } = cycle;
  let largest = 0;
  for (const value of projected) largest = Math.max(largest, Math.abs(value));
  if (basis.size === 0 || cycle.norm <= basis.dimension * EPS * largest) {
    rest.set(normals(engine, subStream(key, cycle.restarts++), rest.length));
    basis.append(rest, basis.orthogonalise(rest).norm);
  } else basis.append(rest, cycle.norm);
}

/** One product: column `size - 1` of the projection, and the new rest. */
function expand(operator: LinearOperator, cycle: Cycle): void {
  const { basis, projected, rest } = cycle;
  const j = basis.size - 1;
  const v = new Float64Array(basis.dimension);
  basis.readInto(j, v);
  operator.apply(v, rest);
  cycle.products++;
  const { coefficients, norm } = basis.orthogonalise(rest);
  if (!Number.isFinite(norm))
    throw new ShapeError(`lanczos: the operator gave a vector of norm ${norm} at product ${cycle.products}.`);
  cycle.norm = norm;
  coefficients.forEach((value, i) => {
    projected[i * basis.capacity + j] = value;
    projected[j * basis.capacity + i] = value;
  });
}

function ritz(engine: Engine, { basis, projected, norm }: Cycle) {
  const size = basis.size;
  const dense = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    dense.set(projected.subarray(i * basis.capacity, i * basis.capacity + size), i * size);
  const { values, vectors } = eigenSymmetric(engine, dense, size);
  const residuals = values.map((_, i) => Math.abs(norm * vectors[i * size + size - 1]!));
  return { values, vectors, residuals, size };
}

/** Keeps `keep` Ritz vectors from row `first` on: the projection becomes diagonal. */
function restart(cycle: Cycle, pairs: ReturnType<typeof ritz>, first: number, keep: number): void {
  const { basis, projected } = cycle;
  basis.recombine(pairs.vectors.subarray(first * pairs.size, (first + keep) * pairs.size), keep);
  projected.fill(0);
  for (let i = 0; i < keep; i++) projected[i * basis.capacity + i] = pairs.values[first + i]!;
}

function collect(cycle: Cycle, pairs: ReturnType<typeof ritz>, first: number, count: number) {
  const { basis, products } = cycle;
  const n = basis.dimension;
  basis.recombine(pairs.vectors.subarray(first * pairs.size, (first + count) * pairs.size), count);
  const vectors = new Float64Array(count * n);
  for (let r = 0; r < count; r++) basis.readInto(r, vectors.subarray(r * n, (r + 1) * n));
  return {
    values: pairs.values.slice(first, first + count),
    vectors,
    residuals: pairs.residuals.slice(first, first + count),
    products,
  };
}

/**
 * The `count` lowest (or highest) eigenpairs of a symmetric operator, by products only [WuSim00]. A start vector cannot see
 * more than one direction of a multiple eigenvalue before rounding mixes the others in: counts of exactly equal values may
 * come out too small; use dense eigenvalues where that matters.
 *
 * @throws {SpecError} for a count or basis that does not fit; {ShapeError} when the operator gives NaN or infinity
 */
export function lanczos(
  engine: Engine,
  operator: LinearOperator,
  options: LanczosOptions,
): ExtremeEigenpairs {
  const n = operator.dimension;
  const { count, end = "lowest", key, tolerance = 1e-10 } = options;
  const size = options.basis ?? Math.min(n, Math.max(2 * count + 20, 40));
  assertOptions(n, count, size);
  const most = options.maxProducts ?? 100 * size;
  const basis = new KrylovBasis(engine, n, size);
  const projected = new Float64Array(size * size);
  const cycle: Cycle = { basis, projected, rest: new Float64Array(n), norm: 0, products: 0, restarts: 0 };
  try {
    for (;;) {
      while (basis.size < size) {
        extend(engine, cycle, key);
        expand(operator, cycle);
      }
      const pairs = ritz(engine, cycle);
      const first = end === "lowest" ? 0 : size - count;
      const scale = Math.max(...pairs.values.map(Math.abs));
      const wanted = pairs.residuals.subarray(first, first + count);
      const converged = size === n || wanted.every((residual) => residual <= tolerance * scale);
      if (converged || cycle.products >= most)
        return { status: converged ? "converged" : "max-products", ...collect(cycle, pairs, first, count) };
      const keep = Math.min(size - 1, count + Math.floor((size - count) / 2));
      restart(cycle, pairs, end === "lowest" ? 0 : size - keep, keep);
    }
  } finally {
    basis.dispose();
  }
}
