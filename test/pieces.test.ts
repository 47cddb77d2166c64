/**
 * Computations in pieces: the same bytes wherever they are cut, nothing kept by those that are given up, and a thread that others get
 * to use in between. Cuts are after every piece, the finest there are; what is compared with is the same computation at once.
 */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { atOnce, type Computation, inPieces } from "../dist/base/steps.js";
import { enumerateSteps } from "../dist/critical/pspin/enumerate.js";
import { eigenSteps, eigenvaluesSteps } from "../dist/engine/linalg/eigen.js";
import { dgemm, dgemmAsync, sgemm, sgemmAsync } from "../dist/engine/linalg/gemm.js";
import { inertiaSteps } from "../dist/engine/linalg/inertia.js";
import { scaledTensor } from "../dist/engine/pspin/symmetric-tensor.js";
import {
  Engine,
  eigenSymmetric,
  eigenSymmetricAsync,
  eigenvaluesSymmetric,
  eigenvaluesSymmetricAsync,
  hessianOperator,
  hessianSpectrum,
  indexOfMatrix,
  indexOfMatrixAsync,
  inertia,
  inertiaAsync,
  lanczos,
  lanczosAsync,
  Network,
  NetworkAnnealer,
  NetworkTrainer,
  normals,
  PSpinCouplings,
  SphericalPSpin,
  solve,
  solveAsync,
  solvePositiveDefinite,
  solvePositiveDefiniteAsync,
  spectralQuadrature,
  spectralQuadratureAsync,
  streamKey,
  subStream,
  takeCensus,
} from "../dist/index.js";
import { networkOf } from "./support/small-network.ts";

let engine: Engine;
const key = streamKey("pieces");

