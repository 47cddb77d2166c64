/** Typed access to the homotopy kernels: all classes of complex eigenpairs A x^(p-1) = lambda x of a real symmetric tensor. */
import { ShapeError, SpecError } from "../../base/errors.ts";
import type { Engine } from "../engine.ts";
import { PATH_STATUS, TRACK_RUN } from "../generated/codes.ts";
import { runBlock } from "../run-block.ts";
import type { SymmetricTensor } from "./symmetric-tensor.ts";

export type PathStatus = (typeof PATH_STATUS)[number];

export interface TrackedPaths {
  /** paths x (n + 1) complex numbers, (re, im) interleaved: x, lambda. */
  readonly solutions: Float64Array;
  readonly status: readonly PathStatus[];
  readonly steps: Int32Array;
}

/** Number of paths, one a class of solutions: ((p-1)^n - 1) / (p-2), or n for p = 2.  [CarStu13, Thm 1.2] */
export function homotopyPathCount(n: number, p: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) count = count * (p - 1) + 1;
  return count;
}

function assertGamma([re, im]: readonly [number, number]): void {
  if (!(Math.abs(re * re + im * im - 1) < 1e-6))
    throw new SpecError(
      "gamma",
      `The homotopy's gamma is a complex number of modulus 1, got [${re}, ${im}].`,
    );
  if (im === 0)
    throw new SpecError(
      "gamma",
      `The homotopy's gamma must not be real, as real paths may meet; got [${re}, ${im}].`,
    );
}

/**
 * Tracks the paths with the given numbers, 0 … `homotopyPathCount(n, p)` - 1, to solutions (x, lambda), one of each class
 * (c x, c^(p-2) lambda). Some component of x is 1 and none above 2 in modulus.
 *
 * @param options.gamma the generic complex number [re, im] of modulus one
 * @param options.tolerance relative error of x in a predictor step; smaller is slower and safer
 * @throws {SpecError} for a gamma that is not of modulus one
 */
export function homotopyTrack(
  engine: Engine,
  tensor: SymmetricTensor,
  options: { paths: Uint32Array; gamma: readonly [number, number]; tolerance?: number },
): TrackedPaths {
  const { n, p, rows, tables } = tensor;
  const { paths, gamma, tolerance = 1e-3 } = options;
  assertGamma(gamma);
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const solutions = memory.f64(2 * (n + 1) * paths.length);
    const status = memory.i32(paths.length);
    const steps = memory.i32(paths.length);
    const run = runBlock(memory, TRACK_RUN, {
      n,
      p,
      rows: memory.fromF64(rows).pointer,
      tables: memory.i32(tables.length).set(tables).pointer,
      "gamma-re": gamma[0],
      "gamma-im": gamma[1],
      tolerance,
      count: paths.length,
      paths: memory.i32(paths.length).set(Int32Array.from(paths)).pointer,
      solutions: solutions.pointer,
      status: status.pointer,
      steps: steps.pointer,
      work: memory.u8(kernels.homotopyTrackWork(n, p)).pointer,
    });
    kernels.homotopyTrack(run.pointer);
    return {
      solutions: solutions.read(),
      status: Array.from(status.view(), (code) => PATH_STATUS[code]!),
      steps: steps.read(),
    };
  });
}

export interface CertifiedSolutions {
  /** Polished, in the layout of `TrackedPaths.solutions`; the component of x that came in largest is 1. */
  readonly solutions: Float64Array;
  /** w: a power of two near |x|^(p-2). Bounds and inverses are those for the unknown lambda / w and the equations f / w. */
  readonly unit: Float64Array;
  /** Upper bound of |Df^-1 f|: a true (x, lambda / w) with that same component 1 lies within 2 beta when alpha passes. */
  readonly beta: Float64Array;
  /** Upper bound of Smale's alpha; below `ALPHA_LIMIT` the zero is proved. */
  readonly alpha: Float64Array;
  /** Upper bounds of |Df^-1| and of Smale's gamma; infinite like alpha and beta when the test cannot be made. */
  readonly inverseNorm: Float64Array;
  readonly gamma: Float64Array;
  /** The computed Df^-1 as count x n x n complex numbers, lambda / w in the row of the component that is 1; empty unless asked for. */
  readonly inverses: Float64Array;
}

/** (13 - 3 sqrt 17) / 4, rounded down  [BluCucShuSma98, ch. 8, Thm 2] */
export const ALPHA_LIMIT = 0.15767078078675456;
/** Newton's iteration doubles digits: from the tracker's 1e-5 to rounding, with one to spare. */
const NEWTON_STEPS = 4;

/**
 * Polishes solutions (x, lambda) by Newton's iteration and bounds Smale's alpha and beta for each, the rounding of this and of
 * the tensor's entries included.
 *
 * @param options.newtonSteps how often to iterate first; 0 judges the points as they are
 * @param options.inverses whether to return the computed Df^-1
 */
export function homotopyCertify(
  engine: Engine,
  tensor: SymmetricTensor,
  points: Float64Array,
  options: { newtonSteps?: number; inverses?: boolean } = {},
): CertifiedSolutions {
  const { n, p, rows, tables, norm } = tensor;
  const { newtonSteps = NEWTON_STEPS, inverses: wanted = false } = options;
  const count = points.length / (2 * (n + 1));
  if (!Number.isInteger(count))
    throw new ShapeError(
      `homotopy: solutions of ${n} spins are rows of ${2 * (n + 1)} numbers, got ${points.length} in all.`,
    );
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const solutions = memory.fromF64(points);
    const bounds = memory.f64(5 * count);
    const inverses = memory.f64(wanted ? 2 * n * n * count : 0);
    kernels.homotopyCertify(
      n,
      p,
      memory.fromF64(rows).pointer,
      memory.i32(tables.length).set(tables).pointer,
      norm,
      newtonSteps,
      count,
      solutions.pointer,
      bounds.pointer,
      wanted ? inverses.pointer : 0,
      memory.u8(kernels.homotopyCertifyWork(n, p)).pointer,
    );
    return { solutions: solutions.read(), ...columnsOf(bounds.view()), inverses: inverses.read() };
  });
}

/** The kernel's rows of w, beta, alpha, |Df^-1|, gamma. */
function columnsOf(rows: Float64Array): Omit<CertifiedSolutions, "solutions" | "inverses"> {
  const column = (k: number) => Float64Array.from({ length: rows.length / 5 }, (_, i) => rows[5 * i + k]!);
  return { unit: column(0), beta: column(1), alpha: column(2), inverseNorm: column(3), gamma: column(4) };
}

/**
 * f = A x^(p-1) - lambda x at points that are sums high + low of about 32 digits, count x n complex numbers. Error: below
 * 16 p (n + 4) 2^-102 (|A| |x|^(p-2) + |lambda|) |x|, and the rounding of the result.
 */
export function homotopyResidual(
  engine: Engine,
  tensor: SymmetricTensor,
  points: { readonly high: Float64Array; readonly low: Float64Array },
): Float64Array {
  const { n, p, rows, rowsLow, tables } = tensor;
  const count = points.high.length / (2 * (n + 1));
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const out = memory.f64(2 * n * count);
    kernels.homotopyResidual(
      n,
      p,
      memory.fromF64(rows).pointer,
      memory.fromF64(rowsLow).pointer,
      memory.i32(tables.length).set(tables).pointer,
      count,
      memory.fromF64(points.high).pointer,
      memory.fromF64(points.low).pointer,
      out.pointer,
      memory.u8(kernels.homotopyResidualWork(n, p)).pointer,
    );
    return out.read();
  });
}
