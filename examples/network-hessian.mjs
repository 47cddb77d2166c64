// Train a small network on synthetic digits, then look at the exact spectrum of its Hessian.
import {
  Engine,
  hessianSpectrum,
  initialise,
  loadData,
  NetworkData,
  NetworkLandscape,
  networkShape,
  streamKey,
} from "losscape";

const engine = await Engine.create();
const files = { read: () => Promise.reject(new Error("this example reads no files")) };
const data = await loadData({ kind: "strokes", train: 500, test: 100, side: 10, seed: 1 }, { engine, files });
const shape = networkShape({ sizes: [100, 8, 10], bias: true, loss: "cross-entropy" });
const landscape = new NetworkLandscape(shape, new NetworkData(engine, data.train));

const x = initialise(engine, shape, { key: streamKey("example", 2), init: { kind: "uniform", range: 0.5 } });
const gradient = new Float64Array(x.length);
let loss = landscape.gradient(x, gradient);
console.log(`at the start: loss ${loss.toFixed(3)}`);
for (let step = 0; step < 400; step++) {
  for (let i = 0; i < x.length; i++) x[i] -= 0.5 * gradient[i];
  loss = landscape.gradient(x, gradient);
}
const spectrum = await hessianSpectrum(engine, landscape, x);
console.log(`after 400 steps of gradient descent: loss ${loss.toFixed(3)}`);
console.log(
  `negative eigenvalues: ${spectrum.filter((value) => value < -1e-3).length} of ${spectrum.length}`,
);
console.log(`the largest: ${Array.from(spectrum.slice(-3), (value) => value.toFixed(2)).join(", ")}`);
landscape.dispose();
