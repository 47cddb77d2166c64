/** The digits of a number that its error leaves. */
import { log10 } from "../base/math.ts";

/** A last digit stands for at least so many errors: a change within the error then moves the rounded number once in some dozens of cases. */
const ERRORS_A_DIGIT = 64;

/**
 * `value` rounded to the decimal place whose unit is the least power of ten above 64 `error`s; as it is for an error of 0. Two values
 * within their errors of each other give the same digits but for the rare pair with a rounding boundary between them.
 *
 * @param error bound of |value - true value|, finite, >= 0
 */
export function determinedDigits(value: number, error: number): number {
  if (error === 0 || value === 0) return value;
  const place = Math.ceil(log10(ERRORS_A_DIGIT * error));
  const digits = Math.floor(log10(Math.abs(value))) - place + 1;
  if (digits > 17) return value;
  return digits < 1 ? 0 : Number(value.toPrecision(digits));
}
