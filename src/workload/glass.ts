/** Families of the workload: the p-spin glass, descents on it, Langevin dynamics, homotopies and their certificates. */
import { pow } from "../base/math.ts";
import { atOnce } from "../base/steps.ts";
import type { Engine } from "../engine/engine.ts";
import { PSpinCouplings } from "../engine/pspin/couplings.ts";
import {
  homotopyCertify,
  homotopyPathCount,
  homotopyResidual,
  homotopyTrack,
} from "../engine/pspin/homotopy.ts";
import { scaledTensor } from "../engine/pspin/symmetric-tensor.ts";
import { normals } from "../engine/random.ts";
import { SphericalPSpin } from "../landscape/spherical-p-spin.ts";
import { langevinSteps } from "../optimise/langevin.ts";
import { keyOf, type Sink } from "./sink.ts";

/** [n, p]: p = 3 has kernels of its own, with sizes on both sides of their strips. */
const GLASSES = [
  [7, 2],
  [3, 3],
  [16, 3],
  [37, 3],
  [9, 4],
  [6, 5],
  [4, 8],
] as const;

function withGlass(engine: Engine, n: number, p: number, use: (glass: PSpinCouplings) => void): void {
  const glass = new PSpinCouplings(engine, { n, p, key: keyOf("glass", n, p), samples: 3 });
  try {
    use(glass);
  } finally {
    glass.dispose();
  }
}

/** Rows of n numbers, scaled to |x|² = n. */
function onSphere(rows: Float64Array, n: number): Float64Array {
  const scaled = Float64Array.from(rows);
  for (let at = 0; at < rows.length; at += n) {
    const row = scaled.subarray(at, at + n);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / n);
    for (let i = 0; i < n; i++) row[i]! /= length;
  }
  return scaled;
}

export function glassInF64(engine: Engine, add: Sink): void {
  for (const [n, p] of GLASSES)
    withGlass(engine, n, p, (glass) => {
      const points = normals(engine, keyOf("points", n, p), 5 * n);
      add(glass.couplings());
      for (const some of [points, points.slice(0, n)]) {
        const { energies, gradients } = glass.evaluate(some);
        add(energies);
        add(gradients);
      }
      const x = points.slice(0, n);
      add(glass.hessian(x));
      add(glass.gradientAndProduct(x, points.slice(n, 2 * n)).product);
      add(new SphericalPSpin(glass).hessian(onSphere(x, n)));
      if (pow(n, p) < 100_000) add(glass.tensor());
    });
}

export function glassInF32(engine: Engine, add: Sink): void {
  for (const [n, p] of GLASSES) {
    if (p !== 3) continue;
    withGlass(engine, n, p, (glass) => {
      for (const count of [1, 4, 13]) {
        const points = Float32Array.from(normals(engine, keyOf("points", n, p), count * n));
        const { energies, gradients } = glass.evaluateF32(points);
        add(energies);
        add(gradients);
      }
    });
  }
}

export function glassDescents(engine: Engine, add: Sink): void {
  for (const [n, p] of [
    [30, 3],
    [8, 4],
  ] as const)
    withGlass(engine, n, p, (glass) => {
      const starts = normals(engine, keyOf("starts", n, p), 10 * n);
      for (const method of ["lbfgs", "gradient-descent"] as const) {
        const found = glass.descend(starts, { method, eta: 0.05, tolerance: 1e-6, maxEvaluations: 400 });
        for (const values of [found.points, found.energies, found.gradients, found.evaluations]) add(values);
      }
      add(glass.sgd(starts.slice(0, 5 * n), { eta: 0.02, decay: 0.1, firstEpoch: 2, epochs: 20 }));
    });
}

export function glassLangevin(engine: Engine, add: Sink): void {
  withGlass(engine, 20, 3, (glass) => {
    const starts = onSphere(normals(engine, keyOf("langevin starts"), 3 * 20), 20);
    const options = { eta: 0.02, temperature: 0.3, steps: 100, key: keyOf("noise") };
    add(atOnce(() => langevinSteps(glass, starts, options)));
  });
}

/** A point of the unit circle away from its axes, exact to rounding on every host. */
const GAMMA = [0.6, 0.8] as const;

export function homotopies(engine: Engine, add: Sink): void {
  for (const [n, p] of [
    [2, 3],
    [5, 3],
    [3, 4],
    [2, 5],
  ] as const)
    withGlass(engine, n, p, (glass) => {
      const tensor = scaledTensor(glass.couplings(), { n, p });
      const paths = Uint32Array.from({ length: homotopyPathCount(n, p) }, (_, i) => i);
      const tracked = homotopyTrack(engine, tensor, { paths, gamma: GAMMA });
      add(tracked.solutions);
      add(tracked.steps);
      const proved = homotopyCertify(engine, tensor, tracked.solutions);
      for (const values of [proved.solutions, proved.alpha, proved.beta]) add(values);
      const low = proved.solutions.map((value) => value * 2 ** -60);
      add(homotopyResidual(engine, tensor, { high: proved.solutions, low }));
    });
}
