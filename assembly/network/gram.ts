// C += X Yᵀ for two packed chunks of sample rows, the inner product of the Hessian's blocks, in f64.
//
// A packed chunk: panels of 4 columns, each `count` rows of 4 numbers (32 bytes a row), PANEL bytes from panel to panel.

import { multiplyAdd } from "../simd/arithmetic";

/** Samples a chunk: a pair of panels is 8 kB and sits in the first-level cache. */
export const CHUNK: i32 = 128;

/** 64 bytes more than a power of two, so that the panels of one row do not share a cache set. */
export const PANEL: usize = ((<usize>CHUNK) << 5) + 64;

/**
 * C[4 ip + i][4 jp + j] += sum_r X[ip][r][i] Y[jp][r][j]; with `lower`, only panels jp <= ip.
 * C has `columns` panels a row.
 */
export function gram(count: i32, rows: i32, columns: i32, x: usize, y: usize, c: usize, lower: bool): void {
  const ldc = (<usize>columns) << 5;
  for (let ip = 0; ip < rows; ip++) {
    const last = lower ? min(ip + 1, columns) : columns;
    for (let jp = 0; jp < last; jp++)
      block4x4(
        count,
        x + <usize>ip * PANEL,
        y + <usize>jp * PANEL,
        c + <usize>(4 * ip) * ldc + ((<usize>jp) << 5),
        ldc,
      );
  }
}

function add(c: usize, s: v128): void {
  v128.store(c, f64x2.add(v128.load(c), s));
}

function block4x4(count: i32, x: usize, y: usize, c: usize, ldc: usize): void {
  const zero = f64x2.splat(0);
  let s00 = zero;
  let s01 = zero;
  let s10 = zero;
  let s11 = zero;
  let s20 = zero;
  let s21 = zero;
  let s30 = zero;
  let s31 = zero;
  const end = x + ((<usize>count) << 5);
  for (; x < end; x += 32) {
    const y0 = v128.load(y);
    const y1 = v128.load(y, 16);
    let a = v128.load64_splat(x);
    s00 = multiplyAdd<f64>(a, y0, s00);
    s01 = multiplyAdd<f64>(a, y1, s01);
    a = v128.load64_splat(x, 8);
    s10 = multiplyAdd<f64>(a, y0, s10);
    s11 = multiplyAdd<f64>(a, y1, s11);
    a = v128.load64_splat(x, 16);
    s20 = multiplyAdd<f64>(a, y0, s20);
    s21 = multiplyAdd<f64>(a, y1, s21);
    a = v128.load64_splat(x, 24);
    s30 = multiplyAdd<f64>(a, y0, s30);
    s31 = multiplyAdd<f64>(a, y1, s31);
    y += 32;
  }
  add(c, s00);
  add(c + 16, s01);
  c += ldc;
  add(c, s10);
  add(c + 16, s11);
  c += ldc;
  add(c, s20);
  add(c + 16, s21);
  c += ldc;
  add(c, s30);
  add(c + 16, s31);
}
