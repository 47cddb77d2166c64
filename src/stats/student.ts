/** Student's t: intervals for the difference of two means, right for few values too. */
import { cos, tan } from "../base/math.ts";
import { mean, variance } from "./moments.ts";

const INTERVALS = 2000;
const BISECTIONS = 60;
/** Beyond this the quantile differs from the normal law's by less than 0.2%. */
const MOST_FREEDOM = 1000;

/**
 * The t with P(|T| < t) = `level` at `freedom` >= 1 degrees of freedom. With t = sqrt(n) tan θ the law of θ has density
 * proportional to cos^(n-1) θ on (-π/2, π/2); Simpson's rule and bisection. Good to seven digits.
 */
export function studentQuantile(level: number, freedom: number): number {
  const n = Math.min(freedom, MOST_FREEDOM);
  const integral = (upTo: number) => {
    const h = upTo / INTERVALS;
    let sum = 0;
    for (let i = 0; i <= INTERVALS; i++) {
      const weight = i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * cos(i * h) ** (n - 1);
    }
    return (sum * h) / 3;
  };
  const whole = integral(Math.PI / 2);
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (integral(middle) < level * whole) low = middle;
    else high = middle;
  }
  return Math.sqrt(n) * tan(low);
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
  const freedom = (total * total) / ((va * va) / (a.length - 1) + (vb * vb) / (b.length - 1));
  const half = studentQuantile(level, Math.max(1, freedom)) * Math.sqrt(total);
  return { value, interval: [value - half, value + half] };
}
