/**
 * The paper's scaling of losses with size: E[L] ~ exp(alpha n^beta) up to a constant [ChoEtAl15, section 5.3]. The paper's
 * scaled losses keep the constant (they lie near 0.08, not near 1), so it is fitted too.
 */
import { SpecError } from "../base/errors.ts";
import { exp, log, pow } from "../base/math.ts";
import { determinedDigits } from "./determined.ts";
import { mean } from "./moments.ts";

export interface ExponentialScaling {
  readonly alpha: number;
  readonly beta: number;
  /** The constant c of E[L] = c exp(alpha n^beta): the loss of an infinitely wide network, for beta < 0. */
  readonly limit: number;
  /** Largest |ln residual|. */
  readonly residual: number;
}

/** Steeper ones make one size of the others' limit; flatter ones are powers of n, where alpha and ln c cancel. */
const BETA_RANGE = [-3, -0.05] as const;
/** Steps of the scan for local minima: the profile of a handful of sizes bends over tenths, not hundredths. */
const SCAN = 118;
/** Where the search for a root ends: far above the rounding of beta, far below what data determine. */
const TOLERANCE = 1e-13;
/** Half the distance of the two points that give the slope at the root. */
const SLOPE_STEP = 1e-4;
/** Of two minima the steeper one counts only if its sum of squares is lower by this share, which rounding does not reach. */
const CLEARLY_LOWER = 1e-9;

/** exp(alpha n^beta): what losses of size n are divided by. */
export function scalingFactor(
  { alpha, beta }: Pick<ExponentialScaling, "alpha" | "beta">,
  n: number,
): number {
  return exp(alpha * pow(n, beta));
}

/**
 * Least squares on ln E[L] = ln c + alpha n^beta: linear in (ln c, alpha), so the sum of squares is a function of beta in -3 … -0.05
 * alone. Its stationary points, d/dbeta = 0, are found between the points of a scan, the least of them and of the ends is taken;
 * beta, alpha and c are rounded to the digits that rounding errors of the losses leave.
 *
 * @returns null for under 3 different sizes, or losses that do not determine a digit of beta
 * @throws {SpecError} for sizes or losses that are not positive and finite
 */
export function fitExponentialScaling(
  sizes: readonly number[],
  losses: readonly number[],
): ExponentialScaling | null {
  assertPositive("sizes", sizes);
  assertPositive("losses", losses);
  if (losses.length !== sizes.length)
    throw new SpecError("losses", `There are ${sizes.length} sizes, and ${losses.length} losses: one each.`);
  if (new Set(sizes).size < 3) return null;
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  const data = { stretch: sizes.map((n) => log(n / smallest)), y: losses.map(log) };
  const found = leastBeta(data);
  if (found === null) return null;
  const beta = determinedDigits(found.beta, found.error);
  const { slope, intercept, residual, slopeError, interceptError } = profile(data, beta);
  const unit = pow(smallest, -beta); // of (n / smallest)^beta
  const limit = exp(intercept);
  return {
    alpha: determinedDigits(slope * unit, slopeError * unit),
    beta,
    limit: determinedDigits(limit, interceptError * limit),
    residual: determinedDigits(residual, interceptError),
  };
}

function assertPositive(name: string, values: readonly number[]): void {
  for (const value of values)
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new SpecError(name, `The ${name} of a scaling fit are positive numbers, got ${value}.`);
}

/** stretch = ln(n / smallest n), y = ln loss. */
interface ScalingData {
  readonly stretch: readonly number[];
  readonly y: readonly number[];
}

/**
 * The line y = intercept + slope x, x = (n / smallest)^beta, at one beta. `derivative` is sum_i r_i x_i ln(n_i), r the residuals: to
 * -2 slope the derivative of the sum of squares by beta.
 */
