// Mixed and layered glasses: derivatives, batches and covariances, against differences, naive contractions and known counts.
import { expect, test } from "vitest";
import { normals } from "../dist/engine/random.js";
import {
  createMixedPSpin,
  createMultiSpecies,
  Engine,
  eigenvaluesSymmetric,
  type OwnedLandscape,
  PSpinCouplings,
  SphericalPSpin,
  sphere,
  streamKey,
  subStream,
} from "../dist/index.js";

const engine = await Engine.create();
const zero = (n: number) => new Float64Array(n);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const distance = (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((value, i) => value - b[i]!));
const draw = (name: string, n: number, k = 0) => normals(engine, streamKey("test", "glasses", name, n, k), n);
const key = (...name: (string | number)[]) => streamKey("test", "glasses", ...name);

const glasses: readonly (readonly [string, OwnedLandscape])[] = [
  ["mixed 2 + 3", createMixedPSpin(engine, { n: 9, weights: { 2: 1, 3: 0.7 }, key: key("a") })],
  ["mixed 3 + 4", createMixedPSpin(engine, { n: 7, weights: { 4: 0.5, 3: 1, 2: 0 }, key: key("b") })],
  ["mixed 2 + 5", createMixedPSpin(engine, { n: 5, weights: { 2: 0.1, 5: 2 }, key: key("c") })],
  ["layers 3, 5", createMultiSpecies(engine, { layers: [3, 5], key: key("d") })],
  ["layers 4, 2, 3", createMultiSpecies(engine, { layers: [4, 2, 3], key: key("e") })],
  ["layers 2, 1, 3, 2", createMultiSpecies(engine, { layers: [2, 1, 3, 2], key: key("f") })],
];

const pointOf = ({ manifold }: OwnedLandscape, k = 0) =>
  manifold.nearest(draw("point", manifold.dimension, k), zero(manifold.dimension));
const tangentOf = ({ manifold }: OwnedLandscape, x: Float64Array, k = 0) =>
  manifold.project(x, draw("tangent", manifold.dimension, k), zero(manifold.dimension));

test.each(glasses)("%s: gradient and Hessian are derivatives along retractions", (_, landscape) => {
  const { dimension: n, manifold } = landscape;
  const t = manifold.tangentDimension;
  const x = pointOf(landscape);
  const gradient = zero(n);
  const value = landscape.gradient(x, gradient);
  expect(landscape.value(x)).toBe(value);
  const hessian = landscape.hessian(x);
  expect(hessian.length).toBe(t * t);
  const size = n * (1 + Math.abs(value));
  for (let k = 0; k < 3; k++) {
    const v = tangentOf(landscape, x, k);
    const image = zero(n);
    landscape.hessianVectorProduct(x, v, image);
    const along = (h: number) =>
      landscape.value(
        manifold.nearest(
          x.map((each, i) => each + h * v[i]!),
          zero(n),
        ),
      );
    const h = 1e-3;
    const [p1, m1, p2, m2] = [along(h), along(-h), along(2 * h), along(-2 * h)];
    expect(Math.abs((8 * (p1 - m1) - (p2 - m2)) / (12 * h) - dot(gradient, v))).toBeLessThan(1e-6 * size);
    const second = (16 * (p1 + m1) - (p2 + m2) - 30 * value) / (12 * h * h);
    expect(Math.abs(second - dot(v, image))).toBeLessThan(1e-5 * size);
    const y = manifold.tangentCoordinates(x, v);
    const inner = Float64Array.from(y, (_, i) => dot(hessian.subarray(i * t, (i + 1) * t), y));
    expect(distance(inner, manifold.tangentCoordinates(x, image))).toBeLessThan(1e-12 * size);
  }
});

test.each(glasses)("%s: a batch is its rows, to the last bit", (_, landscape) => {
  const n = landscape.dimension;
  const count = 19;
  const [points, gradients, products] = [zero(count * n), zero(count * n), zero(count * n)];
  for (let r = 0; r < count; r++) points.set(pointOf(landscape, r), r * n);
  const values = landscape.evaluate(points, gradients);
  expect(landscape.evaluate(points)).toEqual(values);
  const x = points.slice(0, n);
  landscape.hessianProducts(x, points, products);
  const out = zero(n);
  for (let r = 0; r < count; r++) {
    const row = points.slice(r * n, (r + 1) * n);
    expect(landscape.gradient(row, out)).toBe(values[r]);
    expect(gradients.slice(r * n, (r + 1) * n)).toEqual(out);
    landscape.hessianVectorProduct(x, row, out);
    expect(products.slice(r * n, (r + 1) * n)).toEqual(out);
  }
  expect(landscape.evaluate(zero(0))).toEqual(zero(0));
});

