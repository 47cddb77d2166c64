/**
 * Hard symmetric matrices of 42 families against LAPACK, and against what holds of any eigenvalues and eigenvectors.
 *
 * The repository has LAPACK's values at 22 orders up to 202, and of five families at orders 1535, 1536, 1537 and 1600. At the other
 * orders up to 202 values of one stage are held to their order, their trace and the inertia in their widest gaps, all others to those
 * of one stage as well, and vectors to residual and orthogonality. For LAPACK's values at every order, 7 MB, made in a minute or two:
 *
 *     python3 test/fixtures/make_hard.py --every-order FOLDER
 *     LOSSCAPE_HARD_FIXTURE=FOLDER LOSSCAPE_TESTS=exhaustive npx vitest run test/exhaustive/eigen-hard.test.ts
 *
 * LOSSCAPE_HARD_VECTORS=none leaves the vectors out, which take most of the time.
 */
import { afterAll, expect, test } from "vitest";
import { eigenSymmetric, eigenvaluesSymmetric } from "../../dist/engine/linalg/index.js";
import { Engine } from "../../dist/index.js";
import { checkMatrix, checksum, type Figures, largest, readCases } from "../support/eigen-checks.ts";
import { FAMILIES, hardMatrix } from "../support/hard-matrices.ts";

const engine = await Engine.create();
const cases = readCases(process.env.LOSSCAPE_HARD_FIXTURE);
const vectors = process.env.LOSSCAPE_HARD_VECTORS !== "none";
const MOST = 202;
const large = cases.filter(({ n }) => n > MOST);
const most: Figures = { values: 0, residual: 0, orthogonality: 0, shifts: 0, compared: 0 };
let matrices = 0;

function note(figures: Figures): void {
  for (const name of ["values", "residual", "orthogonality"] as const)
    most[name] = Math.max(most[name], figures[name]);
  most.shifts += figures.shifts;
  most.compared += figures.compared;
  matrices++;
}

test("the formulas give the bits that LAPACK was given, at every stored order", () => {
  for (const { family, n, entries } of cases)
    expect(checksum(hardMatrix(family, n), n), `${family}, ${n}`).toBe(entries);
});

test.each(Object.keys(FAMILIES))("every order from 1 to 202, both reductions, both solvers: %s", (family) => {
  for (let n = 1; n <= MOST; n++) {
    const reference = cases.find((item) => item.family === family && item.n === n)?.values;
    note(checkMatrix({ engine, family, n, reference, vectors }));
  }
});

test("five families have LAPACK's values at each of four large orders", () => {
  expect(large.map(({ n }) => n).sort()).toEqual([1535, 1536, 1537, 1600].flatMap((n) => Array(5).fill(n)));
});

test.each(large.map(({ family, n }) => [family, n] as const))(
  "against LAPACK at a large order, both reductions, vectors by divide and conquer: %s, %i",
  (family, n) => {
    const { values } = large.find((item) => item.family === family && item.n === n)!;
    const wanted = vectors && "divide-and-conquer";
    note(checkMatrix({ engine, family, n, reference: values, vectors: wanted }));
  },
);

test.each([1535, 1536, 1537, 1600])("the ends of the spectrum and their vectors at order %i", (n) => {
  for (const family of ["ones", "rank 3", "graded up from subnormal", "first column tiny"]) {
    const A = hardMatrix(family, n);
    const alone = eigenvaluesSymmetric(engine, A, n);
    const bound = 4 * n * Number.EPSILON * largest(alone);
    for (const solver of family === "ones"
      ? (["divide-and-conquer", "ql"] as const)
      : (["divide-and-conquer"] as const)) {
      const { values, vectors } = eigenSymmetric(engine, A, n, { vectors: { highest: 2 }, solver });
      expect(largest(values.map((x, i) => x - alone[i]!)), `${family}, ${solver}`).toBeLessThanOrEqual(bound);
      for (let r = 0; r < 2; r++)
        for (let i = 0; i < n; i++) {
          let sum = -values[n - 2 + r]! * vectors[r * n + i]!;
          for (let j = 0; j < n; j++) sum += A[i * n + j]! * vectors[r * n + j]!;
          if (!(Math.abs(sum) <= bound)) expect.fail(`${family}, ${solver}, vector ${r}: residual ${sum}`);
        }
    }
  }
});

afterAll(() => console.log(`${matrices} matrices, largest defects in n eps |A|:`, most));
