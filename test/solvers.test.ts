// Solver x landscape: every method keeps its promise on every landscape, or says in a sentence what it needs. A new method or
// landscape inherits the table by its line in the two lists.
import { describe, expect, test } from "vitest";
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
  type Method,
  momentum,
  newton,
  type OptimiseOptions,
  optimise,
  saddleFreeNewton,
  sgd,
  sphere,
  streamKey,
  trustRegion,
  userLandscape,
} from "../dist/index.js";
import { type Held, heldLandscapes, startsOf } from "./support/landscapes.ts";
import { holdsKernelAndMethodTogether } from "./support/native-descents.ts";

const engine = await Engine.create();
const landscapes = heldLandscapes(engine);
const STARTS = 8;
const TOLERANCE = 1e-7;

interface Row {
  readonly method: (held: Held) => Method;
  readonly maxEvaluations?: number;
  /** Starts, of eight, that have to arrive on every landscape: what methods without safeguards reach less often. */
  readonly arrive: number;
}

const solvers: Readonly<Record<string, Row>> = {
  "gradient descent": { method: () => gradientDescent(), maxEvaluations: 100_000, arrive: 8 },
  "gradient descent, fixed steps": {
    method: ({ eta }) => gradientDescent({ eta }),
    maxEvaluations: 100_000,
    arrive: 8,
  },
  momentum: { method: () => momentum(), maxEvaluations: 100_000, arrive: 8 },
  sgd: { method: ({ eta }) => sgd({ eta: eta / 10, decay: 0.01, batch: 5 }), maxEvaluations: 200, arrive: 0 },
  "conjugate gradients": { method: conjugateGradients, arrive: 8 },
  "L-BFGS": { method: () => lbfgs(), arrive: 8 },
  "trust region": { method: trustRegion, arrive: 8 },
  "saddle-free Newton": { method: saddleFreeNewton, arrive: 8 },
  Newton: { method: newton, arrive: 1 },
  "eigenvector following, index 0": {
    method: () => eigenvectorFollowing({ index: 0 }),
    maxEvaluations: 300,
    arrive: 4,
  },
  "eigenvector following, index 1": {
    method: () => eigenvectorFollowing({ index: 1 }),
    maxEvaluations: 300,
    arrive: 0,
  },
  annealing: {
    method: () => annealing({ temperature: { from: 0.1, to: 1e-4 }, moves: 2000 }),
    maxEvaluations: 4000,
    arrive: 0,
  },
  Langevin: {
    method: ({ eta }) => langevinDynamics({ eta, temperature: 1e-6 }),
    maxEvaluations: 3000,
    arrive: 0,
  },
};

describe.each(Object.entries(solvers))("%s", (name, { method: make, maxEvaluations = 5000, arrive }) => {
  test.each(landscapes.map((held) => [held.name, held] as const))("on %s", async (_, held) => {
    const { landscape } = held;
    const { dimension: n, manifold } = landscape;
    const method = make(held);
    const options: OptimiseOptions = {
      method,
      tolerance: TOLERANCE,
      maxEvaluations,
      key: streamKey("solvers", "noise", name, held.name),
      native: "never",
    };
    const starts = startsOf(engine, held, STARTS);
    if (method.needs.includes("samples") && !landscape.samples) {
      await expect(optimise(engine, landscape, starts, options)).rejects.toThrow(
        `optimise: ${method.name} needs a landscape that is a mean of samples`,
      );
      return;
    }
    const before = landscape.evaluate(starts);
    const ends = await optimise(engine, landscape, starts, options);
    let arrived = 0;
    for (let r = 0; r < STARTS; r++) {
      const x = ends.points.slice(r * n, (r + 1) * n);
      manifold.assertPoint("end", x);
      expect(ends.values[r]).toBe(landscape.value(x));
      expect(describeEnd(ends, r, options)).toMatch(/^[A-Z].*\d.*\.$/);
      const { promises } = method;
      if (promises.kind === "descent" || promises.kind === "law") {
        // at so low a temperature, and after so long, both have gone down
        expect(ends.values[r], describeEnd(ends, r, options)).toBeLessThan(before[r]!);
        continue;
      }
      if (ends.status[r] !== "converged") continue;
      arrived++;
      const gradient = new Float64Array(n);
      landscape.gradient(x, gradient);
      expect(Math.hypot(...gradient) / Math.sqrt(n)).toBeLessThanOrEqual(TOLERANCE);
      const spectrum = await hessianSpectrum(engine, landscape, x);
      const below = spectrum.filter((value) => value < -1e-5 * Math.abs(spectrum.at(-1)!)).length;
      if (promises.kind === "minimum") expect(below).toBe(0);
      if (promises.kind === "index" && held.isMorse) expect(below).toBe(promises.index);
    }
    expect(arrived, ends.status.join(" ")).toBeGreaterThanOrEqual(arrive);
  });
});

// 1,000 starts of gradient descent take half a minute: test/exhaustive/native-descents.test.ts
test.each([
  ["gradient descent", gradientDescent({ eta: 0.05 }), { p: 3, small: 60, large: 4 }],
  ["L-BFGS", lbfgs(), { p: 3, small: 1000, large: 60 }],
  ["L-BFGS, p = 4", lbfgs(), { p: 4, small: 60, large: 0 }],
] as const)("%s: the kernel and the general method are one", async (_, method, starts) => {
  await holdsKernelAndMethodTogether(engine, method, starts);
});

