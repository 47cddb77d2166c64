/** Steps in the eigenbasis of the Hessian: what Newton's method, its saddle-free form and eigenvector following share. */
import type { Landscape } from "../base/landscape.ts";
import { PIECE_FLOPS, type Steps } from "../base/steps.ts";
import { dot, norm } from "../base/vector.ts";
import type { Engine } from "../engine/engine.ts";
import { withHessian } from "../engine/hessian-of.ts";
import { eigenSteps } from "../engine/linalg/eigen.ts";
import type { SymmetricMatrix } from "../engine/linalg/index.ts";
import type { Iterate, Problem, Request } from "./method.ts";

export interface Modes {
  /** Eigenvalues of the Hessian, ascending. */
  readonly values: Float64Array;
  /** Row r: the eigenvector of value r, in tangent coordinates. */
  readonly vectors: Float64Array;
  /** The gradient in the eigenbasis. */
  readonly gradient: Float64Array;
}

/** Cost: a Hessian and an eigendecomposition, 9 t³ flops. */
export function* modesAt(
  engine: Engine,
  landscape: Landscape,
  at: { readonly point: Float64Array; readonly gradient: Float64Array },
  allowed: number,
): Steps<Modes> {
  const { manifold } = landscape;
  const order = manifold.tangentDimension;
  const g = manifold.tangentCoordinates(at.point, at.gradient);
  const decompose = (matrix: SymmetricMatrix) => eigenSteps(engine, { matrix, n: order }, allowed);
  const { values, vectors } = yield* withHessian(landscape, at.point, decompose, allowed);
  const gradient = new Float64Array(order);
  for (let r = 0; r < order; r++) gradient[r] = dot(vectors.subarray(r * order, (r + 1) * order), g);
  return { values, vectors, gradient };
}

/** The same as a method asks for it: with pauses. */
export function* askModes({ engine, landscape }: Problem, here: Iterate): Generator<Request, Modes, Iterate> {
  const steps = modesAt(engine, landscape, here, PIECE_FLOPS);
  try {
    for (;;) {
      yield { kind: "pause" };
      const { done, value } = steps.next();
      if (done) return value;
    }
  } finally {
    steps.return(undefined as never);
  }
}

/**
 * The tangent vector sum_r c_r v_r with c_r = sign(r) g_r / max(|lambda_r|, |g_r| / most): Newton's step with signs of its own, in which
 * no mode alone goes farther than `most`, and which is no longer than that as a whole.
 *
 * @param sign -1 goes down along mode r where its curvature is meant to be positive, +1 up
 */
export function modeStep(
  landscape: Landscape,
  x: Float64Array,
  of: { readonly modes: Modes; readonly sign: (r: number) => number; readonly most: number },
): Float64Array {
  const { values, vectors, gradient } = of.modes;
  const order = values.length;
  const step = new Float64Array(order);
  for (let r = 0; r < order; r++) {
    const curvature = Math.max(Math.abs(values[r]!), Math.abs(gradient[r]!) / of.most);
    if (curvature === 0) continue;
    const along = (of.sign(r) * gradient[r]!) / curvature;
    for (let i = 0; i < order; i++) step[i]! += along * vectors[r * order + i]!;
  }
  const scale = Math.min(1, of.most / norm(step));
  return landscape.manifold.liftTangent(x, step).map((value) => scale * value);
}
