import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Inertia, inertia, solve, solvePositiveDefinite } from "../dist/engine/linalg/index.js";
import { Engine, ShapeError } from "../dist/index.js";
import { power } from "./support/hard-matrices.ts";

const engine = await Engine.create();
const SMALLEST = power(-1074);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")) as T;
}

interface BunchKaufmanCase {
  readonly name: string;
  readonly n: number;
  readonly lower: readonly number[];
  readonly kinds: string;
  readonly sums: readonly number[];
  readonly negative: number;
}

interface ExactSystem {
  readonly n: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** null where it overflows */
  readonly x: readonly (number | null)[];
}

interface ExactInertia {
  readonly n: number;
  readonly a: readonly number[];
  readonly shift: number;
  readonly inertia: readonly [number, number, number];
}

const exact = read<{
  readonly inertia: readonly ExactInertia[];
  readonly "positive definite": readonly ExactSystem[];
  readonly general: readonly ExactSystem[];
}>("exact-systems.json");

/** A's lower triangle after `dinertia`: L below the pivots. */
function factor(A: Float64Array, n: number): { L: Float64Array; counts: Int32Array } {
  const { memory, kernels } = engine;
  return memory.scope(() => {
    const a = memory.fromF64(A);
    const counts = memory.i32(3);
    const work = memory.u8(kernels.dinertiaWork(n)).pointer;
    kernels.dinertia(n, a.pointer, n, counts.pointer, work, 0, Number.POSITIVE_INFINITY);
    return { L: a.read(), counts: counts.read() };
  });
}

function mirror(lower: readonly number[], n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return lower[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]! / 1000;
  });
}

test("pivots and factors are those of LAPACK's dsytrf, within and across panels", () => {
  // L has rounding errors of n eps times its growth, below 1e4 for these; another pivot changes it in the first digits
  const bound = 1e4 * 60 * Number.EPSILON;
  for (const { name, n, lower, kinds, sums, negative } of read<{ cases: BunchKaufmanCase[] }>(
    "bunch-kaufman.json",
  ).cases) {
    const { L, counts } = factor(mirror(lower, n), n);
    expect([...counts], `${name}, ${n}`).toEqual([negative, 0, n - negative]);
    for (let k = 0; k < n; ) {
      const width = Number(kinds[k]);
      for (let q = 0; q < width; q++) {
        let sum = 0;
        for (let i = k + width; i < n; i++) sum += Math.abs(L[i * n + k + q]!);
        const expected = sums[k + q]!;
        expect(Math.abs(sum - expected), `${name}, ${n}, column ${k + q}`).toBeLessThanOrEqual(
          bound * (1 + expected),
        );
      }
      k += width;
    }
  }
});

/** L's first column of a 3 x 3 matrix tells the first pivot: columns as they are, exchanged, or a pair. */
function firstPivot(diagonal: number, other: number): "own" | "exchanged" | "pair" {
  // column 0: (diagonal, 1, 0); row 1: (1, other, 4); the constant is (1 + sqrt 17) / 8 = 0.640388…
  const { L } = factor(Float64Array.of(diagonal, 1, 0, 1, other, 4, 0, 4, 1), 3);
  // a later exchange may have moved L's entry from row 1 to row 2
  const has = (x: number) => [L[3]!, L[6]!].some((entry) => Math.abs(entry - x) <= 1e-12 * Math.abs(x));
  return has(1 / diagonal) ? "own" : has(1 / other) ? "exchanged" : "pair";
}

test("the three tests of Bunch and Kaufman turn at (1 + sqrt 17) / 8, whatever the signs", () => {
  for (const sign of [1, -1]) {
    // own diagonal: at least alpha max² / row max = 0.16009…
    expect(firstPivot(sign * 0.1601, 1.5)).toBe("own");
    expect(firstPivot(sign * 0.16009, 1.5)).toBe("pair");
    // exchange: the other diagonal is at least alpha times its row's largest, 2.56155…
    expect(firstPivot(0.01, sign * 2.5616)).toBe("exchanged");
    expect(firstPivot(0.01, sign * 2.5615)).toBe("pair");
    // with two rows only, the first test alone decides
    const two = (x: number) => factor(Float64Array.of(x, 1, 1, 0.1), 2).L[2]!;
    expect(two(sign * 0.6404)).toBeCloseTo(sign / 0.6404, 12);
    expect(two(sign * 0.6403)).toBe(1);
  }
});

