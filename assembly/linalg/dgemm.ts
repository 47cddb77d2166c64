// C = alpha op(A) op(B) + beta C in f64: packed panels, register-blocked inner kernel [GotGei08].
//
// Row-major. op(A) is m x k, op(B) k x n. Panels:
//   A: strips of MR rows, k-major     a[0][0] … a[3][0] | a[0][1] … a[3][1] | …    (alpha is folded in here)
//   B: strips of NR columns, k-major  b[0][0] … b[0][3] | b[1][0] … b[1][3] | …
// Strips are padded with zeros, so that the inner kernel knows no remainders. The sum over k runs in ascending order within
// blocks of KC, whatever m and n are: a row or column of C does not depend on the others.

const MR: i32 = 4;
const NR: i32 = 4;
const MC: i32 = 64; // MC x KC doubles = 128 kB: half of a 256 kB second-level cache
const KC: i32 = 256; // NR x KC doubles = 8 kB of B stay in the first-level cache
const NC: i32 = 1024; // KC x NC doubles = 2 MB: third-level cache

/** Bytes of workspace for `dgemm`. */
export function dgemmWork(): usize {
  return <usize>(MC * KC + KC * NC + MR * NR) * 8 + 64;
}

/** Packs rows [i0, i0+rows) x columns [k0, k0+depth) of alpha op(A). */
function packA(
  trans: bool,
  rows: i32,
  depth: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  i0: i32,
  k0: i32,
  out: usize,
): void {
  for (let i = 0; i < rows; i += MR) {
    const have = min(MR, rows - i);
    for (let k = 0; k < depth; k++) {
      for (let r = 0; r < MR; r++) {
        let value = 0.0;
        if (r < have) {
          const row = i0 + i + r;
          const column = k0 + k;
          value = alpha * load<f64>(a + ((<usize>(trans ? column * lda + row : row * lda + column)) << 3));
        }
        store<f64>(out, value);
        out += 8;
      }
    }
  }
}

/** Packs rows [k0, k0+depth) x columns [j0, j0+columns) of op(B). */
function packB(
  trans: bool,
  depth: i32,
  columns: i32,
  b: usize,
  ldb: i32,
  k0: i32,
  j0: i32,
  out: usize,
): void {
  for (let j = 0; j < columns; j += NR) {
    const have = min(NR, columns - j);
    if (!trans && have === NR) {
      let from = b + ((<usize>(k0 * ldb + j0 + j)) << 3);
      for (let k = 0; k < depth; k++) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
        from += (<usize>ldb) << 3;
        out += 32;
      }
      continue;
    }
    for (let k = 0; k < depth; k++) {
      for (let c = 0; c < NR; c++) {
        let value = 0.0;
        if (c < have) {
          const row = k0 + k;
          const column = j0 + j + c;
          value = load<f64>(b + ((<usize>(trans ? column * ldb + row : row * ldb + column)) << 3));
        }
        store<f64>(out, value);
        out += 8;
      }
    }
  }
}

function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(c, f64x2.mul(a, b));
}

/** C[0..3][0..3] += panel A strip times panel B strip. */
function kernel4x4(depth: i32, a: usize, b: usize, c: usize, ldc: usize): void {
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c + ldc);
  let c11 = v128.load(c + ldc, 16);
  let c20 = v128.load(c + 2 * ldc);
  let c21 = v128.load(c + 2 * ldc, 16);
  let c30 = v128.load(c + 3 * ldc);
  let c31 = v128.load(c + 3 * ldc, 16);
  const end = a + ((<usize>depth) << 5);
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load64_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load64_splat(a, 8);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load64_splat(a, 16);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load64_splat(a, 24);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    a += 32;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + ldc, c10);
  v128.store(c + ldc, c11, 16);
  v128.store(c + 2 * ldc, c20);
  v128.store(c + 2 * ldc, c21, 16);
  v128.store(c + 3 * ldc, c30);
  v128.store(c + 3 * ldc, c31, 16);
}

/** The same on a border: through a 4 x 4 tile, of which rows x columns are real. */
function kernelBorder(
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  rows: i32,
  columns: i32,
  tile: usize,
): void {
  memory.fill(tile, 0, (<usize>(MR * NR)) << 3);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f64>(tile + ((<usize>(i * NR + j)) << 3), load<f64>(c + <usize>i * ldc + ((<usize>j) << 3)));
  kernel4x4(depth, a, b, tile, (<usize>NR) << 3);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f64>(c + <usize>i * ldc + ((<usize>j) << 3), load<f64>(tile + ((<usize>(i * NR + j)) << 3)));
}

/** C *= beta; beta = 0 overwrites, whatever stood there. */
function scaleC(m: i32, n: i32, beta: f64, c: usize, ldc: i32): void {
  if (beta === 1) return;
  for (let i = 0; i < m; i++) {
    const row = c + ((<usize>(i * ldc)) << 3);
    if (beta === 0) memory.fill(row, 0, (<usize>n) << 3);
    else
      for (let j = 0; j < n; j++) {
        const at = row + ((<usize>j) << 3);
        store<f64>(at, beta * load<f64>(at));
      }
  }
}

/**
 * C = alpha op(A) op(B) + beta C; op(X) = X or its transpose.
 *
 * @param work `dgemmWork()` bytes, 16-byte aligned
 */
export function dgemm(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f64,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  scaleC(m, n, beta, c, ldc);
  if (k === 0 || alpha === 0) return;
  const panelA = work;
  const panelB = panelA + ((<usize>(MC * KC)) << 3);
  const tile = panelB + ((<usize>(KC * NC)) << 3);
  const stride = (<usize>ldc) << 3;
  for (let j0 = 0; j0 < n; j0 += NC) {
    const columns = min(NC, n - j0);
    for (let k0 = 0; k0 < k; k0 += KC) {
      const depth = min(KC, k - k0);
      packB(transB, depth, columns, b, ldb, k0, j0, panelB);
      for (let i0 = 0; i0 < m; i0 += MC) {
        const rows = min(MC, m - i0);
        packA(transA, rows, depth, alpha, a, lda, i0, k0, panelA);
        for (let j = 0; j < columns; j += NR) {
          const stripB = panelB + ((<usize>(j * depth)) << 3);
          for (let i = 0; i < rows; i += MR) {
            const stripA = panelA + ((<usize>(i * depth)) << 3);
            const at = c + ((<usize>((i0 + i) * ldc + j0 + j)) << 3);
            if (rows - i >= MR && columns - j >= NR) kernel4x4(depth, stripA, stripB, at, stride);
            else
              kernelBorder(depth, stripA, stripB, at, stride, min(MR, rows - i), min(NR, columns - j), tile);
          }
        }
      }
    }
  }
}
