// Eigenvalues (and eigenvectors) of a symmetric tridiagonal matrix by the implicit QL iteration with Wilkinson's shift
// [Par98, ch. 8]. Splits where |e_i| is below eps times its neighbours, or eps / 16 times the norm: a rank-deficient matrix has
// blocks of rounding errors, in which the first test alone would never end.

const EPS: f64 = 2.220446049250313e-16;
const FLOOR: f64 = EPS / 16;
const MOST_SWEEPS: i32 = 60; // a value; 2 to 3 are usual

/** sqrt(a² + b²) without overflow. */
function length2(a: f64, b: f64): f64 {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const high = Math.max(x, y);
  if (high === 0) return 0;
  const low = Math.min(x, y) / high;
  return high * Math.sqrt(1 + low * low);
}

/** Rotates rows i and i+1 of Z (rows are eigenvectors of T to be). */
function rotateRows(n: i32, z: usize, ldz: i32, i: i32, c: f64, s: f64): void {
  let p = z + ((<usize>(i * ldz)) << 3);
  let q = p + ((<usize>ldz) << 3);
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  let k = 0;
  for (; k + 2 <= n; k += 2) {
    const x = v128.load(p);
    const y = v128.load(q);
    v128.store(q, f64x2.add(f64x2.mul(ss, x), f64x2.mul(cc, y)));
    v128.store(p, f64x2.sub(f64x2.mul(cc, x), f64x2.mul(ss, y)));
    p += 16;
    q += 16;
  }
  for (; k < n; k++) {
    const x = load<f64>(p);
    const y = load<f64>(q);
    store<f64>(q, s * x + c * y);
    store<f64>(p, c * x - s * y);
    p += 8;
    q += 8;
  }
}

/**
 * d (n) becomes the eigenvalues, unsorted; e (n, its last element free) is destroyed. With z != 0, z (n x n, identity at the
 * start) gets the eigenvectors as rows.
 *
 * @returns 0, or 1 + the number of the value that did not converge
 */
export function dsteqr(n: i32, d: usize, e: usize, z: usize, ldz: i32): i32 {
  store<f64>(e + ((<usize>(n - 1)) << 3), 0);
  let norm: f64 = 0;
  for (let i: usize = 0; i < (<usize>n) << 3; i += 8)
    norm = Math.max(norm, Math.abs(load<f64>(d + i)) + Math.abs(load<f64>(e + i)));
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      for (; m < n - 1; m++) {
        const size =
          Math.abs(load<f64>(d + ((<usize>m) << 3))) + Math.abs(load<f64>(d + ((<usize>(m + 1)) << 3)));
        if (Math.abs(load<f64>(e + ((<usize>m) << 3))) <= Math.max(EPS * size, FLOOR * norm)) break;
      }
      if (m === l) break;
      if (sweep === MOST_SWEEPS) return l + 1;
      const dl = load<f64>(d + ((<usize>l) << 3));
      const el = load<f64>(e + ((<usize>l) << 3));
      let g = (load<f64>(d + ((<usize>(l + 1)) << 3)) - dl) / (2 * el);
      let r = length2(g, 1);
      g = load<f64>(d + ((<usize>m) << 3)) - dl + el / (g + (g >= 0 ? r : -r));
      let s = 1.0;
      let c = 1.0;
      let p = 0.0;
      let i = m - 1;
      for (; i >= l; i--) {
        const ei = load<f64>(e + ((<usize>i) << 3));
        const f = s * ei;
        const b = c * ei;
        r = length2(f, g);
        store<f64>(e + ((<usize>(i + 1)) << 3), r);
        if (r === 0) {
          store<f64>(d + ((<usize>(i + 1)) << 3), load<f64>(d + ((<usize>(i + 1)) << 3)) - p);
          store<f64>(e + ((<usize>m) << 3), 0);
          break;
        }
        s = f / r;
        c = g / r;
        g = load<f64>(d + ((<usize>(i + 1)) << 3)) - p;
        r = (load<f64>(d + ((<usize>i) << 3)) - g) * s + 2 * c * b;
        p = s * r;
        store<f64>(d + ((<usize>(i + 1)) << 3), g + p);
        g = c * r - b;
        if (z !== 0) rotateRows(n, z, ldz, i, c, s);
      }
      if (r === 0 && i >= l) continue;
      store<f64>(d + ((<usize>l) << 3), load<f64>(d + ((<usize>l) << 3)) - p);
      store<f64>(e + ((<usize>l) << 3), g);
      store<f64>(e + ((<usize>m) << 3), 0);
    }
  }
  return 0;
}
