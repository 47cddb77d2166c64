/** What landscapes can have beyond values and gradients, where solvers and spectra use it: Hessians in the engine, single precision. */
import { beforeAll, expect, test } from "vitest";
import {
  Engine,
  eigenvaluesSymmetric,
  hessianSpectrum,
  indexOfMatrix,
  lbfgs,
  morseIndex,
  NetworkLandscape,
  normals,
  optimise,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
  subStream,
} from "../dist/index.js";
import { networkOf } from "./support/small-network.ts";

let engine: Engine;
const key = streamKey("pieces");

beforeAll(async () => {
  engine = await Engine.create();
});

test("index and spectrum of a network: by a Hessian that stays in the engine, as by one on the host", async () => {
  const { shape, data, parameters } = networkOf(engine, [5, 4, 3], 60, true);
  const landscape = new NetworkLandscape(shape, data);
  const before = engine.memory.usedBytes;
  const n = landscape.dimension;
  const matrix = landscape.hessian(parameters);
  expect(await hessianSpectrum(engine, landscape, parameters)).toEqual(
    eigenvaluesSymmetric(engine, matrix, n),
  );
  for (const options of [{}, { countFlat: false }, { deadBand: 0 }, { deadBand: 0.01 }])
    expect(await morseIndex(engine, landscape, parameters, options)).toEqual(
      indexOfMatrix(engine, matrix, { n, ...options }),
    );
  expect(engine.memory.usedBytes).toBe(before);
  landscape.dispose();
  data.dispose();
});

test("single precision where a landscape has it: the same minima to single precision, elsewhere refused", async () => {
  const glass = new PSpinCouplings(engine, { n: 40, p: 3, key });
  const landscape = new SphericalPSpin(glass);
  const starts = normals(engine, subStream(key, 40), 6 * 40);
  for (let r = 0; r < 6; r++) {
    const row = starts.subarray(40 * r, 40 * (r + 1));
    landscape.manifold.nearest(row, row);
  }
  const options = { method: lbfgs(), tolerance: 1e-4, maxEvaluations: 3000 };
  const single = await optimise(engine, landscape, starts, { ...options, precision: "single" });
  expect(single.status).toEqual(Array(6).fill("converged"));
  const gradients = new Float64Array(starts.length);
  const values = landscape.evaluate(single.points, gradients);
  // the relative error of its gradients is 1e-6 of |H| / |x|, far below the tolerance
  for (const [r, value] of values.entries()) {
    expect(Math.abs(value - single.values[r]!)).toBeLessThan(1e-5 * Math.abs(value));
    expect(Math.hypot(...gradients.subarray(40 * r, 40 * (r + 1))) / Math.sqrt(40)).toBeLessThan(1.2e-4);
  }
  const square = new PSpinCouplings(engine, { n: 5, p: 4, key });
  await expect(
    optimise(engine, new SphericalPSpin(square), new Float64Array(5).fill(1), {
      ...options,
      precision: "single",
    }),
  ).rejects.toThrow("single precision needs a landscape that has it");
  await expect(
    optimise(engine, landscape, starts, { ...options, precision: "half" as never }),
  ).rejects.toThrow('precision is "double" or "single", got "half"');
  glass.dispose();
  square.dispose();
});
