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

import { SpecError } from "../base/errors.ts";
import { exp, hypot, log, pow } from "../base/math.ts";
import { DD_EPSILON, type DoubleDoubles, ddAdd, ddArray, ddGet, ddSet } from "./double-double.ts";
import { halfLineMoments, lowerHalfLineMoments } from "./half-line-moments.ts";
import { preciseLowerMoments, preciseMoments } from "./half-line-moments-precise.ts";
import { logGoeDensity } from "./kac-rice.ts";
import { pencilFactors, skewUpdate } from "./skew-pencil.ts";
import { clearPreciseBorders, precisePencilFactors } from "./skew-pencil-precise.ts";

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
    for (let i = t; i < n; i++) norm = hypot(norm, border[i]!);
    logVolume += log(norm);
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

/** Pf[R + w L; borders] = exp(logPfaffian) prod_i (rest_i + w tau_i), rest = 1 - tau. */
interface Factors {
  readonly logPfaffian: number;
  readonly tau: Float64Array;
  readonly rest: Float64Array;
}

const NO_FACTORS = { tau: new Float64Array(0), rest: new Float64Array(0) } as const;

/** The borders of a parity of the index, from the border vectors phi, m and l. */
function bordersOf<T>(n: number, parity: number, [phi, m, l]: readonly [T, T, T]): T[] {
  if (n % 2 === 0) return [phi, parity === 0 ? m : l];
  return parity === 0 ? [phi] : [phi, m, l];
}

function factorise(n: number, y: number): (parity: number) => Factors {
  const upper = halfLineMoments(n, y);
  const lower = lowerHalfLineMoments(n, y);
  return (parity) => {
    const given = bordersOf(n, parity, [upper.phi, upper.integral, lower.integral]);
    const borders = given.map((border) => border.slice());
    const whole = upper.form.map((value, i) => value + lower.form[i]!);
    const part = lower.form.slice();
    const logVolume = clearBorders(borders, [whole, part], n);
    const skip = borders.length;
    if (n === skip) return { ...NO_FACTORS, logPfaffian: logVolume };
    const { logPfaffian, tau } = pencilFactors(corner(whole, n, skip), corner(part, n, skip), n - skip);
    return {
      logPfaffian: logPfaffian + logVolume,
      tau: tau.real,
      rest: tau.real.map((value) => 1 - value),
    };
  };
}

function factorisePrecisely(n: number, y: number): (parity: number) => Factors {
  const upper = preciseMoments(n, y);
  const lower = preciseLowerMoments(n, y);
  const copy = ({ hi, lo }: DoubleDoubles): DoubleDoubles => ({ hi: hi.slice(), lo: lo.slice() });
  return (parity) => {
    const borders = bordersOf(n, parity, [upper.phi, upper.integral, lower.integral]).map(copy);
    const whole = ddArray(n * n);
    for (let i = 0; i < n * n; i++) ddSet(whole, i, ddAdd(ddGet(upper.form, i), ddGet(lower.form, i)));
    const part = copy(lower.form);
    const logVolume = clearPreciseBorders(borders, [whole, part], n);
    const skip = borders.length;
    if (n === skip) return { ...NO_FACTORS, logPfaffian: logVolume };
    const cut = ({ hi, lo }: DoubleDoubles) => ({ hi: corner(hi, n, skip), lo: corner(lo, n, skip) });
    const { logPfaffian, tau, rest } = precisePencilFactors(cut(whole), cut(part), n - skip);
    return { logPfaffian: logPfaffian + logVolume, tau, rest };
  };
}

/**
 * Coefficients of prod_i (rest_i + w tau_i), each with a bound: the same product with every factor's coefficients
 * widened by the eigenvalues' error.
 */
