import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  eigenSymmetric,
  eigenvaluesSymmetric,
  inertia,
  solvePositiveDefinite,
} from "../dist/engine/linalg/index.js";
import { normals } from "../dist/engine/random.js";
import { Engine, NonFiniteError, streamKey } from "../dist/index.js";
import { gemm } from "./oracle/linalg.ts";

const EPS = Number.EPSILON;

interface LapackCase {
  readonly name: string;
  readonly n: number;
  readonly lower: readonly (number | string)[];
  readonly eigenvalues: readonly number[];
}

const fixture = new URL("fixtures/lapack.json", import.meta.url);
const cases = (JSON.parse(readFileSync(fixture, "utf8")) as { cases: LapackCase[] }).cases;

/** The full matrix from its packed lower triangle; "z7" is seven zeros. */
function unpack({ n, lower }: LapackCase): Float64Array {
  const entries = lower.flatMap((x) => (typeof x === "string" ? Array(Number(x.slice(1))).fill(0) : [x]));
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return entries[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]!;
  });
}

function symmetric(engine: Engine, n: number): Float64Array {
  const x = normals(engine, streamKey("eigen", n), n * n);
  return x.map((value, at) => value + x[(at % n) * n + Math.floor(at / n)]!);
}

function largest(x: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}

/** A power of two, exact in every entry, so that the test's own products neither overflow nor underflow. */
function safe(A: Float64Array): { scaled: Float64Array; factor: number } {
  const size = largest(A);
  const factor = size > 1e200 ? 2 ** -900 : size > 0 && size < 1e-200 ? 2 ** 900 : 1;
  return { scaled: A.map((x) => x * factor), factor };
}

/** max |A - Q'ΛQ| and max |QQ' - I|, rows of Q eigenvectors. */
function defects(A: Float64Array, values: Float64Array, Q: Float64Array, n: number) {
  const shape = { m: n, n, k: n, transA: false, transB: false, alpha: 1, beta: -1 };
  const scaled = Q.map((x, at) => x * values[Math.floor(at / n)]!);
  const identity = Q.map((_, at) => (at % (n + 1) === 0 ? 1 : 0));
  return {
    residual: largest(gemm(Q, scaled, A, { ...shape, transA: true })),
    orthogonality: largest(gemm(Q, Q, identity, { ...shape, transB: true })),
  };
}

// LAPACK's own tests accept residuals of 30 to 50 n eps |A|_1 [LAWN41]; these are tighter, and |A|_2 <= |A|_1.
const VALUE_BOUND = 4;
const VECTOR_BOUND = 4;

test.each(["one-stage", "two-stage"] as const)(
  "eigenvalues of LAPACK's hard families agree to a few n eps |A|, %s",
  async (reduction) => {
    const engine = await Engine.create();
    for (const item of cases) {
      const { n, eigenvalues, name } = item;
      const found = eigenvaluesSymmetric(engine, unpack(item), n, { reduction });
      const bound = VALUE_BOUND * n * EPS * largest(eigenvalues);
      expect(found.length).toBe(n);
      found.forEach((value, i) => {
        expect(Math.abs(value - eigenvalues[i]!), `${name}, value ${i}`).toBeLessThanOrEqual(bound);
        if (i > 0) expect(value).toBeGreaterThanOrEqual(found[i - 1]!);
      });
    }
  },
);

test.each(["divide-and-conquer", "ql"] as const)(
  "eigenvectors of the hard families are orthonormal and diagonalise, %s",
  async (solver) => {
    const engine = await Engine.create();
    for (const item of cases) {
      const { n, name } = item;
      const { scaled } = safe(unpack(item));
      const { values, vectors } = eigenSymmetric(engine, scaled, n, { solver });
      const { residual, orthogonality } = defects(scaled, values, vectors, n);
      expect(residual, name).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS * largest(values));
      expect(orthogonality, name).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS);
    }
  },
);

test("eigenvectors of matrices near overflow and underflow are those of the scaled matrix", async () => {
  const engine = await Engine.create();
  for (const item of cases.filter(({ name }) => name.startsWith("near "))) {
    const { scaled, factor } = safe(unpack(item));
    const extreme = eigenSymmetric(engine, unpack(item), item.n);
    const { residual } = defects(
      scaled,
      extreme.values.map((x) => x * factor),
      extreme.vectors,
      item.n,
    );
    expect(residual).toBeLessThanOrEqual(VECTOR_BOUND * item.n * EPS * largest(extreme.values) * factor);
  }
});

