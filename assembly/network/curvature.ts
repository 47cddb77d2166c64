// What the Hessian's blocks need of every sample of a tile, the sample index innermost (`rows` f64 numbers a vector):
//
//   factors  G_u [K] for each unit u of layers 1 … L:  G_u = B U_u, U_u = dz / d(pre-activation of u), A = Bᵀ B = d² loss / dz²
//            (softmax: B = diag(sqrt p) (I - 1 pᵀ), so that diag p - p pᵀ = Bᵀ B; mse: B = I; hinge: 0)
//   slopes   d loss / d(pre-activation of u)
//   gates    one byte: is the unit on? (output units always are)
//
// Units are numbered through the layers: unit a of layer l is unitOffset(l) + a.

import { applyRoot, keepRoot, outputDelta } from "../generated/losses";
import { sizeOf, stride } from "./layout";
import { gate, rowsAt, unitRows, weightsAt } from "./pass";
import { productN } from "./product";

/** Units of layers 1 … layer-1. */
export function unitOffset(sizes: usize, layer: i32): i32 {
  let total = 0;
  for (let l = 1; l < layer; l++) total += sizeOf(sizes, l);
  return total;
}

/** Address of G_u's component c. */
export function factorAt(factors: usize, rows: i32, k: i32, unit: i32, c: i32): usize {
  return factors + ((<usize>(unit * k + c) * <usize>rows) << 3);
}

/** Bytes of `roots` for a tile: root p class by class, the dominant classes, and one sample's p. */
export function rootsWork(rows: i32, k: i32): usize {
  return ((<usize>(k + 1) * <usize>rows + <usize>stride(k)) << 3) + 16;
}

/**
 * Derivatives by the logits: dz (rows of the tile), and to `roots` root p (class by class), then every sample's dominant
 * class (i32).
 */
export function outputCurvature(
  loss: i32,
  rows: i32,
  k: i32,
  labels: usize,
  z: usize,
  dz: usize,
  roots: usize,
): void {
  const row = (<usize>stride(k)) << 3;
  const winners = roots + ((<usize>k * <usize>rows) << 3);
  const p = winners + ((<usize>rows) << 3);
  for (let r = 0; r < rows; r++) {
    const label = load<i32>(labels + ((<usize>r) << 2));
    const t = <usize>r * row;
    outputDelta<f64>(loss, z + t, k, label, dz + t, p);
    keepRoot(loss, r, rows, k, p, roots);
  }
}

/** Slopes and gates of all units, from the deltas and activations of the tile. */
export function slopesAndGates(
  layers: i32,
  sizes: usize,
  rows: i32,
  act: usize,
  delta: usize,
  slopes: usize,
  gates: usize,
): void {
  for (let l = 1; l <= layers; l++) {
    const n = sizeOf(sizes, l);
    const ld = stride(n);
    const first = unitOffset(sizes, l);
    const d = rowsAt<f64>(delta, rows, sizes, l);
    const h = rowsAt<f64>(act, rows, sizes, l);
    for (let a = 0; a < n; a++)
      for (let r = 0; r < rows; r++) {
        const at = (<usize>(r * ld + a)) << 3;
        const to = <usize>(first + a) * <usize>rows + <usize>r;
        store<f64>(slopes + (to << 3), load<f64>(d + at));
        store<u8>(gates + to, l == layers || load<f64>(h + at) > 0 ? 1 : 0);
      }
  }
}

/** Factors of all units: one backward pass a class, then B. `delta` is overwritten. */
export function curvatureFactors(
  layers: i32,
  sizes: usize,
  loss: i32,
  rows: i32,
  w: usize,
  act: usize,
  delta: usize,
  roots: usize,
  factors: usize,
): void {
  const k = sizeOf(sizes, layers);
  const units = unitOffset(sizes, layers + 1);
  for (let c = 0; c < k; c++) {
    const top = rowsAt<f64>(delta, rows, sizes, layers);
    unitRows(top, rows, stride(k), c);
    scatterUnits(layers, sizes, rows, k, c, top, factors);
    for (let l = layers - 1; l >= 1; l--) {
      const n = sizeOf(sizes, l);
      const above = sizeOf(sizes, l + 1);
      const from = rowsAt<f64>(delta, rows, sizes, l + 1);
      const to = rowsAt<f64>(delta, rows, sizes, l);
      const wl = weightsAt<f64>(w, sizes, l + 1);
      const row = (<usize>stride(above)) << 3;
      productN<f64>(
        rows,
        stride(n),
        above,
        from,
        row,
        8,
        wl,
        stride(n),
        to,
        stride(n),
        false,
        f64x2.splat(1),
      );
      gate<f64>(to, rowsAt<f64>(act, rows, sizes, l), rows, n);
      scatterUnits(l, sizes, rows, k, c, to, factors);
    }
  }
  for (let u = 0; u < units; u++) applyRoot(loss, rows, k, roots, factorAt(factors, rows, k, u, 0));
}

/** Rows of layer l's derivatives of logit c, to their units' vectors. */
function scatterUnits(l: i32, sizes: usize, rows: i32, k: i32, c: i32, from: usize, factors: usize): void {
  const n = sizeOf(sizes, l);
  const ld = stride(n);
  const first = unitOffset(sizes, l);
  for (let a = 0; a < n; a++) {
    const to = factorAt(factors, rows, k, first + a, c);
    for (let r = 0; r < rows; r++)
      store<f64>(to + ((<usize>r) << 3), load<f64>(from + ((<usize>(r * ld + a)) << 3)));
  }
}
