/** What eigenvalues and eigenvectors of a hard matrix are held to: LAPACK's values where they are stored, and invariants. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { eigenSymmetric, eigenvaluesSymmetric, inertia } from "../../dist/engine/linalg/index.js";
import type { Engine } from "../../dist/index.js";
import { hardMatrix, power } from "./hard-matrices.ts";

const EPS = Number.EPSILON;
/**
 * In n eps |A|. LAPACK's own tests accept residuals of 30 to 50 n eps |A|_1 [LAWN41]; a tridiagonal reduction of n steps, each exact
 * for a matrix a few eps |A| away, stays below 4 unless all its errors have one sign.
 */
const BOUND = 4;

interface Case {
  readonly family: string;
  readonly n: number;
  /** 2^exponent brings the largest entry between 1 and 2. */
  readonly exponent: number;
  readonly entries: string;
  readonly values: Float64Array;
}

/** LAPACK's values, as make_hard.py wrote them to `folder`: by default those of the repository. */
export function readCases(folder = join(import.meta.dirname, "..", "fixtures")): readonly Case[] {
  const { cases } = JSON.parse(readFileSync(join(folder, "hard-eigenvalues.json"), "utf8")) as {
    cases: Omit<Case, "values">[];
  };
  const bytes = gunzipSync(readFileSync(join(folder, "hard-eigenvalues.f64.gz")));
  let offset = 0;
  return cases.map((item) => {
    const values = Float64Array.from({ length: item.n }, (_, i) => bytes.readDoubleLE(offset + 8 * i));
    offset += 8 * item.n;
    return { ...item, values };
  });
}

/** Exclusive or of the bits of the lower triangle's entries, each rotated by its place: as make_hard.py has it. */
export function checksum(a: Float64Array, n: number): string {
  const bits = new BigUint64Array(a.buffer);
  let sum = 0n;
  let place = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const turn = BigInt((place++ % 63) + 1);
      const x = bits[i * n + j]!;
      sum ^= BigInt.asUintN(64, x << turn) | (x >> (64n - turn));
    }
  return sum.toString(16).padStart(16, "0");
}

export function largest(x: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}

/** x 2^k, in two steps: exact unless the result is subnormal. */
export function scaled(x: Float64Array, k: number): Float64Array {
  const [first, second] = [power(Math.trunc(k / 2)), power(k - Math.trunc(k / 2))];
  return x.map((value) => value * first * second);
}

/** floor(log2) of the largest entry, by comparison. */
function sizeOf(a: Float64Array): number {
  const top = largest(a);
  if (top === 0) return 0;
  let k = 0;
  while (power(k) > top) k--;
  while (k < 1023 && power(k + 1) <= top) k++;
  return k;
}

/** Entries of max |V S - Λ V| and max |V V' - I|, rows of V eigenvectors. */
export function defects(S: Float64Array, values: Float64Array, V: Float64Array, n: number) {
  let [residual, orthogonality] = [0, 0];
  const row = new Float64Array(n);
  for (let r = 0; r * n < V.length; r++) {
    for (let j = 0; j < n; j++) row[j] = -values[r]! * V[r * n + j]!;
    for (let k = 0; k < n; k++) {
      const factor = V[r * n + k]!;
      const from = k * n;
      if (factor !== 0) for (let j = 0; j < n; j++) row[j] = row[j]! + factor * S[from + j]!;
    }
    residual = Math.max(residual, largest(row));
    for (let s = 0; s <= r; s++) {
      let sum = s === r ? -1 : 0;
      for (let j = 0; j < n; j++) sum += V[r * n + j]! * V[s * n + j]!;
      orthogonality = Math.max(orthogonality, Math.abs(sum));
    }
  }
  return { residual, orthogonality };
}

/** Figures of one matrix, in n eps |A| (the orthogonality in n eps). */
export interface Figures {
  /** From LAPACK's. */
  values: number;
  residual: number;
  orthogonality: number;
  shifts: number;
  /** Sets of values that were compared with LAPACK's. */
  compared: number;
}

interface Checked {
  readonly engine: Engine;
  readonly family: string;
  readonly n: number;
  /** LAPACK's values of the scaled matrix. Without them one reduction stands in for the other, and is itself held to order, trace and inertia. */
  readonly reference?: Float64Array | undefined;
  readonly vectors?: boolean | "divide-and-conquer";
  readonly shifts?: number;
}

