import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eigenvaluesSymmetric } from "../dist/engine/linalg/index.js";
import { couplingBytes, couplingCount, PSpinCouplings } from "../dist/engine/pspin/couplings.js";
import { normals } from "../dist/engine/random.js";
import { Engine, MemoryError, SpecError, streamKey } from "../dist/index.js";
import { SphericalPSpin } from "../dist/landscape/spherical-p-spin.js";
import { fullTensorEnergy } from "./oracle/pspin.ts";

const EPS = Number.EPSILON;
const SHAPES = [
  [2, 3],
  [5, 3],
  [6, 3],
  [9, 3],
  [4, 2],
  [5, 4],
  [3, 5],
] as const;
const FLAT = { method: "lbfgs", tolerance: 1e-9, maxEvaluations: 5000 } as const;

async function sample(n: number, p: number, name = "disorder") {
  const engine = await Engine.create();
  return { engine, glass: new PSpinCouplings(engine, { n, p, key: streamKey("test", name, n, p) }) };
}

test("energies agree with the sum over the full tensor, gradients and Hessians with central differences", async () => {
  for (const [n, p] of SHAPES) {
    const { engine, glass } = await sample(n, p);
    const x = normals(engine, streamKey("test", "point", n), n);
    const { energies, gradients } = glass.evaluate(x);
    const exact = fullTensorEnergy(glass.tensor(), x, p);
    expect(Math.abs(energies[0]! - exact.value)).toBeLessThanOrEqual(4 * n ** p * EPS * exact.absolute);
    const hessian = glass.hessian(x);
    const h = 1e-5; // error of the difference: h² times third derivatives, and eps / h
    for (let i = 0; i < n; i++) {
      const [up, down] = [x.slice(), x.slice()];
      up[i]! += h;
      down[i]! -= h;
      const [above, below] = [glass.evaluate(up), glass.evaluate(down)];
      expect(Math.abs((above.energies[0]! - below.energies[0]!) / (2 * h) - gradients[i]!)).toBeLessThan(
        2e-8,
      );
      for (let j = 0; j < n; j++)
        expect(
          Math.abs((above.gradients[j]! - below.gradients[j]!) / (2 * h) - hessian[j * n + i]!),
        ).toBeLessThan(2e-8);
    }
  }
});

test("Hessian times a vector is the Hessian times the vector, for any length of it", async () => {
  for (const [n, p] of SHAPES) {
    const { engine, glass } = await sample(n, p);
    const x = normals(engine, streamKey("test", "point", n), n);
    const G = glass.hessian(x);
    const size = Math.max(...G.map(Math.abs));
    for (const scale of [1e-150, 1, 1e6, 0]) {
      const v = normals(engine, streamKey("test", "direction", n), n).map((value) => scale * value);
      const { gradient, product } = glass.gradientAndProduct(x, v);
      expect(gradient).toEqual(glass.evaluate(x).gradients);
      for (let i = 0; i < n; i++) {
        const exact = v.reduce((sum, vj, j) => sum + G[i * n + j]! * vj, 0);
        expect(Math.abs(product[i]! - exact)).toBeLessThanOrEqual(8 * n ** p * EPS * size * scale);
      }
    }
  }
});

test("gradients and Hessians agree with PyTorch", async () => {
  const { cases } = JSON.parse(
    readFileSync(join(import.meta.dirname, "fixtures", "pspin-torch.json"), "utf8"),
  );
  for (const { n, p, point, energy, gradient, hessian, couplings } of cases) {
    const { glass } = await sample(n, p, "torch");
    expect([...glass.couplings()]).toEqual(couplings);
    const ours = glass.evaluate(Float64Array.from(point));
    const scale = Math.max(...hessian.map(Math.abs));
    const bound = 4 * n ** p * EPS * scale;
    expect(Math.abs(ours.energies[0]! - energy)).toBeLessThanOrEqual(bound);
    gradient.forEach((value: number, i: number) => {
      expect(Math.abs(ours.gradients[i]! - value)).toBeLessThanOrEqual(bound);
    });
    glass.hessian(Float64Array.from(point)).forEach((value, i) => {
      expect(Math.abs(value - hessian[i])).toBeLessThanOrEqual(bound);
    });
  }
});

test("Euler's identity sigma · grad H = p H holds, and H(-sigma) = (-1)^p H(sigma)", async () => {
  for (const [n, p] of SHAPES) {
    const { engine, glass } = await sample(n, p);
    const x = normals(engine, streamKey("test", "euler", n), n);
    const { energies, gradients } = glass.evaluate(x);
    const radial = gradients.reduce((sum, value, i) => sum + value * x[i]!, 0);
    const scale = gradients.reduce((sum, value, i) => sum + Math.abs(value * x[i]!), 0);
    expect(Math.abs(radial - p * energies[0]!)).toBeLessThanOrEqual(8 * n ** p * EPS * scale);
    expect(glass.evaluate(x.map((value) => -value)).energies[0]).toBe((-1) ** p * energies[0]!);
  }
});

test("p = 2: every minimum is the extreme eigenvector of the couplings", async () => {
  const n = 12;
  const { engine, glass } = await sample(n, 2);
  const lowest = eigenvaluesSymmetric(engine, glass.tensor(), n)[0]! * Math.sqrt(n); // n x'Ax / sqrt(n), |x| = 1
  const { energies, status } = glass.descend(normals(engine, streamKey("test", "p2"), n * 20), FLAT);
  expect(new Set(status)).toEqual(new Set(["converged"]));
  for (const energy of energies) expect(Math.abs(energy - lowest)).toBeLessThan(1e-9 * Math.abs(lowest));
});

