// S (A + t I) S with S diagonal, of powers of two: by Sylvester's law its inertia is that of A + t I, and its rows are of size 1.
//
// Where all rows are of moderate size nothing is scaled. Otherwise the exponents are halved towards 0 [Rui01]: entry (i, j) of row
// maxima r_i, r_j is divided by sqrt(r_i r_j), again and again. After the first round no entry exceeds 4 and S only grows, so that
// an error of eps in S (A + t I) S is one of eps |A + t I| or less in A.

const SMALL: f64 = 4.909093465297727e-91; // 2^-300: no product of two factors of such rows underflows …
const LARGE: f64 = 2.037035976334486e90; // 2^300: … or overflows
const MOST_ROUNDS: i32 = 16; // exponents of up to 2100 are halved to 1 in 12
const NONE: i32 = i32.MIN_VALUE; // of a row of zeros

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

function index(x: usize, i: i32): usize {
  return x + ((<usize>i) << 2);
}

/** floor(log2 |x|), x not 0. */
function exponentOf(x: f64): i32 {
  const bits = reinterpret<u64>(x) & 0x7fffffffffffffff;
  const exponent = <i32>(bits >> 52);
  return exponent > 0 ? exponent - 1023 : -1011 - <i32>clz<u64>(bits);
}

/** 2^k for a normal number. */
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<u64>(k + 1023)) << 52);
}

/** Bytes of workspace for `dequilibrate`. */
export function dequilibrateWork(n: i32): usize {
  return <usize>n * 24;
}

/** Largest sizes by row of the symmetric matrix, to rows (n). */
function measureRows(n: i32, a: usize, lda: i32, rows: usize): void {
  memory.fill(rows, 0, (<usize>n) << 3);
  for (let i = 0; i < n; i++) {
    const row = at(a, i * lda);
    let own = f64x2.splat(0);
    let j = 0;
    for (; j + 2 <= i; j += 2) {
      const size = f64x2.abs(v128.load(at(row, j)));
      own = f64x2.max(own, size);
      v128.store(at(rows, j), f64x2.max(v128.load(at(rows, j)), size));
    }
    let largest = Math.max(f64x2.extract_lane(own, 0), f64x2.extract_lane(own, 1));
    for (; j <= i; j++) {
      const size = Math.abs(load<f64>(at(row, j)));
      largest = Math.max(largest, size);
      if (j < i) store<f64>(at(rows, j), Math.max(load<f64>(at(rows, j)), size));
    }
    store<f64>(at(rows, i), largest);
  }
}

/**
 * Adds t to the diagonal. An element that this makes overflow is kept a quarter of its size, and `quarters` (n x i32) says so.
 * Returns the size of the smallest element.
 */
function shiftDiagonal(n: i32, t: f64, a: usize, lda: i32, quarters: usize): f64 {
  let smallest = Infinity;
  for (let i = 0; i < n; i++) {
    const to = at(a, i * lda + i);
    const own = load<f64>(to);
    const sum = own + t;
    const over = Math.abs(sum) === Infinity;
    store<f64>(to, over ? 0.25 * own + 0.25 * t : sum);
    store<i32>(index(quarters, i), over ? 2 : 0);
    smallest = Math.min(smallest, Math.abs(sum));
  }
  return smallest;
}

/** One round: s from the exponents of the rows' maxima. Returns whether one changed. */
function halveExponents(n: i32, a: usize, lda: i32, quarters: usize, s: usize, tops: usize): bool {
  for (let i = 0; i < n; i++) store<i32>(index(tops, i), NONE);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = load<f64>(at(a, i * lda + j));
      if (value === 0) continue;
      const more = i === j ? load<i32>(index(quarters, i)) : 0;
      const top = exponentOf(value) + more + load<i32>(index(s, i)) + load<i32>(index(s, j));
      store<i32>(index(tops, i), max(load<i32>(index(tops, i)), top));
      store<i32>(index(tops, j), max(load<i32>(index(tops, j)), top));
    }
  let changed = false;
  for (let i = 0; i < n; i++) {
    const top = load<i32>(index(tops, i));
    const half = top === NONE ? 0 : top >> 1;
    store<i32>(index(s, i), load<i32>(index(s, i)) - half);
    changed = changed || half !== 0;
  }
  return changed;
}

function applyExponents(n: i32, a: usize, lda: i32, quarters: usize, s: usize): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const to = at(a, i * lda + j);
      const value = load<f64>(to);
      if (value === 0) continue;
      const more = i === j ? load<i32>(index(quarters, i)) : 0;
      const k = more + load<i32>(index(s, i)) + load<i32>(index(s, j)); // may be too large for one factor
      store<f64>(to, value * powerOfTwo(k >> 1) * powerOfTwo(k - (k >> 1)));
    }
}

/**
 * The lower triangle of A (n x n, row-major, leading dimension lda) becomes that of S (A + t I) S; S = I when every row of A + t I is
 * zero or between 2^-300 and 2^300 in size. n reads where the diagonal shows that, n² / 2 where rows do; otherwise some 13 passes.
 *
 * @param largest size of A's largest entry
 * @param work `dequilibrateWork(n)` bytes
 */
export function dequilibrate(n: i32, t: f64, largest: f64, a: usize, lda: i32, work: usize): void {
  const rows = work;
  const quarters = at(rows, n);
  const s = index(quarters, n);
  const tops = index(s, n);
  const smallest = shiftDiagonal(n, t, a, lda, quarters);
  if (smallest > SMALL && largest + Math.abs(t) < LARGE) return;
  measureRows(n, a, lda, rows);
  let moderate = true;
  for (let i = 0; i < n; i++) {
    const size = load<f64>(at(rows, i));
    moderate = moderate && (size === 0 || (size > SMALL && size < LARGE));
  }
  if (moderate) return;
  memory.fill(s, 0, (<usize>n) << 2);
  for (let round = 0; round < MOST_ROUNDS; round++) if (!halveExponents(n, a, lda, quarters, s, tops)) break;
  applyExponents(n, a, lda, quarters, s);
}
