import { subStream } from "../../base/stream.ts";
import { sampleCriticalPoints } from "../../critical/pspin/sample.ts";
import { PSpinCouplings } from "../../engine/pspin/couplings.ts";
import { normals } from "../../engine/random.ts";
import { projectTangent } from "../../landscape/sphere.ts";
import { langevin } from "../../optimise/langevin.ts";
import type { TaskContext } from "../../run/contract.ts";
import { energyAtIndexFraction } from "../../theory/index.ts";
import { type EscapeConfig, type EscapeTask, ETA, LANES } from "./config.ts";
import { type Departure, type EscapeRow, WAYS, type Way } from "./departures.ts";
import { ownDepartures } from "./own.ts";

export { type EscapeRow, WAYS, type Way } from "./departures.ts";

const STARTS_A_SADDLE = 6;

export async function run(task: EscapeTask, context: TaskContext<EscapeConfig>): Promise<EscapeRow> {
  if (context.config.landscape) return ownDepartures(task, context.config.landscape, context);
  const { draw, index } = task;
  const { config, engine } = context;
  const { N: n, p, samples, saddles } = config;
  const couplings = await context.memo(
    `escape ${n} ${p} ${draw}`,
    () => new PSpinCouplings(engine, { n, p, key: context.sharedStream(`disorder ${draw}`), samples }),
    (old) => old.dispose(),
  );
  const found = await sampleCriticalPoints(couplings, {
    index,
    count: saddles,
    energy: energyAtIndexFraction(index / (n - 1), p),
    temperature: 0,
    key: context.sharedStream(`saddles ${draw} ${index}`),
    maxStarts: STARTS_A_SADDLE * saddles,
  });
  context.progress(0.4);
  const departures: Record<string, Departure[]> = Object.fromEntries(WAYS.map((way) => [way, []]));
  for (let first = 0; first < found.points.length; first += LANES) {
    const group = found.points.slice(first, first + LANES);
    const offsets = context.stream("offsets");
    const starts = new Float64Array(group.length * n);
    for (const [i, { point }] of group.entries())
      starts.set(beside(context, point, { key: subStream(offsets, first + i) }), i * n);
    const energies = group.map(({ energy }) => energy);
    for (const way of WAYS) {
      const left = await departuresOf(context, couplings, { way, starts, energies, first });
      departures[way]!.push(...left.map((each, i) => ({ saddle: first + i, ...each })));
    }
    context.progress(0.4 + (0.6 * (first + group.length)) / found.points.length);
  }
  return {
    draw,
    index,
    saddles: found.points.map(({ energy }) => energy),
    starts: found.starts,
    rejected: found.rejected,
    departures,
  };
}

/** A point at the given distance from the saddle in a random tangent direction: the same for every way. */
function beside(
  context: TaskContext<EscapeConfig>,
  point: Float64Array,
  { key }: { key: ReturnType<typeof subStream> },
): Float64Array {
  const n = point.length;
  const direction = projectTangent(point, normals(context.engine, key, n), new Float64Array(n));
  const size = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  const step = (context.config.offset * Math.sqrt(n)) / size;
  const moved = point.map((value, i) => value + step * direction[i]!);
  const scale = Math.sqrt(n / moved.reduce((sum, value) => sum + value * value, 0));
  return moved.map((value) => scale * value);
}

interface Leaving {
  readonly way: Way;
  readonly starts: Float64Array;
  readonly energies: readonly number[];
  readonly first: number;
}

async function departuresOf(
  context: TaskContext<EscapeConfig>,
  couplings: PSpinCouplings,
  { way, starts, energies, first }: Leaving,
): Promise<Omit<Departure, "saddle">[]> {
  const { config } = context;
  const times: (number | null)[] = energies.map(() => null);
  const recordTimes = (time: number, now: ArrayLike<number>): boolean => {
    for (const [i, energy] of energies.entries())
      if (times[i] === null && now[i]! < energy - config.drop) times[i] = time;
    return times.every((each) => each !== null);
  };
  const ends =
    way === "SGD"
      ? await stochastic(config, couplings, { starts, recordTimes })
      : await langevin(couplings, starts, {
          eta: ETA,
          temperature: way === "Langevin" ? config.temperature : 0,
          steps: Math.ceil(config.time / ETA),
          key: context.stream("langevin"),
          first,
          watch: (step, now) => recordTimes(step * ETA, now),
        });
  const descent = await couplings.descendAsync(ends, {
    method: "lbfgs",
    tolerance: 1e-6,
    maxEvaluations: 20_000,
  });
  return times.map((time, i) => ({
    time,
    end: descent.energies[i]! / couplings.n,
    status: descent.status[i]!,
  }));
}

/**
 * One step down every sample in turn, in passes. All S samples together move as far as the whole energy does with step
 * eta sqrt(S), so eta = ETA / sqrt(S) makes a pass of the same length in time as one step of the others.
 */
async function stochastic(
  config: EscapeConfig,
  couplings: PSpinCouplings,
  {
    starts,
    recordTimes,
  }: { starts: Float64Array; recordTimes: (time: number, energies: ArrayLike<number>) => boolean },
): Promise<Float64Array> {
  const eta = ETA / Math.sqrt(config.samples);
  const passes = Math.ceil(config.time / ETA);
  let x = starts;
  for (let pass = 0; pass < passes; pass++) {
    if (
      recordTimes(
        pass * ETA,
        couplings.evaluate(x).energies.map((energy) => energy / couplings.n),
      )
    )
      break;
    x = await couplings.sgdAsync(x, { eta, decay: 0, firstEpoch: pass, epochs: 1 });
  }
  return x;
}
