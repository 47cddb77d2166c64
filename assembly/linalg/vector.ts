// Level 1: dot, axpy, scal, nrm2 on contiguous vectors. Sums run in four (f64) or eight (f32) interleaved partial sums, in a
// fixed order.

const SMALL: f64 = 1e-140; // squares of smaller numbers lose bits to underflow
const LARGE: f64 = 1e140; // sums of squares of larger numbers may overflow

/** x'y */
export function ddot(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < n; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** x'y in f32 */
export function sdot(n: i32, x: usize, y: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(x), v128.load(y)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  s0 = f32x4.add(s0, s1);
  let sum =
    f32x4.extract_lane(s0, 0) +
    f32x4.extract_lane(s0, 1) +
    (f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3));
  for (; i < n; i++) {
    sum += load<f32>(x) * load<f32>(y);
    x += 4;
    y += 4;
  }
  return sum;
}

/** y += alpha x */
export function daxpy(n: i32, alpha: f64, x: usize, y: usize): void {
  const factor = f64x2.splat(alpha);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(factor, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
  for (; i < n; i++) {
    store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
    x += 8;
    y += 8;
  }
}

/** y += alpha x in f32 */
export function saxpy(n: i32, alpha: f32, x: usize, y: usize): void {
  const factor = f32x4.splat(alpha);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(factor, v128.load(x))));
    x += 16;
    y += 16;
  }
  for (; i < n; i++) {
    store<f32>(y, load<f32>(y) + alpha * load<f32>(x));
    x += 4;
    y += 4;
  }
}

/** x *= alpha */
export function dscal(n: i32, alpha: f64, x: usize): void {
  const factor = f64x2.splat(alpha);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    v128.store(x, f64x2.mul(factor, v128.load(x)));
    x += 16;
  }
  if (i < n) store<f64>(x, alpha * load<f64>(x));
}

/** x /= alpha: rounded once, and no reciprocal that overflows. */
export function divide(n: i32, alpha: f64, x: usize): void {
  const divisor = f64x2.splat(alpha);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    v128.store(x, f64x2.div(v128.load(x), divisor));
    x += 16;
  }
  if (i < n) store<f64>(x, load<f64>(x) / alpha);
}

/** Largest |x_i|; NaN when one is among them. */
export function damax(n: i32, x: usize): f64 {
  let m = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    m = f64x2.max(m, f64x2.abs(v128.load(x)));
    x += 16;
  }
  if (i < n) m = f64x2.max(m, f64x2.abs(v128.load64_splat(x)));
  return Math.max(f64x2.extract_lane(m, 0), f64x2.extract_lane(m, 1));
}

/** |x|, without overflow or harmful underflow. */
export function dnrm2(n: i32, x: usize): f64 {
  const largest = damax(n, x);
  if (largest === 0 || (largest > SMALL && largest < LARGE)) return Math.sqrt(ddot(n, x, x));
  let sum = 0.0;
  for (let i = 0; i < n; i++) {
    const ratio = load<f64>(x + ((<usize>i) << 3)) / largest;
    sum += ratio * ratio;
  }
  return largest * Math.sqrt(sum);
}

/** 1 when no entry is NaN or infinite: x - x is 0 for a finite x, and NaN otherwise. */
function allFinite<T>(n: i32, x: usize): bool {
  let sum = v128.splat<T>(<T>0);
  const end = x + <usize>n * sizeof<T>();
  for (; x + 16 <= end; x += 16) {
    const value = v128.load(x);
    sum = v128.add<T>(sum, v128.sub<T>(value, value));
  }
  for (; x < end; x += sizeof<T>()) {
    const value = v128.load_splat<T>(x);
    sum = v128.add<T>(sum, v128.sub<T>(value, value));
  }
  return !v128.any_true(v128.ne<T>(sum, v128.splat<T>(<T>0)));
}

export function dallFinite(n: i32, x: usize): bool {
  return allFinite<f64>(n, x);
}

export function sallFinite(n: i32, x: usize): bool {
  return allFinite<f32>(n, x);
}
