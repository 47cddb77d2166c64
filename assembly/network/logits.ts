// Rows of logits, one sample each: what the losses share.

import { stride } from "./layout";

/** Number j of a row. */
export function at<T>(row: usize, j: i32): f64 {
  if (sizeof<T>() == 4) return <f64>load<f32>(row + ((<usize>j) << 2));
  return load<f64>(row + ((<usize>j) << 3));
}

export function set<T>(row: usize, j: i32, value: f64): void {
  if (sizeof<T>() == 4) store<f32>(row + ((<usize>j) << 2), <f32>value);
  else store<f64>(row + ((<usize>j) << 3), value);
}

/** Index of the first largest of k numbers. */
export function argmax<T>(z: usize, k: i32): i32 {
  let best = 0;
  let top = at<T>(z, 0);
  for (let j = 1; j < k; j++) {
    const value = at<T>(z, j);
    if (value > top) {
      top = value;
      best = j;
    }
  }
  return best;
}

/** The class with more than half of the probability, -1 when none has it. */
export function dominant(k: i32, p: usize): i32 {
  for (let j = 0; j < k; j++) if (at<f64>(p, j) > 0.5) return j;
  return -1;
}

/** Zeros in the padding of a row of k numbers. */
export function clearPadding<T>(row: usize, k: i32): void {
  for (let j = k; j < stride(k); j++) set<T>(row, j, 0);
}
