// Eigenvalues of a symmetric tridiagonal matrix by the square-root-free QL iteration of Pal, Walker and Kahan [Par98, 8.15].
// Works on the squares of the off-diagonals; no rotation is formed, so one step costs three divisions, side by side.

const EPS: f64 = 1.1102230246251565e-16; // unit roundoff
const HUGE: f64 = 1e280;
const MOST_SWEEPS: i32 = 40; // on average a value; 2 are usual

function at(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** Puts the larger end last, where QL likes it: reverses d[l..m] and e[l..m-1]. */
function reverse(x: usize, count: i32): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const value = load<f64>(at(x, i));
    store<f64>(at(x, i), load<f64>(at(x, j)));
    store<f64>(at(x, j), value);
  }
}

/** Eigenvalues of [[a, b], [b, c]] with b² given; the larger one goes to high, the other to low. */
function solveTwo(a: f64, square: f64, c: f64, high: usize, low: usize): void {
  const b = Math.sqrt(square);
  const sum = a + c;
  const difference = Math.abs(a - c);
  const twice = 2 * b;
  const large = Math.max(difference, twice);
  const ratio = large === 0 ? 0.0 : Math.min(difference, twice) / large;
  const root = large * Math.sqrt(1 + ratio * ratio);
  if (sum === 0) {
    store<f64>(high, 0.5 * root);
    store<f64>(low, -0.5 * root);
    return;
  }
  // the eigenvalue of larger size without cancellation, the other from the determinant
  const first = 0.5 * (sum + (sum < 0 ? -root : root));
  const outer = Math.abs(a) > Math.abs(c) ? a : c;
  const inner = Math.abs(a) > Math.abs(c) ? c : a;
  store<f64>(sum < 0 ? low : high, first);
  store<f64>(sum < 0 ? high : low, (outer / first) * inner - (b / first) * b);
}

/** One QL sweep with Wilkinson's shift on the unreduced block l … m; e holds squares. */
function sweep(l: i32, m: i32, d: usize, e: usize): void {
  const root = Math.sqrt(load<f64>(at(e, l)));
  const first = load<f64>(at(d, l));
  let sigma = (load<f64>(at(d, l + 1)) - first) / (2 * root);
  const size = Math.abs(sigma);
  const r1 = size > 1 ? size * Math.sqrt(1 + (1 / size) * (1 / size)) : Math.sqrt(1 + size * size);
  sigma = first - root / (sigma + (sigma < 0 ? -r1 : r1));
  let c = 1.0;
  let s = 0.0;
  let gamma = load<f64>(at(d, m)) - sigma;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = load<f64>(at(e, i));
    const r = p + square;
    if (i !== m - 1) store<f64>(at(e, i + 1), s * r);
    const oldC = c;
    c = p / r;
    s = square / r;
    const inverse = r / p; // beside the other two divisions, so that none waits for another
    const oldGamma = gamma;
    const alpha = load<f64>(at(d, i));
    gamma = c * (alpha - sigma) - s * oldGamma;
    store<f64>(at(d, i + 1), oldGamma + (alpha - gamma));
    p = inverse < HUGE ? gamma * gamma * inverse : c !== 0 ? (gamma * gamma) / c : oldC * square;
  }
  store<f64>(at(e, l), s * p);
  store<f64>(at(d, l), sigma + gamma);
}

/** All values of the block l … end (no off-diagonal is zero at the start); `left` counts the sweeps that may still be spent. */
function solveBlock(l: i32, end: i32, d: usize, e: usize, tiny: f64, left: i32): i32 {
  if (Math.abs(load<f64>(at(d, end))) < Math.abs(load<f64>(at(d, l)))) {
    reverse(at(d, l), end - l + 1);
    reverse(at(e, l), end - l);
  }
  while (l <= end) {
    let m = l;
    for (; m < end; m++) {
      const scale = Math.abs(load<f64>(at(d, m)) * load<f64>(at(d, m + 1)));
      const square = load<f64>(at(e, m));
      if (square <= EPS * EPS * scale || square <= tiny) break;
    }
    if (m === l) l += 1;
    else if (m === l + 1) {
      solveTwo(load<f64>(at(d, l)), load<f64>(at(e, l)), load<f64>(at(d, m)), at(d, m), at(d, l));
      l += 2;
    } else {
      if (left === 0) return -1;
      left -= 1;
      sweep(l, m, d, e);
    }
  }
  return left;
}

/**
 * d (n) becomes the eigenvalues, unsorted; e (n-1) is destroyed. Values are exact for T + E, |E| of the order eps |T|. The
 * entries should lie between 1e-100 and 1e100 in size.
 *
 * @returns 0, or 1 when the iteration did not converge
 */
export function dsterf(n: i32, d: usize, e: usize): i32 {
  let norm = 0.0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(load<f64>(at(d, i))));
  for (let i = 0; i < n - 1; i++) norm = Math.max(norm, Math.abs(load<f64>(at(e, i))));
  const negligible = EPS * EPS * norm; // far below the error that any method makes, and its square is a normal number
  const tiny = negligible * negligible;
  let left = MOST_SWEEPS * n;
  for (let l = 0; l < n; ) {
    let end = l;
    for (; end < n - 1; end++) {
      const off = Math.abs(load<f64>(at(e, end)));
      const scale =
        Math.sqrt(Math.abs(load<f64>(at(d, end)))) * Math.sqrt(Math.abs(load<f64>(at(d, end + 1))));
      if (off <= EPS * scale || off <= negligible) break;
      store<f64>(at(e, end), off * off);
    }
    left = solveBlock(l, end, d, e, tiny, left);
    if (left < 0) return 1;
    l = end + 1;
  }
  return 0;
}
