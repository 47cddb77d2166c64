/**
 * Theory of the mixed spherical p-spin glass: H on |s|² = n with covariance n xi(q), xi(q) = sum over p >= 2 of w_p² q^p.
 *
 * Weights are objects of w_p by p, as { 2: 1, 3: 1 }. Energies are per spin, u = H/n. With xi, xi' and xi'' at q = 1, H and its radial
 * derivative x·grad H = n r have the covariances xi, xi', xi'' + xi' (times 1/n), and the Hessian at a critical point is
 * sqrt(xi''/n) GOE - r I: it has a zero eigenvalue at the edge where r = -2 sqrt(xi'').
 *
 * All mean numbers are annealed: log of a mean, which bounds the typical number from above [AufBen13].
 */
import { shown } from "../base/arguments.ts";
import { SpecError } from "../base/errors.ts";
import { log, pow } from "../base/math.ts";
import { assertEnergy, assertInteractionOrder } from "./complexity.ts";

/** w_p by p, from 2 to 32. */
export type Mixture = Readonly<Record<number, number>>;

/** xi(q), xi'(q) and xi''(q). */
export interface MixtureAt {
  readonly xi: number;
  readonly first: number;
  readonly second: number;
}

interface Part {
  readonly p: number;
  /** w_p² of weights whose largest is 1. */
  readonly square: number;
}

interface Mixed extends MixtureAt {
  readonly parts: readonly Part[];
  /** The largest weight: energies are in its units. */
  readonly unit: number;
  /** sqrt(xi'') */
  readonly edge: number;
  /** xi' / xi: the mean of r at u is this times u. */
  readonly ratio: number;
  /** n times the variance of r at given u: 0 for a pure glass. */
  readonly spread: number;
}

function at(parts: readonly Part[], q: number): MixtureAt {
  const sum = (term: (part: Part) => number): number => parts.reduce((all, part) => all + term(part), 0);
  return {
    xi: sum(({ p, square }) => square * pow(q, p)),
    first: sum(({ p, square }) => square * p * pow(q, p - 1)),
    second: sum(({ p, square }) => square * p * (p - 1) * pow(q, p - 2)),
  };
}

