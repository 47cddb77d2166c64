/**
 * Certificates near degenerate tensors, where 16 digits are too few: Newton's iteration on residuals of 32 digits.
 *
 * With the condition number k = |Df^-1| |A|, Smale's alpha at a double-precision solution is about k² times 1e-14, whatever the
 * iteration does: it fails from k = 3e6 on. The residual at a point high + low of 32 digits makes it k² times 1e-30.
 */

import { norm as euclidean } from "../../base/vector.ts";
import type { Engine } from "../../engine/engine.ts";
import { type CertifiedSolutions, homotopyCertify, homotopyResidual } from "../../engine/pspin/homotopy.ts";
import type { SymmetricTensor } from "../../engine/pspin/symmetric-tensor.ts";

/** The inverse Jacobian is taken afresh this often; */
const ROUNDS = 3;
/** and serves so many corrections, each gaining the digits of 1e-14 k. */
const CORRECTIONS = 4;
/** Relative error of the residual's kernel, its constant as in certify.ts. */
const RESIDUAL_ERROR = 16 * 2 ** -102;

/** The solutions rounded to f64, with alpha at, and beta around, what they round; beta contains that rounding. */
export function refineEigenpairs(
  engine: Engine,
  tensor: SymmetricTensor,
  points: Float64Array,
): Pick<CertifiedSolutions, "solutions" | "alpha" | "beta"> {
  const high = homotopyCertify(engine, tensor, points).solutions;
  const low = new Float64Array(points.length);
  for (let round = 0; round < ROUNDS; round++) {
    const at = homotopyCertify(engine, tensor, high, { newtonSteps: 0, inverses: true });
    for (let k = 0; k < CORRECTIONS; k++) {
      const residuals = homotopyResidual(engine, tensor, { high, low });
      correctAll(tensor, at, { high, low, residuals });
    }
  }
  return certifyAt(engine, tensor, { high, low });
}

interface WidePoints {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** high + low -= Df^-1 f for every point that has an inverse; with f / w it gives x and lambda / w. */
function correctAll(
  { n }: SymmetricTensor,
  { inverses, inverseNorm, unit }: CertifiedSolutions,
  work: WidePoints & { residuals: Float64Array },
): void {
  const { high, low, residuals } = work;
  const width = 2 * (n + 1);
  for (let r = 0; r < inverseNorm.length; r++) {
    if (!(inverseNorm[r]! < Number.POSITIVE_INFINITY)) continue;
    const held = heldComponent(high.subarray(r * width, r * width + 2 * n));
    for (let i = 0; i < n; i++) {
      let [re, im] = [0, 0];
      for (let j = 0; j < n; j++) {
        const a = 2 * ((r * n + i) * n + j);
        const b = 2 * (r * n + j);
        re += inverses[a]! * residuals[b]! - inverses[a + 1]! * residuals[b + 1]!;
        im += inverses[a]! * residuals[b + 1]! + inverses[a + 1]! * residuals[b]!;
      }
      const cell = r * width + 2 * (i === held ? n : i);
      const factor = i === held ? 1 : 1 / unit[r]!;
      subtract(high, low, { cell, value: factor * re });
      subtract(high, low, { cell: cell + 1, value: factor * im });
    }
  }
}

/** The first component that is 1: the one that the kernel holds. */
function heldComponent(x: Float64Array): number {
  for (let i = 0; i < x.length; i += 2) if (x[i] === 1 && x[i + 1] === 0) return i / 2;
  return 0;
}

/** (high + low)[cell] -= value, high the rounded sum. */
function subtract(
  high: Float64Array,
  low: Float64Array,
  { cell, value }: { cell: number; value: number },
): void {
  const a = high[cell]!;
  const b = low[cell]! - value;
  const sum = a + b;
  const v = sum - a;
  high[cell] = sum;
  low[cell] = a - (sum - v) + (b - v);
}

/** alpha and beta from the bounds at `high`, which hold at `high + low` as well, and the residual there. */
function certifyAt(
  engine: Engine,
  tensor: SymmetricTensor,
  { high, low }: WidePoints,
): Pick<CertifiedSolutions, "solutions" | "alpha" | "beta"> {
  const { n, p, norm } = tensor;
  const { gamma, inverseNorm, unit } = homotopyCertify(engine, tensor, high, { newtonSteps: 0 });
  const residuals = homotopyResidual(engine, tensor, { high, low });
  const alpha = new Float64Array(gamma.length).fill(Number.POSITIVE_INFINITY);
  const beta = new Float64Array(gamma.length).fill(Number.POSITIVE_INFINITY);
  const width = 2 * (n + 1);
  for (let r = 0; r < gamma.length; r++) {
    if (!(inverseNorm[r]! < Number.POSITIVE_INFINITY)) continue;
    const x = euclidean(high.subarray(r * width, r * width + 2 * n));
    const lambda = euclidean(high.subarray(r * width + 2 * n, (r + 1) * width));
    let power = norm;
    for (let k = 2; k < p; k++) power *= x;
    const f = euclidean(residuals.subarray(2 * r * n, 2 * (r + 1) * n));
    const rounding = RESIDUAL_ERROR * p * (n + 4) * (power + lambda) * x;
    const step = (1 + 1e-12) * inverseNorm[r]! * ((f + rounding) / unit[r]!);
    alpha[r] = step * gamma[r]!;
    beta[r] = step + euclidean(low.subarray(r * width, (r + 1) * width));
  }
  return { solutions: high, alpha, beta };
}
