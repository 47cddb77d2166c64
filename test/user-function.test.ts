// A user's own function as a landscape: derivatives by central differences against exact ones.
import { beforeAll, expect, test } from "vitest";
import {
  Engine,
  hessianSpectrum,
  LosscapeError,
  PSpinCouplings,
  SphericalPSpin,
  sphere,
  streamKey,
  userLandscape,
} from "../dist/index.js";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const norm = (v: ArrayLike<number>): number => Math.hypot(...Array.from(v));
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

test("on the sphere it agrees with the p-spin landscape that it wraps, with and without a gradient of its own", async () => {
  const n = 7;
  const couplings = new PSpinCouplings(engine, { n, p: 3, key: streamKey("user function", 1) });
  const exact = new SphericalPSpin(couplings);
  const value = (x: Float64Array) => couplings.evaluate(x).energies[0]!;
  const gradient = (x: Float64Array, out: Float64Array) => out.set(couplings.evaluate(x).gradients);
  const x = Float64Array.from([1, -2, 0.5, 1.5, 0.3, -0.7, 1]);
  const scale = Math.sqrt(n) / norm(x);
  for (let i = 0; i < n; i++) x[i]! *= scale;
  const wanted = await hessianSpectrum(engine, exact, x);
  const v = Float64Array.from([1, 2, 3, -1, 0, 1, 1]);
  for (const [own, tolerance] of [
    [userLandscape({ dimension: n, manifold: sphere(n), value }), 1e-6],
    [userLandscape({ dimension: n, manifold: sphere(n), value, gradient }), 1e-9],
  ] as const) {
    const [a, b] = [new Float64Array(n), new Float64Array(n)];
    own.gradient(x, a);
    exact.gradient(x, b);
    expect(distance(a, b)).toBeLessThan(1e-8 * norm(b));
    expect(distance(await hessianSpectrum(engine, own, x), wanted)).toBeLessThan(tolerance * norm(wanted));
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

/** A function of scale c_i along each coordinate and what it has for derivatives. */
interface Known {
  readonly name: string;
  readonly x: readonly number[];
  readonly value: (x: Float64Array) => number;
  readonly gradient: (x: Float64Array) => readonly number[];
  readonly hessian: (x: Float64Array) => readonly (readonly number[])[];
  /** Largest error of first and second derivatives from values, relative to their largest entry. */
  readonly most: readonly [number, number];
}

const single = (
  name: string,
  x: number,
  [f, first, second]: readonly [(t: number) => number, number, number],
  most: readonly [number, number] = [2e-12, 1e-9],
): Known => ({
  name: `${name} at ${x}`,
  x: [x],
  value: ([t]) => f(t!),
  gradient: () => [first],
  hessian: () => [[second]],
  most,
});

/** max, softmax: shifted by 10^4 the values have lost four digits, and so have their differences. */
function logSumExp(shift: number, most: readonly [number, number]): Known {
  const p = (x: Float64Array): number[] => {
    const e = Array.from(x, (t) => Math.exp(t - shift));
    const sum = e.reduce((a, b) => a + b);
    return e.map((each) => each / sum);
  };
  return {
    name: `log-sum-exp at ${shift}`,
    x: [0, 1, -1, 2, 0.5].map((t) => t + shift),
    value: (x) => {
      const top = Math.max(...x);
      return top + Math.log(x.reduce((sum, t) => sum + Math.exp(t - top), 0));
    },
    gradient: p,
    hessian: (x) => p(x).map((a, i) => p(x).map((b, j) => (i === j ? a : 0) - a * b)),
    most,
  };
}

/** Cosines of 1e-6, 1 and 1e6 units a radian, the first and the last of them mixed. */
const units = [1e-6, 1, 1e6];
const mixedScales: Known = {
  name: "scales 1e-6 … 1e6",
  x: [0.4e-6, -1.3, 2.1e6],
  value: (x) => {
    const u = Array.from(x, (t, i) => t / units[i]!);
    return Math.cos(u[0]!) + Math.cos(u[1]!) + Math.cos(u[2]!) + Math.sin(u[0]! + u[2]!);
  },
  gradient: (x) => {
    const u = Array.from(x, (t, i) => t / units[i]!);
    return u.map((t, i) => ((i === 1 ? 0 : Math.cos(u[0]! + u[2]!)) - Math.sin(t)) / units[i]!);
  },
  hessian: (x) => {
    const u = Array.from(x, (t, i) => t / units[i]!);
    const cross = (i: number, j: number): number => (i === 1 || j === 1 ? 0 : -Math.sin(u[0]! + u[2]!));
    return u.map((t, i) =>
      u.map((_, j) => (cross(i, j) - (i === j ? Math.cos(t) : 0)) / units[i]! / units[j]!),
    );
  },
  most: [2e-12, 1e-9],
};

const KNOWN: readonly Known[] = [
  ...[0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((t) =>
    single("cos", t, [Math.cos, -Math.sin(t), -Math.cos(t)], [1e-11, 1e-9]),
  ),
  // -355 is 113 pi but for 3e-5: the first derivative is as small, its error is not
  single("cos", -355, [Math.cos, Math.sin(355), -Math.cos(355)], [1e-8, 1e-9]),
  ...[0, 1e-8, 1, -20, 100, 700].map((t) => single("exp", t, [Math.exp, Math.exp(t), Math.exp(t)])),
  ...[1e-50, 1e-8, 1, 1e5, -1e5, 1e50].map((t) =>
    single("x⁴", t, [(u) => u * u * u * u, 4 * t ** 3, 12 * t * t]),
  ),
  ...[1e100, 1e-100, 1e250].map((c) =>
    single(`${c} cos`, 1, [(t) => c * Math.cos(t), -c * Math.sin(1), -c * Math.cos(1)]),
  ),
  ...[2 ** 330, 2 ** -330].map((s) =>
    single("cos(t / s)", 2 * s, [(t) => Math.cos(t / s), -Math.sin(2) / s, -Math.cos(2) / s / s]),
  ),
  single("log, near the end of its domain,", 1e-8, [Math.log, 1e8, -1e16], [1e-11, 1e-8]),
  single(
    "a bump of width 1e-6",
    0.5e-6,
    [(t) => Math.exp(-((t / 1e-6) ** 2)), -1e6 * Math.exp(-0.25), -1e12 * Math.exp(-0.25)],
    [1e-11, 1e-9],
  ),
  logSumExp(0, [1e-11, 2e-9]),
  logSumExp(1e4, [1e-8, 1e-6]),
  mixedScales,
];

test.each(KNOWN)("differences: $name", ({ x, value, gradient, hessian, most }) => {
  const n = x.length;
  const at = Float64Array.from(x);
  const [g, h] = [gradient(at), hessian(at)];
  for (const given of n > 1 ? [false, true] : [false]) {
    const f = userLandscape({
      dimension: n,
      value,
      ...(given ? { gradient: (point: Float64Array, out: Float64Array) => out.set(gradient(point)) } : {}),
    });
    const first = f.gradientWithError(at);
    const second = f.hessianWithError(at);
    const largest = Math.max(...g.map(Math.abs));
    g.forEach((exact, i) => {
      const error = Math.abs(first.gradient[i]! - exact);
      // each by its own coordinate's scale would be sharper; the estimate is, and is trusted to a factor of 3
      expect(error).toBeLessThanOrEqual(most[0] * largest);
      expect(error).toBeLessThanOrEqual(3 * first.error[i]! + 4 * Number.EPSILON * Math.abs(exact));
      if (given) expect(first.error[i]).toBe(0);
    });
    const exact = Float64Array.from(h.flat());
    const error = distance(second.hessian, exact);
    expect(error).toBeLessThanOrEqual(most[1] * norm(exact));
    expect(error).toBeLessThanOrEqual(3 * second.error);
    expect(second.error).toBeLessThanOrEqual(10 * most[1] * norm(exact));
  }
});

function rosenbrock(n: number) {
  return {
    dimension: n,
    value: (x: Float64Array) => {
      let sum = 0;
      for (let i = 0; i + 1 < n; i++) sum += (1 - x[i]!) ** 2 + 100 * (x[i + 1]! - x[i]! ** 2) ** 2;
      return sum;
    },
    gradient: (x: Float64Array, out: Float64Array) => {
      out.fill(0);
      for (let i = 0; i + 1 < n; i++) {
        const r = x[i + 1]! - x[i]! ** 2;
        out[i]! += -2 * (1 - x[i]!) - 400 * x[i]! * r;
        out[i + 1]! += 200 * r;
      }
    },
    hessianVectorProduct: (x: Float64Array, v: Float64Array, out: Float64Array) => {
      out.fill(0);
      for (let i = 0; i + 1 < n; i++) {
        const a = 2 - 400 * (x[i + 1]! - 3 * x[i]! ** 2);
        out[i]! += a * v[i]! - 400 * x[i]! * v[i + 1]!;
        out[i + 1]! += 200 * v[i + 1]! - 400 * x[i]! * v[i]!;
      }
    },
  };
}

test("Rosenbrock at n = 40: Hessians and products from values, and from gradients, are the exact ones", () => {
  const n = 40;
  const f = rosenbrock(n);
  const x = Float64Array.from({ length: n }, (_, i) => 1 + 0.3 * Math.sin(i * i));
  const v = Float64Array.from({ length: n }, (_, i) => Math.cos(3 * i));
  const exact = userLandscape(f);
  const own = exact.hessianWithError(x);
  expect(own.error).toBe(0);
  const product = exact.productWithError(x, v);
  const { value, gradient, dimension } = f;
  for (const by of [userLandscape({ dimension, value }), userLandscape({ dimension, value, gradient })]) {
    const found = by.hessianWithError(x);
    expect(distance(found.hessian, own.hessian)).toBeLessThan(1e-10 * norm(own.hessian));
    expect(distance(found.hessian, own.hessian)).toBeLessThan(3 * found.error);
    const along = by.productWithError(x, v);
    expect(distance(along.product, product.product)).toBeLessThan(1e-10 * norm(product.product));
    expect(along.error).toBeLessThan(1e-9 * norm(product.product));
  }
});

// A step that grew with |x| = 1e6 instead of with a coordinate's own scale would see nothing of the cosines below.
const MANY = 10_000;
const FAR = Float64Array.from({ length: MANY }, (_, i) => MANY + i);

test("a product from a given gradient of 10,000 cosines, far from the origin, is right (from values alone: test/exhaustive)", () => {
  const waves = userLandscape({
    dimension: MANY,
    value: (x) => x.reduce((sum, t) => sum + Math.cos(t), 0),
    gradient: (x, out) => out.set(x.map((t) => -Math.sin(t))),
  });
  const { product, error } = waves.productWithError(FAR, new Float64Array(MANY).fill(1));
  const wanted = FAR.map((t) => -Math.cos(t));
  expect(distance(product, wanted)).toBeLessThan(1e-8 * norm(wanted));
  expect(distance(product, wanted)).toBeLessThan(3 * error);
});

test("a step may be given, one or one a coordinate; values of low precision, kinks and constants say what they are", () => {
  const x = Float64Array.of(1, 1e-3);
  const value = ([a, b]: Float64Array): number => Math.sin(a!) * Math.exp(1000 * b!);
  const exact = [Math.cos(1) * Math.E, 1000 * Math.sin(1) * Math.E];
  for (const step of [[2 ** -8, 2 ** -18], Float64Array.of(2 ** -8, 2 ** -18), 2 ** -18] as const) {
    let values = 0;
    const f = userLandscape(
      {
        dimension: 2,
        value: (at) => {
          values++;
          return value(at);
        },
      },
      { step },
    );
    const { gradient, error } = f.gradientWithError(x);
    expect(values).toBeLessThanOrEqual(2 * 6 + 2);
    gradient.forEach((g, i) => {
      expect(Math.abs(g - exact[i]!)).toBeLessThanOrEqual(3 * error[i]!);
      expect(error[i]!).toBeLessThan(1e-8 * exact[1]!);
    });
  }
  const coarse = { dimension: 1, value: ([t]: Float64Array) => Math.fround(Math.cos(t!)) };
  for (const options of [{}, { valueError: 2 ** -24 }]) {
    const { gradient, error } = userLandscape(coarse, options).gradientWithError(Float64Array.of(1));
    expect(Math.abs(gradient[0]! + Math.sin(1))).toBeLessThan(Math.min(3 * error[0]!, 1e-4));
  }
  const kink = userLandscape({ dimension: 1, value: ([t]) => Math.abs(t!) });
  expect(kink.gradientWithError(Float64Array.of(0)).error[0]).toBeGreaterThan(0.9);
  expect(kink.gradientWithError(Float64Array.of(1e-5)).gradient[0]).toBeCloseTo(1, 10);
  const flat = userLandscape({ dimension: 1, value: () => 3 });
  expect(Array.from(flat.hessian(Float64Array.of(2)))).toEqual([0]);
  const quartic = userLandscape({ dimension: 2, value: ([a, b]) => a! ** 4 + b! * b! });
  const { hessian, error } = quartic.hessianWithError(new Float64Array(2));
  expect(distance(hessian, Float64Array.of(0, 0, 0, 2))).toBeLessThan(3 * error + 1e-15);
  expect(error).toBeLessThan(1e-9);
});

const always = () => 0;

test.each<readonly [string, () => unknown, RegExp]>([
  [
    "no value",
    () => userLandscape({ dimension: 2 } as never),
    /value is a function of a point, got undefined/,
  ],
  ["dimension NaN", () => userLandscape({ dimension: Number.NaN, value: always }), /got NaN/],
  ["dimension 1.5", () => userLandscape({ dimension: 1.5, value: always }), /got 1.5/],
  [
    "a torus",
    () => userLandscape({ dimension: 2, value: always, manifold: "torus" as never }),
    /euclidean\(2\) or sphere\(2\), got "torus"/,
  ],
  [
    "a sphere of other points",
    () => userLandscape({ dimension: 2, value: always, manifold: sphere(3) }),
    /points of 2 numbers cannot lie on the sphere \|x\|² = 3/,
  ],
  [
    "a gradient that is none",
    () => userLandscape({ dimension: 2, value: always, gradient: 3 as never }),
    /gradient is a function or left out, got 3/,
  ],
  [
    "an unknown option",
    () => userLandscape({ dimension: 2, value: always }, { h: 1 } as never),
    /no option "h"; there are step, valueError/,
  ],
  [
    "step 0",
    () => userLandscape({ dimension: 2, value: always }, { step: 0 }).gradientWithError(new Float64Array(2)),
    /step.*got 0/,
  ],
  [
    "step NaN",
    () => userLandscape({ dimension: 2, value: always }, { step: [1, Number.NaN] }),
    /step.*got NaN/,
  ],
  [
    "too few steps",
    () => userLandscape({ dimension: 2, value: always }, { step: [1] }),
    /2 coordinates need 2 steps, got 1/,
  ],
  [
    "valueError -1",
    () => userLandscape({ dimension: 2, value: always }, { valueError: -1 }),
    /valueError.*got -1/,
  ],
  [
    "a promise",
    () => userLandscape({ dimension: 1, value: (async () => 1) as never }).value(new Float64Array(1)),
    /asynchronous/,
  ],
  [
    "a text",
    () => userLandscape({ dimension: 1, value: (() => "1") as never }).value(new Float64Array(1)),
    /returned "1"/,
  ],
  [
    "outside the domain",
    () =>
      userLandscape({ dimension: 1, value: ([t]) => Math.log(t!) }).gradient(
        Float64Array.of(-1),
        new Float64Array(1),
      ),
    /value is NaN at this point/,
  ],
  [
    "on its edge",
    () => userLandscape({ dimension: 1, value: ([t]) => Math.sqrt(t!) }).hessian(Float64Array.of(0)),
    /no step has finite values/,
  ],
  [
    "a gradient unwritten",
    () =>
      userLandscape({ dimension: 2, value: always, gradient: always }).gradient(
        new Float64Array(2),
        new Float64Array(2),
      ),
    /gradient did not write its result/,
  ],
  [
    "an asymmetric product",
    () =>
      userLandscape({
        dimension: 2,
        value: always,
        hessianVectorProduct: (_, v, out) => out.set([v[1]!, 0]),
      }).hessian(new Float64Array(2)),
    /not symmetric/,
  ],
  [
    "a point with NaN",
    () => userLandscape({ dimension: 2, value: always }).value(Float64Array.of(0, Number.NaN)),
    /number 1 of the point is NaN/,
  ],
  [
    "a point off the sphere",
    () => userLandscape({ dimension: 2, manifold: sphere(2), value: always }).value(Float64Array.of(1, 2)),
    /\|x\|² = 5/,
  ],
])("%s is named", (_, work, sentence) => {
  expect(work).toThrow(sentence);
  expect(work).toThrow(LosscapeError);
});
