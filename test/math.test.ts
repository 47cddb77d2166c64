import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as math from "../dist/base/math.js";
import { ulpOf } from "./support/ulp.js";

type Name = keyof typeof math;
const functions = { ...math };
const apply = (name: Name, x: readonly number[]): number =>
  (functions[name] as (...values: readonly number[]) => number)(...x);

/**
 * Largest error, in units in the last place of the value, that src/base/math states for each function. 0.5 is the error of rounding;
 * what is above it is that of the arithmetic before.
 */
const STATED: Record<Exclude<Name, "lgamma">, number> = {
  exp: 0.52,
  expm1: 0.6,
  sinh: 0.6,
  tanh: 0.7,
  log: 0.51,
  log1p: 0.51,
  log2: 0.51,
  log10: 0.51,
  pow: 0.52,
  sin: 0.7,
  cos: 0.7,
  tan: 0.8,
  asin: 0.6,
  atan: 0.6,
  atanh: 0.6,
  acosh: 0.6,
  hypot: 1.1,
  erf: 0.8,
  erfc: 1,
};

interface Entry {
  readonly offset: number;
  readonly count: number;
  readonly arguments: number;
}

const fixtures = join(import.meta.dirname, "fixtures");
const index = JSON.parse(readFileSync(join(fixtures, "math.json"), "utf8")) as Record<Name, Entry>;
const bytes = readFileSync(join(fixtures, "math.bin"));
const data = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

function* records(name: Name): Generator<{ x: number[]; nearest: number; rest: number }> {
  const { offset, count, arguments: n } = index[name];
  for (let i = 0; i < count; i++) {
    const at = offset + i * (n + 2);
    yield { x: [...data.subarray(at, at + n)], nearest: data[at + n]!, rest: data[at + n + 1]! };
  }
}

