// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by the implicit QL iteration with Wilkinson's shift
// [Par98, ch. 8].
//
// The rotations of several sweeps are recorded and then applied together, panel by panel: eigenvectors-to-be are rows, and Z is
// kept in panels of 8 columns (n x 8 each, contiguous), so that a panel stays in cache while all recorded sweeps pass over it.
// Down a sweep the row that two successive rotations share stays in registers.

const EPS: f64 = 2.220446049250313e-16;
const MOST_SWEEPS: i32 = 60; // a value; 2 to 3 are usual
const WIDTH: i32 = 8; // columns a panel: one cache line
const RECORDED: i32 = 16; // full sweeps recorded: their rotations (256 n bytes) and a panel (64 n) share the second-level cache
const MOST_RECORDS: i32 = 512; // sweeps recorded, of whatever length

/** Bytes of Z: panels of 8 columns. */
export function dsteqrVectors(n: i32): usize {
  return (<usize>(((n + WIDTH - 1) / WIDTH) * WIDTH * n)) << 3;
}

/** Bytes of workspace for `dsteqr`. */
export function dsteqrWork(n: i32): usize {
  return <usize>(RECORDED * n) * 16 + <usize>MOST_RECORDS * 8 + 64;
}

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** sqrt(a² + b²) without overflow. */
function length2(a: f64, b: f64): f64 {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const high = Math.max(x, y);
  if (high === 0) return 0;
  const low = Math.min(x, y) / high;
  return high * Math.sqrt(1 + low * low);
}

/** One recorded sweep, rotations of rows (m-1, m) up to (low, low+1), on one panel. Returns the end of its rotations. */
function rotatePanel(low: i32, m: i32, panel: usize, rotations: usize): usize {
  let row = panel + ((<usize>m) << 6);
  let y0 = v128.load(row);
  let y1 = v128.load(row, 16);
  let y2 = v128.load(row, 32);
  let y3 = v128.load(row, 48);
  for (let i = m - 1; i >= low; i--) {
    const c = v128.load64_splat(rotations);
    const s = v128.load64_splat(rotations, 8);
    const above = row - 64;
    let x = v128.load(above);
    v128.store(row, f64x2.add(f64x2.mul(s, x), f64x2.mul(c, y0)));
    y0 = f64x2.sub(f64x2.mul(c, x), f64x2.mul(s, y0));
    x = v128.load(above, 16);
    v128.store(row, f64x2.add(f64x2.mul(s, x), f64x2.mul(c, y1)), 16);
    y1 = f64x2.sub(f64x2.mul(c, x), f64x2.mul(s, y1));
    x = v128.load(above, 32);
    v128.store(row, f64x2.add(f64x2.mul(s, x), f64x2.mul(c, y2)), 32);
    y2 = f64x2.sub(f64x2.mul(c, x), f64x2.mul(s, y2));
    x = v128.load(above, 48);
    v128.store(row, f64x2.add(f64x2.mul(s, x), f64x2.mul(c, y3)), 48);
    y3 = f64x2.sub(f64x2.mul(c, x), f64x2.mul(s, y3));
    row = above;
    rotations += 16;
  }
  v128.store(row, y0);
  v128.store(row, y1, 16);
  v128.store(row, y2, 32);
  v128.store(row, y3, 48);
  return rotations;
}

/** All recorded sweeps on all panels. A record is (low, m). */
function applyRecords(n: i32, z: usize, records: usize, count: i32, rotations: usize): void {
  for (let j = 0; j < n; j += WIDTH) {
    const panel = at(z, j * n);
    let from = rotations;
    for (let r = 0; r < count; r++) {
      const record = records + ((<usize>r) << 3);
      from = rotatePanel(load<i32>(record), load<i32>(record, 4), panel, from);
    }
  }
}