function coefficients({ tau, rest }: Factors, error: number): { value: Float64Array; upper: Float64Array } {
  const value = new Float64Array(tau.length + 1);
  const upper = new Float64Array(tau.length + 1);
  value[0] = upper[0] = 1;
  tau.forEach((given, i) => {
    const up = Math.min(1, Math.max(0, given));
    const stay = Math.min(1, Math.max(0, rest[i]!));
    for (let k = i + 1; k >= 0; k--) {
      value[k] = value[k]! * stay + (k > 0 ? value[k - 1]! * up : 0);
      upper[k] = upper[k]! * (stay + error) + (k > 0 ? upper[k - 1]! * (up + error) : 0);
    }
  });
  return { value, upper };
}

/** log Z = log Pf over the whole line = sum of log r_j; r_1 = sqrt(2) pi^(1/4), r_2 = 2 pi^(-1/4), r_{j+2} = r_j sqrt(j/(j+1)). */
function logNormalisation(n: number): number {
  const r = [0, Math.SQRT2 * pow(Math.PI, 0.25), 2 / pow(Math.PI, 0.25)];
  let product = r[1]! * (n > 1 ? r[2]! : 1);
  for (let j = 1; j + 2 <= n; j++) product *= r[j + 2] = r[j]! * Math.sqrt(j / (j + 1));
  return log(product);
}

/** Order of the largest matrices that are eliminated here. */
const LARGEST_N = 1000;
/** Densities below exp(-645) ~ 1e-280 are not computed. */
const LARGEST_EXPONENT = 645;

function assertOrderStatistics(
  n: number,
  y: number,
  { precision, parities }: { precision: Precision; parities: readonly number[] },
): void {
  if (!Number.isInteger(n) || n < 2 || n > LARGEST_N)
    throw new SpecError("N", `N must be a whole number from 2 to ${LARGEST_N}, got ${n}.`);
  if (Number.isNaN(y)) throw new SpecError("y", "The place y of a density must be a number, got NaN.");
  if (!(precision in EPSILON))
    throw new SpecError("precision", `The precision is "double" or "double-double", got "${precision}".`);
  if (parities.some((parity) => parity !== 0 && parity !== 1))
    throw new SpecError("parities", `Parities are 0 (even k) and 1 (odd k), got ${parities.join(", ")}.`);
}

/** Doubles, or pairs of doubles: 16 digits or 32, the latter about 50 times as slow. */
export type Precision = "double" | "double-double";

/** Assumed error of a tau, in units of the last place of 1; with it every count with a 200-bit reference lies within its estimate. */
const EIGENVALUE_ULPS = 64;
const EPSILON: Readonly<Record<Precision, number>> = { double: Number.EPSILON, "double-double": DD_EPSILON };

/**
 * Densities f_0 … f_{N-1} of the ordered eigenvalues at y, N >= 2; of even or odd k alone if `parities` says so, the others being 0.
 * Far outside the spectrum, where all are below 1e-280, the vectors that they are made of underflow: 0 with a noise of 1e-280.
 * Cost: O(N³), about 15 ms at N = 100 in doubles.
 * @throws {SpecError} for N, y, a precision or a parity out of range
 */
export function orderStatisticDensities(
  n: number,
  y: number,
  { precision = "double", parities = [0, 1] }: { precision?: Precision; parities?: readonly number[] } = {},
): OrderStatisticDensities {
  assertOrderStatistics(n, y, { precision, parities });
  if (-logGoeDensity(n, y) > LARGEST_EXPONENT)
    return { density: new Float64Array(n), noise: new Float64Array(n).fill(exp(-LARGEST_EXPONENT)) };
  const factors = precision === "double" ? factorise(n, y) : factorisePrecisely(n, y);
  const density = new Float64Array(n);
  const noise = new Float64Array(n);
  const logZ = logNormalisation(n);
  for (const parity of parities) {
    const found = factors(parity);
    const scale = exp(found.logPfaffian - logZ);
    const { value, upper } = coefficients(found, EIGENVALUE_ULPS * EPSILON[precision]);
    for (let j = 0; j < value.length && 2 * j + parity < n; j++) {
      density[2 * j + parity] = scale * value[j]!;
      noise[2 * j + parity] = scale * (upper[j]! - value[j]!);
    }
  }
  return { density, noise };
}
