/**
 * The paper's scaling of losses with size: E[L] ~ exp(alpha n^beta) up to a constant [ChoEtAl15, section 5.3]. The paper's
 * scaled losses keep the constant (they lie near 0.08, not near 1), so it is fitted too.
 */
import { exp, log } from "../base/math.ts";

export interface ExponentialScaling {
  readonly alpha: number;
  readonly beta: number;
  /** The constant c of E[L] = c exp(alpha n^beta): the loss of an infinitely wide network, for beta < 0. */
  readonly limit: number;
  /** Largest |ln residual|. */
  readonly residual: number;
}

const BETA_RANGE = [-3, -0.05] as const;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 80;

/** exp(alpha n^beta): what losses of size n are divided by. */
export function scalingFactor(
  { alpha, beta }: Pick<ExponentialScaling, "alpha" | "beta">,
  n: number,
): number {
  return exp(alpha * n ** beta);
}

/** Least squares on ln E[L] = ln c + alpha n^beta: linear in (ln c, alpha), golden section in beta. Null for under 3 sizes. */
export function fitExponentialScaling(
  sizes: readonly number[],
  losses: readonly number[],
): ExponentialScaling | null {
  if (sizes.length < 3 || losses.some((loss) => !(loss > 0))) return null;
  const y = losses.map((loss) => log(loss));
  const at = (beta: number) =>
    line(
      sizes.map((n) => n ** beta),
      y,
    );
  let [low, high] = BETA_RANGE as readonly [number, number];
  for (let step = 0; step < STEPS; step++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (at(left).squares < at(right).squares) high = right;
    else low = left;
  }
  const beta = (low + high) / 2;
  const { slope, intercept, residual } = at(beta);
  return { alpha: slope, beta, limit: exp(intercept), residual };
}

function line(x: readonly number[], y: readonly number[]) {
  const n = x.length;
  const [mx, my] = [x.reduce((a, b) => a + b, 0) / n, y.reduce((a, b) => a + b, 0) / n];
  let [sxx, sxy] = [0, 0];
  for (let i = 0; i < n; i++) {
    sxx += (x[i]! - mx) ** 2;
    sxy += (x[i]! - mx) * (y[i]! - my);
  }
  const slope = sxy / sxx;
  const intercept = my - slope * mx;
  const residuals = x.map((value, i) => y[i]! - intercept - slope * value);
  return {
    slope,
    intercept,
    squares: residuals.reduce((sum, r) => sum + r * r, 0),
    residual: Math.max(...residuals.map(Math.abs)),
  };
}
