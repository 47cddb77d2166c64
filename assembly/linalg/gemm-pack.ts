// Packs one operand of a matrix product into strips: `width` neighbours side by side, the summation index k running down.
//
//   x[0][k0] … x[width-1][k0] | x[0][k0+1] … | …        (one strip; the next follows; missing neighbours are zeros)
//
// op(A) (strips of rows) and op(B) (strips of columns) are packed by the same code: an operand is `along` when k is its
// contiguous direction (A, B'), and across when its neighbours are (A', B).

import { times } from "./gemm-kernels";

/** A full strip whose neighbours are contiguous: 8, 16 or 64 bytes a step. */
function packAcross<T>(bytes: i32, depth: i32, alpha: T, from: usize, stride: usize, out: usize): void {
  const factor = v128.splat<T>(alpha);
  for (let k = 0; k < depth; k++) {
    if (bytes === 64) {
      v128.store(out, v128.mul<T>(factor, v128.load(from)));
      v128.store(out, v128.mul<T>(factor, v128.load(from, 16)), 16);
      v128.store(out, v128.mul<T>(factor, v128.load(from, 32)), 32);
      v128.store(out, v128.mul<T>(factor, v128.load(from, 48)), 48);
    } else if (bytes === 16) v128.store(out, v128.mul<T>(factor, v128.load(from)));
    else {
      store<T>(out, times<T>(alpha, load<T>(from)));
      store<T>(out, times<T>(alpha, load<T>(from, sizeof<T>())), sizeof<T>());
    }
    from += stride;
    out += bytes;
  }
}

/** Pairs of full rows of doubles, transposed two steps at a time; returns the steps done. */
function packPairs(width: i32, depth: i32, factor: v128, from: usize, stride: usize, out: usize): i32 {
  const step = (<usize>width) << 3;
  const even = depth & ~1;
  for (let s = 0; s < width; s += 2) {
    let row = from + <usize>s * stride;
    let to = out + ((<usize>s) << 3);
    for (let k = 0; k < even; k += 2) {
      const x = f64x2.mul(factor, v128.load(row));
      const y = f64x2.mul(factor, v128.load(row + stride));
      v128.store(to, v128.shuffle<u64>(x, y, 0, 2));
      v128.store(to + step, v128.shuffle<u64>(x, y, 1, 3));
      row += 16;
      to += step << 1;
    }
  }
  return even;
}

/** Any strip, neighbour by neighbour: reads run along k. Starts at step k. */
function packOne<T>(
  width: i32,
  have: i32,
  k: i32,
  depth: i32,
  alpha: T,
  from: usize,
  stepNeighbour: usize,
  stepK: usize,
  out: usize,
): void {
  const stride = <usize>width * sizeof<T>();
  for (let s = 0; s < width; s++) {
    let to = out + <usize>k * stride + <usize>s * sizeof<T>();
    let at = from + <usize>s * stepNeighbour + <usize>k * stepK;
    for (let l = k; l < depth; l++) {
      store<T>(to, s < have ? times<T>(alpha, load<T>(at)) : <T>0);
      to += stride;
      at += stepK;
    }
  }
}

/** Packs `count` neighbours x `depth` steps, times alpha, from the operand's first element at `from`. */
export function packStrips<T>(
  along: bool,
  width: i32,
  count: i32,
  depth: i32,
  alpha: T,
  from: usize,
  ld: i32,
  out: usize,
): void {
  const stride = <usize>ld * sizeof<T>();
  const factor = v128.splat<T>(alpha);
  const bytes = width * <i32>sizeof<T>();
  for (let s = 0; s < count; s += width) {
    const have = min(width, count - s);
    const at = from + (along ? <usize>s * stride : <usize>s * sizeof<T>());
    if (!along && have === width) packAcross<T>(bytes, depth, alpha, at, stride, out);
    else {
      let k = 0;
      if (sizeof<T>() === 8 && along && have === width) k = packPairs(width, depth, factor, at, stride, out);
      packOne<T>(
        width,
        have,
        k,
        depth,
        alpha,
        at,
        along ? stride : sizeof<T>(),
        along ? sizeof<T>() : stride,
        out,
      );
    }
    out += <usize>bytes * <usize>depth;
  }
}
