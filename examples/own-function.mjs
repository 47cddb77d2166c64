// A function of your own as a landscape: its Hessian's eigenvalues, from central differences.
import { Engine, hessianSpectrum, userLandscape } from "losscape";

const engine = await Engine.create();
const rosenbrock = userLandscape({
  dimension: 2,
  value: ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
});
const spectrum = await hessianSpectrum(engine, rosenbrock, Float64Array.from([1, 1]));
console.log(
  `Rosenbrock's valley at its minimum: curvatures ${Array.from(spectrum, (v) => v.toFixed(3)).join(" and ")}`,
);
