/**
 * A symmetric tensor as the homotopy kernels read it, from packed couplings.
 *
 * Sorted tuples i1 <= … <= iq stand in the order of rank C(i1, 1) + C(i2 + 1, 2) + … + C(iq + q - 1, q), which does not depend
 * on n: n C(n + p - 2, p - 1) numbers instead of n^p.
 */
import { NonFiniteError, ShapeError, SpecError } from "../../base/errors.ts";
import { couplingCount } from "./couplings.ts";

export interface SymmetricTensor {
  readonly n: number;
  readonly p: number;
  /** A_(i1 … i(p-1) j) at [rank of the sorted (p-1)-tuple, j]; real. */
  readonly rows: Float64Array;
  /** What `rows` lacks of the couplings' exact quotients. */
  readonly rowsLow: Float64Array;
  /** For q = p - 2 … 1: the rank of the tuple made of a sorted q-tuple and j, at [rank of the q-tuple, j]. */
  readonly tables: Int32Array;
  /** An upper bound of the Frobenius norm of A. */
  readonly norm: number;
  /** A is the tensor of the couplings divided by this power of two. */
  readonly scale: number;
}

/** C(m, k), exact below 2^53. */
function binomial(m: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (m - k + i)) / i;
  return value;
}

/** The place of a sorted tuple among the sorted tuples of its length. */
function rankOf(tuple: ArrayLike<number>): number {
  let rank = 0;
  for (let k = 0; k < tuple.length; k++) rank += binomial(tuple[k]! + k, k + 1);
  return rank;
}

/** Calls `visit` for every sorted tuple of q numbers below n, in lexicographic order; the array is used again. */
function forSortedTuples(n: number, q: number, visit: (tuple: Int32Array) => void): void {
  const tuple = new Int32Array(q);
  for (;;) {
    visit(tuple);
    let k = q - 1;
    while (k >= 0 && tuple[k] === n - 1) k--;
    if (k < 0) return;
    tuple.fill(tuple[k]! + 1, k);
  }
}

/** Different orders of a sorted tuple: q! / (m1! m2! …). */
function orderings(tuple: ArrayLike<number>): number {
  let count = 1;
  let run = 0;
  for (let k = 0; k < tuple.length; k++) {
    run = k > 0 && tuple[k] === tuple[k - 1] ? run + 1 : 1;
    count = (count * (k + 1)) / run;
  }
  return count;
}

/** Rank of the (q+1)-tuple that a sorted q-tuple and j make, at [rank of the q-tuple, j]. */
function insertionTable(n: number, q: number): Int32Array {
  const table = new Int32Array(couplingCount(n, q) * n);
  const longer = new Int32Array(q + 1);
  forSortedTuples(n, q, (tuple) => {
    const row = rankOf(tuple) * n;
    for (let j = 0; j < n; j++) {
      longer.set(tuple);
      longer[q] = j;
      longer.sort();
      table[row + j] = rankOf(longer);
    }
  });
  return table;
}

/** Size and layout of the tensors of one (n, p). */
function assertCouplings(couplings: Float32Array, n: number, p: number): void {
  if (!Number.isInteger(p) || p < 3)
    throw new SpecError("p", `homotopy: p must be 3 or more (p = 2 is an eigenvalue problem), got ${p}.`);
  if (!Number.isInteger(n) || n < 1)
    throw new SpecError("n", `homotopy: a tensor has one spin or more, got n = ${n}.`);
  const length = couplingCount(n, p);
  if (couplings.length !== length)
    throw new ShapeError(
      `homotopy: a symmetric tensor of order ${p} on ${n} spins has ${length} couplings, got ${couplings.length}.`,
    );
  if (!couplings.every(Number.isFinite))
    throw new NonFiniteError("homotopy: the tensor has a coupling that is NaN or infinite.");
}

/**
 * The tensor of packed couplings (sorted tuples in lexicographic order; a coupling is the sum of its tuple's entries), divided
 * by the power of two that brings its eigenvalues to about 1: those of random couplings with the same Frobenius norm are
 * |A| sqrt(n / C(n + p - 1, p)). Dividing by it rounds nothing, so c A has the critical points of A for any c.
 *
 * Cost: n C(n + p - 2, p - 1) numbers and as many small sorts.
 *
 * @throws {ShapeError} for p below 3, or a wrong number of couplings
 * @throws {NonFiniteError} for a coupling that is NaN or infinite
 */
export function scaledTensor(couplings: Float32Array, { n, p }: { n: number; p: number }): SymmetricTensor {
  assertCouplings(couplings, n, p);
  const entries = new Float64Array(couplings.length); // in the order of ranks
  const rests = new Float64Array(couplings.length);
  let squares = 0;
  let at = 0;
  forSortedTuples(n, p, (tuple) => {
    const coupling = couplings[at++]!;
    const count = orderings(tuple);
    const rank = rankOf(tuple);
    entries[rank] = coupling / count;
    rests[rank] = remainder(coupling, entries[rank]!, count) / count;
    squares += (coupling * coupling) / count;
  });
  const norm = Math.sqrt(squares);
  const scale = powerOfTwoBelow(norm * Math.sqrt(n / couplings.length));
  const levels = Array.from({ length: p - 2 }, (_, i) => insertionTable(n, p - 2 - i));
  const tables = new Int32Array(levels.reduce((sum, level) => sum + level.length, 0));
  levels.reduce((offset, level) => {
    tables.set(level, offset);
    return offset + level.length;
  }, 0);
  const top = insertionTable(n, p - 1);
  const rows = Float64Array.from(top, (rank) => entries[rank]! / scale);
  const rowsLow = Float64Array.from(top, (rank) => rests[rank]! / scale);
  // p roundings of each square and its sum's, relative: far below 1e-9 for all sizes that fit a memory
  return { n, p, rows, rowsLow, tables, norm: (norm / scale) * (1 + 1e-9), scale };
}

/** The largest power of two that is not above a positive number; 1 for 0. */
function powerOfTwoBelow(value: number): number {
  let power = 1;
  if (value === 0) return power;
  while (2 * power <= value) power *= 2;
  while (power > value) power /= 2;
  return power;
}

/** a - q b, exactly, for q = a / b rounded and |b| below 2^53: by halves of 26 bits [Dek71]. */
function remainder(a: number, q: number, b: number): number {
  const [q1, b1] = [upperHalf(q), upperHalf(b)];
  const [q2, b2] = [q - q1, b - b1];
  const product = q * b;
  const error = q1 * b1 - product + q1 * b2 + q2 * b1 + q2 * b2;
  return a - product - error;
}

function upperHalf(a: number): number {
  const c = 134217729 * a; // 2^27 + 1
  return c - (c - a);
}