/** @throws {SpecError} for a p that is no whole number from 2 to 32, a weight below 0, NaN or infinite, and no weight above 0 */
function mixedOf(weights: Mixture): Mixed {
  if (typeof weights !== "object" || weights === null)
    throw new SpecError(
      "weights",
      `Weights are an object of numbers by p, as { 2: 1, 3: 1 }, got ${shown(weights)}.`,
    );
  const given = Object.entries(weights).map(([name, weight]) => ({ p: Number(name), weight }));
  for (const { p, weight } of given) {
    assertInteractionOrder(p);
    if (typeof weight !== "number" || !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new SpecError(
        "weights",
        `The weight of p = ${p} is a finite number of 0 or more, got ${shown(weight)}.`,
      );
  }
  const unit = given.reduce((most, { weight }) => Math.max(most, weight), 0);
  if (unit === 0) throw new SpecError("weights", "One weight at least is above 0; all of these are 0.");
  const parts = given
    .map(({ p, weight }) => ({ p, square: (weight / unit) * (weight / unit) }))
    .filter(({ square }) => square > 0);
  const values = at(parts, 1);
  const ratio = values.first / values.xi;
  const spread = parts.reduce((sum, { p, square }) => sum + square * (p - ratio) * (p - ratio), 0);
  return { ...values, parts, unit, ratio, spread, edge: Math.sqrt(values.second) };
}

/**
 * xi(q) and its first two derivatives.
 *
 * @throws {SpecError} for weights that are none, a q that is no number from -1 to 1, or weights whose squares overflow
 */
export function mixtureAt(weights: Mixture, q: number): MixtureAt {
  const { parts, unit } = mixedOf(weights);
  if (!(q >= -1 && q <= 1))
    throw new SpecError("q", `An overlap q is a number from -1 to 1, got ${shown(q)}.`);
  const { xi, first, second } = at(parts, q);
  const square = unit * unit;
  if (!(square < 1e300))
    throw new SpecError("weights", `The largest weight is ${unit}, whose square overflows.`);
  return { xi: square * xi, first: square * first, second: square * second };
}

/** 2 sqrt(xi''(1)): the radial reaction -x·grad H / n at which the lowest eigenvalue of the Hessian is 0 for large n. */
export function marginalReaction(weights: Mixture): number {
  const { unit, edge } = mixedOf(weights);
  return 2 * edge * unit;
}

/**
 * E_inf of a mixture: critical points of energy -E_inf have on average marginal Hessians; below it minima are the rule, above it saddles.
 *
 *   E_inf = (xi'² + xi (xi'' - xi')) / (xi' sqrt(xi''))        at q = 1 [AufBen13], where xi(1) = 1
 *
 * It is the energy too at which gradient descent from a random point ends by the aging solution of [CugKur93]:
 * the reaction 2 sqrt(xi''), response 1 / sqrt(xi'') within a state and (xi'' - xi') / (xi' sqrt(xi'')) between them. For mixtures
 * that solution is disputed: descents keep a memory of their start and end below [FolFraRic20], [FolZam23].
 * 2 sqrt((p-1)/p) for a pure p. Where `mixtureKind` is "full" it is below the ground state, and means nothing.
 */
export function mixedThresholdEnergy(weights: Mixture): number {
  const { xi, first, second, edge, unit } = mixedOf(weights);
  return unit * ((first * first + xi * (second - first)) / (first * edge));
}

export type MixtureKind = "pure-like" | "critical" | "full";

/** The share of the terms' size below which a sum of them counts as 0: that of the pure p = 2 is made of cancelling ones. */
const CRITICAL = 1e-14;

/**
 * Whether minima are exponentially many at -E_inf [AufBen13]: by the sign of twice the complexity there,
 * G = log(xi''/xi') - (xi'' - xi') (xi'' - xi' + xi'²) / (xi'' xi'²) with xi(1) = 1.
 */
export function mixtureKind(weights: Mixture): MixtureKind {
  const { xi, first, second } = mixedOf(weights);
  const [excess, square] = [(second - first) / xi, (first / xi) * (first / xi)];
  const g = log(second / first) - (excess * (excess + square)) / ((second / xi) * square);
  if (Math.abs(g) <= CRITICAL) return "critical";
  return g > 0 ? "pure-like" : "full";
}

/** What both complexities have where r, the best at this u, lies at z >= 1 of r = -sqrt(xi'') (z + 1/z): below the edge. */
function belowEdge({ xi, first, second, ratio, spread, edge }: Mixed, u: number): number {
  const mean = -ratio * u;
  const root = Math.sqrt(Math.max(0, (mean - 2 * edge) * (mean + 2 * edge) + 4 * spread));
  const z = Math.max(1, (mean + root) / (2 * edge));
  const inverse = 1 / (z * z);
  return (
    log(second / first) / 2 +
    log(z) +
    (1 + inverse) / 2 -
    (u * u) / (2 * xi) -
    (spread * inverse) / (2 * second)
  );
}

/**
 * lim (1/n) log E[number of critical values in n (-inf, u)], critical points of any index [AufBen13]: the maximum over r of
 *
 *   log(xi''/xi') / 2 + 1/2 + integral of log|x - r / sqrt(xi'')| over the semicircle of radius 2 - (u, r) C⁻¹ (u, r)ᵀ / 2,
 *
 * C the covariance of (u, r). Theta_p of `complexity` for a pure p.
 */
export function mixedComplexity(u: number, weights: Mixture): number {
  assertEnergy(u);
  const mixed = mixedOf(weights);
  const { xi, first, second, ratio, spread, edge, unit } = mixed;
  const energy = u / unit;
  if (energy >= 0) return log(second / first) / 2;
  if (!(energy * energy < 1e300)) return Number.NEGATIVE_INFINITY;
  const r = (ratio * energy) / (1 - spread / (2 * second));
  if (r < -2 * edge) return belowEdge(mixed, energy);
  const t = r / edge;
  return (
    log(second / first) / 2 + (t * t) / 4 - (energy * energy) / (2 * xi) - (spread * t * t) / (8 * second)
  );
}

/**
 * The same for minima: r <= -2 sqrt(xi''). Theta_0 of `complexityOfIndex` for a pure p. Above the energy
 * -2 xi' sqrt(xi'') / (xi'' + xi') of most minima it is constant.
 */
export function mixedComplexityOfMinima(u: number, weights: Mixture): number {
  assertEnergy(u);
  const mixed = mixedOf(weights);
  const { xi, first, second, ratio, spread, edge, unit } = mixed;
  const energy = u / unit;
  const most = (-2 * first * edge) / (second + first);
  if (energy >= most) return log(second / first) / 2 + 1 - (2 * second) / (second + first);
  if (!(energy * energy < 1e300)) return Number.NEGATIVE_INFINITY;
  // (r - its mean) / spread at r = -2 edge; from 1 / edge, where the best r leaves it, to what it is at `most`
  const [from, to] = [1 / edge, (2 * edge) / (second + first)];
  const y = (2 * edge + ratio * energy) / spread;
  if (!(y > from)) return belowEdge(mixed, energy);
  const square = Math.min(y, to) * Math.min(y, to);
  return log(second / first) / 2 + 1 - (energy * energy) / (2 * xi) - (spread * square) / 2;
}

/** The ground state of a mixture for n -> inf, and the phase that has it. */
export interface MixedGroundState {
  /** E_0 > 0: H/n -> -E_0. */
  readonly energy: number;
  /** One step of replica symmetry breaking, none at all (p = 2), or a full one. */
  readonly phase: "1rsb" | "replica-symmetric" | "full-rsb";
}

/**
 * The ground state where it is known in closed form, by the Crisanti-Sommers functional at no temperature [CheSen17]:
 *
 *   2 E_0 = min over L and non-decreasing alpha of xi'(1) L - ∫ xi''(q) A(q) dq + ∫ dq / (L - A(q)),   A(q) = ∫_0^q alpha.
 *
 * With alpha constant (one step), E_0 = (xi' + k xi) / sqrt(xi' (1 + k)), (1 + k) log(1 + k) / k² - 1/k = xi / xi'; it is the minimum
 * when ∫_t^1 (xi'(s) - ∫_0^s dq / (L - A)²) ds >= 0 for all t, which is checked at 1,000 t. Where xi''^(-1/2) is concave (the same
 * check), all is broken: E_0 = ∫_0^1 sqrt(xi''(q)) dq [CheSen17].
 *
 * @returns undefined for the rest: phases with both, as in some 2 + p, and with two steps, as in 3 + 16 [CriLeu07]
 */
export function mixedGroundState(weights: Mixture): MixedGroundState | undefined {
  const mixed = mixedOf(weights);
  const { xi, first, unit, parts } = mixed;
  if (parts.every(({ p }) => p === 2)) return { energy: unit * Math.sqrt(first), phase: "replica-symmetric" };
  const k = stepRatio(xi / first);
  if (isOneStep(mixed, k))
    return { energy: (unit * (first + k * xi)) / Math.sqrt(first * (1 + k)), phase: "1rsb" };
  if (isFullyBroken(mixed)) return { energy: unit * fullEnergy(mixed), phase: "full-rsb" };
  return undefined;
}

/** Below it (1 + k) log(1 + k) / k² - 1/k loses digits, and its series of TERMS terms none. */
const SMALL_STEP = 0.3;
const TERMS = 32;

function stepFunction(k: number): number {
  if (k > SMALL_STEP) return ((1 + k) * log(1 + k)) / (k * k) - 1 / k;
  let [sum, power] = [0, 1];
  for (let j = 0; j < TERMS; j++) {
    sum += power / ((j + 1) * (j + 2));
    power *= -k;
  }
  return sum;
}

/** The k > 0 with stepFunction(k) = value, 0 < value < 1/2; the function falls. Bisection to the last bit. */
function stepRatio(value: number): number {
  let [low, high] = [0, 1];
  while (stepFunction(high) > value) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (stepFunction(middle) > value) low = middle;
    else high = middle;
  }
}

