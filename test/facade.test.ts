// What the typed façade is given wrong is named; it never becomes a number, or a trap without a message.
import { beforeAll, expect, test } from "vitest";
import {
  dgemm,
  eigenSymmetric,
  eigenvaluesSymmetric,
  inertia,
  KrylovBasis,
  sgemm,
  solve,
  solvePositiveDefinite,
} from "../dist/engine/linalg/index.js";
import { Block } from "../dist/engine/memory.js";
import { Network, NetworkData, networkShape } from "../dist/engine/network/network.js";
import {
  assertPSpinFits,
  couplingBytes,
  couplingCount,
  PSpinCouplings,
} from "../dist/engine/pspin/couplings.js";
import { normalInto, normals, permutation, uniforms } from "../dist/engine/random.js";
import {
  Engine,
  hessianOperator,
  hessianSpectrum,
  indexOfEigenvalues,
  indexOfMatrix,
  LosscapeError,
  liftTangent,
  morseIndex,
  NonFiniteError,
  projectTangent,
  restrictToTangent,
  SphericalPSpin,
  streamKey,
} from "../dist/index.js";
import { tangentCoordinates } from "../dist/landscape/sphere.js";
import { langevin } from "../dist/optimise/langevin.js";

const WRONG = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const key = streamKey("test", "facade");

let engine: Engine;
let other: Engine;
let glass: PSpinCouplings;

