// Vector arithmetic of all kernels, generic over the number type T (f32: 4 lanes, f64: 2 lanes).

/** a b + c: fused in the relaxed build, two roundings in the baseline. */
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** Lane sums of four vectors, (x0 + x2) + (x1 + x3) for f32, x0 + x1 for f64, to four consecutive elements. */
export function storeSums4<T>(a: v128, b: v128, c: v128, d: v128, out: usize, accumulate: bool): void {
  if (sizeof<T>() == 4) {
    const ab = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
    const cd = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
    const s = f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
    v128.store(out, accumulate ? f32x4.add(v128.load(out), s) : s);
  } else {
    const ab = f64x2.add(i64x2.shuffle(a, b, 0, 2), i64x2.shuffle(a, b, 1, 3));
    const cd = f64x2.add(i64x2.shuffle(c, d, 0, 2), i64x2.shuffle(c, d, 1, 3));
    v128.store(out, accumulate ? f64x2.add(v128.load(out), ab) : ab);
    v128.store(out, accumulate ? f64x2.add(v128.load(out, 16), cd) : cd, 16);
  }
}
