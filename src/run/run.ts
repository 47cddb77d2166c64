/** One call from an experiment's name to its results: behind the command line, the page, and a program of your own. */
import { SpecError } from "../base/errors.ts";
import type { JsonObject } from "../base/json.ts";
import type { Claim, Figure, Table } from "../report/figure.ts";
import { assertExperiment, assertRunSettings } from "./assert-run.ts";
import { type CompleteConfig, completeConfig } from "./config.ts";
import type { AnyExperiment, Scale } from "./contract.ts";
import type { RunEvent } from "./events.ts";
import { expectedWorkerBytes, workersThatFit } from "./expected-memory.ts";
import { findExperiment } from "./find-experiment.ts";
import { removeRun } from "./fresh.ts";
import { type Host, presentHost } from "./host.ts";
import { createInlinePool } from "./inline-pool.ts";
import type { RunManifest } from "./manifest.ts";
import { createMemoryStore } from "./memory-store.ts";
import { planTasks } from "./plan.ts";
import { planFiles } from "./plan-files.ts";
import type { Store } from "./ports.ts";
import { ProgressTracker, type RunProgress } from "./progress.ts";
import { type RunResult, runExperiment } from "./run-experiment.ts";
import { sealLandscape } from "./seal-landscape.ts";
import { assertShard, parseShard, type Shard } from "./shard.ts";
import { assertInTime } from "./time-limit.ts";

export interface RunSettings {
  /** Which preset to start from; "quick" when not given. */
  readonly scale?: Scale;
  /** Settings that differ from the preset's. */
  readonly config?: JsonObject;
  /** Settings as the command line takes them, "N=12", stronger than `config`. */
  readonly set?: readonly string[];
  /** A whole number below 2^32; 1 when not given. */
  readonly seed?: number;
  /** Number of workers; one a core when not given. */
  readonly workers?: number;
  /** A directory to keep the run in and to resume it from (Node). In memory, without `out` and `store`. */
  readonly out?: string;
  readonly store?: Store;
  /** "2/3" or its parts: a part of the tasks; `losscape merge` joins the directories. */
  readonly shard?: string | Shard;
  /** Aborting rejects with its reason and leaves a store that the same call resumes. */
  readonly signal?: AbortSignal;
  /** Called for every event, with how far the run is. */
  readonly onProgress?: (progress: RunProgress, event: RunEvent) => void;
  /** Refuses, before anything is computed, a run whose remaining tasks are expected to take longer on its workers. */
  readonly maxSeconds?: number;
  /** Removes an earlier run from the directory first. */
  readonly fresh?: boolean;
  /** Fused multiply-add where the host has it: faster, and other last digits. */
  readonly fastMath?: boolean;
  /** Paths of modules that export `experiments` (Node): these run in workers too. */
  readonly modules?: readonly string[];
  /** Bytes of the data files and landscape modules that the config names (the browser). */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Another host than the present one, for tests and unusual places. */
  readonly host?: Host;
}

export interface RunOutcome {
  readonly manifest: RunManifest;
  readonly config: CompleteConfig;
  /** In the order of the experiment's tasks, whatever the order in which they finished. */
  readonly rows: readonly JsonObject[];
  /** null for a shard, which has rows alone. */
  readonly summary: JsonObject | null;
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** Where the run is kept: every file that `losscape run` writes. */
  readonly store: Store;
}

/**
 * Runs an experiment, or resumes it, and returns what it found.
 *
 * @param experiment an id, or a value of your own. Built-in experiments, and those of `modules`, run in workers; a value that
 *   stands in no module runs in the present thread, since functions cannot be sent.
 * @throws {SpecError} for an unknown id, a config that is refused, options that contradict each other
 * @throws {RunError} `run-locked`, `run-differs`, `task-failed`
 */
