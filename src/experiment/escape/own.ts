/** Leaving the saddles of a user's own landscape. */
import { subStream } from "../../base/stream.ts";
import { norm } from "../../base/vector.ts";
import type { FoundPoint } from "../../critical/sample-points.ts";
import { normals } from "../../engine/random.ts";
import { gradientDescent, langevinDynamics, lbfgs } from "../../optimise/methods/index.ts";
import { type Optimised, optimise } from "../../optimise/optimise.ts";
import type { TaskContext } from "../../run/contract.ts";
import { hessianSpectrum } from "../../spectrum/spectrum.ts";
import type { OwnLandscape } from "../kit/landscapes/own.ts";
import { type SampledSource, sampleOwnLandscape } from "../kit/landscapes/sampled.ts";
import type { EscapeConfig, EscapeTask } from "./config.ts";
import type { Departure, EscapeRow, Way } from "./departures.ts";

/** Of 1 / the largest curvature at the saddle: the step of gradient descent and of Langevin dynamics. */
const STEP_SHARE = 0.2;
const TOLERANCE = 1e-6;
const MOST_EVALUATIONS = 20_000;

/** As for the glass; SGD is left out, since a function has no samples, and the step follows each saddle's own curvature. */
export async function ownDepartures(
  { draw, index }: EscapeTask,
  source: SampledSource,
  context: TaskContext<EscapeConfig>,
): Promise<EscapeRow> {
  const { saddles } = context.config;
  const wanted = { ...source, highestIndex: index };
  const { landscape, points, searches, failed } = await sampleOwnLandscape(context, wanted, draw);
  try {
    const own = points.filter((point) => point.index === index).slice(0, saddles);
    const departures: Record<string, Departure[]> = { "gradient descent": [], Langevin: [] };
    for (const [saddle, from] of own.entries())
      for (const way of ["gradient descent", "Langevin"] as const)
        departures[way]!.push({ saddle, ...(await leave(context, landscape, { way, from, saddle })) });
    return {
      draw,
      index,
      saddles: own.map(({ value }) => value),
      starts: searches,
      rejected: {
        impostors: failed,
        otherIndex: points.filter((point) => point.index !== index).length,
        repeated: points.reduce((sum, { times }) => sum + times - 1, 0),
      },
      departures,
    };
  } finally {
    landscape.dispose?.();
  }
}

interface Leaving {
  readonly way: Way;
  readonly from: FoundPoint;
  readonly saddle: number;
}

async function leave(
  context: TaskContext<EscapeConfig>,
  landscape: OwnLandscape,
  { way, from, saddle }: Leaving,
): Promise<Omit<Departure, "saddle">> {
  const { config, engine } = context;
  const { manifold, dimension: n } = landscape;
  const spectrum = await hessianSpectrum(engine, landscape, from.point);
  const eta = STEP_SHARE / Math.max(Math.abs(spectrum[0]!), Math.abs(spectrum.at(-1)!));
  const offset = normals(engine, subStream(context.stream("offsets"), saddle), n);
  manifold.project(from.point, offset, offset);
  const size = (config.offset * manifold.scale(from.point)) / norm(offset);
  const start = manifold.retract(
    from.point,
    offset.map((value) => size * value),
    new Float64Array(n),
  );
  let time: number | null = null;
  const watched = await optimise(engine, landscape, start, {
    method:
      way === "Langevin"
        ? langevinDynamics({ eta, temperature: config.temperature })
        : gradientDescent({ eta }),
    tolerance: 0,
    maxEvaluations: Math.max(1, Math.min(Math.ceil(config.time / eta), MOST_STEPS)),
    key: subStream(context.stream("langevin"), saddle),
    watch: (_, step, { value }) => {
      if (value < from.value - config.drop) time = step * eta;
      return time !== null;
    },
  });
  const end: Optimised = await optimise(engine, landscape, watched.points, {
    method: lbfgs(),
    tolerance: TOLERANCE,
    maxEvaluations: MOST_EVALUATIONS,
  });
  const status = end.status[0]!;
  return {
    time,
    end: end.values[0]!,
    status: status === "finished" || status === "stopped" ? "stalled" : status,
  };
}

/** Steps watched at most: a saddle with one huge curvature must not take hours. */
const MOST_STEPS = 1_000_000;
