/**
 * Leaving saddles: gradient descent, the paper's SGD and Langevin dynamics started beside critical points of index 1, 2, …:
 * how long they stay, and where they end [ChoEtAl15: saddles dominate above the barrier; noise helps to leave them].
 */

import { z } from "zod";
import { SpecError } from "../../base/errors.ts";
import type { JsonObject } from "../../base/json.ts";
import { pow } from "../../base/math.ts";
import { subStream } from "../../base/stream.ts";
import { sampleCriticalPoints } from "../../critical/pspin/sample.ts";
import { assertPSpinFits, PSpinCouplings } from "../../engine/pspin/couplings.ts";
import type { DescentStatus } from "../../engine/pspin/descent.ts";
import { normals } from "../../engine/random.ts";
import { projectTangent } from "../../landscape/spherical-p-spin.ts";
import { langevin } from "../../optimise/langevin.ts";
import type { Experiment, Task, TaskContext } from "../../run/contract.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { ascending, mean, quantile } from "../../stats/moments.ts";
import { resampleInterval } from "../../stats/resample.ts";
import { energyAtIndexFraction, thresholdEnergy } from "../../theory/index.ts";
import { assertDistinct } from "../kit/list-checks.ts";
import { seedKey } from "../kit/training/protocol.ts";
import { escapeClaims, escapeFigures, escapeTables } from "./report.ts";

export const WAYS = ["gradient descent", "SGD", "Langevin"] as const;
export type Way = (typeof WAYS)[number];

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(8).describe("Order of the interaction: the depth H of the paper's network."),
  N: z.int().min(10).max(500).describe("Number of spins."),
  indices: z.array(z.int().min(1).max(100)).min(1).max(12).describe("Indices of the saddles."),
  saddles: z.int().min(1).max(1000).describe("Saddles of each index and disorder, at most."),
  disorders: z.int().min(1).max(10_000).describe("Draws of the couplings."),
  samples: z.int().min(2).max(64).describe("Samples into which the couplings are split for SGD."),
  temperature: z.number().positive().max(1).describe("Temperature of the Langevin dynamics, in units of H."),
  offset: z
    .number()
    .positive()
    .max(0.1)
    .describe("Distance from the saddle at the start, as a share of the sphere's radius."),
  drop: z.number().positive().max(1).describe("A saddle is left when H/N has fallen by this much."),
  time: z.number().positive().max(10_000).describe("Longest time watched; time is step size times steps."),
});

export type EscapeConfig = z.infer<typeof schema>;

interface EscapeTask extends Task {
  readonly draw: number;
  readonly index: number;
}

type Departure = {
  readonly saddle: number;
  /** Null when the saddle was not left in the time watched. */
  readonly time: number | null;
  /** H/N where L-BFGS ends from there, and how: only "converged" is at a critical point. */
  readonly end: number;
  readonly status: DescentStatus;
};

type EscapeRow = JsonObject & {
  readonly draw: number;
  readonly index: number;
  /** H/N of the saddles. */
  readonly saddles: readonly number[];
  readonly starts: number;
  readonly rejected: { readonly impostors: number; readonly otherIndex: number; readonly repeated: number };
  readonly departures: { readonly [way: string]: readonly Departure[] };
};

export type EscapeGroup = {
  readonly index: number;
  readonly way: Way;
  readonly saddles: number;
  readonly left: number;
  /** Over all saddles; those not left count with the time watched. */
  readonly medianTime: Estimate;
  readonly saddleEnergy: number;
  /** Over the descents that converged; null when none did. */
  readonly end: Estimate | null;
  readonly starts: number;
  readonly unconverged: number;
};

export type EscapeSummary = JsonObject & {
  readonly n: number;
  readonly p: number;
  readonly time: number;
  readonly thresholdEnergy: number;
  readonly groups: readonly EscapeGroup[];
  readonly rejected: { readonly impostors: number; readonly otherIndex: number; readonly repeated: number };
  readonly starts: number;
  /** Geometric-mean-free comparison: median time of gradient descent over that of SGD, all saddles. */
  readonly timeRatio: Estimate | null;
};

