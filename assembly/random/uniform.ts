// Uniform numbers of a Philox stream. Element i depends on (key, c2, c3, i) alone, so any range can be made on its own.
// Counter words: (block low, block high, c2, c3); a block holds four words, two f64 uniforms, two normals.

import { philox4x32 } from "./philox";

const TWO_M53: f64 = 1.1102230246251565e-16; // 2^-53
const TWO_M24: f32 = 5.960464477539063e-8; // 2^-24

/** 53 random bits from two words: the integer part of 2^53 u. */
export function bits53(low: u32, high: u32): u64 {
  return (((<u64>high) << 32) | <u64>low) >> 11;
}

/** Words start … start+n-1 of the stream to `out` (u32); `work` holds 16 bytes. */
export function philoxFill(
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  start: f64,
  n: i32,
  out: usize,
  work: usize,
): void {
  const first = <u64>start;
  let i: u64 = 0;
  const count = <u64>n;
  while (i < count) {
    const block = (first + i) >> 2;
    philox4x32(<u32>block, <u32>(block >> 32), c2, c3, k0, k1, work);
    let word = (first + i) & 3;
    while (word < 4 && i < count) {
      store<u32>(out + ((<usize>i) << 2), load<u32>(work + ((<usize>word) << 2)));
      word++;
      i++;
    }
  }
}

/** u = (53 bits) 2^-53 in [0, 1), elements start … start+n-1 to `out`; `work` holds 16 bytes. */
export function uniformF64(
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  start: f64,
  n: i32,
  out: usize,
  work: usize,
): void {
  const first = <u64>start;
  for (let i: u64 = 0; i < <u64>n; i++) {
    const element = first + i;
    const block = element >> 1;
    if (i == 0 || (element & 1) == 0) philox4x32(<u32>block, <u32>(block >> 32), c2, c3, k0, k1, work);
    const half = work + ((<usize>(element & 1)) << 3);
    store<f64>(out + ((<usize>i) << 3), <f64>bits53(load<u32>(half), load<u32>(half, 4)) * TWO_M53);
  }
}

/** u = (24 bits) 2^-24 in [0, 1): one word an element, its upper bits. */
export function uniformF32(
  k0: u32,
  k1: u32,
  c2: u32,
  c3: u32,
  start: f64,
  n: i32,
  out: usize,
  work: usize,
): void {
  philoxFill(k0, k1, c2, c3, start, n, out, work);
  for (let i = 0; i < n; i++) {
    const at = out + ((<usize>i) << 2);
    store<f32>(at, <f32>(load<u32>(at) >> 8) * TWO_M24);
  }
}
