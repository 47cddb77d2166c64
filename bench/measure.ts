/** Times works in interleaved rounds, so that drift of the machine hits all of them alike; medians and ratios with spread. */
import Benchmark from "benchmark";
import type { Case, PythonWork } from "./case.ts";
import type { PythonPeers } from "./peers/python.ts";

export interface Timing {
  readonly name: string;
  readonly medianSeconds: number;
  /** Half the interquartile range over the median. */
  readonly spread: number;
  readonly check: number | null;
}

export interface Ratio {
  readonly peer: string;
  /** Our time over the peer's: below 1 we are faster. Median over the rounds. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Our fastest round over the peer's fastest: what is left when nothing else on the machine disturbs either. */
  readonly fastest: number;
  readonly reachFor: number | null;
}

export interface CaseResult {
  readonly group: string;
  readonly name: string;
  readonly amount: readonly [number, string];
  readonly checkUnit: string | null;
  readonly ours: Timing;
  readonly peers: readonly Timing[];
  readonly ratios: readonly Ratio[];
}

export interface MeasureOptions {
  readonly rounds: number;
  /** Seconds given to one work in one round. */
  readonly budget: number;
  readonly python: PythonPeers | undefined;
}

let sink = 0;

/** Long enough for the clock, and short enough that a budget holds many. */
const SAMPLE_SECONDS = 0.005;
/** A peer whose run takes longer than this is measured in the first rounds only. */
const SLOW_SECONDS = 2;
const SLOW_ROUNDS = 3;

/**
 * Median seconds of one run over a sampling of about `budget` seconds, by the benchmark package, as the Python peers report it.
 * Work that takes longer than the budget is run once: rounds repeat it often enough.
 */
export function sampleSeconds(run: () => number, budget: number): number {
  const start = performance.now();
  sink += run();
  const once = (performance.now() - start) / 1000;
  if (once > budget) return once;
  const bench = new Benchmark(
    () => {
      sink += run();
    },
    { maxTime: budget, minSamples: 3, minTime: Math.min(SAMPLE_SECONDS, budget / 4) },
  );
  bench.run({ async: false });
  if (bench.error) throw bench.error;
  return quantile(
    [...bench.stats!.sample].sort((a, b) => a - b),
    0.5,
  );
}

export async function measureCase(bench: Case, options: MeasureOptions): Promise<CaseResult> {
  const ours = bench.ours();
  const locals = bench.locals?.() ?? [];
  const times = new Map<string, number[]>([
    [ours.name, []],
    ...locals.map((work): [string, number[]] => [work.name, []]),
  ]);
  const checks = new Map<string, number | null>();
  const pythons: PythonWork[] = [...(options.python ? (bench.pythons ?? []) : [])];
  for (const work of pythons) times.set(work.name, []);
  for (let round = 0; round < options.rounds; round++) {
    for (const work of [ours, ...locals]) {
      const sampled = times.get(work.name)!;
      if (work !== ours && round >= SLOW_ROUNDS && sampled[0]! > SLOW_SECONDS) continue;
      sampled.push(sampleSeconds(() => work.run(), options.budget));
    }
    for (const work of [...pythons]) {
      const answer = await options.python!.run(work, options.budget);
      if (answer) {
        times.get(work.name)!.push(answer.seconds);
        checks.set(work.name, answer.check);
      } else pythons.splice(pythons.indexOf(work), 1);
    }
  }
  for (const work of [ours, ...locals]) {
    checks.set(work.name, work.check?.() ?? null);
    work.dispose?.();
  }
  const timing = (name: string): Timing => ({
    name,
    ...summary(times.get(name)!),
    check: checks.get(name) ?? null,
  });
  const peers = [...locals, ...pythons].map(({ name }) => timing(name));
  return {
    group: bench.group,
    name: bench.name,
    amount: bench.amount,
    checkUnit: bench.checkUnit ?? null,
    ours: timing(ours.name),
    peers,
    ratios: peers.map(({ name }) =>
      ratioTo(name, { ours: times.get(ours.name)!, peer: times.get(name)!, bench }),
    ),
  };
}

function ratioTo(peer: string, data: { ours: number[]; peer: number[]; bench: Case }): Ratio {
  const ratios = data.peer.map((seconds, round) => data.ours[round]! / seconds).sort((a, b) => a - b);
  const target = data.bench.targets?.find((each) => each.peer === peer);
  return {
    peer,
    ratio: quantile(ratios, 0.5),
    low: ratios[0]!,
    high: ratios.at(-1)!,
    fastest: Math.min(...data.ours) / Math.min(...data.peer),
    reachFor: target?.ratio ?? null,
  };
}

function summary(seconds: readonly number[]): { medianSeconds: number; spread: number } {
  const sorted = [...seconds].sort((a, b) => a - b);
  const medianSeconds = quantile(sorted, 0.5);
  return { medianSeconds, spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / (2 * medianSeconds) };
}

function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Keeps the optimiser from discarding work whose result nobody reads. */
export function sinkValue(): number {
  return sink;
}
