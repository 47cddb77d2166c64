/** Dense kernels beside OpenBLAS, LAPACK, ml-matrix and plain JavaScript: rows of the table of targets. */
import type { Engine } from "losscape";
import { dgemm, eigenSymmetric, eigenvaluesSymmetric, inertia, sgemm, solve } from "losscape/engine/linalg";
import { EigenvalueDecomposition, LuDecomposition, Matrix } from "ml-matrix";
import type { Case, LocalWork, PythonWork } from "../case.ts";

const EPS = Number.EPSILON;

/** A fixed pattern without structure: benchmarks need no random stream. */
export function pattern(length: number, seed = 1): Float64Array {
  let state = seed * 2654435761;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

function symmetric(n: number): Float64Array {
  const a = pattern(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!;
  return a;
}

const python = (name: string, request: PythonWork["request"]): readonly PythonWork[] => [
  { name: `${name}, equal width`, width: "equal", request },
  { name: `${name}, all of AVX`, width: "full", request },
];

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

function plainProduct({ m, n, k }: Shape): LocalWork {
  const [a, b, c] = [pattern(m * k, 1), pattern(k * n, 2), new Float64Array(m * n)];
  return {
    name: "plain JavaScript",
    run() {
      c.fill(0);
      for (let i = 0; i < m; i++)
        for (let p = 0; p < k; p++) {
          const x = a[i * k + p]!;
          for (let j = 0; j < n; j++) c[i * n + j]! += x * b[p * n + j]!;
        }
      return c[0]!;
    },
  };
}

function mlProduct({ m, n, k }: Shape): LocalWork {
  const a = Matrix.from1DArray(m, k, Array.from(pattern(m * k, 1)));
  const b = Matrix.from1DArray(k, n, Array.from(pattern(k * n, 2)));
  return { name: "ml-matrix", run: () => a.mmul(b).get(0, 0) };
}

function product(engine: Engine, shape: Shape, single: boolean): LocalWork {
  const { m, n, k } = shape;
  const { memory } = engine;
  const make = (length: number) => (single ? memory.f32(length) : memory.f64(length));
  const [a, b, c] = [make(m * k), make(k * n), make(m * n)];
  const [av, bv] = [pattern(m * k, 1), pattern(k * n, 2)];
  a.set(av);
  b.set(bv);
  const run = (): number => {
    if (single) sgemm(engine, { a, b, c } as never, shape);
    else dgemm(engine, { a, b, c } as never, shape);
    return c.view()[0]!;
  };
  return {
    name: "losscape",
    run,
    /** |C x - A (B x)| / (eps |A| |B x|), largest. */
    check() {
      run();
      const out = c.read() as ArrayLike<number>;
      const x = pattern(n, 3);
      const [left, right] = [single ? Float32Array.from(av) : av, single ? Float32Array.from(bv) : bv];
      const bx = Float64Array.from({ length: k }, (_, p) => {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += right[p * n + j]! * x[j]!;
        return sum;
      });
      let worst = 0;
      let size = 0;
      for (let i = 0; i < m; i++) {
        let [direct, through] = [0, 0];
        for (let j = 0; j < n; j++) direct += out[i * n + j]! * x[j]!;
        for (let p = 0; p < k; p++) through += left[i * k + p]! * bx[p]!;
        worst = Math.max(worst, Math.abs(direct - through));
        size = Math.max(size, Math.abs(through));
      }
      return worst / (size * (single ? 2 ** -23 : EPS));
    },
    dispose() {
      for (const block of [a, b, c]) block.free();
    },
  };
}

function productCase(
  engine: Engine,
  shape: Shape,
  options: { single?: boolean; targets?: boolean } = {},
): Case {
  const { m, n, k } = shape;
  const { single = false, targets = false } = options;
  const blas = single ? "OpenBLAS sgemm" : "OpenBLAS dgemm";
  const square = m === n && n === k;
  return {
    group: "gemm",
    name: `${single ? "sgemm" : "dgemm"} ${square ? `n=${n}` : `${m} x ${k} x ${n}`}`,
    amount: [2 * m * n * k, "flop"],
    checkUnit: "eps",
    ours: () => product(engine, shape, single),
    locals: () => (n * m * k <= 256 ** 3 && !single ? [mlProduct(shape), plainProduct(shape)] : []),
    pythons: python(blas, { op: single ? "sgemm" : "dgemm", m, n, k }),
    targets: targets
      ? [
          { peer: `${blas}, equal width`, ratio: 1 / 1.2 },
          { peer: `${blas}, all of AVX`, ratio: 1 / (engine.relaxed ? 0.5 : 0.45) },
          { peer: "ml-matrix", ratio: 1 / 22 },
        ]
      : [],
  };
}

function eigenCase(engine: Engine, n: number, plain: boolean): Case {
  const a = symmetric(n);
  return {
    group: "eigen",
    name: `eigenvalues n=${n}`,
    amount: [(4 / 3) * n ** 3, "flop"],
    checkUnit: "n eps |A|",
    ours: () => {
      let values = new Float64Array(0);
      return {
        name: "losscape",
        run() {
          values = eigenvaluesSymmetric(engine, a, n) as Float64Array<ArrayBuffer>;
          return values[0]!;
        },
        check() {
          const trace = Array.from({ length: n }, (_, i) => a[i * n + i]!).reduce((s, x) => s + x, 0);
          const sum = values.reduce((s, x) => s + x, 0);
          return Math.abs(sum - trace) / (n * EPS * Math.max(-values[0]!, values.at(-1)!));
        },
      };
    },
    locals: () => {
      if (!plain) return [];
      const matrix = Matrix.from1DArray(n, n, Array.from(a));
      return [
        {
          name: "ml-matrix (with vectors)",
          run: () => new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues[0]!,
        },
      ];
    },
    pythons: python("LAPACK dsyevd", { op: "eigenvalues", n }),
    targets: [
      { peer: "LAPACK dsyevd, equal width", ratio: 1 },
      { peer: "LAPACK dsyevd, all of AVX", ratio: 1.8 },
      { peer: "ml-matrix (with vectors)", ratio: 1 / 50 },
    ],
  };
}

function vectorsCase(engine: Engine, n: number): Case {
  const a = symmetric(n);
  return {
    group: "eigen",
    name: `all eigenvectors n=${n}`,
    amount: [9 * n ** 3, "flop"],
    ours: () => ({ name: "losscape", run: () => eigenSymmetric(engine, a, n).values[0]! }),
    pythons: python("LAPACK dsyevd with vectors", { op: "eigenvectors", n }),
  };
}

function inertiaCase(engine: Engine, n: number): Case {
  const a = symmetric(n);
  return {
    group: "inertia",
    name: `inertia n=${n}`,
    amount: [n ** 3 / 3, "flop"],
    checkUnit: "|count − that of the eigenvalues|",
    ours: () => {
      let negative = 0;
      return {
        name: "losscape",
        run() {
          ({ negative } = inertia(engine, a, { n }));
          return negative;
        },
        check() {
          const values = eigenvaluesSymmetric(engine, a, n);
          return Math.abs(negative - values.filter((value) => value < 0).length);
        },
      };
    },
    pythons: python("LAPACK dsytrf", { op: "ldlt", n }),
    targets: [{ peer: "LAPACK dsytrf, equal width", ratio: 0.6 }],
  };
}

function solveCase(engine: Engine, n: number): Case {
  const a = pattern(n * n);
  const b = pattern(n, 5);
  return {
    group: "solve",
    name: `LU solve n=${n}`,
    amount: [(2 / 3) * n ** 3, "flop"],
    ours: () => ({ name: "losscape", run: () => solve(engine, a, b, n)![0]! }),
    locals: () => {
      const [matrix, right] = [Matrix.from1DArray(n, n, Array.from(a)), Matrix.columnVector(Array.from(b))];
      return [{ name: "ml-matrix", run: () => new LuDecomposition(matrix).solve(right).get(0, 0) }];
    },
  };
}

export function denseCases(engine: Engine, quick: boolean): readonly Case[] {
  const cube = (n: number): Shape => ({ m: n, n, k: n });
  return [
    ...(quick ? [256] : [256, 512, 1024]).map((n) => productCase(engine, cube(n), { targets: true })),
    productCase(engine, cube(512), { single: true }),
    ...(quick ? [] : [cube(8), cube(31), { m: 1000, n: 10, k: 100 }, { m: 500, n: 100, k: 20 }]).map(
      (shape) => productCase(engine, shape),
    ),
    ...(quick ? [300] : [1000, 2000]).map((n) => eigenCase(engine, n, n <= 1000)),
    vectorsCase(engine, quick ? 200 : 1000),
    inertiaCase(engine, quick ? 300 : 1000),
    solveCase(engine, quick ? 200 : 500),
  ];
}
