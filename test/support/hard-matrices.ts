/**
 * Hard symmetric matrices by formulas of integers, + - * / sqrt and powers of two: test/fixtures/make_hard.py evaluates the same
 * ones to the same bits, so that only LAPACK's eigenvalues need be stored.
 */
type Entry = (i: number, j: number, n: number) => number;

/** 2^k for -1074 <= k <= 1023; products of doubles that are exact. */
export function power(k: number): number {
  let x = 1;
  for (let left = Math.abs(k); left > 0; left--) x *= k > 0 ? 2 : 0.5;
  return x;
}

const powers = new Map<number, number>();

function two(k: number): number {
  let found = powers.get(k);
  if (found === undefined) {
    found = power(k);
    powers.set(k, found);
  }
  return found;
}

/** A whole number between -1000 and 1000, by congruences; i >= j. */
function hash(i: number, j: number): number {
  let h = (i * 7919 + j * 10477 + 12345) % 65537;
  h = (h * h + 7 * i + j) % 65537;
  h = (h * h + 3 * j + 11) % 65537;
  return (h % 2001) - 1000;
}

/** -1, 0 or 1 beside the diagonal, 0 elsewhere: which diagonal an entry is on. */
const beside = (i: number, j: number) => i - j === 1;

/** Weight of row i between 2^high and 2^low, evenly in the exponent; not all are powers of two. */
function grade(i: number, n: number, high: number, low: number): number {
  const k = n === 1 ? high : high - Math.floor(((high - low) * i) / (n - 1));
  return two(k) * (1 + (i % 7) / 8);
}

const graded =
  (high: number, low: number, row: (i: number, n: number) => number = (i) => i): Entry =>
  (i, j, n) =>
    grade(row(i, n), n, high, low) * grade(row(j, n), n, high, low) * (i === j ? 1 : hash(i, j) / 10000);

const tridiagonal =
  (d: (i: number, n: number) => number, e: (i: number, n: number) => number): Entry =>
  (i, j, n) =>
    i === j ? d(i, n) : beside(i, j) ? e(j, n) : 0;

const wilkinson = (i: number, n: number) => Math.abs(i - (n - 1) / 2);

/** Entries for i >= j. */
export const FAMILIES: Readonly<Record<string, Entry>> = {
  ones: () => 1,
  zeros: () => 0,
  "rank 3": (i, j) => {
    let sum = 0;
    for (let k = 0; k < 3; k++) sum += (hash(i, k) * hash(j, k)) / 1048576;
    return sum;
  },
  "graded down": graded(332, -332),
  "graded up": graded(-332, 332),
  "graded, shuffled": graded(332, -332, (i, n) => (i * 5 + 3) % n),
  "mildly graded down": graded(0, -60),
  "mildly graded up": graded(-60, 0),
  "graded down to subnormal": graded(0, -530),
  "graded up from subnormal": graded(-530, 0),
  "graded over all doubles": graded(505, -530),
  "graded over all doubles, upwards": graded(-530, 505),
  Wilkinson: tridiagonal(wilkinson, () => 1),
  "glued Wilkinson": tridiagonal(
    (i) => wilkinson(i % 21, 21),
    (i) => (i % 21 === 20 ? two(-30) : 1),
  ),
  "glued Wilkinson, tiny glue": tridiagonal(
    (i) => wilkinson(i % 11, 11),
    (i) => (i % 11 === 10 ? two(-50) : 1),
  ),
  "second difference": tridiagonal(
    () => 2,
    () => -1,
  ),
  Clement: tridiagonal(
    () => 0,
    (i, n) => Math.sqrt((i + 1) * (n - 1 - i)),
  ),
  "diagonal and tiny couplings": (i, j) => (i === j ? i % 5 : two(-700) * (1 + hash(i, j) / 1000)),
  "subnormal couplings": (i, j) => (i === j ? i % 3 : two(-1074) * (Math.abs(hash(i, j)) % 4)),
  "tiny block beside a large one": (i, j, n) =>
    j >= n >> 1 ? hash(i, j) * two(-1060) : i >= n >> 1 ? 0 : hash(i, j),
  "tiny block joined to a large one": (i, j, n) =>
    j >= n >> 1 ? hash(i, j) * two(-1060) : i >= n >> 1 ? hash(i, j) * two(-1070) : hash(i, j),
  "blocks and zero rows": (i, j) =>
    i % 9 === 4 || j % 9 === 4 || Math.floor(i / 9) !== Math.floor(j / 9) ? 0 : hash(i, j),
  random: (i, j) => hash(i, j),
  "random, 2^1000": (i, j) => (hash(i, j) / 1024) * two(1000),
  "random, 2^-1000": (i, j) => (hash(i, j) / 1024) * two(-1000),
  subnormal: (i, j) => hash(i, j) * two(-1040),
  "smallest numbers": (i, j) => (hash(i, j) % 3) * two(-1074),
  "ones, smallest": () => two(-1074),
  "near overflow": (i, j, n) =>
    i === j
      ? (1000 + (hash(i, i) % 500)) * (i % 2 === 0 ? two(1013) : -two(1013))
      : (hash(i, j) / n) * two(1010),
  Hilbert: (i, j) => 1 / (i + j + 1),
  arrowhead: (i, j, n) => (i === j ? i + 1 : i === n - 1 ? 1 : 0),
  "arrowhead, large first": (i, j) => (i === j ? 1 / (i + 1) : j === 0 ? 1 + i : 0),
  "zero columns": (i, j) => (i % 3 === 1 || j % 3 === 1 ? 0 : hash(i, j)),
  "alternating signs": (i, j) => ((i + j) % 2 === 0 ? 1 : -1) / (1 + i - j),
  "identity and rank 1": (i, j, n) => (i === j ? 1 : 0) + ((i + 1) * (j + 1)) / (n * n),
  "identity and noise": (i, j) => (i === j ? 1 : 0) + hash(i, j) * two(-60),
  "two clusters": (i, j) => (i === j ? (i % 2 === 0 ? 1 : -1) : 0) + hash(i, j) * two(-50),
  minimum: (_, j) => j + 1,
  "first column tiny": (i, j) => (j === 0 ? two(-1073) * (1 + (i % 3)) : hash(i, j)),
  "last row tiny": (i, j, n) => (i === n - 1 ? two(-1073) * (1 + (j % 3)) : hash(i, j)),
  "ones, tiny remainder": (i, j) => 1 + (i === j ? 0 : hash(i, j) * two(-62)),
  antidiagonal: (i, j, n) => (i + j === n - 1 ? 1 + j : 0),
};

/** Both triangles, row-major. */
export function hardMatrix(family: string, n: number): Float64Array {
  const entry = FAMILIES[family]!;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      a[i * n + j] = a[j * n + i] = entry(i, j, n) + 0; // no -0
    }
  return a;
}
