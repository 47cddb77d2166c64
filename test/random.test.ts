import { expect, test } from "vitest";
import { normalInto, normals, permutation, uniformInto, uniforms } from "../dist/engine/random.js";
import { Engine, streamKey, subStream } from "../dist/index.js";

// Random123 1.14, kat_vectors: philox4x32 10, counter, key, result.
const KNOWN = [
  ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
] as const;

const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));

test("philox4x32-10 passes the published Random123 known-answer vectors", async () => {
  const engine = await Engine.create();
  const out = engine.memory.i32(4);
  for (const [counter, key, result] of KNOWN) {
    const [c0, c1, c2, c3] = words(counter);
    const [k0, k1] = words(key);
    engine.kernels.philox4x32(c0!, c1!, c2!, c3!, k0!, k1!, out.pointer);
    expect([...out.view()].map((word) => word >>> 0)).toEqual(words(result));
  }
});

const COUNT = 200_000;

test("normals are the Box-Muller map of the stream's own uniforms, within 4 ulp of the radius", async () => {
  const engine = await Engine.create();
  const key = streamKey("test", "box-muller");
  const u = uniforms(engine, key, COUNT);
  const z = normals(engine, key, COUNT);
  let worst = 0;
  for (let i = 0; i < COUNT; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(u[i]! + 2 ** -53));
    const angle = 2 * Math.PI * u[i + 1]!;
    worst = Math.max(worst, Math.abs(z[i]! - radius * Math.cos(angle)) / radius);
    worst = Math.max(worst, Math.abs(z[i + 1]! - radius * Math.sin(angle)) / radius);
  }
  expect(worst).toBeLessThan(4 * Number.EPSILON);
});

test("normals have the moments and the distribution of N(0, 1)", async () => {
  const engine = await Engine.create();
  const z = normals(engine, streamKey("test", "moments"), COUNT).sort();
  const moment = (k: number) => z.reduce((sum, value) => sum + value ** k, 0) / COUNT;
  // standard errors of the first four sample moments of a normal law: 1, 2, 15, 96 over n, square root
  for (const [k, expected, variance] of [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ] as const)
    expect(Math.abs(moment(k) - expected) / Math.sqrt(variance / COUNT)).toBeLessThan(3.5);
  // Kolmogorov-Smirnov: sqrt(n) D above 1.95 has probability 0.001
  const cdf = (x: number) => 0.5 * erfc(-x / Math.SQRT2);
  let distance = 0;
  z.forEach((value, i) => {
    distance = Math.max(distance, Math.abs(cdf(value) - i / COUNT), Math.abs(cdf(value) - (i + 1) / COUNT));
  });
  expect(Math.sqrt(COUNT) * distance).toBeLessThan(1.95);
});

test("any range of a stream can be made on its own", async () => {
  const engine = await Engine.create();
  const key = subStream(streamKey("test", "ranges"), 7);
  for (const fill of [uniformInto, normalInto]) {
    const whole = engine.memory.f64(101);
    fill(engine, key, whole);
    for (const [start, count] of [
      [0, 1],
      [1, 1],
      [3, 50],
      [97, 4],
      [100, 1],
    ] as const) {
      const part = engine.memory.f64(count);
      fill(engine, key, part, { start });
      expect(part.read()).toEqual(whole.view().slice(start, start + count));
    }
  }
});

test("f32 normals are the f64 normals rounded", async () => {
  const engine = await Engine.create();
  const key = streamKey("test", "f32");
  const narrow = engine.memory.f32(1001);
  normalInto(engine, key, narrow);
  expect(narrow.read()).toEqual(Float32Array.from(normals(engine, key, 1001)));
});

test("streams of different names and sub-streams are uncorrelated", async () => {
  const engine = await Engine.create();
  const base = streamKey("test", "a");
  const first = normals(engine, base, COUNT);
  for (const other of [streamKey("test", "b"), subStream(base, 1), subStream(base, 0, 1)]) {
    const second = normals(engine, other, COUNT);
    const correlation = first.reduce((sum, value, i) => sum + value * second[i]!, 0) / COUNT;
    expect(Math.abs(correlation) * Math.sqrt(COUNT)).toBeLessThan(4); // z-score
  }
});

test("a permutation is one, and every position is equally likely", async () => {
  const engine = await Engine.create();
  const n = 10;
  const rounds = 2000;
  const counts = new Float64Array(n * n);
  for (let r = 0; r < rounds; r++) {
    const order = permutation(engine, subStream(streamKey("test", "order"), r), n);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    order.forEach((value, i) => {
      counts[i * n + value]! += 1;
    });
  }
  const expected = rounds / n;
  const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chi2).toBeLessThan(130); // chi² with 81 degrees of freedom exceeds 130 with probability 0.0004
});

/** Complementary error function, relative error below 1.2e-7 (Numerical Recipes' Chebyshev form): ample for the KS test. */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const exponent = coefficients.reduceRight((sum, c) => sum * t + c, 0);
  const value = t * Math.exp(-x * x + exponent);
  return x >= 0 ? value : 2 - value;
}

test("a stream is named by texts and finite numbers, a sub-stream by a 32-bit number: nothing shares a stream silently", () => {
  const key = streamKey("test", "named");
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 2 ** 32, 2 ** 53, "", undefined, null]) {
    expect(() => subStream(key, odd as never)).toThrow(/index is a whole number from 0 to 4294967295, got/);
    if (odd !== undefined)
      expect(() => subStream(key, 0, odd as never)).toThrow(
        /plane is a whole number from 0 to 4294967295, got/,
      );
  }
  expect(() => subStream(undefined as never, 1)).toThrow(/a stream of streamKey is needed, got undefined/);
  for (const odd of [null, true, [], {}, new Date(0), undefined, Number.NaN, 1n])
    expect(() => streamKey("a", odd as never)).toThrow(/made of texts and finite numbers, got/);
});
