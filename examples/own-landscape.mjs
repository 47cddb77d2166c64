// A landscape of your own in every solver: the energy of four charges on a sphere each, as a function on a product of manifolds.
import {
  annealing,
  conjugateGradients,
  describeEnd,
  Engine,
  eigenvectorFollowing,
  gradientDescent,
  hessianSpectrum,
  langevinDynamics,
  lbfgs,
  momentum,
  newton,
  normals,
  optimise,
  product,
  saddleFreeNewton,
  sphere,
  streamKey,
  trustRegion,
  userLandscape,
} from "losscape";

const engine = await Engine.create();
const CHARGES = 4;
const landscape = userLandscape({
  dimension: 3 * CHARGES,
  manifold: product(...Array.from({ length: CHARGES }, () => sphere(3))), // each on |x|² = 3
  value(x) {
    let energy = 0;
    for (let a = 0; a < CHARGES; a++)
      for (let b = 0; b < a; b++) {
        const [i, j] = [3 * a, 3 * b];
        energy += 1 / Math.hypot(x[i] - x[j], x[i + 1] - x[j + 1], x[i + 2] - x[j + 2]);
      }
    return energy; // derivatives come from differences, with an estimate of their error
  },
});

const raw = normals(engine, streamKey("charges"), landscape.dimension);
const start = landscape.manifold.nearest(raw, new Float64Array(raw.length));
const methods = [
  gradientDescent(),
  momentum(),
  conjugateGradients(),
  lbfgs(),
  trustRegion(),
  newton(),
  saddleFreeNewton(),
  eigenvectorFollowing({ index: 1 }),
  annealing({ temperature: { from: 0.1, to: 1e-4 }, moves: 2000 }),
  langevinDynamics({ eta: 0.05, temperature: 1e-4 }),
];
for (const method of methods) {
  const options = { method, tolerance: 1e-6, maxEvaluations: 3000, key: streamKey("noise", method.name) };
  const ends = await optimise(engine, landscape, start, options);
  const spectrum = await hessianSpectrum(engine, landscape, ends.points);
  const index = spectrum.filter((value) => value < -1e-4).length; // three rotations are flat
  console.log(`${ends.values[0].toFixed(4)}, index ${index}. ${describeEnd(ends, 0, options)}`);
}