const common = { p: 3, samples: 4, temperature: 0.05, offset: 1e-3, drop: 0.005, time: 30 };
const presets: Experiment<EscapeConfig, EscapeTask, EscapeRow, EscapeSummary>["presets"] = {
  quick: { ...common, N: 40, indices: [1, 2, 4], saddles: 4, disorders: 6 },
  laptop: { ...common, N: 100, indices: [1, 2, 4, 8], saddles: 8, disorders: 10 },
  paper: { ...common, N: 200, indices: [1, 2, 4, 8, 16], saddles: 20, disorders: 50 },
};

/** Below the inverse of the largest curvature at the bottom, about 2 p E_inf. */
const ETA = 0.05;
const STARTS_A_SADDLE = 6;
const LANES = 8;

function tasks({ N, p, indices, disorders, saddles, time }: EscapeConfig): readonly EscapeTask[] {
  const gradient = 3e-9 * pow(N, p) + 2e-5;
  const seconds = saddles * (3 * 40 * 1.5e-8 * N * N * N + (4 * time * gradient) / ETA / LANES) + 0.01;
  return Array.from({ length: disorders }, (_, draw) =>
    indices.map((index) => ({ key: `disorder=${draw}/index=${index}`, seconds, draw, index })),
  ).flat();
}

async function run({ draw, index }: EscapeTask, context: TaskContext<EscapeConfig>): Promise<EscapeRow> {
  const { config, engine } = context;
  const { N: n, p, samples, saddles } = config;
  const couplings = await context.memo(
    `escape ${n} ${p} ${draw}`,
    () => new PSpinCouplings(engine, { n, p, key: context.sharedStream(`disorder ${draw}`), samples }),
    (old) => old.dispose(),
  );
  const found = sampleCriticalPoints(engine, couplings, {
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
      const left = leave(context, couplings, { way, starts, energies, first });
      departures[way]!.push(...left.map((each, i) => ({ saddle: first + i, ...each })));
      await Promise.resolve();
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

function leave(
  context: TaskContext<EscapeConfig>,
  couplings: PSpinCouplings,
  { way, starts, energies, first }: Leaving,
): Omit<Departure, "saddle">[] {
  const { config, engine } = context;
  const times: (number | null)[] = energies.map(() => null);
  const note = (time: number, now: ArrayLike<number>): boolean => {
    for (const [i, energy] of energies.entries())
      if (times[i] === null && now[i]! < energy - config.drop) times[i] = time;
    return times.every((each) => each !== null);
  };
  const ends =
    way === "SGD"
      ? stochastic(config, couplings, { starts, note })
      : langevin(engine, couplings, starts, {
          eta: ETA,
          temperature: way === "Langevin" ? config.temperature : 0,
          steps: Math.ceil(config.time / ETA),
          key: context.stream("langevin"),
          first,
          watch: (step, now) => note(step * ETA, now),
        });
  const descent = couplings.descend(ends, { method: "lbfgs", tolerance: 1e-6, maxEvaluations: 20_000 });
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
function stochastic(
  config: EscapeConfig,
  couplings: PSpinCouplings,
  { starts, note }: { starts: Float64Array; note: (time: number, energies: ArrayLike<number>) => boolean },
): Float64Array {
  const eta = ETA / Math.sqrt(config.samples);
  const passes = Math.ceil(config.time / ETA);
  let x = starts;
  for (let pass = 0; pass < passes; pass++) {
    if (
      note(
        pass * ETA,
        couplings.evaluate(x).energies.map((energy) => energy / couplings.n),
      )
    )
      break;
    x = couplings.sgd(x, { eta, decay: 0, firstEpoch: pass, epochs: 1 });
  }
  return x;
}

function reduce(rows: readonly EscapeRow[], { N: n, p, time, indices }: EscapeConfig): EscapeSummary {
  const sum = (pick: (row: EscapeRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const timesOf = (way: Way, some: readonly EscapeRow[]): number[] =>
    some.flatMap((row) => row.departures[way]!.map((each) => each.time ?? time));
  const groups = indices.flatMap((index) => {
    const own = rows.filter((row) => row.index === index);
    const energies = own.flatMap((row) => row.saddles);
    if (energies.length === 0) return [];
    return WAYS.map((way): EscapeGroup => {
      const times = timesOf(way, own);
      const all = own.flatMap((row) => row.departures[way]!);
      const ends = all.filter(({ status }) => status === "converged").map(({ end }) => end);
      return {
        index,
        way,
        saddles: energies.length,
        left: all.filter((each) => each.time !== null).length,
        medianTime: {
          value: median(times),
          interval: resampleInterval([times], ([drawn]) => median(drawn!)),
        },
        saddleEnergy: mean(energies),
        end:
          ends.length === 0
            ? null
            : { value: mean(ends), interval: resampleInterval([ends], ([drawn]) => mean(drawn!)) },
        starts: all.length,
        unconverged: all.length - ends.length,
      };
    });
  });
  const pairs = rows.flatMap((row) =>
    row.departures["gradient descent"]!.map(
      (each, i) => [each.time ?? time, row.departures.SGD![i]!.time ?? time] as const,
    ),
  );
  const ratio = (drawn: readonly (readonly [number, number])[]): number =>
    median(drawn.map(([slow]) => slow)) / median(drawn.map(([, fast]) => fast));
  return {
    n,
    p,
    time,
    thresholdEnergy: thresholdEnergy(p),
    groups,
    rejected: {
      impostors: sum((row) => row.rejected.impostors),
      otherIndex: sum((row) => row.rejected.otherIndex),
      repeated: sum((row) => row.rejected.repeated),
    },
    starts: sum((row) => row.starts),
    timeRatio:
      // without a median of SGD above 0 there is no ratio to it
      pairs.length < 2 || !Number.isFinite(ratio(pairs))
        ? null
        : { value: ratio(pairs), interval: resampleInterval([pairs], ([drawn]) => ratio(drawn!)) },
  };
}

const median = (values: readonly number[]): number => quantile(ascending(values), 0.5);

/** @throws {SpecError} for an index that no critical point on the sphere of N - 1 dimensions has */
function assertIndices(indices: readonly number[], n: number): void {
  const wrong = indices.find((index) => index > n - 1);
  if (wrong !== undefined)
    throw new SpecError(
      "indices",
      `indices names ${wrong}, and N is ${n}; a critical point of ${n} spins has an index of at most ${n - 1}.`,
    );
}

export const saddleEscape: Experiment<EscapeConfig, EscapeTask, EscapeRow, EscapeSummary> = {
  id: "escape",
  title: "Leaving saddles",
  question:
    "How long do gradient descent, SGD and Langevin dynamics stay at a saddle, and where do they end?",
  answers: ["section 3, why noise helps"],
  schema,
  presets,
  check: ({ N, p, samples, indices }) => {
    assertDistinct("indices", indices);
    assertIndices(indices, N);
    assertPSpinFits(N, p, samples);
  },
  tasks,
  run,
  reduce,
  figures: escapeFigures,
  tables: escapeTables,
  claims: escapeClaims,
  notes: ({ starts, rejected }) => [
    `Saddles come from eigenvector following, started on descent paths at the energy where their index is typical: ${starts} starts; ${rejected.otherIndex} ends of another index, ${rejected.repeated} repeated, ${rejected.impostors} that were no critical points were left out. Such a sample favours saddles near descent paths.`,
    "Every way starts at the same point beside the same saddle. Time is step size times steps; a pass of SGD over its samples counts as long as one step of the others.",
  ],
};