function profile({ stretch, y }: ScalingData, beta: number) {
  const x = stretch.map((t) => exp(beta * t));
  const [mx, my] = [mean(x), mean(y)];
  const w = x.map((value, i) => value * stretch[i]!);
  const mw = mean(w);
  let [sxx, sxy, sxw] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    sxx += (x[i]! - mx) * (x[i]! - mx);
    sxy += (x[i]! - mx) * (y[i]! - my);
    sxw += (x[i]! - mx) * (w[i]! - mw);
  }
  const slope = sxy / sxx;
  const across = w.map((value, i) => value - mw - (sxw / sxx) * (x[i]! - mx)); // w less its part along 1 and x: nothing left to cancel
  const r = y.map((value, i) => value - my - slope * (x[i]! - mx));
  let [squares, derivative, residual] = [0, 0, 0];
  for (let i = 0; i < r.length; i++) {
    squares += r[i]! * r[i]!;
    derivative += r[i]! * across[i]!;
    residual = Math.max(residual, Math.abs(r[i]!));
  }
  const errors = profileErrors({ x, y, w, r, across, stretch }, { beta, slope, mx, sxx });
  return { slope, intercept: my - slope * mx, residual, squares, derivative, ...errors };
}

/** What errors of y of eps (1 + |y|), and those of x, make of a profile's derivative, slope and intercept. */
function profileErrors(
  {
    x,
    y,
    w,
    r,
    across,
    stretch,
  }: Readonly<Record<"x" | "y" | "w" | "r" | "across" | "stretch", readonly number[]>>,
  { beta, slope, mx, sxx }: Readonly<Record<"beta" | "slope" | "mx" | "sxx", number>>,
) {
  let [derivativeError, slopeError, valueError] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const fromX = Math.abs(slope * x[i]!) * (1 + Math.abs(beta) * stretch[i]!);
    const error = Number.EPSILON * (1 + Math.abs(y[i]!) + fromX);
    derivativeError += error * Math.abs(across[i]!) + Number.EPSILON * Math.abs(r[i]! * w[i]!);
    slopeError += (error * Math.abs(x[i]! - mx)) / sxx;
    valueError = Math.max(valueError, error);
  }
  return { derivativeError, slopeError, interceptError: valueError + mx * slopeError };
}

/** The beta of the least sum of squares and its error; null when rounding alone could have made it anything. */
function leastBeta(data: ScalingData): { readonly beta: number; readonly error: number } | null {
  const [low, high] = BETA_RANGE;
  const at = (i: number) => low + ((high - low) * i) / SCAN;
  const scanned = Array.from({ length: SCAN + 1 }, (_, i) => profile(data, at(i)));
  const fallsAfter = (i: number) => scanned[i]!.slope * scanned[i]!.derivative > 0; // the sum of squares, as beta grows
  const candidates: { beta: number; error: number; squares: number }[] = [];
  if (fallsAfter(SCAN)) candidates.push({ beta: high, error: 0, squares: scanned[SCAN]!.squares });
  for (let i = SCAN - 1; i >= 0; i--)
    if (fallsAfter(i) && !fallsAfter(i + 1)) {
      const beta = rootBetween(data, at(i), at(i + 1));
      const here = profile(data, beta);
      const slope =
        (profile(data, beta + SLOPE_STEP).derivative - profile(data, beta - SLOPE_STEP).derivative) /
        (2 * SLOPE_STEP);
      candidates.push({ beta, error: here.derivativeError / Math.abs(slope), squares: here.squares });
    }
  if (!fallsAfter(0)) candidates.push({ beta: low, error: 0, squares: scanned[0]!.squares });
  const best = candidates.reduce((a, b) => (b.squares < (1 - CLEARLY_LOWER) * a.squares ? b : a));
  const undetermined =
    best.error === 0
      ? scanned.every(({ derivative, derivativeError }) => Math.abs(derivative) <= 16 * derivativeError)
      : !(best.error < (high - low) / 1000);
  return undetermined ? null : best;
}

/** The zero of the derivative between two points of different sign: the secant within a bracket that at least halves each other step. */
function rootBetween(data: ScalingData, from: number, to: number): number {
  const value = (beta: number) => profile(data, beta).derivative;
  let [low, high] = [from, to];
  let [atLow, atHigh] = [value(low), value(high)];
  for (let step = 0; high - low > TOLERANCE && step < 200; step++) {
    if (atLow === 0) return low;
    if (atHigh === 0) return high;
    const secant = low - (atLow * (high - low)) / (atHigh - atLow);
    const beta = step % 2 === 0 && secant > low && secant < high ? secant : (low + high) / 2;
    const here = value(beta);
    if (here > 0 === atLow > 0) [low, atLow] = [beta, here];
    else [high, atHigh] = [beta, here];
  }
  return (low + high) / 2;
}
