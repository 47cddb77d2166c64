/** The error function and its complement, to a few ulp: Taylor series near 0, a continued fraction beyond. */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
const SWITCH = 2;

export function erf(x: number): number {
  const size = Math.abs(x);
  if (size >= SWITCH) return Math.sign(x) * (1 - erfc(size));
  let term = x; // erf x = 2/sqrt(pi) e^(-x²) sum 2^n x^(2n+1) / (2n+1)!!: all terms of one sign
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
}

export function erfc(x: number): number {
  if (x < SWITCH) return 1 - erf(x);
  let fraction = 0; // e^(x²) sqrt(pi) erfc x = 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + …))))
  for (let n = 120; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}