test("a mixture is the weighted sum of the pure glasses of its sub-streams", () => {
  const n = 8;
  const mixed = createMixedPSpin(engine, { n, weights: { 3: 1, 2: 0.25 }, key: key("sum") });
  const pure = [2, 3].map(
    (p) => new SphericalPSpin(new PSpinCouplings(engine, { n, p, key: subStream(key("sum"), p) })),
  );
  const x = pointOf(mixed);
  expect(mixed.value(x)).toBeCloseTo(0.25 * pure[0]!.value(x) + pure[1]!.value(x), 13);
  const h = mixed.hessian(x);
  const [a, b] = pure.map((each) => each.hessian(x));
  for (let i = 0; i < h.length; i++) expect(h[i]!).toBeCloseTo(0.25 * a![i]! + b![i]!, 12);
  expect(mixed.parts).toEqual([
    { p: 2, weight: 0.25 },
    { p: 3, weight: 1 },
  ]);
  // each p keeps its disorder when the others change
  const alone = createMixedPSpin(engine, { n, weights: { 3: 2 }, key: key("sum") });
  expect(alone.value(x)).toBe(2 * pure[1]!.value(x));
});

/** T(w_1, …, w_L), term by term. */
function contraction(tensor: Float64Array, layers: readonly number[], w: Float64Array): number {
  let total = 0;
  for (let at = 0; at < tensor.length; at++) {
    let [term, rest, end] = [tensor[at]!, at, w.length];
    for (let l = layers.length - 1; l >= 0; l--) {
      end -= layers[l]!;
      term *= w[end + (rest % layers[l]!)]!;
      rest = Math.floor(rest / layers[l]!);
    }
    total += term;
  }
  return total;
}

test.each([[[3, 5]], [[4, 2, 3]], [[1, 3, 2]], [[2, 3, 2, 3]]])(
  "layers %j: H is the scaled contraction of the tensor",
  (layers) => {
    const entries = layers.reduce((a, b) => a * b, 1);
    const n = layers.reduce((a, b) => a + b, 0);
    const tensor = Float64Array.from(draw("tensor", entries), Math.fround);
    const landscape = createMultiSpecies(engine, { layers, tensor });
    const size = n * Math.sqrt(n);
    for (let k = 0; k < 5; k++) {
      const x = pointOf(landscape, k);
      const wanted = Math.sqrt(n / entries) * contraction(tensor, layers, x);
      expect(Math.abs(landscape.value(x) - wanted)).toBeLessThan(2 ** -23 * size);
    }
    landscape.dispose();
  },
);

