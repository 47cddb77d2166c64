// Manifolds are held to what defines them: derivatives along curves that are computed without them, on all of them alike.
import { expect, test } from "vitest";
import { normals } from "../dist/engine/random.js";
import {
  Engine,
  euclidean,
  type Manifold,
  PSpinCouplings,
  product,
  SphericalPSpin,
  sphere,
  streamKey,
  userLandscape,
} from "../dist/index.js";

const engine = await Engine.create();
const manifolds: readonly Manifold[] = [
  euclidean(5),
  sphere(1),
  sphere(6),
  product(sphere(4)),
  product(sphere(3), euclidean(2), sphere(5)),
  product(product(sphere(3), sphere(2)), euclidean(1)),
];
const draw = (name: string, n: number, k = 0) =>
  normals(engine, streamKey("test", "manifold", name, n, k), n);
const zero = (n: number) => new Float64Array(n);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const distance = (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((value, i) => value - b[i]!));

const pointOn = (manifold: Manifold, k = 0) =>
  manifold.nearest(draw("point", manifold.dimension, k), zero(manifold.dimension));
const tangentAt = (manifold: Manifold, x: Float64Array, k = 0) =>
  manifold.project(x, draw("tangent", manifold.dimension, k), zero(manifold.dimension));

test.each(manifolds.map((manifold) => [manifold.description, manifold] as const))(
  "%s: projections, basis, retraction and transport are what they are called",
  (_, manifold) => {
    const { dimension: n, tangentDimension: t } = manifold;
    const x = pointOn(manifold);
    manifold.assertPoint("test", x);
    expect(distance(manifold.nearest(x, zero(n)), x)).toBeLessThan(1e-14 * n);
    const v = tangentAt(manifold, x);
    expect(distance(manifold.project(x, v, zero(n)), v)).toBeLessThan(1e-14 * n);
    const rest = draw("tangent", n).map((value, i) => value - v[i]!);
    expect(Math.abs(dot(rest, v))).toBeLessThan(1e-13 * n);
    const basis = Array.from({ length: t }, (_, j) =>
      manifold.liftTangent(
        x,
        Float64Array.from({ length: t }, (_, k) => (k === j ? 1 : 0)),
      ),
    );
    for (const [i, a] of basis.entries()) {
      expect(distance(manifold.project(x, a, zero(n)), a)).toBeLessThan(1e-14 * n);
      for (const [j, b] of basis.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 13);
      expect(manifold.tangentCoordinates(x, v)[i]).toBeCloseTo(dot(a, v), 13);
    }
    expect(distance(manifold.liftTangent(x, manifold.tangentCoordinates(x, v)), v)).toBeLessThan(1e-13 * n);
    for (const h of [1e-2, 1e-3]) {
      const y = manifold.retract(
        x,
        v.map((value) => h * value),
        zero(n),
      );
      manifold.assertPoint("test", y);
      const straight = x.map((value, i) => value + h * v[i]!);
      expect(distance(y, straight)).toBeLessThan(2 * h * h * dot(v, v) + 1e-15);
      const carried = manifold.transport(x, y, v, zero(n));
      expect(distance(manifold.project(y, carried, zero(n)), carried)).toBeLessThan(1e-13 * n);
      expect(distance(carried, v)).toBeLessThan(2 * h * dot(v, v) + 1e-15);
    }
  },
);

/** f = |A x|² / 2 + Σ c_i x_i³: everything of it is known on R^n. */
function cubic(n: number) {
  const a = normals(engine, streamKey("test", "manifold", "matrix"), n * n);
  const c = draw("cubic", n);
  const rows = (x: Float64Array) =>
    Float64Array.from({ length: n }, (_, i) => dot(a.subarray(i * n, i * n + n), x));
  const transposed = (y: Float64Array) =>
    x0(n).map((_, j) => y.reduce((sum, value, i) => sum + value * a[i * n + j]!, 0));
  const x0 = zero;
  return {
    value: (x: Float64Array) =>
      dot(rows(x), rows(x)) / 2 + x.reduce((sum, value, i) => sum + c[i]! * value ** 3, 0),
    gradient: (x: Float64Array, out: Float64Array) =>
      out.set(transposed(rows(x)).map((value, i) => value + 3 * c[i]! * x[i]! * x[i]!)),
    hessianVectorProduct: (x: Float64Array, v: Float64Array, out: Float64Array) =>
      out.set(transposed(rows(v)).map((value, i) => value + 6 * c[i]! * x[i]! * v[i]!)),
  };
}

