// A mixed spherical glass, 2-spin plus 3-spin: gradient descent with the manifold's own steps, and what its end is.
import {
  createMixedPSpin,
  Engine,
  mixedGroundState,
  mixedThresholdEnergy,
  morseIndex,
  normals,
  streamKey,
} from "losscape";

const engine = await Engine.create();
const weights = { 2: 1, 3: 1 };
const n = 100;
const glass = createMixedPSpin(engine, { n, weights, key: streamKey("mixed", 1) });

const starts = 8; // a batch: one pass over the couplings for all of them
const rows = Array.from({ length: starts }, (_, r) => {
  const x = normals(engine, streamKey("start", r), n);
  return glass.manifold.nearest(x, x);
});
const points = new Float64Array(starts * n);
const gradients = new Float64Array(starts * n);
let energies;
for (let step = 0; step < 1500; step++) {
  for (const [r, x] of rows.entries()) points.set(x, r * n);
  energies = glass.evaluate(points, gradients);
  for (const [r, x] of rows.entries()) {
    const move = gradients.subarray(r * n, (r + 1) * n).map((g) => -0.05 * g);
    glass.manifold.retract(x, move, x);
  }
}

const mean = energies.reduce((sum, energy) => sum + energy / n / starts, 0);
const { index } = await morseIndex(engine, glass, rows[0]);
console.log(
  `N = ${n}, H2 + H3: descents end at H/N = ${mean.toFixed(3)} on average, the first of them at index ${index}`,
);
console.log(
  `N -> infinity: threshold ${(-mixedThresholdEnergy(weights)).toFixed(4)}, ground state ${(-mixedGroundState(weights).energy).toFixed(4)}`,
);
glass.dispose();
