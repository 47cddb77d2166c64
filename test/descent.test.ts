// Descents on the sphere: they end at critical points whatever the couplings' units, the first step and the tolerance, and say so.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { subStream } from "../dist/base/stream.js";
import { DESCEND_RUN, DESCENT_METHOD } from "../dist/engine/generated/codes.js";
import { couplingCount, PSpinCouplings } from "../dist/engine/pspin/couplings.js";
import { normals } from "../dist/engine/random.js";
import { runBlock } from "../dist/engine/run-block.js";
import { ConvergenceError, Engine, ShapeError, SpecError, streamKey } from "../dist/index.js";
import { type DescentSet, descendAll, gradientRounding } from "./support/descents.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const LBFGS = { method: "lbfgs", eta: 0.1, tolerance: 1e-6, maxEvaluations: 20_000 } as const;

function glassOf(n: number, p: number, name = "descent test", samples = 1): PSpinCouplings {
  return new PSpinCouplings(engine, { n, p, key: streamKey(name, n, p), samples });
}

// hard starts of spin-glass-minima: descents that shrink gamma to nothing end here with |gradient| / sqrt(N) above 1.4
test.each([
  { n: 25, draw: 16, start: 6 },
  { n: 50, draw: 6, start: 131 },
])(
  "N = $n, disorder $draw, start $start of the laptop scale ends at a critical point",
  ({ n, draw, start }) => {
    const key = (label: string) => streamKey("shared", 1, "spin-glass-minima", label);
    const glass = new PSpinCouplings(engine, { n, p: 3, key: key(`disorder ${n} ${draw}`), samples: 4 });
    const x = normals(engine, subStream(key(`starts ${n} ${draw}`), start), n);
    const { status, gradients, evaluations } = glass.descend(x, LBFGS);
    expect(status).toEqual(["converged"]);
    expect(gradients[0]).toBeLessThanOrEqual(LBFGS.tolerance);
    // a gamma that shrinks to nothing uses up the evaluations allowed, a hundred times as many
    expect(evaluations[0]).toBeLessThan(200);
    glass.dispose();
  },
);

const base = { p: 3, disorders: 6, starts: 40, eta: 0.1, tolerance: 1e-8 };
const SETS: readonly DescentSet[] = [
  { ...base, n: 25, disorders: 20 },
  { ...base, n: 25, eta: 1e-3 },
  { ...base, n: 12, eta: 0 },
  { ...base, n: 12, eta: 1e300 },
  { ...base, n: 10, scale: 1e-10 },
  { ...base, n: 10, scale: 1e10 },
  { ...base, n: 10, disorders: 40, tolerance: 1e-10 },
  { ...base, n: 4, p: 8 },
  { ...base, n: 12, p: 4 },
  { ...base, n: 2, p: 2, tolerance: 1e-10 },
  { ...base, n: 2 },
  { ...base, n: 25, starts: 8, tolerance: 0 },
  { ...base, n: 5, p: 5, tolerance: 1e-16 },
];

test.each(SETS)("no descent ends far from a critical point: %j", (set) => {
  const { far, mostEvaluations } = descendAll(engine, set, "descents");
  expect(far).toEqual([]);
  // measured over 10^5 starts at N = 25: at most 126
  expect(mostEvaluations).toBeLessThan(1000);
});

test("minima with energy zero by cancellation are reached: rounding is measured by curvature, not by |H|", () => {
  // H = (a x1² + b x2² + …) / sqrt(n) has its minimum at the smallest coefficient, here 0 or next to it
  for (const least of [0, 1e-17, -1e-17, 1e-9]) {
    const n = 6;
    const couplings = new Float32Array(21);
    for (let i = 0, at = 0; i < n; at += n - i, i++) couplings[at] = i === 0 ? least : i;
    const glass = new PSpinCouplings(engine, { n, p: 2, couplings });
    const starts = normals(engine, streamKey("zero minima"), 16 * n);
    const { status, energies } = glass.descend(starts, { ...LBFGS, tolerance: 1e-12 });
    expect(new Set(status)).toEqual(new Set(["converged"]));
    for (const energy of energies) expect(Math.abs(energy)).toBeLessThan(least * n + 1e-12);
    glass.dispose();
  }
});

test("degenerate minima and flat inflections are reached as well", () => {
  const n = 4;
  for (const [p, sign] of [
    [3, 1],
    [3, -1],
    [4, 1],
    [6, 1],
  ] as const) {
    // H = ± x1^p / n^((p-1)/2): critical where x1 = 0, to order p - 1, and at the poles
    const glass0 = glassOf(n, p);
    const couplings = glass0.couplings().map((_, i) => (i === 0 ? sign : 0));
    glass0.dispose();
    const glass = new PSpinCouplings(engine, { n, p, couplings });
    const { status, gradients } = glass.descend(normals(engine, streamKey("flat"), 40 * n), {
      ...LBFGS,
      tolerance: 1e-10,
    });
    expect(new Set(status)).toEqual(new Set(["converged"]));
    expect(Math.max(...gradients)).toBeLessThanOrEqual(1e-10);
    glass.dispose();
  }
});

