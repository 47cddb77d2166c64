/** One group of starts on one disorder: descend, then look at the Hessian of each end point. */
import type { JsonObject } from "../../base/json.ts";
import { rowCount, rowOf } from "../../base/rows.ts";
import type { Engine } from "../../engine/engine.ts";
import type { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";
import type { TaskContext } from "../../run/contract.ts";
import { hessianSpectrum } from "../../spectrum/spectrum.ts";
import { startDirections } from "../kit/disorder/starts.ts";
import { chosenLandscape } from "../kit/landscapes/chosen.ts";
import { descendFrom } from "../kit/landscapes/descend.ts";
import type { Glass } from "../kit/landscapes/family.ts";
import { prepareStarts } from "../kit/landscapes/prepare.ts";
import {
  type SpinGlassConfig,
  type SpinGlassOptimiser,
  type SpinGlassTask,
  START_STEP,
  START_TIME,
  sampleCount,
} from "./config.ts";

/** One group of starts on one disorder. */
export type SpinGlassRow = JsonObject & {
  readonly size: number;
  readonly draw: number;
  readonly optimiser: SpinGlassOptimiser;
  /** At which the starts were prepared, and their H/N; absent for random starts. */
  readonly temperature?: number;
  readonly startEnergies?: readonly number[];
  readonly first: number;
  /** H/N of each end point. */
  readonly energies: readonly number[];
  /** |Riemannian gradient| / sqrt(N) of each end point. */
  readonly gradients: readonly number[];
  /** Gradient evaluations of each descent, those of the stochastic part counted once a sample. */
  readonly evaluations: readonly number[];
  /** How each descent ended; only "converged" is at the tolerance. */
  readonly status: readonly DescentStatus[];
  /** Negative eigenvalues of the Riemannian Hessian at each end point; empty when not asked for. */
  readonly indices: readonly number[];
  readonly lowestEigenvalues: readonly number[];
};

/** The paper's code: eta = 0.3 / (1 + 0.0015 t) over the samples, then 0.2 / (1 + 0.0015 k) down the whole energy. */
const SGD_ETA = 0.3;

const GD_ETA = 0.2;

const DECAY = 0.0015;

/** Plain gradient descent without decay: below 2 / lambda_max of the Hessian near the bottom, p E_inf + p |E| = 9.9 at p = 3. */
const PLAIN_ETA = 0.15;

const LBFGS_ETA = 0.1;

/** Epochs of stochastic descent a kernel call. */
const EPOCHS_A_CALL = 50;

interface Ends {
  readonly points: Float64Array;
  readonly energies: readonly number[];
  readonly gradients: readonly number[];
  readonly evaluations: readonly number[];
  readonly status: readonly DescentStatus[];
}

/** Share of a task's progress that the preparation of starts takes. */
const PREPARATION_SHARE = 0.8;

export async function run(task: SpinGlassTask, context: TaskContext<SpinGlassConfig>): Promise<SpinGlassRow> {
  const { config, engine } = context;
  const { size: n, draw, optimiser, first, past } = task;
  const glass = await context.memo(
    `couplings ${n} ${draw}`,
    () =>
      chosenLandscape(config).make(engine, {
        n,
        key: context.sharedStream(`disorder ${n} ${draw}`),
        files: context.files,
        samples: sampleCount(config, n),
      }),
    (old) => old.dispose(),
  );
  const random = startDirections(engine, {
    n,
    first,
    past,
    key: context.sharedStream(`starts ${n} ${draw}`),
  });
  const { starts, ...prepared } = await startsOf(glass, random, { task, context });
  const ends = await descend(glass, starts, { task, context });
  const { indices, lowestEigenvalues } = config.indices
    ? await endPointIndices(engine, glass, ends.points)
    : { indices: [], lowestEigenvalues: [] };
  return {
    size: n,
    draw,
    optimiser,
    ...prepared,
    first,
    energies: ends.energies,
    gradients: ends.gradients,
    evaluations: ends.evaluations,
    status: ends.status,
    indices,
    lowestEigenvalues,
  };
}

interface Parts {
  readonly task: SpinGlassTask;
  readonly context: TaskContext<SpinGlassConfig>;
}

/** The random starts, or what Langevin dynamics at the task's temperature makes of them. */
async function startsOf(glass: Glass, random: Float64Array, { task, context }: Parts) {
  const { size: n, draw, temperature, first } = task;
  if (temperature === undefined) return { starts: random };
  const { startTime = START_TIME, startStep = START_STEP } = context.config;
  const starts = await prepareStarts(context.engine, glass, random, {
    temperature,
    time: startTime,
    eta: startStep,
    key: context.sharedStream(`preparation ${n} ${draw} ${temperature}`),
    first,
    progress: (share) => context.progress(PREPARATION_SHARE * share),
  });
  const energies = glass.evaluate(starts);
  return { starts, temperature, startEnergies: Array.from(energies, (energy) => energy / n) };
}

/** A pure glass has descents of its own; the rest is gone down by the general ones. */
function descend(glass: Glass, starts: Float64Array, parts: Parts): Promise<Ends> {
  return glass.couplings ? descendPure(glass.couplings, starts, parts) : descendAny(glass, starts, parts);
}

async function descendAny(glass: Glass, starts: Float64Array, { task, context }: Parts): Promise<Ends> {
  const n = glass.dimension;
  const points = new Float64Array(starts.length);
  for (let r = 0; r < rowCount("starts", starts, n); r++)
    glass.manifold.nearest(rowOf(starts, r, n), rowOf(points, r, n));
  const { tolerance, maxEvaluations } = context.config;
  const method = task.optimiser === "lbfgs" ? "lbfgs" : "gradient-descent";
  const ends = await descendFrom(context.engine, glass, points, { method, tolerance, maxEvaluations });
  return {
    points: ends.points,
    energies: Array.from(ends.values, (value) => value / n),
    gradients: Array.from(ends.gradientNorms),
    evaluations: Array.from(ends.evaluations),
    status: ends.status,
  };
}

async function descendPure(
  glass: PSpinCouplings,
  starts: Float64Array,
  { task, context }: Parts,
): Promise<Ends> {
  const { tolerance, maxEvaluations, sgdEpochs, samples } = context.config;
  let points = starts;
  let spent = 0;
  if (task.optimiser === "paper-sgd") {
    for (let epoch = 0; epoch < sgdEpochs; epoch += EPOCHS_A_CALL) {
      const epochs = Math.min(EPOCHS_A_CALL, sgdEpochs - epoch);
      points = await glass.sgdAsync(points, { eta: SGD_ETA, decay: DECAY, firstEpoch: epoch, epochs });
      context.progress((0.8 * (epoch + epochs)) / sgdEpochs);
    }
    spent = sgdEpochs * samples;
  }
  const options = {
    "paper-sgd": { method: "gradient-descent", eta: GD_ETA, decay: DECAY },
    "gradient-descent": { method: "gradient-descent", eta: PLAIN_ETA, decay: 0 },
    lbfgs: { method: "lbfgs", eta: LBFGS_ETA, decay: 0 },
  } as const;
  const settings = { ...options[task.optimiser], tolerance, maxEvaluations };
  const descent = await glass.descendAsync(points, settings);
  return {
    points: descent.points,
    energies: Array.from(descent.energies, (energy) => energy / task.size),
    gradients: Array.from(descent.gradients),
    evaluations: Array.from(descent.evaluations, (count) => count + spent),
    status: descent.status,
  };
}

async function endPointIndices(engine: Engine, glass: Glass, points: Float64Array) {
  const indices: number[] = [];
  const lowestEigenvalues: number[] = [];
  for (let at = 0; at < points.length; at += glass.dimension) {
    const spectrum = await hessianSpectrum(engine, glass, points.slice(at, at + glass.dimension));
    indices.push(spectrum.reduce((count, value) => count + (value < 0 ? 1 : 0), 0));
    lowestEigenvalues.push(spectrum[0]!);
  }
  return { indices, lowestEigenvalues };
}