beforeAll(async () => {
  [engine, other] = [await Engine.create(), await Engine.create()];
  glass = new PSpinCouplings(engine, { n: 4, p: 3, key });
});

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(LosscapeError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

/** Within a scope of the engine's memory, which ends when its work returns. */
function refusalAtOnce(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(LosscapeError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

/** 4 on the diagonal, 1 beside it, and one other entry. */
function matrixWith(value: number, at: number): Float64Array {
  const matrix = Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 4 : 1));
  matrix[at] = value;
  return matrix;
}

const network = networkShape({ sizes: [2, 3, 2] });
const samples = { inputs: [1, 2, 3, 4], labels: [0, 1], n: 2, d: 2, classes: 2 };

test.each(WRONG)("%s is named with its place", async (wrong) => {
  const b = new Float64Array(3);
  const symmetric = [
    () => eigenvaluesSymmetric(engine, matrixWith(wrong, 3), 3),
    () => eigenSymmetric(engine, matrixWith(wrong, 3), 3),
    () => inertia(engine, matrixWith(wrong, 3), { n: 3 }),
    () => solvePositiveDefinite(engine, matrixWith(wrong, 3), b, 3),
  ];
  for (const work of symmetric) expect(await refusal(work)).toContain(`entry (1, 0) is ${wrong}`);
  expect(await refusal(() => solve(engine, matrixWith(wrong, 1), b, 3))).toContain("the matrix has a NaN");
  expect(await refusal(() => solve(engine, matrixWith(1, 1), Float64Array.of(0, wrong, 0), 3))).toContain(
    "right-hand",
  );
  expect(await refusal(() => inertia(engine, matrixWith(1, 1), { n: 3, shift: wrong }))).toContain("shift");
  for (const evaluate of [
    () => glass.evaluate(Float64Array.of(1, 1, wrong, 1)),
    () => glass.evaluateF32(Float32Array.of(1, 1, wrong, 1)),
    () => glass.hessian(Float64Array.of(1, 1, wrong, 1)),
  ])
    expect(await refusal(evaluate)).toContain(`spin 2 of point 0 is ${wrong}`);
  expect(
    await refusal(() =>
      glass.descend(new Float64Array(4).fill(1), {
        method: "gradient-descent",
        eta: wrong,
        tolerance: 1e-6,
        maxEvaluations: 9,
      }),
    ),
  ).toContain("eta");
  expect(await refusal(() => new NetworkData(engine, { ...samples, inputs: [1, 2, wrong, 4] }))).toContain(
    "input 0 of sample 1",
  );
  const data = new NetworkData(engine, samples);
  const net = new Network(engine, network);
  const parameters = new Float64Array(17);
  parameters[5] = wrong;
  expect(await refusal(() => net.evaluate(parameters, data))).toContain(`parameters[5] is ${wrong}`);
  expect(new KrylovBasis(engine, 3, 2).orthogonalise(Float64Array.of(1, wrong, 1)).norm).not.toBeLessThan(
    Number.MAX_VALUE,
  );
});

test("a product says which number of which operand was not finite, at every size that has its own kernel", async () => {
  for (const multiply of [dgemm, sgemm])
    for (const [m, n, k] of [
      [1, 1, 1],
      [5, 3, 7],
      [3, 40, 5],
      [40, 40, 40],
      [70, 17, 300],
    ] as const)
      for (const wrong of WRONG)
        engine.memory.scope(() => {
          const make = (length: number) =>
            (multiply === dgemm
              ? engine.memory.f64(length)
              : engine.memory.f32(length)) as never as Block<Float64Array>;
          const [a, b, c] = [make(m * k), make(k * n), make(m * n)];
          a.view()[m * k - 1] = wrong;
          const run = () => multiply(engine, { a, b, c } as never, { m, n, k });
          expect(refusalAtOnce(run)).toContain(`number ${m * k - 1} of A is ${wrong}`);
          a.view().fill(1);
          b.view()[0] = wrong;
          expect(refusalAtOnce(run)).toContain(`number 0 of B is ${wrong}`);
          b.view().fill(1);
          run();
          expect(c.view()[m * n - 1]).toBe(k);
          const [large, most] = multiply === dgemm ? [1e200, 1e308] : [1e30, 3e38];
          a.view()[0] = large;
          b.view()[0] = most;
          expect(refusalAtOnce(run)).toContain("overflows");
        });
});

test("blocks that were freed, are another engine's, overlap or are misaligned", async () => {
  const [a, b, c] = [engine.memory.f64(4), engine.memory.f64(4), engine.memory.f64(4)];
  const square = { m: 2, n: 2, k: 2 };
  expect(await refusal(() => dgemm(engine, { a, b: a, c: a }, square))).toContain("C overlaps A");
  expect(await refusal(() => dgemm(other, { a, b, c }, square))).toContain("another engine");
  expect(await refusal(() => new Block(engine.memory, Float64Array, a.pointer + 4, 1))).toContain(
    "misaligned",
  );
  b.free();
  expect(await refusal(() => dgemm(engine, { a, b, c }, square))).toContain("B was freed");
  expect(await refusal(() => normalInto(engine, key, b))).toContain("was freed");
  expect(await refusal(() => normalInto(other, key, a))).toContain("another engine");
  expect(await refusal(() => eigenvaluesSymmetric(engine, b, 2))).toContain("was freed");
  expect(await refusal(() => inertia(other, c, { n: 2 }))).toContain("another engine");
  const gone = new PSpinCouplings(engine, { n: 4, p: 3, key });
  gone.dispose();
  expect(await refusal(() => gone.evaluate(new Float64Array(4)))).toContain("was freed");
  const data = new NetworkData(engine, samples);
  const net = new Network(other, network);
  expect(await refusal(() => net.evaluate(new Float64Array(17), data))).toContain("another engine");
  data.dispose();
  expect(await refusal(() => new Network(engine, network).evaluate(new Float64Array(17), data))).toContain(
    "was freed",
  );
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("a size of %s", async (size) => {
  const block = engine.memory.f64(4);
  const blocks = { a: block, b: block, c: engine.memory.f64(4) };
  for (const work of [
    () => dgemm(engine, blocks, { m: size, n: 1, k: 1 }),
    () => dgemm(engine, blocks, { m: 1, n: 1, k: size }),
    () => engine.memory.f64(size),
    () => eigenvaluesSymmetric(engine, new Float64Array(4), size),
    () => eigenSymmetric(engine, new Float64Array(4), 2, { vectors: { lowest: size } }),
    () => inertia(engine, new Float64Array(4), { n: size }),
    () => solve(engine, new Float64Array(4), new Float64Array(2), size),
    () => new PSpinCouplings(engine, { n: size, p: 3, key }),
    () => new PSpinCouplings(engine, { n: 4, p: size, key }),
    () => normalInto(engine, key, block, { offset: size }),
    () => networkShape({ sizes: [2, size, 2] }),
    () => new NetworkData(engine, { ...samples, n: size }),
  ])
    expect(await refusal(work)).toContain(`${size}`);
});

test("lengths that do not match", async () => {
  for (const [work, needed, given] of [
    [
      () =>
        dgemm(
          engine,
          { a: engine.memory.f64(1), b: engine.memory.f64(4), c: engine.memory.f64(4) },
          { m: 2, n: 2, k: 2 },
        ),
      4,
      1,
    ],
    [() => eigenvaluesSymmetric(engine, new Float64Array(3), 2), 4, 3],
    [() => solve(engine, new Float64Array(4), new Float64Array(3), 2), 2, 3],
    [() => glass.evaluate(new Float64Array(5)), 4, 5],
    [() => glass.evaluateF32(new Float32Array(6)), 4, 6],
    [() => glass.hessian(new Float64Array(3)), 4, 3],
    [
      () => new Network(engine, network).evaluate(new Float64Array(16), new NetworkData(engine, samples)),
      17,
      16,
    ],
    [() => new KrylovBasis(engine, 3, 2).orthogonalise(new Float64Array(2)), 3, 2],
  ] as const) {
    const sentence = await refusal(work);
    expect(sentence).toMatch(new RegExp(`\\b${needed}\\b`));
    expect(sentence).toMatch(new RegExp(`\\b${given}\\b`));
  }
});

const HOSTILE = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0.5,
  2 ** 31,
  "3",
  null,
] as const;

const onSphere = Float64Array.of(1, 1, 1, 1);
const four = (value: number): Float64Array => Float64Array.of(1, value, 1, 1);

/** Functions of a count, and what they take 2^31 for: too many, or a number like any other. */
const COUNTS: readonly (readonly [string, (count: never) => unknown, "refused" | "fine"])[] = [
  ["couplingCount N", (count) => couplingCount(count, 3), "fine"],
  ["couplingCount p", (count) => couplingCount(3, count), "refused"],
  ["couplingBytes", (count) => couplingBytes(3, 3, count), "fine"],
  ["assertPSpinFits", (count) => assertPSpinFits(count, 3), "refused"],
  ["assertPSpinFits samples", (count) => assertPSpinFits(10, 3, count), "refused"],
  [
    "PSpinCouplings samples",
    (count) => new PSpinCouplings(engine, { n: 4, p: 3, key, samples: count ?? Number.NaN }),
    "refused",
  ],
  ["uniforms", (count) => uniforms(engine, key, count), "refused"],
  ["normals", (count) => normals(engine, key, count), "refused"],
  ["permutation", (count) => permutation(engine, key, count), "refused"],
  ["KrylovBasis dimension", (count) => new KrylovBasis(engine, count, 2), "refused"],
  ["KrylovBasis capacity", (count) => new KrylovBasis(engine, 2, count), "refused"],
  [
    "langevin steps",
    (steps) => langevin(glass, onSphere, { eta: 0.1, temperature: 0, key, steps, watch: () => true }),
    "fine",
  ],
  [
    "langevin first",
    (first) => langevin(glass, onSphere, { eta: 0.1, temperature: 1, key, steps: 0, first }),
    "fine",
  ],
  ["indexOfMatrix n", (n) => indexOfMatrix(engine, onSphere, { n }), "refused"],
];

test.each(COUNTS)("a count that is none: %s", async (_, work, large) => {
  for (const count of HOSTILE)
    if (count === 2 ** 31 && large === "fine") await work(count as never);
    else expect(await refusal(() => work(count as never))).toMatch(/\d|got/);
});

test("counts of couplings are exact binomials up to 2^53", async () => {
  // C(n+p-1, p) by Python's math.comb
  for (const [n, p, count] of [
    [1, 32, 1],
    [2, 32, 33],
    [2000, 4, 668_668_500_500],
    [208_063, 3, 1_501_203_540_659_680],
    [9, 32, 76_904_685],
    [40, 16, 29_749_251_314_475],
  ] as const)
    expect(couplingCount(n, p)).toBe(count);
  expect(couplingCount(2 ** 31, 3) / (2 ** 93 / 6)).toBeCloseTo(1, 8);
});

/** Functions of a point on the sphere of 4 coordinates. */
const AT_POINT: readonly (readonly [string, (x: never) => unknown])[] = [
  ["projectTangent", (x) => projectTangent(x, onSphere, new Float64Array(4))],
  ["liftTangent", (x) => liftTangent(x, new Float64Array(3))],
  ["restrictToTangent", (x) => restrictToTangent(new Float64Array(16), x)],
  ["tangentCoordinates", (x) => tangentCoordinates(x, onSphere)],
  ["value", (x) => new SphericalPSpin(glass).value(x)],
  ["gradient", (x) => new SphericalPSpin(glass).gradient(x, new Float64Array(4))],
  ["hessian", (x) => new SphericalPSpin(glass).hessian(x)],
  [
    "hessianVectorProduct",
    (x) => new SphericalPSpin(glass).hessianVectorProduct(x, onSphere, new Float64Array(4)),
  ],
  ["hessianSpectrum", (x) => hessianSpectrum(engine, new SphericalPSpin(glass), x)],
  ["hessianOperator", (x) => hessianOperator(new SphericalPSpin(glass), x)],
  ["morseIndex", (x) => morseIndex(engine, new SphericalPSpin(glass), x)],
  ["langevin", (x) => langevin(glass, x, { eta: 0.1, temperature: 1, key, steps: 3 })],
];

test.each(AT_POINT)("%s at a point that is none", async (_, work) => {
  for (const x of [
    four(Number.NaN),
    four(Number.POSITIVE_INFINITY),
    new Float64Array(4),
    four(1.1),
    four(-1e200),
  ])
    expect(await refusal(() => work(x as never))).toMatch(/NaN|Infinity|\|x\|²/);
  for (const x of [new Float64Array(3).fill(1), new Float64Array(0), [1, 1, 1, 1], undefined, null, "point"])
    expect(await refusal(() => work(x as never))).toMatch(/\b4\b|Float64Array|, got \d+\./);
  // rounding of single precision is on the sphere
  await work(four(Math.fround(1 + 2e-7)) as never);
});

test("tangent vectors and matrices that are none, and index options", async () => {
  for (const wrong of WRONG)
    for (const work of [
      () => projectTangent(onSphere, four(wrong), new Float64Array(4)),
      () => liftTangent(onSphere, Float64Array.of(0, wrong, 0)),
      () => tangentCoordinates(onSphere, four(wrong)),
      () => restrictToTangent(new Float64Array(16).fill(wrong), onSphere),
      () => new SphericalPSpin(glass).hessianVectorProduct(onSphere, four(wrong), new Float64Array(4)),
      () => indexOfEigenvalues(Float64Array.of(1, wrong)),
      () => indexOfEigenvalues(Float64Array.of(1), wrong),
      () => indexOfMatrix(engine, Float64Array.of(wrong), { n: 1 }),
      () => indexOfMatrix(engine, Float64Array.of(1), { n: 1, deadBand: wrong }),
      () => langevin(glass, onSphere, { eta: wrong, temperature: 1, key, steps: 1 }),
      () => langevin(glass, onSphere, { eta: 1, temperature: wrong, key, steps: 1 }),
      () => langevin(glass, onSphere, { eta: 1e200, temperature: 1e200, key, steps: 1 }),
    ])
      expect(await refusal(work)).toMatch(/NaN|Infinity|overflows/);
  const skewed = Float64Array.from({ length: 16 }, (_, at) => (at === 1 ? 1 + 1e-6 : 1));
  expect(await refusal(() => restrictToTangent(skewed, onSphere))).toContain(
    "entry (1, 0) is 1, entry (0, 1) is 1.000001",
  );
  expect(await refusal(() => liftTangent(onSphere, new Float64Array(4)))).toContain(
    "3 coordinates are needed",
  );
  expect(await refusal(() => projectTangent(onSphere, new Float64Array(3), new Float64Array(4)))).toContain(
    "differ",
  );
  expect(
    await refusal(() => morseIndex(engine, new SphericalPSpin(glass), onSphere, { band: 1 } as never)),
  ).toContain('no option "band"');
  expect(
    await refusal(() => langevin(glass, onSphere, { eta: 1, temperature: 1, key, steps: 1, T: 2 } as never)),
  ).toContain('no option "T"');
  expect(await refusal(() => normals(engine, "a" as never, 3))).toContain('got "a"');
});

test("a NaN is a NonFiniteError wherever numbers come in", async () => {
  const engine = await Engine.create();
  const odd = (n: number) => new Float64Array(n).fill(Number.NaN);
  const unit = Float64Array.of(1, 0, 0, 1);
  const glass = new PSpinCouplings(engine, { n: 2, p: 3, key: streamKey("test", "non-finite") });
  const landscape = new SphericalPSpin(glass);
  const [a, c] = [engine.memory.fromF64(odd(4)), engine.memory.f64(4)];
  for (const refused of [
    () => dgemm(engine, { a, b: engine.memory.fromF64(unit), c }, { m: 2, n: 2, k: 2 }),
    () => solve(engine, unit, odd(2), 2),
    () => solvePositiveDefinite(engine, unit, odd(2), 2),
    () => eigenvaluesSymmetric(engine, odd(4), 2),
    () => landscape.value(odd(2)),
    () => landscape.hessianVectorProduct(Float64Array.of(1, 1), odd(2), new Float64Array(2)),
    () => indexOfEigenvalues(odd(2)),
    () => glass.descend(odd(2), { method: "lbfgs", tolerance: 1e-6, maxEvaluations: 9 }),
  ])
    expect(refused).toThrow(NonFiniteError);
});
