/**
 * Complexity of the spherical p-spin glass: exponential growth rates of the mean number of critical points.
 *
 *   Theta(u) = lim (1/N) log E[number of critical values in N (-inf, u)]                  [AufBenCer13, Thms 2.5, 2.8]
 *
 * All energies are per spin, u = H/N; p >= 2. The branch of Theta_k above -E_inf is misprinted in [ChoEtAl15]: its constant is
 * (p-2)/p, which joins the other branch at -E_inf.
 */

import { shown } from "../base/arguments.ts";
import { SpecError } from "../base/errors.ts";
import { acosh, asin, log, sin, sinh } from "../base/math.ts";

/** @throws {SpecError} unless p is a whole number from 2 to 32 */
export function assertInteractionOrder(p: number): void {
  if (!Number.isInteger(p) || p < 2 || p > 32)
    throw new SpecError("p", `p must be a whole number from 2 to 32, got ${p}.`);
}

/** @throws {SpecError} for NaN and what is no number; the infinities are energies, at which functions take their limits */
export function assertEnergy(u: number): void {
  if (typeof u !== "number" || Number.isNaN(u))
    throw new SpecError("u", `The energy u must be a number or an infinity, got ${shown(u)}.`);
}

/** Above it neighbouring whole numbers are no longer told apart. */
const MOST_SPINS = 2 ** 53;

/** @throws {SpecError} for an N of an asymptotic formula that is no positive number up to 2^53 */
export function assertLargeN(n: number): void {
  if (!(typeof n === "number" && n > 0 && n <= MOST_SPINS))
    throw new SpecError("N", `N must be a positive number up to 2^53, got ${shown(n)}.`);
}

/** E_inf = 2 sqrt((p-1)/p): the energy barrier; below -E_inf a critical point of finite index is the rule. */
export function thresholdEnergy(p: number): number {
  assertInteractionOrder(p);
  return 2 * Math.sqrt((p - 1) / p);
}

/**
 * I_1(u) = -(u / E²) sqrt(u² - E²) - log(-u + sqrt(u² - E²)) + log E,  E = E_inf, u <= -E: the rate at which the lowest
 * eigenvalue of a GOE matrix leaves the bulk. Near -E the terms cancel; with t = acosh(-u/E), I_1 = sinh(2t)/2 - t, whose
 * series is used for small t.
 */
export function rateFunction(u: number, p: number): number {
  const ratio = -u / thresholdEnergy(p);
  if (!(ratio >= 1))
    throw new SpecError("u", `I_1 is defined for u <= -E_inf = ${-thresholdEnergy(p)}, got ${u}.`);
  const t = acosh(ratio);
  if (t === Number.POSITIVE_INFINITY) return t;
  if (t > 0.05) return sinh(2 * t) / 2 - t;
  const x = 4 * t * t; // sinh(2t)/2 - t = t (x/6 + x²/120 + x³/5040 + …)
  return t * x * (1 / 6 + x * (1 / 120 + x * (1 / 5040 + x * (1 / 362880))));
}

function gaussianPart(u: number, p: number): number {
  return p === 2 ? 0 : log(p - 1) / 2 - ((p - 2) * u * u) / (4 * (p - 1));
}

/** Theta_p(u): critical points of any index with energy below u. */
export function complexity(u: number, p: number): number {
  assertEnergy(u);
  const barrier = thresholdEnergy(p);
  if (u >= 0) return log(p - 1) / 2;
  return gaussianPart(u, p) - (u <= -barrier ? rateFunction(u, p) : 0);
}

/** Theta_{k,p}(u): critical points of index k with energy below u. Zero growth of saddles above -E_inf: constant there. */
export function complexityOfIndex(u: number, { k, p }: { k: number; p: number }): number {
  assertIndex(k);
  assertEnergy(u);
  const barrier = thresholdEnergy(p);
  if (u >= -barrier) return log(p - 1) / 2 - (p - 2) / p;
  return gaussianPart(u, p) - (k + 1) * rateFunction(u, p);
}

function assertIndex(k: number): void {
  if (!Number.isInteger(k) || k < 0)
    throw new SpecError("k", `An index is a whole number of 0 or more, got ${k}.`);
}