// couplings that are no Gaussian draw: heavy tails, sixty decades, few, one, equal, at the ends of single precision
const KINDS: Readonly<Record<string, (z: number, at: number, count: number) => number>> = {
  "heavy tails": (z) => 1 / z,
  "sixty decades": (z, at, count) => Math.sign(z) * 10 ** ((60 * at) / count - 30),
  few: (z) => (z > 1.5 ? z : 0),
  one: (_, at, count) => (at === Math.floor(count / 2) ? 1 : 0),
  "whole numbers": (z) => Math.round(z),
  equal: () => 1,
  smallest: (z) => 1e-44 * z,
  largest: (z) => 5e37 * z,
};

test.each(Object.entries(KINDS))("couplings of another kind, %s: every descent converges", (_, kind) => {
  for (const [n, p] of [
    [2, 3],
    [12, 3],
    [12, 2],
    [6, 4],
  ] as const) {
    const count = couplingCount(n, p);
    const z = normals(engine, streamKey("kinds", n, p), count);
    const couplings = Float32Array.from(z, (value, at) => kind(value, at, count));
    const scale = Math.hypot(...couplings) / Math.sqrt(count);
    const glass = new PSpinCouplings(engine, { n, p, couplings });
    const ends = glass.descend(normals(engine, streamKey("kinds of starts", n), 20 * n), {
      ...LBFGS,
      tolerance: 1e-8 * scale,
    });
    expect(new Set(ends.status)).toEqual(new Set(["converged"]));
    expect(Math.max(...ends.evaluations)).toBeLessThan(1000);
    glass.dispose();
  }
});

test("without couplings every point is critical", () => {
  const glass = new PSpinCouplings(engine, { n: 3, p: 3, couplings: new Float32Array(10) });
  const { status, energies } = glass.descend(Float64Array.of(1, 2, 3), { ...LBFGS, tolerance: 0 });
  expect([status[0], energies[0]]).toEqual(["converged", 0]);
});

test("starts of any length go to the same end, also where squares leave the range of numbers", () => {
  const glass = glassOf(7, 3);
  const x = normals(engine, streamKey("lengths"), 7);
  const { energies } = glass.descend(x, LBFGS);
  for (const length of [1e-300, 1e-170, 1e170, 1e300]) {
    const scaled = x.map((value) => length * value);
    const ends = glass.descend(scaled, LBFGS);
    expect(ends.status).toEqual(["converged"]);
    expect(Math.abs(ends.energies[0]! - energies[0]!)).toBeLessThan(1e-10);
    const square = ends.points.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(square - 7)).toBeLessThan(7 * 8 * Number.EPSILON);
  }
});

test("gradient descent whose step is too large says that it spent its evaluations, or left the range of numbers", () => {
  const glass = glassOf(12, 3);
  const starts = normals(engine, streamKey("large steps"), 12 * 10);
  const options = { method: "gradient-descent", tolerance: 1e-8, maxEvaluations: 300 } as const;
  expect(new Set(glass.descend(starts, { ...options, eta: 5 }).status)).toEqual(new Set(["max-evaluations"]));
  const { status, points, energies, gradients } = glass.descend(starts, { ...options, eta: 1e200 });
  expect(new Set(status)).toEqual(new Set(["not-finite"]));
  // the points are the starts on the sphere, the last with an energy, and the energies theirs
  for (let r = 0; r < 10; r++) {
    const point = points.slice(12 * r, 12 * r + 12);
    expect(Math.abs(point[0]! / point[1]! - starts[12 * r]! / starts[12 * r + 1]!)).toBeLessThan(1e-12);
    expect(energies[r]).toBe(glass.evaluate(point).energies[0]);
    expect(gradients[r]).toBeGreaterThan(0);
  }
});

