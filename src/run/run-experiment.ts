/**
 * Runs an experiment in a directory: plan, journal, workers, results. A directory can be resumed after any end,
 * and the result files do not depend on where it was interrupted, on the workers or on the order in which they finished.
 */
import { RunError } from "../base/errors.ts";
import type { FileSeal } from "../base/files.ts";
import type { JsonObject } from "../base/json.ts";
import { shellWord } from "../base/shell-word.ts";
import type { CompleteConfig } from "./config.ts";
import type { AnyExperiment } from "./contract.ts";
import { EventQueue, type RunEvent } from "./events.ts";
import { expectedWorkerBytes } from "./expected-memory.ts";
import { formatJournal, formatJournalLine, type JournalEntry, parseJournal } from "./journal.ts";
import { JournalWriter } from "./journal-writer.ts";
import {
  assertSameRun,
  createManifest,
  formatManifest,
  MANIFEST_FILE,
  type RunManifest,
  readManifest,
  type WasmIdentity,
} from "./manifest.ts";
import { byCost, matchEntries, type PlannedTask, planTasks, totalSeconds } from "./plan.ts";
import type { Renderer, Store, TaskPool } from "./ports.ts";
import { type Results, ROWS_FILE, writeResults } from "./results.ts";
import { formatShard, type Shard } from "./shard.ts";

export const TIMINGS_FILE = "timings.jsonl";

export interface RunOptions {
  readonly store: Store;
  readonly pool: TaskPool;
  readonly renderer: Renderer;
  readonly wasm: WasmIdentity;
  readonly machine?: JsonObject;
  readonly shard?: Shard | null;
  /** Every file that the tasks read, as `sealFiles` gives them; a task that reads another one fails. */
  readonly files?: readonly FileSeal[];
  /** SHA-256 of the user's module that exports the experiment, where one does. */
  readonly code?: string | null;
  /** Aborting rejects with the signal's reason, and leaves a directory that the same call resumes. */
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970, for the log only. */
  readonly now?: () => number;
  /** Modules that `losscape replay` must load to run a task of this run alone; null where it cannot. */
  readonly replayModules?: readonly string[] | null;
  /** Called before the first task starts; a reproduction waits here until every experiment is known to be runnable. */
  readonly gate?: () => Promise<void>;
}

export interface RunResult {
  readonly manifest: RunManifest;
  /** In the order of the tasks. */
  readonly entries: readonly JournalEntry[];
  /** null for a shard. */
  readonly results: Results | null;
}

/**
 * Runs `experiment` with a complete config (see `completeConfig`), or resumes it.
 *
 * @throws {RunError} `run-locked`, `run-differs`, `task-failed`
 * @throws {FormatError} when manifest or journal are damaged
 */
export async function* runExperiment(
  experiment: AnyExperiment,
  config: CompleteConfig,
  options: RunOptions,
): AsyncGenerator<RunEvent, RunResult, undefined> {
  const { store, shard = null, signal } = options;
  signal?.throwIfAborted();
  const planned = planTasks(experiment, config, shard);
  const wanted = createManifest({
    experiment: experiment.id,
    config,
    shard,
    wasm: options.wasm,
    machine: options.machine ?? {},
    files: options.files ?? [],
    code: options.code ?? null,
  });
  const lock = await store.lock();
  try {
    const { manifest, done } = await openRun(store, planned, wanted);
    const rest = planned.filter(({ task }) => !done.has(task.key));
    yield {
      type: "started",
      experiment: experiment.id,
      tasks: planned.length,
      reused: done.size,
      seconds: totalSeconds(planned),
      remainingSeconds: totalSeconds(rest),
      workers: options.pool.size,
      workerBytes: expectedWorkerBytes(experiment, config),
    };
    await options.gate?.();
    if (rest.length > 0) yield* runTasks(experiment, rest, { manifest, done, options });
    const entries = inOrder(planned, done);
    if (shard !== null) {
      await store.write(ROWS_FILE, formatJournal(entries, manifest.run));
      yield { type: "finished", experiment: experiment.id, complete: false, claims: [], tables: [] };
      return { manifest, entries, results: null };
    }
    yield { type: "summarising", experiment: experiment.id };
    const { renderer } = options;
    const results = await writeResults(store, { experiment, config, manifest, entries, renderer, signal });
    const { claims, tables } = results;
    yield { type: "finished", experiment: experiment.id, complete: true, claims, tables };
    return { manifest, entries, results };
  } finally {
    await lock.release();
  }
}

interface OpenRun {
  readonly manifest: RunManifest;
  readonly done: Map<string, JournalEntry>;
}

