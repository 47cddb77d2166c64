// Q' A Q = T, tridiagonal, by Householder reflections of a symmetric matrix given by its lower triangle.
//
// One pass a step: the rank-2 update of step k and the product of the updated matrix with the vector of step k+1 are done
// together, so that each element of the trailing triangle is read and written once a step.

/** Bytes of workspace for `dsytrd`. */
export function dsytrdWork(n: i32): usize {
  return <usize>(4 * (n + 2)) * 8;
}

function element(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * lda + j)) << 3);
}

/** Row i, columns j0 … i: A_ij -= v_i w_j + w_i v_j; y += A u on both sides of the diagonal. */
function updateRow(row: usize, from: i32, i: i32, v: usize, w: usize, u: usize, y: usize): void {
  const vi = load<f64>(v + ((<usize>i) << 3));
  const wi = load<f64>(w + ((<usize>i) << 3));
  const ui = load<f64>(u + ((<usize>i) << 3));
  const vv = f64x2.splat(vi);
  const ww = f64x2.splat(wi);
  const uu = f64x2.splat(ui);
  let sum = f64x2.splat(0);
  let j = from;
  for (; j + 4 <= i; j += 4) {
    const o = (<usize>j) << 3;
    let a0 = v128.load(row + o);
    let a1 = v128.load(row + o, 16);
    a0 = f64x2.sub(a0, f64x2.add(f64x2.mul(vv, v128.load(w + o)), f64x2.mul(ww, v128.load(v + o))));
    a1 = f64x2.sub(a1, f64x2.add(f64x2.mul(vv, v128.load(w + o, 16)), f64x2.mul(ww, v128.load(v + o, 16))));
    v128.store(row + o, a0);
    v128.store(row + o, a1, 16);
    sum = f64x2.add(sum, f64x2.mul(a0, v128.load(u + o)));
    sum = f64x2.add(sum, f64x2.mul(a1, v128.load(u + o, 16)));
    v128.store(y + o, f64x2.add(v128.load(y + o), f64x2.mul(uu, a0)));
    v128.store(y + o, f64x2.add(v128.load(y + o, 16), f64x2.mul(uu, a1)), 16);
  }
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; j < i; j++) {
    const o = (<usize>j) << 3;
    const x = load<f64>(row + o) - (vi * load<f64>(w + o) + wi * load<f64>(v + o));
    store<f64>(row + o, x);
    total += x * load<f64>(u + o);
    store<f64>(y + o, load<f64>(y + o) + ui * x);
  }
  const diagonal = row + ((<usize>i) << 3);
  const x = load<f64>(diagonal) - 2 * vi * wi;
  store<f64>(diagonal, x);
  const at = y + ((<usize>i) << 3);
  store<f64>(at, load<f64>(at) + total + ui * x);
}

/**
 * Reflector of the column below the diagonal: u with u[k+1] = 1, H = I - tau u u', H x = beta e1.
 * Column k is read from u itself (already updated); returns tau, stores beta at e[k].
 */
function makeReflector(n: i32, k: i32, u: usize, e: usize): f64 {
  const first = u + ((<usize>(k + 1)) << 3);
  const alpha = load<f64>(first);
  let scale = 0.0;
  for (let i = k + 2; i < n; i++) scale = Math.max(scale, Math.abs(load<f64>(u + ((<usize>i) << 3))));
  if (scale === 0) {
    store<f64>(e + ((<usize>k) << 3), alpha);
    store<f64>(first, 1);
    return 0;
  }
  scale = Math.max(scale, Math.abs(alpha));
  let sum = 0.0;
  for (let i = k + 1; i < n; i++) {
    const x = load<f64>(u + ((<usize>i) << 3)) / scale;
    sum += x * x;
  }
  const norm = scale * Math.sqrt(sum);
  const beta = alpha > 0 ? -norm : norm;
  const divisor = alpha - beta;
  for (let i = k + 2; i < n; i++) {
    const at = u + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) / divisor);
  }
  store<f64>(e + ((<usize>k) << 3), beta);
  store<f64>(first, 1);
  return (beta - alpha) / beta;
}

