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

/** What a run of mini-batches is told: sgd.ts, sgd-side.ts. `inputs` … `work` are addresses. */
export enum SgdRun {
  LAYERS,
  SIZES,
  LOSS,
  BIAS,
  /** Rows of all samples, and how many there are. */
  INPUTS,
  LABELS,
  SAMPLES,
  /** The order of the samples; four orders side by side. */
  ORDER,
  START,
  COUNT,
  BATCH,
  RATE,
  MOMENTUM,
  DECAY,
  WEIGHTS,
  /** 0 without momentum. */
  VELOCITY,
  WORK,
}

/** What the Hessian of a tile of samples is told: hessian.ts. */
export enum HessianRun {
  LAYERS,
  SIZES,
  LOSS,
  BIAS,
  START,
  ROWS,
  INPUTS,
  LABELS,
  WEIGHTS,
  SCALE,
  HESSIAN,
  WORK,
  /** Where the next piece is: layer and unit of the row (layer 0: nothing is done), of the column, and the first sample. */
  ROW_LAYER,
  ROW_UNIT,
  COLUMN_LAYER,
  COLUMN_UNIT,
  SAMPLE,
  /** Flops after which no piece is begun. */
  ALLOWED,
}

/** What descents on the spin glass are told: descend.ts. */
export enum DescendRun {
  N,
  P,
  COUPLINGS,
  COUNT,
  STARTS,
  METHOD,
  ETA,
  DECAY,
  TOLERANCE,
  MAX_EVALUATIONS,
  ENERGIES,
  GRADIENTS,
  EVALUATIONS,
  STATUS,
  WORK,
  /** What goes on from call to call: the number of the next start, the newest place of the ring; 1 once it has begun. */
  NEXT,
  NEWEST,
  BEGUN,
  /** Evaluations of all lanes after which the call ends. */
  ALLOWED,
}

/** What stochastic descent on the spin glass is told: sample-sgd.ts. */
export enum SampleSgdRun {
  N,
  P,
  COUPLINGS,
  /** Couplings of a sample. */
  LENGTH,
  SAMPLES,
  COUNT,
  POINTS,
  ETA,
  DECAY,
  FIRST_EPOCH,
  EPOCHS,
  WORK,
  /** 0 at the start; else the points are where the call before left them, on the sphere. */
  BEGUN,
}

/** What the homotopy is told: homotopy.ts. */
export enum TrackRun {
  N,
  P,
  ROWS,
  TABLES,
  GAMMA_RE,
  GAMMA_IM,
  TOLERANCE,
  COUNT,
  PATHS,
  SOLUTIONS,
  STATUS,
  STEPS,
  WORK,
}

/** What a run of annealing is told, and what it keeps between calls: anneal.ts. */
export enum AnnealRun {
  /** The random stream: two words of the key, two of the counter. */
  K0,
  K1,
  C2,
  C3,
  /** Number of the first move, and how many. */
  FIRST,
  MOVES,
  KIND,
  BIAS,
  SIZES,
  LOSS,
  SAMPLES,
  WEIGHTS,
  STATE,
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
}