test("random matrices of sizes across the panels have small residuals, and both solvers agree", async () => {
  const engine = await Engine.create();
  for (const n of [1, 2, 3, 5, 31, 32, 33, 48, 49, 50, 65, 97, 130, 200, 263]) {
    const A = symmetric(engine, n);
    const { values, vectors, first } = eigenSymmetric(engine, A, n);
    const norm = largest(values);
    const { residual, orthogonality } = defects(A, values, vectors, n);
    expect(first).toBe(0);
    expect(residual).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS * norm);
    expect(orthogonality).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS);
    for (const reduction of ["one-stage", "two-stage"] as const) {
      const alone = eigenvaluesSymmetric(engine, A, n, { reduction });
      expect(largest(alone.map((value, i) => value - values[i]!))).toBeLessThanOrEqual(
        VALUE_BOUND * n * EPS * norm,
      );
    }
  }
});

/** A dense matrix of the given spectrum: three reflections I - 2 u u' of a diagonal one. */
function ofSpectrum(engine: Engine, spectrum: readonly number[]): Float64Array {
  const n = spectrum.length;
  const A = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? spectrum[at % n]! : 0));
  for (let round = 0; round < 3; round++) {
    const u = normals(engine, streamKey("reflection", n, round), n);
    const norm = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0));
    const product = Float64Array.from(u, (_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += (A[i * n + j]! * u[j]!) / norm;
      return sum;
    });
    const inner = product.reduce((sum, x, i) => sum + (x * u[i]!) / norm, 0);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [ui, uj] = [u[i]! / norm, u[j]! / norm];
        A[i * n + j]! += 4 * inner * ui * uj - 2 * (ui * product[j]! + product[i]! * uj);
      }
  }
  return A;
}

const SPECTRA: Readonly<Record<string, (i: number, n: number) => number>> = {
  graded: (i) => 10 ** (-i / 10),
  "alternating signs": (i) => (-1) ** i * (1 + i),
  clusters: (i) => (i % 3) - 1 + 1e-13 * i,
  "rank 5": (i) => (i < 5 ? i + 1 : 0),
  "one outlier": (i, n) => (i === 0 ? 1e8 : i / n),
  "near overflow": (i) => 1e303 * (i + 1),
  "near underflow": (i) => 1e-300 * (i - 80),
};

test.each(["one-stage", "two-stage"] as const)(
  "known spectra of several panels are found, %s",
  async (reduction) => {
    const engine = await Engine.create();
    const n = 170; // five blocks of the band, and a part of one
    for (const [name, value] of Object.entries(SPECTRA)) {
      const spectrum = Array.from({ length: n }, (_, i) => value(i, n));
      const norm = largest(spectrum);
      const found = eigenvaluesSymmetric(engine, ofSpectrum(engine, spectrum), n, { reduction });
      const exact = Float64Array.from(spectrum).sort();
      const off = largest(found.map((x, i) => (x - exact[i]!) / norm));
      expect(off, name).toBeLessThanOrEqual(VALUE_BOUND * n * EPS);
    }
  },
);

test.each(["divide-and-conquer", "ql"] as const)("eigenvectors of known spectra, %s", async (solver) => {
  const engine = await Engine.create();
  const n = 170; // three levels of halves
  for (const [name, value] of Object.entries(SPECTRA)) {
    const spectrum = Array.from({ length: n }, (_, i) => value(i, n));
    const { scaled, factor } = safe(ofSpectrum(engine, spectrum));
    const norm = largest(spectrum) * factor;
    const { values, vectors } = eigenSymmetric(engine, scaled, n, { solver });
    const { residual, orthogonality } = defects(scaled, values, vectors, n);
    const exact = Float64Array.from(spectrum, (x) => x * factor).sort();
    expect(largest(values.map((x, i) => (x - exact[i]!) / norm)), name).toBeLessThanOrEqual(
      VALUE_BOUND * n * EPS,
    );
    expect(residual, name).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS * norm);
    expect(orthogonality, name).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS);
  }
});

