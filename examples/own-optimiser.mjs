// An optimiser of your own: a value that says what it promises and yields the points that it wants to know about.
import { Engine, normals, optimise, PSpinCouplings, SphericalPSpin, streamKey } from "losscape";

/** The steps of Barzilai and Borwein: the curvature of the last step, inverted. */
const barzilaiBorwein = () => ({
  name: "barzilai-borwein",
  promises: { kind: "stationary" },
  needs: [],
  start({ landscape }) {
    const { manifold } = landscape;
    let last;
    return {
      *step(here) {
        let eta = 1e-3;
        if (last) {
          const s = here.point.map((value, i) => value - last.point[i]);
          const y = here.gradient.map((value, i) => value - last.gradient[i]);
          const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
          eta = Math.abs(dot(s, s) / dot(s, y));
        }
        last = here;
        const move = here.gradient.map((value) => -eta * value);
        const point = manifold.retract(here.point, move, new Float64Array(move.length));
        return yield { kind: "point", point }; // answered by value and gradient, in one batch with all replicas
      },
    };
  },
});

const engine = await Engine.create();
const glass = new SphericalPSpin(new PSpinCouplings(engine, { n: 100, p: 3, key: streamKey("glass") }));
const starts = normals(engine, streamKey("starts"), 16 * 100);
for (let r = 0; r < 16; r++) {
  const row = starts.subarray(r * 100, (r + 1) * 100);
  glass.manifold.nearest(row, row);
}
const ends = await optimise(engine, glass, starts, { method: barzilaiBorwein(), tolerance: 1e-6 });
const mean = ends.values.reduce((sum, value) => sum + value / 100 / 16, 0);
console.log(`${ends.status.filter((status) => status === "converged").length} of 16 converged`);
console.log(
  `mean H/N = ${mean.toFixed(3)}, after ${ends.evaluations.reduce((a, b) => a + b, 0) / 16} evaluations each`,
);
