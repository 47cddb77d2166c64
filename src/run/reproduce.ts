/** Several experiments through one pool, each in a directory of its own, and one report over all of them. */
import { LosscapeError, RunError } from "../base/errors.ts";
import type { FileSeal } from "../base/files.ts";
import { ledgerTable } from "../report/format.ts";
import type { ReportInput } from "../report/report-input.ts";
import type { CompleteConfig } from "./config.ts";
import type { AnyExperiment, Scale } from "./contract.ts";
import { EventQueue, type RunEvent } from "./events.ts";
import { createManifest, MANIFEST_FILE } from "./manifest.ts";
import { planTasks } from "./plan.ts";
import type { Store } from "./ports.ts";
import { prettyJson } from "./pretty-json.ts";
import {
  assertSameReproduction,
  createReproduction,
  formatReproduction,
  type ReproductionManifest,
  readReproduction,
} from "./reproduction-manifest.ts";
import { REPORT_FILE, type Results, SUMMARY_FILE, sortedJson } from "./results.ts";
import { type RunOptions, type RunResult, runExperiment } from "./run-experiment.ts";

export interface ReproduceItem {
  readonly experiment: AnyExperiment;
  readonly config: CompleteConfig;
  readonly store: Store;
  /** Every file that its tasks read. */
  readonly files?: readonly FileSeal[];
  /** SHA-256 of the user's module that exports it, where one does. */
  readonly code?: string | null;
}

export interface ReproduceOptions extends Omit<RunOptions, "store" | "shard" | "gate" | "files" | "code"> {
  /** The directory above those of the items. */
  readonly store: Store;
  readonly scale: Scale;
  readonly seed: number;
}

export interface ReproduceResult {
  /** Results by experiment, in the order of the items. */
  readonly results: readonly Results[];
  /** What went wrong, by experiment: the others are complete. */
  readonly failures: readonly { readonly experiment: string; readonly error: Error }[];
}

export const LEDGER_FILE = "ledger.md";

/**
 * Runs all items at once: their tasks share the pool's queue, so that every worker is busy until the last tasks. Nothing
 * starts before every directory is known to be right; after that, an experiment that fails does not stop the others.
 */
export async function* reproduce(
  items: readonly ReproduceItem[],
  options: ReproduceOptions,
): AsyncGenerator<RunEvent, ReproduceResult, undefined> {
  const { store, signal } = options;
  signal?.throwIfAborted();
  const lock = await store.lock();
  try {
    const { manifest, wanted } = await openReproduction(items, options);
    const outcomes = new Map<string, RunResult | Error>();
    yield* runTogether(items, options, outcomes);
    const results = items.flatMap(({ experiment }) => {
      const outcome = outcomes.get(experiment.id);
      return outcome && !(outcome instanceof Error) && outcome.results ? [outcome.results] : [];
    });
    const failures = items.flatMap(({ experiment: { id } }) => {
      const outcome = outcomes.get(id);
      return outcome instanceof Error ? [{ experiment: id, error: outcome }] : [];
    });
    const whole = { ...manifest, runs: { ...manifest.runs, ...wanted.runs } };
    await store.write(MANIFEST_FILE, formatReproduction(whole));
    if (results.length > 0)
      await writeReproduction(store, { results, manifest: whole, renderer: options.renderer });
    return { results, failures };
  } finally {
    await lock.release();
  }
}

/** Runs that the directory is known to hold keep their names until each has been found to be the one that is wanted. */
async function openReproduction(items: readonly ReproduceItem[], options: ReproduceOptions) {
  const { store, scale, seed, wasm, machine = {} } = options;
  const runs = items.map((item) => {
    const { experiment, ...parts } = item;
    return [
      experiment.id,
      createManifest({ ...parts, experiment: experiment.id, shard: null, wasm, machine }).run,
    ];
  });
  const wanted = createReproduction({ scale, seed, wasm, runs: Object.fromEntries(runs), machine });
  const there = await readReproduction(store);
  if (!there && (await store.read(MANIFEST_FILE)) !== null)
    throw new RunError(
      "run-differs",
      `${store.label} holds a run of one experiment, no reproduction. Choose another directory with --out.`,
    );
  if (there) assertSameReproduction(there, wanted, store.label);
  const manifest = { ...(there ?? wanted), runs: { ...wanted.runs, ...there?.runs } };
  await store.write(MANIFEST_FILE, formatReproduction(manifest));
  return { manifest, wanted };
}

