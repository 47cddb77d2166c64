/** The Hessian of a landscape as dense linear algebra takes it. */
import type { Landscape } from "../base/landscape.ts";
import { type Steps, within } from "../base/steps.ts";
import type { SymmetricMatrix } from "./linalg/index.ts";
import type { BlockF64 } from "./memory.ts";

/** Share of the time until the Hessian is there, where it is made in pieces. */
const MADE = 0.5;

/** What is made of the Hessian at x, which may be overwritten: in the engine where the landscape makes it there, else on the host. */
export function* withHessian<T>(
  landscape: Landscape,
  x: Float64Array,
  use: (matrix: SymmetricMatrix) => Steps<T>,
  allowed: number,
): Steps<T> {
  if (!landscape.hessianSteps) return yield* use(landscape.hessian(x));
  const block = yield* within(landscape.hessianSteps(x, allowed), 0, MADE);
  try {
    return yield* within(use(block as BlockF64), MADE, 1);
  } finally {
    block.free();
  }
}
