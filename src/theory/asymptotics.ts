/**
 * Sharp asymptotics, N -> inf, of the mean numbers of critical points with energy per spin below u: growth rate and prefactor
 * [AufBenCer13, Thms 2.17, 2.19; ChoEtAl15, Thms 11.1, 11.2]. They hold for p >= 3 and each fixed u; the relative error is
 * O(1/N) inside a window and O(N^(-1/3)) on the barrier. Beside the barrier, where the formula of neither side holds before N is large,
 * they are refused; the formulas on both sides of 0 are joined by the error function, and hold there too.
 */
import { SpecError } from "../base/errors.ts";
import { erfc, exp, expm1, log, log1p, pow } from "../base/math.ts";
import {
  assertEnergy,
  assertInteractionOrder,
  assertLargeN,
  complexity,
  thresholdEnergy,
} from "./complexity.ts";

export type EnergyWindow = "below-barrier" | "at-barrier" | "bulk" | "zero" | "above-zero";

/** Ai(0) = 3^(-2/3) / Gamma(2/3) and Ai'(0) = -3^(-1/3) / Gamma(1/3). */
export const AIRY_AT_ZERO = { value: 0.3550280538878172, slope: -0.2588194037928068 } as const;

interface Ensemble {
  readonly n: number;
  readonly p: number;
}

/**
 * Refused: 0 < |u + E| < E N^(-2/3), twice the unit sqrt 2 N^(1/6) (y + sqrt(2N)) of the Airy function at the edge of the spectrum, where
 * the prefactors below and above vanish or diverge as (u + E)^(-1/4) and (u + E)^(1/2). Everywhere else the logarithm was
 * found to be within 3 N^(-1/3) of the exact one: for N = 2, 10, 30 and p = 3, 32 in test/theory-edges.test.ts, for N = 2 … 1000 and
 * p = 3 … 32 in test/exhaustive/theory-sharp.test.ts.
 */
function assertAsymptotic(u: number, { n, p }: Ensemble): void {
  assertInteractionOrder(p);
  if (p === 2)
    throw new SpecError(
      "p",
      "The sharp asymptotics hold for p >= 3; for p = 2 the mean total is 2N exactly.",
    );
  assertLargeN(n);
  assertEnergy(u);
  const barrier = thresholdEnergy(p);
  const width = barrier * pow(n, -2 / 3);
  if (energyWindow(u, p) !== "at-barrier" && Math.abs(u + barrier) < width)
    throw new SpecError(
      "u",
      `Within ${width} of the barrier -E_inf = ${-barrier} no sharp asymptotic holds at N = ${n}, got u = ${u}: take -E_inf itself, an energy farther off, or the exact logMeanCount (N up to 4000).`,
    );
}

/** Which of the formulas holds at u. The barrier -E_inf and 0 are single points, met to within rounding. */
export function energyWindow(u: number, p: number): EnergyWindow {
  assertEnergy(u);
  const barrier = thresholdEnergy(p);
  if (Math.abs(u + barrier) <= 4 * Number.EPSILON * barrier) return "at-barrier";
  if (u < -barrier) return "below-barrier";
  if (u < 0) return "bulk";
  return u === 0 ? "zero" : "above-zero";
}

/**
 * log of h(v) / sqrt(2 pi p) · exp(I(v) - v I'(v) / 2) / (I'(v) - Phi'(v)) N^(-1/2), v = -u sqrt(p / (2(p-1))) > sqrt 2:
 *
 *   I' = sqrt(v² - 2),   exp(I - v I'/2) = sqrt 2 / (v + I'),   -Phi' = (p-2) v / p,   h = q + 1/q,   q⁴ = (v - sqrt 2) / (v + sqrt 2)
 */
function logPrefactorBelow(u: number, { n, p }: Ensemble): number {
  const v = -u * Math.sqrt(p / (2 * (p - 1)));
  const slope = Math.sqrt(v * v - 2);
  const q = pow((v - Math.SQRT2) / (v + Math.SQRT2), 0.25);
  const size = ((q + 1 / q) * Math.SQRT2) / ((v + slope) * (((p - 2) / p) * v + slope));
  return log(size) - 0.5 * log(2 * Math.PI * p * n);
}

/** log of the asymptotic of the total: 4 sqrt(2N / (pi (p-2))) (p-1)^(N/2). */
const logTotal = ({ n, p }: Ensemble): number =>
  log(4) + 0.5 * log((2 * n) / (Math.PI * (p - 2))) + (n / 2) * log(p - 1);

/**
 * log of 2 sqrt(2p) sqrt(E² - u²) / ((p-2) pi) sqrt(pi a) erfc(sqrt a |u|) (p-1)^(N/2), a = N (p-2) / (4 (p-1)), for -E < u <= 0: the
 * density at u times the Gaussian integral below u. For sqrt a |u| >> 1 the last factors are exp(-a u²) / |u|, the theorem's; at 0
 * it is half the total.
 */
