import { afterAll, expect, test } from "vitest";
import { eigenSymmetric, eigenvaluesSymmetric } from "../../dist/engine/linalg.js";
import { Engine } from "../../dist/index.js";
import { checkMatrix, checksum, type Figures, largest, readCases } from "../support/eigen-checks.ts";
import { FAMILIES, hardMatrix } from "../support/hard-matrices.ts";

const engine = await Engine.create();
const cases = readCases();
const MOST = 202;
const most: Figures = { values: 0, residual: 0, orthogonality: 0, shifts: 0 };
let matrices = 0;

test("the formulas give the bits that LAPACK was given, at every stored order", () => {
  for (const { family, n, entries } of cases)
    expect(checksum(hardMatrix(family, n), n), `${family}, ${n}`).toBe(entries);
});

test.each(Object.keys(FAMILIES))("every order from 1 to 202, both reductions, both solvers: %s", (family) => {
  for (let n = 1; n <= MOST; n++) {
    const reference = cases.find((item) => item.family === family && item.n === n)?.values;
    const figures = checkMatrix({ engine, family, n, reference });
    most.values = Math.max(most.values, figures.values);
    most.residual = Math.max(most.residual, figures.residual);
    most.orthogonality = Math.max(most.orthogonality, figures.orthogonality);
    most.shifts += figures.shifts;
    matrices++;
  }
});

test.each(cases.filter(({ n }) => n > MOST).map(({ family }) => family))(
  "order 1536 against LAPACK: %s",
  (family) => {
    const { values } = cases.find((item) => item.family === family && item.n > MOST)!;
    checkMatrix({ engine, family, n: 1536, reference: values, vectors: false });
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