/** A tridiagonal matrix as a dense one. */
function tridiagonal(d: readonly number[], e: readonly number[]): Float64Array {
  const n = d.length;
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    A[i * n + i] = d[i]!;
    if (i > 0) A[i * n + i - 1] = A[(i - 1) * n + i] = e[i - 1]!;
  }
  return A;
}

test("divide and conquer on tridiagonal matrices: those that deflate, those that do not, and those that have come apart", async () => {
  const engine = await Engine.create();
  const n = 231;
  const index = Array.from({ length: n }, (_, i) => i);
  const off = index.slice(1);
  const families: Readonly<Record<string, Float64Array>> = {
    "second difference": tridiagonal(Array(n).fill(2), Array(n - 1).fill(-1)),
    "second difference, positive": tridiagonal(Array(n).fill(2), Array(n - 1).fill(1)),
    Wilkinson: tridiagonal(
      index.map((i) => Math.abs(i - (n - 1) / 2)),
      Array(n - 1).fill(1),
    ),
    "eleven Wilkinson matrices, glued": tridiagonal(
      index.map((i) => Math.abs((i % 21) - 10)),
      off.map((i) => (i % 21 === 0 ? 1e-9 : 1)),
    ),
    "Legendre, zero diagonal": tridiagonal(
      Array(n).fill(0),
      off.map((i) => i / Math.sqrt(4 * i * i - 1)),
    ),
    diagonal: tridiagonal(
      index.map((i) => (i * 7) % n),
      Array(n - 1).fill(0),
    ),
    "graded downwards": tridiagonal(
      index.map((i) => 10 ** (-i / 8)),
      off.map((i) => 10 ** (-i / 8)),
    ),
    "graded upwards": tridiagonal(
      index.map((i) => 10 ** (i / 8 - 28)),
      off.map((i) => 10 ** (i / 8 - 28)),
    ),
    zero: new Float64Array(n * n),
    identity: tridiagonal(Array(n).fill(1), Array(n - 1).fill(0)),
  };
  for (const [name, A] of Object.entries(families)) {
    const { values, vectors } = eigenSymmetric(engine, A, n);
    const alone = eigenvaluesSymmetric(engine, A, n);
    const norm = largest(values);
    const { residual, orthogonality } = defects(A, values, vectors, n);
    expect(residual, name).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS * norm);
    expect(orthogonality, name).toBeLessThanOrEqual(VECTOR_BOUND * n * EPS);
    expect(largest(values.map((x, i) => x - alone[i]!)), name).toBeLessThanOrEqual(
      VALUE_BOUND * n * EPS * norm,
    );
  }
});

test("the second difference has its known eigenvalues, and a large matrix of rank one converges by either solver", async () => {
  const engine = await Engine.create();
  const n = 300;
  const { values } = eigenSymmetric(engine, tridiagonal(Array(n).fill(2), Array(n - 1).fill(-1)), n);
  values.forEach((value, i) => {
    const exact = 4 * Math.sin(((i + 1) * Math.PI) / (2 * (n + 1))) ** 2;
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(VALUE_BOUND * n * EPS * 4);
  });
  const m = 1000;
  for (const solver of ["divide-and-conquer", "ql"] as const) {
    const ones = eigenSymmetric(engine, new Float64Array(m * m).fill(1), m, {
      solver,
      vectors: { highest: 1 },
    });
    expect(ones.values[m - 1]).toBeCloseTo(m, 9);
    expect(largest(ones.values.subarray(0, m - 1))).toBeLessThanOrEqual(VALUE_BOUND * m * EPS * m);
    expect(largest(ones.vectors.map((x) => Math.abs(x) * Math.sqrt(m) - 1))).toBeLessThanOrEqual(
      VECTOR_BOUND * m * EPS,
    );
  }
});

test("the k lowest or highest vectors are those of the full decomposition", async () => {
  const engine = await Engine.create();
  const n = 70;
  const A = symmetric(engine, n);
  const all = eigenSymmetric(engine, A, n);
  for (const k of [0, 1, 7, n]) {
    const lowest = eigenSymmetric(engine, A, n, { vectors: { lowest: k } });
    const highest = eigenSymmetric(engine, A, n, { vectors: { highest: k } });
    expect(lowest.values).toEqual(all.values);
    expect([lowest.first, highest.first]).toEqual([0, n - k]);
    expect(lowest.vectors).toEqual(all.vectors.slice(0, k * n));
    expect(highest.vectors).toEqual(all.vectors.slice((n - k) * n));
  }
  expect(() => eigenSymmetric(engine, A, n, { vectors: { lowest: 71 } })).toThrow("between 0 and 70");
});