test("a replica does not depend on its neighbours, to the last bit", async () => {
  for (const make of [
    lbfgs,
    conjugateGradients,
    momentum,
    () => langevinDynamics({ eta: 0.02, temperature: 0.3 }),
  ]) {
    const held = landscapes[0]!;
    const n = held.landscape.dimension;
    const starts = startsOf(engine, held, 11);
    const options: OptimiseOptions = {
      method: make(),
      tolerance: 1e-9,
      maxEvaluations: 100,
      key: streamKey("solvers", "neighbours"),
      native: "never",
    };
    const together = await optimise(engine, held.landscape, starts, options);
    for (const r of [0, 3, 10]) {
      const alone = await optimise(engine, held.landscape, starts.slice(r * n, (r + 1) * n), {
        ...options,
        first: r,
      });
      expect(alone.points).toEqual(together.points.slice(r * n, (r + 1) * n));
      expect(alone.evaluations[0]).toBe(together.evaluations[r]);
    }
  }
});

test("a run reports progress, gives the thread back, stops when told, and is watched", async () => {
  const held = landscapes[0]!;
  const starts = startsOf(engine, held, 64);
  const controller = new AbortController();
  const shares: number[] = [];
  const run = optimise(engine, held.landscape, starts, {
    method: gradientDescent({ eta: 1e-5 }),
    tolerance: 1e-12,
    maxEvaluations: 1_000_000,
    native: "never",
    signal: controller.signal,
    progress: (share) => {
      shares.push(share);
      if (shares.length === 3) controller.abort(new Error("enough"));
    },
  });
  await expect(run).rejects.toThrow("enough");
  expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share < 1)).toBe(true);
  const seen: number[] = [];
  const ends = await optimise(engine, held.landscape, starts.slice(0, 12), {
    method: lbfgs(),
    watch: (_, step, { value }) => {
      seen.push(value);
      return step === 3;
    },
  });
  expect(ends.status).toEqual(["stopped"]);
  expect(seen.length).toBe(4);
  expect(seen[3]).toBe(ends.values[0]);
});

test("a network's batches are its samples, and their mean its loss", () => {
  const { landscape } = landscapes.find(({ name }) => name === "network")!;
  const n = landscape.dimension;
  const x = startsOf(engine, landscapes.find(({ name }) => name === "network")!, 1);
  const [whole, part, sum] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const value = landscape.gradient(x, whole);
  const { count, gradient } = landscape.samples!;
  let total = 0;
  for (let first = 0; first < count; first += 7) {
    const size = Math.min(7, count - first);
    total += size * gradient(x, { first, size }, part);
    for (let i = 0; i < n; i++) sum[i]! += size * part[i]!;
  }
  expect(total / count).toBeCloseTo(value, 12);
  for (let i = 0; i < n; i++) expect(sum[i]! / count).toBeCloseTo(whole[i]!, 12);
  expect(() => gradient(x, { first: count - 1, size: 2 }, part)).toThrow(
    /size is a whole number from 1 to 1/,
  );
});

const one = userLandscape({ dimension: 2, value: ([x, y]: Float64Array) => x! * x! + y! * y! });
const at = Float64Array.of(1, 2);
test.each([
  [
    "no method",
    () => optimise(engine, one, at, {} as never),
    /method is a value as lbfgs\(\) makes it, got undefined/,
  ],
  ["a name", () => optimise(engine, one, at, { method: "lbfgs" as never }), /got "lbfgs"/],
  ["half a start", () => optimise(engine, one, at.slice(1), { method: lbfgs() }), /rows of 2 numbers/],
  [
    "a start with NaN",
    () => optimise(engine, one, Float64Array.of(1, Number.NaN), { method: lbfgs() }),
    /start 0.*NaN/,
  ],
  [
    "a start off the sphere",
    () =>
      optimise(engine, userLandscape({ dimension: 2, manifold: sphere(2), value: () => 1 }), at, {
        method: lbfgs(),
      }),
    /start 0.*\|x\|² = 5/,
  ],
  [
    "noise without a key",
    () => optimise(engine, one, at, { method: langevinDynamics({ eta: 1, temperature: 1 }) }),
    /langevin needs random numbers: give `key`/,
  ],
  [
    "an unknown option",
    () => optimise(engine, one, at, { method: lbfgs(), tol: 1 } as never),
    /no option "tol"/,
  ],
  [
    "a temperature that rises",
    () => annealing({ temperature: { from: 1, to: 2 }, moves: 3 }),
    /falls, got 1 to 2/,
  ],
])("%s is refused in a sentence", async (_, call, sentence) => {
  await expect((async () => call())()).rejects.toThrow(sentence);
});

test("a start outside the domain ends as itself, and says so", async () => {
  const log = userLandscape({ dimension: 1, value: ([x]: Float64Array) => x! - Math.log(x!) });
  const options = { method: lbfgs() };
  const ends = await optimise(engine, log, Float64Array.of(-1, 3), options);
  expect(ends.status).toEqual(["not-finite", "converged"]);
  expect(ends.points[0]).toBe(-1);
  expect(ends.points[1]).toBeCloseTo(1, 6);
  expect(describeEnd(ends, 0, options)).toContain("outside the landscape's domain");
});
