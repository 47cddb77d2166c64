/**
 * Sharp asymptotics, N -> inf, of the mean numbers of critical points with energy per spin below u: growth rate and prefactor
 * [AufBenCer13, Thms 2.17, 2.19; ChoEtAl15, Thms 11.1, 11.2]. They hold for p >= 3 and each fixed u; the relative error is
 * O(1/N) inside a window, O(N^(-1/3)) on the barrier, and grows towards the ends of a window.
 */

import { SpecError } from "../base/errors.ts";
import { log, pow } from "../base/math.ts";
import { assertInteractionOrder, complexity, thresholdEnergy } from "./complexity.ts";

export type EnergyWindow = "below-barrier" | "at-barrier" | "bulk" | "zero" | "above-zero";

/** Ai(0) = 3^(-2/3) / Gamma(2/3) and Ai'(0) = -3^(-1/3) / Gamma(1/3). */
export const AIRY_AT_ZERO = { value: 0.3550280538878172, slope: -0.2588194037928068 } as const;

interface Ensemble {
  readonly n: number;
  readonly p: number;
}

function assertAsymptotic(u: number, { n, p }: Ensemble): void {
  assertInteractionOrder(p);
  if (p === 2)
    throw new SpecError(
      "p",
      "The sharp asymptotics hold for p >= 3; for p = 2 the mean total is 2N exactly.",
    );
  if (!Number.isFinite(n) || n <= 0) throw new SpecError("N", `N must be a positive number, got ${n}.`);
  if (Number.isNaN(u)) throw new SpecError("u", "The energy u must be a number or Infinity, got NaN.");
}

/** Which of the formulas holds at u. The barrier -E_inf and 0 are single points, met to within rounding. */
export function energyWindow(u: number, p: number): EnergyWindow {
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

/**
 * log of the prefactor c(u, N) in E[Crt(u)] ~ c exp(N Theta_p(u)), by window:
 *
 *   u < -E:      see logPrefactorBelow, N^(-1/2)
 *   u = -E:      2 sqrt(2p) / (p-2) (Ai'(0)² + Ai(0)/3) N^(-1/3), where [ChoEtAl15] lack the first term and have 2 Ai(0)/3 for the rest
 *   -E < u < 0:  2 sqrt(2p (E² - u²)) / ((p-2) pi |u|)
 *   u = 0:       half of the next, by symmetry
 *   u > 0:       4 sqrt(2N / (pi (p-2)))
 */
function logPrefactor(u: number, { n, p }: Ensemble): number {
  const barrier = thresholdEnergy(p);
  const all = log(4) + 0.5 * log((2 * n) / (Math.PI * (p - 2)));
  switch (energyWindow(u, p)) {
    case "below-barrier":
      return logPrefactorBelow(u, { n, p });
    case "at-barrier": {
      const edge = AIRY_AT_ZERO.slope * AIRY_AT_ZERO.slope + AIRY_AT_ZERO.value / 3; // density of the GOE at its edge
      return log(((2 * Math.sqrt(2 * p)) / (p - 2)) * edge) - log(n) / 3;
    }
    case "bulk":
      return log((2 * Math.sqrt(2 * p * (barrier - u) * (barrier + u))) / ((p - 2) * Math.PI * -u));
    case "zero":
      return all - Math.LN2;
    case "above-zero":
      return all;
  }
}

/**
 * log of the sharp asymptotic of the mean number of critical points of any index with energy per spin below u; u may be Infinity.
 * @throws {SpecError} for p = 2, where the total is 2N, or arguments out of range
 */
export function logMeanCountSharp(u: number, { n, p }: Ensemble): number {
  assertAsymptotic(u, { n, p });
  return n * complexity(u, p) + logPrefactor(u, { n, p });
}

/**
 * log of the sharp asymptotic of the mean number of minima with energy per spin below u < -E_inf. There almost all critical
 * points are minima, those of index 1 being fewer by exp(-N I_1(u)), so that the total has the same asymptotic.
 * @throws {SpecError} for u >= -E_inf, where the theorem says nothing, p = 2 or arguments out of range
 */
export function logMeanMinimaSharp(u: number, { n, p }: Ensemble): number {
  assertAsymptotic(u, { n, p });
  if (energyWindow(u, p) !== "below-barrier")
    throw new SpecError(
      "u",
      `The sharp asymptotic of minima holds below -E_inf = ${-thresholdEnergy(p)}, got ${u}: above it their number grows with another law.`,
    );
  return n * complexity(u, p) + logPrefactorBelow(u, { n, p });
}
