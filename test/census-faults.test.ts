// What a census says of solutions that are not proved: kernels that return wrong numbers reach sentences that sound ones cannot.
import { beforeAll, expect, test } from "vitest";
import { takeCensus } from "../dist/critical/pspin/census.js";
import { type SolutionList, separate } from "../dist/critical/pspin/eigenpair-classes.js";
import { type Enumeration, enumerateCriticalPairs } from "../dist/critical/pspin/enumerate.js";
import { scaledTensor } from "../dist/engine/pspin/symmetric-tensor.js";
import { Engine, PSpinCouplings, streamKey } from "../dist/index.js";

const GAMMA = [0.6, 0.8] as const;
const SHAPE = { n: 4, p: 3 };
const WIDTH = 2 * (SHAPE.n + 1);
/** Columns of the kernel's bounds: w, beta, alpha, |Df^-1|, gamma. */
const COLUMNS = 5;

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

type Kernels = Engine["kernels"];

/** Numbers in the kernels' memory. */
const numbersAt = (at: number, length: number): Float64Array =>
  new Float64Array((engine.kernels as Kernels & { memory: WebAssembly.Memory }).memory.buffer, at, length);

/** The engine with some kernels in place of its own. */
const withKernels = (changed: Partial<Kernels>): Engine =>
  ({ memory: engine.memory, kernels: { ...engine.kernels, ...changed } }) as Engine;

interface Rows {
  /** Rows of (x, lambda), and of their bounds. */
  readonly points: Float64Array;
  readonly bounds: Float64Array;
}

const isReal = (points: Float64Array): boolean => points.every((value, i) => i % 2 === 0 || value === 0);

/** An engine whose Newton's iteration from several real points is followed by `spoil`; `seen` gets rows of all others. */
function withSpoiltReals(spoil: (rows: Rows) => void, seen: (rows: Rows) => void = () => undefined): Engine {
  const homotopyCertify: Kernels["homotopyCertify"] = (...args) => {
    const [count, pointsAt, boundsAt] = [args[6], args[7], args[8]] as [number, number, number];
    const real = args[5] > 0 && count > 1 && isReal(numbersAt(pointsAt, WIDTH * count));
    engine.kernels.homotopyCertify(...args);
    (real ? spoil : seen)({
      points: numbersAt(pointsAt, WIDTH * count),
      bounds: numbersAt(boundsAt, COLUMNS * count),
    });
  };
  return withKernels({ homotopyCertify });
}

/** Row i becomes a copy of the given row. */
function copyRow({ points, bounds }: Rows, i: number, from: Rows & { readonly row: number }): void {
  points.set(from.points.slice(from.row * WIDTH, (from.row + 1) * WIDTH), i * WIDTH);
  bounds.set(from.bounds.slice(from.row * COLUMNS, (from.row + 1) * COLUMNS), i * COLUMNS);
}

async function enumerated(by: Engine): Promise<Enumeration> {
  const couplings = new PSpinCouplings(engine, { ...SHAPE, key: streamKey("census faults", 1) });
  const tensor = scaledTensor(couplings.couplings(), SHAPE);
  couplings.dispose();
  return enumerateCriticalPairs(by, tensor, { gamma: GAMMA });
}

const UNPROVED = /^1 solutions could not be proved real or complex, or different from the others\.$/;

test("without a fault nothing is missing, and there are real and complex classes to confuse", async () => {
  const { pairs, missing, found, expected } = await enumerated(engine);
  expect(missing).toEqual([]);
  expect(found).toBe(expected);
  expect(pairs.length).toBeGreaterThan(2);
  expect(pairs.length).toBeLessThan(expected - 1);
});

test("two real points whose Newton steps end at the same zero are one, and the enumeration says so", async () => {
  const sound = await enumerated(engine);
  const { pairs, missing } = await enumerated(
    withSpoiltReals((rows) => copyRow(rows, 1, { ...rows, row: 0 })),
  );
  expect(missing).toEqual([expect.stringMatching(UNPROVED)]);
  expect(pairs.length).toBe(sound.pairs.length - 1);
  expect(new Set(pairs.map(({ eigenvalue }) => eigenvalue)).size).toBe(pairs.length);
});

test("a real point whose Newton steps end at the zero of a complex class is told from no class that is there", async () => {
  const complex: (Rows & { row: number })[] = [];
  const keep = ({ points, bounds }: Rows): void => {
    for (let row = 0; row < bounds.length / COLUMNS && complex.length === 0; row++) {
      const imaginary = points.subarray(row * WIDTH, (row + 1) * WIDTH).filter((_, i) => i % 2 === 1);
      if (Math.hypot(...imaginary) > 0.1)
        complex.push({ points: points.slice(), bounds: bounds.slice(), row });
    }
  };
  const { missing } = await enumerated(withSpoiltReals((rows) => copyRow(rows, 1, complex[0]!), keep));
  expect(complex.length).toBe(1);
  expect(missing).toEqual([expect.stringMatching(UNPROVED)]);
});

