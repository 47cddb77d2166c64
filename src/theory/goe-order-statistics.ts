/**
 * Densities of the ordered eigenvalues y_0 <= … <= y_{N-1} of the N x N GOE, Mehta's scaling (density exp(-tr M²/2)), exactly.
 *
 * With an eigenvalue at y, the generating function of the number below it is a Pfaffian of moments of Hermite functions
 * [deB55; Meh04, ch. 14], here with its border vectors separated by parity of the power of z:
 *
 *   sum_k f_k(y) z^k = (Pf_0(z²) + z Pf_1(z²)) / Z,     f_k: density of y_k,     sum_k f_k = R_N
 *   N even: Pf_0 = Pf[R + w L; phi, m],    Pf_1 = Pf[R + w L; phi, l]
 *   N odd:  Pf_0 = Pf[R + w L; phi],       Pf_1 = Pf[R + w L; phi, m, l]
 *
 * R, m and L, l: moments over (y, inf) and (-inf, y); phi: the Hermite functions at y. A border restricts R + w L to its orthogonal
 * complement. Every root w turns out real and negative: the coefficients are sums of positive terms, nothing cancels.
 */
import { halfLineMoments, lowerHalfLineMoments } from "./half-line-moments.ts";
import { type PencilFactors, pencilFactors, skewUpdate } from "./skew-pencil.ts";

/** f_k(y) for all k, and bounds of what rounding may have added to each. */
export interface OrderStatisticDensities {
  readonly density: Float64Array;
  readonly noise: Float64Array;
}

/** Orthonormalises the borders by reflectors, applies these to the forms; returns log |b_1 ^ b_2 ^ …|. */
function clearBorders(borders: readonly Float64Array[], forms: readonly Float64Array[], n: number): number {
  let logVolume = 0;
  borders.forEach((border, t) => {
    const u = new Float64Array(n);
    let norm = 0;
    for (let i = t; i < n; i++) norm = Math.hypot(norm, border[i]!);
    logVolume += Math.log(norm);
    for (let i = t; i < n; i++) u[i] = border[i]! / norm;
    u[t]! += u[t]! >= 0 ? 1 : -1;
    const beta = 1 / Math.abs(u[t]!);
    for (const other of borders) {
      let dot = 0;
      for (let i = t; i < n; i++) dot += u[i]! * other[i]!;
      for (let i = t; i < n; i++) other[i]! -= beta * dot * u[i]!;
    }
    for (const form of forms) {
      const image = new Float64Array(n);
      for (let i = 0; i < n; i++) for (let j = t; j < n; j++) image[i]! += beta * form[i * n + j]! * u[j]!;
      skewUpdate(form, n, { p: u, q: image, from: 0 });
    }
  });
  return logVolume;
}

/** The n - skip by n - skip lower right corner. */
function corner(form: Float64Array, n: number, skip: number): Float64Array {
  const size = n - skip;
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) out.set(form.subarray((i + skip) * n + skip, (i + skip) * n + n), i * size);
  return out;
}

/** Pf[R + w L; borders] as factors. */
function borderedFactors(
  whole: Float64Array,
  lower: Float64Array,
  borders: readonly Float64Array[],
): PencilFactors {
  const n = borders[0]!.length;
  const forms = [whole.slice(), lower.slice()] as const;
  const kept = borders.map((border) => border.slice());
  const logVolume = clearBorders(kept, forms, n);
  const size = n - borders.length;
  if (size === 0)
    return { logPfaffian: logVolume, tau: { real: new Float64Array(0), imaginary: new Float64Array(0) } };
  const factors = pencilFactors(
    corner(forms[0], n, borders.length),
    corner(forms[1], n, borders.length),
    size,
  );
  return { logPfaffian: factors.logPfaffian + logVolume, tau: factors.tau };
}

/**
 * Coefficients of prod_i (1 - tau_i + w tau_i), each with a bound: the same product with every factor's coefficients
 * widened by the eigenvalues' error.
 */
function coefficients(
  { real, imaginary }: PencilFactors["tau"],
  error: number,
): { value: Float64Array; upper: Float64Array } {
  const value = new Float64Array(real.length + 1);
  const upper = new Float64Array(real.length + 1);
  value[0] = upper[0] = 1;
  real.forEach((tau, i) => {
    const size = Math.hypot(tau, imaginary[i]!); // rounding pairs some that are equal to working precision
    const here = Math.min(1, Math.max(0, tau));
    for (let k = i + 1; k >= 0; k--) {
      value[k] = value[k]! * (1 - here) + (k > 0 ? value[k - 1]! * here : 0);
      upper[k] = upper[k]! * (1 - here + error) + (k > 0 ? upper[k - 1]! * (size + error) : 0);
    }
  });
  return { value, upper };
}

/** log Z = log Pf over the whole line = sum of log r_j; r_1 = sqrt(2) pi^(1/4), r_2 = 2 pi^(-1/4), r_{j+2} = r_j sqrt(j/(j+1)). */
function logNormalisation(n: number): number {
  const r = [0, Math.SQRT2 * Math.PI ** 0.25, 2 / Math.PI ** 0.25];
  let product = r[1]! * (n > 1 ? r[2]! : 1);
  for (let j = 1; j + 2 <= n; j++) product *= r[j + 2] = r[j]! * Math.sqrt(j / (j + 1));
  return Math.log(product);
}

/** Assumed error of a tau; with it every count with a 200-bit reference (N = 2 … 200) lies within its estimate. */
const EIGENVALUE_ERROR = 64 * Number.EPSILON;

/** Densities f_0 … f_{N-1} of the ordered eigenvalues at y. N >= 2. Cost: O(N³), about 15 ms at N = 100. */
export function orderStatisticDensities(n: number, y: number): OrderStatisticDensities {
  const upper = halfLineMoments(n, y);
  const lower = lowerHalfLineMoments(n, y);
  const whole = upper.form.map((value, i) => value + lower.form[i]!);
  const { phi, integral } = upper;
  const borders =
    n % 2 === 0
      ? [
          [phi, integral],
          [phi, lower.integral],
        ]
      : [[phi], [phi, integral, lower.integral]];
  const density = new Float64Array(n);
  const noise = new Float64Array(n);
  const logZ = logNormalisation(n);
  borders.forEach((border, parity) => {
    if (border.length > n) return;
    const { logPfaffian, tau } = borderedFactors(whole, lower.form, border);
    const scale = Math.exp(logPfaffian - logZ);
    const { value, upper: bound } = coefficients(tau, EIGENVALUE_ERROR);
    for (let j = 0; j < value.length && 2 * j + parity < n; j++) {
      density[2 * j + parity] = scale * value[j]!;
      noise[2 * j + parity] = scale * (bound[j]! - value[j]!);
    }
  });
  return { density, noise };
}
