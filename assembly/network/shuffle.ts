// A fresh order of the samples for every epoch: Fisher-Yates, word by word from the replica's Philox stream.

import { philox4x32 } from "../random/philox";

/**
 * order = a uniformly random permutation of 0 … n-1, a pure function of (key, epoch): element i is swapped with
 * j = floor(u (i + 1)), u of 64 bits from block i >> 1 of counter plane `epoch`; the bias is below n 2^-64. `work` has 16 bytes.
 */
export function networkShuffle(
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  epoch: u32,
  n: i32,
  order: usize,
  work: usize,
): void {
  for (let i = 0; i < n; i++) store<i32>(order + ((<usize>i) << 2), i);
  let block = -1;
  for (let i = n - 1; i > 0; i--) {
    if (i >> 1 != block) {
      block = i >> 1;
      philox4x32(<u32>block, epoch, c2, c3, k0, k1, work);
    }
    const half = work + ((<usize>(i & 1)) << 3);
    const bound = <u64>(i + 1);
    const carry = (<u64>load<u32>(half) * bound) >> 32;
    const j = <usize>((<u64>load<u32>(half, 4) * bound + carry) >> 32);
    const a = order + ((<usize>i) << 2);
    const b = order + (j << 2);
    const t = load<i32>(a);
    store<i32>(a, load<i32>(b));
    store<i32>(b, t);
  }
}
