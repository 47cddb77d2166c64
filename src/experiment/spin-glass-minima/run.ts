/** One group of starts on one disorder: descend, then look at the Hessian of each end point. */
import type { JsonObject } from "../../base/json.ts";
import type { Engine } from "../../engine/engine.ts";
import { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";
import { SphericalPSpin } from "../../landscape/spherical-p-spin.ts";
import type { TaskContext } from "../../run/contract.ts";
import { hessianSpectrum } from "../../spectrum/spectrum.ts";
import { startDirections } from "../kit/disorder/starts.ts";
import { type SpinGlassConfig, type SpinGlassOptimiser, type SpinGlassTask, sampleCount } from "./config.ts";

/** One group of starts on one disorder. */
export type SpinGlassRow = JsonObject & {
  readonly size: number;
  readonly draw: number;
  readonly optimiser: SpinGlassOptimiser;
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

export async function run(task: SpinGlassTask, context: TaskContext<SpinGlassConfig>): Promise<SpinGlassRow> {
  const { config, engine } = context;
  const { size: n, draw, optimiser, first, past } = task;
  const glass = await context.memo(
    `couplings ${n} ${draw}`,
    () =>
      new PSpinCouplings(engine, {
        n,
        p: config.p,
        key: context.sharedStream(`disorder ${n} ${draw}`),
        samples: sampleCount(config, n),
      }),
    (old) => old.dispose(),
  );
  const starts = startDirections(engine, {
    n,
    first,
    past,
    key: context.sharedStream(`starts ${n} ${draw}`),
  });
  const ends = await descend(glass, starts, { task, context });
  const { indices, lowestEigenvalues } = config.indices
    ? endPointIndices(engine, glass, ends.points)
    : { indices: [], lowestEigenvalues: [] };
  return {
    size: n,
    draw,
    optimiser,
    first,
    energies: ends.energies,
    gradients: ends.gradients,
    evaluations: ends.evaluations,
    status: ends.status,
    indices,
    lowestEigenvalues,
  };
}

async function descend(
  glass: PSpinCouplings,
  starts: Float64Array,
  parts: { task: SpinGlassTask; context: TaskContext<SpinGlassConfig> },
): Promise<Ends> {
  const { task, context } = parts;
  const { config } = context;
  const { tolerance, maxEvaluations, sgdEpochs, samples } = config;
  let points = starts;
  let spent = 0;
  if (task.optimiser === "paper-sgd") {
    for (let epoch = 0; epoch < sgdEpochs; epoch += EPOCHS_A_CALL) {
      const epochs = Math.min(EPOCHS_A_CALL, sgdEpochs - epoch);
      points = glass.sgd(points, { eta: SGD_ETA, decay: DECAY, firstEpoch: epoch, epochs });
      context.progress((0.8 * (epoch + epochs)) / sgdEpochs);
      await Promise.resolve();
    }
    spent = sgdEpochs * samples;
  }
  const options = {
    "paper-sgd": { method: "gradient-descent", eta: GD_ETA, decay: DECAY },
    "gradient-descent": { method: "gradient-descent", eta: PLAIN_ETA, decay: 0 },
    lbfgs: { method: "lbfgs", eta: LBFGS_ETA, decay: 0 },
  } as const;
  const descent = glass.descend(points, { ...options[task.optimiser], tolerance, maxEvaluations });
  return {
    points: descent.points,
    energies: Array.from(descent.energies, (energy) => energy / task.size),
    gradients: Array.from(descent.gradients),
    evaluations: Array.from(descent.evaluations, (count) => count + spent),
    status: descent.status,
  };
}

function endPointIndices(engine: Engine, glass: PSpinCouplings, points: Float64Array) {
  const landscape = new SphericalPSpin(glass);
  const indices: number[] = [];
  const lowestEigenvalues: number[] = [];
  for (let at = 0; at < points.length; at += glass.n) {
    const spectrum = hessianSpectrum(engine, landscape, points.slice(at, at + glass.n));
    indices.push(spectrum.reduce((count, value) => count + (value < 0 ? 1 : 0), 0));
    lowestEigenvalues.push(spectrum[0]!);
  }
  return { indices, lowestEigenvalues };
}