async function* runTogether(
  items: readonly ReproduceItem[],
  options: ReproduceOptions,
  outcomes: Map<string, RunResult | Error>,
): AsyncGenerator<RunEvent, void, undefined> {
  const queue = new EventQueue();
  const stop = new Stop();
  const forward = () => stop.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", forward, { once: true });
  const gate = createGate(items.length);
  const runs = heaviestFirst(items).map(async ({ experiment, config, store, files, code }, position) => {
    let begun = false;
    const pass = async () => {
      await gate.wait(position);
      begun = true;
    };
    try {
      const run = runExperiment(experiment, config, {
        ...options,
        store,
        ...(files === undefined ? {} : { files }),
        ...(code === undefined ? {} : { code }),
        signal: stop.newSignal(),
        gate: pass,
      });
      outcomes.set(experiment.id, await pump(run, queue));
    } catch (error) {
      if (!begun || stop.aborted) {
        gate.cancel(error);
        queue.fail(error);
        stop.abort(error);
      } else outcomes.set(experiment.id, asError(error));
    }
  });
  const all = Promise.all(runs).then(() => queue.close());
  try {
    yield* queue;
  } finally {
    stop.abort(new LosscapeError("left", "The run was left."));
    gate.cancel(stop.reason);
    await all;
    options.signal?.removeEventListener("abort", forward);
  }
}

/** A signal for each run: a common one would have as many listeners as runs, which Node takes for a leak from eleven on. */
class Stop {
  readonly #controllers: AbortController[] = [];
  readonly #own = new AbortController();

  get aborted(): boolean {
    return this.#own.signal.aborted;
  }

  get reason(): unknown {
    return this.#own.signal.reason;
  }

  newSignal(): AbortSignal {
    const controller = new AbortController();
    if (this.aborted) controller.abort(this.reason);
    this.#controllers.push(controller);
    return controller.signal;
  }

  /** The first reason stays. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.#own.abort(reason);
    for (const controller of this.#controllers) controller.abort(reason);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

async function pump(run: AsyncGenerator<RunEvent, RunResult>, queue: EventQueue): Promise<RunResult> {
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
    queue.push(value);
  }
}

/** Experiments with heavy tasks begin, and those with light ones fill the gaps at the end. */
function heaviestFirst(items: readonly ReproduceItem[]): readonly ReproduceItem[] {
  const heaviest = ({ experiment, config }: ReproduceItem): number =>
    planTasks(experiment, config).reduce((most, { task }) => Math.max(most, task.seconds), 0);
  return items
    .map((item) => ({ item, cost: heaviest(item) }))
    .sort((a, b) => b.cost - a.cost)
    .map(({ item }) => item);
}

/** Opens for all, in order, when all have come. */
function createGate(count: number) {
  const waiting: (() => void)[] = [];
  const reject: ((error: unknown) => void)[] = [];
  let arrived = 0;
  let cancelled: { readonly error: unknown } | null = null;
  return {
    wait: (position: number) =>
      new Promise<void>((resolve, fail) => {
        if (cancelled) fail(cancelled.error);
        waiting[position] = resolve;
        reject[position] = fail;
        if (++arrived === count) for (const open of waiting) open();
      }),
    cancel: (error: unknown) => {
      cancelled ??= { error };
      for (const fail of reject) fail?.(error);
    },
  };
}

export interface ReproductionFiles {
  readonly results: readonly Results[];
  readonly manifest: ReproductionManifest;
  readonly renderer: RunOptions["renderer"];
}

/** The files above the experiments' own: one summary with the ledger, one report. */
export async function writeReproduction(store: Store, parts: ReproductionFiles): Promise<void> {
  const { results, manifest, renderer } = parts;
  const ledger = results.flatMap(({ claims, section }) =>
    claims.map((claim) => ({ ...claim, experiment: section.experiment })),
  );
  const input: ReportInput = {
    title: "The Loss Surfaces of Multilayer Networks, reproduced",
    subtitle: `Every figure, table and claim of Choromanska, Henaff, Mathieu, Ben Arous and LeCun (2015), scale ${manifest.scale}, seed ${manifest.seed}`,
    ledger,
    sections: results.map(({ section }) => section),
    manifest: sortedJson(manifest as never),
  };
  await store.write(LEDGER_FILE, renderer.tableMarkdown(ledgerTable(ledger)));
  await store.write(REPORT_FILE, await renderer.reportHtml(input));
  const experiments = Object.fromEntries(
    results.map(({ summary, section }) => [section.experiment, { config: section.config, summary }]),
  );
  const { scale, seed } = manifest;
  await store.write(SUMMARY_FILE, prettyJson({ scale, seed, ledger, experiments } as never));
}
