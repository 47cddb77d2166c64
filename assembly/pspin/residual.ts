// f = A x^(p-1) - lambda x at solutions of about 32 digits: for Newton's iteration where 16 digits do not suffice, near tensors
// with double solutions. Numbers are unevaluated sums hi + lo [Dek71]; a complex one is 32 bytes, [re hi | im hi | re lo | im lo],
// so that one v128 operation serves both parts.

import { sortedTuples } from "./eigenpair-system";

const WIDE: usize = 32;

/** lo of the last sum or product; its hi is returned. */
let low: v128 = i64x2.splat(0);

/** (a, al) + (b, bl) */
function add(a: v128, al: v128, b: v128, bl: v128): v128 {
  const s = f64x2.add(a, b);
  const v = f64x2.sub(s, a);
  const error = f64x2.add(f64x2.sub(a, f64x2.sub(s, v)), f64x2.sub(b, v));
  const rest = f64x2.add(error, f64x2.add(al, bl));
  const hi = f64x2.add(s, rest);
  low = f64x2.sub(rest, f64x2.sub(hi, s));
  return hi;
}

/** Upper 26 bits, so that products of halves are exact. */
function upperHalf(a: v128): v128 {
  const c = f64x2.mul(f64x2.splat(134217729), a); // 2^27 + 1
  return f64x2.sub(c, f64x2.sub(c, a));
}

/** (a, al) (b, bl) */
function multiply(a: v128, al: v128, b: v128, bl: v128): v128 {
  const p = f64x2.mul(a, b);
  const a1 = upperHalf(a);
  const a2 = f64x2.sub(a, a1);
  const b1 = upperHalf(b);
  const b2 = f64x2.sub(b, b1);
  const cross = f64x2.add(f64x2.mul(a1, b2), f64x2.mul(a2, b1));
  const error = f64x2.add(f64x2.add(f64x2.sub(f64x2.mul(a1, b1), p), cross), f64x2.mul(a2, b2));
  const rest = f64x2.add(error, f64x2.add(f64x2.mul(a, bl), f64x2.mul(al, b)));
  const hi = f64x2.add(p, rest);
  low = f64x2.sub(rest, f64x2.sub(hi, p));
  return hi;
}

/** y += a b for a real a (the same in both halves). */
function addReal(y: usize, a: v128, al: v128, b: usize): void {
  const p = multiply(a, al, v128.load(b), v128.load(b, 16));
  v128.store(y, add(v128.load(y), v128.load(y, 16), p, low));
  v128.store(y, low, 16);
}

/** i b */
function turned(b: v128): v128 {
  return f64x2(-f64x2.extract_lane(b, 1), f64x2.extract_lane(b, 0));
}

/** y += sign a b, all complex. */
function addProduct(y: usize, sign: f64, a: usize, b: usize): void {
  const s = f64x2.splat(sign);
  const br = v128.load(b);
  const bl = v128.load(b, 16);
  let p = multiply(f64x2.mul(s, v128.load64_splat(a)), f64x2.mul(s, v128.load64_splat(a, 16)), br, bl);
  v128.store(y, add(v128.load(y), v128.load(y, 16), p, low));
  v128.store(y, low, 16);
  p = multiply(
    f64x2.mul(s, v128.load64_splat(a, 8)),
    f64x2.mul(s, v128.load64_splat(a, 24)),
    turned(br),
    turned(bl),
  );
  v128.store(y, add(v128.load(y), v128.load(y, 16), p, low));
  v128.store(y, low, 16);
}

/** Bytes of workspace for `homotopyResidual`. */
export function homotopyResidualWork(n: i32, p: i32): usize {
  return (<usize>(n + 1) + 2 * <usize>sortedTuples(n, p - 1)) * WIDE;
}

/**
 * f at `count` points given as hi + lo, rounded to f64.
 *
 * @param rows,rowsLow,tables the tensor's entries as hi + lo, see eigenpair-system.ts
 * @param points,pointsLow count x (n + 1) complex numbers: x, lambda
 * @param out count x n complex numbers
 */
export function homotopyResidual(
  n: i32,
  p: i32,
  rows: usize,
  rowsLow: usize,
  tables: usize,
  count: i32,
  points: usize,
  pointsLow: usize,
  out: usize,
  work: usize,
): void {
  const x = work;
  const first = x + <usize>(n + 1) * WIDE;
  const second = first + <usize>sortedTuples(n, p - 1) * WIDE;
  for (let r = 0; r < count; r++) {
    for (let i = 0; i <= n; i++) {
      const at = (<usize>(r * (n + 1) + i)) << 4;
      v128.store(x + <usize>i * WIDE, v128.load(points + at));
      v128.store(x + <usize>i * WIDE, v128.load(pointsLow + at), 16);
    }
    const f = contractFully(n, p, rows, rowsLow, tables, x, first, second);
    for (let i = 0; i < n; i++) {
      const cell = f + <usize>i * WIDE;
      addProduct(cell, -1, x + <usize>n * WIDE, x + <usize>i * WIDE);
      v128.store(out, f64x2.add(v128.load(cell), v128.load(cell, 16)));
      out += 16;
    }
  }
}

/** A x^(p-1), n numbers; returns their address (one of the two scratch tensors). */
function contractFully(
  n: i32,
  p: i32,
  rows: usize,
  rowsLow: usize,
  tables: usize,
  x: usize,
  scratch: usize,
  other: usize,
): usize {
  const longest = sortedTuples(n, p - 1);
  memory.fill(scratch, 0, <usize>longest * WIDE);
  for (let r = 0; r < longest; r++) {
    for (let j = 0; j < n; j++) {
      const a = (<usize>(r * n + j)) << 3;
      addReal(
        scratch + <usize>r * WIDE,
        v128.load64_splat(rows + a),
        v128.load64_splat(rowsLow + a),
        x + <usize>j * WIDE,
      );
    }
  }
  for (let q = p - 2; q >= 1; q--) {
    const count = sortedTuples(n, q);
    memory.fill(other, 0, <usize>count * WIDE);
    for (let r = 0; r < count; r++) {
      for (let j = 0; j < n; j++) {
        const from = scratch + <usize>load<u32>(tables) * WIDE;
        addProduct(other + <usize>r * WIDE, 1, from, x + <usize>j * WIDE);
        tables += 4;
      }
    }
    const swap = scratch;
    scratch = other;
    other = swap;
  }
  return scratch;
}
