// The numbers that stand for names between kernels and host. scripts/codes.mjs makes the host's side of them
// (src/engine/generated/codes.ts: CROSS_ENTROPY becomes "cross-entropy"), so that neither side can be changed alone. Blocks of
// numbers that both sides read are enumerated too: a number's place is its number here.

/** Losses of a network: loss.ts. */
export enum NetworkLoss {
  CROSS_ENTROPY,
  MSE,
  HINGE,
}

/** How a move of annealing changes a parameter: anneal.ts. */
export enum Proposal {
  GAUSSIAN,
  UNIFORM,
  LEVELS,
}

/** Ways down on the spin glass: descend.ts. */
export enum DescentMethod {
  GRADIENT_DESCENT,
  LBFGS,
}

/** What became of a descent: descend.ts. */
export enum DescentStatus {
  CONVERGED,
  MAX_EVALUATIONS,
  STALLED,
  NOT_FINITE,
}

/** What became of a path of the homotopy: homotopy.ts. */
export enum PathStatus {
  REACHED,
  STEP_TOO_SMALL,
  TOO_MANY_STEPS,
  NOT_FINITE,
}

/** The f64 numbers of a run of annealing, in the order in which they stand: anneal.ts. */
export enum AnnealRun {
  /** Summed loss. */
  SUM,
  TEMPERATURE,
  /** A move. */
  TEMPERATURE_RATIO,
  /** Proposal width. */
  SCALE,
  SCALE_RATIO,
  ACCEPTED,
  /** Weights of the three-valued walk are -level, 0, level. */
  HIDDEN_LEVEL,
  OUTPUT_LEVEL,
  /** Four random words of a move, two numbers long. */
  WORDS,
  WORDS_END,
  /** Change of the summed loss that a move would make. */
  DIFFERENCE,
  LENGTH,
}