/**
 * Reduces the lower triangle of A (n x n, row-major, leading dimension lda) to T: d (n), e (n-1).
 * The reflectors stay in A: u_k in column k below the diagonal (u_k[k+1] = 1 is not stored), tau (n-1).
 */
export function dsytrd(n: i32, a: usize, lda: i32, d: usize, e: usize, tau: usize, work: usize): void {
  const length = (<usize>(n + 2)) << 3;
  const v = work; // reflector of the step before, and its companion w
  const w = v + length;
  const u = w + length;
  const y = u + length;
  memory.fill(work, 0, 4 * length);
  for (let k = 0; k < n - 1; k++) {
    // column k, brought up to date with the step before
    const vk = load<f64>(v + ((<usize>k) << 3));
    const wk = load<f64>(w + ((<usize>k) << 3));
    const diagonal = element(a, lda, k, k);
    store<f64>(d + ((<usize>k) << 3), load<f64>(diagonal) - 2 * vk * wk);
    for (let i = k + 1; i < n; i++) {
      const o = (<usize>i) << 3;
      store<f64>(u + o, load<f64>(element(a, lda, i, k)) - (load<f64>(v + o) * wk + load<f64>(w + o) * vk));
    }
    const t = makeReflector(n, k, u, e);
    store<f64>(tau + ((<usize>k) << 3), t);
    // A_22 -= v w' + w v', and y = A_22 u, in one pass
    memory.fill(y + ((<usize>(k + 1)) << 3), 0, (<usize>(n - k - 1)) << 3);
    for (let i = k + 1; i < n; i++) updateRow(element(a, lda, i, 0), k + 1, i, v, w, u, y);
    // next companion: w = t y - (t² u'y / 2) u
    let dot = 0.0;
    for (let i = k + 1; i < n; i++)
      dot += load<f64>(u + ((<usize>i) << 3)) * load<f64>(y + ((<usize>i) << 3));
    const half = 0.5 * t * t * dot;
    for (let i = k + 1; i < n; i++) {
      const o = (<usize>i) << 3;
      const ui = load<f64>(u + o);
      store<f64>(v + o, ui);
      store<f64>(w + o, t * load<f64>(y + o) - half * ui);
      if (i > k + 1) store<f64>(element(a, lda, i, k), ui);
    }
  }
  const last = (<usize>(n - 1)) << 3;
  store<f64>(
    d + last,
    load<f64>(element(a, lda, n - 1, n - 1)) - 2 * load<f64>(v + last) * load<f64>(w + last),
  );
}

/**
 * Rows of Z (m x n, leading dimension ldz) from eigenvectors of T to eigenvectors of A: z <- H_0 H_1 … H_{n-2} z.
 */
export function dormtr(
  n: i32,
  m: i32,
  a: usize,
  lda: i32,
  tau: usize,
  z: usize,
  ldz: i32,
  work: usize,
): void {
  for (let k = n - 2; k >= 0; k--) {
    const t = load<f64>(tau + ((<usize>k) << 3));
    if (t === 0) continue;
    store<f64>(work + ((<usize>(k + 1)) << 3), 1);
    for (let i = k + 2; i < n; i++) store<f64>(work + ((<usize>i) << 3), load<f64>(element(a, lda, i, k)));
    for (let r = 0; r < m; r++) {
      const row = z + ((<usize>(r * ldz)) << 3);
      let dot = 0.0;
      for (let i = k + 1; i < n; i++)
        dot += load<f64>(work + ((<usize>i) << 3)) * load<f64>(row + ((<usize>i) << 3));
      const factor = t * dot;
      for (let i = k + 1; i < n; i++) {
        const at = row + ((<usize>i) << 3);
        store<f64>(at, load<f64>(at) - factor * load<f64>(work + ((<usize>i) << 3)));
      }
    }
  }
}
