// A user's own function as a landscape: derivatives by central differences against exact ones.
import { beforeAll, expect, test } from "vitest";
import {
  Engine,
  hessianSpectrum,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
  userLandscape,
} from "../dist/index.js";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const norm = (v: ArrayLike<number>): number => Math.sqrt(Array.from(v).reduce((sum, x) => sum + x * x, 0));
const distance = (a: Float64Array, b: Float64Array): number => norm(a.map((value, i) => value - b[i]!));

test("Rosenbrock's gradient and Hessian come out of its values alone", () => {
  const f = userLandscape({ dimension: 2, value: ([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2 });
  const x = Float64Array.from([-1.2, 1]);
  const gradient = new Float64Array(2);
  expect(f.gradient(x, gradient)).toBeCloseTo(24.2, 12);
  expect(distance(gradient, Float64Array.from([-215.6, -88]))).toBeLessThan(1e-7 * norm(gradient));
  const hessian = f.hessian(x);
  expect(distance(hessian, Float64Array.from([1330, 480, 480, 200]))).toBeLessThan(1e-5 * norm(hessian));
});

test("on the sphere it agrees with the p-spin landscape that it wraps, with and without a gradient of its own", () => {
  const n = 7;
  const couplings = new PSpinCouplings(engine, { n, p: 3, key: streamKey("user function", 1) });
  const exact = new SphericalPSpin(couplings);
  const value = (x: Float64Array) => couplings.evaluate(x).energies[0]!;
  const gradient = (x: Float64Array, out: Float64Array) => out.set(couplings.evaluate(x).gradients);
  const x = Float64Array.from([1, -2, 0.5, 1.5, 0.3, -0.7, 1]);
  const scale = Math.sqrt(n) / norm(x);
  for (let i = 0; i < n; i++) x[i]! *= scale;
  const wanted = hessianSpectrum(engine, exact, x);
  const v = Float64Array.from([1, 2, 3, -1, 0, 1, 1]);
  for (const [own, tolerance] of [
    [userLandscape({ dimension: n, manifold: "sphere", value }), 1e-6],
    [userLandscape({ dimension: n, manifold: "sphere", value, gradient }), 1e-9],
  ] as const) {
    const [a, b] = [new Float64Array(n), new Float64Array(n)];
    own.gradient(x, a);
    exact.gradient(x, b);
    expect(distance(a, b)).toBeLessThan(1e-8 * norm(b));
    expect(distance(hessianSpectrum(engine, own, x), wanted)).toBeLessThan(tolerance * norm(wanted));
    own.hessianVectorProduct(x, v, a);
    exact.hessianVectorProduct(x, v, b);
    expect(distance(a, b)).toBeLessThan(tolerance * 10 * norm(b));
  }
  couplings.dispose();
});

test("points of the wrong length and dimensions that are none are refused", () => {
  const f = userLandscape({ dimension: 2, value: () => 0 });
  expect(() => f.value(new Float64Array(3))).toThrow(/2 numbers, got 3/);
  expect(() => userLandscape({ dimension: 0, value: () => 0 })).toThrow(/got 0/);
});