beforeAll(async () => {
  engine = await Engine.create();
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A clock on which every piece takes longer than there may be between two pauses. */
function pauseAlways(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
}

function symmetric(n: number, number = 0): Float64Array {
  const raw = normals(engine, subStream(key, n, number), n * n);
  return raw.map((value, at) => value + raw[(at % n) * n + Math.floor(at / n)]!);
}

/** Diagonally dominant, so positive definite. */
function dominant(n: number): Float64Array {
  return symmetric(n).map((value, at) => (at % (n + 1) === 0 ? value + 4 * n : value));
}

/** The result with a pause wherever there can be one, and how many there were. */
function finest<T>(compute: Computation<T>): { readonly result: T; readonly pauses: number } {
  const steps = compute(1);
  for (let pauses = 0; ; pauses++) {
    const { done, value } = steps.next();
    if (done) return { result: value, pauses };
  }
}

const LINEAR_ALGEBRA: readonly (readonly [string, number, Computation<unknown>])[] = [
  ...[1, 2, 40, 530].map(
    (n) =>
      [
        `eigenvalues of order ${n}`,
        n > 16 ? n : 0,
        (allowed: number) => eigenvaluesSteps(engine, { matrix: symmetric(n), n }, allowed),
      ] as const,
  ),
  ...[3, 40, 97, 560].map(
    (n) =>
      [
        `eigenvalues of order ${n} in two stages`,
        n > 40 ? n : 0,
        (allowed: number) =>
          eigenvaluesSteps(engine, { matrix: symmetric(n), n, reduction: "two-stage" as const }, allowed),
      ] as const,
  ),
  ...[1, 33, 140, 530].map(
    (n) =>
      [
        `eigenvectors of order ${n}`,
        n > 40 ? n : 0,
        (allowed: number) => eigenSteps(engine, { matrix: symmetric(n), n }, allowed),
      ] as const,
  ),
  [
    "eigenvectors of a matrix with many equal eigenvalues",
    90,
    (allowed) =>
      eigenSteps(engine, { matrix: symmetric(90).map((_, at) => (at % 91 === 0 ? 2 : 1)), n: 90 }, allowed),
  ],
  [
    "seven eigenvectors of order 300",
    300,
    (allowed) => eigenSteps(engine, { matrix: symmetric(300), n: 300, vectors: { highest: 7 } }, allowed),
  ],
  ...[1, 47, 130, 600].map(
    (n) =>
      [
        `inertia of order ${n}`,
        n > 100 ? 3 : 0,
        (allowed: number) =>
          inertiaSteps("inertia", engine, { matrix: symmetric(n), n, shift: 0.3 }, allowed),
      ] as const,
  ),
];

test.each(LINEAR_ALGEBRA)("%s: the same bytes with every piece by itself", (_, least, compute) => {
  const { result, pauses } = finest(compute);
  expect(result).toEqual(atOnce(compute));
  expect(pauses).toBeGreaterThanOrEqual(least);
});

test("the asynchronous linear algebra gives the bytes of the synchronous one", async () => {
  const n = 260;
  const [a, spd, b] = [symmetric(n), dominant(n), normals(engine, key, 5 * n)];
  expect(await eigenvaluesSymmetricAsync(engine, a, n)).toEqual(eigenvaluesSymmetric(engine, a, n));
  expect(await eigenSymmetricAsync(engine, a, n)).toEqual(eigenSymmetric(engine, a, n));
  const ql = { solver: "ql" } as const;
  expect(await eigenSymmetricAsync(engine, a, n, ql)).toEqual(eigenSymmetric(engine, a, n, ql));
  expect(await inertiaAsync(engine, a, { n })).toEqual(inertia(engine, a, { n }));
  expect(await indexOfMatrixAsync(engine, a, { n })).toEqual(indexOfMatrix(engine, a, { n }));
  expect(await solveAsync(engine, a, b, n)).toEqual(solve(engine, a, b, n));
  expect(await solvePositiveDefiniteAsync(engine, spd, b, n)).toEqual(
    solvePositiveDefinite(engine, spd, b, n),
  );
  expect(await solvePositiveDefiniteAsync(engine, a, b, n)).toBeUndefined();
  const singular = a.map((value, at) => (at % n === 3 || Math.floor(at / n) === 3 ? 0 : value));
  expect(await solveAsync(engine, singular, b, n)).toBeUndefined();
  const tiny = b.map((value) => value * 1e-300);
  expect(await solveAsync(engine, a, tiny, n)).toEqual(solve(engine, a, tiny, n));
});

test("products in pieces have the bytes of whole ones, whatever the transposes and factors", async () => {
  const { memory } = engine;
  for (const [m, n, k] of [
    [1, 1, 1],
    [300, 270, 1100],
    [5, 600, 30],
    [600, 3, 2],
    [4, 4, 0],
  ] as const)
    for (const [transA, transB, alpha, beta] of [
      [false, false, 1, 0],
      [true, false, -0.7, 0.3],
      [false, true, 1, 1],
      [true, true, 2, -1],
    ] as const) {
      const shape = { m, n, k, transA, transB, alpha, beta };
      const from = (length: number, number: number) =>
        normals(engine, subStream(key, length, number), length);
      const [a, b, c] = [from(m * k, 1), from(k * n, 2), from(m * n, 3)];
      const wide = [a, b, c, c].map((values) => memory.fromF64(values)) as never as [
        never,
        never,
        never,
        never,
      ];
      dgemm(engine, { a: wide[0], b: wide[1], c: wide[2] }, shape);
      await dgemmAsync(engine, { a: wide[0], b: wide[1], c: wide[3] }, shape);
      const narrow = [a, b, c, c].map((values) => memory.f32(values.length).set(values));
      const [fa, fb, whole, cut] = narrow as never as [never, never, never, never];
      sgemm(engine, { a: fa, b: fb, c: whole }, shape);
      await sgemmAsync(engine, { a: fa, b: fb, c: cut }, shape);
      for (const [x, y] of [
        [wide[2], wide[3]],
        [whole, cut],
      ] as unknown as { read(): Float64Array }[][])
        expect(y!.read()).toEqual(x!.read());
      for (const block of [...wide, ...narrow] as { free(): void }[]) block.free();
    }
});

test.each([
  [[7, 3], 300, true],
  [[9, 6, 4], 400, true],
  [[5, 4, 6, 3], 290, false],
  [[6, 5, 4, 4, 2], 150, true],
] as const)("the Hessian of a network %j: the same bytes cut at every chunk of samples", (sizes, n, bias) => {
  const { shape, data, parameters } = networkOf(engine, sizes, n, bias);
  const network = new Network(engine, shape);
  const { result, pauses } = finest((allowed) => network.hessianSteps(parameters, data, allowed));
  const whole = network.hessian(parameters, data);
  expect(result.read()).toEqual(whole.read());
  expect(pauses).toBeGreaterThan(shape.parameterCount / 8);
  for (const own of [result, whole, network, data]) "free" in own ? own.free() : own.dispose();
});

test("training and annealing in pieces: the same bytes", async () => {
  const { shape, data, parameters } = networkOf(engine, [9, 6, 4], 400, true);
  const replicas = [{ parameters, shuffle: key }];
  const trained = async (work: (trainer: NetworkTrainer) => Promise<void> | void) => {
    const trainer = new NetworkTrainer(shape, data, { replicas, batch: 10, momentum: 0.5 });
    await work(trainer);
    const end = trainer.parameters(0);
    trainer.dispose();
    return end;
  };
  expect(await trained((trainer) => trainer.epochAsync(0.1))).toEqual(
    await trained((trainer) => trainer.epoch(0.1)),
  );
  const options = { parameters, key, proposal: { kind: "gaussian" } } as const;
  const anneal = { moves: 20_000, temperature: { from: 0.1, to: 0.001 }, scale: { from: 1, to: 0.1 } };
  const [one, other] = [0, 1].map(() => new NetworkAnnealer(shape, data, options)) as [
    NetworkAnnealer,
    NetworkAnnealer,
  ];
  expect(await one.runAsync(anneal)).toEqual(other.run(anneal));
  expect(one.parameters()).toEqual(other.parameters());
  for (const own of [one, other, data]) own.dispose();
});

test("glasses in pieces: descents, stochastic descents and censuses have the same bytes", async () => {
  const glass = new PSpinCouplings(engine, { n: 60, p: 3, key, samples: 2 });
  const starts = normals(engine, subStream(key, 60), 20 * 60);
  for (const method of ["lbfgs", "gradient-descent"] as const) {
    const settings = { method, eta: 0.05, tolerance: 1e-6, maxEvaluations: 300 };
    expect(await glass.descendAsync(starts, settings)).toEqual(glass.descend(starts, settings));
  }
  const sgd = { eta: 0.05, decay: 0.01, firstEpoch: 3, epochs: 50 };
  const eight = starts.slice(0, 8 * 60);
  expect(await glass.sgdAsync(eight, sgd)).toEqual(glass.sgd(eight, sgd));
  expect(await glass.sgdAsync(eight, { ...sgd, epochs: 0 })).toEqual(glass.sgd(eight, { ...sgd, epochs: 0 }));
  glass.dispose();
  const small = new PSpinCouplings(engine, { n: 7, p: 3, key });
  const tensor = scaledTensor(small.couplings(), { n: 7, p: 3 });
  const enumerate: Computation<unknown> = (allowed) =>
    enumerateSteps(engine, tensor, { gamma: [0.6, 0.8] }, allowed);
  const { result, pauses } = finest(enumerate);
  expect(result).toEqual(atOnce(enumerate));
  expect(pauses).toBeGreaterThan(100);
  small.dispose();
});

test("Krylov methods and spectra in pieces: the same bytes", async () => {
  const glass = new PSpinCouplings(engine, { n: 30, p: 3, key });
  const landscape = new SphericalPSpin(glass);
  const raw = normals(engine, subStream(key, 30), 30);
  const x = landscape.manifold.nearest(raw, raw);
  const operator = hessianOperator(landscape, x);
  const extreme = { count: 3, key };
  expect(await lanczosAsync(engine, operator, extreme)).toEqual(lanczos(engine, operator, extreme));
  const density = { key, probes: 3, steps: 20 };
  expect(await spectralQuadratureAsync(engine, operator, density)).toEqual(
    spectralQuadrature(engine, operator, density),
  );
  expect(await hessianSpectrum(engine, landscape, x)).toEqual(
    eigenvaluesSymmetric(engine, landscape.hessian(x), 29),
  );
  glass.dispose();
});

test.each(LINEAR_ALGEBRA)("%s: given up after any pause, it keeps nothing", (_, __, compute) => {
  const before = engine.memory.usedBytes;
  const { pauses } = finest(compute);
  expect(engine.memory.usedBytes).toBe(before);
  for (const at of [0, 1, Math.floor(pauses / 2), pauses - 1]) {
    const steps = compute(1);
    for (let k = 0; k <= at; k++) steps.next();
    steps.return(undefined as never);
    expect(engine.memory.usedBytes).toBe(before);
  }
});

test("an aborted computation rejects with the reason, and keeps nothing", async () => {
  pauseAlways();
  const before = engine.memory.usedBytes;
  const stopped = (work: (run: { signal: AbortSignal; progress: () => void }) => Promise<unknown>) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    return expect(work({ signal: controller.signal, progress: () => controller.abort(reason) })).rejects.toBe(
      reason,
    );
  };
  const large = symmetric(900);
  await stopped((run) => eigenvaluesSymmetricAsync(engine, large, 900, run));
  await stopped((run) => eigenSymmetricAsync(engine, large, 900, run));
  await stopped((run) => inertiaAsync(engine, large, { n: 900, ...run }));
  await stopped((run) => solveAsync(engine, large, large.slice(0, 900 * 40), 900, run));
  const glass = new PSpinCouplings(engine, { n: 11, p: 3, key });
  await stopped((run) => takeCensus(glass, { gamma: [0.6, 0.8], ...run }));
  glass.dispose();
  const { shape, data, parameters } = networkOf(engine, [60, 20, 5], 3000, true);
  const network = new Network(engine, shape);
  await stopped((run) => network.hessianAsync(parameters, data, run));
  network.dispose();
  data.dispose();
  expect(engine.memory.usedBytes).toBe(before);
  const aborted = AbortSignal.abort(new Error("before"));
  await expect(eigenvaluesSymmetricAsync(engine, large, 900, { signal: aborted })).rejects.toThrow("before");
});

test("a matrix that its owner frees on the way is not touched any more", async () => {
  pauseAlways();
  const n = 700;
  const block = engine.memory.fromF64(symmetric(n));
  const work = eigenvaluesSymmetricAsync(engine, block, n, {
    progress: () => {
      if (engine.memory.usedBytes >= block.byteLength) block.free();
    },
  });
  await expect(work).rejects.toThrow("was freed");
});

test("two computations in one thread take turns and do not mix", async () => {
  pauseAlways();
  const [a, b] = [symmetric(500, 1), symmetric(500, 2)];
  const [x, y] = await Promise.all([
    eigenSymmetricAsync(engine, a, 500),
    eigenSymmetricAsync(engine, b, 500),
  ]);
  expect(x).toEqual(eigenSymmetric(engine, a, 500));
  expect(y).toEqual(eigenSymmetric(engine, b, 500));
});

test("progress rises from 0 to 1 and others have the thread on the way", async () => {
  pauseAlways();
  const shares: number[] = [];
  let ticks = 0;
  const tick = () => {
    ticks++;
    timer = setImmediate(tick);
  };
  let timer = setImmediate(tick);
  await inPieces((allowed) => eigenSteps(engine, { matrix: symmetric(900), n: 900 }, allowed), {
    progress: (share) => shares.push(share),
  });
  clearImmediate(timer);
  expect(ticks).toBeGreaterThan(2);
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual([...shares].sort((p, q) => p - q));
  expect(shares[0]).toBeGreaterThan(0);
  expect(shares.at(-1)).toBeLessThanOrEqual(1);
});

test("options that there are not are refused", async () => {
  const matrix = symmetric(3);
  await expect(eigenvaluesSymmetricAsync(engine, matrix, 3, { abort: 1 } as never)).rejects.toThrow(
    'no option "abort"',
  );
  await expect(takeCensus({ n: 3, p: 3 } as never, { gama: 1 } as never)).rejects.toThrow("gama");
  expect(() => eigenSymmetric(engine, matrix, 3, { signal: 1 } as never)).toThrow('no option "signal"');
});
