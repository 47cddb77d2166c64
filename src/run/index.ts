// What runs experiments: names, and nothing else.

export type { ReportInput, ReportSection } from "../report/report-input.ts";
export * from "./allowed.ts";
export * from "./config.ts";
export type {
  AnyExperiment,
  DataSlot,
  DataSource,
  Experiment,
  FileSource,
  RowSlots,
  Scale,
  Task,
  TaskContext,
} from "./contract.ts";
export type { RunEvent } from "./events.ts";
export { findExperiment } from "./find-experiment.ts";
export type { Host, PoolRequest } from "./host.ts";
export { createInlinePool, type InlinePoolOptions } from "./inline-pool.ts";
export * from "./manifest.ts";
export { createMemoryStore, type MemoryStore } from "./memory-store.ts";
export { type MergeOptions, mergeRuns } from "./merge.ts";
export { nearest, suggestion } from "./nearest.ts";
export * from "./plan.ts";
export type * from "./ports.ts";
export { prettyJson } from "./pretty-json.ts";
export { ProgressTracker, type RunProgress } from "./progress.ts";
export { type ReportRunOptions, reportRun } from "./report-run.ts";
export * from "./reproduce.ts";
export {
  assertSameReproduction,
  REPRODUCTION,
  type ReproductionManifest,
  readReproduction,
} from "./reproduction-manifest.ts";
export * from "./results.ts";
export { type RunOutcome, type RunSettings, run } from "./run.ts";
export { type RunDirectory, readRunDirectory } from "./run-directory.ts";
export { type RunOptions, type RunResult, runExperiment, TIMINGS_FILE } from "./run-experiment.ts";
export { sealFiles } from "./sealed-files.ts";
export { formatShard, parseShard, type Shard } from "./shard.ts";
export { createTaskRunner, type TaskRunner, type TaskRunnerOptions } from "./task-runner.ts";
export { unzipStore, zipStore } from "./zip.ts";
