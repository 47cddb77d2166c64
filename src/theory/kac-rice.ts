/**
 * Exact mean numbers of critical points at finite N, from the one-point density of the N x N GOE [AufBenCer13, Thm 2.2 summed
 * over the index]:
 *
 *   E[Crt(B)] = 2 sqrt(2/p) (p-1)^(N/2) int R_N(y) exp(-(p-2) y² / (2p)) 1{E(y) in B} dy,   E = sqrt(2(p-1) / (pN)) y,
 *
 * with eigenvalues in Mehta's scaling (density exp(-tr M²/2), edge sqrt(2N)). Logarithms throughout: no overflow at N = 1000.
 */

import { SpecError } from "../base/errors.ts";
import { erf, exp, log, pow } from "../base/math.ts";
import { assertEnergy, assertInteractionOrder, assertLargeN } from "./complexity.ts";

const FOURTH_ROOT_OF_PI = pow(Math.PI, 0.25);

/** Beyond it a density takes milliseconds, a count minutes. */
const LARGEST_N = 4000;

function assertSpins(n: number, least = 2): void {
  if (!Number.isInteger(n) || n < least || n > LARGEST_N)
    throw new SpecError("N", `N must be a whole number from ${least} to ${LARGEST_N}, got ${n}.`);
}

/** Values of a slowly varying number and its logarithmic scale: value = mantissa · e^scale. */
interface Scaled {
  readonly mantissa: number;
  readonly scale: number;
}

/**
 * log of R_N(y), the density of eigenvalues of the N x N GOE; integrates to N.
 *
 *   R_N = sum_{j<N} phi_j² + sqrt(N/2) phi_{N-1} eps_N + [N odd] phi_{N-1} / int phi_{N-1}
 *
 * phi_j: Hermite functions; eps_j(y) = (1/2) int sgn(y-t) phi_j(t) dt, both by three-term recurrences [Meh04, ch. 7]. The Hermite
 * functions are carried with a common scale, since phi_0 underflows where phi_N does not. -Infinity at ±Infinity, and where the
 * logarithm itself leaves the range of doubles, |y| > 1e150.
 *
 * @param n N, 1 to 4000
 * @throws {SpecError} for N out of range, or y NaN
 */
export function logGoeDensity(n: number, y: number): number {
  assertSpins(n, 1);
  if (Number.isNaN(y)) throw new SpecError("y", "The place y of a density must be a number, got NaN.");
  const x = Math.abs(y);
  if (x > LARGEST_PLACE) return Number.NEGATIVE_INFINITY;
  let scale = (-x * x) / 2;
  let before = 0;
  let now = 1 / FOURTH_ROOT_OF_PI; // phi_0 e^(-scale)
  let sum: Scaled = { mantissa: now * now, scale: 2 * scale };
  let epsBefore = (Math.sqrt(Math.PI / 2) / FOURTH_ROOT_OF_PI) * erf(x / Math.SQRT2); // eps_0
  let size = exp(scale);
  let eps = -Math.SQRT2 * now * size; // eps_1
  let integral = Math.sqrt(2 * Math.PI) / FOURTH_ROOT_OF_PI; // int phi_0, then int phi_2, …
  for (let j = 0; j < n - 1; j++) {
    const next = Math.sqrt(2 / (j + 1)) * x * now - Math.sqrt(j / (j + 1)) * before; // phi_{j+1}
    before = now;
    now = next;
    while (Math.abs(now) > 1e100) {
      now *= 1e-100;
      before *= 1e-100;
      scale += 100 * Math.LN10;
      size = exp(scale);
    }
    sum = add(sum, { mantissa: now * now, scale: 2 * scale });
    const phi = now * size; // phi_{j+1}
    const epsNext = Math.sqrt((j + 1) / (j + 2)) * epsBefore - Math.sqrt(2 / (j + 2)) * phi; // eps_{j+2}
    epsBefore = eps;
    eps = epsNext;
    if (j % 2 === 1) integral *= Math.sqrt(j / (j + 1)); // int phi_{j+1}, j+1 even
  }
  // now = phi_{N-1}, eps = eps_N, integral = int phi of the last even index
  let tail = Math.sqrt(n / 2) * eps * now;
  if (n % 2 === 1) tail += now / integral;
  const whole = add(sum, { mantissa: tail, scale });
  return log(whole.mantissa) + whole.scale;
}

/** Its square, and its product with a Hermite function below 1e100, are numbers. */
const LARGEST_PLACE = 1e150;

function add(a: Scaled, b: Scaled): Scaled {
  const scale = Math.max(a.scale, b.scale);
  const mantissa = at(a, scale) + at(b, scale);
  const size = Math.abs(mantissa);
  if (size > 1e-50 && size < 1e50) return { mantissa, scale };
  if (size === 0) return { mantissa, scale };
  const shift = log(size);
  return { mantissa: Math.sign(mantissa), scale: scale + shift };
}

