/** Products with a symmetric operator that someone else wrote: checked, counted, scaled. */
import { assertWhole, shown } from "../base/arguments.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import type { LinearOperator } from "../base/landscape.ts";
import { written } from "../base/written.ts";

/** Products beyond these are scaled by a power of two, so that squares of what comes of them stay in range. */
const SMALL = 2 ** -300;
const LARGE = 2 ** 300;

/** Estimated |A - Aᵀ| / |A| from which an operator is refused: far above rounding, far below what matters. */
const SYMMETRY_TOLERANCE = 1e-9;
/** By how many of its own estimates an inexact operator may be off. */
const ERRORS = 10;

export interface ProductOptions {
  readonly symmetryTolerance?: number | undefined;
  /** Products with -A instead. */
  readonly negated?: boolean;
}

/** The products of one operator. What `next` gives is A v times `scale`, a power of two, mostly 1. */
export class OperatorProducts {
  readonly dimension: number;
  readonly #what: string;
  readonly #operator: LinearOperator;
  readonly #symmetryTolerance: number;
  readonly #sign: 1 | -1;
  #count = 0;
  #scale = 0;
  #largest = 0;

  /** @throws {SpecError} for a dimension that is no whole number of 1 or more, or no `apply` */
  constructor(what: string, operator: LinearOperator, options: ProductOptions = {}) {
    const { symmetryTolerance = SYMMETRY_TOLERANCE, negated = false } = options;
    if (typeof operator?.apply !== "function")
      throw new SpecError(
        "operator",
        `${what}: an operator has a dimension and a function apply(v, out), got ${shown(operator)}.`,
      );
    assertWhole(what, "dimension", operator.dimension, { least: 1 });
    if (!(symmetryTolerance >= 0))
      throw new SpecError(
        "symmetryTolerance",
        `${what}: symmetryTolerance is a number of 0 or more, got ${shown(symmetryTolerance)}.`,
      );
    this.dimension = operator.dimension;
    this.#what = what;
    this.#operator = operator;
    this.#symmetryTolerance = symmetryTolerance;
    this.#sign = negated ? -1 : 1;
  }

  get count(): number {
    return this.#count;
  }

  get scale(): number {
    return this.#scale || 1;
  }

  /** The largest entry of projections so far, of the scaled operator: a lower bound of |A|. */
  get largest(): number {
    return this.#largest;
  }

  /** scale A v (or its negative), in an array of its own; the operator sees a copy of v. */
  next(v: Float64Array): Float64Array {
    this.#count++;
    const out = written(`${this.#what}: the operator (product ${this.#count})`, this.dimension, (into) =>
      this.#operator.apply(v.slice(), into),
    );
    if (this.#scale === 0) this.#scale = scaleFor(out);
    const factor = this.#sign * this.scale;
    if (factor !== 1) for (let i = 0; i < out.length; i++) out[i]! *= factor;
    return out;
  }

  /**
   * Checks symmetry at no product more: orthonormal u_0 … u_j of which A u_i is known have u_i·(A u_j) = u_j·(A u_i). The
   * asymmetry is estimated as if spread over all directions, of which these are j of n.
   *
   * @param found u_i·(A u_j) for i <= j
   * @param expected u_j·(A u_i) for i < j
   * @param rest |what A u_j has outside|
   * @throws {ShapeError} when they differ by more than the tolerance, relative to the largest entry so far
   */
  assertSelfAdjoint(found: Float64Array, expected: Float64Array, rest: number): void {
    let square = 0;
    for (let i = 0; i < expected.length; i++) {
      const gap = found[i]! - expected[i]!;
      square += gap * gap;
    }
    for (const value of found) this.#largest = Math.max(this.#largest, Math.abs(value));
    this.#largest = Math.max(this.#largest, rest);
    const spread = Math.sqrt((square * this.dimension) / Math.max(1, expected.length));
    const allowed =
      this.#symmetryTolerance * this.#largest + ERRORS * this.scale * (this.#operator.error ?? 0);
    if (!(spread > allowed)) return;
    throw new ShapeError(
      `${this.#what}: the operator is not symmetric, or not linear: u·Av and v·Au differ by ${short(spread / this.#largest)} of its size at product ${this.#count}. If that is the noise of its products (differences, single precision), give a symmetryTolerance above it.`,
    );
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** 0 as long as all products are zero. */
function scaleFor(product: Float64Array): number {
  let largest = 0;
  for (const value of product) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || (largest > SMALL && largest < LARGE)) return largest === 0 ? 0 : 1;
  let scale = 1;
  while (largest * scale > 1) scale /= 1024;
  while (largest * scale < 1 / 1024 && scale < 2 ** 1000) scale *= 1024;
  return scale;
}
