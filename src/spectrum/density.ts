/** The spectral density of an operator known by its products: stochastic Lanczos quadrature [GhoKriXia19], [LinSaaYan16]. */
import { SpecError } from "../base/errors.ts";
import type { LinearOperator } from "../base/landscape.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenSymmetric, KrylovBasis } from "../engine/linalg.ts";
import { normals } from "../engine/random.ts";

/** Point masses whose mixture stands for the density; the weights of each probe add up to 1 / probes. */
export interface SpectralQuadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  readonly products: number;
}

export interface DensityOptions {
  readonly key: StreamKey;
  /** Random directions; the error of a mean over the spectrum falls as 1 / sqrt(n probes). */
  readonly probes?: number;
  /** Products a probe: moments up to 2 steps - 1 are exact for it. */
  readonly steps?: number;
}

const EPS = Number.EPSILON;

/** Lanczos from one probe: nodes θ and weights (first component of each eigenvector)². */
function probeOnce(
  engine: Engine,
  operator: LinearOperator,
  start: Float64Array,
  steps: number,
): { nodes: Float64Array; weights: Float64Array } {
  const n = operator.dimension;
  const basis = new KrylovBasis(engine, n, steps);
  try {
    const w = start;
    const v = new Float64Array(n);
    const projected = new Float64Array(steps * steps);
    let norm = basis.orthogonalise(w).norm;
    let largest = 0;
    for (let j = 0; j < steps; j++) {
      if (j > 0 && norm <= n * EPS * largest) break; // the probe's invariant subspace is complete
      basis.append(w, norm);
      basis.readInto(j, v);
      operator.apply(v, w);
      const projection = basis.orthogonalise(w);
      norm = projection.norm;
      projection.coefficients.forEach((value, i) => {
        projected[i * steps + j] = value;
        projected[j * steps + i] = value;
        largest = Math.max(largest, Math.abs(value));
      });
    }
    return quadrature(engine, projected, steps, basis.size);
  } finally {
    basis.dispose();
  }
}

function quadrature(engine: Engine, projected: Float64Array, steps: number, size: number) {
  const dense = new Float64Array(size * size);
  for (let i = 0; i < size; i++) dense.set(projected.subarray(i * steps, i * steps + size), i * size);
  const { values, vectors } = eigenSymmetric(engine, dense, size);
  return { nodes: values, weights: values.map((_, i) => vectors[i * size]! * vectors[i * size]!) };
}

function assertCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new SpecError(name, `spectralQuadrature: ${name} is a whole number of 1 or more, got ${value}.`);
}

/**
 * Gauss quadratures of the spectral measure for random normal probes; averaged, they stand for (1/n) Σ δ(λ - λ_i).
 *
 * @throws {SpecError} for numbers of probes or steps below 1
 */
export function spectralQuadrature(
  engine: Engine,
  operator: LinearOperator,
  options: DensityOptions,
): SpectralQuadrature {
  const { key, probes = 10, steps = 80 } = options;
  assertCount("probes", probes);
  assertCount("steps", steps);
  const nodes: number[] = [];
  const weights: number[] = [];
  let products = 0;
  for (let probe = 0; probe < probes; probe++) {
    const start = normals(engine, subStream(key, probe), operator.dimension);
    const found = probeOnce(engine, operator, start, Math.min(steps, operator.dimension));
    products += found.nodes.length;
    nodes.push(...found.nodes);
    for (const weight of found.weights) weights.push(weight / probes);
  }
  return { nodes: Float64Array.from(nodes), weights: Float64Array.from(weights), products };
}

/** Share of the spectrum below t. */
export function shareBelow({ nodes, weights }: SpectralQuadrature, t: number): number {
  let sum = 0;
  nodes.forEach((node, i) => {
    if (node < t) sum += weights[i]!;
  });
  return sum;
}

/**
 * The density on a grid, each node spread by the kernel 15/16 (1 - u²)², u = (t - θ) / bandwidth: a polynomial, so that the
 * result has the same bits everywhere.
 */
export function densityOnGrid(
  { nodes, weights }: SpectralQuadrature,
  grid: Float64Array,
  bandwidth: number,
): Float64Array {
  if (!(bandwidth > 0))
    throw new SpecError("bandwidth", `densityOnGrid: the bandwidth is a positive number, got ${bandwidth}.`);
  return grid.map((t) => {
    let sum = 0;
    nodes.forEach((node, i) => {
      const u = (t - node) / bandwidth;
      if (Math.abs(u) < 1) sum += ((weights[i]! * 15) / 16) * (1 - u * u) * (1 - u * u);
    });
    return sum / bandwidth;
  });
}
