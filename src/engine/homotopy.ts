/** Typed access to the homotopy kernels: all complex solutions of A x^(p-1) = x for a real symmetric tensor. */

import { ShapeError } from "../base/errors.ts";
import { pow } from "../base/math.ts";
import type { Engine } from "./engine.ts";

/** The tensor of one disorder: n^p reals, row-major, symmetric under exchange of indices. */
export interface SymmetricTensor {
  readonly n: number;
  readonly p: number;
  readonly entries: Float64Array;
}

export type PathStatus = "reached" | "step-too-small" | "too-many-steps" | "not-finite";

const STATUS: readonly PathStatus[] = ["reached", "step-too-small", "too-many-steps", "not-finite"];

export interface TrackedPaths {
  /** paths x n complex numbers, (re, im) interleaved. */
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

function assertTensor({ n, p, entries }: SymmetricTensor): void {
  if (p < 3)
    throw new ShapeError(`homotopy: p must be 3 or more (p = 2 is an eigenvalue problem), got ${p}.`);
  if (entries.length !== pow(n, p))
    throw new ShapeError(
      `homotopy: a tensor of order ${p} on ${n} spins has ${pow(n, p)} entries, got ${entries.length}.`,
    );
  if (!entries.every(Number.isFinite))
    throw new ShapeError("homotopy: the tensor has an entry that is NaN or infinite.");
}

/**
 * Tracks the paths with the given numbers, 0 … `homotopyPathCount(n, p)` - 1, to solutions of A x^(p-1) = x.
 *
 * @param options.gamma the generic complex number [re, im] of modulus one
 * @param options.tolerance relative error of a predictor step; smaller is slower and safer
 */
export function homotopyTrack(
  engine: Engine,
  tensor: SymmetricTensor,
  options: { paths: Uint32Array; gamma: readonly [number, number]; tolerance?: number },
): TrackedPaths {
  assertTensor(tensor);
  const { n, p, entries } = tensor;
  const { paths, gamma, tolerance = 1e-3 } = options;
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const a = memory.fromF64(entries);
    const numbers = memory.i32(paths.length).set(Int32Array.from(paths));
    const solutions = memory.f64(2 * n * paths.length);
    const status = memory.i32(paths.length);
    const steps = memory.i32(paths.length);
    const work = memory.u8(kernels.homotopyTrackWork(n, p));
    kernels.homotopyTrack(
      n,
      p,
      a.pointer,
      gamma[0],
      gamma[1],
      tolerance,
      paths.length,
      numbers.pointer,
      solutions.pointer,
      status.pointer,
      steps.pointer,
      work.pointer,
    );
    return {
      solutions: solutions.read(),
      status: Array.from(status.view(), (code) => STATUS[code]!),
      steps: steps.read(),
    };
  });
}

export interface CertifiedSolutions {
  /** Polished, in the layout of `TrackedPaths.solutions`. */
  readonly solutions: Float64Array;
  /** Upper bound of |Df^-1 f|: a true zero lies within 2 beta when alpha passes. */
  readonly beta: Float64Array;
  /** Upper bound of Smale's alpha; below `ALPHA_LIMIT` the zero is proved. */
  readonly alpha: Float64Array;
}

/** (13 - 3 sqrt 17) / 4  [BluCucShuSma98, ch. 8, Thm 2] */
export const ALPHA_LIMIT = (13 - 3 * Math.sqrt(17)) / 4;

/** Polishes solutions by Newton's iteration and bounds Smale's alpha and beta for each, rounding included. */
export function homotopyCertify(
  engine: Engine,
  tensor: SymmetricTensor,
  solutions: Float64Array,
): CertifiedSolutions {
  assertTensor(tensor);
  const { n, p, entries } = tensor;
  const count = solutions.length / (2 * n);
  let squares = 0;
  for (const entry of entries) squares += entry * entry;
  const normBound = Math.sqrt(squares) * (1 + 1e-9);
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const a = memory.fromF64(entries);
    const points = memory.fromF64(solutions);
    const bounds = memory.f64(2 * count);
    const work = memory.u8(kernels.homotopyCertifyWork(n, p));
    kernels.homotopyCertify(n, p, a.pointer, normBound, count, points.pointer, bounds.pointer, work.pointer);
    const pairs = bounds.view();
    return {
      solutions: points.read(),
      beta: Float64Array.from({ length: count }, (_, i) => pairs[2 * i]!),
      alpha: Float64Array.from({ length: count }, (_, i) => pairs[2 * i + 1]!),
    };
  });
}
