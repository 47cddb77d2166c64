/** Plain linear algebra: the specification that the kernels are held to. */

/** op(A) op(B), row-major. */
export function multiply(
  a: Float64Array,
  b: Float64Array,
  shape: { m: number; n: number; k: number; transA: boolean; transB: boolean },
): Float64Array {
  const { m, n, k, transA, transB } = shape;
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++)
        sum += (transA ? a[l * m + i]! : a[i * k + l]!) * (transB ? b[j * k + l]! : b[l * n + j]!);
      c[i * n + j] = sum;
    }
  return c;
}