/** One implicit QL sweep on l … m; its rotations go to `out`. Returns the lowest row that was rotated. */
function sweep(l: i32, m: i32, d: usize, e: usize, out: usize): i32 {
  const dl = load<f64>(at(d, l));
  const el = load<f64>(at(e, l));
  let g = (load<f64>(at(d, l + 1)) - dl) / (2 * el);
  let r = length2(g, 1);
  g = load<f64>(at(d, m)) - dl + el / (g + (g >= 0 ? r : -r));
  let s = 1.0;
  let c = 1.0;
  let p = 0.0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * load<f64>(at(e, i));
    const b = c * load<f64>(at(e, i));
    r = length2(f, g);
    store<f64>(at(e, i + 1), r);
    if (r === 0) {
      // the shift was an eigenvalue to the last bit: the matrix splits here
      store<f64>(at(d, i + 1), load<f64>(at(d, i + 1)) - p);
      store<f64>(at(e, m), 0);
      return i + 1;
    }
    s = f / r;
    c = g / r;
    g = load<f64>(at(d, i + 1)) - p;
    r = (load<f64>(at(d, i)) - g) * s + 2 * c * b;
    p = s * r;
    store<f64>(at(d, i + 1), g + p);
    g = c * r - b;
    store<f64>(out, c);
    store<f64>(out, s, 8);
    out += 16;
  }
  store<f64>(at(d, l), load<f64>(at(d, l)) - p);
  store<f64>(at(e, l), g);
  store<f64>(at(e, m), 0);
  return l;
}

/** First m >= l behind which the matrix splits. */
function findSplit(n: i32, l: i32, d: usize, e: usize, negligible: f64): i32 {
  for (let m = l; m < n - 1; m++) {
    const size = Math.abs(load<f64>(at(d, m))) + Math.abs(load<f64>(at(d, m + 1)));
    const off = Math.abs(load<f64>(at(e, m)));
    if (off <= EPS * size || off <= negligible) return m;
  }
  return n - 1;
}

function reverse(count: i32, x: usize): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const value = load<f64>(at(x, i));
    store<f64>(at(x, i), load<f64>(at(x, j)));
    store<f64>(at(x, j), value);
  }
}

/** The identity, or with `turned` its columns in reverse. */
function setIdentity(n: i32, z: usize, turned: bool): void {
  memory.fill(z, 0, dsteqrVectors(n));
  for (let i = 0; i < n; i++) {
    const j = turned ? n - 1 - i : i;
    store<f64>(at(z, (j / WIDTH) * WIDTH * n + i * WIDTH + (j % WIDTH)), 1);
  }
}

/**
 * d (n) becomes the eigenvalues, unsorted; e (n, its last element free) is destroyed; z (`dsteqrVectors(n)` bytes) gets the
 * eigenvectors, to be read by `dsteqrVector`. About 3 n³ flops and more, by rotations.
 *
 * @returns 0, or 1 + the number of the value that did not converge
 */
export function dsteqr(n: i32, d: usize, e: usize, z: usize, work: usize): i32 {
  const records = work;
  const rotations = records + <usize>MOST_RECORDS * 8;
  const room = RECORDED * n;
  // QL finds the small values first when the large ones stand last
  const turned = Math.abs(load<f64>(d)) > Math.abs(load<f64>(at(d, n - 1)));
  if (turned) {
    reverse(n, d);
    reverse(n - 1, e);
  }
  setIdentity(n, z, turned);
  store<f64>(at(e, n - 1), 0);
  let norm = 0.0;
  for (let i = 0; i < n; i++)
    norm = Math.max(norm, Math.max(Math.abs(load<f64>(at(d, i))), Math.abs(load<f64>(at(e, i)))));
  const negligible = 0.5 * EPS * norm;
  let count = 0;
  let used = 0;
  for (let l = 0; l < n; l++) {
    for (let sweeps = 0; ; sweeps++) {
      const m = findSplit(n, l, d, e, negligible);
      if (m === l) break;
      if (sweeps === MOST_SWEEPS) return l + 1;
      if (count === MOST_RECORDS || used + (m - l) > room) {
        applyRecords(n, z, records, count, rotations);
        count = 0;
        used = 0;
      }
      const low = sweep(l, m, d, e, rotations + ((<usize>used) << 4));
      const record = records + ((<usize>count) << 3);
      store<i32>(record, low);
      store<i32>(record, m, 4);
      count += 1;
      used += m - low;
    }
  }
  applyRecords(n, z, records, count, rotations);
  return 0;
}

/** Copies eigenvector i of T out of the panels (n doubles). */
export function dsteqrVector(n: i32, z: usize, i: i32, out: usize): void {
  for (let j = 0; j < n; j += WIDTH)
    memory.copy(at(out, j), at(z, j * n + i * WIDTH), (<usize>min(WIDTH, n - j)) << 3);
}