/** Mean and standard error. */
function estimate(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

const DISORDERS = 3000;

/** H at two points over many disorders; the first point is where the second is moved from. */
function products(make: (k: number) => OwnedLandscape, x: Float64Array, y: Float64Array) {
  const both = new Float64Array([...x, ...y]);
  const pairs = Array.from({ length: DISORDERS }, (_, k) => {
    const landscape = make(k);
    const [a, b] = landscape.evaluate(both);
    landscape.dispose();
    return [a!, b!] as const;
  });
  return { cross: estimate(pairs.map(([a, b]) => a * b)), square: estimate(pairs.map(([a]) => a * a)) };
}

test("the covariance of a mixture is n xi(q), within 4 standard errors of 3,000 disorders", () => {
  const n = 6;
  const manifold = sphere(n);
  const x = manifold.nearest(draw("covariance", n), zero(n));
  const y = manifold.nearest(
    x.map((value, i) => value + 0.8 * draw("other", n)[i]!),
    zero(n),
  );
  const q = dot(x, y) / n;
  const xi = (q: number) => q * q + 0.49 * q ** 3 + 0.25 * q ** 4;
  const { cross, square } = products(
    (k) => createMixedPSpin(engine, { n, weights: { 2: 1, 3: 0.7, 4: 0.5 }, key: key("cov", k) }),
    x,
    y,
  );
  expect(Math.abs(q)).toBeGreaterThan(0.3);
  expect(Math.abs(cross.mean - n * xi(q))).toBeLessThan(4 * cross.error);
  expect(Math.abs(square.mean - n * xi(1))).toBeLessThan(4 * square.error);
});

test("the covariance of layers is n times the product of their overlaps, within 4 standard errors", () => {
  const layers = [2, 3, 4];
  const first = createMultiSpecies(engine, { layers, key: key("first") });
  const { manifold, dimension: n } = first;
  const x = manifold.nearest(draw("covariance", n), zero(n));
  const y = manifold.nearest(
    x.map((value, i) => value + 0.5 * draw("other", n)[i]!),
    zero(n),
  );
  let [overlaps, at] = [1, 0];
  for (const size of layers) {
    overlaps *= dot(x.subarray(at, at + size), y.subarray(at, at + size)) / size;
    at += size;
  }
  const { cross, square } = products(
    (k) => createMultiSpecies(engine, { layers, key: key("layers", k) }),
    x,
    y,
  );
  expect(Math.abs(overlaps)).toBeGreaterThan(0.3);
  expect(Math.abs(cross.mean - n * overlaps)).toBeLessThan(4 * cross.error);
  expect(Math.abs(square.mean - n)).toBeLessThan(4 * square.error);
});

/** Newton steps in the tangent space, from a start; undefined where they do not arrive. */
function newton(landscape: OwnedLandscape, start: Float64Array): Float64Array | undefined {
  const { manifold, dimension: n } = landscape;
  const t = manifold.tangentDimension;
  const g = zero(n);
  let x = start;
  for (let step = 0; step < 40; step++) {
    landscape.gradient(x, g);
    if (Math.hypot(...g) < 1e-10) return x;
    const rows = landscape.hessian(x);
    const a = Array.from({ length: t }, (_, i) => [...rows.slice(i * t, (i + 1) * t)]);
    const b = [...manifold.tangentCoordinates(x, g)];
    for (let c = 0; c < t; c++) {
      const pivot = a.reduce(
        (best, row, i) => (i >= c && Math.abs(row[c]!) > Math.abs(a[best]![c]!) ? i : best),
        c,
      );
      [a[c], a[pivot], b[c], b[pivot]] = [a[pivot]!, a[c]!, b[pivot]!, b[c]!];
      for (let i = c + 1; i < t; i++) {
        const factor = a[i]![c]! / a[c]![c]!;
        for (let j = c; j < t; j++) a[i]![j]! -= factor * a[c]![j]!;
        b[i]! -= factor * b[c]!;
      }
    }
    const y = zero(t);
    for (let i = t - 1; i >= 0; i--)
      y[i] = (b[i]! - a[i]!.reduce((sum, value, j) => (j > i ? sum + value * y[j]! : sum), 0)) / a[i]![i]!;
    const move = manifold.liftTangent(x, y);
    const length = Math.hypot(...move);
    const most = Math.min(1, 0.5 / length);
    x = manifold.retract(
      x,
      move.map((value) => -value * most),
      zero(n),
    );
  }
  return undefined;
}

test("layers of 2, 2, 2 have 4 or 6 singular tuples up to signs, 4.281 on average [DraHor16]", () => {
  const tensors = 60;
  const counts = Array.from({ length: tensors }, (_, k) => {
    const landscape = createMultiSpecies(engine, { layers: [2, 2, 2], key: key("tuples", k) });
    const found: Float64Array[] = [];
    for (let s = 0; s < 60; s++) {
      const x = newton(landscape, pointOf(landscape, s));
      if (!x) continue;
      // signs of a layer: 8 points stand for one tuple
      const same = (y: Float64Array) =>
        [0, 2, 4].every((at) => Math.abs(Math.abs(x[at]! * y[at]! + x[at + 1]! * y[at + 1]!) - 2) < 1e-6);
      if (!found.some(same)) found.push(x);
    }
    landscape.dispose();
    return found.length;
  });
  expect(counts.filter((count) => count !== 4 && count !== 6)).toEqual([]);
  const { mean, error } = estimate(counts);
  expect(Math.abs(mean - 4.281)).toBeLessThan(3 * error);
});

test("critical values of two layers are the singular values, by one-sided Jacobi", () => {
  const layers = [3, 5];
  const tensor = Float64Array.from(draw("matrix", 15), Math.fround);
  const rows = Array.from({ length: 3 }, (_, i) => tensor.slice(5 * i, 5 * i + 5));
  for (let sweep = 0; sweep < 30; sweep++)
    for (let i = 0; i < 3; i++)
      for (let j = i + 1; j < 3; j++) {
        const [a, b] = [rows[i]!.slice(), rows[j]!.slice()];
        const angle = Math.atan2(2 * dot(a, b), dot(a, a) - dot(b, b)) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        rows[i] = a.map((value, k) => c * value + s * b[k]!);
        rows[j] = a.map((value, k) => -s * value + c * b[k]!);
      }
  const singular = rows.map((row) => Math.hypot(...row)).sort((x, y) => x - y);
  const landscape = createMultiSpecies(engine, { layers, tensor });
  const values = new Set<string>();
  for (let s = 0; s < 60; s++) {
    const x = newton(landscape, pointOf(landscape, s));
    if (x) values.add(Math.abs(landscape.value(x) / Math.sqrt(8)).toFixed(5));
  }
  // of the 5 right directions two lie in the kernel: there H is 0, and Newton may end there too
  const found = [...values].map(Number).filter((value) => value > 1e-4);
  expect(found.sort((x, y) => x - y)).toEqual(singular.map((value) => Number(value.toFixed(5))));
});

test("a Hessian's semicircle has its edges at 2 sqrt(xi'') about -r", () => {
  const n = 160;
  const landscape = createMixedPSpin(engine, { n, weights: { 2: 1, 3: 1 }, key: key("edge") });
  const x = pointOf(landscape);
  const eigenvalues = eigenvaluesSymmetric(engine, landscape.hessian(x), n - 1);
  const mean = eigenvalues.reduce((a, b) => a + b, 0) / (n - 1);
  const square = eigenvalues.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1);
  // the variance of a semicircle of radius 2 sqrt(8) is 8; its own spread here is of order 8 / n
  expect(Math.abs(square - 8)).toBeLessThan(0.5);
  const { parts } = landscape;
  expect(parts.map(({ p }) => p)).toEqual([2, 3]);
  landscape.dispose();
});

