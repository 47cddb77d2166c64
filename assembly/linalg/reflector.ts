// One Householder reflection, right for columns of every size: tiny and huge ones are scaled by a power of two. [GolVanLoa13, 5.1]

import { dnrm2, dscal } from "./vector";

const SMALL: f64 = 1.1830521861667747e-271; // 2^-900: norms below lose bits, and their reciprocals may overflow
const LARGE: f64 = 8.452712498170644e270; // 2^900: sums of larger numbers may overflow, and their reciprocals lose bits
const UP: f64 = 1.0715086071862673e301; // 2^1000
const DOWN: f64 = 9.332636185032189e-302; // 2^-1000

/** x[1 …], of norm `rest`, becomes that of v; beta goes to e. */
function reflect(n: i32, x: usize, alpha: f64, rest: f64, e: usize): f64 {
  const high = Math.max(Math.abs(alpha), rest);
  const low = Math.min(Math.abs(alpha), rest) / high;
  const norm = high * Math.sqrt(1 + low * low);
  const beta = alpha > 0 ? -norm : norm;
  dscal(n - 1, 1 / (alpha - beta), x + 8);
  store<f64>(e, beta);
  return (beta - alpha) / beta;
}

/**
 * The reflector H = I - tau v v', v[0] = 1, with H x = (beta, 0, …): x (length n) becomes v; beta goes to e. Returns tau.
 *
 * H is orthogonal to a few eps at every size of x, down to the smallest number: the rest of the matrix, which H is applied to, may
 * be larger by any factor.
 */
export function makeReflector(n: i32, x: usize, e: usize): f64 {
  const alpha = load<f64>(x);
  store<f64>(x, 1);
  const rest = n > 1 ? dnrm2(n - 1, x + 8) : 0.0;
  if (rest === 0) {
    store<f64>(e, alpha);
    return 0;
  }
  const size = Math.max(Math.abs(alpha), rest);
  if (size > SMALL && size < LARGE) return reflect(n, x, alpha, rest, e);
  const scale = size <= SMALL ? UP : DOWN;
  dscal(n - 1, scale, x + 8);
  const tau = reflect(n, x, scale * alpha, dnrm2(n - 1, x + 8), e);
  store<f64>(e, load<f64>(e) * (size <= SMALL ? DOWN : UP));
  return tau;
}