test("growth stays bounded where elimination without these pivots loses all digits", () => {
  // blocks [[t I, B], [B', C]] with tiny t: pivoting on t leaves nothing of C but rounding
  for (const m of [2, 5, 24, 40])
    for (const t of [0, power(-30), power(-60), -power(-60), power(-200)]) {
      const n = 2 * m;
      const A = new Float64Array(n * n);
      for (let i = 0; i < m; i++) {
        A[i * n + i] = t;
        for (let j = 0; j < m; j++) {
          const coupling = i === j ? 1 : ((i * 7 + j * 3) % 5) / (8 * m);
          A[i * n + m + j] = A[(m + j) * n + i] = coupling;
          A[(m + i) * n + m + j] = i === j ? (i % 2 === 0 ? 3 : -2) : ((i + j) % 3) / (4 * m);
        }
      }
      // B is far from singular: m eigenvalues on either side, by the determinant's continuity in C
      expect(inertia(engine, A, { n })).toEqual({ negative: m, zero: 0, positive: m });
    }
});

test("inertia of small matrices over the whole range of exponents, shifted or not, is the exact one", () => {
  for (const { n, a, shift, inertia: counts } of exact.inertia) {
    const found = inertia(engine, Float64Array.from(a), { n, shift });
    expect([found.negative, found.zero, found.positive], `${a} at ${shift}`).toEqual(counts);
  }
});

const diagonal = (...values: number[]) =>
  Float64Array.from({ length: values.length ** 2 }, (_, at) =>
    at % (values.length + 1) === 0 ? values[at % values.length]! : 0,
  );

test("subnormal entries, and shifts far from the matrix's size, have their own signs", () => {
  const cases: [Float64Array, number, Partial<Inertia>][] = [
    [Float64Array.of(-1e-311), 0, { negative: 1 }],
    [diagonal(1e-312, -1e-312, 1e-312, -1e-312), 0, { negative: 2, positive: 2 }],
    [diagonal(SMALLEST, -SMALLEST), 0, { negative: 1, positive: 1 }],
    [Float64Array.of(1e-311), 1e300, { positive: 1 }],
    [Float64Array.of(1e-311), -1e300, { negative: 1 }],
    [Float64Array.of(1e300), -1e-300, { positive: 1 }],
    [Float64Array.of(-1e300), 1e300, { zero: 1 }],
    [Float64Array.of(1.7e308), 1.7e308, { positive: 1 }],
    [Float64Array.of(-1.7e308), -1.7e308, { negative: 1 }],
    [diagonal(1e308, -1e-300), 0, { negative: 1, positive: 1 }],
    [diagonal(1e308, -1e-300, 5e-324), 1e-310, { negative: 1, positive: 2 }],
    [Float64Array.of(0, 1e-200, 1e-200, 1e200), 0, { negative: 1, positive: 1 }],
    [Float64Array.of(1, 1e-200, 1e-200, 0), 0, { negative: 1, positive: 1 }],
    [Float64Array.of(0, SMALLEST, 0, SMALLEST, 0, 0, 0, 0, 1), 0, { negative: 1, positive: 2 }],
    [Float64Array.of(1.7e308, 1.7e308, 1.7e308, -1.7e308), 1.7e308, { negative: 1, positive: 1 }],
  ];
  for (const [A, shift, expected] of cases)
    expect(inertia(engine, A, { n: Math.sqrt(A.length), shift }), `${A} at ${shift}`).toEqual({
      negative: 0,
      zero: 0,
      positive: 0,
      ...expected,
    });
});

test("a tiny coupling beside a large one is a pivot like any other", () => {
  // after the pair (0, 1), rows 2 … 4 are [[0, t, 0], [t, 0, 1], [0, 1, c]]: determinant -c t², trace c
  for (const t of [power(-40), power(-600), SMALLEST])
    for (const c of [1, -1]) {
      const A = Float64Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, t, 0, 0, 0, t, 0, 1, 0, 0, 0, 1, c);
      const [negative, positive] = c > 0 ? [2, 3] : [3, 2];
      expect(inertia(engine, A, { n: 5 }), `${t}, ${c}`).toEqual({ negative, zero: 0, positive });
    }
});

test.each(["positive definite", "general"] as const)(
  "%s systems over the whole range have the exact solution, or say",
  (kind) => {
    for (const { n, a, b, x } of exact[kind]) {
      const work = () =>
        (kind === "general" ? solve : solvePositiveDefinite)(
          engine,
          Float64Array.from(a),
          Float64Array.from(b),
          n,
        );
      if (x.includes(null)) {
        expect(work, `${a} x = ${b}`).toThrow("larger than the largest double");
        continue;
      }
      // the fixture's entries move by 2^-20 when the matrix does by 2^-40; it moves by some n eps here
      const found = work();
      x.forEach((value, i) => {
        const off = Math.abs(found![i]! - value!);
        expect(off, `${a} x = ${b}, number ${i}`).toBeLessThanOrEqual(Math.abs(value!) * 2 ** -28 + SMALLEST);
      });
    }
  },
);