test("N = 2: no descent ends below the exhaustive minimum over the circle, and the lowest is found", async () => {
  for (let draw = 0; draw < 20; draw++) {
    const { engine, glass } = await sample(2, 3, `circle ${draw}`);
    let lowest = Number.POSITIVE_INFINITY;
    const circle = Float64Array.from({ length: 16 }, () => 0);
    for (let k = 0; k < 20_000; k += 8) {
      for (let r = 0; r < 8; r++) {
        const angle = (2 * Math.PI * (k + r)) / 20_000;
        circle.set([Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)], 2 * r);
      }
      for (const energy of glass.evaluate(circle).energies) lowest = Math.min(lowest, energy);
    }
    const { energies } = glass.descend(normals(engine, streamKey("test", "circle"), 2 * 24), FLAT);
    const found = Math.min(...energies);
    // the grid's spacing 3e-4 costs at most curvature times spacing² / 8
    expect(found).toBeLessThan(lowest + 1e-12);
    expect(lowest - found).toBeLessThan(1e-6);
  }
});

test("how starts are grouped changes no bit", async () => {
  for (const [n, p] of [
    [20, 3],
    [6, 4],
  ] as const) {
    const { engine, glass } = await sample(n, p);
    const starts = normals(engine, streamKey("test", "groups", n), n * 21);
    for (const method of ["lbfgs", "gradient-descent"] as const) {
      const options = { method, eta: 0.1, tolerance: 1e-7, maxEvaluations: 3000 };
      const whole = glass.descend(starts, options);
      for (const [from, to] of [
        [0, 1],
        [3, 8],
        [5, 21],
      ] as const) {
        const part = glass.descend(starts.slice(from * n, to * n), options);
        expect(part.points).toEqual(whole.points.slice(from * n, to * n));
        expect(part.energies).toEqual(whole.energies.slice(from, to));
        expect(part.evaluations).toEqual(whole.evaluations.slice(from, to));
      }
    }
  }
});

test("end points are minima: the Riemannian gradient vanishes and the Hessian has no negative eigenvalue", async () => {
  const n = 25;
  const { engine, glass } = await sample(n, 3);
  const { points, gradients } = glass.descend(normals(engine, streamKey("test", "minima"), n * 10), FLAT);
  const landscape = new SphericalPSpin(glass);
  for (let r = 0; r < 10; r++) {
    expect(gradients[r]).toBeLessThan(1e-9);
    const values = eigenvaluesSymmetric(engine, landscape.hessian(points.slice(r * n, (r + 1) * n)), n - 1);
    expect(values[0]).toBeGreaterThan(0);
  }
});

test("stochastic descent over the samples goes down the whole energy", async () => {
  const engine = await Engine.create();
  const n = 30;
  const glass = new PSpinCouplings(engine, { n, p: 3, key: streamKey("test", "samples"), samples: 4 });
  const starts = normals(engine, streamKey("test", "sgd"), n * 8);
  const before = glass.descend(starts, { ...FLAT, method: "gradient-descent", maxEvaluations: 1 }).energies;
  const after = glass.sgd(starts, { eta: 0.3, decay: 0.0015, firstEpoch: 0, epochs: 100 });
  const { energies } = glass.evaluate(after);
  energies.forEach((energy, r) => {
    expect(energy / n).toBeLessThan(Math.min(-1, before[r]! / n));
  });
});

test("couplings that do not fit are refused with both figures before anything is allocated", async () => {
  const engine = await Engine.create();
  expect(couplingCount(1000, 3)).toBe(167_167_000);
  expect(couplingBytes(1000, 3)).toBe(668_668_000);
  const make = (n: number, p: number) => () => new PSpinCouplings(engine, { n, p, key: streamKey("x") });
  expect(make(3000, 3)).toThrow(MemoryError);
  expect(make(3000, 3)).toThrow(/need 18 GB; a worker has 3.9 GB/);
  expect(make(1, 3)).toThrow(SpecError);
  expect(make(10, 33)).toThrow("p must be a whole number from 2 to 32, got 33");
});

test("single precision agrees with double to a few units in its last digits, for any number of replicas", async () => {
  const engine = await Engine.create();
  for (const [n, count] of [
    [3, 1],
    [17, 5],
    [64, 33],
    [301, 4],
  ] as const) {
    const couplings = new PSpinCouplings(engine, { n, p: 3, key: streamKey("single precision", n) });
    const points = Float32Array.from(normals(engine, streamKey("single points", n), n * count));
    const single = couplings.evaluateF32(points);
    for (let r = 0; r < count; r++) {
      const exact = couplings.evaluate(Float64Array.from(points.subarray(r * n, (r + 1) * n)));
      const size = Math.max(...exact.gradients.map(Math.abs));
      // sums of up to n² / 2 products in f32: n eps / 2 of the largest is generous for a random walk of roundings
      const tolerance = (8 + n / 2) * 2 ** -24 * size;
      for (let i = 0; i < n; i++)
        expect(Math.abs(single.gradients[r * n + i]! - exact.gradients[i]!)).toBeLessThan(tolerance);
      expect(Math.abs(single.energies[r]! - exact.energies[0]!)).toBeLessThan(tolerance * Math.sqrt(n));
    }
    couplings.dispose();
  }
});