/** Looks at what is there, refuses what does not belong, and cuts a torn line off before anything follows it. */
async function openRun(store: Store, planned: readonly PlannedTask[], wanted: RunManifest): Promise<OpenRun> {
  const file = `${store.label}/${ROWS_FILE}`;
  const there = await readManifest(store);
  if (there) assertSameRun(there, wanted, store);
  const bytes = await store.read(ROWS_FILE);
  if (!there && bytes !== null)
    throw new RunError(
      "run-differs",
      `${store.label} has a ${ROWS_FILE} but no ${MANIFEST_FILE}, so what it belongs to cannot be known. Choose another directory with --out.`,
    );
  const { entries, torn } = parseJournal(bytes ?? new Uint8Array(0), file, wanted.run);
  const done = matchEntries(entries, planned, file);
  if (!there) await store.write(MANIFEST_FILE, formatManifest(wanted));
  if (torn) await store.write(ROWS_FILE, formatJournal(entries, wanted.run));
  return { manifest: there ?? wanted, done };
}

function inOrder(planned: readonly PlannedTask[], done: ReadonlyMap<string, JournalEntry>): JournalEntry[] {
  return planned.map(({ task }) => done.get(task.key)!);
}

interface TaskLoop {
  readonly manifest: RunManifest;
  /** Grows by what is finished. */
  readonly done: Map<string, JournalEntry>;
  readonly options: RunOptions;
}

async function* runTasks(
  experiment: AnyExperiment,
  rest: readonly PlannedTask[],
  loop: TaskLoop,
): AsyncGenerator<RunEvent, void, undefined> {
  const { store, signal } = loop.options;
  const queue = new EventQueue();
  const stop = new AbortController();
  const forward = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", forward, { once: true });
  if (signal?.aborted) forward();
  const log = new JournalWriter(store, TIMINGS_FILE);
  const journal = new JournalWriter(store, ROWS_FILE);
  const logLine = (entry: JsonObject) => void log.append(`${JSON.stringify(entry)}\n`).catch(() => undefined);
  logLine(sessionLine(loop.options));
  const work = byCost(rest).map((planned) =>
    runOne(experiment, planned, { ...loop, queue, journal, logLine, signal: stop.signal }).catch((error) => {
      queue.fail(error);
      stop.abort(error);
    }),
  );
  const all = Promise.all(work).then(() => queue.close());
  try {
    yield* queue;
    signal?.throwIfAborted();
  } finally {
    if (!stop.signal.aborted) stop.abort(new Error("The run was left."));
    await all;
    await Promise.all([journal.settle(), log.settle()]);
    signal?.removeEventListener("abort", forward);
  }
}

function sessionLine({ now = () => 0, pool, machine = {}, shard = null }: RunOptions): JsonObject {
  return { session: { startedAt: now(), workers: pool.size, shard: formatShard(shard), machine } };
}

interface TaskParts extends TaskLoop {
  readonly queue: EventQueue;
  readonly journal: JournalWriter;
  readonly logLine: (entry: JsonObject) => void;
  readonly signal: AbortSignal;
}

async function runOne(experiment: AnyExperiment, planned: PlannedTask, parts: TaskParts): Promise<void> {
  const { index, task } = planned;
  const { manifest, done, queue, signal } = parts;
  const { config, files } = manifest;
  const { code } = parts.options;
  const name = { experiment: experiment.id, task: task.key };
  const onProgress = (fraction: number) =>
    queue.push({ type: "progress", ...name, fraction, expectedSeconds: task.seconds });
  const request = {
    experiment: experiment.id,
    config,
    task: task as never as JsonObject,
    files,
    ...(code === undefined ? {} : { code }),
  };
  const outcome = await parts.options.pool.submit(request, { signal, onProgress }).catch((error) => {
    signal.throwIfAborted();
    throw taskError(experiment.id, task.key, { error, options: parts.options });
  });
  const entry = { key: task.key, row: outcome.row };
  await parts.journal.append(formatJournalLine(entry, manifest.run));
  done.set(task.key, entry);
  parts.logLine({ task: task.key, seconds: outcome.seconds, expected: task.seconds });
  const { seconds } = outcome;
  const row = JSON.parse(outcome.row) as JsonObject;
  queue.push({ type: "task", ...name, index, done: done.size, expectedSeconds: task.seconds, seconds, row });
}

interface FailedTask {
  readonly error: unknown;
  readonly options: RunOptions;
}

function taskError(experiment: string, key: string, { error, options }: FailedTask): RunError {
  const said = error instanceof Error ? error.message : String(error);
  const message = /[.!?]$/.test(said) ? said : `${said}.`;
  return new RunError(
    "task-failed",
    `${experiment}, task "${key}" failed: ${message}${howToReplay(key, options)}`,
    { cause: error },
  );
}

function howToReplay(key: string, { store, replayModules = [] }: RunOptions): string {
  if (replayModules === null) return "";
  const load = replayModules.map((module) => ` --load ${shellWord(module)}`).join("");
  return ` Run it alone with: losscape replay ${shellWord(store.label)} "${key}"${load}`;
}
