// One Householder reflection. [GolVanLoa13, 5.1]

import { dnrm2, dscal } from "./vector";

/**
 * The reflector H = I - tau v v', v[0] = 1, with H x = (beta, 0, …): x (length n) becomes v; beta goes to e. Returns tau.
 */
export function makeReflector(n: i32, x: usize, e: usize): f64 {
  const alpha = load<f64>(x);
  store<f64>(x, 1);
  const rest = n > 1 ? dnrm2(n - 1, x + 8) : 0.0;
  if (rest === 0) {
    store<f64>(e, alpha);
    return 0;
  }
  const high = Math.max(Math.abs(alpha), rest);
  const low = Math.min(Math.abs(alpha), rest) / high;
  const norm = high * Math.sqrt(1 + low * low);
  const beta = alpha > 0 ? -norm : norm;
  dscal(n - 1, 1 / (alpha - beta), x + 8);
  store<f64>(e, beta);
  return (beta - alpha) / beta;
}
