/** The landscapes that every solver is held to: one line each. Made anew for every test file, as they own memory of an engine. */
import {
  completeLandscape,
  createMixedPSpin,
  createMultiSpecies,
  type Engine,
  type Landscape,
  NetworkData,
  NetworkLandscape,
  networkShape,
  normals,
  PSpinCouplings,
  product,
  SphericalPSpin,
  sphere,
  streamKey,
  subStream,
  userLandscape,
} from "../../dist/index.js";

export interface Held {
  readonly name: string;
  readonly landscape: Landscape;
  /** Standard deviation of the starts' coordinates before they are put on the manifold. */
  readonly spread: number;
  /** A fixed step for the methods that need one: below 1 / (largest curvature). */
  readonly eta: number;
  /** Whether the gradient is small at stationary points alone, all of which are isolated: far out tanh is flat everywhere. */
  readonly isMorse: boolean;
}

const glass = (engine: Engine, p: number): Landscape =>
  new SphericalPSpin(new PSpinCouplings(engine, { n: 12, p, key: streamKey("solvers", p) }));

const mixed = (engine: Engine): Landscape =>
  createMixedPSpin(engine, { n: 12, weights: { 2: 1, 3: 1 }, key: streamKey("solvers", "mixed") });

const layers = (engine: Engine): Landscape =>
  createMultiSpecies(engine, { layers: [3, 4, 5], key: streamKey("solvers", "layers") });

/** 100 (y - x²)² + (1 - x)²: a bent valley of curvature 1000, one stationary point, (1, 1). */
const rosenbrock = (): Landscape =>
  userLandscape({
    dimension: 2,
    value: ([x, y]: Float64Array) => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2,
    gradient([x, y]: Float64Array, out: Float64Array) {
      out[0] = -400 * x! * (y! - x! * x!) - 2 * (1 - x!);
      out[1] = 200 * (y! - x! * x!);
    },
  });

/** A function of values alone, with a domain that ends: x log x summed, least at 1/e. */
const entropy = (): Landscape =>
  userLandscape({
    dimension: 2,
    value: (x: Float64Array) =>
      x.reduce((sum, value) => sum + (value < 0 ? Number.NaN : value * Math.log(value)), 0),
  });

/** A quartic of random coefficients on a sphere. */
function quartic(engine: Engine, manifold = sphere(5)): Landscape {
  const n = manifold.dimension;
  const a = normals(engine, streamKey("solvers", "quartic", manifold.description), n * n);
  const rows = (x: Float64Array) =>
    Float64Array.from({ length: n }, (_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0));
  return userLandscape({
    dimension: n,
    manifold,
    value: (x: Float64Array) => rows(x).reduce((sum, value, i) => sum + value ** 4 / 40 + value * a[i]!, 0),
    gradient(x: Float64Array, out: Float64Array) {
      const y = rows(x);
      for (let j = 0; j < n; j++)
        out[j] = y.reduce((sum, value, i) => sum + (value ** 3 / 10 + a[i]!) * a[i * n + j]!, 0);
    },
  });
}

/** Least squares that are not linear, 30 terms of which stochastic methods take some at a time. */
function sum(engine: Engine): Landscape {
  const n = 3;
  const count = 30;
  const a = normals(engine, streamKey("solvers", "terms"), count * n);
  const target = normals(engine, streamKey("solvers", "targets"), count).map((value) => 0.3 * value);
  const term = (x: Float64Array, s: number, out?: Float64Array): number => {
    let z = 0;
    for (let i = 0; i < n; i++) z += a[s * n + i]! * x[i]!;
    const rest = Math.tanh(z) - target[s]!;
    const slope = 1 - Math.tanh(z) ** 2;
    if (out) for (let i = 0; i < n; i++) out[i]! += rest * slope * a[s * n + i]!;
    return (rest * rest) / 2;
  };
  const mean = (
    x: Float64Array,
    { first, size }: { first: number; size: number },
    out?: Float64Array,
  ): number => {
    out?.fill(0);
    let total = 0;
    for (let s = first; s < first + size; s++) total += term(x, s, out);
    for (let i = 0; out && i < n; i++) out[i]! /= size;
    return total / size;
  };
  const all = { first: 0, size: count };
  const whole = userLandscape({
    dimension: n,
    value: (x: Float64Array) => mean(x, all),
    gradient: (x: Float64Array, out: Float64Array) => void mean(x, all, out),
  });
  return completeLandscape({ ...whole, samples: { count, gradient: mean } });
}

/** A network whose loss has a minimum: the outputs of few samples cannot all be met. */
function network(engine: Engine): Landscape {
  const [n, d, classes] = [40, 3, 2];
  const inputs = Float32Array.from(normals(engine, streamKey("solvers", "inputs"), n * d));
  const labels = Int32Array.from(
    { length: n },
    (_, s) => (inputs[s * d]! + 0.8 * inputs[s * d + 1]! > 0.3 ? 1 : 0) ^ (s % 5 === 0 ? 1 : 0),
  );
  const data = new NetworkData(engine, { n, d, classes, inputs, labels });
  return new NetworkLandscape(networkShape({ sizes: [d, 2], loss: "mse", bias: true }), data);
}

export const heldLandscapes = (engine: Engine): readonly Held[] => [
  { name: "p-spin, p = 3", landscape: glass(engine, 3), spread: 1, eta: 0.03, isMorse: true },
  { name: "p-spin, p = 4", landscape: glass(engine, 4), spread: 1, eta: 0.02, isMorse: true },
  { name: "mixed p-spin, 2 + 3", landscape: mixed(engine), spread: 1, eta: 0.02, isMorse: true },
  { name: "three layers", landscape: layers(engine), spread: 1, eta: 0.02, isMorse: true },
  { name: "network", landscape: network(engine), spread: 1, eta: 0.3, isMorse: true },
  { name: "Rosenbrock", landscape: rosenbrock(), spread: 1, eta: 4e-4, isMorse: true },
  { name: "a function on the sphere", landscape: quartic(engine), spread: 1, eta: 0.004, isMorse: true },
  {
    name: "a function on two spheres and a plane",
    landscape: quartic(engine, product(sphere(3), sphere(2))),
    spread: 1,
    eta: 0.004,
    isMorse: true,
  },
  { name: "a mean of functions", landscape: sum(engine), spread: 1, eta: 0.5, isMorse: false },
  { name: "a function whose domain ends", landscape: entropy(), spread: 0, eta: 0.05, isMorse: true },
];

/** `count` starts: around 0, or at the places where spread is 0, inside the domain. */
export function startsOf(engine: Engine, { name, landscape, spread }: Held, count: number): Float64Array {
  const { dimension: n, manifold } = landscape;
  const starts = new Float64Array(count * n);
  for (let r = 0; r < count; r++) {
    const key = subStream(streamKey("solvers", "starts", name), r);
    const raw = normals(engine, key, n).map((value) =>
      spread === 0 ? Math.exp(0.3 * value) : spread * value,
    );
    manifold.nearest(raw, starts.subarray(r * n, (r + 1) * n));
  }
  return starts;
}