/**
 * dTheta_{k,p}/du: below -E_inf, I_1'(u) = -(2/E²) sqrt(u² - E²). k = null: Theta_p.
 * @throws {SpecError} for arguments out of range
 */
export function complexitySlope(u: number, { k, p }: { k: number | null; p: number }): number {
  if (k !== null) assertIndex(k);
  assertEnergy(u);
  const barrier = thresholdEnergy(p);
  const gaussian = p === 2 ? 0 : (-(p - 2) * u) / (2 * (p - 1));
  if (u >= -barrier) return k === null && u < 0 ? gaussian : 0;
  const rate = (-2 / (barrier * barrier)) * Math.sqrt(barrier - u) * Math.sqrt(-barrier - u);
  return gaussian - ((k ?? 0) + 1) * rate;
}

/**
 * log of d/du exp(N Theta(u)) = N Theta'(u) exp(N Theta(u)), Theta_{k,p} or, with k = null, Theta_p; -Infinity where the slope is 0.
 * @throws {SpecError} for arguments out of range
 *
 * [ChoEtAl15], Figure 1 draws this with u in units of energy; it has the growth of the mean counts without their prefactors.
 */
export function logSlopeOfCount(u: number, { k, p, n }: { k: number | null; p: number; n: number }): number {
  assertLargeN(n);
  const theta = k === null ? complexity(u, p) : complexityOfIndex(u, { k, p });
  if (theta === Number.NEGATIVE_INFINITY) return theta;
  return log(n * complexitySlope(u, { k, p })) + n * theta;
}

/**
 * E_k > E_inf: the root of Theta_{k,p}(-E) = 0. Below -E_k no critical point of index k or more is expected; -E_0 is the ground
 * state. For p = 2 all E_k = E_inf. Bisection to the last bit.
 */
export function layerEnergy(k: number, p: number): number {
  assertIndex(k);
  const barrier = thresholdEnergy(p);
  if (p === 2) return barrier;
  let low = barrier;
  let high = barrier * 2;
  while (complexityOfIndex(-high, { k, p }) > 0) high *= 2;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (complexityOfIndex(-middle, { k, p }) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Fraction of negative eigenvalues of the Hessian at a critical point of energy u, N -> inf: the shifted semicircle,
 * alpha = 1/2 + (t sqrt(1 - t²) + asin t) / pi, t = u / E_inf; 0 below -E_inf, 1 above E_inf. As (x - sin x) / (2 pi) with
 * t = -cos(x/2) it keeps its relative accuracy down to the barrier.
 */
export function indexFraction(u: number, p: number): number {
  assertEnergy(u);
  const barrier = thresholdEnergy(p);
  if (u <= -barrier) return 0;
  if (u >= 0) return u === 0 ? 0.5 : 1 - indexFraction(-u, p);
  return excessOverSine(4 * asin(Math.sqrt((barrier + u) / (2 * barrier)))) / (2 * Math.PI);
}

/** x - sin x, by its series where the difference would cancel. */
function excessOverSine(x: number): number {
  if (x > 1) return x - sin(x);
  let term = (x * x * x) / 6;
  let sum = 0;
  for (let k = 4; Math.abs(term) > 1e-18 * sum; k += 2) {
    sum += term;
    term *= (-x * x) / (k * (k + 1));
  }
  return sum;
}

/**
 * The energy per spin at which a fraction alpha of the Hessian's eigenvalues is negative: the inverse of indexFraction,
 * u = -E_inf cos(x/2) with x - sin x = 2 pi alpha, 0 <= x <= 2 pi. Bisection to the last bit.
 * @throws {SpecError} unless 0 <= alpha <= 1
 */
export function energyAtIndexFraction(alpha: number, p: number): number {
  if (!(alpha >= 0 && alpha <= 1))
    throw new SpecError("alpha", `An index fraction lies between 0 and 1, got ${alpha}.`);
  const barrier = thresholdEnergy(p);
  if (alpha === 0.5) return 0;
  if (alpha > 0.5) return -energyAtIndexFraction(1 - alpha, p);
  let low = 0;
  let high = Math.PI;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return barrier * (2 * sin(middle / 4) * sin(middle / 4) - 1);
    if (excessOverSine(middle) < 2 * Math.PI * alpha) low = middle;
    else high = middle;
  }
}
