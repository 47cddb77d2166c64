// Packs one operand of a matrix product into strips: `width` neighbours side by side, the summation index k running down.
//
//   x[0][k0] … x[width-1][k0] | x[0][k0+1] … | …        (one strip; the next follows; missing neighbours are zeros)
//
// op(A) (strips of rows) and op(B) (strips of columns) are packed by the same code: an operand is `along` when k is its
// contiguous direction (A, B'), and across when its neighbours are (A', B).

import { times } from "./gemm-kernels";

/** A full strip whose neighbours are contiguous: 16 or 32 bytes a step. */
function packAcross<T>(bytes: i32, depth: i32, factor: v128, from: usize, stride: usize, out: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(out, v128.mul<T>(factor, v128.load(from)));
    if (bytes > 16) v128.store(out, v128.mul<T>(factor, v128.load(from, 16)), 16);
    from += stride;
    out += bytes;
  }
}

/** Four full rows of doubles, transposed two steps at a time. */
function packAlong4(depth: i32, factor: v128, from: usize, stride: usize, out: usize): i32 {
  let k = 0;
  for (; k + 2 <= depth; k += 2) {
    const x0 = f64x2.mul(factor, v128.load(from));
    const x1 = f64x2.mul(factor, v128.load(from + stride));
    const x2 = f64x2.mul(factor, v128.load(from + 2 * stride));
    const x3 = f64x2.mul(factor, v128.load(from + 3 * stride));
    v128.store(out, v128.shuffle<u64>(x0, x1, 0, 2));
    v128.store(out, v128.shuffle<u64>(x2, x3, 0, 2), 16);
    v128.store(out, v128.shuffle<u64>(x0, x1, 1, 3), 32);
    v128.store(out, v128.shuffle<u64>(x2, x3, 1, 3), 48);
    from += 16;
    out += 64;
  }
  return k;
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
    if (!along && have === width) packAcross<T>(bytes, depth, factor, at, stride, out);
    else {
      let k = 0;
      if (sizeof<T>() === 8 && along && have === 4) k = packAlong4(depth, factor, at, stride, out);
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