/** Inertia at shifts in the middle of the widest gaps agrees with the number of values below. Returns how many were tried. */
function checkInertia(
  { engine, family, n, shifts = 3 }: Checked,
  A: Float64Array,
  found: Float64Array,
  clear: number,
): number {
  const gaps = Array.from({ length: n - 1 }, (_, i) => ({ i, width: found[i + 1]! / 2 - found[i]! / 2 }))
    .filter(({ width }) => width > clear)
    .sort((a, b) => b.width - a.width || a.i - b.i)
    .slice(0, shifts);
  for (const { i } of gaps) {
    const shift = -(found[i]! / 2 + found[i + 1]! / 2);
    expect(inertia(engine, A, { n, shift }), `${family}, ${n}, inertia at ${shift}`).toEqual({
      negative: i + 1,
      zero: 0,
      positive: n - i - 1,
    });
  }
  return gaps.length;
}

/** What all checks of one matrix share. */
interface Subject {
  readonly A: Float64Array;
  readonly n: number;
  /** A 2^-size is S, with a largest entry between 1 and 2, and these are its eigenvalues: LAPACK's, or those of one stage. */
  readonly size: number;
  readonly S: Float64Array;
  readonly exact: Float64Array;
  readonly byLapack: boolean;
  /** n eps |S|, and the distance of the smallest doubles, of which results are multiples, as S sees it. */
  readonly unit: number;
  readonly smallest: number;
  readonly where: string;
}

function describe({ family, n, engine, reference }: Checked): Subject {
  const A = hardMatrix(family, n);
  const size = sizeOf(A);
  const exact = reference ?? scaled(eigenvaluesSymmetric(engine, A, n, { reduction: "one-stage" }), -size);
  return {
    A,
    n,
    size,
    S: scaled(A, -size),
    exact,
    byLapack: reference !== undefined,
    unit: n * EPS * largest(exact),
    smallest: scaled(Float64Array.of(power(-1074)), -size)[0]!,
    where: `${family}, order ${n}`,
  };
}

/** Ascending. */
function checkOrder({ n, where }: Subject, found: Float64Array): void {
  for (let i = 1; i < n; i++)
    if (!(found[i]! >= found[i - 1]!)) expect.fail(`${where}: value ${i} is not in ascending order`);
}

/** As they should be. */
function checkValues(subject: Subject, found: Float64Array, figures: Figures): void {
  const { size, exact, byLapack, unit, smallest, where } = subject;
  const off = largest(scaled(found, -size).map((x, i) => x - exact[i]!));
  expect(off, `${where}, values`).toBeLessThanOrEqual(BOUND * unit + smallest / 2);
  if (!byLapack) return;
  if (unit > smallest) figures.values = Math.max(figures.values, off / unit);
  figures.compared++;
}

function checkTrace({ n, S, size, unit, smallest, where }: Subject, found: Float64Array): void {
  const trace = S.reduce((total, x, at) => total + (at % (n + 1) === 0 ? x : 0), 0);
  const sum = scaled(found, -size).reduce((total, x) => total + x, 0);
  // n values, each off by its bound, and two sums of n terms
  const bound = n * (BOUND * unit + smallest / 2) + n * unit;
  expect(Math.abs(trace - sum), `${where}, trace`).toBeLessThanOrEqual(bound);
}

const SOLVERS = ["divide-and-conquer", "ql"] as const;

/** Everything that is promised of one hard matrix, by both reductions and both solvers. */
export function checkMatrix(checked: Checked): Figures {
  const { engine, n, vectors = true } = checked;
  const subject = describe(checked);
  const { A, S, size, unit, smallest, where } = subject;
  const figures: Figures = { values: 0, residual: 0, orthogonality: 0, shifts: 0, compared: 0 };
  for (const reduction of ["one-stage", "two-stage"] as const) {
    const found = eigenvaluesSymmetric(engine, A, n, { reduction });
    checkOrder(subject, found);
    checkTrace(subject, found);
    // without LAPACK's values those of one stage would be compared with themselves
    if (subject.byLapack || reduction === "two-stage") checkValues(subject, found, figures);
    if (reduction === "two-stage" || unit === 0) continue;
    const clear = 100 * scaled(Float64Array.of(unit + smallest), size)[0]!;
    figures.shifts = checkInertia(checked, A, found, clear);
  }
  for (const solver of SOLVERS) {
    if (!vectors || (vectors !== true && vectors !== solver)) continue;
    const pairs = eigenSymmetric(engine, A, n, { solver });
    checkOrder(subject, pairs.values);
    checkValues(subject, pairs.values, figures);
    const { residual, orthogonality } = defects(S, scaled(pairs.values, -size), pairs.vectors, n);
    expect(residual, `${where}, residual, ${solver}`).toBeLessThanOrEqual(BOUND * unit + smallest / 2);
    expect(orthogonality, `${where}, orthogonality, ${solver}`).toBeLessThanOrEqual(BOUND * n * EPS);
    if (unit > smallest) figures.residual = Math.max(figures.residual, residual / unit);
    figures.orthogonality = Math.max(figures.orthogonality, orthogonality / (n * EPS));
  }
  return figures;
}