function logBulk(u: number, { n, p }: Ensemble): number {
  const barrier = thresholdEnergy(p);
  const z = Math.sqrt((n * (p - 2)) / (4 * (p - 1))) * -u;
  const semicircle = Math.sqrt((1 - u / barrier) * (1 + u / barrier));
  // erfc z = exp(-z²) / (sqrt(pi) z) (1 - 1 / (2 z²) + …): beyond 20 it nears the smallest numbers, and 3 terms are right to 1e-7
  const w = 1 / (2 * z * z);
  const logTail = z < 20 ? log(erfc(z)) : -z * z - log(Math.sqrt(Math.PI) * z) + log1p(-w * (1 - 3 * w));
  return logTotal({ n, p }) - Math.LN2 + log(semicircle) + logTail;
}

/** log of 1 - e^x for x <= 0. */
const logOneMinusExp = (x: number): number => (x > -Math.LN2 ? log(-expm1(x)) : log1p(-exp(x)));

/**
 * log of the sharp asymptotic of the mean number of critical points of any index with energy per spin below u, by window:
 *
 *   u < -E:      see logPrefactorBelow, N^(-1/2) exp(N Theta_p)
 *   u = -E:      2 sqrt(2p) / (p-2) (Ai'(0)² + Ai(0)/3) N^(-1/3) exp(N Theta_p), where [ChoEtAl15] lack the first term and have 2 Ai(0)/3 for the rest
 *   -E < u <= 0: see logBulk; far from 0, 2 sqrt(2p (E² - u²)) / ((p-2) pi |u|) exp(N Theta_p)
 *   u > 0:       the total 4 sqrt(2N / (pi (p-2))) (p-1)^(N/2) less what lies below -u
 *
 * u may be an infinity: 0 and the total.
 *
 * How far off: inside the windows some c/N, c being (p / (2(p-2)) + 1/4) / (1 - u²/E²) for -E < u < 0 and
 * (p-1) / (2(p-2)) from 0 on (one passes into the other within some N^(-1/2) of 0).
 * At u = -E itself the error falls as N^(-1/3) only. There the logarithm exceeds the exact one at p = 3 by 1.16, 0.73, 0.48, and at
 * p = 32 by 0.65, 0.37, 0.23, for N = 10, 50, 200: take `logMeanCount` where that is too much.
 * @throws {SpecError} for p = 2, where the total is 2N, within E N^(-2/3) of the barrier, or for arguments out of range
 */
export function logMeanCountSharp(u: number, { n, p }: Ensemble): number {
  assertAsymptotic(u, { n, p });
  if (u === Number.NEGATIVE_INFINITY) return u;
  const barrier = thresholdEnergy(p);
  switch (energyWindow(u, p)) {
    case "below-barrier":
      return logSharpBelow(u, { n, p });
    case "at-barrier": {
      const edge = AIRY_AT_ZERO.slope * AIRY_AT_ZERO.slope + AIRY_AT_ZERO.value / 3; // density of the GOE at its edge
      return n * complexity(u, p) + log(((2 * Math.sqrt(2 * p)) / (p - 2)) * edge) - log(n) / 3;
    }
    case "bulk":
    case "zero":
      return logBulk(u, { n, p });
    case "above-zero": {
      const total = logTotal({ n, p });
      return u < barrier ? total + logOneMinusExp(logBulk(-u, { n, p }) - total) : total; // beyond E less than any rounding
    }
  }
}

/** n Theta(u) and the prefactor; -Infinity where the energy is so low that their terms overflow. */
function logSharpBelow(u: number, { n, p }: Ensemble): number {
  const rate = n * complexity(u, p);
  return rate === Number.NEGATIVE_INFINITY ? rate : rate + logPrefactorBelow(u, { n, p });
}

/**
 * log of the sharp asymptotic of the mean number of minima with energy per spin below u < -E_inf. There almost all critical
 * points are minima, those of index 1 being fewer by exp(-N I_1(u)), so that the total has the same asymptotic.
 * @throws {SpecError} for u >= -E_inf, where the theorem says nothing, within E N^(-2/3) of it, for p = 2 or arguments out of range
 */
export function logMeanMinimaSharp(u: number, { n, p }: Ensemble): number {
  assertInteractionOrder(p);
  if (u > -thresholdEnergy(p) || energyWindow(u, p) === "at-barrier")
    throw new SpecError(
      "u",
      `The sharp asymptotic of minima holds below -E_inf = ${-thresholdEnergy(p)}, got ${u}: above it their number grows with another law.`,
    );
  assertAsymptotic(u, { n, p });
  return logSharpBelow(u, { n, p });
}
