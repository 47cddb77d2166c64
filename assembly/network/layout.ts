// Where things stand. A network is `layers` and `sizes` (i32[layers + 1]: n0 … nL). Canonical parameters, as the host sees
// them: for each layer W (n_out x n_in, row-major), then its biases. Packed parameters, as the kernels use them: each row is
//
//   [ w_0 … w_{n-1} | bias | 0 … 0 ]        stride(n) elements, a multiple of 4
//
// and every activation row is [ h_0 … h_{n-1} | 1 | 0 … 0 ], so that a bias is one more weight and no loop has a remainder.

export const MAX_LAYERS: i32 = 64;

/** Elements of a padded row for n numbers and the bias. */
export function stride(n: i32): i32 {
  return (n + 4) & ~3;
}

export function sizeOf(sizes: usize, layer: i32): i32 {
  return load<i32>(sizes + ((<usize>layer) << 2));
}

/** Packed elements of layers 1 … layer. */
export function packedOffset(sizes: usize, layer: i32): i32 {
  let total = 0;
  for (let l = 1; l <= layer; l++) total += sizeOf(sizes, l) * stride(sizeOf(sizes, l - 1));
  return total;
}

/** Elements of one sample's activation rows of layers 0 … layer-1. */
export function rowOffset(sizes: usize, layer: i32): i32 {
  let total = 0;
  for (let l = 0; l < layer; l++) total += stride(sizeOf(sizes, l));
  return total;
}

/** Elements of the packed parameters. */
export function networkPacked(layers: i32, sizes: usize): i32 {
  return packedOffset(sizes, layers);
}

/** Canonical f64 parameters to packed T; without biases the bias column is zero. */
function pack<T>(layers: i32, sizes: usize, bias: i32, from: usize, to: usize): void {
  for (let l = 1; l <= layers; l++) {
    const n = sizeOf(sizes, l);
    const d = sizeOf(sizes, l - 1);
    const ld = stride(d);
    for (let i = 0; i < n; i++) {
      const row = to + <usize>(i * ld) * <usize>sizeof<T>();
      for (let j = 0; j < ld; j++) {
        let value: f64 = 0;
        if (j < d) value = load<f64>(from + ((<usize>(i * d + j)) << 3));
        else if (j == d && bias != 0) value = load<f64>(from + ((<usize>(n * d + i)) << 3));
        put<T>(row, j, value);
      }
    }
    from += (<usize>(n * (bias != 0 ? d + 1 : d))) << 3;
    to += <usize>(n * ld) * <usize>sizeof<T>();
  }
}

function put<T>(row: usize, j: i32, value: f64): void {
  if (sizeof<T>() == 4) store<f32>(row + ((<usize>j) << 2), <f32>value);
  else store<f64>(row + ((<usize>j) << 3), value);
}

function get<T>(row: usize, j: i32): f64 {
  if (sizeof<T>() == 4) return <f64>load<f32>(row + ((<usize>j) << 2));
  return load<f64>(row + ((<usize>j) << 3));
}

/** Packed T to canonical f64, times `scale`. */
function unpack<T>(layers: i32, sizes: usize, bias: i32, from: usize, to: usize, scale: f64): void {
  for (let l = 1; l <= layers; l++) {
    const n = sizeOf(sizes, l);
    const d = sizeOf(sizes, l - 1);
    const ld = stride(d);
    for (let i = 0; i < n; i++) {
      const row = from + <usize>(i * ld) * <usize>sizeof<T>();
      for (let j = 0; j < d; j++) store<f64>(to + ((<usize>(i * d + j)) << 3), get<T>(row, j) * scale);
      if (bias != 0) store<f64>(to + ((<usize>(n * d + i)) << 3), get<T>(row, d) * scale);
    }
    to += (<usize>(n * (bias != 0 ? d + 1 : d))) << 3;
    from += <usize>(n * ld) * <usize>sizeof<T>();
  }
}

export function networkPackF32(layers: i32, sizes: usize, bias: i32, from: usize, to: usize): void {
  pack<f32>(layers, sizes, bias, from, to);
}

export function networkPackF64(layers: i32, sizes: usize, bias: i32, from: usize, to: usize): void {
  pack<f64>(layers, sizes, bias, from, to);
}

export function networkUnpackF32(layers: i32, sizes: usize, bias: i32, from: usize, to: usize): void {
  unpack<f32>(layers, sizes, bias, from, to, 1);
}

export function networkUnpackF64(
  layers: i32,
  sizes: usize,
  bias: i32,
  from: usize,
  to: usize,
  scale: f64,
): void {
  unpack<f64>(layers, sizes, bias, from, to, scale);
}

/** Packed rows lose their bias: for networks without biases, after an update. */
export function clearBias<T>(layers: i32, sizes: usize, w: usize): void {
  for (let l = 1; l <= layers; l++) {
    const n = sizeOf(sizes, l);
    const d = sizeOf(sizes, l - 1);
    const ld = stride(d);
    for (let i = 0; i < n; i++) put<T>(w + <usize>(i * ld) * <usize>sizeof<T>(), d, 0);
    w += <usize>(n * ld) * <usize>sizeof<T>();
  }
}

/** Inputs n x d (f32, contiguous) to padded rows with the constant 1. */
export function networkPackInputs(n: i32, d: i32, from: usize, to: usize): void {
  const ld = stride(d);
  for (let i = 0; i < n; i++) {
    const row = to + ((<usize>i * <usize>ld) << 2);
    memory.copy(row, from + ((<usize>i * <usize>d) << 2), (<usize>d) << 2);
    for (let j = d; j < ld; j++) store<f32>(row + ((<usize>j) << 2), j == d ? 1 : 0);
  }
}