test("inertia agrees with the eigenvalues of the hard families at shifts clear of them", async () => {
  const engine = await Engine.create();
  for (const item of cases) {
    const { n, eigenvalues, name } = item;
    const norm = largest(eigenvalues);
    const clear = 100 * n * EPS * norm;
    for (const part of [-0.9, -0.3, -1e-6, 1e-9, 1e-3, 0.51]) {
      const shift = part * norm;
      if (norm === 0 || eigenvalues.some((value) => Math.abs(value + shift) <= clear)) continue;
      const negative = eigenvalues.filter((value) => value + shift < 0).length;
      expect(inertia(engine, unpack(item), { n, shift }).negative, `${name} at ${part}`).toBe(negative);
    }
  }
});

test("debug and release builds give the same eigenvalues and vectors bit for bit", async () => {
  const bytes = readFileSync(new URL("../build/losscape-debug.wasm", import.meta.url));
  const debug = new Engine({ module: new WebAssembly.Module(bytes), sha256: "debug", relaxed: false });
  const release = await Engine.create();
  const n = 70;
  const A = symmetric(release, n);
  expect(eigenSymmetric(release, A, n)).toEqual(eigenSymmetric(debug, A, n));
  expect(eigenvaluesSymmetric(release, A, n)).toEqual(eigenvaluesSymmetric(debug, A, n));
});

test("a block in the engine is worked on in place, only its lower triangle is read, and a host matrix is kept", async () => {
  const engine = await Engine.create();
  const n = 40;
  const A = symmetric(engine, n);
  const kept = A.slice();
  const expected = eigenvaluesSymmetric(engine, A, n);
  expect(A).toEqual(kept);
  const lowerOnly = A.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value));
  expect(eigenvaluesSymmetric(engine, engine.memory.fromF64(lowerOnly), n)).toEqual(expected);
  expect(eigenvaluesSymmetric(engine, lowerOnly, n, { triangle: "lower" })).toEqual(expected);
});

test("a host matrix that is not symmetric is refused with the pair of entries, one that is to rounding is not", async () => {
  const engine = await Engine.create();
  for (const n of [2, 16, 17, 40]) {
    const A = symmetric(engine, n);
    const [i, j] = [n - 1, Math.floor((n - 1) / 2)];
    const kept = A[j * n + i]!;
    const works = [
      () => eigenvaluesSymmetric(engine, A, n),
      () => eigenSymmetric(engine, A, n),
      () => inertia(engine, A, { n }),
      () => solvePositiveDefinite(engine, A, new Float64Array(n), n),
    ];
    for (const wrong of [kept + 1e-6, -kept, Number.NaN, Number.POSITIVE_INFINITY]) {
      A[j * n + i] = wrong;
      for (const work of works)
        expect(work).toThrow(`entry (${i}, ${j}) is ${kept} and entry (${j}, ${i}) is ${wrong}`);
    }
    A[j * n + i] = kept * (1 + 2 * EPS);
    for (const work of works) expect(work).not.toThrow();
  }
  expect(() => eigenvaluesSymmetric(engine, Float64Array.of(0, -1e-200, 1e-200, 0), 2)).toThrow(
    "a symmetric matrix",
  );
});

test("a matrix with NaN or infinity is refused with its place, and so is a wrong length", async () => {
  const engine = await Engine.create();
  const A = Float64Array.from([1, 0, 0, Number.NaN]);
  expect(() => eigenvaluesSymmetric(engine, A, 2)).toThrow(NonFiniteError);
  expect(() => eigenvaluesSymmetric(engine, A, 2)).toThrow("(1, 1) is NaN");
  expect(() => eigenSymmetric(engine, Float64Array.from([1, 0, -Infinity, 2]), 2)).toThrow(
    "(1, 0) is -Infinity",
  );
  expect(() => eigenvaluesSymmetric(engine, A, 3)).toThrow("has 9 entries, got 4");
  expect(eigenvaluesSymmetric(engine, new Float64Array(0), 0).length).toBe(0);
});