/** Points at which conditions on the whole of 0 … 1 are checked. */
const CHECKED = 1000;
/** What rounding makes of a 0 of the conditions, in units of xi. */
const ROUNDING = 1e-12;

function isOneStep({ parts, xi, first, second }: Mixed, k: number): boolean {
  const within = 1 / Math.sqrt(first * (1 + k)); // L - A(1)
  const alpha = k * within;
  const whole = within + alpha; // L
  const flat = at(parts, 0).second;
  const stable = (curvature: number, width: number) => curvature * width * width <= 1 + ROUNDING;
  if (!stable(second, within) || !stable(flat, whole)) return false;
  for (let i = 1; i < CHECKED; i++) {
    const t = i / CHECKED;
    const bend = log(within / (whole - alpha * t)) / (alpha * alpha);
    const slack = xi - at(parts, t).xi + (1 - t) / (whole * alpha) + bend;
    if (slack < -ROUNDING * (xi + 1 / (alpha * alpha))) return false;
  }
  return true;
}

/** (x^(-1/2))'' <= 0 for x = xi'': 3 x'² <= 2 x x''. */
function isFullyBroken({ parts }: Mixed): boolean {
  const derivative = (q: number, order: number): number =>
    parts.reduce((sum, { p, square }) => {
      let factor = square;
      for (let j = 0; j < order; j++) factor *= p - j;
      return factor === 0 ? sum : sum + factor * pow(q, p - order);
    }, 0);
  for (let i = 1; i <= CHECKED; i++) {
    const q = i / CHECKED;
    const third = derivative(q, 3);
    if (3 * third * third > 2 * derivative(q, 2) * derivative(q, 4) * (1 + ROUNDING)) return false;
  }
  return true;
}

/** Panels of Simpson's rule; sqrt(xi'') is smooth where the phase is fully broken, for w_2 > 0 there. */
const PANELS = 2048;

function fullEnergy({ parts }: Mixed): number {
  const f = (i: number): number => Math.sqrt(at(parts, i / (2 * PANELS)).second);
  let sum = f(0) + f(2 * PANELS);
  for (let i = 1; i < 2 * PANELS; i++) sum += f(i) * (i % 2 === 1 ? 4 : 2);
  return sum / (6 * PANELS);
}