/** |computed - right| in ulp; Infinity where one is infinite or NaN and the other is not. */
function ulpError(computed: number, nearest: number, rest: number): number {
  if (Object.is(computed, nearest)) return Math.abs(rest) / ulpOf(nearest);
  const error = Math.abs(computed - nearest - rest) / ulpOf(nearest);
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

describe("against mpmath, over the whole range", () => {
  for (const [name, stated] of Object.entries(STATED) as [Name, number][])
    test(`${name} errs by at most ${stated} ulp`, () => {
      let worst = 0;
      let at: readonly number[] = [];
      for (const { x, nearest, rest } of records(name)) {
        const error = ulpError(apply(name, x), nearest, rest);
        if (error > worst) [worst, at] = [error, x];
      }
      if (process.env.LOSSCAPE_PRINT) console.log(name, worst.toFixed(4), at);
      expect(worst, `${name}(${at.join(", ")})`).toBeLessThanOrEqual(stated);
      expect(index[name].count).toBeGreaterThan(900);
    });

  test("lgamma errs by at most 7 ulp above 0, 1 from 8 on, and by 4 eps of its largest term below", () => {
    let [above, large, below] = [0, 0, 0];
    let [aboveAt, largeAt, belowAt] = [0, 0, 0];
    for (const { x, nearest, rest } of records("lgamma")) {
      const a = x[0]!;
      const value = math.lgamma(a);
      if (a > 0) {
        const error = ulpError(value, nearest, rest);
        if (error > above) [above, aboveAt] = [error, a];
        if (a >= 8 && error > large) [large, largeAt] = [error, a];
      } else {
        const size = Math.max(1, Math.abs(math.lgamma(-a)), Math.abs(nearest));
        const error = Math.abs(value - nearest - rest) / (Number.EPSILON * size);
        if (error > below) [below, belowAt] = [error, a];
      }
    }
    if (process.env.LOSSCAPE_PRINT) console.log("lgamma", { above, large, below });
    expect(above, `at ${aboveAt}`).toBeLessThanOrEqual(7);
    expect(large, `at ${largeAt}`).toBeLessThanOrEqual(1);
    expect(largeAt, "there are arguments from 8 on").toBeGreaterThanOrEqual(8);
    expect(below, `at ${belowAt}`).toBeLessThanOrEqual(4);
  });
});

const INF = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;

/** ECMAScript's tables (sections 21.3.2 and 6.1.6.1.3), C's Annex F for erf, erfc and lgamma. */
const SPECIAL: readonly (readonly [Name, readonly number[], number])[] = [
  ["exp", [0], 1],
  ["exp", [-0], 1],
  ["exp", [INF], INF],
  ["exp", [-INF], 0],
  ["exp", [709.782712893385], INF],
  ["exp", [-746], 0],
  ["expm1", [-0], -0],
  ["expm1", [0], 0],
  ["expm1", [INF], INF],
  ["expm1", [-INF], -1],
  ["expm1", [-1e300], -1],
  ["expm1", [710], INF],
  ["sinh", [-0], -0],
  ["sinh", [INF], INF],
  ["sinh", [-INF], -INF],
  ["sinh", [-711], -INF],
  ["tanh", [-0], -0],
  ["tanh", [INF], 1],
  ["tanh", [-INF], -1],
  ["log", [0], -INF],
  ["log", [-0], -INF],
  ["log", [1], 0],
  ["log", [INF], INF],
  ["log", [-1], NAN],
  ["log", [-INF], NAN],
  ["log1p", [-0], -0],
  ["log1p", [0], 0],
  ["log1p", [-1], -INF],
  ["log1p", [-1.1], NAN],
  ["log1p", [INF], INF],
  ["log2", [0], -INF],
  ["log2", [1], 0],
  ["log2", [5e-324], -1074],
  ["log2", [-1], NAN],
  ["log2", [INF], INF],
  ["log10", [-0], -INF],
  ["log10", [1000], 3],
  ["log10", [1e22], 22],
  ["log10", [-1], NAN],
  ["log10", [INF], INF],
  ["atanh", [-0], -0],
  ["atanh", [1], INF],
  ["atanh", [-1], -INF],
  ["atanh", [1.0000000000000002], NAN],
  ["atanh", [INF], NAN],
  ["acosh", [1], 0],
  ["acosh", [0.9999999999999999], NAN],
  ["acosh", [INF], INF],
  ["acosh", [-INF], NAN],
  ["sin", [-0], -0],
  ["sin", [0], 0],
  ["sin", [INF], NAN],
  ["cos", [-0], 1],
  ["cos", [-INF], NAN],
  ["tan", [-0], -0],
  ["tan", [INF], NAN],
  ["asin", [-0], -0],
  ["asin", [1], Math.PI / 2],
  ["asin", [-1.0000000000000002], NAN],
  ["asin", [INF], NAN],
  ["atan", [-0], -0],
  ["atan", [INF], Math.PI / 2],
  ["atan", [-INF], -Math.PI / 2],
  ["erf", [-0], -0],
  ["erf", [INF], 1],
  ["erf", [-INF], -1],
  ["erfc", [INF], 0],
  ["erfc", [-INF], 2],
  ["erfc", [0], 1],
  ["lgamma", [1], 0],
  ["lgamma", [2], 0],
  ["lgamma", [0], INF],
  ["lgamma", [-0], INF],
  ["lgamma", [-3], INF],
  ["lgamma", [-1e300], INF],
  ["lgamma", [INF], INF],
  ["lgamma", [-INF], INF],
  ["lgamma", [1e306], INF],
  ["hypot", [3, 4], 5],
  ["hypot", [INF, NAN], INF],
  ["hypot", [NAN, -INF], INF],
  ["hypot", [NAN, 1], NAN],
  ["hypot", [-0, -0], 0],
  ["hypot", [5e-324, 0], 5e-324],
];

test("special values are those of ECMAScript and C", () => {
  for (const [name, x, value] of SPECIAL) expect(apply(name, x), `${name}(${x.join(", ")})`).toBe(value);
  for (const name of Object.keys(math) as Name[])
    if (name !== "pow" && name !== "hypot") expect(apply(name, [NAN]), name).toBeNaN();
});

test("pow's special cases are those of the host's, over every pair of special arguments", () => {
  const values = [
    0,
    0.5,
    1,
    1.5,
    2,
    3,
    4,
    1e-320,
    2 ** -70,
    2 ** 53,
    2 ** 53 - 1,
    2 ** 65,
    1e300,
    INF,
  ].flatMap((v) => [v, -v]);
  let exceptional = 0;
  for (const x of [...values, NAN])
    for (const y of [...values, NAN]) {
      const right = x ** y;
      if (Number.isFinite(right) && right !== 0 && Math.abs(right) !== 1) continue;
      exceptional++;
      expect(math.pow(x, y), `pow(${x}, ${y})`).toBe(right);
    }
  expect(exceptional).toBeGreaterThan(500);
});

test("pow is exact where the result is", () => {
  for (let base = 1; base <= 20; base++) {
    let product = 1;
    for (let k = 0; product < 2 ** 53; k++, product *= base) {
      expect(math.pow(base, k)).toBe(product);
      expect(math.pow(-base, k)).toBe(k % 2 === 1 ? -product : product);
      if (base === 1 && k > 10) break;
    }
  }
  for (let k = -1074; k <= 1023; k++) {
    expect(math.log2(math.pow(2, k))).toBe(k);
    if (k % 2 === 0) expect(math.pow(math.pow(2, k), 0.5)).toBe(math.pow(2, k / 2));
  }
});

test("odd functions are odd and cos is even, bit for bit", () => {
  const wrong: string[] = [];
  for (const name of ["sin", "tan", "sinh", "tanh", "asin", "atan", "atanh", "erf", "cos"] as const) {
    const sign = name === "cos" ? 1 : -1;
    for (const { x } of records(name))
      if (!Object.is(apply(name, [-x[0]!]), sign * apply(name, x))) wrong.push(`${name}(${x[0]})`);
  }
  expect(wrong).toEqual([]);
});
