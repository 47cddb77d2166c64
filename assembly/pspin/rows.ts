// Vectors of a block of replicas, n rows of LANES f64, and scalars, one row: each lane on its own.

import { ROW } from "./evaluate";

/** out = sum_i a_i b_i, lane by lane. */
export function dotRows(n: i32, a: usize, b: usize, out: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  const end = a + <usize>n * ROW;
  while (a < end) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
    a += ROW;
    b += ROW;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/** y += alpha x, alpha a row of scalars. */
export function addRows(n: i32, alpha: usize, x: usize, y: usize): void {
  for (let i = 0; i < n; i++) {
    for (let o: usize = 0; o < ROW; o += 16)
      v128.store(y + o, f64x2.add(v128.load(y + o), f64x2.mul(v128.load(alpha + o), v128.load(x + o))));
    x += ROW;
    y += ROW;
  }
}

/** x *= alpha, alpha a row of scalars. */
export function scaleRows(n: i32, alpha: usize, x: usize): void {
  for (let i = 0; i < n; i++) {
    for (let o: usize = 0; o < ROW; o += 16)
      v128.store(x + o, f64x2.mul(v128.load(alpha + o), v128.load(x + o)));
    x += ROW;
  }
}

/** Removes the part of v along x, |x|² = n; scratch: one row. */
export function projectRows(n: i32, x: usize, v: usize, scratch: usize): void {
  dotRows(n, x, v, scratch);
  const factor = f64x2.splat(-1 / <f64>n);
  for (let o: usize = 0; o < ROW; o += 16) v128.store(scratch + o, f64x2.mul(factor, v128.load(scratch + o)));
  addRows(n, scratch, x, v);
}

/** Scales every lane of x to |x|² = n; scratch: one row. A zero vector stays zero. */
export function normaliseRows(n: i32, x: usize, scratch: usize): void {
  dotRows(n, x, x, scratch);
  const zero = f64x2.splat(0);
  for (let o: usize = 0; o < ROW; o += 16) {
    const square = v128.load(scratch + o);
    const scale = f64x2.sqrt(f64x2.div(f64x2.splat(<f64>n), square));
    v128.store(scratch + o, v128.bitselect(scale, zero, f64x2.gt(square, zero)));
  }
  scaleRows(n, scratch, x);
}

/** Copies one lane of n rows. */
export function copyLane(n: i32, lane: i32, from: usize, to: usize): void {
  const shift = (<usize>lane) << 3;
  for (let i = 0; i < n; i++) {
    store<f64>(to + shift, load<f64>(from + shift));
    from += ROW;
    to += ROW;
  }
}

/** A contiguous vector into one lane. */
export function scatterLane(n: i32, lane: i32, from: usize, to: usize): void {
  const shift = (<usize>lane) << 3;
  for (let i = 0; i < n; i++) {
    store<f64>(to + shift, load<f64>(from + ((<usize>i) << 3)));
    to += ROW;
  }
}

/** One lane into a contiguous vector. */
export function gatherLane(n: i32, lane: i32, from: usize, to: usize): void {
  const shift = (<usize>lane) << 3;
  for (let i = 0; i < n; i++) {
    store<f64>(to + ((<usize>i) << 3), load<f64>(from + shift));
    from += ROW;
  }
}