test("weights, layers and tensors that cannot be are refused in sentences", () => {
  const mixed = (weights: unknown, n = 5) =>
    createMixedPSpin(engine, { n, weights: weights as never, key: key("x") });
  expect(() => mixed({})).toThrow(/one weight at least is above 0/);
  expect(() => mixed({ 2: 0, 3: 0 })).toThrow(/all of these are 0/);
  expect(() => mixed({ 3: -1 })).toThrow(/weight of p = 3 is a finite number of 0 or more, got -1/);
  expect(() => mixed({ 3: Number.NaN })).toThrow(/got NaN/);
  expect(() => mixed({ 1: 1 })).toThrow(/p is a whole number from 2 to 32, got 1/);
  expect(() => mixed({ "2.5": 1 })).toThrow(/got 2.5/);
  expect(() => mixed(null)).toThrow(/weights are an object/);
  expect(() => mixed({ 2: 1 }, 1)).toThrow(/N must be a whole number of 2 or more/);
  expect(() => mixed({ 3: 1, 4: 1, 2: 1 }, 3000)).toThrow(/Take a smaller N or p/);
  expect(() => mixed({ 5: 1, 6: 1 }, 118)).toThrow(/Take a smaller N or p/);
  const layered = (layers: unknown) => createMultiSpecies(engine, { layers: layers as never, key: key("x") });
  expect(() => layered([4])).toThrow(/2 to 32 sizes/);
  expect(() => layered("4, 4")).toThrow(/got "4, 4"/);
  expect(() => layered([4, 0])).toThrow(/the size of layer 2 is a whole number of 1 or more, got 0/);
  expect(() => layered([2000, 2000, 2000])).toThrow(/Take a smaller N or p/);
  const given = (tensor: Float64Array) => () => createMultiSpecies(engine, { layers: [2, 2], tensor });
  expect(given(zero(3))).toThrow(/the tensor has 4 numbers, got 3/);
  expect(given(Float64Array.of(1, Number.NaN, 1, 1))).toThrow(/number 1 of the tensor is NaN/);
  expect(given(Float64Array.of(1, 1e300, 1, 1))).toThrow(/out of the range of single precision/);
  for (const [, landscape] of glasses) {
    const n = landscape.dimension;
    const x = pointOf(landscape);
    expect(() => landscape.value(x.map((each) => 2 * each))).toThrow(/\|x\|²/);
    expect(() => landscape.value(zero(2 * n))).toThrow(/numbers/);
    expect(() => landscape.hessianVectorProduct(x, zero(n + 1), zero(n))).toThrow(/v has/);
    expect(() => landscape.evaluate(zero(n + 1))).toThrow(/whole number/);
  }
});
