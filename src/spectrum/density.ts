/** The spectral density of an operator known by its products: stochastic Lanczos quadrature [GhoKriXia19], [LinSaaYan16]. */
import { assertKnownOptions, assertSize, assertWhole, shown } from "../base/arguments.ts";
import type { LongRun } from "../base/breather.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import type { LinearOperator } from "../base/landscape.ts";
import { atOnce, piecesOf, type Steps, within } from "../base/steps.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenSymmetric, KrylovBasis } from "../engine/linalg/index.ts";
import { normals } from "../engine/random.ts";
import { OperatorProducts } from "./operator-products.ts";

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
  /** Asymmetry |A - Aᵀ| / |A| from which the operator is refused (default 1e-9); above the noise of its products. */
  readonly symmetryTolerance?: number;
}

const KNOWN = ["key", "probes", "steps", "symmetryTolerance"];
const EPS = Number.EPSILON;
/** Nodes that a quadrature can have in all: 2 GB with their weights. */
const MOST_NODES = 2 ** 27;

/** Lanczos from one probe: nodes θ and weights (first component of each eigenvector)². */
function* probeOnce(
  engine: Engine,
  products: OperatorProducts,
  start: Float64Array,
  steps: number,
): Steps<{ nodes: Float64Array; weights: Float64Array }> {
  const n = products.dimension;
  const basis = new KrylovBasis(engine, n, steps);
  try {
    let w = start;
    const v = new Float64Array(n);
    const projected = new Float64Array(steps * steps);
    let norm = basis.orthogonalise(w).norm;
    for (let j = 0; j < steps; j++) {
      if (j > 0 && norm <= n * EPS * products.largest) break; // the probe's invariant subspace is complete
      yield j / steps;
      basis.append(w, norm);
      basis.readInto(j, v);
      w = products.next(v);
      const { coefficients, norm: rest } = basis.orthogonalise(w);
      const expected = new Float64Array(j);
      if (j > 0) expected[j - 1] = norm;
      products.assertSelfAdjoint(coefficients, expected, rest);
      norm = rest;
      coefficients.forEach((value, i) => {
        projected[i * steps + j] = value;
        projected[j * steps + i] = value;
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

/**
 * Gauss quadratures of the spectral measure for random normal probes; averaged, they stand for (1/n) Σ δ(λ - λ_i).
 *
 * @throws {SpecError} for options that are unknown or out of range; {ShapeError} for an operator that `lanczos` refuses
 */
export function spectralQuadrature(
  engine: Engine,
  operator: LinearOperator,
  options: DensityOptions,
): SpectralQuadrature {
  return atOnce(() => quadratureSteps(engine, operator, options));
}

/**
 * The same bytes, with the thread given back between products.
 *
 * @throws the reason of the signal
 */
export function spectralQuadratureAsync(
  engine: Engine,
  operator: LinearOperator,
  options: DensityOptions & LongRun,
): Promise<SpectralQuadrature> {
  return piecesOf("spectralQuadrature", options, KNOWN, (own) => quadratureSteps(engine, operator, own));
}

function* quadratureSteps(
  engine: Engine,
  operator: LinearOperator,
  options: DensityOptions,
): Steps<SpectralQuadrature> {
  assertKnownOptions("spectralQuadrature", options, KNOWN);
  const { key, probes = 10, steps = 80, symmetryTolerance } = options;
  assertWhole("spectralQuadrature", "probes", probes, { least: 1, most: MOST_NODES });
  assertWhole("spectralQuadrature", "steps", steps, { least: 1 });
  const operatorProducts = new OperatorProducts("spectralQuadrature", operator, { symmetryTolerance });
  const n = operatorProducts.dimension;
  const each = Math.min(steps, n);
  if (probes * each > MOST_NODES)
    throw new SpecError(
      "probes",
      `spectralQuadrature: ${probes} probes of ${each} steps give more than the ${MOST_NODES} nodes that can be kept; take fewer.`,
    );
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let probe = 0; probe < probes; probe++) {
    const start = normals(engine, subStream(key, probe), n);
    const once = probeOnce(engine, operatorProducts, start, each);
    const found = yield* within(once, probe / probes, (probe + 1) / probes);
    for (const node of found.nodes) nodes.push(node / operatorProducts.scale);
    for (const weight of found.weights) weights.push(weight / probes);
  }
  return {
    nodes: Float64Array.from(nodes),
    weights: Float64Array.from(weights),
    products: operatorProducts.count,
  };
}

function assertQuadrature(what: string, quadrature: SpectralQuadrature): void {
  const { nodes, weights } = quadrature ?? {};
  if (!(nodes instanceof Float64Array && weights instanceof Float64Array && nodes.length === weights.length))
    throw new ShapeError(
      `${what}: a quadrature has as many nodes as weights, Float64Arrays both, got ${shown(nodes)} and ${shown(weights)}.`,
    );
}

/**
 * Share of the spectrum below t, which may be infinite.
 *
 * @throws {SpecError} for a t that is NaN or no number
 */
export function shareBelow(quadrature: SpectralQuadrature, t: number): number {
  assertQuadrature("shareBelow", quadrature);
  const { nodes, weights } = quadrature;
  if (typeof t !== "number" || Number.isNaN(t))
    throw new SpecError("t", `shareBelow: t is a number, got ${shown(t)}.`);
  let sum = 0;
  nodes.forEach((node, i) => {
    if (node < t) sum += weights[i]!;
  });
  return sum;
}

/**
 * The density on a grid, each node spread by the kernel 15/16 (1 - u²)², u = (t - θ) / bandwidth: a polynomial, so that the
 * result has the same bits everywhere.
 *
 * @throws {SpecError} for a bandwidth that is no finite number above 0, or so small that 1 / bandwidth is infinite; {ShapeError} for
 *   a grid that holds NaN
 */
export function densityOnGrid(
  quadrature: SpectralQuadrature,
  grid: Float64Array,
  bandwidth: number,
): Float64Array {
  assertQuadrature("densityOnGrid", quadrature);
  assertSize("densityOnGrid", "bandwidth", bandwidth, { positive: true });
  if (!Number.isFinite(1 / bandwidth))
    throw new SpecError("bandwidth", `densityOnGrid: a bandwidth of ${bandwidth} makes an infinite density.`);
  if (!(grid instanceof Float64Array))
    throw new ShapeError(`densityOnGrid: the grid is a Float64Array, got ${shown(grid)}.`);
  const { nodes, weights } = quadrature;
  return grid.map((t, at) => {
    if (Number.isNaN(t)) throw new ShapeError(`densityOnGrid: point ${at} of the grid is NaN.`);
    let sum = 0;
    nodes.forEach((node, i) => {
      const u = (t - node) / bandwidth;
      if (Math.abs(u) < 1) sum += ((weights[i]! * 15) / 16) * (1 - u * u) * (1 - u * u);
    });
    return sum / bandwidth;
  });
}
