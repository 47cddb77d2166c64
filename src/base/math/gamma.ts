/**
 * log |Gamma(x)|: Taylor's series at 2, whose coefficients are (zeta(k) - 1) / k, with the recurrence around it; Stirling's series far
 * out; the reflection formula below 0 [AbrSte64, 6.1.33, 6.1.41, 6.1.17].
 */
import { productError } from "./double-double.ts";
import { log, log1p, logParts, logRest } from "./logarithm.ts";
import { sin } from "./trigonometric.ts";

/** 1 - Euler's constant, and (zeta(k) - 1) / k for k = 2 … 30. */
const TAYLOR: readonly number[] = [
  0.42278433509846713, 0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986,
  0.0028905103307415234, 0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939,
  9.945751278180853e-5, 4.492623673813314e-5, 2.050721277567069e-5, 9.439488275268397e-6,
  4.374866789907488e-6, 2.039215753801366e-6, 9.55141213040742e-7, 4.492469198764566e-7,
  2.1207184805554665e-7, 1.0043224823968099e-7, 4.7698101693639804e-8, 2.2711094608943164e-8,
  1.0838659214896955e-8, 5.183475041970047e-9, 2.4836745438024785e-9, 1.1921401405860912e-9,
  5.731367241678862e-10, 2.7595228851242334e-10, 1.330476437424449e-10, 6.4229645638381e-11,
  3.1044247747322276e-11,
];
const LOG_PI = 1.1447298858494002;
/** log(2 pi) / 2 - 1/2. */
const STIRLING = 0.4189385332046728;
const STIRLING_FROM = 8;

/**
 * log |Gamma(x)|. Error for x > 0 below 7 ulp (1 from 8 on), near the zeros at 1 and 2 too; for x < 0 below 4 eps times the larger of 1,
 * |lgamma(-x)| and |log |sin pi x||: relative accuracy is lost near the zeros between the poles. Infinity at 0, -1, -2, … and ±Infinity.
 */
export function lgamma(x: number): number {
  if (!(x < Number.POSITIVE_INFINITY)) return x;
  if (x >= STIRLING_FROM) return stirling(x);
  if (x > 2.5) return aboveTwo(x);
  if (x >= 1.5) return atTwo(x - 2);
  if (x >= 0.5) return atTwo(x - 1) - log1p(x - 1);
  if (x > 0) return atTwo(x) - log1p(x) - log(x);
  if (x === 0 || Number.isInteger(x) || x === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  return reflected(-x);
}

/** log Gamma(2 + z), |z| <= 1/2. */
function atTwo(z: number): number {
  let sum = 0;
  for (let k = TAYLOR.length - 1; k >= 1; k--) sum = TAYLOR[k]! - z * sum;
  return z * (TAYLOR[0]! + z * sum);
}

/** Gamma(x) = (x - 1) … (x - m) Gamma(x - m), 2.5 < x < 8. */
function aboveTwo(x: number): number {
  let product = 1;
  let y = x;
  while (y > 2.5) product *= y -= 1;
  return log(product) + atTwo(y - 2);
}

/** (x - 1/2) (log x - 1) + log(2 pi) / 2 - 1/2 + 1 / (12 x) - …; the product x (log x - 1) to twice the digits. */
function stirling(x: number): number {
  const scale = x > 2 ** 500 ? 2 ** -500 : 1;
  const whole = logParts(x);
  const high = whole - 1;
  const low = whole - 1 - high + logRest[0]!;
  const size = x * scale;
  const product = size * high;
  const error = productError(size, high, product) + size * low;
  const z = 1 / (x * x);
  let sum = 43867 / 244188;
  sum = -3617 / 122400 + z * sum;
  sum = 1 / 156 + z * sum;
  sum = -691 / 360360 + z * sum;
  sum = 1 / 1188 + z * sum;
  sum = -1 / 1680 + z * sum;
  sum = 1 / 1260 + z * sum;
  sum = -1 / 360 + z * sum;
  sum = (1 / 12 + z * sum) / x;
  return (product + (error + scale * (STIRLING + sum - high / 2))) / scale;
}

/** lgamma(-a) = log(pi / (a |sin pi a|)) - lgamma(a), a > 0 not whole. */
function reflected(a: number): number {
  if (a < 2 ** -60) return -log(a);
  const fraction = a - Math.round(a);
  return LOG_PI - log(a * Math.abs(sin(Math.PI * fraction))) - lgamma(a);
}