test.each(manifolds.map((manifold) => [manifold.description, manifold] as const))(
  "%s: gradient and Hessian are derivatives of the function along retractions",
  (_, manifold) => {
    const { dimension: n, tangentDimension: t } = manifold;
    const f = cubic(n);
    const landscape = userLandscape({ dimension: n, manifold, ...f });
    const x = pointOn(manifold);
    const gradient = zero(n);
    const value = landscape.gradient(x, gradient);
    expect(value).toBe(landscape.value(x));
    const hessian = landscape.hessian(x);
    expect(hessian.length).toBe(t * t);
    const directions = zero(3 * n);
    for (let k = 0; k < 3; k++) directions.set(tangentAt(manifold, x, k), k * n);
    const products = zero(3 * n);
    landscape.hessianProducts(x, directions, products);
    for (let k = 0; k < 3; k++) {
      const v = directions.subarray(k * n, (k + 1) * n);
      const single = zero(n);
      landscape.hessianVectorProduct(x, v, single);
      expect(products.subarray(k * n, (k + 1) * n)).toEqual(single);
      // nearest-point retractions agree with geodesics to second order, so f along them has Hessian and gradient for derivatives
      const along = (h: number) =>
        f.value(
          manifold.nearest(
            x.map((value, i) => value + h * v[i]!),
            zero(n),
          ),
        );
      const h = 1e-3;
      const [p1, m1, p2, m2] = [along(h), along(-h), along(2 * h), along(-2 * h)];
      const size = 1 + Math.abs(value);
      expect(Math.abs((8 * (p1 - m1) - (p2 - m2)) / (12 * h) - dot(gradient, v))).toBeLessThan(
        1e-6 * size * n,
      );
      const second = (16 * (p1 + m1) - (p2 + m2) - 30 * value) / (12 * h * h);
      expect(Math.abs(second - dot(v, single))).toBeLessThan(1e-6 * size * n);
      const y = manifold.tangentCoordinates(x, v);
      const image = Float64Array.from(y, (_, i) => dot(hessian.subarray(i * t, (i + 1) * t), y));
      expect(distance(image, manifold.tangentCoordinates(x, single))).toBeLessThan(1e-12 * size * n);
    }
  },
);

test("derivatives by differences estimate their error on a product of manifolds too", () => {
  const manifold = product(sphere(3), euclidean(2), sphere(4));
  const n = manifold.dimension;
  const f = cubic(n);
  const exact = userLandscape({ dimension: n, manifold, ...f });
  const x = pointOn(manifold);
  const g = zero(n);
  exact.gradient(x, g);
  for (const given of [{ value: f.value }, { value: f.value, gradient: f.gradient }]) {
    const approximate = userLandscape({ dimension: n, manifold, ...given });
    const { gradient, error } = approximate.gradientWithError(x);
    for (let i = 0; i < n; i++)
      expect(Math.abs(gradient[i]! - g[i]!)).toBeLessThanOrEqual(3 * error[i]! + 1e-14);
    const found = approximate.hessianWithError(x);
    expect(distance(found.hessian, exact.hessian(x))).toBeLessThan(3 * found.error + 1e-12);
    expect(found.error).toBeLessThan(1e-3);
  }
});

test.each([3, 4])("a batch of a p = %i glass is its rows, to the last bit", (p) => {
  const n = 7;
  const landscape = new SphericalPSpin(
    new PSpinCouplings(engine, { n, p, key: streamKey("test", "batch", p) }),
  );
  const count = 19; // two kernel calls and a part of one
  const points = zero(count * n);
  for (let r = 0; r < count; r++) points.set(pointOn(landscape.manifold, r), r * n);
  const gradients = zero(count * n);
  const values = landscape.evaluate(points, gradients);
  const out = zero(n);
  for (let r = 0; r < count; r++) {
    const x = points.subarray(r * n, (r + 1) * n);
    expect(landscape.gradient(x, out)).toBe(values[r]);
    expect(gradients.subarray(r * n, (r + 1) * n)).toEqual(out);
    expect(landscape.value(x)).toBe(values[r]);
  }
  const x = points.slice(0, n);
  const products = zero(count * n);
  landscape.hessianProducts(x, points, products);
  for (let r = 0; r < count; r++) {
    landscape.hessianVectorProduct(x, points.subarray(r * n, (r + 1) * n), out);
    expect(products.subarray(r * n, (r + 1) * n)).toEqual(out);
  }
});

test("what is no point of a product says which factor is wrong", () => {
  const manifold = product(sphere(2), sphere(3));
  expect(() => manifold.assertPoint("f", Float64Array.of(1, 1, 1, 1, 2))).toThrow(
    /f, factor 1: .*\|x\|² = 6/,
  );
  expect(() => product()).toThrow(/got none/);
  expect(() => product("sphere" as never)).toThrow(/got "sphere"/);
});
