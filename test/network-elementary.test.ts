import { expect, test } from "vitest";
import { Engine } from "../dist/engine/engine.js";

const engine = await Engine.create();
const COUNT = 40_000;

/** Largest error in units of the last place of the result, over points from `low` to `high`. */
function worstUlp(
  points: Float64Array,
  got: ArrayLike<number>,
  exact: (x: number) => number,
  bits: { mantissa: number; tiny: number },
): number {
  let worst = 0;
  points.forEach((x, i) => {
    const truth = exact(x);
    const size = Math.max(Math.abs(truth), bits.tiny);
    const ulp = 2 ** (Math.floor(Math.log2(size)) - bits.mantissa);
    worst = Math.max(worst, Math.abs(got[i]! - truth) / ulp);
  });
  return worst;
}

const F32 = { mantissa: 23, tiny: 2 ** -126 };
const F64 = { mantissa: 52, tiny: 2 ** -1022 };
const line = (low: number, high: number) =>
  Float64Array.from({ length: COUNT }, (_, i) => Math.fround(low + ((high - low) * (i + 0.37)) / COUNT));

function mapF32(kernel: "networkExpF32" | "networkLogF32", points: ArrayLike<number>) {
  return engine.memory.scope(() => {
    const x = engine.memory.f32(points.length).set(points);
    const out = engine.memory.f32(points.length);
    engine.kernels[kernel](points.length, x.pointer, out.pointer);
    return out.read();
  });
}

function mapF64(points: ArrayLike<number>) {
  return engine.memory.scope(() => {
    const x = engine.memory.fromF64(points);
    const out = engine.memory.f64(points.length);
    engine.kernels.networkExpF64(points.length, x.pointer, out.pointer);
    return out.read();
  });
}

test.each([
  [-87, 0],
  [-1, 1],
  [0, 88.3],
])("exp in f32 is within 1.5 ulp on [%d, %d]", (low, high) => {
  const points = line(low, high);
  expect(worstUlp(points, mapF32("networkExpF32", points), Math.exp, F32)).toBeLessThan(1.5);
});

test.each([
  [-708, 0],
  [-1, 1],
  [0, 709.4],
])("exp in f64 is within 1.5 ulp of the host's on [%d, %d]", (low, high) => {
  const points = line(low, high);
  expect(worstUlp(points, mapF64(points), Math.exp, F64)).toBeLessThan(1.5);
});

test.each([
  [0.5, 2],
  [1e-3, 1],
  [1, 1e4],
])("log in f32 is within 1.5 ulp on [%d, %d]", (low, high) => {
  const points = line(low, high);
  expect(worstUlp(points, mapF32("networkLogF32", points), Math.log, F32)).toBeLessThan(1.5);
});

test("exp meets its edges: 0 far down, finite far up, NaN kept", () => {
  expect([...mapF32("networkExpF32", [-1000, -88, 0, Number.NaN])]).toEqual([0, 0, 1, Number.NaN]);
  expect(Number.isFinite(mapF32("networkExpF32", [1000, 1000, 1000, 1000])[0])).toBe(true);
  expect([...mapF64([-1e6, 0])]).toEqual([0, 1]);
  expect([...mapF64([Number.NaN, Number.NEGATIVE_INFINITY])]).toEqual([Number.NaN, 0]);
});