test("a start without a finite energy ends as itself, with NaN, whatever its lane held before", () => {
  const n = 3;
  const { memory, kernels } = engine;
  const given = Float64Array.of(1, 2, 3, Number.NaN, 1, 1, 3, 2, 1);
  memory.scope(() => {
    const couplings = memory.f32(10).set(glassOf(n, 3).couplings());
    const starts = memory.fromF64(given);
    const [energies, gradients] = [memory.f64(3), memory.f64(3)];
    const [evaluations, status] = [memory.i32(3), memory.i32(3)];
    const work = memory.u8(kernels.pspinDescendWork(n, 3));
    const run = runBlock(memory, DESCEND_RUN, {
      n,
      p: 3,
      couplings: couplings.pointer,
      count: 3,
      starts: starts.pointer,
      method: DESCENT_METHOD.indexOf("lbfgs"),
      eta: 0.1,
      decay: 0,
      tolerance: 1e-8,
      "max-evaluations": 99,
      energies: energies.pointer,
      gradients: gradients.pointer,
      evaluations: evaluations.pointer,
      status: status.pointer,
      work: work.pointer,
      next: 0,
      newest: 0,
      begun: 0,
      allowed: Number.POSITIVE_INFINITY,
    });
    kernels.pspinDescend(run.pointer);
    expect([...status.view()]).toEqual([0, 3, 0]);
    expect([energies.view()[1], gradients.view()[1]]).toEqual([Number.NaN, Number.NaN]);
    expect([...starts.view().subarray(3, 6)]).toEqual([Number.NaN, 1, 1]);
    expect(energies.view()[0]).toBeLessThan(0);
  });
});

test("a descent that stalls has a gradient below the bound of its rounding errors", () => {
  const glass = glassOf(30, 3);
  const { status, gradients, points } = glass.descend(normals(engine, streamKey("stall"), 30 * 8), {
    ...LBFGS,
    tolerance: 0,
  });
  for (const [r, outcome] of status.entries()) {
    expect(outcome).toBe("stalled");
    const bound = gradientRounding(engine, glass, points.slice(30 * r, 30 * (r + 1)));
    expect(gradients[r]).toBeLessThan(bound);
    expect(bound).toBeLessThan(1e-11);
  }
});

test("debug and release builds descend to the same bits, whatever ends them", async () => {
  const wasm = join(import.meta.dirname, "..", "build", "losscape-debug.wasm");
  const module = await WebAssembly.compile(readFileSync(wasm));
  const debug = new Engine({ module, sha256: "", relaxed: false });
  for (const options of [
    LBFGS,
    { ...LBFGS, eta: 1e-9 },
    { ...LBFGS, tolerance: 0 },
    { ...LBFGS, eta: 1e30, maxEvaluations: 7 },
    { ...LBFGS, method: "gradient-descent" as const, maxEvaluations: 50 },
  ]) {
    const [ours, theirs] = [engine, debug].map((each) => {
      const glass = new PSpinCouplings(each, { n: 10, p: 3, key: streamKey("both builds") });
      return glass.descend(normals(each, streamKey("both starts"), 10 * 11), options);
    });
    expect(theirs).toEqual(ours);
  }
});

test("what is no start, no method and no number is refused in a sentence", () => {
  const glass = glassOf(4, 3, "refused", 2);
  const sgd = { eta: 0.1, decay: 0, firstEpoch: 0, epochs: 2 };
  const zero = Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0);
  const both = [(x: Float64Array) => glass.descend(x, LBFGS), (x: Float64Array) => glass.sgd(x, sgd)];
  for (const go of both) {
    expect(() => go(zero)).toThrow("start 1 is the zero vector");
    expect(() => go(zero)).toThrow(ShapeError);
    expect(() => go(zero.slice(0, 6))).toThrow("starts are rows of 4 spins; 6 numbers are no whole number");
    expect(() => go(Float64Array.of(1, Number.NaN, 0, 0))).toThrow("spin 1 of point 0 is NaN");
    expect(() => go(Float64Array.of(1, 0, Infinity, 0))).toThrow("spin 2 of point 0 is Infinity");
  }
  expect(() => glass.sgd(new Float64Array(36).fill(1), sgd)).toThrow("up to 8 starts at a time, got 9");
  expect(() => glass.sgd(zero.fill(1), { ...sgd, epochs: 1.5 })).toThrow("epochs is a whole number");
  expect(() => glass.sgd(zero.fill(1), { ...sgd, eta: Number.NaN })).toThrow("eta is a finite number");
  expect(() => glass.sgd(zero.fill(1), { ...sgd, eta: 1e200 })).toThrow(ConvergenceError);
  const unknown = () => glass.descend(zero.fill(1), { ...LBFGS, method: "adam" as never });
  expect(unknown).toThrow(SpecError);
  expect(unknown).toThrow('there is no method "adam"; known are gradient-descent and lbfgs');
  for (const method of ["toString", undefined, 1])
    expect(() => glass.descend(zero.fill(1), { ...LBFGS, method: method as never })).toThrow("no method");
  expect(() => glass.descend(zero.fill(1), { ...LBFGS, maxEvaluations: 1e10 })).toThrow("maxEvaluations");
});
