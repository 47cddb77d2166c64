/** Families of the workload: random numbers, vectors, dense linear algebra, Krylov methods. */
import type { LinearOperator } from "../base/landscape.ts";
import { scaleByPower } from "../base/powers-of-two.ts";
import {
  inertiaFactors,
  matrixVectorProducts,
  philoxWords,
  symmetricProduct,
  vectorSums,
  vectorSumsF32,
} from "../engine/bare-kernels.ts";
import type { Engine } from "../engine/engine.ts";
import {
  dgemm,
  eigenSymmetric,
  eigenvaluesSymmetric,
  inertia,
  sgemm,
  solve,
  solvePositiveDefinite,
} from "../engine/linalg/index.ts";
import { normalInto, normals, permutation, uniformInto, uniforms } from "../engine/random.ts";
import { spectralQuadrature } from "../spectrum/density.ts";
import { lanczos } from "../spectrum/lanczos.ts";
import { keyOf, type Sink } from "./sink.ts";

/** Orders on both sides of tiles and panels (2, 4, 8, 16, 32, 64). */
const ORDERS = [1, 2, 3, 5, 17, 33, 70, 131];

/** A random symmetric matrix of order n. */
function symmetric(engine: Engine, n: number): Float64Array {
  const a = normals(engine, keyOf("symmetric", n), n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  return a;
}

/** The same with its diagonal raised: positive definite. */
function positive(engine: Engine, n: number): Float64Array {
  const a = symmetric(engine, n);
  for (let i = 0; i < n; i++) a[i * n + i]! += 2 * n;
  return a;
}

/**
 * Exponents of the largest and the smallest row of a graded matrix. Its largest entries are brought below 2^300 before a reduction,
 * its smallest columns are below 2^-900, from where reflectors are rescaled, and solutions are smaller than the largest double.
 */
const GRADES = [160, -480] as const;

/** S A S with A `symmetric` and S of powers of two: the rows' sizes fall, or, shuffled, come in no order. */
function graded(engine: Engine, n: number, shuffled: boolean): Float64Array {
  const [high, low] = GRADES;
  const exponents = Array.from({ length: n }, (_, i) => {
    const place = shuffled ? (5 * i + 3) % n : i;
    return high - Math.floor(((high - low) * place) / Math.max(1, n - 1));
  });
  return symmetric(engine, n).map((x, at) =>
    scaleByPower(x, exponents[Math.floor(at / n)]! + exponents[at % n]!),
  );
}

/** What the dense families are run on: the kernels have branches of their own for rows of very different sizes. */
function matrices(engine: Engine, n: number): readonly Float64Array[] {
  return [symmetric(engine, n), graded(engine, n, false), graded(engine, n, true)];
}

export function randomNumbers(engine: Engine, add: Sink): void {
  const key = keyOf("random");
  add(philoxWords(engine, key, { start: 3, count: 50 }));
  add(normals(engine, key, 10_000));
  add(uniforms(engine, key, 1001));
  add(permutation(engine, key, 501));
  engine.memory.scope(() => {
    const [wide, narrow] = [engine.memory.f64(77), engine.memory.f32(77)];
    for (const start of [1, 2, 3, 4_294_967_290]) {
      for (const fill of [normalInto, uniformInto])
        for (const block of [wide, narrow]) {
          fill(engine, key, block, { start });
          add(block.read());
        }
    }
  });
}

export function vectors(engine: Engine, add: Sink): void {
  for (const n of [1, 2, 3, 7, 8, 31, 100]) {
    add(vectorSums(engine, keyOf("vectors"), n));
    add(vectorSumsF32(engine, keyOf("vectors"), n));
    add(matrixVectorProducts(engine, keyOf("matrix-vector"), n));
  }
}

const SHAPES = [
  [1, 1, 1],
  [3, 5, 2],
  [8, 8, 8],
  [17, 33, 9],
  [70, 65, 67],
  [130, 20, 90],
] as const;

export function products(engine: Engine, add: Sink): void {
  const { memory } = engine;
  const key = keyOf("products");
  for (const [m, n, k] of SHAPES) {
    add(symmetricProduct(engine, key, m, k));
    for (const [transA, transB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const shape = { m, n, k, transA, transB, alpha: 0.75, beta: -0.5 };
      memory.scope(() => {
        const wide = { a: memory.f64(m * k), b: memory.f64(k * n), c: memory.f64(m * n) };
        const narrow = { a: memory.f32(m * k), b: memory.f32(k * n), c: memory.f32(m * n) };
        for (const operands of [wide, narrow])
          for (const [start, block] of [operands.a, operands.b, operands.c].entries())
            normalInto(engine, key, block, { start });
        dgemm(engine, wide, shape);
        sgemm(engine, narrow, shape);
        add(wide.c.read());
        add(narrow.c.read());
      });
    }
  }
}

export function eigenvalues(engine: Engine, add: Sink): void {
  for (const n of ORDERS) for (const a of matrices(engine, n)) add(eigenvaluesSymmetric(engine, a, n));
}

export function eigenvaluesInTwoStages(engine: Engine, add: Sink): void {
  for (const n of ORDERS)
    for (const a of matrices(engine, n)) add(eigenvaluesSymmetric(engine, a, n, { reduction: "two-stage" }));
}

export function eigenvectors(engine: Engine, add: Sink): void {
  for (const n of ORDERS)
    for (const a of matrices(engine, n))
      for (const solver of ["divide-and-conquer", "ql"] as const)
        for (const vectors of ["all", { lowest: 1 }, { highest: 1 }] as const) {
          const found = eigenSymmetric(engine, a, n, { vectors, solver });
          add(found.values);
          add(found.vectors);
        }
}

/**
 * The counts of the inertia, and the factors that gave them, since counts show no entry of them. Solutions show every entry of LU
 * and Cholesky factors.
 */
export function factorisations(engine: Engine, add: Sink): void {
  for (const n of ORDERS) {
    const b = normals(engine, keyOf("right", n), 3 * n);
    for (const a of matrices(engine, n)) {
      for (const shift of [-1, 0, 2.5]) {
        const { negative, zero, positive: above } = inertia(engine, a, { n, shift });
        add([negative, zero, above]);
        for (const balanced of [true, false]) add(inertiaFactors(engine, a, { n, shift, balanced }));
      }
      add(solve(engine, a, b, n) ?? []);
    }
    add(solvePositiveDefinite(engine, positive(engine, n), b, n) ?? []);
  }
}

export function krylov(engine: Engine, add: Sink): void {
  const n = 120;
  const a = symmetric(engine, n);
  const operator: LinearOperator = {
    dimension: n,
    apply: (v, out) => {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += a[i * n + j]! * v[j]!;
        out[i] = sum;
      }
    },
  };
  for (const end of ["lowest", "highest"] as const) {
    const found = lanczos(engine, operator, { count: 3, end, key: keyOf("lanczos") });
    for (const values of [found.values, found.vectors, found.residuals, [found.products]]) add(values);
  }
  const { nodes, weights } = spectralQuadrature(engine, operator, {
    key: keyOf("quadrature"),
    probes: 2,
    steps: 30,
  });
  add(nodes);
  add(weights);
}
