// Euclidean Hessian of the p-spin energy at one point, f64, from the packed couplings.

import { nextTuple } from "./couplings";
import { normalisation } from "./evaluate";

/** Bytes of workspace for `pspinHessian`. */
export function pspinHessianWork(p: i32): usize {
  return <usize>p * 4 + 16;
}

function add(h: usize, n: i32, i: i32, j: i32, value: f64): void {
  const at = h + ((<usize>(i * n + j)) << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** Upper triangle, p = 3: one dot product and two updates along k for each (i, j); n³ flops. */
function hessian3(n: i32, couplings: usize, x: usize, h: usize): void {
  let c = couplings;
  for (let i = 0; i < n; i++) {
    const xi = load<f64>(x + ((<usize>i) << 3));
    for (let j = i; j < n; j++) {
      const xj = load<f64>(x + ((<usize>j) << 3));
      const end = <f64>load<f32>(c); // c_ijj
      c += 4;
      const same: f64 = i === j ? 2 : 1;
      const hi = h + ((<usize>(i * n)) << 3);
      const hj = h + ((<usize>(j * n)) << 3);
      let dot = 0.0;
      for (let k = j + 1; k < n; k++) {
        const value = <f64>load<f32>(c);
        const o = (<usize>k) << 3;
        dot += value * load<f64>(x + o);
        store<f64>(hi + o, load<f64>(hi + o) + same * value * xj);
        if (i !== j) store<f64>(hj + o, load<f64>(hj + o) + value * xi);
        c += 4;
      }
      if (i === j) add(h, n, i, i, 2 * dot + 6 * end * xi);
      else {
        add(h, n, i, j, dot + 2 * end * xj);
        add(h, n, j, j, 2 * end * xi);
      }
    }
  }
}

/** Upper triangle, any p: all tuples and all pairs of positions. */
function hessianGeneral(n: i32, p: i32, couplings: usize, x: usize, h: usize, idx: usize): void {
  memory.fill(idx, 0, (<usize>p) << 2);
  let c = couplings;
  do {
    const value = <f64>load<f32>(c);
    for (let a = 0; a < p; a++)
      for (let b = a + 1; b < p; b++) {
        let product = value;
        for (let d = 0; d < p; d++)
          if (d !== a && d !== b)
            product *= load<f64>(x + ((<usize>load<i32>(idx + ((<usize>d) << 2))) << 3));
        const i = load<i32>(idx + ((<usize>a) << 2));
        const j = load<i32>(idx + ((<usize>b) << 2));
        add(h, n, i, j, i === j ? 2 * product : product);
      }
    c += 4;
  } while (nextTuple(n, p, idx));
}

/** Hessian at x (n) to h (n x n, both triangles). */
export function pspinHessian(n: i32, p: i32, couplings: usize, x: usize, h: usize, work: usize): void {
  memory.fill(h, 0, <usize>n * <usize>n * 8);
  if (p === 3) hessian3(n, couplings, x, h);
  else hessianGeneral(n, p, couplings, x, h, work);
  const scale = normalisation(n, p);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      const value = scale * load<f64>(h + ((<usize>(i * n + j)) << 3));
      store<f64>(h + ((<usize>(i * n + j)) << 3), value);
      store<f64>(h + ((<usize>(j * n + i)) << 3), value);
    }
}
