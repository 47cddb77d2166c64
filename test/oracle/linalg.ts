/** Plain linear algebra: the specification that the kernels are held to. Row-major. */

export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA: boolean;
  readonly transB: boolean;
  readonly alpha: number;
  readonly beta: number;
}

/** alpha op(A) op(B) + beta C, every sum in ascending k from beta C on. */
export function gemm(a: Float64Array, b: Float64Array, c: Float64Array, shape: GemmShape): Float64Array {
  const { m, n, k, transA, transB, alpha, beta } = shape;
  return Float64Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = beta === 0 ? 0 : beta * c[at]!;
    for (let l = 0; l < k; l++)
      sum += alpha * (transA ? a[l * m + i]! : a[i * k + l]!) * (transB ? b[j * k + l]! : b[l * n + j]!);
    return sum;
  });
}

/** The same, every operation rounded to single precision. */
export function gemm32(a: Float32Array, b: Float32Array, c: Float32Array, shape: GemmShape): Float32Array {
  const { m, n, k, transA, transB, alpha, beta } = shape;
  const r = Math.fround;
  return Float32Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = beta === 0 ? 0 : r(beta * c[at]!);
    for (let l = 0; l < k; l++) {
      const x = r(alpha * (transA ? a[l * m + i]! : a[i * k + l]!));
      sum = r(sum + r(x * (transB ? b[j * k + l]! : b[l * n + j]!)));
    }
    return sum;
  });
}

/** G Gᵀ + I: positive definite. */
export function symmetricProduct(g: Float64Array, n: number): Float64Array {
  const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  return gemm(g, g, identity, { m: n, n, k: n, transA: false, transB: true, alpha: 1, beta: 1 });
}
