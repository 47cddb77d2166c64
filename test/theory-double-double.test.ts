import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  DD_EPSILON,
  type DoubleDouble,
  dd,
  ddAdd,
  ddDivide,
  ddErfc,
  ddExp,
  ddMultiply,
  ddSqrt,
  ddSubtract,
} from "../dist/theory/double-double.js";

type Row = [x: number, pair: [number, number]];
const { functions }: { functions: Record<"exp" | "erfc" | "sqrt", Row[]> } = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "theory-precise.json"), "utf8"),
);

/** |a - b| / |b|, in units of 2^-104 */
const distance = (a: DoubleDouble, b: DoubleDouble): number =>
  Math.abs(ddSubtract(a, b).hi / b.hi) / DD_EPSILON;

const SCALE = 2n ** 400n;

/** The exact value times 2^400, for numbers that are multiples of 2^-400. */
function exact({ hi, lo }: DoubleDouble): bigint {
  const part = (x: number): bigint => {
    let mantissa = x;
    let shift = 400n;
    while (!Number.isInteger(mantissa)) {
      mantissa *= 2;
      shift--;
    }
    return BigInt(mantissa) * 2n ** shift;
  };
  return part(hi) + part(lo);
}

const third = ddDivide(dd(1), dd(3));
const tenth = ddDivide(dd(1), dd(10));
const numbers = [third, tenth, dd(-7, 2 ** -60), ddMultiply(third, dd(1e5)), ddAdd(tenth, dd(-0.1))];

test("sums and products are those of exact integer arithmetic to 2^-102", () => {
  for (const a of numbers)
    for (const b of numbers) {
      const [x, y] = [exact(a), exact(b)];
      const size = (v: bigint): bigint => (v < 0n ? -v : v);
      const larger = size(x) > size(y) ? size(x) : size(y);
      expect(size(exact(ddAdd(a, b)) - (x + y)) * 2n ** 102n <= larger).toBe(true);
      const product = x * y;
      expect(size(exact(ddMultiply(a, b)) * SCALE - product) * 2n ** 101n <= size(product)).toBe(true);
    }
});

test("division and square root undo multiplication", () => {
  expect(distance(ddMultiply(third, dd(3)), dd(1))).toBeLessThan(8);
  for (const a of numbers)
    for (const b of numbers) expect(distance(ddMultiply(ddDivide(a, b), b), a)).toBeLessThan(16);
  for (const [x, [hi, lo]] of functions.sqrt) expect(distance(ddSqrt(dd(x)), dd(hi, lo))).toBeLessThan(8);
});

test("exp agrees with mpmath to 2^-92, its argument's rounding included", () => {
  for (const [x, [hi, lo]] of functions.exp)
    expect(distance(ddExp(dd(x)), dd(hi, lo)), `x = ${x}`).toBeLessThan(2 ** 12);
});

test("erfc agrees with mpmath, to 1e-30 of 1 below 3 and to 2^-88 of itself beyond", () => {
  for (const [x, [hi, lo]] of functions.erfc) {
    const error = Math.abs(ddSubtract(ddErfc(dd(x)), dd(hi, lo)).hi);
    expect(error, `x = ${x}`).toBeLessThan(x < 3 ? 1e-30 : DD_EPSILON * 2 ** 16 * hi);
  }
});
