// Exact area averaging of square grey images from one side length to another.

/** Bytes of workspace for `areaAverage`. */
export function areaAverageWork(from: i32, to: i32): usize {
  return <usize>(from * to) * 4;
}

/**
 * Each target pixel is the mean of the source over the square that it covers, fractional borders counted by their area:
 * out = W image Wᵀ scale, W[i][j] = |[i r, (i+1) r] ∩ [j, j+1]| / r, r = from / to.
 *
 * @param images count x from² bytes
 * @param out count x to² f32
 */
export function areaAverage(
  count: i32,
  from: i32,
  to: i32,
  scale: f32,
  images: usize,
  out: usize,
  work: usize,
): void {
  const ratio = <f64>from / <f64>to;
  for (let n = 0; n < count; n++) {
    // columns first: work[y][i] = sum_x W[i][x] image[y][x]
    for (let y = 0; y < from; y++) {
      const row = images + <usize>((n * from + y) * from);
      for (let i = 0; i < to; i++) {
        const left = <f64>i * ratio;
        const right = left + ratio;
        let sum: f32 = 0;
        const last = min(from - 1, <i32>right);
        for (let x = <i32>left; x <= last; x++) {
          const overlap = Math.min(right, <f64>(x + 1)) - Math.max(left, <f64>x);
          if (overlap > 0) sum += <f32>overlap * <f32>load<u8>(row + <usize>x);
        }
        store<f32>(work + ((<usize>(y * to + i)) << 2), sum);
      }
    }
    const area = <f32>(1 / (ratio * ratio)) * scale;
    for (let j = 0; j < to; j++) {
      const top = <f64>j * ratio;
      const bottom = top + ratio;
      const last = min(from - 1, <i32>bottom);
      for (let i = 0; i < to; i++) {
        let sum: f32 = 0;
        for (let y = <i32>top; y <= last; y++) {
          const overlap = Math.min(bottom, <f64>(y + 1)) - Math.max(top, <f64>y);
          if (overlap > 0) sum += <f32>overlap * load<f32>(work + ((<usize>(y * to + i)) << 2));
        }
        store<f32>(out + ((<usize>((n * to + j) * to + i)) << 2), sum * area);
      }
    }
  }
}
