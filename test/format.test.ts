/** Numbers as people read them: what is read back is the number to the digits promised, in no more signs than it takes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInterval, formatNumber } from "../dist/report/format.js";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The number that a text means. */
function readBack(text: string): number {
  const plain = text.replaceAll("−", "-");
  const [mantissa, power] = plain.split("·10");
  if (power === undefined) return Number(plain);
  const exponent = [...power]
    .map((sign) => (sign === "⁻" ? "-" : String(SUPERSCRIPTS.indexOf(sign))))
    .join("");
  return Number(`${mantissa}e${exponent}`);
}

const significantDigits = (text: string): number =>
  text.split("·")[0]!.replace(/[−.]/g, "").replace(/^0+/, "").length;

test.each([
  [0.99999, "1.00"],
  [9.9951, "10.0"],
  [99.96, "100"],
  [-0.00099999, "−0.00100"],
  [9999999.7, "10000000"],
  [0.000099999, "1.00·10⁻⁴"],
  [1234.5, "1235"],
  [0, "0"],
  [-3, "−3"],
  [1.5e-5, "1.50·10⁻⁵"],
  [6.02e23, "6.02·10²³"],
  [Number.NaN, "–"],
  [Number.NEGATIVE_INFINITY, "−∞"],
] as const)("%d reads %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("what is read back is within half a unit of the last digit promised, at every power of ten", () => {
  const anyNumber = fc.oneof(
    fc.double({ min: -1e307, max: 1e307, noNaN: true }),
    fc.double({ min: -1e8, max: 1e8, noNaN: true }),
    // next to powers of ten, where rounding changes the number of digits
    fc
      .tuple(fc.integer({ min: -12, max: 12 }), fc.double({ min: 0.999, max: 1.001, noNaN: true }))
      .map(([power, factor]) => factor * Number(`1e${power}`)),
  );
  fc.assert(
    fc.property(anyNumber, fc.integer({ min: 2, max: 8 }), (value, digits) => {
      const text = formatNumber(value, digits);
      if (value === 0) {
        expect(text).toBe("0");
        return;
      }
      const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
      const half = 0.5 * Number(`1e${exponent - digits + 1}`);
      expect(Math.abs(readBack(text) - value)).toBeLessThanOrEqual(half * (1 + 1e-9));
      if (!Number.isInteger(value) && Math.abs(value) < 10 ** (digits - 1))
        expect(significantDigits(text)).toBe(digits);
    }),
    { numRuns: 2000 },
  );
});

test("an interval has both ends in the same way", () => {
  expect(formatInterval([-0.99999, 12.345])).toBe("−1.00 to 12.3");
});
