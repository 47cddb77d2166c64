// Couplings of the spherical p-spin, packed: one number for each i1 <= i2 <= … <= ip, lexicographic, so that the last index is
// contiguous. By symmetry the sum over all ordered tuples of independent N(0, 1) is, for one sorted tuple, normal with variance
// m = number of distinct permutations: the same law at 1/p! of the numbers. Values are f32.

import { normalF32 } from "../random/normal";

/** Advances a sorted tuple idx[0] <= … <= idx[p-1] < n to its lexicographic successor; false after the last. */
export function nextTuple(n: i32, p: i32, idx: usize): bool {
  let d = p - 1;
  while (d >= 0 && load<i32>(idx + ((<usize>d) << 2)) === n - 1) d--;
  if (d < 0) return false;
  const value = load<i32>(idx + ((<usize>d) << 2)) + 1;
  for (; d < p; d++) store<i32>(idx + ((<usize>d) << 2), value);
  return true;
}

/** p! / (product of the factorials of the multiplicities) of the sorted tuple at idx. */
export function tuplePermutations(p: i32, idx: usize): f64 {
  let count = 1.0;
  let run = 0;
  for (let d = 0; d < p; d++) {
    run =
      d > 0 && load<i32>(idx + ((<usize>d) << 2)) === load<i32>(idx + ((<usize>(d - 1)) << 2)) ? run + 1 : 1;
    count = (count * <f64>(d + 1)) / <f64>run;
  }
  return count;
}

/**
 * Packed couplings number first … first+count-1 of the stream (key, c2, c3): normal number t times sqrt(m), rounded to f32.
 *
 * @param idx the sorted tuple number `first` (p i32); afterwards the one past the last that was made
 * @param work `normalWork()` bytes
 */
export function pspinCouplings(
  n: i32,
  p: i32,
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  first: f64,
  count: i32,
  couplings: usize,
  idx: usize,
  work: usize,
): void {
  normalF32(k0, k1, c2, c3, first, count, couplings, work);
  // tuples that differ in a last index beyond the others have the same multiplicity
  const last = idx + ((<usize>(p - 1)) << 2);
  let factor = 0.0;
  for (let t = 0; t < count; t++) {
    const isRun = t > 0 && load<i32>(last) > load<i32>(last - 4) + 1;
    if (!isRun) factor = Math.sqrt(tuplePermutations(p, idx));
    const at = couplings + ((<usize>t) << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) * factor));
    nextTuple(n, p, idx);
  }
}

/** The symmetric tensor with n^p entries (f64) of packed couplings: entry = coupling / m for every order of its indices. */
export function pspinTensor(n: i32, p: i32, couplings: usize, tensor: usize, idx: usize): void {
  const sorted = idx;
  const order = idx + ((<usize>p) << 2);
  memory.fill(sorted, 0, (<usize>p) << 2);
  let c = couplings;
  do {
    const value = <f64>load<f32>(c) / tuplePermutations(p, sorted);
    memory.copy(order, sorted, (<usize>p) << 2);
    do {
      let at: usize = 0;
      for (let d = 0; d < p; d++) at = at * <usize>n + <usize>load<i32>(order + ((<usize>d) << 2));
      store<f64>(tensor + (at << 3), value);
    } while (nextPermutation(p, order));
    c += 4;
  } while (nextTuple(n, p, sorted));
}

/** The lexicographically next order of a multiset; false after the last. */
function nextPermutation(p: i32, order: usize): bool {
  let i = p - 2;
  while (i >= 0 && load<i32>(order + ((<usize>i) << 2)) >= load<i32>(order + ((<usize>(i + 1)) << 2))) i--;
  if (i < 0) return false;
  let j = p - 1;
  while (load<i32>(order + ((<usize>j) << 2)) <= load<i32>(order + ((<usize>i) << 2))) j--;
  swap(order, i, j);
  for (let a = i + 1, b = p - 1; a < b; a++, b--) swap(order, a, b);
  return true;
}

function swap(order: usize, a: i32, b: i32): void {
  const x = load<i32>(order + ((<usize>a) << 2));
  store<i32>(order + ((<usize>a) << 2), load<i32>(order + ((<usize>b) << 2)));
  store<i32>(order + ((<usize>b) << 2), x);
}
