// Packs the operands of a matrix product into strips, the summation index k running down, so that the inner kernel reads both
// in order with whole-vector loads:
//
//   B in strips of `width` columns:  b[k0][0] … b[k0][width-1] | b[k0+1][0] … | …      (the next strip follows)
//   A in strips of two rows, every element a whole vector of copies:  a[0][k0] a[0][k0] … a[1][k0] a[1][k0] … | a[0][k0+1] …
//
// What is missing in the last strip is zeros. An operand is `along` when k is its contiguous direction (A, B'), and across when
// its neighbours are (A', B).

/** A full strip whose neighbours are contiguous: 32 or 64 bytes a step. */
function packAcross(bytes: i32, depth: i32, from: usize, stride: usize, out: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(out, v128.load(from));
    v128.store(out, v128.load(from, 16), 16);
    if (bytes === 64) {
      v128.store(out, v128.load(from, 32), 32);
      v128.store(out, v128.load(from, 48), 48);
    }
    from += stride;
    out += bytes;
  }
}

/** Pairs of full columns of doubles, transposed two steps at a time; returns the steps done. */
function packPairs(width: i32, depth: i32, from: usize, stride: usize, out: usize): i32 {
  const step = (<usize>width) << 3;
  const even = depth & ~1;
  for (let s = 0; s < width; s += 2) {
    let row = from + <usize>s * stride;
    let to = out + ((<usize>s) << 3);
    for (let k = 0; k < even; k += 2) {
      const x = v128.load(row);
      const y = v128.load(row + stride);
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
      store<T>(to, s < have ? load<T>(at) : <T>0);
      to += stride;
      at += stepK;
    }
  }
}

/** Packs `count` columns x `depth` steps of op(B) from its first element at `from`. */
export function packStrips<T>(
  along: bool,
  width: i32,
  count: i32,
  depth: i32,
  from: usize,
  ld: i32,
  out: usize,
): void {
  const stride = <usize>ld * sizeof<T>();
  const stepNeighbour = along ? stride : sizeof<T>();
  const stepK = along ? sizeof<T>() : stride;
  const bytes = width * <i32>sizeof<T>();
  for (let s = 0; s < count; s += width) {
    const have = min(width, count - s);
    const at = from + <usize>s * stepNeighbour;
    if (!along && have === width) packAcross(bytes, depth, at, stride, out);
    else {
      let k = 0;
      if (sizeof<T>() === 8 && along && have === width) k = packPairs(width, depth, at, stride, out);
      packOne<T>(width, have, k, depth, at, stepNeighbour, stepK, out);
    }
    out += <usize>bytes * <usize>depth;
  }
}

/** Packs `count` rows x `depth` steps of alpha op(A), broadcast. */
export function packBroadcast<T>(
  along: bool,
  count: i32,
  depth: i32,
  alpha: T,
  from: usize,
  ld: i32,
  out: usize,
): void {
  const factor = v128.splat<T>(alpha);
  const stride = <usize>ld * sizeof<T>();
  const stepNeighbour = along ? stride : sizeof<T>();
  const stepK = along ? sizeof<T>() : stride;
  for (let s = 0; s < count; s += 2) {
    const two = s + 1 < count;
    let at = from + <usize>s * stepNeighbour;
    for (let k = 0; k < depth; k++) {
      v128.store(out, v128.mul<T>(factor, v128.load_splat<T>(at)));
      if (two) v128.store(out, v128.mul<T>(factor, v128.load_splat<T>(at + stepNeighbour)), 16);
      else v128.store(out, v128.splat<T>(<T>0), 16);
      at += stepK;
      out += 32;
    }
  }
}