test("a real point that Newton's iteration loses is neither real nor complex, and is not listed", async () => {
  const sound = await enumerated(engine);
  const lose = ({ points, bounds }: Rows): void => {
    points.fill(Number.NaN, 0, WIDTH);
    bounds.fill(Number.POSITIVE_INFINITY, 0, COLUMNS);
  };
  const { pairs, missing } = await enumerated(withSpoiltReals(lose));
  expect(missing).toEqual([expect.stringMatching(UNPROVED)]);
  expect(pairs.length).toBe(sound.pairs.length - 1);
  expect(pairs.every(({ eigenvalue }) => Number.isFinite(eigenvalue))).toBe(true);
});

/** A census whose call number `at` for a Hessian's eigenvalues, from 0, is followed by `spoil`. */
async function censusWith(
  { n, p }: { n: number; p: number },
  { at, spoil }: { at: number; spoil: (eigenvalues: Float64Array) => void },
) {
  let calls = 0;
  const dsterf: Kernels["dsterf"] = (order, d, e, ...rest) => {
    const status = engine.kernels.dsterf(order, d, e, ...rest);
    if (calls++ === at) spoil(numbersAt(d, order));
    return status;
  };
  const couplings = new PSpinCouplings(withKernels({ dsterf }), { n, p, key: streamKey("census faults", 1) });
  const census = await takeCensus(couplings, { gamma: GAMMA });
  couplings.dispose();
  return census;
}

/** The eigenvalue nearest to 0 becomes `size`, with its own sign: the index stays. */
const shrinkTo = (size: number) => (d: Float64Array) => {
  const nearest = d.reduce((best, value, i) => (Math.abs(value) < Math.abs(d[best]!) ? i : best), 0);
  d[nearest] = Math.sign(d[nearest]!) * size;
};

test("a Hessian with an eigenvalue within its error makes the census incomplete, one outside does not", async () => {
  // the error is that of rounding, some 1e3 eps times the Hessian's size of about 1, and more where beta is large
  const census = await censusWith(SHAPE, { at: 2, spoil: shrinkTo(1e-14) });
  expect(census.missing).toEqual([
    "1 critical points are degenerate: an eigenvalue of their Hessian is zero to within its error.",
  ]);
  expect(census.complete).toBe(false);
  const sound = await censusWith(SHAPE, { at: 2, spoil: shrinkTo(1e-9) });
  expect(sound.missing).toEqual([]);
  expect(sound.complete).toBe(true);
  expect(sound.points.some(({ smallest }) => Math.abs(smallest / 1e-9 - 1) < 1e-12)).toBe(true);
});

test.each([
  { n: 4, p: 3 },
  { n: 3, p: 4 },
])("N = $n, p = $p: an index at -v that is not the mirror image of that at v is a fault", async (shape) => {
  const flip = (d: Float64Array): void => {
    d[0]! *= -1;
  };
  const { missing, complete } = await censusWith(shape, { at: 3, spoil: flip });
  expect(missing).toContain(`1 pairs break the symmetry under negation of p = ${shape.p}.`);
  expect(complete).toBe(false);
  const none = await censusWith(shape, { at: -1, spoil: flip });
  expect(none.missing).toEqual([]);
});

/** Lines of C^2 through (1, t), certified balls of radius 2 beta around (1, t). */
function linesAt(ts: readonly number[], beta: number, alpha: (i: number) => number = () => 0): SolutionList {
  const rows = ts.map((t) => [1, 0, t, 0, 0, 0]);
  return {
    n: 2,
    points: Float64Array.from(rows.flat()),
    alpha: Float64Array.from(ts, (_, i) => alpha(i)),
    beta: new Float64Array(ts.length).fill(beta),
  };
}

test("balls that meet are one class, balls apart are two, and what is not certified is none", () => {
  // near t = 0 the angle between the lines is the difference of t, and a ball's angle is 2 beta
  expect(separate(linesAt([0, 5e-9], 1e-9), [0, 1])).toEqual({ distinct: [0, 1], suspects: [] });
  expect(separate(linesAt([0, 3e-9], 1e-9), [0, 1])).toEqual({ distinct: [0], suspects: [0, 1] });
  expect(separate(linesAt([0, 0, 1], 0), [0, 1, 2]).distinct).toEqual([0, 2]);
  expect(
    separate(
      linesAt([0, 1, 2], 1e-9, (i) => (i === 1 ? 0.16 : 0.15)),
      [0, 1, 2],
    ),
  ).toEqual({
    distinct: [0, 2],
    suspects: [1],
  });
  const unknown = linesAt([0, 1], 1e-9, (i) => (i === 0 ? Number.NaN : 0));
  expect(separate(unknown, [0, 1])).toEqual({ distinct: [1], suspects: [0] });
});

test("a real solution whose alpha passes only just is refined before its Hessian is judged", async () => {
  // x⁴ + e y⁴: 16 digits give an alpha of about 1e-14 / e², and the limit for the index is 1e-3
  for (let exponent = 16; exponent <= 24; exponent += 0.5) {
    const shape = { n: 2, p: 4 };
    const tensor = scaledTensor(Float32Array.of(1, 0, 0, 0, 2 ** -exponent), shape);
    const { pairs, missing } = await enumerateCriticalPairs(engine, tensor, { gamma: GAMMA });
    expect(missing).toEqual([]);
    for (const { alpha } of pairs) expect(alpha, `e = 2^-${exponent}`).toBeLessThan(1e-3);
  }
});
