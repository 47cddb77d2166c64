/** Typed access to the homotopy kernels: all classes of complex eigenpairs A x^(p-1) = lambda x of a real symmetric tensor. */
import { ShapeError, SpecError } from "../base/errors.ts";
import type { Engine } from "./engine.ts";
import type { SymmetricTensor } from "./symmetric-tensor.ts";

export type PathStatus = "reached" | "step-too-small" | "too-many-steps" | "not-finite";

const STATUS: readonly PathStatus[] = ["reached", "step-too-small", "too-many-steps", "not-finite"];

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
    throw new SpecError("gamma", `The homotopy's gamma is a complex number of modulus 1, got [${re}, ${im}].`);
}

/**
 * Tracks the paths with the given numbers, 0 … `homotopyPathCount(n, p)` - 1, to solutions (x, lambda), one of each class
 * (c x, c^(p-2) lambda). Some component of x is 1 and none above 2 in modulus.
 *
 * @param options.gamma the generic complex number [re, im] of modulus one
 * @param options.tolerance relative error of a predictor step; smaller is slower and safer
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
    kernels.homotopyTrack(
      n,
      p,
      memory.fromF64(rows).pointer,
      memory.i32(tables.length).set(tables).pointer,
      gamma[0],
      gamma[1],
      tolerance,
      paths.length,
      memory.i32(paths.length).set(Int32Array.from(paths)).pointer,
      solutions.pointer,
      status.pointer,
      steps.pointer,
      memory.u8(kernels.homotopyTrackWork(n, p)).pointer,
    );
    return {
      solutions: solutions.read(),
      status: Array.from(status.view(), (code) => STATUS[code]!),
      steps: steps.read(),
    };
  });
}

export interface CertifiedSolutions {
  /** Polished, in the layout of `TrackedPaths.solutions`; the component of x that came in largest is 1. */
  readonly solutions: Float64Array;
  /** Upper bound of |Df^-1 f|: a true zero with that same component 1 lies within 2 beta when alpha passes. */
  readonly beta: Float64Array;
  /** Upper bound of Smale's alpha; below `ALPHA_LIMIT` the zero is proved. */
  readonly alpha: Float64Array;
}

/** (13 - 3 sqrt 17) / 4  [BluCucShuSma98, ch. 8, Thm 2] */
export const ALPHA_LIMIT: number = (13 - 3 * Math.sqrt(17)) / 4;
/** Newton's iteration doubles digits: from the tracker's 1e-5 to rounding, with one to spare. */
const NEWTON_STEPS = 4;

/**
 * Polishes solutions (x, lambda) by Newton's iteration and bounds Smale's alpha and beta for each, the rounding of this and of
 * the tensor's entries included.
 *
 * @param options.newtonSteps how often to iterate first; 0 judges the points as they are
 */
export function homotopyCertify(
  engine: Engine,
  tensor: SymmetricTensor,
  points: Float64Array,
  options: { newtonSteps?: number } = {},
): CertifiedSolutions {
  const { n, p, rows, tables, norm } = tensor;
  const { newtonSteps = NEWTON_STEPS } = options;
  const count = points.length / (2 * (n + 1));
  if (!Number.isInteger(count))
    throw new ShapeError(
      `homotopy: solutions of ${n} spins are rows of ${2 * (n + 1)} numbers, got ${points.length} in all.`,
    );
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const solutions = memory.fromF64(points);
    const bounds = memory.f64(2 * count);
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
      memory.u8(kernels.homotopyCertifyWork(n, p)).pointer,
    );
    const pairs = bounds.view();
    return {
      solutions: solutions.read(),
      beta: Float64Array.from({ length: count }, (_, i) => pairs[2 * i]!),
      alpha: Float64Array.from({ length: count }, (_, i) => pairs[2 * i + 1]!),
    };
  });
}
