// The comparison of solvers.test.ts at the sizes that take minutes.
import { expect, test } from "vitest";
import { Engine, gradientDescent, lbfgs } from "../../dist/index.js";
import { holdsKernelAndMethodTogether } from "../support/native-descents.ts";

const engine = await Engine.create();

test.each([
  ["gradient descent", gradientDescent({ eta: 0.05 }), { p: 3, small: 1000, large: 200 }],
  ["L-BFGS", lbfgs(), { p: 3, small: 1000, large: 1000 }],
  ["L-BFGS, p = 4", lbfgs(), { p: 4, small: 1000, large: 0 }],
] as const)("%s: the kernel and the general method are one", async (_, method, starts) => {
  await holdsKernelAndMethodTogether(engine, method, starts);
  expect.hasAssertions();
});