/** The mantissa at another scale. */
const at = ({ mantissa, scale }: Scaled, other: number): number =>
  scale === other ? mantissa : mantissa * exp(scale - other);

function logPrefactor(n: number, p: number): number {
  return log(2) + 0.5 * log(2 / p) + (n / 2) * log(p - 1);
}

/**
 * log of the mean number of critical points per unit of energy per spin, at u; -Infinity at the infinities.
 * @throws {SpecError} for arguments out of range
 */
export function logMeanDensity(u: number, { n, p }: { n: number; p: number }): number {
  assertSpins(n);
  assertInteractionOrder(p);
  assertEnergy(u);
  const stretch = Math.sqrt((p * n) / (2 * (p - 1))); // y = stretch · u
  const y = stretch * u;
  return logPrefactor(n, p) + logIntegrand(n, p, y) + log(stretch);
}

/** log of R_N(y) exp(-(p-2) y² / (2p)). */
function logIntegrand(n: number, p: number, y: number): number {
  const density = logGoeDensity(n, y);
  return density === Number.NEGATIVE_INFINITY ? density : density - ((p - 2) / (2 * p)) * y * y;
}

/** R_N is below exp(-98) from this far beyond the edge sqrt(2N). */
const MARGIN = 14;

/**
 * log of the mean number of critical points with energy per spin below u (all of them for u = Infinity, -Infinity for u = -Infinity).
 * Trapezoidal rule on the whole line, which converges exponentially for these analytic integrands; below a finite u,
 * Gauss-Legendre panels. Cost: O(N^(3/2)) a unit of sqrt(N) in y, 0.1 s at N = 400.
 * @throws {SpecError} for arguments out of range
 */
export function logMeanCount(n: number, p: number, u = Number.POSITIVE_INFINITY): number {
  assertSpins(n);
  assertInteractionOrder(p);
  assertEnergy(u);
  const end = Math.sqrt((p * n) / (2 * (p - 1))) * u;
  const reach = Math.sqrt(2 * n) + MARGIN;
  const logs: number[] = [];
  const integrand = (y: number): number => logIntegrand(n, p, y);
  if (end < -LARGEST_PLACE) return Number.NEGATIVE_INFINITY;
  if (end >= reach) {
    const h = Math.min(0.1, 0.8 / Math.sqrt(2 * n));
    const steps = Math.ceil((2 * reach) / h);
    const width = (2 * reach) / steps;
    for (let i = 0; i <= steps; i++) logs.push(integrand(-reach + i * width) + log(width));
  } else {
    const { start, panels } = panelsBelow(end, n);
    const width = (end - start) / panels;
    for (let i = 0; i < panels; i++)
      for (const [node, weight] of GAUSS_LEGENDRE)
        logs.push(integrand(end - (panels - i - (1 + node) / 2) * width) + log((weight * width) / 2));
  }
  return logPrefactor(n, p) + logSumExp(logs);
}

/**
 * Where the integral from -inf to `end` begins, and its panels. Below the spectrum R_N falls at least at the rate sqrt(y² - 2N) of the
 * lowest eigenvalue's large deviations, so 60 such lengths hold all but exp(-60) of the integral; a panel is one.
 */
function panelsBelow(end: number, n: number): { readonly start: number; readonly panels: number } {
  const edge = Math.sqrt(2 * n);
  if (end < -edge - 2)
    return { start: end - 60 / (Math.sqrt(-end - edge) * Math.sqrt(-end + edge)), panels: 60 };
  const start = Math.min(-edge, end) - MARGIN;
  return { start, panels: Math.ceil((end - start) * Math.max(2, edge / 2)) };
}

function logSumExp(logs: readonly number[]): number {
  const largest = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const value of logs) sum += exp(value - largest);
  return largest + log(sum);
}

/** Nodes and weights of the 10-point rule on [-1, 1]. */
const GAUSS_LEGENDRE: readonly (readonly [number, number])[] = [
  [0.14887433898163122, 0.29552422471475287],
  [0.4333953941292472, 0.26926671930999635],
  [0.6794095682990244, 0.21908636251598204],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.06667134430868814],
].flatMap(([node, weight]) => [[node!, weight!] as const, [-node!, weight!] as const]);

/**
 * Leading order of the total: log of 4 sqrt(2N / (pi (p-2))) (p-1)^(N/2), p > 2; for p = 2 of 2N, which is exact.
 * @throws {SpecError} unless N is a positive number and p a whole number from 2 to 32
 */
export function logMeanCountAsymptotic(n: number, p: number): number {
  assertInteractionOrder(p);
  assertLargeN(n);
  if (p === 2) return log(2 * n);
  return log(4) + 0.5 * log((2 * n) / (Math.PI * (p - 2))) + (n / 2) * log(p - 1);
}
