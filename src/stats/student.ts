/** Student's t: intervals for the difference of two means, right for few values too. */
import { SpecError } from "../base/errors.ts";
import { erf, erfc, exp, log, log1p } from "../base/math.ts";
import { mean, variance } from "./moments.ts";

/** From here on four terms of the expansion about the normal law leave less than 1e-13 at every level that doubles can hold. */
const NEAR_NORMAL = 1e4;
/** Newton's steps in log t end below it; the error left is its square. */
const LAST_STEP = 1e-8;
const MOST_STEPS = 200;
const HALF_LOG_PI = 0.5723649429247001;

/**
 * The t with P(|T| < t) = `level` at `freedom` >= 1 degrees of freedom, whole or not; Infinity gives the normal law. Newton's method in log t
 * on the logarithm of the smaller of level and 1 - level. Relative error below 1e-12.
 *
 * @throws {SpecError} unless 0 < level < 1 and freedom >= 1
 */
export function studentQuantile(level: number, freedom: number): number {
  if (!(level > 0 && level < 1))
    throw new SpecError("level", `A level of confidence lies between 0 and 1, both excluded, got ${level}.`);
  if (!(freedom >= 1))
    throw new SpecError("freedom", `Degrees of freedom are a number of 1 or more, got ${freedom}.`);
  if (freedom < NEAR_NORMAL) return solve(level, (t) => studentMass(t, freedom));
  return awayFromNormal(solve(level, normalMass), freedom);
}

/** z + g_1 / n + … + g_4 / n^4 [AbrSte64, 26.7.5]. */
function awayFromNormal(z: number, n: number): number {
  const w = z * z;
  const first = (w + 1) / 4;
  const second = ((5 * w + 16) * w + 3) / 96;
  const third = (((3 * w + 19) * w + 17) * w - 15) / 384;
  const fourth = ((((79 * w + 776) * w + 1482) * w - 1920) * w - 945) / 92160;
  return z * (1 + (first + (second + (third + fourth / n) / n) / n) / n);
}

/** P(|T| < t), P(|T| > t), and the density of |T| at t. */
interface Mass {
  readonly inside: number;
  readonly outside: number;
  readonly density: number;
}

function solve(level: number, mass: (t: number) => Mass): number {
  let s = 0; // log t
  for (let step = 0; step < MOST_STEPS; step++) {
    const t = exp(s);
    const { inside, outside, density } = mass(t);
    const newton =
      level <= 0.5
        ? (log(level / inside) * inside) / (t * density)
        : (log(outside / (1 - level)) * outside) / (t * density);
    const change = Math.max(-2, Math.min(2, newton));
    s += change;
    if (Math.abs(change) < LAST_STEP) break;
  }
  return exp(s);
}

function normalMass(t: number): Mass {
  const x = t / Math.SQRT2;
  return { inside: erf(x), outside: erfc(x), density: Math.sqrt(2 / Math.PI) * exp(-x * x) };
}

/** With x = n / (n + t²): P(|T| > t) = I_x(n/2, 1/2) [AbrSte64, 26.7.1], taken from the side where its fraction converges. */
function studentMass(t: number, n: number): Mass {
  const a = n / 2;
  const stretch = (t * t) / n;
  const x = 1 / (1 + stretch);
  const y = stretch / (1 + stretch);
  // x^a y^(1/2) / B(a, 1/2)
  const front = exp(-a * log1p(stretch) + logHalfStep(a) - HALF_LOG_PI) * Math.sqrt(y);
  const density = (2 * front) / t; // d/dt: Gamma(a + 1/2) / (Gamma(a) sqrt(pi n)) (1 + t²/n)^(-a-1/2), twice
  if (y < 1.5 / (a + 2.5)) {
    const inside = (front / 0.5) * betaFraction(y, { a: 0.5, b: a });
    return { inside, outside: 1 - inside, density };
  }
  const outside = (front / a) * betaFraction(x, { a, b: 0.5 });
  return { inside: 1 - outside, outside, density };
}

/**
 * a B(a, b) I_x(a, b) / (x^a (1-x)^b), the continued fraction 1 / (1 + d_1 / (1 + d_2 / …)) of [AbrSte64, 26.5.8], from a depth at which
 * the rest no longer counts for x < (a + 1) / (a + b + 2): no test of convergence, whose outcome rounding could decide.
 */
function betaFraction(x: number, { a, b }: { a: number; b: number }): number {
  let fraction = 1;
  for (let m = 30 + Math.ceil(4 * Math.sqrt(a + b)); m >= 1; m--) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m - 1) * (a + b + m - 1) * x) / ((a + 2 * m - 2) * (a + 2 * m - 1));
    fraction = 1 + odd / (1 + even / fraction);
  }
  return 1 / fraction;
}

/** log Gamma(a + 1/2) - log Gamma(a), a > 0: the recurrence up to a >= 15, its asymptotic series there. */
function logHalfStep(a: number): number {
  let product = 1;
  let b = a;
  for (; b < 15; b++) product *= b / (b + 0.5);
  const z = 1 / (b * b);
  const series =
    1 / 8 - z * (1 / 192 - z * (1 / 640 - z * (17 / 14336 - z * (31 / 18432 - (z * 691) / 180224))));
  return log(product * Math.sqrt(b)) - series / b;
}

/** mean(a) - mean(b) and its interval by Welch; the interval is null when a sample has fewer than two values. */
export function welchDifference(
  a: readonly number[],
  b: readonly number[],
  level = 0.95,
): { readonly value: number; readonly interval: readonly [number, number] | null } {
  const value = mean(a) - mean(b);
  if (a.length < 2 || b.length < 2) return { value, interval: null };
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const total = va + vb;
  if (total === 0) return { value, interval: [value, value] };
  const [shareA, shareB] = [va / total, vb / total]; // squares of the variances themselves could underflow
  const freedom = 1 / ((shareA * shareA) / (a.length - 1) + (shareB * shareB) / (b.length - 1));
  const half = studentQuantile(level, Math.max(1, freedom)) * Math.sqrt(total);
  return { value, interval: [value - half, value + half] };
}
