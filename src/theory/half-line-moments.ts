/**
 * Moments of the Hermite functions over a half line, and the skew form of sgn there: what the eigenvalues of the GOE to one
 * side of a point are made of [Meh04, ch. 7]. All by three-term recurrences whose coefficients stay below 1.
 */
import { erfc, exp, pow } from "../base/math.ts";

const FOURTH_ROOT_OF_PI = pow(Math.PI, 0.25);

/** x phi_k = a_k phi_{k-1} + a_{k+1} phi_{k+1}. */
const a = (k: number): number => Math.sqrt(k / 2);

export interface HalfLineMoments {
  /** phi_j(x), j < n: orthonormal Hermite functions */
  readonly phi: Float64Array;
  /** int_x^inf phi_j */
  readonly integral: Float64Array;
  /** n x n, row-major, skew: int int_{s,t > x} sgn(t-s) phi_j(s) phi_k(t) ds dt */
  readonly form: Float64Array;
}

/** Hermite functions phi_0 … phi_{count-1} at x. */
function hermiteFunctions(count: number, x: number): Float64Array {
  const phi = new Float64Array(count);
  phi[0] = exp((-x * x) / 2) / FOURTH_ROOT_OF_PI;
  phi[1] = Math.SQRT2 * x * phi[0]!;
  for (let j = 1; j < count - 1; j++) phi[j + 1] = (x * phi[j]! - a(j) * phi[j - 1]!) / a(j + 1);
  return phi;
}

/** (j, k) -> int_x^inf phi_j phi_k, for j, k < n: the Wronskian off the diagonal, a recurrence on it. */
function halfLineOverlaps(phi: Float64Array, { n, x }: { n: number; x: number }) {
  const slope = Float64Array.from(
    { length: n + 1 },
    (_, j) => (j > 0 ? a(j) * phi[j - 1]! : 0) - a(j + 1) * phi[j + 1]!,
  );
  const off = (j: number, k: number): number => (slope[j]! * phi[k]! - phi[j]! * slope[k]!) / (2 * (j - k));
  const diagonal = new Float64Array(n);
  diagonal[0] = erfc(x) / 2;
  for (let j = 0; j < n - 1; j++) {
    let step = phi[j]! * phi[j + 1]! - a(j + 2) * off(j, j + 2);
    if (j > 0) step += a(j) * off(j - 1, j + 1);
    diagonal[j + 1] = diagonal[j]! + step / a(j + 1);
  }
  return (j: number, k: number): number => (j === k ? diagonal[j]! : off(j, k));
}

/** Moments over (x, inf) of the first n Hermite functions, n >= 2. Cost: O(n²). */
export function halfLineMoments(n: number, x: number): HalfLineMoments {
  const phi = hermiteFunctions(n + 3, x);
  const integral = new Float64Array(n);
  integral[0] = (Math.sqrt(Math.PI / 2) / FOURTH_ROOT_OF_PI) * erfc(x / Math.SQRT2);
  integral[1] = phi[0]! / a(1);
  for (let j = 1; j < n - 1; j++) integral[j + 1] = (a(j) * integral[j - 1]! + phi[j]!) / a(j + 1);
  const overlap = halfLineOverlaps(phi, { n, x });
  const form = new Float64Array(n * n);
  for (let j = 0; j < n; j++)
    for (let k = j; k < n - 1; k++) {
      const before = k > 0 ? a(k) * form[j * n + k - 1]! : 0;
      const value = (before + 2 * overlap(j, k) - phi[k]! * integral[j]!) / a(k + 1);
      form[j * n + k + 1] = value;
      form[(k + 1) * n + j] = -value;
    }
  return { phi: phi.subarray(0, n), integral, form };
}

/** The same over (-inf, x): reflect, phi_j(-t) = (-1)^j phi_j(t). */
export function lowerHalfLineMoments(n: number, x: number): HalfLineMoments {
  const { phi, integral, form } = halfLineMoments(n, -x);
  for (let j = 0; j < n; j++) {
    if (j % 2 === 1) {
      phi[j]! *= -1;
      integral[j]! *= -1;
    }
    for (let k = 0; k < n; k++) if ((j + k) % 2 === 0) form[j * n + k]! *= -1;
  }
  return { phi, integral, form };
}