test("systems of subnormal, huge and mixed sizes", () => {
  const one = (a: number, b: number) => [
    solve(engine, Float64Array.of(a), Float64Array.of(b), 1)![0],
    solvePositiveDefinite(engine, Float64Array.of(a), Float64Array.of(b), 1)![0],
  ];
  for (const a of [SMALLEST, 1e-311, power(-1022), 1e-200, 1, 1e200, Number.MAX_VALUE])
    for (const x of one(a, a)) expect(Math.abs(x! - 1)).toBeLessThanOrEqual(2 * Number.EPSILON); // by way of a root
  expect(one(1e-311, 0)).toEqual([0, 0]);
  expect(solve(engine, diagonal(1e300, 1e-300), Float64Array.of(1, 1), 2)).toEqual(
    Float64Array.of(1 / 1e300, 1 / 1e-300),
  );
  expect(solve(engine, diagonal(1, 1), Float64Array.of(1e300, 1e-300), 2)).toEqual(
    Float64Array.of(1e300, 1e-300),
  );
  expect(solvePositiveDefinite(engine, diagonal(1, 1e-311), Float64Array.of(1, 3e-311), 2)![1]).toBeCloseTo(
    3,
    12,
  );
  // rows of very different sizes: without scaling the pivot 10 takes all digits of the second row
  expect(solve(engine, Float64Array.of(10, 1e20, 1, 1), Float64Array.of(1e20, 2), 2)).toEqual(
    Float64Array.of(1, 1),
  );
  // sums on the way overflow, the solution does not
  const large = Float64Array.of(1.5e308, 1.5e308, 1.5e308, -1.5e308);
  expect(solve(engine, large, Float64Array.of(1.5e308, 1.5e308), 2)).toEqual(Float64Array.of(1, 0));
});

test("several right-hand sides are solved as each alone, at every size", () => {
  const b = Float64Array.of(1e-310, 2, 1e300, 0, 3e-310, -1, 5e299, 0);
  for (const scale of [1, power(-1030), power(1000)])
    for (const work of [solve, solvePositiveDefinite]) {
      const a = Float64Array.of(4 * scale, scale, scale, 3 * scale);
      const sides = b.map((value) => value * Math.min(1, scale));
      const together = work(engine, a, sides, 2)!;
      for (let j = 0; j < 4; j++) {
        const alone = work(engine, a, Float64Array.of(sides[j]!, sides[4 + j]!), 2)!;
        for (const i of [0, 1])
          expect(Math.abs(together[4 * i + j]! - alone[i]!)).toBeLessThanOrEqual(
            8 * Number.EPSILON * Math.abs(alone[i]!),
          );
      }
    }
});

test("a solution that overflows, wrong lengths and what is singular are said", () => {
  const one = Float64Array.of(1e-300);
  for (const work of [solve, solvePositiveDefinite]) {
    expect(() => work(engine, one, Float64Array.of(1e300), 1)).toThrow("number 0 of the solution is larger");
    expect(() => work(engine, one, Float64Array.of(1e300), 1)).toThrow(ShapeError);
    expect(() => work(engine, new Float64Array(0), one, 0)).toThrow("right-hand sides of order 0");
    expect(() => work(engine, new Float64Array(5), new Float64Array(2), 2)).toThrow("has 4 entries, got 5");
    expect(work(engine, new Float64Array(0), new Float64Array(0), 0)).toEqual(new Float64Array(0));
    expect(
      work(engine, Float64Array.of(1e-311, 1e-311, 1e-311, 1e-311), new Float64Array(2), 2),
    ).toBeUndefined();
    expect(work(engine, new Float64Array(4), new Float64Array(2), 2)).toBeUndefined();
  }
  expect(() =>
    solve(engine, Float64Array.of(1, 1, 0, 1, 1, 1e-310, 0, 1, 1), Float64Array.of(1, 2, 1), 3),
  ).toThrow("larger");
  expect(
    solvePositiveDefinite(engine, Float64Array.of(1e-300, 1e300, 1e300, 1), new Float64Array(2), 2),
  ).toBeUndefined();
});
