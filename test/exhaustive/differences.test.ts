// Differences against exact derivatives over lengths 2^-20 … 2^20 and points 1e-3 … 1e6 lengths away.
import { expect, test } from "vitest";
import { Engine, streamKey, uniforms, userLandscape } from "../../dist/index.js";

const POINTS = 25_000;

type Derivatives = (u: number) => readonly [value: number, first: number, second: number];

/** Of u = x / s: s is a power of two, so that u is exact. */
const FAMILY: Readonly<Record<string, { of: Derivatives; size: (u: number) => number; most: number }>> = {
  cosine: { of: (u) => [Math.cos(u), -Math.sin(u), -Math.cos(u)], size: () => 1, most: 1e6 },
  shifted: { of: (u) => [2 + Math.sin(u), Math.cos(u), -Math.sin(u)], size: () => 3, most: 1e6 },
  lorentz: {
    of: (u) => [1 / (1 + u * u), (-2 * u) / (1 + u * u) ** 2, (6 * u * u - 2) / (1 + u * u) ** 3],
    size: () => 1,
    most: 100,
  },
  quartic: { of: (u) => [u ** 4, 4 * u ** 3, 12 * u * u], size: (u) => u ** 4, most: 1e6 },
};

test.each(Object.keys(FAMILY))(
  "%s: errors within what is documented, and within 3 estimates",
  async (name) => {
    const engine = await Engine.create();
    const { of, size, most } = FAMILY[name]!;
    const random = uniforms(engine, streamKey("differences", name), 3 * POINTS);
    const worst = { first: 0, second: 0, byEstimate: 0, secondByEstimate: 0, values: 0 };
    for (let i = 0; i < POINTS; i++) {
      const s = 2 ** Math.floor(41 * random[3 * i]! - 20);
      const u =
        (random[3 * i + 2]! < 0.5 ? -1 : 1) * 10 ** (-3 + random[3 * i + 1]! * Math.log10(most * 1e3));
      const f = userLandscape({
        dimension: 1,
        value: ([t]) => {
          worst.values++;
          return of(t! / s)[0];
        },
      });
      const x = Float64Array.of(u * s);
      const [, first, second] = of(u);
      const a = f.gradientWithError(x);
      const b = f.hessianWithError(x);
      const length = name === "quartic" ? Math.abs(u) * s : s;
      const [e1, e2] = [Math.abs(a.gradient[0]! - first / s), Math.abs(b.hessian[0]! - second / s / s)];
      worst.first = Math.max(worst.first, (e1 * length) / size(u));
      worst.second = Math.max(worst.second, (e2 * length * length) / size(u));
      worst.byEstimate = Math.max(worst.byEstimate, e1 / a.error[0]!);
      worst.secondByEstimate = Math.max(worst.secondByEstimate, e2 / b.error);
    }
    console.log(name, worst, worst.values / POINTS / 2);
    expect(worst.first).toBeLessThan(1e-11);
    expect(worst.second).toBeLessThan(2e-9);
    expect(worst.byEstimate).toBeLessThan(3);
    expect(worst.secondByEstimate).toBeLessThan(3);
  },
);

/**
 * The sum of cos x_i - cos base_i, where at most one coordinate differs: that one is looked for from the last one found, so that
 * a value costs little. Adding 1 keeps the rounding of the values that of one cosine.
 */
function changeOfCosines(base: Float64Array): (x: Float64Array) => number {
  let last = 0;
  return (x) => {
    for (let k = 0; k < x.length; k++) {
      const i = (last + k) % x.length;
      if (x[i] === base[i]) continue;
      last = i;
      return 1 + Math.cos(x[i]!) - Math.cos(base[i]!);
    }
    return 1;
  };
}

test("a gradient from values alone of 10,000 cosines, far from the origin, is right in every coordinate", () => {
  // a step that grew with |x| = 1e6 instead of with a coordinate's own scale would see nothing of them
  const far = Float64Array.from({ length: 10_000 }, (_, i) => 10_000 + i);
  const f = userLandscape({ dimension: far.length, value: changeOfCosines(far) });
  const { gradient, error } = f.gradientWithError(far);
  const off = far.map((t, i) => Math.abs(gradient[i]! + Math.sin(t)));
  console.log("10,000 cosines", Math.max(...off), Math.max(...off.map((e, i) => e / error[i]!)));
  expect(Math.max(...off)).toBeLessThan(1e-10);
  expect(off.findIndex((e, i) => !(e <= 3 * error[i]!))).toBe(-1);
}, 600_000);