export async function run(
  experiment: string | AnyExperiment,
  settings: RunSettings = {},
): Promise<RunOutcome> {
  assertRunSettings(settings);
  if (typeof experiment !== "string") assertExperiment("run", experiment);
  const { modules = [], files = {}, fastMath = false, signal } = settings;
  signal?.throwIfAborted();
  const host = settings.host ?? (await presentHost());
  const known = await host.loadExperiments(modules);
  const chosen = typeof experiment === "string" ? findExperiment(known, experiment) : experiment;
  const config = await sealLandscape(chosen, configOf(chosen, settings), host.filesOf(files));
  const shard = shardOf(settings.shard);
  const store = storeOf(host, chosen, settings);
  const wasm = await host.compile({ relaxed: fastMath });
  const seals = await planFiles(chosen, config, { host, wasm, files });
  const planned = planTasks(chosen, config, shard); // what is wrong with them is said before anything is removed
  const workers = workersOf(host, settings, expectedWorkerBytes(chosen, config));
  const pool = known.includes(chosen)
    ? await host.createPool({ wasm, modules, files, ...(workers === undefined ? {} : { size: workers }) })
    : await createInlinePool({
        experiments: [chosen],
        wasm,
        files: host.filesOf(files),
        now: () => performance.now(),
      });
  let events: ReturnType<typeof runExperiment> | undefined;
  try {
    const { maxSeconds, fresh = false } = settings;
    await assertInTime([{ store, planned }], { workers: pool.size, maxSeconds, fresh });
    if (fresh) await removeRun(store);
    const { machine } = host;
    const renderer = await host.createRenderer();
    const parts = {
      store,
      pool,
      renderer,
      wasm,
      machine,
      shard,
      files: seals,
      code: known.includes(chosen) ? host.codeOf(chosen) : null,
      now: Date.now,
      replayModules: settings.out !== undefined && known.includes(chosen) ? modules : null,
      ...(signal ? { signal } : {}),
    };
    events = runExperiment(chosen, config, parts);
    const tracker = new ProgressTracker({ experiments: 1, workers: pool.size });
    for (;;) {
      const { done, value } = await events.next();
      if (done) return outcomeOf(value, { config, store });
      tracker.follow(value);
      settings.onProgress?.(tracker.progress, value);
    }
  } finally {
    // a caller's onProgress may have thrown: the store is let go all the same
    await events?.return(undefined as never).catch(() => undefined);
    await pool.close();
  }
}

function configOf(experiment: AnyExperiment, { scale, config, set, seed }: RunSettings): CompleteConfig {
  return completeConfig(experiment, {
    ...(scale === undefined ? {} : { scale }),
    ...(config === undefined ? {} : { overrides: config }),
    ...(set === undefined ? {} : { settings: set }),
    ...(seed === undefined ? {} : { seed }),
  });
}

function storeOf(host: Host, experiment: AnyExperiment, { out, store }: RunSettings): Store {
  if (out !== undefined && store !== undefined)
    throw new SpecError("out", "A run is kept in `out` or in `store`; give one of them.");
  return store ?? (out === undefined ? createMemoryStore(experiment.id) : host.openStore(out));
}

function shardOf(shard: RunSettings["shard"]): Shard | null {
  if (shard === undefined || shard === null) return null;
  return typeof shard === "string" ? parseShard(shard) : assertShard(shard);
}

/** Those that are asked for, or one a core; fewer where memory is short. */
function workersOf(host: Host, { workers }: RunSettings, workerBytes: number): number | undefined {
  const wanted = workers ?? host.cores;
  if (wanted === undefined || !Number.isInteger(wanted)) return workers;
  return workersThatFit(wanted, { workerBytes, freeBytes: host.freeBytes });
}

function outcomeOf(
  { manifest, entries, results }: RunResult,
  { config, store }: { readonly config: CompleteConfig; readonly store: Store },
): RunOutcome {
  const section = results?.section;
  return {
    manifest,
    config,
    rows: entries.map(({ row }) => JSON.parse(row) as JsonObject),
    summary: results?.summary ?? null,
    claims: results?.claims ?? [],
    figures: section?.figures.map(({ figure }) => figure) ?? [],
    tables: results?.tables ?? [],
    notes: section?.notes ?? [],
    store,
  };
}
