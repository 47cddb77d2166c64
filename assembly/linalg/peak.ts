// The speed of light of this build: products and sums in registers alone, nothing loaded or stored.

/** Flops of one round of `peakF64`: twelve products and twelve sums of two lanes. */
export function peakFlops(): i32 {
  return 48;
}

/**
 * `rounds` of x = x factor and y = y + term on six chains each, twice: enough chains to hide a latency of three cycles at two
 * of each a cycle. The operands are arguments, because V8 makes a constant anew in every round.
 */
export function peakF64(rounds: i32, factor: f64, term: f64): f64 {
  const a = f64x2.splat(factor);
  const b = f64x2.splat(term);
  let x0 = f64x2.splat(1.1);
  let x1 = f64x2.splat(1.2);
  let x2 = f64x2.splat(1.3);
  let x3 = f64x2.splat(1.4);
  let x4 = f64x2.splat(1.5);
  let x5 = f64x2.splat(1.6);
  let y0 = f64x2.splat(0.1);
  let y1 = f64x2.splat(0.2);
  let y2 = f64x2.splat(0.3);
  let y3 = f64x2.splat(0.4);
  let y4 = f64x2.splat(0.5);
  let y5 = f64x2.splat(0.6);
  for (let i = 0; i < rounds; i++) {
    x0 = f64x2.mul(x0, a);
    y0 = f64x2.add(y0, b);
    x1 = f64x2.mul(x1, a);
    y1 = f64x2.add(y1, b);
    x2 = f64x2.mul(x2, a);
    y2 = f64x2.add(y2, b);
    x3 = f64x2.mul(x3, a);
    y3 = f64x2.add(y3, b);
    x4 = f64x2.mul(x4, a);
    y4 = f64x2.add(y4, b);
    x5 = f64x2.mul(x5, a);
    y5 = f64x2.add(y5, b);
    x0 = f64x2.mul(x0, a);
    y0 = f64x2.add(y0, b);
    x1 = f64x2.mul(x1, a);
    y1 = f64x2.add(y1, b);
    x2 = f64x2.mul(x2, a);
    y2 = f64x2.add(y2, b);
    x3 = f64x2.mul(x3, a);
    y3 = f64x2.add(y3, b);
    x4 = f64x2.mul(x4, a);
    y4 = f64x2.add(y4, b);
    x5 = f64x2.mul(x5, a);
    y5 = f64x2.add(y5, b);
  }
  const x = f64x2.add(f64x2.add(f64x2.add(x0, x1), f64x2.add(x2, x3)), f64x2.add(x4, x5));
  const y = f64x2.add(f64x2.add(f64x2.add(y0, y1), f64x2.add(y2, y3)), f64x2.add(y4, y5));
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(y, 1);
}
